import { Fragment } from 'react';
import type { PrintableCard, PrintableTitle } from '../_content/printable.ts';
import { byline, upvoteCount } from '../_content/wording.ts';
import { Row } from './layout.tsx';

/** A title, linked where it may be. */
export function TitleLink({ title, url }: PrintableTitle) {
  return url ? <a href={url}>{title}</a> : title;
}

/** A paper in full. The first of an edition is its lead and a size larger. */
export function PaperCard({ paper, lead }: { paper: PrintableCard; lead: boolean }) {
  const by = byline(paper);
  return (
    <Row className={lead ? 'card lead' : 'card'}>
      <h2 dir="auto">
        <TitleLink title={paper.title} url={paper.url} />
      </h2>
      {by && (
        <p className="by" dir="auto">
          {by}
        </p>
      )}
      {paper.extract && <p dir="auto">{paper.extract}</p>}
      <Facts paper={paper} />
    </Row>
  );
}

/** The line under the extract: where code and project are, and how many liked it. */
function Facts({ paper }: { paper: PrintableCard }) {
  const facts = [
    ...paper.links.map(({ label, url }) => <TitleLink key={label} title={label} url={url} />),
    ...(paper.upvotes > 0 ? [upvoteCount(paper)] : []),
  ];
  if (facts.length === 0) return null;
  return (
    <p className="facts">
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
