/** @jsxImportSource hono/jsx */
import type { Month } from '../../domain/calendar.ts';
import type { Edition } from '../../domain/edition.ts';
import { whyEmpty } from '../../domain/empty-day.ts';
import { WEEKDAYS } from '../../domain/wording.ts';
import type { Found } from '../find.ts';
import { anchorOf, type TitleLine } from '../outline.ts';
import { isLong } from './edition.tsx';
import { DatedDay, headingOf } from './edition-names.tsx';
import { notePage, type Page } from './layout.tsx';
import type { Words } from './words.tsx';

type EditionsProps = {
  month: Month;
  listed: readonly Edition[];
  /** Weeks of past editions. */
  weeks: readonly Edition[];
  /** Days without an edition. */
  without: readonly Edition[];
  /** Whether there are editions before and after this month. */
  around: { before: boolean; after: boolean };
  words: Words;
};

/** Past editions: a month as a calendar, and its editions, newest first. */
export function editionsPage({ month, listed, weeks, without, around, words }: EditionsProps): Page {
  if (listed.length + without.length === 0 && !around.before && !around.after) return NOTHING_YET;
  return {
    title: `Editions of ${words.monthText(month.month)}`,
    look: 'archive',
    subscribe: '/',
    about: 'Every edition of this month, with its first paper.',
    path: listed.length > 0 ? `/editions?month=${month.month}` : undefined,
    body: (
      <>
        <h1>Past editions</h1>
        <nav class="turn" aria-label="Months">
          <span>{around.before && <a href={`/editions?month=${month.before}`}>Earlier</a>}</span>
          <h2>{words.month(month.month)}</h2>
          <span>{around.after && <a href={`/editions?month=${month.after}`}>Later</a>}</span>
        </nav>
        {listed.length > 0 ? (
          <>
            <Calendar month={month} listed={listed} weeks={weeks} words={words} />
            <SearchForm month={month} typed="" words={words} />
            <EditionLines editions={listed} words={words} />
          </>
        ) : (
          <p>No edition appeared in this month.</p>
        )}
        {without.length > 0 && (
          <>
            <h2>Days without an edition</h2>
            <ul>
              {without.map((edition) => (
                <li>
                  {words.fullDay(edition.day)}: {whyEmpty(edition)}
                </li>
              ))}
            </ul>
          </>
        )}
        {weeks.length > 0 && (
          <>
            <h2>The best of each week</h2>
            <EditionLines editions={weeks} words={words} />
          </>
        )}
      </>
    ),
  };
}

/** The page of past editions before the first one. */
const NOTHING_YET = notePage(
  'No edition yet',
  <>
    <p class="lead">The first edition appears after the first papers have come.</p>
    <p>
      <a href="/">Get it by e-mail</a>
    </p>
  </>,
);

type SearchProps = { month: Month; typed: string; words: Words };

/** Searches titles of this month. The search stands in the URL, so that readers can pass it on. */
const SearchForm = ({ month: { month }, typed, words }: SearchProps) => (
  // biome-ignore lint/a11y/useSemanticElements: not every browser in use knows <search>.
  <form class="find" method="get" action="/editions" role="search">
    <input type="hidden" name="month" value={month} />
    <div>
      <label for="q">Words of a title, in {words.monthText(month)}</label>
      <input type="search" id="q" name="q" maxlength={100} required value={typed} />
    </div>
    <button class="plain">Search</button>
  </form>
);

/** What a search of a month found. */
export function foundPage(
  month: Month,
  typed: string,
  { found, more }: { found: readonly Found[]; more: boolean },
  words: Words,
): Page {
  const number = words.counted(found.length, 'title');
  const came = more ? `More than ${number}: these are the newest.` : `${number}.`;
  return {
    title: `Search in ${words.monthText(month.month)}`,
    look: 'archive',
    subscribe: '/',
    body: (
      <>
        <h1>Search in {words.month(month.month)}</h1>
        <SearchForm month={month} typed={typed} words={words} />
        <p role="status">{found.length > 0 ? came : 'No title of this month holds these words.'}</p>
        <ol class="lines" role="list">
          {found.map(({ edition, line }) => (
            <li>
              <a href={placeOf(edition, line)} dir="auto">
                {line.title}
              </a>{' '}
              <span class="soft">{words.fullDay(edition.day)}</span>
            </li>
          ))}
        </ol>
        <p>
          <a href={`/editions?month=${month.before}&q=${encodeURIComponent(typed)}`}>The same in {words.month(month.before)}</a> ·{' '}
          <a href={`/editions?month=${month.month}`}>All editions of {words.month(month.month)}</a>
        </p>
      </>
    ),
  };
}

/** The address of a paper: on its subject's page if its edition has those, else on the edition's page. */
const placeOf = (edition: Edition, { id, subject }: TitleLine): string =>
  `/editions/${edition.id}${isLong(edition) ? `/${subject}` : ''}#${encodeURI(anchorOf(id))}`;

type CalendarProps = { month: Month; listed: readonly Edition[]; weeks: readonly Edition[]; words: Words };

/** A month with a row for each week. The last column links to the week's edition, if its Friday is in this month. */
function Calendar({ month: { month, days, firstWeekday }, listed, weeks, words }: CalendarProps) {
  const dayNumbers = Array.from({ length: firstWeekday - 1 + days }, (_, i) => i + 2 - firstWeekday);
  const rows = Array.from({ length: Math.ceil(dayNumbers.length / 7) }, (_, row) => dayNumbers.slice(row * 7, row * 7 + 7));
  const dateOf = (day: number) => `${month}-${String(day).padStart(2, '0')}`;
  const labelOf = (edition: Edition) => `${headingOf(edition, words)}, ${words.counted(edition.papers, 'paper')}`;
  const cell = (day: number) => {
    const edition = listed.find((one) => one.day === dateOf(day));
    if (!edition) return day < 1 ? '' : day;
    return (
      <a href={`/editions/${edition.id}`} aria-label={labelOf(edition)}>
        {day}
      </a>
    );
  };
  return (
    <table>
      <thead>
        <tr>
          {WEEKDAYS.map((day) => (
            <th scope="col" abbr={day}>
              {day.slice(0, 2)}
            </th>
          ))}
          {weeks.length > 0 && (
            <th scope="col" abbr="Best of the week">
              Best
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const week = weeks.find(({ day }) => row.map(dateOf).includes(day));
          return (
            <tr>
              {row.map((day) => (
                <td>{cell(day)}</td>
              ))}
              {week && (
                <td>
                  <a class="week" href={`/editions/${week.id}`} aria-label={labelOf(week)}>
                    Week
                  </a>
                </td>
              )}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** A list of editions: the lead title, when, how many papers. */
const EditionLines = ({ editions, words }: { editions: readonly Edition[]; words: Words }) => (
  <ol class="lines" role="list">
    {editions.map((edition) => (
      <li>
        <a href={`/editions/${edition.id}`} dir="auto">
          {edition.title}
        </a>{' '}
        <span class="soft">
          <DatedDay edition={edition} words={words} /> · {words.counted(edition.papers, 'paper')}
        </span>
      </li>
    ))}
  </ol>
);
