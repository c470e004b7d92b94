import { isPrinted } from '../domain/edition.ts';
import { addDays } from '../domain/schedule.ts';
import type { Overview } from './recent-editions.ts';

/** Readers by what they get. Those who pause are in `paused` alone. */
export type ReaderCounts = { daily: number; weekly: number; paused: number };

/** Readers who came and who left in the seven days up to `to` (ISO). One who comes back within a month has not left. */
export type ReadersOfWeek = { to: string; joined: number; left: number };

/**
 * Counts readers by the dispatches of a week: of the newest day with papers, and of its weekly editions. Undefined while no day with
 * papers is over. Readers who came since are not in it.
 */
export function countReaders(recent: readonly Overview[]): ReaderCounts | undefined {
  const week = weekUpTo(recent, lastWholeDay(recent));
  if (!week) return undefined;
  const paused = (editions: readonly Overview[]) => sum(editions.map(({ tally }) => tally.paused ?? 0));
  const reading = (editions: readonly Overview[]) => audience(editions) - paused(editions);
  return { daily: reading([week.last]), weekly: reading(week.weekly), paused: paused([week.last, ...week.weekly]) };
}

/**
 * Counts who came and who left in the last weeks, `most` at most, oldest first; back to the first week for which that is not known.
 * Dispatches say who came; what is missing from the next week's readers has left.
 */
export function readersByWeek(recent: readonly Overview[], most: number): ReadersOfWeek[] {
  const weeks: ReadersOfWeek[] = [];
  const oldest = recent.at(-1)?.day ?? '';
  for (let to = lastWholeDay(recent); weeks.length < most && addDays(to, -13) >= oldest; to = addDays(to, -7)) {
    const [week, before] = [weekUpTo(recent, to), weekUpTo(recent, addDays(to, -7))];
    const came = week?.all.flatMap(({ dispatches }) => dispatches.map(({ joined }) => joined)) ?? [];
    if (!week || !before || came.includes(undefined)) break;
    const joined = sum(came.map((n) => n ?? 0));
    weeks.unshift({ to, joined, left: Math.max(0, readersOf(before) + joined - readersOf(week)) });
  }
  return weeks;
}

/** The last day whose copies have all been due. Copies of the newest day are due until the next day closes. */
const lastWholeDay = ([newest]: readonly Overview[]): string => addDays(newest?.day ?? '1970-01-01', -1);

/** The editions with papers of the seven days up to `to`. `last` is the newest of the days. Undefined without a day. */
function weekUpTo(recent: readonly Overview[], to: string) {
  const all = recent.filter((one) => isPrinted(one) && one.day <= to && one.day > addDays(to, -7));
  const last = all.find(({ frequency }) => frequency === 'daily');
  return last && { all, last, weekly: all.filter(({ frequency }) => frequency === 'weekly') };
}

type Week = NonNullable<ReturnType<typeof weekUpTo>>;

const readersOf = ({ last, weekly }: Week) => audience([last, ...weekly]);

/** Readers who were due, also where a dispatch was missed. */
const audience = (editions: readonly Overview[]) =>
  sum(editions.flatMap(({ dispatches }) => dispatches.map((one) => one.audience)));

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
