import { type Lexicon, type Vector, vectorOf } from './lexicon.ts';
import { type Content, nameKey, searchable } from './words.ts';

/** By what a paper is found for a reader: `text` as phrases are looked up in it, names, categories, and its terms by a lexicon. */
export type PaperFeatures = Vector & { id: string; text: string; authors: readonly string[]; categories: readonly string[] };

/** By what the papers of an edition are found. `said`: how each term of `lexicon` that they hold is written in them. */
export type Features = { lexicon: string; said: ReadonlyMap<number, string>; papers: readonly PaperFeatures[] };

type Named = Content & { id: string; authors: readonly string[] };

/** Features of papers. A term is written as most of them write it. */
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
  const usual = (of: Map<string, number>) => Array.from(of).reduce((most, one) => (one[1] > most[1] ? one : most))[0];
  return { lexicon: known.version, said: new Map(Array.from(ways, ([number, of]) => [number, usual(of)])), papers: features };
}

/** The papers of an edition, by their places in it, as interests look for them. Made once, for all readers. */
export type Finder = {
  features: Features;
  /** Of each term, where its papers begin in `places` and `weights`. */
  starts: Uint32Array;
  places: Uint16Array;
  weights: Uint8Array;
  /** The papers that hold a phrase. */
  withPhrase(phrase: string): readonly number[];
  byAuthor(name: string): readonly number[];
  inCategory(category: string): readonly number[];
};

/** An edition's papers, ready to be found. */
export function finder(features: Features): Finder {
  const { papers } = features;
  const size = papers.reduce((most, { terms }) => Math.max(most, terms.at(-1) ?? 0), 0) + 2;
  const starts = new Uint32Array(size);
  for (const { terms } of papers) for (const term of terms) starts[term + 1] = (starts[term + 1] ?? 0) + 1;
  for (let i = 1; i < size; i++) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0);
  const next = starts.slice();
  const places = new Uint16Array(starts.at(-1) ?? 0);
  const weights = new Uint8Array(places.length);
  papers.forEach((paper, place) => {
    paper.terms.forEach((term, i) => {
      const at = next[term] ?? 0;
      places[at] = place;
      weights[at] = paper.weights[i] ?? 0;
      next[term] = at + 1;
    });
  });
  const words = once(() => placesBy(papers, ({ text }) => new Set(text.split(' '))));
  const authors = once(() => placesBy(papers, ({ authors }) => new Set(authors.map(nameKey))));
  const categories = once(() => placesBy(papers, ({ categories }) => new Set(categories.map((one) => one.toLowerCase()))));
  return {
    ...{ features, starts, places, weights },
    withPhrase(phrase) {
      const held = phrase.split(' ').map((word) => words().get(word) ?? []);
      const fewest = held.reduce((least, one) => (one.length < least.length ? one : least));
      return fewest.filter((place) => papers[place]?.text.includes(` ${phrase} `));
    },
    byAuthor: (name) => (name ? (authors().get(name) ?? []) : []),
    inCategory: (category) => categories().get(category.toLowerCase()) ?? [],
  };
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
