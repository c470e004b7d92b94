import * as z from 'zod/mini';

const packed = z.instanceof(Uint8Array);

/**
 * What was learned of a reader's work, `at` when: terms of a `lexicon` by number and weight, packed; how well a paper must fit at least
 * (`least`, in the units of `fitness`); `about`, the words that say most, to show; and of the newest papers that are `liked` what a
 * reason tells: the title, and which of the terms it holds.
 */
export const learned = z.object({
  lexicon: z.string(),
  at: z.iso.datetime(),
  terms: packed,
  least: z.number(),
  about: z.array(z.string()),
  liked: z.array(z.object({ ref: z.string(), title: z.string(), terms: packed })),
});
export type Learned = z.infer<typeof learned>;

/** The most bytes of it that are stored: with what a reader says, their row stays under 8 KB. */
export const MOST_LEARNED_BYTES = 4_000;

/** Bytes that it takes in a row, without the names of its attributes. */
export const bytesOf = ({ terms, about, liked }: Pick<Learned, 'terms' | 'about' | 'liked'>): number =>
  terms.length +
  about.reduce((sum, words) => sum + utf8(words) + 1, 0) +
  liked.reduce((sum, one) => sum + utf8(one.title) + one.ref.length + one.terms.length + 25, 0);

const utf8 = (text: string) => new TextEncoder().encode(text).length;
