import { SUBJECTS, type Subject } from '../subject.ts';
import { type Finder, type Saying, WEIGHT_BITS } from './features.ts';
import type { Filter } from './interests.ts';
import { distinct } from './learn.ts';
import type { Learned } from './learned.ts';
import { unpack, type Weighted } from './packed.ts';
import { nameKey, phraseOf, telling } from './words.ts';

/**
 * The papers of one edition that a copy chooses from. Both lists are by place in the edition. `papers`: undefined for a paper that
 * is shown as another edition's. `order`: the place among the papers of all shelves.
 */
export type Shelf<Paper> = {
  finder: Finder;
  papers: readonly (Paper | undefined)[];
  order: readonly number[];
};

/**
 * How well each paper fits what was learned. The array is valid until the next call, which reuses it. This is most of the time of
 * choosing, eight microseconds for a day of 300 papers, so it unpacks the terms inline: to unpack them first, or a call for each,
 * takes twice as long.
 */
export function likeness({ terms: { offsets, entries }, features, sums }: Finder, learned: Learned | undefined): Int32Array {
  sums.fill(0);
  if (learned?.lexicon !== features.lexicon || sums.length === 0) return sums;
  const bytes = learned.terms;
  let term = 0;
  for (let i = 0; i < bytes.length; ) {
    let byte = bytes[i++] ?? 0;
    let step = byte & 127;
    for (let shift = 7; byte > 127 && shift < 28; shift += 7) {
      byte = bytes[i++] ?? 0;
      step |= (byte & 127) << shift;
    }
    term += step;
    const says = bytes[i++] ?? 0;
    if (term + 1 >= offsets.length) break;
    const end = offsets[term + 1] ?? 0;
    // `| 0` spares a check for overflow.
    for (let j = offsets[term] ?? 0; j < end; j = (j + 1) | 0) {
      const entry = entries[j] ?? 0;
      const place = entry >>> WEIGHT_BITS;
      sums[place] = (sums[place] ?? 0) + (entry & WEIGHT_MASK) * says;
    }
  }
  return sums;
}
const WEIGHT_MASK = 2 ** WEIGHT_BITS - 1;

/**
 * What of a filter a paper matches. A paper with `author` or `words` comes first; one with a `topic` may be chosen. `among`: how many
 * papers have the same author or words, of what fewest have.
 */
export type Match = { author?: string; words?: string; topic?: string; among?: number };

/** Finds the papers that match a filter, by place. */
export function matches<Paper extends { subject: Subject }>(
  { finder, papers }: Pick<Shelf<Paper>, 'finder' | 'papers'>,
  { words, authors, subjects, categories }: Filter,
): Map<number, Match> {
  const found = new Map<number, Match>();
  const note = (place: number, match: Match) => found.set(place, { ...match, ...found.get(place) });
  const people = authors.map(nameKey).map((author) => ({ match: { author }, places: finder.byAuthor(author) }));
  const phrases = words.flatMap((one) => {
    const phrase = phraseOf(one);
    // `phraseOf` makes `|` of a word that is too long, and every text holds `|`.
    return phrase && !phrase.includes('|') ? [{ match: { words: one }, places: finder.withPhrase(phrase) }] : [];
  });
  for (const { match, places } of [...people, ...phrases].sort((a, b) => a.places.length - b.places.length))
    for (const place of places) note(place, { ...match, among: places.length });
  for (const one of categories)
    for (const place of finder.inCategory(one)) {
      const as = finder.features.papers[place]?.categories.find((its) => its.toLowerCase() === one.toLowerCase());
      note(place, { topic: as ?? one });
    }
  if (subjects.length > 0)
    papers.forEach((paper, place) => {
      if (paper && subjects.includes(paper.subject)) note(place, { topic: SUBJECTS[paper.subject] });
    });
  return found;
}

/** The reason in the mail why a paper is for its reader. `near`: it holds words of a phrase they follow, not the phrase. */
type Why = { reason: string; near: boolean };

/** Gives the reason of a paper, by its match and its fit; undefined if there is none. */
export type Reasoner = (finder: Finder, place: number, match: Match | undefined, fit: number) => Why | undefined;

/** Makes the reasoner of one reader, who follows these words. What was learned is unpacked once, when first needed. */
export function reasoner(learned: Learned | undefined, followed: readonly string[]): Reasoner {
  let unpacked: Unpacked | undefined;
  const stated = (reason: string): Why => ({ reason, near: false });
  return (finder, place, match, fit) => {
    const paper = finder.features.papers[place];
    if (!paper) return undefined;
    const author = match?.author && paper.authors.find((name) => nameKey(name) === match.author);
    if (author) return stated(`By ${shorten(author)}, whom you follow`);
    if (match?.words) return stated(`You follow “${shorten(match.words)}”`);
    const topic = match?.topic ? stated(`From ${shorten(match.topic)}, which you follow`) : undefined;
    if (learned?.lexicon !== finder.features.lexicon || (topic && fit < 1)) return topic;
    unpacked ??= { known: unpack(learned.terms), liked: learned.liked.map((like) => ({ ...like, held: unpack(like.terms) })) };
    const { known, liked } = unpacked;
    const says = weightsIn(finder, paper);
    const words = (places?: ArrayLike<number>) => sharedWords(finder, known, says, places);
    const like = reasonByLike(liked, known, says, words);
    return like ? stated(like) : (topic ?? reasonByPhrase(words(), followed));
  };
}

/** `known`: the learned terms. `held`: which of them a liked paper holds, by their places in `known`. */
type Unpacked = { known: Weighted; liked: { title: string; held: Weighted }[] };

/** The reason of a paper that holds a word of a followed phrase, if that word is among the terms that make it fit. */
function reasonByPhrase(words: string, followed: readonly string[]): Why | undefined {
  const shared = phraseOf(words).split(' ');
  const phrase = followed.find((one) => telling(one).some((word) => shared.includes(word)));
  return phrase ? { reason: `Near to “${shorten(phrase)}”, which you follow: ${words}`, near: true } : undefined;
}

/** The reason that names the most similar liked paper, with terms that both hold: more than one word, for one is often chance. */
function reasonByLike(
  liked: Unpacked['liked'],
  known: Weighted,
  says: Uint8Array,
  wordsAt: (places: ArrayLike<number>) => string,
): string | undefined {
  let nearest: { like?: Unpacked['liked'][number]; fits: number } = { fits: 0 };
  for (const like of liked) {
    const { terms: places, weights } = like.held;
    let fits = 0;
    for (let i = 0; i < places.length; i++) fits += (weights[i] ?? 0) * (says[known.terms[places[i] ?? -1] ?? -1] ?? 0);
    if (fits > nearest.fits) nearest = { like, fits };
  }
  const { like } = nearest;
  const words = like ? wordsAt(like.held.terms) : '';
  return like && words.includes(' ') ? `Like “${shorten(like.title)}” of your picks: ${words}` : undefined;
}

/** The few terms that a paper holds and that add most to its fit, of all learned terms, or of those at these places. */
function sharedWords(finder: Finder, known: Weighted, says: Uint8Array, places?: ArrayLike<number>): string {
  const shared: { term: Saying; says: number }[] = [];
  for (let i = 0; i < (places ?? known.terms).length; i++) {
    const place = places ? (places[i] ?? -1) : i;
    const number = known.terms[place] ?? -1;
    const weight = says[number] ?? 0;
    const term = weight > 0 ? finder.said(number) : undefined;
    if (term) shared.push({ term, says: weight * (known.weights[place] ?? 0) });
  }
  shared.sort((a, b) => b.says - a.says);
  return distinct(
    shared.map(({ term }) => term),
    3,
  ).join(', ');
}

/** The weight of each term in a paper, by its number; 0 if the paper does not hold it. Valid until the next call, as `likeness`. */
function weightsIn({ weightOf }: Finder, { terms, weights }: Weighted): Uint8Array {
  weightOf.fill(0);
  for (let i = 0; i < terms.length; i++) weightOf[terms[i] ?? -1] = weights[i] ?? 0;
  return weightOf;
}

/** The most UTF-16 units of a title, a phrase or a name in a reason. */
const MOST_UNITS = 70;

/** A text that fits, cut between words unless a word is very long. */
const shorten = (line: string) => {
  if (line.length <= MOST_UNITS) return line;
  const begin = line.slice(0, MOST_UNITS - 1).toWellFormed();
  const space = begin.lastIndexOf(' ');
  return `${(space > MOST_UNITS / 2 ? begin.slice(0, space) : begin).replace(/[\s,;:–-]+$/u, '')}…`;
};
