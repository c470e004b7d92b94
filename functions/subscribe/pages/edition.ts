import { html, raw } from 'hono/html';
import type { Edition, PrintedPaper } from '../../domain/edition.ts';
import { whyEmpty } from '../../domain/empty-day.ts';
import { REFERENCE_FORMATS, REFERENCES } from '../../domain/references.ts';
import { inArchive } from '../../domain/schedule.ts';
import { SUBJECT_IDS, SUBJECTS, type Subject } from '../../domain/subject.ts';
import { frontOf } from '../outline.ts';
import { emailField, FORM_STYLE } from './form.ts';
import { hidden, type Markup, notePage, type Page } from './layout.ts';
import { card, fold, lightFold, PAPER_STYLE, titleOf } from './paper.ts';
import type { Words } from './words.ts';

/** A day of so few papers shows all in full; of others the front page, and the rest folded under their subjects. */
const FEW = 8;

/** An edition with more papers shows the first so many of each subject, and all of it on a page of its own. */
const LONG = 100;
const OF_SUBJECT = 10;

/** Bytes spent on papers in full, then on titles of the rest. Lambda lets 6 MB through; compressed, these are far less. */
const FULL_BYTES = 2_000_000;
const TITLE_BYTES = 1_000_000;

const STYLE = `${FORM_STYLE}${PAPER_STYLE}
.note{border-left:3px solid var(--edge);padding-left:1rem}
.day{margin:0}
.desk{font:700 .75rem/1.4 var(--sans);letter-spacing:.08em;text-transform:uppercase;color:var(--link);margin:2rem 0 0;padding-bottom:.4rem;border-bottom:1px solid var(--ink)}
.chips{display:flex;gap:.4rem;overflow-x:auto;margin:0 -1.25rem;padding:.9rem 1.25rem}
.chips a{flex:none;padding:.45rem .75rem;border:1px solid var(--edge);border-radius:2rem;font:.875rem/1.4 var(--sans);color:inherit;text-decoration:none}
@media(min-width:48rem){.chips{flex-wrap:wrap;overflow:visible}}
.around{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.25rem 1rem;margin:0;font:.9375rem/1.6 var(--sans)}
.around a{display:inline-block;padding:.3rem 0}
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
  const long = isLong(edition);
  const chosen = papers.length <= FEW ? papers : frontOf(edition, papers);
  const front = fitting(chosen, (paper) => card(paper, end, words), FULL_BYTES / 2);
  const shown = new Set(chosen.slice(0, front.length));
  const others = papers.filter((paper) => !shown.has(paper));
  const first = long ? firstOfEach(others) : others;
  const folded = fitting(first, (paper) => fold(paper, end, words), FULL_BYTES);
  const of = (subject: Subject) => folded.filter((_, i) => subjectOf(first[i]) === subject);
  const subjects = bySubject(long ? papers : others.slice(0, folded.length))
    .map((one) => ({ ...one, papers: of(one.id), all: one.papers }))
    .filter((one) => one.papers.length > 0);
  const titles = long
    ? []
    : fitting(others.slice(folded.length), (paper) => html`<li dir="auto">${titleOf(paper)}</li>`, TITLE_BYTES);
  const named = headline(chosen);
  const rest = papers.length - named.length;
  const more = rest > 0 ? ` and ${words.number(rest)} more` : '';
  const said = html`${named.map((name, i) => html`${i > 0 ? (more ? ', ' : ' and ') : ''}<bdi>${name}</bdi>`)}${more}`;
  const dated = html`${weekly ? 'The week to ' : ''}${words.fullDay(edition.day)}`;
  const about = aboutOf(papers, words);
  return {
    title: named.join(more ? ', ' : ' and ') + more,
    about: `${headingOf(edition, words)}: ${about}`,
    style: STYLE,
    script: GUESS_ZONE,
    path: inArchive(edition) ? `/editions/${edition.id}` : undefined,
    body: html`<h1>${papers.length > 1 ? said : dated}</h1>
<p class="soft day">${papers.length > 1 ? html`${dated} · ` : ''}${about}</p>
${beside(around, 'Editions')}
${edition.note ? html`<p class="note" dir="auto"><b>From the editor:</b> ${edition.note}</p>` : ''}
${subjects.length > 1 ? html`<nav class="chips" aria-label="Subjects">${subjects.map((one) => html`<a href="#${one.id}">${one.name} ${one.all.length}</a> `)}</nav>` : ''}
<h2 class="desk">${others.length > 0 ? 'Front page' : 'In this edition'}</h2>
<ol class="papers" role="list">${front}</ol>
${join(around, 'first')}
${subjects.map(
  (one) => html`<section${long ? raw(' class="many"') : ''}><h2 class="desk" id="${one.id}">${one.name}</h2>${one.papers}
${long ? html`<p class="all"><a href="/editions/${edition.id}/${one.id}">All ${words.counted(one.all.length, 'paper')} in ${one.name} →</a></p>` : ''}</section>`,
)}
${titles.length > 0 ? html`<h2 class="desk">And also</h2><ol class="titles" role="list">${titles}</ol>` : ''}
${edition.leftOut > 0 ? html`<p class="soft">${words.counted(edition.leftOut, 'more paper')} came that day than an edition holds; they are left out.</p>` : ''}
${edition.revised ? html`<p class="soft">${words.counted(edition.revised, 'revised paper')} of earlier days ${edition.revised === 1 ? 'is' : 'are'} not listed.</p>` : ''}
${others.length > 0 ? join(around, 'last') : ''}
${files(edition)}
${beside(around, 'More editions')}`,
  };

  function beside({ before, after }: Around, label: string): Markup | '' {
    if (!before && !after) return '';
    const link = (id: string | undefined, left: string, right: string) =>
      id ? html`<a href="/editions/${id}">${left}${words.day(id.slice(0, 10))}${right}</a>` : '';
    return html`<nav class="around" aria-label="${label}"><span>${link(before, '← ', '')}</span><span>${link(after, '', ' →')}</span></nav>`;
  }
}

/** In the place of an edition that there is not: mails that tell so lead here. */
export const noEditionPage = (edition: Edition, words: Words): Page =>
  notePage(
    'No edition',
    html`<p class="lead">${edition.frequency === 'weekly' ? 'The week to ' : ''}${words.fullDay(edition.day)}: ${whyEmpty(edition)}</p><p><a href="/editions">Past editions</a></p>`,
  );

/** `30 papers from Hugging Face, 17 with code`. */
function aboutOf(papers: readonly PrintedPaper[], words: Words): string {
  const [source, ...others] = new Set(papers.map((paper) => paper.source));
  const code = papers.filter(({ links }) => links.some(({ kind }) => kind === 'code')).length;
  const from = source && others.length === 0 ? ` from ${source}` : '';
  return `${words.counted(papers.length, 'paper')}${from}${code > 0 ? ` · ${words.number(code)} with code` : ''}`;
}

/** The names of the first two papers, where titles have short ones, or the first title: nothing in a headline is cut but what is endless. */
function headline([lead, next]: readonly PrintedPaper[]): string[] {
  const [first, second] = [shortName(lead?.title ?? ''), shortName(next?.title ?? '')];
  if (first && next) return second ? [first, second] : [first];
  const title = lead?.title ?? '';
  return [title.length > MAX_TITLE ? `${Array.from(title).slice(0, MAX_TITLE).join('')}…` : title];
}

/** What stands before a title's colon names the paper, or a title that is short; undefined for others. */
const shortName = (title: string): string | undefined =>
  /^([^:：]{2,26})(?:: |：)/.exec(title)?.[1] ?? (title.length <= MAX_NAME && title ? title : undefined);
const MAX_NAME = 44;
const MAX_TITLE = 140;

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
  const folded = fitting(papers.slice(0, LONG), (paper) => fold(paper, end, words), FULL_BYTES);
  const told = fitting(papers.slice(folded.length), lightFold, TITLE_BYTES);
  const missing = papers.length - folded.length - told.length;
  return {
    title: `${SUBJECTS[subject]}, ${headingOf(edition, words)}`,
    about: `${count}, first of all: ${papers[0]?.title ?? ''}`,
    style: STYLE,
    script: GUESS_ZONE,
    path: inArchive(edition) ? `/editions/${edition.id}/${subject}` : undefined,
    body: html`<h1>${SUBJECTS[subject]}</h1>
<p class="soft"><a href="/editions/${edition.id}#${subject}">← ${headingOf(edition, words)}</a> · ${count}, best first</p>
<section${papers.length > LONG ? raw(' class="many"') : ''}>${folded}${told}</section>
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
