import * as z from 'zod/mini';

/** DIGEST to SEND: "deliver this batch of this dispatch". Repeating it is harmless: the ledger knows who was served. */
export const batchMessage = z.object({
  edition: z.string().check(z.regex(/^[\w-]{1,128}$/)),
  due: z.iso.datetime(),
  batch: z.int().check(z.nonnegative()),
});

/** SUBSCRIBE to LETTERS, and DIGEST for reminders: "this reader may be owed a letter". It carries no address; `letter` names the copy for the claim. */
export const letterMessage = z.object({
  kind: z.enum(['confirm', 'remind', 'welcome', 'account', 'change-address', 'address-changed']),
  readerId: z.string().check(z.regex(/^[\w-]{22}$/)),
  letter: z.string().check(z.regex(/^[\w-]{22}$/)),
});
export type LetterMessage = z.infer<typeof letterMessage>;

/** DESK to LETTERS: "somebody asked for the desk", or entered it. It carries no address, and LETTERS sees whether an editor has this id. */
export const deskLetterMessage = z.object({
  kind: z.enum(['desk', 'desk-entered']),
  editorId: z.string().check(z.regex(/^[\w-]{22}$/)),
  letter: z.string().check(z.regex(/^[\w-]{22}$/)),
});
export type DeskLetterMessage = z.infer<typeof deskLetterMessage>;
