import type { Reader } from './reader.ts';
import { dueBefore, lastDue, type Preferences, servedThere, slotAfter, slotOf } from './schedule.ts';

/** What an action came to, and the row to write for it; nothing is written when `next` is absent. */
export type Step<Outcome> = { outcome: Outcome; next?: Reader };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How long an unsubscription can be taken back, hours: by whoever pressed the button, not by whoever finds an old mail. */
export const UNDO_HOURS = 1;

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
  const subscribed = { preferences: wanted, requested: undefined, left: undefined, refusedUntil: undefined };
  if (reader.status === 'active') {
    // Not a new opt-in: the links in the mails of this subscription keep their power over it.
    return { outcome: 'moved', next: { ...reader, ...subscribed, ...moveTo(reader, wanted, at, slotServed) } };
  }
  return {
    outcome: 'confirmed',
    next: {
      ...reader,
      ...subscribed,
      slot: slotAgain(reader.left, wanted, at),
      slotSince: now,
      moved: undefined,
      status: 'active',
      generation: generation + 1,
      confirmedAt: now,
      pausedUntil: undefined,
    },
  };
}

/**
 * Saves what the link in a digest may change. The next edition begins where the last one ended, and none comes a second time
 * on one local day. Nothing is written where all is as wished. `older`: the link belongs to a subscription that has ended.
 * `ended`: there is none at present.
 */
export function prefer(
  reader: Reader | undefined,
  generation: number,
  { pausedUntil, ...wanted }: Preferences & { pausedUntil: Date | undefined },
  at: Date,
  slotServed?: Date,
): Step<'saved' | 'older' | 'ended'> {
  if (reader?.status !== 'active' || !reader.preferences) return { outcome: 'ended' };
  if (generation < reader.generation) return { outcome: 'older' };
  const saved = { ...reader, preferences: wanted, requested: undefined, pausedUntil: pausedUntil?.toISOString() };
  const stays = slotOf(wanted) === slotOf(reader.preferences);
  const same = stays && wanted.weekday === reader.preferences.weekday && saved.pausedUntil === reader.pausedUntil;
  if (same && !reader.requested) return { outcome: 'saved' };
  return { outcome: 'saved', next: stays ? saved : { ...saved, ...moveTo(reader, wanted, at, slotServed) } };
}

/** The slot of an active reader with new wishes. A copy of the old slot that is still on its way stays theirs. */
function moveTo(reader: Reader, wanted: Preferences, at: Date, slotServed?: Date): Pick<Reader, 'slot' | 'slotSince' | 'moved'> {
  const { slot: from, slotSince: since, moved } = reader;
  const served = from && since ? servedThere(from, new Date(since), slotServed) : undefined;
  if (!from || !served) return { slot: slotOf(wanted), slotSince: at.toISOString(), moved: undefined };
  const until = served.toISOString();
  return {
    slot: slotAfter(from, served, wanted, at),
    slotSince: at.toISOString(),
    moved: moved?.until === until ? moved : { from, until },
  };
}

/** The slot of a new opt-in. Whoever left after the usual window began has seen part of it, and begins where they stopped. */
function slotAgain(left: Reader['left'], wanted: Preferences, at: Date): string {
  const slot = slotOf(wanted);
  if (!left) return slot;
  const served = servedThere(left.slot, new Date(left.since), lastDue(left.slot, new Date(left.at)));
  return served && served >= lastDue(slot, at) ? slotAfter(left.slot, served, wanted, at) : slot;
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
 * Takes an unsubscription of the last hour back, `weekly` from now on if so wished.
 * As if they had never left: the links in their mails go on working, and the next edition begins where the last one ended.
 */
export function undo(
  reader: Reader | undefined,
  generation: number,
  weekly: boolean,
  at: Date,
  slotServed?: Date,
): Step<'back' | 'already' | 'void'> {
  if (!reader?.preferences || generation !== reader.generation) return { outcome: 'void' };
  if (reader.status === 'active') return { outcome: 'already' };
  if (!undoable(reader, at)) return { outcome: 'void' };
  const { left } = reader;
  const preferences: Preferences = weekly ? { ...reader.preferences, frequency: 'weekly' } : reader.preferences;
  const missed = left && slotServed !== undefined && slotServed > new Date(left.at);
  const stays = left && !missed && slotOf(preferences) === slotOf(reader.preferences);
  // What was frozen after they left did not have them in it.
  const served = left && servedThere(left.slot, new Date(left.since), missed ? dueBefore(left.slot, slotServed) : slotServed);
  const anew = served ? slotAfter(left.slot, served, preferences, at) : slotOf(preferences);
  return {
    outcome: 'back',
    next: {
      ...reader,
      status: 'active',
      preferences,
      slot: stays ? left.slot : anew,
      slotSince: stays ? left.since : at.toISOString(),
      left: undefined,
      confirmedAt: at.toISOString(),
      unsubscribedAt: undefined,
    },
  };
}

/** Whether this reader left within the last hour, and can still take it back. */
export const undoable = ({ status, unsubscribedAt }: Reader, at: Date): boolean =>
  status === 'unsubscribed' && unsubscribedAt !== undefined && at.getTime() - Date.parse(unsubscribedAt) < UNDO_HOURS * HOUR_MS;

/**
 * From when on nothing is lost with a reader who never confirmed: so many days after they signed up and were sent the last
 * letter, and not before the silence they asked for ends. Undefined for a reader who ever agreed, left or bounced.
 */
export function forgettableFrom(
  { status, generation, confirmedAt, createdAt, letters = [], refusedUntil = createdAt }: Reader,
  days: number,
): Date | undefined {
  if (status !== 'pending' || generation > 0 || confirmedAt !== undefined) return undefined;
  const last = Math.max(...[createdAt, ...letters.map(({ at }) => at)].map((at) => Date.parse(at)));
  return new Date(Math.max(last + days * DAY_MS, Date.parse(refusedUntil)));
}

/** No more requests to confirm to this address for a year: somebody else keeps typing it. A subscription stays as it is. */
export function refuse(reader: Reader | undefined, at: Date): Step<'done'> {
  const refusedUntil = new Date(at.getTime() + 365 * DAY_MS).toISOString();
  return { outcome: 'done', ...(reader && { next: { ...reader, requested: undefined, refusedUntil } }) };
}
