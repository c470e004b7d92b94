import { fits, NO_INTERESTS, together } from './interests/interests.ts';
import type { Reader, Requested } from './reader.ts';
import { type Preferences, wishOf } from './schedule.ts';

/** What an action came to, and the row to write for it; nothing is written when `next` is absent. */
export type Step<Outcome> = { outcome: Outcome; next?: Reader };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How long an unsubscription can be taken back, hours: by whoever pressed the button, not by whoever finds an old mail. */
export const UNDO_HOURS = 1;

/** What the sign-up form asked for and the mailbox has not yet confirmed. Nothing for a suppressed reader. */
export function pendingRequest({ status, requested, preferences }: Reader): Requested | undefined {
  if (!requested || status === 'suppressed') return undefined;
  // The form of a sign-up does not ask whether they want to be told of nothing.
  const same = status === 'active' && preferences && wishOf({ ...preferences, tellNothing: false }) === wishOf(requested);
  return same ? undefined : requested;
}

/**
 * Presses the button behind a confirmation link. `no-change`: it was pressed before, or the subscription is as asked.
 * `link-expired`: the link was used, or the reader left or was erased since. Only a link of the reader's present
 * generation opts in, so an old mail cannot bring back a reader who left.
 */
export function confirm(
  reader: Reader | undefined,
  generation: number,
  at: Date,
): Step<'confirmed' | 'moved' | 'no-change' | 'link-expired'> {
  if (!reader || reader.status === 'suppressed') return { outcome: 'link-expired' };
  const wanted = generation === reader.generation ? pendingRequest(reader) : undefined;
  if (!wanted) return { outcome: reader.status === 'active' ? 'no-change' : 'link-expired' };

  const now = at.toISOString();
  const { follow, ...preferences } = wanted;
  const subscribed = { preferences, requested: undefined, refusedUntil: undefined, ...(follow && following(reader, follow)) };
  if (reader.status === 'active') {
    // Not a new opt-in: the links in the mails of this subscription keep their power over it.
    const { tellNothing } = reader.preferences ?? {};
    return { outcome: 'moved', next: { ...reader, ...subscribed, preferences: { ...preferences, tellNothing } } };
  }
  return {
    outcome: 'confirmed',
    next: {
      ...reader,
      ...subscribed,
      ...comesBack(reader, at),
      status: 'active',
      generation: generation + 1,
      confirmedAt: now,
      pausedUntil: undefined,
    },
  };
}

/** What a reader follows once they agreed to the wishes of a link, too. What does not fit beside what they said is left out. */
function following({ interests = NO_INTERESTS }: Reader, follow: NonNullable<Requested['follow']>): Pick<Reader, 'interests'> {
  const more = { ...interests, follow: together(interests.follow, follow) };
  return fits(more) ? { interests: more } : {};
}

/** Who left lately goes on where they stopped, less their absence; for anybody else a subscription begins. */
function comesBack({ since, gaps = [], unsubscribedAt: from }: Reader, at: Date): Pick<Reader, 'since' | 'gaps'> {
  const to = at.toISOString();
  if (!since || !from || from <= new Date(at.getTime() - GAPS_MS).toISOString()) return { since: to, gaps: undefined };
  const over = gaps.map((gap) => (gap.to > to ? { ...gap, to } : gap));
  return { since, gaps: withGap(over, { from, to }, at) };
}

/**
 * Saves what the link in a digest may change. What a reader is owed stays as it is: their ledger knows. Nothing is written where all is
 * as wished. `superseded`: the link belongs to a subscription that has ended. `not-subscribed`: there is none at present.
 */
export function changePreferences(
  reader: Reader | undefined,
  generation: number,
  { pausedUntil, ...wanted }: Preferences & { pausedUntil: Date | undefined },
  at: Date,
): Step<'saved' | 'superseded' | 'not-subscribed'> {
  if (reader?.status !== 'active' || !reader.preferences) return { outcome: 'not-subscribed' };
  if (generation < reader.generation) return { outcome: 'superseded' };
  const { preferences } = reader;
  const wished = wishOf(wanted) === wishOf(preferences) && wanted.weekday === preferences.weekday;
  const same = wished && pausedUntil?.toISOString() === reader.pausedUntil;
  if (same && !reader.requested) return { outcome: 'saved' };
  return { outcome: 'saved', next: { ...reader, preferences: wanted, requested: undefined, ...pause(reader, pausedUntil, at) } };
}

/** A pause until `until`, or the end of the present one. */
function pause({ gaps = [], pausedUntil = '' }: Reader, until: Date | undefined, at: Date): Pick<Reader, 'gaps' | 'pausedUntil'> {
  const now = at.toISOString();
  const to = until?.toISOString();
  if (pausedUntil > now) {
    const lasting = gaps.map((gap) => (gap.to === pausedUntil ? { ...gap, to: to ?? now } : gap));
    return { gaps: lasting, pausedUntil: to };
  }
  return { gaps: to === undefined ? gaps : withGap(gaps, { from: now, to }, at), pausedUntil: to };
}

/** Gaps that may still matter: a copy draws on a fortnight at most, and an operator may ask about the last 30 days. */
const withGap = (gaps: Reader['gaps'] = [], gap: { from: string; to: string }, at: Date) =>
  [...gaps, gap].filter(({ to }) => to > new Date(at.getTime() - GAPS_MS).toISOString()).slice(-MOST_GAPS);
const GAPS_MS = 32 * DAY_MS;
const MOST_GAPS = 50;

/**
 * Takes consent back. `done` whatever the reader was, also erased: asking twice is no fault. `superseded`: the link belongs to
 * a subscription that ended before the present one began, which it must not undo.
 */
export function unsubscribe(reader: Reader | undefined, generation: number, at: Date): Step<'done' | 'superseded'> {
  if (reader?.status !== 'active') return { outcome: 'done' };
  if (generation < reader.generation) return { outcome: 'superseded' };
  return {
    outcome: 'done',
    next: { ...reader, requested: undefined, status: 'unsubscribed', unsubscribedAt: at.toISOString() },
  };
}

/**
 * Takes an unsubscription of the last hour back, `weekly` from now on if so wished.
 * As if they had never left: the links in their mails go on working, and the next copy brings what they missed.
 */
export function undoUnsubscribe(
  reader: Reader | undefined,
  generation: number,
  weekly: boolean,
  at: Date,
): Step<'restored' | 'no-change' | 'link-expired'> {
  if (!reader?.preferences || generation !== reader.generation) return { outcome: 'link-expired' };
  if (reader.status === 'active') return { outcome: 'no-change' };
  if (!canUndo(reader, at)) return { outcome: 'link-expired' };
  const preferences: Preferences = weekly ? { ...reader.preferences, frequency: 'weekly' } : reader.preferences;
  return {
    outcome: 'restored',
    next: { ...reader, status: 'active', preferences, confirmedAt: at.toISOString(), unsubscribedAt: undefined },
  };
}

/** Whether this reader left within the last hour, and can still take it back. */
export const canUndo = ({ status, unsubscribedAt }: Reader, at: Date): boolean =>
  status === 'unsubscribed' && unsubscribedAt !== undefined && at.getTime() - Date.parse(unsubscribedAt) < UNDO_HOURS * HOUR_MS;

/**
 * From when on nothing is lost with a reader who never confirmed: so many days after they signed up and were sent the last
 * letter, and not before the silence they asked for ends. Undefined for a reader who ever agreed, left or bounced.
 */
export function abandonedFrom(
  { status, generation, confirmedAt, createdAt, letters = [], refusedUntil = createdAt }: Reader,
  days: number,
): Date | undefined {
  if (status !== 'pending' || generation > 0 || confirmedAt !== undefined) return undefined;
  const last = Math.max(...[createdAt, ...letters.map(({ at }) => at)].map((at) => Date.parse(at)));
  return new Date(Math.max(last + days * DAY_MS, Date.parse(refusedUntil)));
}

/** No more requests to confirm to this address for a year: somebody else keeps typing it. A subscription stays as it is. */
export function refuseRequests(reader: Reader | undefined, at: Date): Step<'done'> {
  const refusedUntil = new Date(at.getTime() + 365 * DAY_MS).toISOString();
  return { outcome: 'done', ...(reader && { next: { ...reader, requested: undefined, refusedUntil } }) };
}
