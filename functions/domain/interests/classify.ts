import { type Corpus, paperOf } from './corpus.ts';
import type { Vector } from './lexicon.ts';

/** The most papers of a corpus that are used, and how often each. More change nothing in the ranking. */
const [MOST_PAPERS, ROUNDS] = [4_000, 5];

/** The cost of errors: for the likes together, and the same for the corpus together. */
const COST = 1_000;

/**
 * A training example. `side`: 1 if liked, else -1. `cost`: of an error in it. `alpha`: its dual variable, how much it supports
 * the boundary.
 */
type Example = Vector & { side: 1 | -1; cost: number; alpha: number };

/**
 * Trains a linear classifier that tells liked papers from all others, and returns the weight of each term: negative if the term
 * is a sign against. Squared hinge loss, by dual coordinate descent (Hsieh and others, ICML 2008,
 * https://doi.org/10.1145/1390156.1390208). With few likes it is no better than counting.
 */
export function classify(liked: readonly Vector[], disliked: readonly Vector[], corpus: Corpus, size: number): Float32Array {
  const examples: Example[] = [];
  const put = (papers: readonly Vector[], side: Example['side'], cost: number) => {
    for (const paper of papers) examples.push({ ...paper, side, cost, alpha: 0 });
  };
  const others = sample(corpus);
  put(liked, 1, COST / liked.length);
  put(disliked, -1, COST / liked.length);
  put(others, -1, COST / Math.max(1, others.length));
  const weights = new Float32Array(size);
  let bias = 0;
  for (let round = 0; round < ROUNDS; round++)
    for (let n = 0; n < examples.length; n++) {
      // A step of a prime number visits all examples, with the likes spread among the others.
      const one = examples[(n * 7919 + round) % examples.length];
      if (!one) continue;
      const softness = 1 / (2 * one.cost);
      const beyond = one.side * (product(one, weights) + bias) - 1 + softness * one.alpha;
      const alpha = Math.max(0, one.alpha - beyond / (2 + softness));
      if (alpha === one.alpha) continue;
      const step = (alpha - one.alpha) * one.side;
      for (let i = 0; i < one.terms.length; i++)
        weights[one.terms[i] ?? 0] = (weights[one.terms[i] ?? 0] ?? 0) + (step * (one.weights[i] ?? 0)) / 255;
      bias += step;
      one.alpha = alpha;
    }
  return weights;
}

function product({ terms, weights }: Vector, dense: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < terms.length; i++) sum += (weights[i] ?? 0) * (dense[terms[i] ?? 0] ?? 0);
  return sum / 255;
}

/** A sample of a corpus, spread over all its days. */
function sample(corpus: Corpus): Vector[] {
  const papers = corpus.offsets.length - 1;
  const step = Math.max(1, Math.ceil(papers / MOST_PAPERS));
  return Array.from({ length: Math.floor(papers / step) }, (_, n) => paperOf(corpus, n * step));
}
