import type { Weighted } from './packed.ts';
import { type Content, eachTerm, isCategory, termsOf } from './words.ts';

/**
 * Numbered terms, and in how many of `papers` papers each occurs. Terms that it does not hold are too rare to tell anything.
 * `version` changes with its content: the numbers of one lexicon mean nothing in another.
 */
export type Lexicon = {
  version: string;
  papers: number;
  terms: readonly string[];
  counts: ArrayLike<number>;
  numbers: ReadonlyMap<string, number>;
};

/** Makes a lexicon of terms and their counts. */
export const lexicon = (version: string, papers: number, terms: readonly string[], counts: ArrayLike<number>): Lexicon => ({
  ...{ version, papers, terms, counts },
  numbers: new Map(terms.map((term, number) => [term, number])),
});

/** Counts in how many papers each term occurs. Leaves out terms of fewer than `least` papers. */
export function countTerms(papers: Iterable<Content>, least: number, version: string): Lexicon {
  const counts = new Map<string, number>();
  let n = 0;
  for (const paper of papers) {
    n += 1;
    for (const term of termsOf(paper).keys()) counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  const terms = Array.from(counts.keys())
    .filter((term) => (counts.get(term) ?? 0) >= least)
    .sort();
  return lexicon(
    version,
    n,
    terms,
    terms.map((term) => counts.get(term) ?? 0),
  );
}

/**
 * A paper as the numbers of its terms, rising, and the weight of each, 1 to 255. Before rounding, the squares of the weights sum
 * to 255².
 */
export type Vector = Weighted;

/** A term in more than this share of all papers is ignored. */
const TOO_COMMON = 1 / 5;

/**
 * The vector of a paper. `say` is told how the paper writes each term. Repeating a word adds less each time (1 + ln); a rare word
 * weighs more.
 */
export function vectorOf(
  paper: Content,
  { papers, numbers, counts }: Lexicon,
  say?: (number: number, said: string) => void,
): Vector {
  const times = new Map<number, number>();
  eachTerm(paper, (term, n, said) => {
    const number = numbers.get(term);
    if (number === undefined || (counts[number] ?? 0) > papers * TOO_COMMON) return;
    times.set(number, (times.get(number) ?? 0) + n);
    if (said && !isCategory(term)) say?.(number, said);
  });
  const terms = Uint32Array.from(times.keys()).sort();
  const exact = Array.from(terms, (number) => {
    const known = counts[number] ?? 0;
    return (1 + Math.log(times.get(number) ?? 1)) * (Math.log((1 + papers) / (1 + known)) + 1);
  });
  const length = Math.sqrt(exact.reduce((sum, weight) => sum + weight * weight, 0));
  return { terms, weights: Uint8Array.from(exact, (weight) => Math.max(1, Math.round((255 * weight) / length))) };
}
