import * as z from 'zod/mini';
import { SUBJECT_IDS } from './subject.ts';

const instant = z.iso.datetime();

/**
 * How many copies stand in each final state. They sum to the frozen audience of their dispatch. `paused`: those of the skipped whose
 * readers pause, if there are any.
 */
export const tally = z.object({
  SENT: z.int(),
  REJECTED: z.int(),
  SKIPPED: z.int(),
  UNKNOWN: z.int(),
  paused: z.optional(z.int()),
});
export type Tally = z.infer<typeof tally>;

/** Adds tallies up. */
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
 * An edition: the news from `start` to `end`, its close, named after its day (`2026-03-18`), or the best of the seven days that
 * end with its day (`2026-03-18-week`). Made once and the same for everybody. `EMPTY`: there was no news, so there is no mail and
 * no page. `files` are immutable objects in the store bucket, named by their content hash: this row is the one commit point that
 * chooses them; by `features` a day's papers are found for readers. `recent` are the days with an edition and their closes, the last fortnight's, newest first: a copy may draw on
 * their papers.
 * `leftOut` counts papers beyond what an edition holds, `revised` those that came as replaced versions of earlier ones. `note` is the editor's. `missing` says why an empty day is empty, where sources
 * are asked for papers: they had none (`quiet`), or what was due of them had not come (`late`); `resting` names them where none announces
 * anything on such a weekday. By `notice`, a file as `files.parts`, readers are told of an empty day who want to be.
 */
export const edition = z.object({
  id: z.string(),
  day: z.iso.date(),
  frequency: z.enum(['daily', 'weekly']),
  state: z.enum(['CLOSED', 'EMPTY']),
  start: instant,
  end: instant,
  title: z.string(),
  papers: z.int(),
  leftOut: z.int(),
  note: z.optional(z.string()),
  revised: z.optional(z.int()),
  missing: z.optional(z.enum(['quiet', 'late'])),
  resting: z.optional(z.array(z.string())),
  notice: z.optional(z.string()),
  recent: z.array(z.object({ day: z.iso.date(), end: instant })),
  files: z.optional(z.object({ papers: z.string(), parts: z.string(), features: z.optional(z.string()) })),
  madeAt: instant,
});
export type Edition = z.infer<typeof edition>;

/** An edition that has papers. */
export type Printed = Edition & { files: NonNullable<Edition['files']> };

/** Whether there is something to send and to show. */
export const isPrinted = (one: Edition | undefined): one is Printed => one?.files !== undefined;

/**
 * The readers to whom an edition is due at one instant, `due`, frozen once: `audienceKey` names the file of their ids, and `joined` of
 * them began to read since the copy before. `MISSED`: it
 * was too late to send, so nobody was frozen, and the next copy of each of these readers brings these papers too. No copy is sent
 * after `expiresAt`. `resent`: when an operator had copies of unknown fate sent once more, so that their readers may have two.
 */
export const dispatch = z.object({
  edition: z.string(),
  due: instant,
  state: z.enum(['OPEN', 'CLOSED', 'MISSED']),
  audience: z.int(),
  joined: z.optional(z.int()),
  audienceKey: z.optional(z.string()),
  frozenAt: instant,
  expiresAt: instant,
  enqueuedAt: z.optional(instant),
  tally: z.optional(tally),
  closedAt: z.optional(instant),
  resent: z.optional(z.array(z.object({ at: instant, copies: z.int() }))),
});
export type Dispatch = z.infer<typeof dispatch>;

/** How late a copy may come, ms: a dispatch that is later is not made, and no copy is sent after it. */
export const EXPIRY_MS = { daily: 12 * 3_600_000, weekly: 36 * 3_600_000 };

/** Which dispatch. */
export type DispatchId = Pick<Dispatch, 'edition' | 'due'>;

/** Readers a batch holds. At 1 mail a second (a sandbox account) one batch takes 100 s, well inside SEND's timeout. */
export const BATCH_SIZE = 100;

/** Batches an audience of this size fills. */
export const batchesOf = (audience: number) => Math.ceil(audience / BATCH_SIZE);

const subject = z.enum(SUBJECT_IDS);

/**
 * A paper as an edition shows it on the web, ranked best first. `tldr` is one sentence that says what it is, `found` one that says what
 * was found, `source` the name of where its feed came from. Its place was given by `pin` (among those the editor pinned, from 0), `upvotes`
 * of the feed, votes of our own `readers`, `position` in a feed whose order is an opinion, age, counted from `since` (a day or an instant),
 * and `substance`. `day` is the edition it stood in, of a week. `edited`: what the editor changed, as it was before. `suggested`: by a reader.
 * What else it holds is as in `Paper`.
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
  tldr: z.optional(z.string()),
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
  source: z.optional(z.string()),
  suggested: z.optional(z.literal(true)),
  edited: z.optional(z.object({ tldr: z.optional(z.string()), subject: z.optional(subject) })),
});
export type PrintedPaper = z.infer<typeof printedPaper>;

/** Rendered text cut where copies differ: literal text at even positions, the name of what is put there at odd ones. */
const template = z.array(z.string());
const paperMarkup = z.object({ card: template, item: template });

/**
 * A paper as mails show it: what they are chosen and ranked by, as in `PrintedPaper`, and its rendered parts, which only `emails/` looks
 * into. `tells`: a sentence says what it is. `repository` is that of its code, if it has any.
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
 * All of an edition's mail but its papers, rendered, and what readers voted since the papers' own days closed, by paper (of a week
 * alone).
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

/** What copies of an edition are put together from. A week's has no papers: those of its days are taken. */
export type Parts = z.infer<typeof partsHead> & { papers: MailPaper[] };
