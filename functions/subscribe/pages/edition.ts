import { html } from 'hono/html';
import type { Edition, PrintedPaper } from '../../domain/edition.ts';
import { parseSlot } from '../../domain/schedule.ts';
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
.links{font:.9375rem/1.6 var(--sans)}
.papers p:last-child{margin-bottom:0}
.links a{margin-right:1.25rem}
.titles li{padding:.4rem 0}
`.replaceAll('\n', '');

/** The web edition: every paper of the edition, best first. House editions are listed, other windows are not. */
export function editionPage(edition: Edition, papers: readonly PrintedPaper[], houseZone: string, words: Words): Page {
  const [slot] = edition.slots;
  const zone = slot ? parseSlot(slot).zone : houseZone;
  const end = new Date(edition.windowEnd);
  const count = words.counted(papers.length, 'paper');
  const cards = fitting(papers, (paper) => card(paper, words), FULL_BYTES);
  const titles = fitting(papers.slice(cards.length), (paper) => html`<li>${titleOf(paper)}</li>`, TITLE_BYTES);
  return {
    title: words.plainDate(end, zone),
    about: `${count}, first of all: ${edition.title}`,
    style: STYLE,
    path: edition.house ? `/editions/${edition.id}` : undefined,
    body: html`<h1>${words.date(end, zone)}</h1>
<p class="soft">${edition.frequency === 'weekly' ? 'Weekly' : 'Daily'} edition · ${count}</p>
<ol class="papers" role="list">${cards}</ol>
${titles.length > 0 ? html`<h2>And also</h2><ol class="titles" role="list">${titles}</ol>` : ''}`,
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

function card(paper: PrintedPaper, { counted }: Words): Markup {
  const { authors, upvotes = 0, listedOn } = paper;
  const facts = [upvotes > 0 ? counted(upvotes, 'upvote') : '', listedOn ?? ''];
  const links = paper.links.flatMap(({ kind, url }) => {
    const link = webLink(url);
    return link ? [{ kind, url: new URL(link.url) }] : [];
  });
  return html`<li>
<h2>${titleOf(paper)}</h2>
${authors.length > 0 ? html`<p class="meta"><bdi>${byline(authors)}</bdi></p>` : ''}
<p dir="auto">${paper.abstract}</p>
${links.length > 0 ? html`<p class="links">${links.map(({ kind, url }) => html`<a href="${url.href}" rel="noopener">${LABELS[kind]}<span class="soft"> ${url.host}</span></a> `)}</p>` : ''}
${facts.some(Boolean) ? html`<p class="meta">${facts.filter(Boolean).join(' · ')}</p>` : ''}
</li>`;
}

const LABELS = { code: 'Code', project: 'Project', other: 'Link' } as const;

/** A title, linked if its link is one: a feed is untrusted, and this page does not rely on who cleaned it before. */
function titleOf({ title, url }: PrintedPaper): Markup {
  const link = webLink(url);
  return link ? html`<a href="${link.url}" rel="noopener"><bdi>${title}</bdi></a>` : html`<bdi>${title}</bdi>`;
}

/** Names up to twenty authors. */
const byline = (authors: readonly string[]) =>
  authors.length > 20 ? `${authors.slice(0, 20).join(', ')} and ${authors.length - 20} more` : authors.join(', ');
