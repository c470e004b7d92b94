import * as z from 'zod/mini';
import { interests, named } from './interests/interests.ts';
import { learned } from './interests/learned.ts';
import { lastDue, nextDue, preferences } from './schedule.ts';

const instant = z.iso.datetime();

/** Letters: mails to one person, outside any edition. */
const letterKind = z.enum(['confirm', 'remind', 'welcome', 'account', 'change-address', 'address-changed']);
export type LetterKind = z.infer<typeof letterKind>;

/** What the sign-up form asks for: when mail is to come, and what a link that led to it wishes to follow. */
const requested = z.extend(preferences, { follow: z.optional(named) });
export type Requested = z.infer<typeof requested>;

/**
 * A reader as stored. `generation` rises at each confirmed opt-in, so that an old link cannot undo a newer one.
 * `since` is when the subscription began and `gaps` are its pauses and absences of the last month: what was due before the one or in
 * the others is not owed. `requested` is what the sign-up form asked for last; it becomes `preferences` when the link in the mailbox is used. `letters` are the ones sent to this
 * address lately, newest first, `bouncedOn` the days, UTC, on which the mailbox sent mail back for now. `refusedUntil`: the mailbox
 * asked for no more requests to confirm. `moving` is an address that has yet to prove itself, `changed` the last change of address,
 * with the former one until that has been told; `number` is what the link of that change says. `rev` rises with every write: a
 * change is written only over the row it was decided on.
 */
export const reader = z.object({
  readerId: z.string(),
  address: z.string(),
  status: z.enum(['pending', 'active', 'unsubscribed', 'suppressed']),
  generation: z.int().check(z.nonnegative()),
  preferences: z.optional(preferences),
  requested: z.optional(requested),
  interests: z.optional(interests),
  learned: z.optional(learned),
  since: z.optional(instant),
  gaps: z.optional(z.array(z.object({ from: instant, to: instant }))),
  pausedUntil: z.optional(instant),
  refusedUntil: z.optional(instant),
  pendingAddress: z.optional(z.object({ address: z.string(), number: z.int(), at: instant })),
  addressChange: z.optional(z.object({ number: z.int(), at: instant, from: z.optional(z.string()) })),
  createdAt: instant,
  confirmedAt: z.optional(instant),
  unsubscribedAt: z.optional(instant),
  bouncedOn: z.optional(z.array(z.iso.date())),
  suppressed: z.optional(z.object({ reason: z.string(), at: instant })),
  letters: z.optional(z.array(z.object({ kind: z._default(letterKind, 'confirm'), letter: z.string(), at: instant }))),
  rev: z.int().check(z.positive()),
});
export type Reader = z.infer<typeof reader>;

/** Why a copy was not sent although its reader was in the frozen audience. */
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

/** The reason of a copy that holds nothing which its reader wants to see: it was to hold that alone, or they mute all of the rest. */
export const NOTHING_FOR_YOU = 'nothing-for-you';

/**
 * Why this reader must not get the copy that a dispatch froze for `due`, or undefined. Checked right before SES is called. `moved`:
 * they changed when they want mail. `away`: they had not begun, were pausing or had left when it was due.
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

/** Whether a reader wanted no mail at an instant: before their subscription, in a pause, or between leaving and coming back. */
export function wasAway({ since = '', gaps = [] }: Pick<Reader, 'since' | 'gaps'>, at: Date): boolean {
  const instant = at.toISOString();
  return instant <= since || gaps.some(({ from, to }) => from <= instant && instant < to);
}

/** When the next edition of an active reader is due, if there is news by then. */
export function nextEdition({ status, preferences, pausedUntil }: Reader, now: Date): Date | undefined {
  if (status !== 'active' || !preferences) return undefined;
  const paused = pausedUntil && pausedUntil > now.toISOString();
  return nextDue(preferences, paused ? new Date(Date.parse(pausedUntil) - 1) : now);
}
