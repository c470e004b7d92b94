import type { Vector } from '../../functions/domain/interests/lexicon.ts';
import { phraseOf, searchable } from '../../functions/domain/interests/words.ts';

/** A paper as a peer sees it. */
export type Seen = { title: string; abstract: string; vector: Vector };
/** What a peer knows: papers somebody likes, words they typed, and papers of before. */
export type Known = { likes: readonly Seen[]; words: readonly string[]; corpus: readonly Seen[] };
/** Scores a paper; higher is better. Equals keep the order of the day. */
export type Peer = (known: Known, size: number) => (paper: Seen) => number;

const times = ({ terms, weights }: Vector, dense: Float64Array) => {
  let sum = 0;
  for (let i = 0; i < terms.length; i++) sum += ((weights[i] ?? 0) / 255) * (dense[terms[i] ?? 0] ?? 0);
  return sum;
};

function add({ terms, weights }: Vector, dense: Float64Array, factor: number) {
  for (let i = 0; i < terms.length; i++) dense[terms[i] ?? 0] = (dense[terms[i] ?? 0] ?? 0) + ((weights[i] ?? 0) / 255) * factor;
}

/** The day as it comes. */
const feedOrder: Peer = () => () => 0;

/** Counts which of the words a paper holds; the title counts twice. */
const handWords: Peer = ({ words }) => {
  const phrases = words.map((one) => ` ${phraseOf(one)} `);
  return (paper) => {
    const [title, all] = [searchable({ title: paper.title }), searchable(paper)];
    return phrases.filter((one) => all.includes(one)).length + phrases.filter((one) => title.includes(one)).length;
  };
};

/** The mean of what is liked (Rocchio, 1971). */
const rocchio: Peer = ({ likes }, size) => {
  const dense = new Float64Array(size);
  for (const { vector } of likes) add(vector, dense, 1);
  return ({ vector }) => times(vector, dense);
};

/**
 * A linear classifier of what is liked against all of the corpus, as arxiv-sanity-lite trains it (scikit-learn's LinearSVC with C = 0.01
 * and balanced classes): squared hinge loss, dual coordinate descent (Hsieh and others, https://doi.org/10.1145/1390156.1390208).
 */
const sanity: Peer = ({ likes, corpus }, size) => {
  const [C, ROUNDS] = [0.01, 10];
  const all = [...likes.map(({ vector }) => ({ vector, y: 1 })), ...corpus.map(({ vector }) => ({ vector, y: -1 }))];
  const cost = (y: number) => (C * all.length) / (2 * (y > 0 ? likes.length : corpus.length));
  const dense = new Float64Array(size);
  let bias = 0;
  const alpha = new Float64Array(all.length);
  for (let round = 0; round < ROUNDS; round++)
    for (let n = 0; n < all.length; n++) {
      // Steps that have no common factor with most numbers go through all in another order.
      const i = (n * 7919 + round * 104_729) % all.length;
      const { vector, y } = all[i]!;
      const softness = 1 / (2 * cost(y));
      const gradient = y * (times(vector, dense) + bias) - 1 + softness * alpha[i]!;
      const next = Math.max(0, alpha[i]! - gradient / (2 + softness));
      if (next !== alpha[i]) {
        add(vector, dense, (next - alpha[i]!) * y);
        bias += (next - alpha[i]!) * y;
        alpha[i] = next;
      }
    }
  return ({ vector }) => times(vector, dense);
};

/** Other ways to rank a day. The stream has no votes, so "trending" cannot be one. */
export const PEERS = {
  'order of the day': feedOrder,
  'hand-written words': handWords,
  Rocchio: rocchio,
  'arxiv-sanity-lite': sanity,
} satisfies Record<string, Peer>;
