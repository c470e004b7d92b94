import * as z from 'zod/mini';

const packed = z.instanceof(Uint8Array);

/** What was learned of a reader's work. */
export const learned = z.object({
  /** The version of the lexicon that numbers the terms. */
  lexicon: z.string(),
  at: z.iso.datetime(),
  /** Terms by number and weight, packed. */
  terms: packed,
  /** How well a paper must fit at least, in the units of `likeness`. */
  least: z.number(),
  /** The most telling words, to show to the reader. */
  about: z.array(z.string()),
  /** The newest liked papers, for reasons: which of `terms` each holds, by place. */
  liked: z.array(z.object({ ref: z.string(), title: z.string(), terms: packed })),
});
export type Learned = z.infer<typeof learned>;

/** The most bytes of it that are stored. With a reader's interests their row stays under 8 KB. */
export const MOST_LEARNED_BYTES = 4_000;

/** How many bytes it takes in a row, without the names of its attributes. */
export const bytesOf = ({ terms, about, liked }: Pick<Learned, 'terms' | 'about' | 'liked'>): number =>
  terms.length +
  about.reduce((sum, words) => sum + utf8(words) + 1, 0) +
  liked.reduce((sum, one) => sum + utf8(one.title) + one.ref.length + one.terms.length + 25, 0);

const utf8 = (text: string) => new TextEncoder().encode(text).length;
