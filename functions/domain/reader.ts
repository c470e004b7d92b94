import * as z from 'zod';
import { preferences } from './schedule.ts';

const instant = z.iso.datetime();

/**
 * A reader as stored. `generation` rises at each confirmed opt-in, so that an old link cannot undo a newer one.
 * `slot` and `slotSince` exist only while active: they are the key of the slot index; `left` is the slot of who was active
 * before, so that a second opt-in repeats no paper. `requested` is what the sign-up
 * form asked for last; it becomes `preferences` when the link in the mailbox is used. `letters` are the ones sent to this
 * address lately, newest first. `bouncedOn` are the days, UTC, on which the mailbox sent mail back for now. `rev` rises with every write: a change is written only over the row it was decided on.
 */
export const reader = z.object({
  readerId: z.string(),
  address: z.string(),
  status: z.enum(['pending', 'active', 'unsubscribed', 'suppressed']),
  generation: z.int().nonnegative(),
  preferences: preferences.optional(),
  requested: preferences.optional(),
  slot: z.string().optional(),
  slotSince: instant.optional(),
  pausedUntil: instant.optional(),
  left: z.object({ slot: z.string(), since: instant, at: instant }).optional(),
  createdAt: instant,
  confirmedAt: instant.optional(),
  unsubscribedAt: instant.optional(),
  bouncedOn: z.array(z.iso.date()).optional(),
  suppressed: z.object({ reason: z.string(), at: instant }).optional(),
  letters: z.array(z.object({ letter: z.string(), at: instant })).optional(),
  rev: z.int().positive(),
});
export type Reader = z.infer<typeof reader>;

/** Why a copy was not sent although its reader was in the frozen audience. */
export type SkipReason = 'erased' | 'pending' | 'unsubscribed' | 'suppressed' | 'moved' | 'paused' | 'expired' | 'unreadable';

/** The last look before SES is called: the reason to skip this reader's copy, or undefined when it may be sent. */
export function objection(reader: Reader | undefined, slots: readonly string[], now: Date): SkipReason | undefined {
  if (!reader) return 'erased';
  if (reader.status !== 'active') return reader.status;
  if (!reader.slot || !slots.includes(reader.slot)) return 'moved';
  if (reader.pausedUntil && reader.pausedUntil > now.toISOString()) return 'paused';
  return undefined;
}
