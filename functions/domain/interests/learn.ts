/**
 * Learns what a reader works on from the papers they like and the words they follow. It only counts words: no model, no other
 * service.
 *
 * A reader likes a few papers. The corpus's papers most similar to them, their neighbours, count as weak likes. The corpus's
 * papers that hold a followed phrase count as one like together. A term's weight is how much more often these papers hold it than
 * all papers do (log odds, as Robertson and Spärck Jones weigh relevance, https://doi.org/10.1002/asi.4630270302). With three
 * likes this ranks better than a classifier trained on the likes. The more likes there are, the more such a classifier adds.
 */
import { paperRef } from '../vote.ts';
import { classify } from './classify.ts';
import { type Corpus, fitOfEach, paperOf } from './corpus.ts';
import { type Saying, saying } from './features.ts';
import type { Interests } from './interests.ts';
import { bytesOf, type Learned, MOST_LEARNED_BYTES } from './learned.ts';
import { type Lexicon, type Vector, vectorOf } from './lexicon.ts';
import { pack } from './packed.ts';
import { type Content, isCategory } from './words.ts';

/** Neighbours for each like, and the fewest and most in all. */
const NEIGHBOURS = 45;
const LEAST_NEIGHBOURS = 200;
const MOST_NEIGHBOURS = 400;

/** How many neighbours one like counts for. */
const LIKE_WEIGHT = 20;

/** The most terms that are kept. */
const KEPT_TERMS = 1_000;

/** The least log odds of a term that is kept. A weaker term is in many papers and costs every copy time. */
const LEAST_ODDS = 1;

/** A weight of 1 as a byte, and the largest weight that then fits one. */
const UNIT = 16;
const MOST_ODDS = 255 / UNIT;

/**
 * How well a paper must fit: as the best `FITTING` share of a corpus of `ENOUGH` papers or more; and at least this share of how
 * the likes fit (`FITTING_LIKES`), or without likes, of how papers with a followed phrase fit (`FITTING_HELD`).
 */
const FITTING = 0.04;
const ENOUGH = 500;
const FITTING_LIKES = 0.18;
const FITTING_HELD = 0.5;

/** With `FEW_LIKES` the classifier counts nothing, with `MANY_LIKES` as much as the odds. */
const FEW_LIKES = 3;
const MANY_LIKES = 13;

/** How many of the newest papers of the corpus that hold a phrase are used for it. */
const HOLDERS = 30;

/** How many liked papers reasons may name. */
const LIKES_STORED = 10;
/** The most terms stored of each. */
const TERMS_OF_LIKE = 24;
/** UTF-16 units of its title. */
const TITLE = 90;
/** How many words show the reader what was learned. */
const ABOUT = 10;

/** A liked paper. */
type Example = { ref: string; title: string; vector: Vector };

/**
 * What there is to learn from. `liked`: newest first. `followed`: each phrase as the terms of a paper that holds it. `words`: how
 * each term is written in the liked papers and phrases.
 */
type ToLearn = {
  liked: readonly Example[];
  followed: readonly (readonly number[])[];
  disliked: readonly Vector[];
  words: ReadonlyMap<number, string>;
};

/** A reader's interests, and the papers that they like and dislike, newest first. */
export type Known = { interests: Interests; liked: readonly Titled[]; disliked: readonly Titled[] };
type Titled = Content & { id: string };

/** Learns what a reader works on from their interests and votes. Undefined if there is nothing to learn from. */
export function learnFrom({ interests, liked, disliked }: Known, corpus: Corpus, all: Lexicon, at: Date): Learned | undefined {
  const words = new Map<number, string>();
  const say = (number: number, said: string) => words.set(number, said);
  const said = {
    followed: interests.follow.words.map((phrase) => termsOfPhrase(Array.from(vectorOf({ title: phrase }, all, say).terms), all)),
    liked: liked.map((paper) => ({ ref: paperRef(paper.id), title: paper.title, vector: vectorOf(paper, all, say) })),
    disliked: disliked.map((paper) => vectorOf(paper, all)),
    words,
  };
  return learn(said, corpus, all, at);
}

function learn({ liked, followed, disliked, words }: ToLearn, corpus: Corpus, all: Lexicon, at: Date): Learned | undefined {
  const papers = liked.map(({ vector }) => vector).filter(({ terms }) => terms.length > 0);
  const likes = [
    ...papers.map((vector) => ({ vector, share: 1 })),
    ...papersWithPhrases(followed, corpus).flatMap((held) => held.map((vector) => ({ vector, share: 1 / held.length }))),
  ];
  if (likes.length === 0) return undefined;
  const size = all.terms.length;
  const held = new Float32Array(size);
  const total = addNeighbours(likes, disliked, corpus, held);
  let found: Found[] = [];
  for (let term = 0; term < size; term++) {
    const weight = held[term] ?? 0;
    if (weight <= 0) continue;
    const here = (weight + 0.5) / (total + 1);
    const atLarge = (all.counts[term] ?? 1) / all.papers;
    const odds = Math.log(here / (1 - here)) - Math.log(atLarge / (1 - atLarge));
    if (odds > LEAST_ODDS) found.push({ term, odds, here, use: here * odds * -Math.log(atLarge) });
  }
  found.sort((a, b) => b.use - a.use);
  const share = Math.min(1, (papers.length - FEW_LIKES) / (MANY_LIKES - FEW_LIKES));
  if (share > 0) found = addClassifier(found.slice(0, KEPT_TERMS), classify(papers, disliked, corpus, size), share, total, held);
  for (let most = KEPT_TERMS; ; most -= 50) {
    const learned = packLearned(found.slice(0, most), liked, words, all);
    if (most > 50 && bytesOf(learned) > MOST_LEARNED_BYTES) continue;
    const dense = new Float32Array(size);
    for (const { term, odds } of found.slice(0, most)) dense[term] = quantised(odds);
    return {
      ...learned,
      lexicon: all.version,
      at: at.toISOString(),
      least: leastFit(
        corpus,
        papers.length > 0 ? papers : likes.map(({ vector }) => vector),
        papers.length > 0 ? FITTING_LIKES : FITTING_HELD,
        dense,
      ),
    };
  }
}

/** The terms that a paper must hold to hold a phrase: its pairs of words if the lexicon has them, else its words. */
function termsOfPhrase(terms: readonly number[], { terms: names }: Lexicon): number[] {
  const pairs = terms.filter((term) => names[term]?.includes(' '));
  return pairs.length > 0 ? pairs : [...terms];
}

/** The newest papers of the corpus that hold all terms of each phrase. */
function papersWithPhrases(phrases: readonly (readonly number[])[], corpus: Corpus): Vector[][] {
  const { offsets, terms } = corpus;
  const asks = new Map<number, number[]>();
  phrases.forEach((held, phrase) => {
    for (const term of held) asks.set(term, [...(asks.get(term) ?? []), phrase]);
  });
  const found = phrases.map((): Vector[] => []);
  if (asks.size === 0) return [];
  for (let paper = 0; paper + 1 < offsets.length; paper++) {
    const [start, end] = [offsets[paper] ?? 0, offsets[paper + 1] ?? 0];
    const holds = new Map<number, number>();
    for (let i = start; i < end; i++)
      for (const phrase of asks.get(terms[i] ?? -1) ?? []) holds.set(phrase, (holds.get(phrase) ?? 0) + 1);
    for (const [phrase, held] of holds)
      if (held === phrases[phrase]?.length && (found[phrase]?.length ?? HOLDERS) < HOLDERS)
        found[phrase]?.push(paperOf(corpus, paper));
  }
  return found.filter((held) => held.length > 0);
}

/** A liked paper, or one that holds a followed phrase, and which share of a like it counts as. */
type Like = { vector: Vector; share: number };

/**
 * A term that was found: its log odds, `here` the share of the likes and neighbours that hold it, `use` how useful it is; a rare
 * term is more useful.
 */
type Found = { term: number; odds: number; here: number; use: number };

/** Adds a classifier's weights to the odds; `share` is how much they count. */
function addClassifier(found: readonly Found[], says: Float32Array, share: number, total: number, held: Float32Array): Found[] {
  const length = (numbers: Iterable<number>) => Math.sqrt(Array.from(numbers, (n) => n * n).reduce((a, b) => a + b, 0));
  const factor = (share * length(found.map(({ odds }) => odds))) / (length(says) || 1);
  const sums = says.map((weight) => weight * factor);
  for (const { term, odds } of found) sums[term] = (sums[term] ?? 0) + odds;
  const most = sums.reduce((most, sum) => Math.max(most, sum), MOST_ODDS);
  return Array.from(sums, (sum, term) => ({ term, odds: (sum * MOST_ODDS) / most, here: (held[term] ?? 0) / total, use: sum }))
    .filter((one) => one.odds > 0)
    .sort((a, b) => b.use - a.use);
}

/** Adds up how often the likes and their neighbours in the corpus hold each term, and returns how many papers they count for. */
function addNeighbours(likes: readonly Like[], disliked: readonly Vector[], corpus: Corpus, held: Float32Array): number {
  const middle = new Float32Array(held.length);
  const add = (to: Float32Array, { terms, weights }: Vector, share: number) => {
    for (let i = 0; i < terms.length; i++) to[terms[i] ?? 0] = (to[terms[i] ?? 0] ?? 0) + (weights[i] ?? 0) * share;
  };
  const all = likes.reduce((sum, { share }) => sum + share, 0);
  for (const { vector, share } of likes) add(middle, vector, share / all);
  // The mean of the corpus is subtracted for terms of the likes only: other terms change the order of papers very little.
  for (let term = 0; term < middle.length; term++)
    if (middle[term]) middle[term] = (middle[term] ?? 0) - (corpus.usual[term] ?? 0);
  for (const one of disliked) add(middle, one, -0.5 / disliked.length);
  const fits = fitOfEach(corpus, middle);
  const near = Array.from(fits.keys())
    .filter((paper) => (fits[paper] ?? 0) > 0)
    .sort((a, b) => (fits[b] ?? 0) - (fits[a] ?? 0))
    .slice(0, Math.min(MOST_NEIGHBOURS, Math.max(LEAST_NEIGHBOURS, NEIGHBOURS * likes.length)));
  let total = 0;
  const put = (terms: Uint32Array, weight: number) => {
    if (weight > 0) total += weight;
    for (const term of terms) held[term] = (held[term] ?? 0) + weight;
  };
  for (const { vector, share } of likes) put(vector.terms, LIKE_WEIGHT * share);
  const nearest = fits[near[0] ?? 0] ?? 1;
  for (const paper of near) {
    put(paperOf(corpus, paper).terms, Math.sqrt((fits[paper] ?? 0) / nearest));
  }
  for (const { terms } of disliked) put(terms, (-LIKE_WEIGHT * all) / (2 * disliked.length));
  return total;
}

const quantised = (odds: number) => Math.min(255, Math.max(1, Math.round(odds * UNIT)));

/** Packs the terms that are kept, and the newest likes, for storing. */
function packLearned(found: readonly Found[], liked: readonly Example[], words: ReadonlyMap<number, string>, all: Lexicon) {
  const kept = found.toSorted((a, b) => a.term - b.term);
  const telling = found.toSorted((a, b) => b.here * b.odds - a.here * a.odds);
  const places = new Map(kept.map(({ term }, place) => [term, place]));
  const wordy = (term: number) => !isCategory(all.terms[term] ?? '');
  const ofLike = ({ terms, weights }: Vector) => {
    const says = (i: number) => (weights[i] ?? 0) * (kept[places.get(terms[i] ?? -1) ?? -1]?.odds ?? 0);
    const most = Array.from(terms.keys())
      .filter((i) => places.has(terms[i] ?? -1) && wordy(terms[i] ?? -1))
      .sort((a, b) => says(b) - says(a))
      .slice(0, TERMS_OF_LIKE)
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
      telling.flatMap(({ term }) => {
        const text = wordy(term) && words.get(term);
        return text ? [saying(text)] : [];
      }),
      ABOUT,
    ),
    liked: liked.slice(0, LIKES_STORED).map(({ ref, title, vector }) => ({ ref, title: cut(title), terms: ofLike(vector) })),
  };
}

const cut = (title: string) => (title.length > TITLE ? `${title.slice(0, TITLE - 1).toWellFormed()}…` : title);

/** Picks a few terms that have no word in common, from terms in order of weight. A phrase replaces its words. */
export function distinct(terms: readonly Saying[], most: number): string[] {
  const chosen: Saying[] = [];
  for (const term of terms.slice(0, 4 * most)) {
    const same = chosen.filter((one) => one.words.some((word) => term.words.includes(word)));
    const [first, ...others] = same;
    if (!first && chosen.length < most) chosen.push(term);
    if (!first || term.words.length === 1 || same.some((one) => one.words.length > 1)) continue;
    chosen.splice(chosen.indexOf(first), 1, term);
    for (const other of others) chosen.splice(chosen.indexOf(other), 1);
  }
  return chosen.map(({ text }) => text);
}

/** How well a paper must fit at least. A small corpus is not used for it. */
function leastFit(corpus: Corpus, likes: readonly Vector[], share: number, interest: Float32Array): number {
  const own = likes.map(({ terms, weights }) =>
    terms.reduce((sum, term, i) => sum + (weights[i] ?? 0) * (interest[term] ?? 0), 0),
  );
  const ofLikes = share * (own.sort((a, b) => a - b)[Math.floor(own.length / 2)] ?? 0);
  const fits = fitOfEach(corpus, interest).sort();
  const ofCorpus = fits.length < ENOUGH ? 0 : (fits[Math.floor(fits.length * (1 - FITTING))] ?? 0);
  return Math.round(Math.max(1, ofLikes, ofCorpus));
}
