import { html } from 'hono/html';
import type { Edition, PrintedPaper } from '../../domain/edition.ts';
import { inArchive } from '../../domain/schedule.ts';
import { labelOf } from '../../domain/text/link-label.ts';
import { webLink } from '../../domain/text/links.ts';
import type { Markup, Page } from './layout.ts';
import type { Words } from './words.ts';

/** Bytes spent on papers in full, then on titles of the rest. Lambda lets 6 MB through; compressed, these are far less. */
const FULL_BYTES = 2_000_000;
const TITLE_BYTES = 1_000_000;

const STYLE = `
.papers>li{padding:1.75rem 0;border-top:1px solid var(--rule)}
.papers h2 a{color:inherit;text-decoration-color:var(--edge)}
.papers h2 a:hover{color:var(--link)}
.meta{color:var(--soft);font:.875rem/1.55 var(--sans);margin-bottom:.6rem}
.links{font:.9375rem/1.6 var(--sans);margin-bottom:.6rem}
.papers>li:first-child h2{font-size:1.75rem;line-height:1.2}
.papers>li>p:last-child{margin-bottom:0}
.papers .tldr{margin-bottom:.4rem}
summary{width:fit-content;margin-bottom:.6rem;color:var(--link);font:.9375rem/1.6 var(--sans);cursor:pointer}
.note{border-left:3px solid var(--edge);padding-left:1rem}
.links a{margin-right:1.25rem}
.titles li{padding:.4rem 0}
`.replaceAll('\n', '');

/** The web edition: every paper of the edition, best first. Of weeks, those of the archive are for search engines too. */
export function editionPage(edition: Edition, papers: readonly PrintedPaper[], words: Words): Page {
  const end = new Date(edition.end);
  const weekly = edition.frequency === 'weekly';
  const count = words.counted(papers.length, 'paper');
  const cards = fitting(papers, (paper) => card(paper, end, words), FULL_BYTES);
  const titles = fitting(papers.slice(cards.length), (paper) => html`<li>${titleOf(paper)}</li>`, TITLE_BYTES);
  return {
    title: `${weekly ? 'The week to ' : ''}${words.plainDate(edition.day)}`,
    about: `${count}, first of all: ${edition.title}`,
    style: STYLE,
    path: inArchive(edition) ? `/editions/${edition.id}` : undefined,
    body: html`<h1>${weekly ? 'The week to ' : ''}${words.fullDay(edition.day)}</h1>
<p class="soft">${weekly ? 'Weekly' : 'Daily'} edition · ${count}</p>
${edition.note ? html`<p class="note" dir="auto"><b>From the editor:</b> ${edition.note}</p>` : ''}
<ol class="papers" role="list">${cards}</ol>
${titles.length > 0 ? html`<h2>And also</h2><ol class="titles" role="list">${titles}</ol>` : ''}
${edition.leftOut > 0 ? html`<p class="soft">${words.counted(edition.leftOut, 'more paper')} came that day than an edition holds; they are left out.</p>` : ''}`,
  };
}

/** Prints papers as long as they fit. */
function fitting(papers: readonly PrintedPaper[], print: (paper: PrintedPaper) => Markup, bytes: number): Markup[] {
  const printed: Markup[] = [];
  let room = bytes;
  for (const paper of papers) {
    const markup = print(paper);
    room -= Buffer.byteLength(`${markup}`);
    if (room < 0) break;
    printed.push(markup);
  }
  return printed;
}

/** A paper: what it says in a sentence, and its abstract folded under that. */
function card(paper: PrintedPaper, end: Date, words: Words): Markup {
  const { authors, moreAuthors, source, listedOn, tldr, abstract, keywords = [], comments = 0 } = paper;
  const origin = [
    source && html`From <bdi>${source}</bdi>`,
    listedOn && words.day(listedOn),
    comments > 0 && words.counted(comments, 'comment'),
  ].filter(Boolean);
  const lines = [
    origin.length > 0 && origin.map((said, i) => html`${i > 0 ? ' · ' : ''}${said}`),
    keywords.length > 0 && html`<bdi>${keywords.join(', ')}</bdi>`,
  ].filter(Boolean);
  const links = paper.links.flatMap(({ kind, url }) => {
    const link = webLink(url);
    return link ? [{ kind, url: link.url }] : [];
  });
  return html`<li>
<h2>${titleOf(paper)}</h2>
${authors.length > 0 ? html`<p class="meta"><bdi>${byline(authors, moreAuthors)}</bdi></p>` : ''}
${
  tldr
    ? html`<p class="tldr" dir="auto">${tldr}</p>
<details><summary>Abstract</summary><p dir="auto">${abstract}</p></details>`
    : html`<p dir="auto">${abstract}</p>`
}
${links.length > 0 ? html`<p class="links">${links.map((link) => html`<a href="${link.url}" rel="noopener">${labelOf(link)}</a> `)}</p>` : ''}
<p class="meta">${lines.map((line) => html`${line}<br>`)}${reason(why(paper, end, words))}</p>
</li>`;
}

const reason = (why: string[]) => (why.length > 0 ? html`Why here: ${why.join(', ')}.` : '');

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

/** A title, linked if its link is one: a feed is untrusted, and this page does not rely on who cleaned it before. */
export function titleOf({ title, url }: PrintedPaper): Markup {
  const link = webLink(url);
  return link ? html`<a href="${link.url}" rel="noopener"><bdi>${title}</bdi></a>` : html`<bdi>${title}</bdi>`;
}

const byline = (authors: readonly string[], more: number) =>
  more > 0 ? `${authors.join(', ')} and ${more} more` : authors.join(', ');
