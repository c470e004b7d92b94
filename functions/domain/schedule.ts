import { Temporal } from 'temporal-polyfill';
import * as z from 'zod/mini';

/**
 * When a reader wants mail: at `hour` o'clock in `zone` (IANA), each day, or each ISO `weekday` (1 = Monday). `tellNothing`: also when
 * there is no edition, to be told so.
 */
export const preferences = z.object({
  frequency: z.enum(['daily', 'weekly']),
  weekday: z.int().check(z.minimum(1), z.maximum(7)),
  hour: z.int().check(z.minimum(0), z.maximum(23)),
  zone: z.string().check(
    z.overwrite((name) => canonicalZone(name) ?? ''),
    z.refine((zone) => zone !== '', 'not a known time zone'),
  ),
  tellNothing: z.optional(z.boolean()),
});
export type Preferences = z.infer<typeof preferences>;

/** When an edition closes: each day at `hour` o'clock in `zone`. */
export type CloseTime = Pick<Preferences, 'zone' | 'hour'>;

const DAY_MS = 86_400_000;

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

/**
 * The wish of a reader: all readers of one wish are due at the same instants. Form `daily#Europe/Berlin#08`,
 * `weekly#Europe/Berlin#08#5`, and `#nothing` at the end where they want to be told of that, too.
 */
export function wishOf({ frequency, zone, hour, weekday, tellNothing }: Preferences): string {
  const base = `${frequency}#${zone}#${String(hour).padStart(2, '0')}`;
  return `${base}${frequency === 'weekly' ? `#${weekday}` : ''}${tellNothing ? NOTHING : ''}`;
}
const NOTHING = '#nothing';

/** Whether the readers of a wish want to be told when there is no edition. */
export const tellsNothing = (wish: string): boolean => wish.endsWith(NOTHING);

/** Reads a wish back. Throws on text that `wishOf` cannot have made. */
export function parseWish(wish: string): Preferences {
  const tellNothing = tellsNothing(wish);
  const [frequency, zone, hour, weekday = '1'] = (tellNothing ? wish.slice(0, -NOTHING.length) : wish).split('#');
  return preferences.parse({
    frequency,
    zone,
    hour: Number(hour),
    weekday: Number(weekday),
    ...(tellNothing && { tellNothing }),
  });
}

const inZone = (at: Date, zone: string) => Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);

/**
 * The instant of an hour on a local date. An hour that daylight saving skips falls on the instant after the gap, a repeated
 * hour on its first pass (Temporal's "compatible" disambiguation). Where the gap reaches midnight (23 o'clock in Nuuk in
 * March) that would be the next day, so it falls before the gap: exactly one instant a local day.
 */
function instantOn(date: Temporal.PlainDate, { zone, hour }: CloseTime): Date {
  const at = date.toZonedDateTime({ timeZone: zone, plainTime: { hour } });
  if (at.day === date.day) return new Date(at.epochMilliseconds);
  return new Date(date.toPlainDateTime({ hour }).toZonedDateTime(zone, { disambiguation: 'earlier' }).epochMilliseconds);
}

/** The latest instant not after `now` at which mail is due by these preferences. */
export function lastDue(wanted: Preferences, now: Date): Date {
  const local = inZone(now, wanted.zone);
  const weekly = wanted.frequency === 'weekly';
  const date = local.toPlainDate().subtract({ days: weekly ? (local.dayOfWeek - wanted.weekday + 7) % 7 : 0 });
  const due = instantOn(date, wanted);
  return due <= now ? due : instantOn(date.subtract({ days: weekly ? 7 : 1 }), wanted);
}

/** The first due instant after `now`: what the confirmation page promises. */
export function nextDue(wanted: Preferences, now: Date): Date {
  // A local day lasts at most 25 hours, a week at most 7 days and an hour: one probe past it finds the next due.
  const span = wanted.frequency === 'weekly' ? 7 * 24 + 2 : 26;
  const later = lastDue(wanted, new Date(now.getTime() + span * 3_600_000));
  const before = lastDue(wanted, new Date(later.getTime() - 1));
  return before > now ? before : later;
}

/** When mail of so many local days before `due` was due at the same hour and zone. */
export const dueBefore = (due: Date, days: number, wanted: CloseTime): Date =>
  instantOn(inZone(due, wanted.zone).toPlainDate().subtract({ days }), wanted);

/** When the edition of a day (`2026-03-18`) closes. */
export const closeOf = (day: string, closeTime: CloseTime): Date => instantOn(Temporal.PlainDate.from(day), closeTime);

/** The day whose edition was the last to close at or before `now`. */
export const lastClosed = (now: Date, closeTime: CloseTime): string =>
  localDay(lastDue({ frequency: 'daily', weekday: 1, ...closeTime }, now), closeTime.zone);

/** The day whose edition a reader gets at `due`, one of their due instants. A week's edition is named after its last day. */
export const dayDueAt = (due: Date, wanted: CloseTime, closeTime: CloseTime): string =>
  inZone(due, wanted.zone)
    .toPlainDate()
    .subtract({ days: daysAfterOwn(wanted, closeTime) })
    .toString();

/** When the edition of a day is due to readers of this hour and zone. */
export const dueOf = (day: string, wanted: CloseTime, closeTime: CloseTime): Date =>
  instantOn(Temporal.PlainDate.from(day).add({ days: daysAfterOwn(wanted, closeTime) }), wanted);

/**
 * The days `k` after its own day on which an edition reaches readers of this hour and zone: they get the edition of day D on
 * the local date D + k. It is the smallest that never falls before the close, in any season, so local dates and editions match
 * one to one. From -1 to 2, depending on the close time.
 */
export const daysAfterOwn = ({ zone, hour }: CloseTime, closeTime: CloseTime): number =>
  Math.max(...closesAsSeenIn(zone, closeTime).map(({ days, minute }) => days + (hour * 60 < minute ? 1 : 0)));

/** What calendars and clocks of a zone show when editions close: the date, in days after the edition's own, and the minute of it. */
type Seen = { days: number; minute: number };
const seen = new Map<string, Seen[]>();

function closesAsSeenIn(zone: string, closeTime: CloseTime): Seen[] {
  const key = `${zone} ${closeTime.zone} ${closeTime.hour}`;
  const known = seen.get(key);
  if (known) return known;
  const clock = new Intl.DateTimeFormat('en', { timeZone: zone, hourCycle: 'h23', ...CLOCK });
  const different = new Map<number, Seen>();
  for (const { date, at } of closesOf(closeTime)) {
    const minutes = (wallClock(clock, at) - date) / 60_000;
    const days = Math.floor(minutes / 1440);
    different.set(minutes, { days, minute: minutes - days * 1440 });
  }
  const found = [...different.values()];
  seen.set(key, found);
  return found;
}

/** Ten years that are looked at: always the same ones, so that the answer stays the same as time goes by. */
const [FIRST_CLOSE, CLOSES] = [Date.UTC(2024, 0, 1), 10 * 365];
const closes = new Map<string, { date: number; at: Date }[]>();

/** When editions close; dates are in ms as if they were UTC. */
function closesOf(closeTime: CloseTime) {
  const key = `${closeTime.zone} ${closeTime.hour}`;
  const known = closes.get(key);
  if (known) return known;
  const dates = Array.from({ length: CLOSES }, (_, i) => FIRST_CLOSE + i * DAY_MS);
  const made = dates.map((date) => ({ date, at: closeOf(new Date(date).toISOString().slice(0, 10), closeTime) }));
  closes.set(key, made);
  return made;
}

const CLOCK = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;

/** What a clock shows at an instant, ms as if it were UTC. */
function wallClock(clock: Intl.DateTimeFormat, at: Date): number {
  const shown = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute);
}

/** The name of an edition, in `[0-9a-z-]` (SES tag values allow no more): `2026-03-18`, or `2026-03-18-week` of the week to that day. */
export const editionId = (day: string, frequency: Preferences['frequency']): string =>
  frequency === 'daily' ? day : `${day}-week`;

/** The days an edition is made of, the oldest first: its own, or the seven that end with it. Undefined for what is no edition's name. */
export function daysOf(edition: string): string[] | undefined {
  const [, day, week] = /^(\d{4}-\d\d-\d\d)(-week)?$/.exec(edition) ?? [];
  if (!day || !z.iso.date().safeParse(day).success) return undefined;
  return Array.from({ length: week ? 7 : 1 }, (_, i, days = week ? 7 : 1) => addDays(day, i + 1 - days));
}

/** The archive has the weeks that end on a Friday; other weeks are made for readers who want another day. */
export const endsWeek = (day: string): boolean => new Date(day).getUTCDay() === 5;

/** Whether an edition is listed in the archive: every day, and those weeks. */
export const inArchive = ({ day, frequency }: { day: string; frequency: Preferences['frequency'] }): boolean =>
  frequency === 'daily' || endsWeek(day);

/** A date so many days later. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** The local day of an instant, `2026-03-18`. */
export const localDay = (at: Date, zone: string): string => inZone(at, zone).toPlainDate().toString();

/** The Monday of the local week (ISO) of an instant. */
export function localWeek(at: Date, zone: string): string {
  const date = inZone(at, zone).toPlainDate();
  return date.subtract({ days: date.dayOfWeek - 1 }).toString();
}
