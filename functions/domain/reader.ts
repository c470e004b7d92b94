import * as z from 'zod/mini';
import { filter, interests } from './interests/interests.ts';
import { learned } from './interests/learned.ts';
import { lastDue, nextDue, preferences } from './schedule.ts';

const instant = z.iso.datetime();

/** The kinds of letters: mails to one reader outside any edition. */
const letterKind = z.enum(['confirm', 'remind', 'welcome', 'account', 'change-address', 'address-changed']);
export type LetterKind = z.infer<typeof letterKind>;

/** A request of the sign-up form: the preferences, and what the link that led to the form says to follow. */
const requested = z.extend(preferences, { follow: z.optional(filter) });
export type Requested = z.infer<typeof requested>;

/** A reader as stored. */
export const reader = z.object({
  readerId: z.string(),
  address: z.string(),
  status: z.enum(['pending', 'active', 'unsubscribed', 'suppressed']),
  /** Rises with each confirmation, so that a link of an earlier subscription cannot end this one. */
  generation: z.int().check(z.nonnegative()),
  preferences: z.optional(preferences),
  /** The last request of the sign-up form. It becomes `preferences` once confirmed. */
  requested: z.optional(requested),
  interests: z.optional(interests),
  learned: z.optional(learned),
  /** When the subscription began. What was due before is not owed. */
  since: z.optional(instant),
  /** Pauses and absences of the last month. What was due in them is not owed. */
  gaps: z.optional(z.array(z.object({ from: instant, to: instant }))),
  pausedUntil: z.optional(instant),
  /** Until when the mailbox wants no more requests to confirm. */
  refusedUntil: z.optional(instant),
  /** A new address that is not confirmed yet. The link in its letter carries `number`. */
  pendingAddress: z.optional(z.object({ address: z.string(), number: z.int(), at: instant })),
  /** The last change of address. `number` is that of the link which confirmed it, `from` the old address until it is told. */
  addressChange: z.optional(z.object({ number: z.int(), at: instant, from: z.optional(z.string()) })),
  createdAt: instant,
  /** When the reader last confirmed, or undid their unsubscription. */
  confirmedAt: z.optional(instant),
  unsubscribedAt: z.optional(instant),
  /** Days, UTC, of soft bounces: the mailbox sent mail back for now. */
  bouncedOn: z.optional(z.array(z.iso.date())),
  suppressed: z.optional(z.object({ reason: z.string(), at: instant })),
  /** Letters of the last 30 days, newest first. */
  letters: z.optional(z.array(z.object({ kind: z._default(letterKind, 'confirm'), letter: z.string(), at: instant }))),
  /** Rises with every write. A change is written only if it has not risen since the row was read. */
  rev: z.int().check(z.positive()),
});
export type Reader = z.infer<typeof reader>;

/** Why a copy was not sent although its reader is in the audience. */
export type SkipReason =
  | 'erased'
  | 'pending'
  | 'unsubscribed'
  | 'suppressed'
  | 'moved'
  | 'paused'
  | 'away'
  | 'expired'
  | 'unreadable'
  | typeof NOTHING_FOR_YOU;

/** The reason of a copy with nothing that its reader wants: they want "For you" only, or they mute all of its papers. */
export const NOTHING_FOR_YOU = 'nothing-for-you';

/**
 * Why this reader must not get the copy that was due at `due`; undefined if they may. Checked right before SES is called.
 * `moved`: they changed when they want mail. `away`: when it was due they had not signed up yet, were pausing or had left.
 */
export function skipReason(reader: Reader | undefined, copy: { due: Date; weekly: boolean }, now: Date): SkipReason | undefined {
  if (!reader) return 'erased';
  const { status, preferences, pausedUntil } = reader;
  if (status !== 'active') return status;
  const wanted = preferences && copy.weekly === (preferences.frequency === 'weekly');
  if (!wanted || lastDue(preferences, copy.due).getTime() !== copy.due.getTime()) return 'moved';
  if (pausedUntil && pausedUntil > now.toISOString()) return 'paused';
  return wasAway(reader, copy.due) ? 'away' : undefined;
}

/** True if a reader wanted no mail at an instant: before their subscription, in a pause, or between leaving and coming back. */
export function wasAway({ since = '', gaps = [] }: Pick<Reader, 'since' | 'gaps'>, at: Date): boolean {
  const instant = at.toISOString();
  return instant <= since || gaps.some(({ from, to }) => from <= instant && instant < to);
}

/** When the next digest is due to an active reader, if there is news by then. */
export function nextDigestAt({ status, preferences, pausedUntil }: Reader, now: Date): Date | undefined {
  if (status !== 'active' || !preferences) return undefined;
  const paused = pausedUntil && pausedUntil > now.toISOString();
  return nextDue(preferences, paused ? new Date(Date.parse(pausedUntil) - 1) : now);
}
