import * as z from 'zod/mini';

/** DIGEST to SEND: "send this batch of this dispatch". Repeating it is harmless, since the ledger has each copy's state. */
export const batchMessage = z.object({
  edition: z.string().check(z.regex(/^[\w-]{1,128}$/)),
  due: z.iso.datetime(),
  batch: z.int().check(z.nonnegative()),
});

/**
 * SUBSCRIBE to LETTERS, and DIGEST for reminders: "send this reader this letter, if it is still due". It holds no address.
 * `letter` is the letter's id, by which it is claimed.
 */
export const letterMessage = z.object({
  kind: z.enum(['confirm', 'remind', 'welcome', 'account', 'change-address', 'address-changed']),
  readerId: z.string().check(z.regex(/^[\w-]{22}$/)),
  letter: z.string().check(z.regex(/^[\w-]{22}$/)),
  /** What the link of a letter of kind `account` opens. Without it, the account. */
  page: z.optional(z.literal('interests')),
});
export type LetterMessage = z.infer<typeof letterMessage>;

/**
 * DESK to LETTERS: somebody asked for a link to the desk, or entered it. It holds no address. LETTERS checks that an editor has
 * this id.
 */
export const deskLetterMessage = z.object({
  kind: z.enum(['desk', 'desk-entered']),
  editorId: z.string().check(z.regex(/^[\w-]{22}$/)),
  letter: z.string().check(z.regex(/^[\w-]{22}$/)),
});
export type DeskLetterMessage = z.infer<typeof deskLetterMessage>;
