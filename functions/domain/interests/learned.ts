import * as z from 'zod/mini';

const packed = z.instanceof(Uint8Array);

/**
 * What was learned of a reader's work, `at` when: numbers of terms of a `lexicon` and their weights, packed; how well a paper must fit
 * at least (`least`); `about`, the words that say most, to show; and of the newest papers that are `liked` what a reason tells: the
 * title, and which of the terms it holds.
 */
export const learned = z.object({
  lexicon: z.string(),
  at: z.iso.datetime(),
  terms: packed,
  least: z.number(),
  about: z.array(z.string()),
  liked: z.array(z.object({ ref: z.string(), title: z.string(), terms: packed })),
});
