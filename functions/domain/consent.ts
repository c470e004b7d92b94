import { areStorable, NO_INTERESTS, together } from './interests/interests.ts';
import type { Reader, Requested } from './reader.ts';
import { type Preferences, wishOf } from './schedule.ts';

/** The outcome of an action, and the row to write. Without `next` nothing is written. */
export type Decision<Outcome> = { outcome: Outcome; next?: Reader };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How long an unsubscription can be undone, hours. It is short so that an old mail cannot undo it. */
export const UNDO_HOURS = 1;

/** The request of the sign-up form that is not confirmed yet. Undefined for a suppressed reader. */
export function pendingRequest({ status, requested, preferences }: Reader): Requested | undefined {
  if (!requested || status === 'suppressed') return undefined;
  // The sign-up form does not ask for `tellEmptyDays`.
  const same = status === 'active' && preferences && wishOf({ ...preferences, tellEmptyDays: false }) === wishOf(requested);
  return same ? undefined : requested;
}

/**
 * Confirms by the button behind a mailed link. `moved`: an active reader changed their preferences by it. `no-change`: it was
 * pressed before, or the subscription is as asked. `link-expired`: the link was used, or the reader left or was erased since.
 * Only a link of the reader's present generation confirms, so an old mail cannot bring back a reader who left.
 */
export function confirm(
  reader: Reader | undefined,
  generation: number,
  at: Date,
): Decision<'confirmed' | 'moved' | 'no-change' | 'link-expired'> {
  if (!reader || reader.status === 'suppressed') return { outcome: 'link-expired' };
  const wanted = generation === reader.generation ? pendingRequest(reader) : undefined;
  if (!wanted) return { outcome: reader.status === 'active' ? 'no-change' : 'link-expired' };

  const now = at.toISOString();
  const { follow, ...preferences } = wanted;
  const subscribed = { preferences, requested: undefined, refusedUntil: undefined, ...(follow && withFollowed(reader, follow)) };
  if (reader.status === 'active') {
    // Not a new sign-up: the generation stays, so the links in earlier mails stay valid.
    const { tellEmptyDays } = reader.preferences ?? {};
    return { outcome: 'moved', next: { ...reader, ...subscribed, preferences: { ...preferences, tellEmptyDays } } };
  }
  return {
    outcome: 'confirmed',
    next: {
      ...reader,
      ...subscribed,
      ...beginOrResume(reader, at),
      status: 'active',
      generation: generation + 1,
      confirmedAt: now,
      pausedUntil: undefined,
    },
  };
}

/** A reader's interests with those of the sign-up link added; unchanged if that would be too much to store. */
function withFollowed({ interests = NO_INTERESTS }: Reader, follow: NonNullable<Requested['follow']>): Pick<Reader, 'interests'> {
  const more = { ...interests, follow: together(interests.follow, follow) };
  return areStorable(more) ? { interests: more } : {};
}

/** Resumes the subscription of a reader who left lately, with their absence as a gap; for all others a new one begins. */
function beginOrResume({ since, gaps = [], unsubscribedAt: from }: Reader, at: Date): Pick<Reader, 'since' | 'gaps'> {
  const to = at.toISOString();
  if (!since || !from || from <= new Date(at.getTime() - GAPS_MS).toISOString()) return { since: to, gaps: undefined };
  const over = gaps.map((gap) => (gap.to > to ? { ...gap, to } : gap));
  return { since, gaps: withGap(over, { from, to }, at) };
}

/**
 * Saves the preferences that the link in a digest may change. The ledger stays as it is, so a reader is owed the same papers.
 * Nothing is written if nothing changed. `superseded`: the link belongs to a subscription that has ended. `not-subscribed`: the
 * reader is not active.
 */
export function changePreferences(
  reader: Reader | undefined,
  generation: number,
  { pausedUntil, ...wanted }: Preferences & { pausedUntil: Date | undefined },
  at: Date,
): Decision<'saved' | 'superseded' | 'not-subscribed'> {
  if (reader?.status !== 'active' || !reader.preferences) return { outcome: 'not-subscribed' };
  if (generation < reader.generation) return { outcome: 'superseded' };
  const { preferences } = reader;
  const wished = wishOf(wanted) === wishOf(preferences) && wanted.weekday === preferences.weekday;
  const same = wished && pausedUntil?.toISOString() === reader.pausedUntil;
  if (same && !reader.requested) return { outcome: 'saved' };
  return {
    outcome: 'saved',
    next: { ...reader, preferences: wanted, requested: undefined, ...setPause(reader, pausedUntil, at) },
  };
}

/** Begins or moves a pause that ends at `until`; without `until` ends the present one. */
function setPause(
  { gaps = [], pausedUntil = '' }: Reader,
  until: Date | undefined,
  at: Date,
): Pick<Reader, 'gaps' | 'pausedUntil'> {
  const now = at.toISOString();
  const to = until?.toISOString();
  if (pausedUntil > now) {
    const lasting = gaps.map((gap) => (gap.to === pausedUntil ? { ...gap, to: to ?? now } : gap));
    return { gaps: lasting, pausedUntil: to };
  }
  return { gaps: to === undefined ? gaps : withGap(gaps, { from: now, to }, at), pausedUntil: to };
}

/** Adds a gap and drops old ones: a copy draws on a fortnight at most, and an operator may ask about the last 30 days. */
const withGap = (gaps: Reader['gaps'] = [], gap: { from: string; to: string }, at: Date) =>
  [...gaps, gap].filter(({ to }) => to > new Date(at.getTime() - GAPS_MS).toISOString()).slice(-MOST_GAPS);
const GAPS_MS = 32 * DAY_MS;
const MOST_GAPS = 50;

/**
 * Unsubscribes a reader. `done` also for a reader who has left or was erased, since asking twice is no error. `superseded`: the
 * link belongs to an earlier subscription, so it does not end the present one.
 */
export function unsubscribe(reader: Reader | undefined, generation: number, at: Date): Decision<'done' | 'superseded'> {
  if (reader?.status !== 'active') return { outcome: 'done' };
  if (generation < reader.generation) return { outcome: 'superseded' };
  return {
    outcome: 'done',
    next: { ...reader, requested: undefined, status: 'unsubscribed', unsubscribedAt: at.toISOString() },
  };
}

/**
 * Undoes an unsubscription of the last hour; `weekly` changes the subscription to weekly. The links in earlier mails stay valid,
 * and the next copy brings what the reader missed.
 */
export function undoUnsubscribe(
  reader: Reader | undefined,
  generation: number,
  weekly: boolean,
  at: Date,
): Decision<'restored' | 'no-change' | 'link-expired'> {
  if (!reader?.preferences || generation !== reader.generation) return { outcome: 'link-expired' };
  if (reader.status === 'active') return { outcome: 'no-change' };
  if (!canUndo(reader, at)) return { outcome: 'link-expired' };
  const preferences: Preferences = weekly ? { ...reader.preferences, frequency: 'weekly' } : reader.preferences;
  return {
    outcome: 'restored',
    next: { ...reader, status: 'active', preferences, confirmedAt: at.toISOString(), unsubscribedAt: undefined },
  };
}

/** True if this reader left within the last hour and can still undo it. */
export const canUndo = ({ status, unsubscribedAt }: Reader, at: Date): boolean =>
  status === 'unsubscribed' && unsubscribedAt !== undefined && at.getTime() - Date.parse(unsubscribedAt) < UNDO_HOURS * HOUR_MS;

/**
 * When a sign-up that was never confirmed can be deleted: `days` days after the sign-up and the last letter, and not before
 * `refusedUntil`. Undefined for readers who ever confirmed, left or bounced: they are kept.
 */
export function abandonedFrom(
  { status, generation, confirmedAt, createdAt, letters = [], refusedUntil = createdAt }: Reader,
  days: number,
): Date | undefined {
  if (status !== 'pending' || generation > 0 || confirmedAt !== undefined) return undefined;
  const last = Math.max(...[createdAt, ...letters.map(({ at }) => at)].map((at) => Date.parse(at)));
  return new Date(Math.max(last + days * DAY_MS, Date.parse(refusedUntil)));
}

/** Stops requests to confirm to this address for a year, because somebody else keeps typing it. A subscription stays as it is. */
export function refuseRequests(reader: Reader | undefined, at: Date): Decision<'done'> {
  const refusedUntil = new Date(at.getTime() + 365 * DAY_MS).toISOString();
  return { outcome: 'done', ...(reader && { next: { ...reader, requested: undefined, refusedUntil } }) };
}
