import type { Edition, PrintedPaper } from './edition.ts';

/**
 * What papers are ranked by.
 * - `pin`: place among the papers that the editor pinned, from 0.
 * - `upvotes`: of the feed.
 * - `readers`: good picks of our own readers.
 * - `position`: place in its feed, if the order of that feed is an opinion.
 * - `since`: the day or instant from which its age counts.
 * - `day`: the day's edition that it was in, of a week only.
 * - `substance`: see `substanceOf`.
 */
export type Rankable = Pick<PrintedPaper, 'id' | 'pin' | 'upvotes' | 'readers' | 'position' | 'since' | 'day' | 'substance'>;

const DAY_MS = 86_400_000;

/** Days after which a paper's score is halved. */
const HALF_LIFE_DAYS = 3;

/** The place in a feed that gets half the bonus of the first. */
const HALF_PLACE = 20;

/** How many upvotes of a feed one vote of a reader is worth: a list has few readers, and its papers are chosen for them. */
const UPVOTES_A_VOTE = 3;

/**
 * A small bonus for papers without votes: for a sentence that says what it is, code, a venue. All three are less than one vote.
 */
export const substanceOf = ({ tells, code, venue }: { tells: boolean; code: boolean; venue: boolean }): number =>
  0.3 * Number(tells) + 0.1 * Number(code) + 0.1 * Number(venue);

export const votesFor = ({ upvotes = 0, readers = 0 }: Pick<Rankable, 'upvotes' | 'readers'>): number =>
  upvotes + UPVOTES_A_VOTE * readers;

/**
 * The score of a paper on a day: interest × place × freshness.
 * - interest = log2(2 + upvotes + 3 × readers), so the first votes count most. Without votes it is 1 + `substance`.
 * - place = 1 + 1 / (1 + position / 20) if the order of its feed is an opinion: the first paper gets twice the last. It decides
 *   if nobody has voted. In other feeds it is 1.
 * - freshness = 0.5^(age / 3 days), the age at `at`.
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
 * Ranks papers, best first: those that the editor pinned, in the editor's order, then by score. In a week age does not count, and
 * votes are compared within each day: interest × place × (1 + share of the day's papers with fewer votes). Equal scores are
 * ordered by id, so the order does not depend on how the papers were read.
 */
export function rank<T extends Rankable>(papers: readonly T[], at: Date, frequency: Edition['frequency'] = 'daily'): T[] {
  const scoreOf = frequency === 'daily' ? (paper: T) => score(paper, at) : weeklyScores(papers);
  const pinned = ({ pin = Number.POSITIVE_INFINITY }: T) => pin;
  return papers
    .map((paper) => ({ paper, score: scoreOf(paper) }))
    .sort((a, b) => order(pinned(a.paper), pinned(b.paper)) || order(b.score, a.score) || order(a.paper.id, b.paper.id))
    .map(({ paper }) => paper);
}

/** The score of each paper of a week. */
function weeklyScores(papers: readonly Rankable[]): (paper: Rankable) => number {
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
