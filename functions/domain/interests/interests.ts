import * as z from 'zod/mini';
import { SUBJECT_IDS } from '../subject.ts';

/** What can be named: words and phrases, authors, subjects of ours and arXiv categories. */
const named = z.object({
  words: z.array(z.string()),
  authors: z.array(z.string()),
  subjects: z.array(z.enum(SUBJECT_IDS)),
  categories: z.array(z.string()),
});
export type Named = z.infer<typeof named>;

export const NOTHING_NAMED: Named = { words: [], authors: [], subjects: [], categories: [] };

/** Cards that "For you" holds if the reader does not say otherwise, and at most. */
export const CARDS = { usual: 5, most: 10 };

/**
 * What a reader says they work on, as they said it: what to follow and what to mute, and how many `cards` "For you" may hold. `outside`:
 * one place in five is for a paper that fits less. `fromVotes`: their votes are learned from, too. `only`: their mail is "For you" and
 * nothing else, and a day without any brings none. Papers that they named as examples are rows of their own, beside their votes.
 */
export const interests = z.object({
  follow: named,
  mute: named,
  cards: z.int().check(z.minimum(0), z.maximum(CARDS.most)),
  outside: z.boolean(),
  fromVotes: z.boolean(),
  only: z.boolean(),
});
export type Interests = z.infer<typeof interests>;

export const NO_INTERESTS: Interests = {
  follow: NOTHING_NAMED,
  mute: NOTHING_NAMED,
  cards: CARDS.usual,
  outside: true,
  fromVotes: false,
  only: false,
};

/** The most that is stored of what a reader says, bytes of JSON: with what is learned, a reader's row stays under 8 KB. */
export const MOST_BYTES = 3_500;
