import { Temporal } from 'temporal-polyfill';
import * as z from 'zod/mini';

/** When a reader wants mail: at `hour` o'clock in `zone` (IANA), each day, or each ISO `weekday` (1 = Monday). */
export const preferences = z.object({
  frequency: z.enum(['daily', 'weekly']),
  weekday: z.int().check(z.minimum(1), z.maximum(7)),
  hour: z.int().check(z.minimum(0), z.maximum(23)),
  zone: z.string().check(
    z.overwrite((name) => canonicalZone(name) ?? ''),
    z.refine((zone) => zone !== '', 'not a known time zone'),
  ),
});
export type Preferences = z.infer<typeof preferences>;

/** The half-open span of time whose news an edition holds: start <= newsAt < end. */
export type Window = { frequency: Preferences['frequency']; start: Date; end: Date };

/** Formatters by zone: making one costs half a millisecond, a hundred times its use. Zones have one spelling, so it is bounded. */
const long = new Map<string, Intl.DateTimeFormat>();
const short = new Map<string, Intl.DateTimeFormat>();

/** How dates are written in mails. Throws a RangeError on an unknown zone. */
function dateFormat(zone: string, language: string, known = long, form: Intl.DateTimeFormatOptions = { dateStyle: 'full' }) {
  const key = `${language} ${zone}`;
  const format = known.get(key) ?? new Intl.DateTimeFormat(language, { ...form, timeZone: zone });
  known.set(key, format);
  return format;
}

/**
 * The one spelling of an IANA zone name that was written in any case; undefined for a name that the runtime does not know. Only
 * the case changes, by the rule of Temporal: `Europe/Kyiv` and its older name `Europe/Kiev` both stay what the reader chose.
 * Intl would answer with one of the two, and which one depends on the version of its data. Offsets such as `+02:00` are refused:
 * they have no daylight saving. So is `PST`, which Intl knows and Temporal does not.
 */
export function canonicalZone(name: string): string | undefined {
  if (!/^[A-Za-z][\w+/-]*$/.test(name)) return undefined;
  try {
    // Capitals, because Temporal refuses `PST` in no other case.
    return new Temporal.ZonedDateTime(0n, name.toUpperCase()).timeZoneId;
  } catch {
    return undefined;
  }
}

/** What a slot stands for. `first` is the window its readers begin with, where that is not the usual one. */
export type Slot = Preferences & { first: { start: Date; end: Date } | undefined };

/** The slot of these preferences: all readers of a slot are due at the same instants. Form `daily#Europe/Berlin#08`. */
export function slotOf({ frequency, zone, hour, weekday }: Preferences): string {
  const base = `${frequency}#${zone}#${String(hour).padStart(2, '0')}`;
  return frequency === 'weekly' ? `${base}#${weekday}` : base;
}

/**
 * The slot of a reader who comes from `from` at `at`, having been served until `servedUntil` there. It is due when the new
 * preferences say, first on a later local day (from weekly to weekly: week) than the reader was served last, and its first
 * window begins where that ended: nothing is repeated, nothing falls between, whatever zones are crossed. Its name keeps that
 * window, `daily#Pacific/Honolulu#08~20260318T1900-20260319T1800` (UTC), also for whoever moves on before it has ended.
 */
export function slotAfter(from: string, servedUntil: Date, preferences: Preferences, at: Date): string {
  const slot = slotOf(preferences);
  const weekly = preferences.frequency === 'weekly' && parseSlot(from).frequency === 'weekly';
  const period = (instant: Date) => localPeriod(instant, preferences.zone, weekly);
  let end = nextDue(slot, at);
  while (period(end) <= period(servedUntil)) end = nextDue(slot, end);
  return `${slot}~${compact(servedUntil)}-${compact(end)}`;
}

/**
 * Until when a reader who came to `slot` at `since` has been served, given how far the slot as a whole was by then.
 * Undefined for who came too lately to have had an edition.
 */
export function servedThere(slot: string, since: Date, slotServed: Date | undefined): Date | undefined {
  return slotServed && slotServed > since ? slotServed : parseSlot(slot).first?.start;
}

/** Reads a slot back, its zone in the one spelling. Throws on a string that `slotOf` and `slotAfter` cannot have made. */
export function parseSlot(slot: string): Slot {
  const match = /^(daily|weekly)#([^#~]+)#(\d{2})(?:#([1-7]))?(?:~(\w{13})-(\w{13}))?$/.exec(slot);
  const [, frequency, name = '', hour, weekday, start, end] = match ?? [];
  const zone = canonicalZone(name);
  if (!zone || (frequency !== 'daily' && frequency !== 'weekly')) throw new RangeError(`not a slot: ${slot}`);
  const first = start && end ? { start: expand(start), end: expand(end) } : undefined;
  return { frequency, zone, hour: Number(hour), weekday: Number(weekday ?? 1), first };
}

/** The local day of an instant, or its ISO week's Monday, as text that sorts by time. */
function localPeriod(at: Date, zone: string, weekly: boolean): string {
  const date = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDate();
  return (weekly ? date.subtract({ days: date.dayOfWeek - 1 }) : date).toString();
}

/**
 * The latest instant not after `now` at which this slot is due. An hour that daylight saving skips falls on the instant
 * after the gap, a repeated hour on its first pass (Temporal's "compatible" disambiguation). Where the gap reaches midnight
 * (23 o'clock in Nuuk in March) that would be the next day, so it falls before the gap: exactly one a local day.
 */
export function lastDue(slot: string, now: Date): Date {
  const { frequency, zone, hour, weekday } = parseSlot(slot);
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone);
  const back = frequency === 'weekly' ? (local.dayOfWeek - weekday + 7) % 7 : 0;
  const due = (date: Temporal.PlainDate) => {
    const at = date.toZonedDateTime({ timeZone: zone, plainTime: { hour } });
    if (at.day === date.day) return at.epochMilliseconds;
    return date.toPlainDateTime({ hour }).toZonedDateTime(zone, { disambiguation: 'earlier' }).epochMilliseconds;
  };
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

/** `20260318T1900`, UTC: zones keep to quarter hours, so due instants have no seconds. */
const compact = (at: Date) => at.toISOString().slice(0, 16).replace(/[-:]/g, '');

const expand = (text: string) => new Date(text.replace(/^(....)(..)(..T..)(..)$/, '$1-$2-$3:$4Z'));

/** The edition of a window, in `[A-Za-z0-9-]` (SES tag values allow no more): `daily-20260317T0700-20260318T0700`, UTC. */
export function editionId({ frequency, start, end }: Window): string {
  return `${frequency}-${compact(start)}-${compact(end)}`;
}

/** A date as mails write it: `Wednesday, 18 March 2026` where the language is `en-GB`, as seen in `zone`. */
export function longDate(at: Date, zone: string, language: string): string {
  return dateFormat(zone, language).format(at);
}

/** A date as subjects write it: `18 March`, as seen in `zone`. */
export function shortDate(at: Date, zone: string, language: string): string {
  return dateFormat(zone, language, short, { day: 'numeric', month: 'long' }).format(at);
}

/** The local day of an instant, `2026-03-18`. */
export function localDay(at: Date, zone: string): string {
  return localPeriod(at, zone, false);
}
