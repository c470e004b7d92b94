import { html } from 'hono/html';
import type { Edition, PrintedPaper } from '../../domain/edition.ts';
import { REFERENCE_FORMATS, REFERENCES } from '../../domain/references.ts';
import { inArchive } from '../../domain/schedule.ts';
import { SUBJECT_IDS, SUBJECTS, type Subject } from '../../domain/subject.ts';
import { labelOf } from '../../domain/text/link-label.ts';
import { webLink } from '../../domain/text/links.ts';
import { anchorOf, frontOf } from '../outline.ts';
import { emailField, FORM_STYLE } from './form.ts';
import { hidden, type Markup, type Page } from './layout.ts';
import type { Words } from './words.ts';

/** A day of so few papers shows all in full; of others the front page, and the rest folded under their subjects. */
const FEW = 8;

/** An edition with more papers shows the first so many of each subject, and all of it on a page of its own. */
const LONG = 100;
const OF_SUBJECT = 10;

/** Bytes spent on papers in full, then on titles of the rest. Lambda lets 6 MB through; compressed, these are far less. */
const FULL_BYTES = 2_000_000;
const TITLE_BYTES = 1_000_000;

const STYLE = `${FORM_STYLE}
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
.chips a{display:inline-block;padding:.25rem .6rem;margin:0 .25rem .4rem 0;border:1px solid var(--edge);border-radius:1rem;font:.875rem/1.4 var(--sans);text-decoration:none}
.around{display:flex;justify-content:space-between;gap:1rem;font:.9375rem/1.6 var(--sans)}
.fold{border-top:1px solid var(--rule)}
.fold>summary{width:auto;margin:0;padding:.6rem 0;color:inherit;font:inherit;line-height:1.35}
.fold>summary:hover{color:var(--link)}
.fold details summary{margin-bottom:.6rem}
.join{margin:2rem 0;padding:1.25rem;border:1px solid var(--edge)}
.join form{margin:0}
.titles li{padding:.4rem 0}
.all{margin:.75rem 0 2rem;font:.9375rem/1.6 var(--sans)}
`.replaceAll('\n', '');

/** What stands around an edition: the ones before and after it, if there are any, and the zone of the house. */
export type Around = { before?: string | undefined; after?: string | undefined; houseZone: string };

/** What an edition is called: its day, or the week that ends with it. */
export const headingOf = ({ frequency, day }: Edition, words: Words): string =>
  `${frequency === 'weekly' ? 'The week to ' : ''}${words.plainDate(day)}`;

/**
 * The web edition: every paper of the edition, best first, those after the first few folded under their subjects. Mails link to the
 * subjects (`#agents`). Of weeks, those of the archive are for search engines too.
 */
export function editionPage(edition: Edition, papers: readonly PrintedPaper[], words: Words, around: Around): Page {
  const end = new Date(edition.end);
  const weekly = edition.frequency === 'weekly';
  const count = words.counted(papers.length, 'paper');
  const long = isLong(edition);
  const chosen = papers.length <= FEW ? papers : frontOf(edition, papers);
  const front = fitting(chosen, (paper) => html`<li>${card(paper, end, words)}</li>`, FULL_BYTES / 2);
  const shown = new Set(chosen.slice(0, front.length));
  const others = papers.filter((paper) => !shown.has(paper));
  const first = long ? firstOfEach(others) : others;
  const folded = fitting(first, (paper) => fold(paper, card(paper, end, words, 'h3')), FULL_BYTES);
  const of = (subject: Subject) => folded.filter((_, i) => subjectOf(first[i]) === subject);
  const subjects = bySubject(long ? papers : others.slice(0, folded.length))
    .map((one) => ({ ...one, papers: of(one.id), all: one.papers }))
    .filter((one) => one.papers.length > 0);
  const titles = long ? [] : fitting(others.slice(folded.length), (paper) => html`<li>${titleOf(paper)}</li>`, TITLE_BYTES);
  return {
    title: headingOf(edition, words),
    about: `${count}, first of all: ${edition.title}`,
    style: STYLE,
    script: GUESS_ZONE,
    path: inArchive(edition) ? `/editions/${edition.id}` : undefined,
    body: html`<h1>${weekly ? 'The week to ' : ''}${words.fullDay(edition.day)}</h1>
<p class="soft">${weekly ? 'Weekly' : 'Daily'} edition · ${count}</p>
${edition.note ? html`<p class="note" dir="auto"><b>From the editor:</b> ${edition.note}</p>` : ''}
${subjects.length > 1 ? html`<nav class="chips" aria-label="Subjects">${subjects.map((one) => html`<a href="#${one.id}">${one.name} ${one.all.length}</a> `)}</nav>` : ''}
<ol class="papers" role="list">${front}</ol>
${join(around, 'first')}
${subjects.map(
  (one) => html`<section><h2 id="${one.id}">${one.name}</h2>${one.papers}
${long ? html`<p class="all"><a href="/editions/${edition.id}/${one.id}">All ${words.counted(one.all.length, 'paper')} in ${one.name} →</a></p>` : ''}</section>`,
)}
${titles.length > 0 ? html`<h2>And also</h2><ol class="titles" role="list">${titles}</ol>` : ''}
${edition.leftOut > 0 ? html`<p class="soft">${words.counted(edition.leftOut, 'more paper')} came that day than an edition holds; they are left out.</p>` : ''}
${edition.revised ? html`<p class="soft">${words.counted(edition.revised, 'revised paper')} of earlier days ${edition.revised === 1 ? 'is' : 'are'} not listed.</p>` : ''}
${others.length > 0 ? join(around, 'last') : ''}
${files(edition)}
${around.before || around.after ? html`<nav class="around" aria-label="Editions"><span>${beside(around.before, '← ', '')}</span><span>${beside(around.after, '', ' →')}</span></nav>` : ''}`,
  };

  function beside(id: string | undefined, left: string, right: string): Markup | '' {
    if (!id) return '';
    return html`<a href="/editions/${id}">${left}${words.day(id.slice(0, 10))}${right}</a>`;
  }
}

/** All papers of one subject of a long edition, best first: each folded, with its abstract as long as that is light, then with its sentence alone. */
export function subjectPage(
  edition: Edition,
  subject: Subject,
  papers: readonly PrintedPaper[],
  words: Words,
  around: Around,
): Page {
  const end = new Date(edition.end);
  const count = words.counted(papers.length, 'paper');
  const folded = fitting(papers.slice(0, LONG), (paper) => fold(paper, card(paper, end, words, 'h3')), FULL_BYTES);
  const light = (paper: PrintedPaper) => html`<h3 id="${anchorOf(paper.id)}" dir="auto">${titleOf(paper)}</h3>
${paper.tldr ? html`<p dir="auto">${paper.tldr}</p>` : ''}`;
  const told = fitting(papers.slice(folded.length), (paper) => fold(paper, light(paper)), TITLE_BYTES);
  const missing = papers.length - folded.length - told.length;
  return {
    title: `${SUBJECTS[subject]}, ${headingOf(edition, words)}`,
    about: `${count}, first of all: ${papers[0]?.title ?? ''}`,
    style: STYLE,
    script: GUESS_ZONE,
    path: inArchive(edition) ? `/editions/${edition.id}/${subject}` : undefined,
    body: html`<h1>${SUBJECTS[subject]}</h1>
<p class="soft"><a href="/editions/${edition.id}#${subject}">← ${headingOf(edition, words)}</a> · ${count}, best first</p>
${folded}${told}
${missing > 0 ? html`<p class="soft">${words.counted(missing, 'more paper')} would make this page too heavy. The files below hold all.</p>` : ''}
${join(around, 'last')}
${files(edition)}`,
  };
}

/** Whether an edition's subjects have pages of their own. */
export const isLong = ({ papers }: Edition): boolean => papers > LONG;

const subjectOf = (paper: PrintedPaper | undefined): Subject => paper?.subject ?? 'other';

/** The papers of each subject, the largest first, and last what has none. */
export function bySubject(papers: readonly PrintedPaper[]): { id: Subject; name: string; papers: PrintedPaper[] }[] {
  return SUBJECT_IDS.map((id) => ({ id, name: SUBJECTS[id], papers: papers.filter((paper) => subjectOf(paper) === id) }))
    .filter((one) => one.papers.length > 0)
    .sort((a, b) => Number(a.id === 'other') - Number(b.id === 'other') || b.papers.length - a.papers.length);
}

const firstOfEach = (papers: readonly PrintedPaper[]): PrintedPaper[] =>
  bySubject(papers).flatMap((one) => one.papers.slice(0, OF_SUBJECT));

/** The same papers for reference managers and programs. */
const files = ({ id }: Edition): Markup =>
  html`<p class="soft">Take it along: ${REFERENCE_FORMATS.map((format, i) => html`${i > 0 ? ' · ' : ''}<a href="/editions/${id}.${REFERENCES[format].ending}">${REFERENCES[format].name}</a>`)}</p>`;

/** A sign-up of one field: every morning at eight by the browser's clock, or the house's where there is no script. */
function join({ houseZone }: Around, place: string): Markup {
  return html`<section class="join"><h2>Get this every morning</h2>
<form method="post" action="/subscribe">
${hidden({ frequency: 'daily', weekday: '1', hour: '8' })}<input type="hidden" name="zone" value="${houseZone}">
${emailField('E-mail address', {}, {}, `email-${place}`)}
<button>Subscribe</button>
<p class="soft">Every day at 08:00, <span class="zone">${houseZone.replaceAll('_', ' ')}</span> time. <a href="/">Another day or hour</a></p>
</form></section>`;
}

const GUESS_ZONE = `{let z=Intl.DateTimeFormat().resolvedOptions().timeZone;if(z){for(let e of document.querySelectorAll('[name=zone]'))e.value=z;for(let e of document.querySelectorAll('.zone'))e.textContent=z.replaceAll('_',' ')}}`;

/** The anchor is inside, so that a link to it opens the fold. */
const fold = ({ title }: PrintedPaper, inside: Markup): Markup =>
  html`<details class="fold"><summary dir="auto"><bdi>${title}</bdi></summary>${inside}</details>`;

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
function card(paper: PrintedPaper, end: Date, words: Words, heading: 'h2' | 'h3' = 'h2'): Markup {
  const { authors, moreAuthors, source, listedOn, tldr, found, abstract, keywords = [], comments = 0 } = paper;
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
  return html`
${heading === 'h2' ? html`<h2 id="${anchorOf(paper.id)}" dir="auto">${titleOf(paper)}</h2>` : html`<h3 id="${anchorOf(paper.id)}" dir="auto">${titleOf(paper)}</h3>`}
${authors.length > 0 ? html`<p class="meta" dir="auto"><bdi>${byline(authors, moreAuthors)}</bdi></p>` : ''}
${
  tldr
    ? html`<p class="tldr" dir="auto">${tldr}</p>
${found ? html`<p dir="auto"><b>Found:</b> ${found}</p>` : ''}
<details><summary>Abstract</summary><p dir="auto">${abstract}</p></details>`
    : html`<p dir="auto">${abstract}</p>`
}
${links.length > 0 ? html`<p class="links">${links.map((link) => html`<a href="${link.url}" rel="noopener">${labelOf(link)}</a> `)}</p>` : ''}
<p class="meta">${lines.map((line) => html`${line}<br>`)}${reason(why(paper, end, words))}</p>`;
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
