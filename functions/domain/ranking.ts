import type { Edition, PrintedPaper } from './edition.ts';

/**
 * What the ranking looks at; `pin` is the paper's place among those the editor pinned, `position` its place in a feed whose order is an
 * opinion, `since` the day or instant it counts from, `day` the edition it stood in, of a week, `substance` as `substanceOf` gives it.
 */
export type Rankable = Pick<PrintedPaper, 'id' | 'pin' | 'upvotes' | 'readers' | 'position' | 'since' | 'day' | 'substance'>;

const DAY_MS = 86_400_000;

/** After this many days a paper counts half. */
const HALF_LIFE_DAYS = 3;

/** The paper at this place of its feed gets half the bonus of the first. */
const HALF_PLACE = 20;

/** Upvotes of a feed that a vote of a reader is worth: a list's readers are few, and its papers are chosen for them. */
const READER = 3;

/** What counts of a paper for which nobody voted: a sentence that says what it is, code, a venue. Less than a first vote together. */
export const substanceOf = ({ tells, code, venue }: { tells: boolean; code: boolean; venue: boolean }): number =>
  0.3 * Number(tells) + 0.1 * Number(code) + 0.1 * Number(venue);

export const votesFor = ({ upvotes = 0, readers = 0 }: Pick<Rankable, 'upvotes' | 'readers'>): number =>
  upvotes + READER * readers;

/**
 * How much a paper deserves to be read first on a day: interest × place × freshness, each understandable alone.
 * - interest = log2(2 + upvotes + 3 × readers): upvotes of the feed, and votes of our own readers. The first ones count most. Without
 *   any it is 1, and a little more for a sentence that says what the paper is, for code and for a venue.
 * - place = 1 + 1 / (1 + position / 20) where the order of its feed is an opinion: its top is worth up to twice its end, and decides
 *   where nobody has voted. Elsewhere 1.
 * - freshness = 0.5^(age / 3 days), the age counted to `at`.
 */
export function score(paper: Rankable, at: Date): number {
  const age = Math.max(0, at.getTime() - Date.parse(paper.since)) / DAY_MS;
  return interest(paper) * place(paper) * 0.5 ** (age / HALF_LIFE_DAYS);
}

function interest(paper: Rankable): number {
  const votes = votesFor(paper);
  return votes > 0 ? Math.log2(2 + votes) : 1 + (paper.substance ?? 0);
}

const place = ({ position }: Rankable) => (position === undefined ? 1 : 1 + 1 / (1 + position / HALF_PLACE));

/**
 * Best first: what the editor pinned, in the editor's order, then by score. Of a week, age does not count and votes are compared
 * within each day: interest × place × (1 + share of the day's papers with fewer votes). Equal scores
 * are ordered by id, so the order never depends on how the papers were read.
 */
export function rank<T extends Rankable>(papers: readonly T[], at: Date, frequency: Edition['frequency'] = 'daily'): T[] {
  const scoreOf = frequency === 'daily' ? (paper: T) => score(paper, at) : weekly(papers);
  const pinned = ({ pin = Number.POSITIVE_INFINITY }: T) => pin;
  return papers
    .map((paper) => ({ paper, score: scoreOf(paper) }))
    .sort((a, b) => order(pinned(a.paper), pinned(b.paper)) || order(b.score, a.score) || order(a.paper.id, b.paper.id))
    .map(({ paper }) => paper);
}

/** Scores within a week. */
function weekly(papers: readonly Rankable[]): (paper: Rankable) => number {
  const dayOf = ({ day, since }: Rankable) => day ?? since.slice(0, 10);
  const days = new Map(
    Object.entries(Object.groupBy(papers, dayOf)).map(([day, of = []]) => [day, of.map(votesFor).sort((a, b) => a - b)]),
  );
  return (paper) => {
    const votes = votesFor(paper);
    const ofDay = days.get(dayOf(paper)) ?? [];
    const fewer = ofDay.findIndex((others) => others >= votes);
    return interest(paper) * place(paper) * (1 + fewer / ofDay.length);
  };
}

const order = <T extends number | string>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0);
