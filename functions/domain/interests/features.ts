import { type Lexicon, type Vector, vectorOf } from './lexicon.ts';
import { type Content, nameKey, searchable } from './words.ts';

/** What a paper is matched to readers by: `text` to look phrases up in, authors, categories, and its terms in a lexicon. */
export type PaperFeatures = Vector & { id: string; text: string; authors: readonly string[]; categories: readonly string[] };

/**
 * What the papers of an edition are matched by. `lexicon`: its version. `said`: how these papers write each term that they hold.
 */
export type Features = { lexicon: string; said: ReadonlyMap<number, string>; papers: readonly PaperFeatures[] };

type Paper = Content & { id: string; authors: readonly string[] };

/**
 * A term in more than this share of an edition's papers is ignored, such as a publisher's set phrase, if there are `SOME` papers
 * or more.
 */
const [COMMON, SOME] = [4 / 5, 5];

/** The features of an edition's papers. `said` has the most frequent spelling of each term. */
export function featuresOf(papers: readonly Paper[], known: Lexicon): Features {
  const ways = new Map<number, Map<string, number>>();
  const features = papers.map((paper) => {
    const say = (number: number, said: string) => {
      const of = ways.get(number) ?? new Map<string, number>();
      ways.set(number, of.set(said, (of.get(said) ?? 0) + 1));
    };
    const { id, authors, categories = [] } = paper;
    return { id, text: searchable(paper), authors, categories, ...vectorOf(paper, known, say) };
  });
  const most = papers.length < SOME ? papers.length : papers.length * COMMON;
  const times = new Map<number, number>();
  for (const { terms } of features) for (const term of terms) times.set(term, (times.get(term) ?? 0) + 1);
  const isTelling = (term: number) => (times.get(term) ?? 0) <= most;
  const usual = (of: Map<string, number>) => Array.from(of).reduce((most, one) => (one[1] > most[1] ? one : most))[0];
  return {
    lexicon: known.version,
    said: new Map(Array.from(ways, ([number, of]) => [number, usual(of)])),
    papers: features.map((one) => ({ ...one, ...withoutIgnored(one, isTelling) })),
  };
}

/** A vector without the terms that are ignored. */
const withoutIgnored = ({ terms, weights }: Vector, isTelling: (term: number) => boolean): Vector => ({
  terms: terms.filter(isTelling),
  weights: weights.filter((_, i) => isTelling(terms[i] ?? -1)),
});

/** How a term is written, and its words in lower case. */
export type Saying = { text: string; words: readonly string[] };
export const saying = (text: string): Saying => ({ text, words: text.toLowerCase().split(/[ .]/) });

/** Looks papers of an edition up by interests; a paper is given by its place in the edition. Made once for all readers. */
export type Finder = {
  features: Features;
  /**
   * The papers that hold each term: term `t` has the entries from `offsets[t]` to `offsets[t + 1]`. Each is a place and a weight in
   * one number.
   */
  terms: { offsets: Int32Array; entries: Int32Array };
  /** Buffers with one sum for each paper, and with one weight for each term. */
  sums: Int32Array;
  weightOf: Uint8Array;
  /** How these papers write a term. */
  said(term: number): Saying | undefined;
  /** The papers that hold a phrase. */
  withPhrase(phrase: string): readonly number[];
  byAuthor(name: string): readonly number[];
  inCategory(category: string): readonly number[];
};

/** Makes the finder of an edition's papers. */
export function finder(features: Features): Finder {
  const { papers } = features;
  const terms = termsIn(papers);
  const sayings = new Map<number, Saying>();
  const words = lazy(() => placesBy(papers, ({ text }) => new Set(text.split(' '))));
  const authors = lazy(() => placesBy(papers, ({ authors }) => new Set(authors.map(nameKey))));
  const categories = lazy(() => placesBy(papers, ({ categories }) => new Set(categories.map((one) => one.toLowerCase()))));
  return {
    ...{ features, terms, sums: new Int32Array(papers.length), weightOf: new Uint8Array(terms.offsets.length) },
    said(term) {
      const known = sayings.get(term);
      if (known) return known;
      const text = features.said.get(term);
      if (!text) return undefined;
      const made = saying(text);
      sayings.set(term, made);
      return made;
    },
    withPhrase(phrase) {
      const held = phrase.split(' ').map((word) => words().get(word) ?? []);
      if (held.length === 1) return held[0] ?? [];
      const fewest = held.reduce((least, one) => (one.length < least.length ? one : least));
      return fewest.filter((place) => papers[place]?.text.includes(` ${phrase} `));
    },
    byAuthor: (name) => (name ? (authors().get(name) ?? []) : []),
    inCategory: (category) => categories().get(category.toLowerCase()) ?? [],
  };
}

/** A place and a weight in one number: the weight is the lowest bits. */
export const WEIGHT_BITS = 8;

function termsIn(papers: readonly PaperFeatures[]): Finder['terms'] {
  const size = papers.reduce((most, { terms }) => Math.max(most, terms.at(-1) ?? 0), 0) + 1;
  const offsets = new Int32Array(size + 1);
  for (const { terms } of papers) for (const term of terms) offsets[term + 1] = (offsets[term + 1] ?? 0) + 1;
  for (let term = 0; term < size; term++) offsets[term + 1] = (offsets[term + 1] ?? 0) + (offsets[term] ?? 0);
  const entries = new Int32Array(offsets[size] ?? 0);
  const next = offsets.slice();
  papers.forEach(({ terms, weights }, place) => {
    terms.forEach((term, i) => {
      const at = next[term] ?? 0;
      entries[at] = (place << WEIGHT_BITS) | (weights[i] ?? 0);
      next[term] = at + 1;
    });
  });
  return { offsets, entries };
}

function placesBy(papers: readonly PaperFeatures[], keysOf: (paper: PaperFeatures) => Iterable<string>): Map<string, number[]> {
  const places = new Map<string, number[]>();
  papers.forEach((paper, place) => {
    for (const key of keysOf(paper)) {
      const known = places.get(key);
      if (known) known.push(place);
      else places.set(key, [place]);
    }
  });
  return places;
}

/** Makes a value when it is first needed: few readers follow an author. */
function lazy<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
