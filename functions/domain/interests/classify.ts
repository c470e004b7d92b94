import { type Archive, paperOf } from './archive.ts';
import type { Vector } from './lexicon.ts';

/** Papers of an archive that are looked at, at most, and how often. More tell nothing that shows in the ranking. */
const [MOST, ROUNDS] = [4_000, 5];

/** What a fault of the likes together costs, and one of the archive. */
const COST = 1_000;

/** One paper of two sides: `side` 1 is liked; `cost` that of a fault; `alpha` how much it holds the line. */
type Example = Vector & { side: 1 | -1; cost: number; alpha: number };

/**
 * What tells papers that are liked from all others: the weight of each term in a linear classifier, below zero where it speaks against
 * them. Squared hinge loss, by dual coordinate descent (Hsieh and others, ICML 2008, https://doi.org/10.1145/1390156.1390208). It needs
 * some likes to be better than counting.
 */
export function classify(liked: readonly Vector[], disliked: readonly Vector[], archive: Archive, size: number): Float32Array {
  const examples: Example[] = [];
  const put = (papers: readonly Vector[], side: Example['side'], cost: number) => {
    for (const paper of papers) examples.push({ ...paper, side, cost, alpha: 0 });
  };
  const others = sampled(archive);
  put(liked, 1, COST / liked.length);
  put(disliked, -1, COST / liked.length);
  put(others, -1, COST / Math.max(1, others.length));
  const weights = new Float32Array(size);
  let bias = 0;
  for (let round = 0; round < ROUNDS; round++)
    for (let n = 0; n < examples.length; n++) {
      // A prime step goes through all of them, the likes among the others.
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

/** Papers of all days of an archive. */
function sampled(archive: Archive): Vector[] {
  const papers = archive.offsets.length - 1;
  const step = Math.max(1, Math.ceil(papers / MOST));
  return Array.from({ length: Math.floor(papers / step) }, (_, n) => paperOf(archive, n * step));
}
