import type { PrintedPaper } from './edition.ts';

/** What the ranking looks at; `pin` is the paper's place among those the editor pinned, `since` the day or instant it counts from. */
export type Rankable = Pick<PrintedPaper, 'id' | 'pin' | 'upvotes' | 'readers' | 'position' | 'since'>;

const DAY_MS = 86_400_000;

/** After this many days a paper counts half. */
const HALF_LIFE_DAYS = 3;

/** The paper at this place of its feed gets half the bonus of the first. */
const HALF_PLACE = 20;

/** Upvotes of a feed that a vote of a reader is worth: a list's readers are few, and its papers are chosen for them. */
const READER = 3;

/**
 * How much a paper deserves to be read first: interest × place × freshness, each understandable alone.
 * - interest = log2(2 + upvotes + 3 × readers): upvotes of the feed, and votes of our own readers. The first ones count most; a
 *   paper without any has 1.
 * - place = 1 + 1 / (1 + position / 20): papers pages are sorted by their own knowledge of what trends, so the top of a
 *   feed is worth up to twice its end, and decides alone where nobody has voted.
 * - freshness = 0.5^(age / 3 days), the age counted from the listing day, else from its arrival, to `at`.
 */
export function score({ upvotes = 0, readers = 0, position, since }: Rankable, at: Date): number {
  const age = Math.max(0, at.getTime() - Date.parse(since)) / DAY_MS;
  const interest = Math.log2(2 + upvotes + READER * readers);
  const place = 1 + 1 / (1 + position / HALF_PLACE);
  return interest * place * 0.5 ** (age / HALF_LIFE_DAYS);
}

/**
 * Best first: what the editor pinned, in the editor's order, then by score. Equal scores are ordered by id, so the order never
 * depends on how the papers were read.
 */
export function rank<T extends Rankable>(papers: readonly T[], at: Date): T[] {
  const pinned = ({ pin = Number.POSITIVE_INFINITY }: T) => pin;
  return papers
    .map((paper) => ({ paper, score: score(paper, at) }))
    .sort((a, b) => order(pinned(a.paper), pinned(b.paper)) || order(b.score, a.score) || order(a.paper.id, b.paper.id))
    .map(({ paper }) => paper);
}

const order = <T extends number | string>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0);
