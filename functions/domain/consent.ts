import type { Reader } from './reader.ts';
import { lastDue, type Preferences, servedThere, slotAfter, slotOf } from './schedule.ts';

/** What an action came to, and the row to write for it; nothing is written when `next` is absent. */
export type Step<Outcome> = { outcome: Outcome; next?: Reader };

const DAY_MS = 86_400_000;

/** What the sign-up form asked for and the mailbox has not yet confirmed. Nothing for a suppressed reader. */
export function awaiting({ status, requested, preferences }: Reader): Preferences | undefined {
  if (!requested || status === 'suppressed') return undefined;
  const same = status === 'active' && preferences && slotOf(preferences) === slotOf(requested);
  return same ? undefined : requested;
}

/**
 * Presses the button behind a confirmation link. `already`: it was pressed before, or the subscription is as asked.
 * `void`: the link has had its use (the reader left since, or was erased). Only a link made for the reader's present
 * generation opts in, so an old mail cannot bring back who has left. `slotServed` is how far the slot of an active reader
 * has been served.
 */
export function confirm(
  reader: Reader | undefined,
  generation: number,
  at: Date,
  slotServed?: Date,
): Step<'confirmed' | 'moved' | 'already' | 'void'> {
  if (!reader || reader.status === 'suppressed') return { outcome: 'void' };
  const wanted = generation === reader.generation ? awaiting(reader) : undefined;
  if (!wanted) return { outcome: reader.status === 'active' ? 'already' : 'void' };

  const now = at.toISOString();
  const subscribed = { preferences: wanted, requested: undefined, slotSince: now, left: undefined };
  if (reader.status === 'active' && reader.slot && reader.slotSince) {
    // Not a new opt-in: the links in the mails of this subscription keep their power over it.
    const served = servedThere(reader.slot, new Date(reader.slotSince), slotServed);
    const slot = served ? slotAfter(reader.slot, served, wanted, at) : slotOf(wanted);
    return { outcome: 'moved', next: { ...reader, ...subscribed, slot } };
  }
  return {
    outcome: 'confirmed',
    next: {
      ...reader,
      ...subscribed,
      slot: slotAgain(reader.left, wanted, at),
      status: 'active',
      generation: generation + 1,
      confirmedAt: now,
      pausedUntil: undefined,
    },
  };
}

/** The slot of a new opt-in. Whoever left after the usual window began has seen part of it, and begins where they stopped. */
function slotAgain(left: Reader['left'], wanted: Preferences, at: Date): string {
  const slot = slotOf(wanted);
  if (!left) return slot;
  const served = servedThere(left.slot, new Date(left.since), lastDue(left.slot, new Date(left.at)));
  return served && served > lastDue(slot, at) ? slotAfter(left.slot, served, wanted, at) : slot;
}

/**
 * Takes consent back. `done` whatever the reader was, also erased: asking twice is no fault. `older`: the link belongs to
 * a subscription that ended before the present one began, which it must not undo.
 */
export function unsubscribe(reader: Reader | undefined, generation: number, at: Date): Step<'done' | 'older'> {
  if (reader?.status !== 'active') return { outcome: 'done' };
  if (generation < reader.generation) return { outcome: 'older' };
  const { slot, slotSince: since } = reader;
  const left = slot && since ? { slot, since, at: at.toISOString() } : undefined;
  const gone = { requested: undefined, slot: undefined, slotSince: undefined, left };
  return { outcome: 'done', next: { ...reader, ...gone, status: 'unsubscribed', unsubscribedAt: at.toISOString() } };
}

/**
 * Leave to send one letter to this reader: at most one in 24 hours and three in 30 days, whoever asks for them. A letter
 * that has been given leave keeps it, so that a retry of the same one is not refused.
 */
export function bookLetter(reader: Reader | undefined, letter: string, at: Date): Step<'booked' | 'nothing' | 'too-many'> {
  if (!reader || !awaiting(reader)) return { outcome: 'nothing' };
  const since = (days: number) => new Date(at.getTime() - days * DAY_MS).toISOString();
  const recent = (reader.letters ?? []).filter((sent) => sent.at > since(30));
  if (recent.some((sent) => sent.letter === letter)) return { outcome: 'booked' };
  if (recent.length >= 3 || recent.some((sent) => sent.at > since(1))) return { outcome: 'too-many' };
  return { outcome: 'booked', next: { ...reader, letters: [{ letter, at: at.toISOString() }, ...recent] } };
}
