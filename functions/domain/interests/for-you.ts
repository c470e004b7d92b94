import { votesFor } from '../ranking.ts';
import type { Selectable } from '../selection.ts';
import type { Subject } from '../subject.ts';
import { likeness, type Match, matches, reasoner, type Shelf } from './fit.ts';
import { type Interests, NO_INTERESTS } from './interests.ts';
import type { Learned } from './learned.ts';

/** A reader's interests, and what was learned of them. */
export type Interested = { interests?: Interests | undefined; learned?: Learned | undefined };

/** One card in `OUTSIDE_OF` may be outside the reader's interests. It needs `MANY` votes. */
const [OUTSIDE_OF, MANY] = [5, 5];

/** True if a reader's copy may differ from the common one. */
export function isPersonal({ interests = NO_INTERESTS, learned }: Interested): boolean {
  const { follow, mute, only } = interests;
  return only || learned !== undefined || [follow, mute].some((filter) => Object.values(filter).some((list) => list.length > 0));
}

/** A paper that may be for a reader. `fit`: 1 is just similar enough. `score`: the best come first. */
type Candidate<Paper> = {
  paper: Paper;
  shelf: Shelf<Paper>;
  place: number;
  match: Match | undefined;
  fit: number;
  score: number;
};

/** The papers of an edition that are for a reader, unordered; with `all` also the others, which have a lower score. */
export function candidates<Paper extends { subject: Subject }>(
  shelf: Shelf<Paper>,
  { interests = NO_INTERESTS, learned }: Interested,
  all = false,
): Candidate<Paper>[] {
  const { finder, papers } = shelf;
  const found: Candidate<Paper>[] = [];
  const matched = matches(shelf, interests.follow);
  const fits = likeness(finder, learned);
  const least = learned?.least ?? Number.POSITIVE_INFINITY;
  const unmatched = all || matched.size > 0 ? 0 : least;
  for (let place = 0; place < fits.length; place++) {
    const sum = fits[place] ?? 0;
    if (sum < unmatched) continue;
    const match = matched.get(place);
    const paper = sum >= least || match || all ? papers[place] : undefined;
    if (!paper) continue;
    const fit = sum / least;
    found.push({ paper, shelf, place, match, fit, score: fit + (match ? preference(match) : 0) });
  }
  return found;
}

/**
 * What a match adds to the fit. Authors come before phrases and both before all that fits; of each those first that have fewest
 * papers, so that a word of half the papers takes no place from the others.
 */
const preference = ({ author, among, topic }: Match) => (author ? FIRST : 0) + (among ? FIRST / among : 0) + (topic ? TOPIC : 0);
const [TOPIC, FIRST] = [2, 1e9];

/** Compares candidates, best first, equals in the order of the edition. */
export const inOrder = <Paper>(a: Candidate<Paper>, b: Candidate<Paper>): number =>
  b.score - a.score || (a.shelf.order[a.place] ?? 0) - (b.shelf.order[b.place] ?? 0);

/** A paper for one reader, and why. */
export type Picked<Paper> = { paper: Paper; reason: string };

/** What a copy chooses from: a shelf for each edition, and all papers, best first and by `paperRef`. */
export type Shelves<Paper> = {
  shelves: readonly Shelf<Paper>[];
  ranked: readonly Paper[];
  byRef: ReadonlyMap<string, Paper>;
};

/**
 * Chooses the papers of "For you", best first, and tells which papers the reader muted. Papers by authors and with phrases that
 * they follow come first, as many as there are cards; then those that are similar enough to what they like, or of a subject or
 * category that they follow. One card in five may be a paper with many votes that is not `shown` elsewhere. Muted papers and the
 * papers that they liked last are not chosen. If a reader wants "For you" only, papers that are only near to a phrase they follow
 * are not enough for a mail.
 */
export function forYou<Paper extends Selectable>(
  { shelves, ranked, byRef }: Shelves<Paper>,
  who: Interested,
  shown: ReadonlySet<Paper>,
): { picked: Picked<Paper>[]; muted: ReadonlySet<Paper> } {
  const { interests = NO_INTERESTS, learned } = who;
  const { mute, cards, only } = interests;
  const muted = new Set<Paper>();
  if (mute.subjects.length > 0) for (const paper of ranked) if (mute.subjects.includes(paper.subject)) muted.add(paper);
  for (const shelf of shelves)
    for (const place of matches(shelf, { ...mute, subjects: [] }).keys()) {
      const paper = shelf.papers[place];
      if (paper) muted.add(paper);
    }
  const liked = new Set(learned?.liked.map(({ ref }) => byRef.get(ref)));
  const own = shelves
    .flatMap((shelf) => candidates(shelf, who))
    .filter(({ paper }) => !muted.has(paper) && !liked.has(paper))
    .sort(inOrder);
  const reasonOf = reasoner(learned, interests.follow.words);
  const found: (Picked<Paper> & { near: boolean })[] = [];
  for (const { paper, shelf, place, match, fit } of own) {
    if (found.length >= cards) break;
    const why = reasonOf(shelf.finder, place, match, fit);
    if (why) found.push({ paper, reason: why.reason, near: why.near });
  }
  const picked = only && found.every(({ near }) => near) ? [] : found.map(({ paper, reason }) => ({ paper, reason }));
  const free = cards - own.filter(({ match }) => match?.among).length;
  const most = Math.min(Math.floor(cards / OUTSIDE_OF), Math.floor(picked.length / (OUTSIDE_OF - 1)), free);
  if (!interests.outside || most <= 0) return { picked, muted };
  const fitting = new Set(own.map(({ paper }) => paper));
  const outside: Picked<Paper>[] = [];
  for (const paper of ranked) {
    if (outside.length === most) break;
    if (votesFor(paper) < MANY || [fitting, muted, liked, shown].some((papers) => papers.has(paper))) continue;
    outside.push({ paper, reason: `Not what you follow, but ${votesFor(paper)} voted for it` });
  }
  return { picked: [...picked.slice(0, cards - outside.length), ...outside], muted };
}
