/** @jsxImportSource hono/jsx */
import type { PrintedPaper } from '../../domain/edition.ts';
import { labelOf } from '../../domain/text/link-label.ts';
import { webLink } from '../../domain/text/links.ts';
import { byline } from '../../domain/wording.ts';
import { anchorOf } from '../outline.ts';
import { joined, type Markup } from './layout.tsx';
import type { Words } from './words.tsx';

type PaperProps = { paper: PrintedPaper; end: Date; words: Words };

/** A paper of the front page: title, what it is, what it found, facts and links. The rest is folded. */
export const PaperCard = ({ paper, end, words }: PaperProps) => (
  <li dir="auto">
    <h3 id={anchorOf(paper.id)}>
      <Title paper={paper} />
    </h3>
    {paper.tldr && (
      <p class="tldr" dir="auto">
        {paper.tldr}
      </p>
    )}
    <Under paper={paper} end={end} words={words} />
  </li>
);

/**
 * A paper under its subject: title and what it is. The rest is folded. The anchor is inside, so that a link to it opens the fold.
 */
export const PaperFold = ({ paper, end, words }: PaperProps) => (
  <details class="fold" dir="auto">
    <Summary paper={paper} />
    <div id={anchorOf(paper.id)}>
      <Under paper={paper} end={end} words={words} />
    </div>
  </details>
);

/** The same in few bytes, with only links inside. */
export const LightFold = ({ paper }: { paper: PrintedPaper }) => (
  <details class="fold" dir="auto">
    <Summary paper={paper} />
    <div id={anchorOf(paper.id)}>
      <Links paper={paper} />
    </div>
  </details>
);

/** A title, linked if its URL is safe. The URL is checked again here, because feeds are untrusted. */
export function Title({ paper: { title, url } }: { paper: PrintedPaper }) {
  const link = webLink(url);
  return link ? (
    <a href={link.url} rel="noopener">
      {title}
    </a>
  ) : (
    title
  );
}

const Summary = ({ paper: { title, tldr } }: { paper: PrintedPaper }) => (
  <summary>
    <b>{title}</b>
    {tldr && <span dir="auto">{tldr}</span>}
  </summary>
);

function Under({ paper, end, words }: PaperProps) {
  const { authors, moreAuthors, source, listedOn, tldr, found, abstract, keywords = [], comments = 0 } = paper;
  const origin = [
    source && (
      <>
        From <bdi>{source}</bdi>
      </>
    ),
    listedOn && words.day(listedOn),
    comments > 0 && words.counted(comments, 'comment'),
    paper.suggested && 'Suggested by a reader',
  ].filter(Boolean);
  const facts = factsOf(paper, words);
  const reasons = why(paper, end, words);
  const lines = [
    authors.length > 0 && <bdi>{moreAuthors > 0 ? `${authors.join(', ')} and ${moreAuthors} more` : authors.join(', ')}</bdi>,
    keywords.length > 0 && <bdi>{keywords.join(', ')}</bdi>,
    origin.length > 0 && joined(origin, ' · '),
    reasons.length > 0 && `Why here: ${reasons.join(', ')}.`,
  ].filter(Boolean);
  return (
    <>
      {found && (
        <p class="found" dir="auto">
          {found}
        </p>
      )}
      {!tldr && abstract && <p dir="auto">{abstract}</p>}
      {facts.length > 0 && (
        <p class="meta">
          {joined(
            facts.map((fact) => <bdi>{fact}</bdi>),
            ' · ',
          )}
        </p>
      )}
      <Links paper={paper} />
      <details>
        <summary>{tldr ? 'Abstract' : 'More'}</summary>
        {tldr && <p dir="auto">{abstract}</p>}
        <p class="meta">{joined(lines, <br />)}</p>
      </details>
    </>
  );
}

function Links({ paper }: { paper: PrintedPaper }) {
  const named = [
    { label: 'Paper', url: paper.url },
    { label: 'PDF', url: paper.pdf ?? '' },
    ...shortLabels(paper),
    { label: 'Discussion', url: paper.discussion ?? '' },
  ];
  const links = named.flatMap(({ label, url }): Markup[] => {
    const link = webLink(url);
    if (!link) return [];
    const element = (
      <a href={link.url} rel="noopener">
        {label}
      </a>
    );
    return [element, ' '];
  });
  return links.length > 0 ? <p class="links">{links}</p> : '';
}

/** `Code ★251`, `Project`; `Code: ada/attention` where there are several of a kind. */
function shortLabels({ links, stars = 0 }: PrintedPaper): { label: string; url: string }[] {
  const labelled = links.flatMap(({ kind, url }) => {
    const link = webLink(url);
    if (!link) return [];
    const label = labelOf({ kind, url: link.url });
    return { kind, url, label, kindOf: label.split(': ', 1)[0] ?? '' };
  });
  return labelled.map(({ kind, url, label, kindOf }) => {
    const several = labelled.filter((one) => one.kindOf === kindOf).length > 1;
    return { url, label: several ? label : kind === 'code' && stars > 0 ? `${kindOf} ★${stars}` : kindOf };
  });
}

/** `MIT · Jundong Xu + 13 · ACL 2026 · ▲ 118`: whose work it is, where it appeared, who likes it. */
const factsOf = (
  { organisation, authors, moreAuthors, venue, pin, upvotes = 0, readers = 0 }: PrintedPaper,
  { number, counted }: Words,
) =>
  [
    organisation,
    byline(authors, authors.length + moreAuthors),
    venue?.replace(/[\s.,;]+$/, ''),
    pin !== undefined && 'the editor’s choice',
    upvotes > 0 && `▲\u00a0${number(upvotes)}`,
    readers > 0 && counted(readers, 'reader'),
  ].filter(Boolean);

/** All that the ranking of a paper looks at, most important first. */
function why({ pin, upvotes = 0, readers = 0, position, since }: PrintedPaper, end: Date, { counted }: Words): string[] {
  const days = Math.floor((end.getTime() - Date.parse(since)) / 86_400_000);
  return [
    pin === undefined ? '' : 'pinned by the editor',
    upvotes > 0 ? counted(upvotes, 'upvote') : '',
    readers > 0 ? counted(readers, 'reader') : '',
    position === undefined ? '' : `${ordinal(position + 1)} in its feed`,
    days > 0 ? `${counted(days, 'day')} old` : '',
  ].filter(Boolean);
}

/** `1st`, `22nd`. */
const ordinal = (n: number) => `${n}${SUFFIXES[ordinals.select(n)] ?? 'th'}`;
const ordinals = new Intl.PluralRules('en', { type: 'ordinal' });
const SUFFIXES: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' };
