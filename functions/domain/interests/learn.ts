/**
 * What a reader works on, learned from the papers they like and the words they follow. All of it is counting words: no model, no other
 * service.
 *
 * A reader likes a few papers; the archive's papers nearest to them stand beside them as weak likes. A term's weight is how much more
 * often papers of that neighbourhood hold it than papers at large (log odds, as Robertson and Spärck Jones weigh relevance,
 * https://doi.org/10.1002/asi.4630270302). With three likes this ranks better than a classifier trained on the likes themselves.
 */
import { paperRef } from '../vote.ts';
import type { Interests } from './interests.ts';
import { bytesOf, type Learned, MOST_LEARNED_BYTES } from './learned.ts';
import { type Lexicon, type Vector, vectorOf } from './lexicon.ts';
import { pack } from './packed.ts';
import { type Content, isCategory } from './words.ts';

/** The archive: papers of editions of so many days, so many at most. */
export const [ARCHIVE_DAYS, MOST_ARCHIVE] = [180, 20_000];

/** Papers of the archive that stand beside the likes, how much each like counts beside one of them, and the terms that are kept. */
const [NEIGHBOURS, LIKE_WEIGHT, KEPT_TERMS] = [200, 20, 1_000];

/** Log odds of a term that is kept, at least: what says less stands in many papers, and costs every copy time. */
const LEAST_ODDS = 1;

/** A weight of 1 in what is learned; the most that fits a byte is then log odds of 15.9. */
const UNIT = 16;

/** Of all papers of an archive of so many at least, the share that would fit; and how well a paper must fit anyhow, as a share of how the likes do. */
const [FITTING, ENOUGH, FITTING_LIKES] = [0.04, 500, 0.18];

/** Liked papers that reasons tell of, the terms of each, letters of a title; words that tell the reader what is known. */
const [TOLD, TOLD_TERMS, TITLE, ABOUT] = [10, 24, 90, 10];

/** A paper that is liked, or not. */
type Example = { ref: string; title: string; vector: Vector };

/**
 * What is liked, newest first: papers, and words that are followed, each as a vector. And papers that are not liked. `words` is how the
 * terms of what is liked are written there.
 */
type Said = {
  liked: readonly Example[];
  followed: readonly Vector[];
  disliked: readonly Vector[];
  words: ReadonlyMap<number, string>;
};

/** Papers of earlier days, packed tightly, and what is usual among them: the mean weight of each term. */
export type Archive = { offsets: Uint32Array; terms: Uint32Array; weights: Uint8Array; usual: Float32Array };

/** An archive of papers. */
export function archiveOf(papers: readonly Vector[], size: number): Archive {
  const offsets = new Uint32Array(papers.length + 1);
  papers.forEach(({ terms }, i) => {
    offsets[i + 1] = (offsets[i] ?? 0) + terms.length;
  });
  const terms = new Uint32Array(offsets.at(-1) ?? 0);
  const weights = new Uint8Array(terms.length);
  const usual = new Float32Array(size);
  papers.forEach((paper, i) => {
    terms.set(paper.terms, offsets[i]);
    weights.set(paper.weights, offsets[i]);
    paper.terms.forEach((term, j) => {
      usual[term] = (usual[term] ?? 0) + (paper.weights[j] ?? 0) / papers.length;
    });
  });
  return { offsets, terms, weights, usual };
}

/** How much each paper of the archive fits weights of terms. */
function fitOfEach({ offsets, terms, weights }: Archive, interest: Float32Array): Float32Array {
  const fits = new Float32Array(offsets.length - 1);
  for (let paper = 0; paper < fits.length; paper++) {
    let sum = 0;
    const end = offsets[paper + 1] ?? 0;
    for (let i = offsets[paper] ?? 0; i < end; i++) sum += (weights[i] ?? 0) * (interest[terms[i] ?? 0] ?? 0);
    fits[paper] = sum;
  }
  return fits;
}

/** A reader's own words, and the papers they like and dislike, newest first. */
export type Known = { interests: Interests; liked: readonly Titled[]; disliked: readonly Titled[] };
type Titled = Content & { id: string };

/** Learns what a reader works on from what they say and the papers they named. Undefined where there is nothing to learn from. */
export function learnFrom({ interests, liked, disliked }: Known, archive: Archive, all: Lexicon, at: Date): Learned | undefined {
  const words = new Map<number, string>();
  const say = (number: number, said: string) => words.set(number, said);
  const said = {
    followed: interests.follow.words.map((title) => vectorOf({ title }, all, say)),
    liked: liked.map((paper) => ({ ref: paperRef(paper.id), title: paper.title, vector: vectorOf(paper, all, say) })),
    disliked: disliked.map((paper) => vectorOf(paper, all)),
    words,
  };
  return learn(said, archive, all, at);
}

/** Learns what a reader works on. Nothing liked and no words followed is no interest. */
function learn({ liked, followed, disliked, words }: Said, archive: Archive, all: Lexicon, at: Date): Learned | undefined {
  const likes = [...liked.map(({ vector }) => vector), ...followed].filter(({ terms }) => terms.length > 0);
  if (likes.length === 0) return undefined;
  const size = all.terms.length;
  const held = new Float32Array(size);
  const total = neighbourhood(likes, disliked, archive, held);
  const found: Found[] = [];
  for (let term = 0; term < size; term++) {
    const weight = held[term] ?? 0;
    if (weight <= 0) continue;
    const here = (weight + 0.5) / (total + 1);
    const atLarge = (all.counts[term] ?? 1) / all.papers;
    const odds = Math.log(here / (1 - here)) - Math.log(atLarge / (1 - atLarge));
    if (odds > LEAST_ODDS) found.push({ term, odds, says: here * odds, use: here * odds * -Math.log(atLarge) });
  }
  found.sort((a, b) => b.use - a.use);
  for (let most = KEPT_TERMS; ; most -= 50) {
    const learned = remembered(found.slice(0, most), liked, words, all);
    if (most > 50 && bytesOf(learned) > MOST_LEARNED_BYTES) continue;
    const dense = new Float32Array(size);
    for (const { term, odds } of found.slice(0, most)) dense[term] = quantised(odds);
    return { ...learned, lexicon: all.version, at: at.toISOString(), least: leastOf(archive, likes, dense) };
  }
}

/** A term of a neighbourhood: how much it says of that, and how much use it is in telling it from others, where a rare one counts more. */
type Found = { term: number; odds: number; says: number; use: number };

/** Adds up how often the likes and their neighbours in the archive hold each term, and returns how many papers they count for. */
function neighbourhood(likes: readonly Vector[], disliked: readonly Vector[], archive: Archive, held: Float32Array): number {
  const middle = new Float32Array(held.length);
  const add = (to: Float32Array, { terms, weights }: Vector, share: number) => {
    for (let i = 0; i < terms.length; i++) to[terms[i] ?? 0] = (to[terms[i] ?? 0] ?? 0) + (weights[i] ?? 0) * share;
  };
  for (const like of likes) add(middle, like, 1 / likes.length);
  // What is usual in the archive is subtracted for terms of the likes alone: of all others it is the same for each paper but for a little.
  for (let term = 0; term < middle.length; term++)
    if (middle[term]) middle[term] = (middle[term] ?? 0) - (archive.usual[term] ?? 0);
  for (const one of disliked) add(middle, one, -0.5 / disliked.length);
  const fits = fitOfEach(archive, middle);
  const near = Array.from(fits.keys())
    .filter((paper) => (fits[paper] ?? 0) > 0)
    .sort((a, b) => (fits[b] ?? 0) - (fits[a] ?? 0))
    .slice(0, NEIGHBOURS);
  let total = 0;
  const put = (terms: Uint32Array, weight: number) => {
    if (weight > 0) total += weight;
    for (const term of terms) held[term] = (held[term] ?? 0) + weight;
  };
  for (const { terms } of likes) put(terms, LIKE_WEIGHT);
  const nearest = fits[near[0] ?? 0] ?? 1;
  for (const paper of near) {
    const terms = archive.terms.subarray(archive.offsets[paper], archive.offsets[paper + 1]);
    put(terms, Math.sqrt((fits[paper] ?? 0) / nearest));
  }
  for (const { terms } of disliked) put(terms, (-LIKE_WEIGHT * likes.length) / (2 * disliked.length));
  return total;
}

const quantised = (odds: number) => Math.min(255, Math.max(1, Math.round(odds * UNIT)));

/** What is stored of the terms that are kept, and of the newest likes. */
function remembered(found: readonly Found[], liked: readonly Example[], words: ReadonlyMap<number, string>, all: Lexicon) {
  const kept = found.toSorted((a, b) => a.term - b.term);
  const telling = found.toSorted((a, b) => b.says - a.says);
  const places = new Map(kept.map(({ term }, place) => [term, place]));
  const wordy = (term: number) => !isCategory(all.terms[term] ?? '');
  const ofLike = ({ terms, weights }: Vector) => {
    const says = (i: number) => (weights[i] ?? 0) * (kept[places.get(terms[i] ?? -1) ?? -1]?.odds ?? 0);
    const most = Array.from(terms.keys())
      .filter((i) => places.has(terms[i] ?? -1) && wordy(terms[i] ?? -1))
      .sort((a, b) => says(b) - says(a))
      .slice(0, TOLD_TERMS)
      .sort((a, b) => a - b);
    return pack(
      most.map((i) => places.get(terms[i] ?? -1) ?? 0),
      most.map((i) => weights[i] ?? 0),
    );
  };
  return {
    terms: pack(
      kept.map(({ term }) => term),
      kept.map(({ odds }) => quantised(odds)),
    ),
    about: distinct(
      telling.flatMap(({ term }) => (wordy(term) ? (words.get(term) ?? []) : [])),
      ABOUT,
    ),
    liked: liked.slice(0, TOLD).map(({ ref, title, vector }) => ({ ref, title: cut(title), terms: ofLike(vector) })),
  };
}

const cut = (title: string) => (title.length > TITLE ? `${title.slice(0, TITLE - 1).toWellFormed()}…` : title);

/** Of terms, those that say most first, a few that have no word in common; a phrase takes the place of its words. */
export function distinct(terms: readonly string[], most: number): string[] {
  const chosen: { term: string; words: string[] }[] = [];
  for (const term of terms.slice(0, 4 * most)) {
    const words = term.toLowerCase().split(' ');
    const same = chosen.filter((one) => one.words.some((word) => words.includes(word)));
    const [first, ...others] = same;
    if (!first && chosen.length < most) chosen.push({ term, words });
    if (!first || words.length === 1 || same.some((one) => one.words.length > 1)) continue;
    chosen.splice(chosen.indexOf(first), 1, { term, words });
    for (const other of others) chosen.splice(chosen.indexOf(other), 1);
  }
  return chosen.map(({ term }) => term);
}

/** How well a paper must fit: as well as the best of the archive do, where it is large enough to tell. */
function leastOf(archive: Archive, likes: readonly Vector[], interest: Float32Array): number {
  const own = likes.map(({ terms, weights }) =>
    terms.reduce((sum, term, i) => sum + (weights[i] ?? 0) * (interest[term] ?? 0), 0),
  );
  const ofLikes = FITTING_LIKES * (own.sort((a, b) => a - b)[Math.floor(own.length / 2)] ?? 0);
  const fits = fitOfEach(archive, interest).sort();
  const ofArchive = fits.length < ENOUGH ? 0 : (fits[Math.floor(fits.length * (1 - FITTING))] ?? 0);
  return Math.round(Math.max(1, ofLikes, ofArchive));
}
