import * as z from 'zod/mini';
import { nextDue, parseSlot, preferences } from './schedule.ts';

const instant = z.iso.datetime();

/** Letters: mails to one person, outside any edition. */
const letterKind = z.enum(['confirm', 'welcome', 'account', 'change-address', 'address-changed']);
export type LetterKind = z.infer<typeof letterKind>;

/**
 * A reader as stored. `generation` rises at each confirmed opt-in, so that an old link cannot undo a newer one.
 * `slot` and `slotSince` exist only while active: they are the key of the slot index; `left` is the slot of who was active
 * before, so that a second opt-in repeats no paper, and `moved` the one an active reader had and how far it was served, so that a
 * copy already on its way still comes. `requested` is what the sign-up
 * form asked for last; it becomes `preferences` when the link in the mailbox is used. `letters` are the ones sent to this
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
  requested: z.optional(preferences),
  slot: z.optional(z.string()),
  slotSince: z.optional(instant),
  pausedUntil: z.optional(instant),
  left: z.optional(z.object({ slot: z.string(), since: instant, at: instant })),
  moved: z.optional(z.object({ from: z.string(), until: instant })),
  refusedUntil: z.optional(instant),
  moving: z.optional(z.object({ address: z.string(), number: z.int(), at: instant })),
  changed: z.optional(z.object({ number: z.int(), at: instant, from: z.optional(z.string()) })),
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
export type SkipReason = 'erased' | 'pending' | 'unsubscribed' | 'suppressed' | 'moved' | 'paused' | 'expired' | 'unreadable';

/** The last look before SES is called: the reason to skip this reader's copy, or undefined when it may be sent. */
export function objection(
  reader: Reader | undefined,
  edition: { slots: readonly string[]; windowEnd: string },
  now: Date,
): SkipReason | undefined {
  if (!reader) return 'erased';
  if (reader.status !== 'active') return reader.status;
  if (!belongs(reader, edition)) return 'moved';
  if (reader.pausedUntil && reader.pausedUntil > now.toISOString()) return 'paused';
  return undefined;
}

/** Whether an edition is this reader's: of their slot, or of the one they moved from, if the new one begins where it ends. */
function belongs({ slot, moved }: Reader, { slots, windowEnd }: { slots: readonly string[]; windowEnd: string }): boolean {
  if (slot && slots.includes(slot)) return true;
  return moved?.until === windowEnd && slots.includes(moved.from);
}

/** When the next edition of an active reader is due, if there is news by then. */
export function nextEdition({ slot, pausedUntil }: Reader, now: Date): Date | undefined {
  if (!slot) return undefined;
  const earliest = pausedUntil && pausedUntil > now.toISOString() ? new Date(Date.parse(pausedUntil) - 1) : now;
  const { first } = parseSlot(slot);
  const due = nextDue(slot, earliest);
  return first && first.end > due ? first.end : due;
}
