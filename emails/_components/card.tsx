import { Fragment, type ReactNode } from 'react';
import type { PrintableCard, PrintableTitle } from '../_content/printable.ts';
import { byline, origin, VOTE, voices } from '../_content/wording.ts';
import { Row } from './layout.tsx';

/** A title, linked where it may be. */
export function TitleLink({ title, url }: PrintableTitle) {
  return url ? <a href={url}>{title}</a> : title;
}

/** Papers with a large headline. */
const HEADLINES = 5;

/** The first place at which a card looks like the one at `place`. */
export const looks = (place: number) => (place === 0 ? 0 : place < HEADLINES ? 1 : HEADLINES);

/** A paper in full, `place` from 0: the first of an edition is its lead, and headlines shrink after the first few. */
export function PaperCard({ paper, place }: { paper: PrintableCard; place: number }) {
  const { tldr, extract, links } = paper;
  return (
    <Row className={place === 0 ? 'card lead' : place < HEADLINES ? 'card' : 'card minor'} dir="auto">
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
