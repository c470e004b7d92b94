import { html } from 'hono/html';
import type { Month } from '../../domain/calendar.ts';
import type { Edition } from '../../domain/edition.ts';
import { whyEmpty } from '../../domain/empty-day.ts';
import type { Found } from '../find.ts';
import { anchorOf, type TitleLine } from '../outline.ts';
import { isLong } from './edition.ts';
import type { Markup, Page } from './layout.ts';
import { WEEKDAYS, type Words } from './words.ts';

export const LINES_STYLE = `
.lines li{padding:.75rem 0;border-top:1px solid var(--rule)}
.lines a{display:block;font-weight:700;line-height:1.35;color:inherit;text-decoration-color:var(--edge)}
.lines a:hover{color:var(--link)}
`.replaceAll('\n', '');

const STYLE = `${LINES_STYLE}
.lines+h2{margin-top:2.25rem}
.turn{display:flex;justify-content:space-between;align-items:baseline;gap:1rem;margin:0 0 .5rem}
.turn h2{margin:0}
table{width:100%;max-width:30rem;table-layout:fixed;border-collapse:collapse;margin:0 auto 2.25rem;font:.9375rem/1 var(--sans);text-align:center}
th{font-weight:400;color:var(--soft);padding:.6rem 0}
td{height:3rem;padding:1px;color:var(--soft)}
td .week{font-size:.75rem;font-weight:400}
table{overflow-wrap:normal}
td a{display:grid;place-content:center;min-height:2.75rem;font-weight:700;border:1px solid var(--rule);border-radius:3px;text-decoration:none}
td a:hover{border-color:var(--link)}
.find{display:flex;flex-wrap:wrap;gap:.75rem;align-items:end;margin:0 0 1.75rem}
.find div{flex:1 1 9rem}
.find button{padding:.75rem 1.25rem}
label{display:block;font:.875rem/1.6 var(--sans);color:var(--soft)}
input[type=search]{width:100%;font:inherit;color:inherit;border:1px solid var(--edge);border-radius:3px;background:var(--field);padding:.6rem .75rem;min-height:3rem}
`.replaceAll('\n', '');

/** `around`: whether there are editions before and after this month; `weeks` are those of the archive, `without` days on which there was none. */
type EditionsProps = {
  month: Month;
  listed: readonly Edition[];
  weeks: readonly Edition[];
  without: readonly Edition[];
  around: { before: boolean; after: boolean };
  words: Words;
};

/** The archive: a month as a calendar, and its editions, newest first. */
export function editionsPage({ month, listed, weeks, without, around, words }: EditionsProps): Page {
  return {
    title: `Editions of ${words.plainMonth(month.month)}`,
    about: 'Every edition of this month, with its first paper.',
    style: STYLE,
    path: listed.length > 0 ? `/editions?month=${month.month}` : undefined,
    body: html`<h1>Past editions</h1>
<nav class="turn" aria-label="Months">
${turn(around.before, month.before, 'Earlier')}
<h2>${words.month(month.month)}</h2>
${turn(around.after, month.after, 'Later')}
</nav>
${listed.length > 0 ? html`${calendar(month, listed, weeks, words)}${searchForm(month, '', words)}${editionLines(listed, words)}` : html`<p>No edition appeared in this month.</p>`}
${without.length > 0 ? html`<h2>Days without an edition</h2><ul>${without.map((one) => html`<li>${words.fullDay(one.day)}: ${whyEmpty(one)}</li>`)}</ul>` : ''}
${weeks.length > 0 ? html`<h2>The best of each week</h2>${editionLines(weeks, words)}` : ''}`,
  };
}

/** Asks for words of titles of this month. What is typed stands in the address: it is no secret, and a link to it can be passed on. */
const searchForm = (
  { month }: Month,
  typed: string,
  words: Words,
): Markup => html`<form class="find" method="get" action="/editions" role="search">
<input type="hidden" name="month" value="${month}">
<div><label for="q">Words of a title, in ${words.plainMonth(month)}</label><input type="search" id="q" name="q" maxlength="100" required value="${typed}"></div>
<button class="plain">Search</button>
</form>`;

/** What a search of a month found. */
export function foundPage(
  month: Month,
  typed: string,
  { found, more }: { found: readonly Found[]; more: boolean },
  words: Words,
): Page {
  const number = more
    ? `More than ${words.counted(found.length, 'title')}: these are the newest`
    : words.counted(found.length, 'title');
  return {
    title: `Search in ${words.plainMonth(month.month)}`,
    style: STYLE,
    body: html`<h1>Search in ${words.month(month.month)}</h1>
${searchForm(month, typed, words)}
<p role="status">${found.length > 0 ? `${number}.` : 'No title of this month holds these words.'}</p>
<ol class="lines" role="list">${found.map(
      ({ edition, line }) => html`<li><a href="${placeOf(edition, line)}" dir="auto">${line.title}</a>
<span class="soft">${words.fullDay(edition.day)}</span></li>`,
    )}</ol>
<p><a href="/editions?month=${month.before}&amp;q=${encodeURIComponent(typed)}">The same in ${words.month(month.before)}</a> · <a href="/editions?month=${month.month}">All editions of ${words.month(month.month)}</a></p>`,
  };
}

/** Where a paper stands: on its subject's page, if its edition has those. */
const placeOf = (edition: Edition, { id, subject }: TitleLine): string =>
  `/editions/${edition.id}${isLong(edition) ? `/${subject}` : ''}#${encodeURI(anchorOf(id))}`;

const turn = (there: boolean, month: string, label: string): Markup =>
  there ? html`<a href="/editions?month=${month}">${label}</a>` : html`<span></span>`;

/** A row a week, which ends with the best of it, if its Friday is of this month. */
function calendar(
  { month, days, firstWeekday }: Month,
  listed: readonly Edition[],
  ofWeeks: readonly Edition[],
  words: Words,
): Markup {
  const dateOf = (day: number) => `${month}-${String(day).padStart(2, '0')}`;
  const byDate = new Map(listed.map((edition) => [edition.day, edition]));
  const cells = Array.from({ length: firstWeekday - 1 + days }, (_, i) => {
    const day = i + 2 - firstWeekday;
    const edition = byDate.get(dateOf(day));
    if (day < 1) return html`<td></td>`;
    if (!edition) return html`<td>${day}</td>`;
    const label = `${words.plainDate(edition.day)}, ${words.counted(edition.papers, 'paper')}`;
    return html`<td><a href="/editions/${edition.id}" aria-label="${label}">${day}</a></td>`;
  });
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, row) => {
    const inRow = (day: string) => Array.from({ length: 7 }, (_, i) => dateOf(row * 7 + i + 2 - firstWeekday)).includes(day);
    const week = ofWeeks.find(({ day }) => inRow(day));
    const label = week && `The week to ${words.plainDate(week.day)}, ${words.counted(week.papers, 'paper')}`;
    const last = week ? html`<td><a class="week" href="/editions/${week.id}" aria-label="${label}">Week</a></td>` : '';
    return html`${cells.slice(row * 7, row * 7 + 7)}${last}`;
  });
  return html`<table>
<thead><tr>${WEEKDAYS.map((day) => html`<th scope="col" abbr="${day}">${day.slice(0, 2)}</th>`)}${ofWeeks.length > 0 ? html`<th scope="col" abbr="Best of the week">Best</th>` : ''}</tr></thead>
<tbody>${weeks.map((week) => html`<tr>${week}</tr>`)}</tbody>
</table>`;
}

/** A list of editions: the lead title, when, how many papers. */
function editionLines(editions: readonly Edition[], words: Words): Markup {
  return html`<ol class="lines" role="list">${editions.map(
    ({ id, title, papers, day, frequency }) => html`<li><a href="/editions/${id}" dir="auto">${title}</a>
<span class="soft">${frequency === 'weekly' ? 'The week to ' : ''}${words.fullDay(day)} · ${words.counted(papers, 'paper')}</span></li>`,
  )}</ol>`;
}
