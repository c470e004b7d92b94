import * as z from 'zod/mini';
import { SUBJECT_IDS } from './subject.ts';

const instant = z.iso.datetime();

/** Copies in each final state. They sum to the audience of their dispatch. */
export const tally = z.object({
  SENT: z.int(),
  REJECTED: z.int(),
  SKIPPED: z.int(),
  UNKNOWN: z.int(),
  /** Those of the skipped whose readers pause, if there are any. */
  paused: z.optional(z.int()),
});
export type Tally = z.infer<typeof tally>;

export function sumOf(tallies: readonly Tally[]): Tally {
  const total: Tally = { SENT: 0, REJECTED: 0, SKIPPED: 0, UNKNOWN: 0 };
  for (const one of tallies) {
    total.SENT += one.SENT;
    total.REJECTED += one.REJECTED;
    total.SKIPPED += one.SKIPPED;
    total.UNKNOWN += one.UNKNOWN;
    if (one.paused) total.paused = (total.paused ?? 0) + one.paused;
  }
  return total;
}

/**
 * An edition: the news of one day, or the best papers of the seven days that end with `day`. It is made once and is the same for
 * everybody. After that an editor can change its note on the web, and drop papers.
 */
export const edition = z.object({
  /** `2026-03-18`, or `2026-03-18-week`. */
  id: z.string(),
  day: z.iso.date(),
  frequency: z.enum(['daily', 'weekly']),
  /** `EMPTY`: there was no news, so there is no mail and no page. */
  state: z.enum(['CLOSED', 'EMPTY']),
  /** The news is what came from `start` to `end`, the close. */
  start: instant,
  end: instant,
  title: z.string(),
  papers: z.int(),
  /** Papers beyond the most that an edition holds. */
  leftOut: z.int(),
  /** The editor's. */
  note: z.optional(z.string()),
  /** Papers that an editor dropped after the close. `papers` does not count them, and `title` is of the first that stands. */
  dropped: z.optional(z.array(z.string())),
  /** How often an editor changed it after the close. */
  amended: z.optional(z.int()),
  /** Papers that came as replaced versions of earlier ones, and are not in it. */
  revised: z.optional(z.int()),
  /** Why an empty day is empty, if sources are asked: they had nothing (`quiet`), or are `late`. */
  missing: z.optional(z.enum(['quiet', 'late'])),
  /** The names of all sources, if none of them announces anything on this weekday. */
  resting: z.optional(z.array(z.string())),
  /** Key of the file, like `files.parts`, of the mail that tells readers of an empty day. */
  notice: z.optional(z.string()),
  /** Days of the last fortnight that have an edition, with their closes, newest first: a copy may draw on their papers. */
  recent: z.array(z.object({ day: z.iso.date(), end: instant })),
  /**
   * Keys of immutable objects in the store bucket, named by content hash. Writing this row commits them. `features`: see
   * `Features`.
   */
  files: z.optional(z.object({ papers: z.string(), parts: z.string(), features: z.optional(z.string()) })),
  madeAt: instant,
});
export type Edition = z.infer<typeof edition>;

/** An edition that has papers. */
export type Printed = Edition & { files: NonNullable<Edition['files']> };

/** What an editor changes after the close. */
export type Amendment = Pick<Edition, 'note' | 'dropped' | 'papers' | 'title'>;

/** True if the edition has papers to send and to show. */
export const isPrinted = (one: Edition | undefined): one is Printed => one?.files !== undefined;

/** Those of an edition's papers that no editor dropped after the close. */
export const notDropped = <Paper extends { id: string }>(
  { dropped }: Pick<Edition, 'dropped'>,
  papers: readonly Paper[],
): Paper[] => papers.filter(({ id }) => !dropped?.includes(id));

/**
 * All copies of one edition that are due at one instant. The list of their readers, the audience, is made once and never changes.
 */
export const dispatch = z.object({
  edition: z.string(),
  due: instant,
  /** `MISSED`: it was too late to send, so there is no audience. The next copy of each of these readers brings these papers. */
  state: z.enum(['OPEN', 'CLOSED', 'MISSED']),
  /** How many readers. */
  audience: z.int(),
  /** How many of them began to read since the copy before. */
  joined: z.optional(z.int()),
  /** Key of the file of their ids. */
  audienceKey: z.optional(z.string()),
  madeAt: instant,
  /** No copy is sent after it. */
  expiresAt: instant,
  enqueuedAt: z.optional(instant),
  tally: z.optional(tally),
  closedAt: z.optional(instant),
  /** When an operator had UNKNOWN copies sent again, so that their readers may have two. */
  resent: z.optional(z.array(z.object({ at: instant, copies: z.int() }))),
});
export type Dispatch = z.infer<typeof dispatch>;

/** How late a copy may be, ms: no dispatch is made and no copy is sent after it. */
export const EXPIRY_MS = { daily: 12 * 3_600_000, weekly: 36 * 3_600_000 };

export type DispatchId = Pick<Dispatch, 'edition' | 'due'>;

/** Readers of a batch. At 1 mail a second (a sandbox account) a batch takes 100 s, well within SEND's timeout. */
export const BATCH_SIZE = 100;

/** How many batches an audience of this size fills. */
export const batchesOf = (audience: number) => Math.ceil(audience / BATCH_SIZE);

const subject = z.enum(SUBJECT_IDS);

/**
 * A paper as the web edition shows it. An edition's papers are ranked, best first. Fields without a comment are as in `Paper`.
 */
export const printedPaper = z.object({
  id: z.string(),
  ids: z.array(z.string()),
  title: z.string(),
  abstract: z.string(),
  authors: z.array(z.string()),
  moreAuthors: z.int(),
  url: z.string(),
  links: z.array(z.object({ kind: z.enum(['code', 'project', 'other']), url: z.string() })),
  // What it was ranked by, see `Rankable`.
  pin: z.optional(z.int()),
  upvotes: z.optional(z.int()),
  readers: z.optional(z.int()),
  position: z.optional(z.int()),
  since: z.string(),
  substance: z.optional(z.number()),
  day: z.optional(z.iso.date()),
  comments: z.optional(z.int()),
  listedOn: z.optional(z.iso.date()),
  publishedOn: z.optional(z.iso.date()),
  /** One sentence that says what it is. */
  tldr: z.optional(z.string()),
  /** One sentence that says what was found. */
  found: z.optional(z.string()),
  subject: z.optional(subject),
  keywords: z.optional(z.array(z.string())),
  categories: z.optional(z.array(z.string())),
  organisation: z.optional(z.string()),
  stars: z.optional(z.int()),
  note: z.optional(z.string()),
  venue: z.optional(z.string()),
  pdf: z.optional(z.string()),
  discussion: z.optional(z.string()),
  announced: z.optional(z.enum(['new', 'cross', 'replace'])),
  withdrawn: z.optional(z.literal(true)),
  correction: z.optional(z.literal(true)),
  /** The name of the place that its feed came from. */
  source: z.optional(z.string()),
  /** A reader suggested it. */
  suggested: z.optional(z.literal(true)),
  /** What the editor changed, as it was before. */
  edited: z.optional(z.object({ tldr: z.optional(z.string()), subject: z.optional(subject) })),
});
export type PrintedPaper = z.infer<typeof printedPaper>;

/** Rendered text, cut where copies differ: literal text at even positions, the name of a slot at odd ones. */
const template = z.array(z.string());
const paperMarkup = z.object({ card: template, item: template });

/**
 * A paper as mails show it: the fields that it is chosen and ranked by, as in `Selectable`, and its rendered parts, which only
 * `emails/` reads.
 */
export const mailPaper = z.object({
  id: z.string(),
  pin: z.optional(z.int()),
  upvotes: z.optional(z.int()),
  readers: z.optional(z.int()),
  position: z.optional(z.int()),
  since: z.string(),
  substance: z.optional(z.number()),
  tells: z.boolean(),
  subject,
  source: z.optional(z.string()),
  repository: z.optional(z.string()),
  parts: z.object({
    title: z.string(),
    said: z.optional(z.string()),
    voteUrl: z.string(),
    html: paperMarkup,
    text: paperMarkup,
  }),
});
export type MailPaper = z.infer<typeof mailPaper>;

/**
 * An edition's rendered mail without its papers. `votes`, of a week only: good picks by paper id, counted again when the week was
 * made.
 */
export const partsHead = z.object({
  frame: z.object({
    publication: z.object({ listName: z.string(), language: z.string() }),
    frequency: z.enum(['daily', 'weekly']),
    webUrl: z.string(),
    html: z.object({ page: template, brief: template, heading: template, reason: template, follow: z.array(template) }),
    text: template,
  }),
  votes: z.record(z.string(), z.int()),
});

/**
 * The rendered parts that copies of an edition are made of. A week's edition has no papers here: its copies use those of its
 * days.
 */
export type Parts = z.infer<typeof partsHead> & { papers: MailPaper[] };
