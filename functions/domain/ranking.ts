import { type Choices, NO_CHOICES } from './editor.ts';
import type { StoredPaper } from './paper.ts';

/** What the ranking looks at. */
export type Rankable = Pick<StoredPaper, 'id' | 'ids' | 'upvotes' | 'position' | 'listedOn' | 'newsAt' | 'firstSeenAt'>;

const DAY_MS = 86_400_000;

/** After this many days a paper counts half. */
const HALF_LIFE_DAYS = 3;

/** The paper at this place of its feed gets half the bonus of the first. */
const HALF_PLACE = 20;

/**
 * How much a paper deserves to be read first: interest × place × freshness, each understandable alone.
 * - interest = log2(2 + upvotes): the first votes count most; a paper without votes has 1.
 * - place = 1 + 1 / (1 + position / 20): papers pages are sorted by their own knowledge of what trends, so the top of a
 *   feed is worth up to twice its end, and decides alone where a feed has no votes.
 * - freshness = 0.5^(age / 3 days), the age counted from the listing day, else from its arrival, to `at`.
 */
export function score(paper: Rankable, at: Date): number {
  const listed = Date.parse(paper.listedOn ?? paper.newsAt ?? paper.firstSeenAt);
  const age = Math.max(0, at.getTime() - listed) / DAY_MS;
  const interest = Math.log2(2 + (paper.upvotes ?? 0));
  const place = 1 + 1 / (1 + paper.position / HALF_PLACE);
  return interest * place * 0.5 ** (age / HALF_LIFE_DAYS);
}

/**
 * Best first: what the editor pinned, in the editor's order, then by score; what the editor dropped is left out. Equal scores are
 * ordered by id, so the order never depends on how the papers were read.
 */
export function rank<T extends Rankable>(papers: readonly T[], at: Date, { pins, drops }: Choices = NO_CHOICES): T[] {
  const dropped = new Set(drops);
  const pinned = new Map(pins.map((id, place) => [id, place]));
  return papers
    .filter(({ ids }) => !ids.some((id) => dropped.has(id)))
    .map((paper) => ({
      paper,
      pin: Math.min(...paper.ids.map((id) => pinned.get(id) ?? pins.length)),
      score: score(paper, at),
    }))
    .sort((a, b) => a.pin - b.pin || b.score - a.score || (a.paper.id < b.paper.id ? -1 : 1))
    .map(({ paper }) => paper);
}
