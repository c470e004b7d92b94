import { html } from 'hono/html';
import type { PrintedPaper } from '../../domain/edition.ts';
import { labelOf } from '../../domain/text/link-label.ts';
import { webLink } from '../../domain/text/links.ts';
import { anchorOf } from '../outline.ts';
import type { Markup } from './layout.ts';
import type { Words } from './words.ts';

export const PAPER_STYLE = `
.papers>li{padding:1.5rem 0;border-bottom:1px solid var(--rule)}
.papers h3{font-size:1.25rem;line-height:1.25;margin:0 0 .4rem;text-wrap:pretty}
.papers>li:first-child h3{font-size:1.625rem;line-height:1.2}
.papers h3 a{color:inherit;text-decoration-color:var(--edge)}
.papers h3 a:hover{color:var(--link)}
.papers p{margin-bottom:.5rem}
.found{border-inline-start:2px solid var(--link);padding-inline-start:.75rem}
.meta{color:var(--soft);font:.875rem/1.55 var(--sans)}
.links{font:.9375rem/1.4 var(--sans)}
.links a{display:inline-block;padding:.45rem 0;margin-inline-end:1.25rem}
summary{width:fit-content;color:var(--link);font:.9375rem/1.6 var(--sans);cursor:pointer}
.fold{border-bottom:1px solid var(--rule)}
.fold>summary{width:auto;padding:.65rem 0;color:inherit;font:inherit;line-height:1.35}
.fold>summary b{font-size:1.0625rem}
.fold>summary:hover b{color:var(--link)}
.fold>summary span{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden;margin-top:.15rem;color:var(--soft);font-size:.9375rem;line-height:1.4}
.fold[open]>summary span{display:block}
.many .fold:not([open])>summary span{display:none}
.fold>div{padding-bottom:1rem}
`.replaceAll('\n', '');

/** A paper of the front page: what it is, what it found, whose it is, where it leads; the rest is folded. */
export const card = (paper: PrintedPaper, end: Date, words: Words): Markup =>
  html`<li dir="auto"><h3 id="${anchorOf(paper.id)}">${titleOf(paper)}</h3>
${paper.tldr ? html`<p class="tldr" dir="auto">${paper.tldr}</p>` : ''}${under(paper, end, words)}</li>`;

/** A paper under its subject: its title and what it is, all else folded. The anchor is inside, so that a link to it opens the fold. */
export const fold = (paper: PrintedPaper, end: Date, words: Words): Markup =>
  html`<details class="fold" dir="auto">${summaryOf(paper)}<div id="${anchorOf(paper.id)}">${under(paper, end, words)}</div></details>`;

/** The same in few bytes: where it leads alone. */
export const lightFold = (paper: PrintedPaper): Markup =>
  html`<details class="fold" dir="auto">${summaryOf(paper)}<div id="${anchorOf(paper.id)}">${linksOf(paper)}</div></details>`;

/** A title, linked if its link is one: a feed is untrusted, and this page does not rely on who cleaned it before. */
export function titleOf({ title, url }: PrintedPaper): Markup {
  const link = webLink(url);
  return link ? html`<a href="${link.url}" rel="noopener">${title}</a>` : html`${title}`;
}

const summaryOf = ({ title, tldr }: PrintedPaper): Markup =>
  html`<summary><b>${title}</b>${tldr ? html`<span dir="auto">${tldr}</span>` : ''}</summary>`;

function under(paper: PrintedPaper, end: Date, words: Words): Markup {
  const { authors, moreAuthors, source, listedOn, tldr, found, abstract, keywords = [], comments = 0 } = paper;
  const origin = [
    source && html`From <bdi>${source}</bdi>`,
    listedOn && words.day(listedOn),
    comments > 0 && words.counted(comments, 'comment'),
    paper.suggested && 'Suggested by a reader',
  ].filter(Boolean);
  const facts = factsOf(paper, words);
  const reasons = why(paper, end, words);
  const lines = [
    authors.length > 0 && html`<bdi>${byline(authors, moreAuthors)}</bdi>`,
    keywords.length > 0 && html`<bdi>${keywords.join(', ')}</bdi>`,
    origin.length > 0 && origin.map((said, i) => html`${i > 0 ? ' · ' : ''}${said}`),
    reasons.length > 0 && `Why here: ${reasons.join(', ')}.`,
  ].filter(Boolean);
  return html`
${found ? html`<p class="found" dir="auto">${found}</p>` : ''}
${tldr || !abstract ? '' : html`<p dir="auto">${abstract}</p>`}
${facts.length > 0 ? html`<p class="meta">${facts.map((fact, i) => html`${i > 0 ? ' · ' : ''}<bdi>${fact}</bdi>`)}</p>` : ''}
${linksOf(paper)}
<details><summary>${tldr ? 'Abstract' : 'More'}</summary>${tldr ? html`<p dir="auto">${abstract}</p>` : ''}
<p class="meta">${lines.map((line, i) => html`${i > 0 ? html`<br>` : ''}${line}`)}</p></details>`;
}

function linksOf(paper: PrintedPaper): Markup | '' {
  const named = [
    { label: 'Paper', url: paper.url },
    { label: 'PDF', url: paper.pdf ?? '' },
    ...shortLabels(paper),
    { label: 'Discussion', url: paper.discussion ?? '' },
  ];
  const links = named.flatMap(({ label, url }) => {
    const link = webLink(url);
    return link ? html`<a href="${link.url}" rel="noopener">${label}</a> ` : [];
  });
  return links.length > 0 ? html`<p class="links">${links}</p>` : '';
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
function factsOf({ organisation, authors, moreAuthors, venue, pin, upvotes = 0, readers = 0 }: PrintedPaper, words: Words) {
  const [first = '', second] = authors;
  const others = authors.length + moreAuthors - 1;
  return [
    organisation,
    others === 1 && second ? `${first}, ${second}` : `${first}${first && others > 0 ? ` +\u00a0${others}` : ''}`,
    venue?.replace(/[\s.,;]+$/, ''),
    pin === undefined ? '' : 'the editor’s choice',
    upvotes > 0 ? `▲\u00a0${upvotes}` : '',
    readers > 0 ? words.counted(readers, 'reader') : '',
  ].filter(Boolean);
}

/** What gave a paper its place, the weightiest first: all that the ranking looks at. */
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

const byline = (authors: readonly string[], more: number) =>
  more > 0 ? `${authors.join(', ')} and ${more} more` : authors.join(', ');
