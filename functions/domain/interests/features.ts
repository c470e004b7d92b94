import { type Lexicon, type Vector, vectorOf } from './lexicon.ts';
import { type Content, nameKey, searchable } from './words.ts';

/** By what a paper is found for a reader: `text` as phrases are looked up in it, names, categories, and its terms by a lexicon. */
export type PaperFeatures = Vector & { id: string; text: string; authors: readonly string[]; categories: readonly string[] };

/** By what the papers of an edition are found. `said`: how each term of `lexicon` that they hold is written in them. */
export type Features = { lexicon: string; said: ReadonlyMap<number, string>; papers: readonly PaperFeatures[] };

type Named = Content & { id: string; authors: readonly string[] };

/** What stands in more of an edition's papers than this share says nothing of one, where there are `SOME` papers: a publisher's set phrase, say. */
const [COMMON, SOME] = [4 / 5, 5];

/** Features of the papers of an edition. A term is written as most of them write it. */
export function featuresOf(papers: readonly Named[], known: Lexicon): Features {
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
  const tells = (term: number) => (times.get(term) ?? 0) <= most;
  const usual = (of: Map<string, number>) => Array.from(of).reduce((most, one) => (one[1] > most[1] ? one : most))[0];
  return {
    lexicon: known.version,
    said: new Map(Array.from(ways, ([number, of]) => [number, usual(of)])),
    papers: features.map((one) => ({ ...one, ...telling(one, tells) })),
  };
}

/** A vector's terms that tell something. */
const telling = ({ terms, weights }: Vector, tells: (term: number) => boolean): Vector => ({
  terms: terms.filter(tells),
  weights: weights.filter((_, i) => tells(terms[i] ?? -1)),
});

/** The papers of an edition, by their places in it, as interests look for them. Made once, for all readers. */
export type Finder = {
  features: Features;
  /**
   * Of each term the first paper that holds it, the second, and where the others begin in `more`, after how many they are: a place and a
   * weight in one number, 0 where there is none. Most terms stand in one or two papers of a day, and are then counted without a loop.
   */
  terms: { first: Uint32Array; second: Uint32Array; others: Uint32Array; more: Uint32Array };
  /** Room for a sum for each paper. */
  sums: Int32Array;
  /** The papers that hold a phrase. */
  withPhrase(phrase: string): readonly number[];
  byAuthor(name: string): readonly number[];
  inCategory(category: string): readonly number[];
};

/** An edition's papers, ready to be found. */
export function finder(features: Features): Finder {
  const { papers } = features;
  const terms = termsIn(papers);
  const words = once(() => placesBy(papers, ({ text }) => new Set(text.split(' '))));
  const authors = once(() => placesBy(papers, ({ authors }) => new Set(authors.map(nameKey))));
  const categories = once(() => placesBy(papers, ({ categories }) => new Set(categories.map((one) => one.toLowerCase()))));
  return {
    ...{ features, terms, sums: new Int32Array(papers.length) },
    withPhrase(phrase) {
      const held = phrase.split(' ').map((word) => words().get(word) ?? []);
      const fewest = held.reduce((least, one) => (one.length < least.length ? one : least));
      return fewest.filter((place) => papers[place]?.text.includes(` ${phrase} `));
    },
    byAuthor: (name) => (name ? (authors().get(name) ?? []) : []),
    inCategory: (category) => categories().get(category.toLowerCase()) ?? [],
  };
}

/** A place and a weight in one number. */
export const WEIGHT_BITS = 8;

function termsIn(papers: readonly PaperFeatures[]): Finder['terms'] {
  const held = new Map<number, number[]>();
  papers.forEach(({ terms, weights }, place) => {
    terms.forEach((term, i) => {
      const entry = (place << WEIGHT_BITS) | (weights[i] ?? 0);
      const known = held.get(term);
      if (known) known.push(entry);
      else held.set(term, [entry]);
    });
  });
  const size = papers.reduce((most, { terms }) => Math.max(most, terms.at(-1) ?? 0), 0) + 1;
  const found = { first: new Uint32Array(size), second: new Uint32Array(size), others: new Uint32Array(size) };
  const more = [0];
  for (const [term, [first = 0, second = 0, ...others]] of held) {
    found.first[term] = first;
    found.second[term] = second;
    if (others.length === 0) continue;
    found.others[term] = more.length;
    more.push(others.length, ...others);
  }
  return { ...found, more: Uint32Array.from(more) };
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

/** Made when it is first asked for: few readers follow an author. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
