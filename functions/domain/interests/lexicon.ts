import type { Weighted } from './packed.ts';
import { type Content, eachTerm, isCategory, termsOf } from './words.ts';

/**
 * Terms that are known, by number, and in how many of `papers` papers each stands. What it does not hold is too rare to say anything.
 * `version` names its content: numbers of one lexicon mean nothing to another.
 */
export type Lexicon = {
  version: string;
  papers: number;
  terms: readonly string[];
  counts: ArrayLike<number>;
  numbers: ReadonlyMap<string, number>;
};

/** A lexicon of terms and their counts. */
export const lexicon = (version: string, papers: number, terms: readonly string[], counts: ArrayLike<number>): Lexicon => ({
  ...{ version, papers, terms, counts },
  numbers: new Map(terms.map((term, number) => [term, number])),
});

/** Counts in how many papers each term stands, and leaves out those that stand in less than `least`. */
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

/** A paper by the numbers of its terms, rising, and how much each says of it, 1 to 255; without rounding their squares sum to 255². */
export type Vector = Weighted;

/** What stands in more papers than this says nothing of one, share of all. */
const USUAL = 1 / 5;

/** A paper by its terms, telling how each word of them is written. Repeating a word adds ever less (1 + ln), a rare word says more. */
export function vectorOf(
  paper: Content,
  { papers, numbers, counts }: Lexicon,
  say?: (number: number, said: string) => void,
): Vector {
  const times = new Map<number, number>();
  eachTerm(paper, (term, n, said) => {
    const number = numbers.get(term);
    if (number === undefined || (counts[number] ?? 0) > papers * USUAL) return;
    times.set(number, (times.get(number) ?? 0) + n);
    if (!isCategory(term)) say?.(number, said);
  });
  const terms = Uint32Array.from(times.keys()).sort();
  const exact = Array.from(terms, (number) => {
    const known = counts[number] ?? 0;
    return (1 + Math.log(times.get(number) ?? 1)) * (Math.log((1 + papers) / (1 + known)) + 1);
  });
  const length = Math.sqrt(exact.reduce((sum, weight) => sum + weight * weight, 0));
  return { terms, weights: Uint8Array.from(exact, (weight) => Math.max(1, Math.round((255 * weight) / length))) };
}
