import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';

/** When a reader wants mail: at `hour` o'clock in `zone` (IANA), each day, or each ISO `weekday` (1 = Monday). */
export const preferences = z.object({
  frequency: z.enum(['daily', 'weekly']),
  weekday: z.int().min(1).max(7),
  hour: z.int().min(0).max(23),
  zone: z.string().refine(isZone, 'not a known time zone'),
});
export type Preferences = z.infer<typeof preferences>;

/** The half-open span of time whose news an edition holds: start <= newsAt < end. */
export type Window = { frequency: Preferences['frequency']; start: Date; end: Date };

/** Whether the runtime knows this IANA zone name. Offsets such as `+02:00` are refused: they have no daylight saving. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** The slot of these preferences: all readers of a slot are due at the same instants. Form `daily#Europe/Berlin#08`. */
export function slotOf({ frequency, zone, hour, weekday }: Preferences): string {
  const base = `${frequency}#${zone}#${String(hour).padStart(2, '0')}`;
  return frequency === 'weekly' ? `${base}#${weekday}` : base;
}

/** Reads a slot back. Throws on a string `slotOf` cannot have made. */
export function parseSlot(slot: string): Preferences {
  const match = /^(daily|weekly)#([^#]+)#(\d{2})(?:#([1-7]))?$/.exec(slot);
  const [, frequency, zone, hour, weekday] = match ?? [];
  if (!zone || (frequency !== 'daily' && frequency !== 'weekly') || !isZone(zone)) throw new RangeError(`not a slot: ${slot}`);
  return { frequency, zone, hour: Number(hour), weekday: Number(weekday ?? 1) };
}

/**
 * The latest instant not after `now` at which this slot is due. An hour that daylight saving skips falls on the instant
 * after the gap, a repeated hour on its first pass (Temporal's "compatible" disambiguation), so there is exactly one a day.
 */
export function lastDue(slot: string, now: Date): Date {
  const { frequency, zone, hour, weekday } = parseSlot(slot);
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone);
  const back = frequency === 'weekly' ? (local.dayOfWeek - weekday + 7) % 7 : 0;
  const due = (date: Temporal.PlainDate) => date.toZonedDateTime({ timeZone: zone, plainTime: { hour } }).epochMilliseconds;
  const date = local.toPlainDate().subtract({ days: back });
  const candidate = due(date);
  return new Date(candidate <= now.getTime() ? candidate : due(date.subtract({ days: frequency === 'weekly' ? 7 : 1 })));
}

/** The due instant before `due`. */
export function dueBefore(slot: string, due: Date): Date {
  return lastDue(slot, new Date(due.getTime() - 1));
}

/** The first due instant after `now`: what the confirmation page promises. */
export function nextDue(slot: string, now: Date): Date {
  // A local day lasts at most 25 hours, a week's slot at most 7 days and an hour: one probe past it finds the next due.
  const span = parseSlot(slot).frequency === 'weekly' ? 7 * 24 + 2 : 26;
  const later = lastDue(slot, new Date(now.getTime() + span * 3_600_000));
  const before = dueBefore(slot, later);
  return before > now ? before : later;
}

const compact = (at: Date) => at.toISOString().slice(0, 16).replace(/[-:]/g, '');

/** The edition of a window, in `[A-Za-z0-9-]` (SES tag values allow no more): `daily-20260317T0700-20260318T0700`, UTC. */
export function editionId({ frequency, start, end }: Window): string {
  return `${frequency}-${compact(start)}-${compact(end)}`;
}

/** How a date is written in mails: `Wednesday, 18 March 2026`, as seen in `zone`. */
export function longDate(at: Date, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: zone }).format(at);
}
