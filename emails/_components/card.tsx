import { Fragment, type ReactNode } from 'react';
import type { PrintableCard, PrintableTitle } from '../_content/printable.ts';
import { byline, origin, VOTE, voices } from '../_content/wording.ts';
import { Row } from './layout.tsx';

/** A title, linked where it may be. */
export function TitleLink({ title, url }: PrintableTitle) {
  return url ? <a href={url}>{title}</a> : title;
}

/** A paper in full, `look` being its class. */
export function PaperCard({ paper, look }: { paper: PrintableCard; look: string }) {
  const { tldr, extract, links } = paper;
  return (
    <Row className={look} dir="auto">
      <h2>
        <TitleLink title={paper.title} url={paper.url} />
      </h2>
      <Facts facts={[byline(paper), origin(paper)].filter(Boolean)} />
      {tldr && <p>{tldr}</p>}
      {extract && <p className={tldr ? 'more' : undefined}>{extract}</p>}
      <Facts facts={links.map(({ label, url }) => <TitleLink key={label} title={label} url={url} />)} />
      <Facts facts={[...voices(paper), <TitleLink key={VOTE} title={VOTE} url={paper.voteUrl} />]} />
    </Row>
  );
}

/** A small line of facts about a paper. */
function Facts({ facts }: { facts: ReactNode[] }) {
  if (facts.length === 0) return null;
  return (
    <p className="by">
      {facts.map((fact, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
        <Fragment key={i}>
          {i > 0 && ' · '}
          {fact}
        </Fragment>
      ))}
    </p>
  );
}
