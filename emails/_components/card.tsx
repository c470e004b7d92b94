import { Fragment, type ReactNode } from 'react';
import type { PrintableCard, PrintableTitle } from '../_content/printable.ts';
import { byline, origin, voices } from '../_content/wording.ts';
import { Row } from './layout.tsx';

/** A title, linked where it may be. */
export function TitleLink({ title, url }: PrintableTitle) {
  return url ? <a href={url}>{title}</a> : title;
}

/** A paper in full. The first of an edition is its lead and a size larger. */
export function PaperCard({ paper, lead }: { paper: PrintableCard; lead: boolean }) {
  const { tldr, extract, keywords, links } = paper;
  return (
    <Row className={lead ? 'card lead' : 'card'}>
      <h2 dir="auto">
        <TitleLink title={paper.title} url={paper.url} />
      </h2>
      <Facts className="by" facts={[byline(paper), origin(paper)].filter(Boolean)} />
      {tldr && <p dir="auto">{tldr}</p>}
      {extract && (
        <p className={tldr ? 'more' : undefined} dir="auto">
          {extract}
        </p>
      )}
      <Facts
        className="facts"
        facts={[
          ...links.map(({ label, url }) => <TitleLink key={label} title={label} url={url} />),
          ...voices(paper),
          ...(keywords.length > 0 ? [keywords.join(', ')] : []),
        ]}
      />
    </Row>
  );
}

/** A small line of facts about a paper. */
function Facts({ className, facts }: { className: string; facts: ReactNode[] }) {
  if (facts.length === 0) return null;
  return (
    <p className={className} dir="auto">
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
