import type { Vector } from './lexicon.ts';

/** The corpus holds papers of editions of so many last days. */
export const CORPUS_DAYS = 180;
/** The most papers in the corpus. */
export const MOST_IN_CORPUS = 20_000;

/**
 * Papers of earlier days, in flat arrays: paper `i` has the terms from `offsets[i]` to `offsets[i + 1]`. `usual`: the mean weight
 * of each term.
 */
export type Corpus = { offsets: Uint32Array; terms: Uint32Array; weights: Uint8Array; usual: Float32Array };

/** Makes a corpus of papers; `size` is the number of terms of the lexicon. */
export function corpusOf(papers: readonly Vector[], size: number): Corpus {
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

/** How well each paper of the corpus fits an interest, given as a weight for each term. */
export function fitOfEach({ offsets, terms, weights }: Corpus, interest: Float32Array): Float32Array {
  const fits = new Float32Array(offsets.length - 1);
  for (let paper = 0; paper < fits.length; paper++) {
    let sum = 0;
    const end = offsets[paper + 1] ?? 0;
    for (let i = offsets[paper] ?? 0; i < end; i++) sum += (weights[i] ?? 0) * (interest[terms[i] ?? 0] ?? 0);
    fits[paper] = sum;
  }
  return fits;
}

/** One paper of a corpus. */
export const paperOf = ({ offsets, terms, weights }: Corpus, paper: number): Vector => ({
  terms: terms.subarray(offsets[paper], offsets[paper + 1]),
  weights: weights.subarray(offsets[paper], offsets[paper + 1]),
});
