import * as z from 'zod/mini';

const instant = z.iso.datetime();

/** How many copies of an edition stand in each final state. They sum to the frozen audience. */
export const tally = z.object({ SENT: z.int(), REJECTED: z.int(), SKIPPED: z.int(), UNKNOWN: z.int() });
export type Tally = z.infer<typeof tally>;

/**
 * A frozen edition. `papersKey`, `partsKey` and `audienceKey` name immutable objects in the store bucket by their content
 * hash; this row is the one commit point that chooses them. `note` is the editor's. `expiresAt`: no copy is sent after it. `resent`: when an operator had
 * copies of unknown fate sent once more, so that their readers may have two.
 */
export const edition = z.object({
  id: z.string(),
  frequency: z.enum(['daily', 'weekly']),
  windowStart: instant,
  windowEnd: instant,
  state: z.enum(['OPEN', 'CLOSED']),
  slots: z.array(z.string()),
  house: z.boolean(),
  title: z.string(),
  papers: z.int(),
  note: z.optional(z.string()),
  audience: z.int(),
  papersKey: z.string(),
  partsKey: z.string(),
  audienceKey: z.string(),
  frozenAt: instant,
  expiresAt: instant,
  enqueuedAt: z.optional(instant),
  tally: z.optional(tally),
  closedAt: z.optional(instant),
  resent: z.optional(z.array(z.object({ at: instant, copies: z.int() }))),
});
export type Edition = z.infer<typeof edition>;

/** What an edition's id is made of: `daily-20260317T0700-20260318T0700`. */
export const isEditionId = (text: string): boolean => /^[a-zA-Z0-9-]{1,128}$/.test(text);

/** A line of the archive of house editions. */
export const houseEdition = z.object({ id: z.string(), title: z.string(), papers: z.int(), windowEnd: instant });
export type HouseEdition = z.infer<typeof houseEdition>;

/** Readers a batch holds. At 1 mail a second (a sandbox account) one batch takes 100 s, well inside SEND's timeout. */
export const BATCH_SIZE = 100;

/** Batches an audience of this size fills. */
export const batchesOf = (audience: number) => Math.ceil(audience / BATCH_SIZE);

/**
 * A paper as an edition froze it: what mails and the web edition show, ranked best first. `tldr` is one sentence, `source` the
 * name of where its feed came from. Its place was given by `pin` (among those the editor pinned, from 0), `upvotes` of the feed,
 * votes of our own `readers`, `position` in the feed and age, counted from `since` (a day or an instant).
 * Editions frozen before there were votes lack some of it: they keep their order.
 */
export const printedPaper = z.object({
  id: z.string(),
  ids: z._default(z.array(z.string()), []),
  title: z.string(),
  abstract: z.string(),
  authors: z.array(z.string()),
  url: z.string(),
  links: z.array(z.object({ kind: z.enum(['code', 'project', 'other']), url: z.string() })),
  pin: z.optional(z.int()),
  upvotes: z.optional(z.int()),
  readers: z.optional(z.int()),
  position: z._default(z.int(), 0),
  since: z._default(z.string(), '1970-01-01'),
  comments: z.optional(z.int()),
  listedOn: z.optional(z.iso.date()),
  publishedOn: z.optional(z.iso.date()),
  tldr: z.optional(z.string()),
  keywords: z.optional(z.array(z.string())),
  source: z.optional(z.string()),
});
export type PrintedPaper = z.infer<typeof printedPaper>;

/**
 * A rendered edition cut at the places that differ by reader: literal text at even positions, the name of a blank at odd
 * ones. The subject has no blank but the day.
 */
export const parts = z.object({ subject: z.array(z.string()), html: z.array(z.string()), text: z.array(z.string()) });
export type Parts = z.infer<typeof parts>;

/** What a reader's own copy fills in. Values must need no escaping: URLs of URL-safe characters and plain dates. */
const BLANKS = ['date', 'day', 'unsubscribe', 'preferences', 'vote'] as const;
export type Blank = (typeof BLANKS)[number];

/**
 * Cuts rendered text at its blanks. A blank stands in the text as `<mark>-<name>`; the mark is made from a hash of the
 * edition's content, which no text inside that content can foresee, so a paper cannot forge a blank.
 */
export function cut(text: string, mark: string): string[] {
  return text.split(new RegExp(`${mark}-(${BLANKS.join('|')})`));
}
