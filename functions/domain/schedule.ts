import { Temporal } from 'temporal-polyfill';
import * as z from 'zod/mini';

/** When a reader wants mail. */
export const preferences = z.object({
  frequency: z.enum(['daily', 'weekly']),
  /** ISO, 1 = Monday. Only a weekly reader's counts. */
  weekday: z.int().check(z.minimum(1), z.maximum(7)),
  /** Local to `zone`, an IANA name. */
  hour: z.int().check(z.minimum(0), z.maximum(23)),
  zone: z.string().check(
    z.overwrite((name) => canonicalZone(name) ?? ''),
    z.refine((zone) => zone !== '', 'not a known time zone'),
  ),
  /** Also wants a mail that says so when there is no edition. */
  tellEmptyDays: z.optional(z.boolean()),
});
export type Preferences = z.infer<typeof preferences>;

/** When an edition closes: each day at `hour` o'clock in `zone`. */
export type CloseTime = Pick<Preferences, 'zone' | 'hour'>;

const DAY_MS = 86_400_000;

/**
 * An IANA zone name in its proper case; undefined for a name that the runtime does not know. Only the case changes: `Europe/Kyiv`
 * and its older name `Europe/Kiev` both stay as the reader chose. (Intl would turn one into the other, depending on the version
 * of its data.) Offsets such as `+02:00` are refused, since they have no daylight saving, and so is `PST`, which Intl knows and
 * Temporal does not.
 */
export function canonicalZone(name: string): string | undefined {
  if (!/^[A-Za-z][\w+/-]*$/.test(name)) return undefined;
  try {
    // In capitals, since Temporal refuses `PST` but not `pst`.
    return new Temporal.ZonedDateTime(0n, name.toUpperCase()).timeZoneId;
  } catch {
    return undefined;
  }
}

/**
 * A reader's wish: their preferences as a key. All readers of one wish are due at the same instants. `daily#Europe/Berlin#08`,
 * `weekly#Europe/Berlin#08#5`, with `#nothing` at the end for `tellEmptyDays`.
 */
export function wishOf({ frequency, zone, hour, weekday, tellEmptyDays }: Preferences): string {
  const base = `${frequency}#${zone}#${String(hour).padStart(2, '0')}`;
  return `${base}${frequency === 'weekly' ? `#${weekday}` : ''}${tellEmptyDays ? NOTHING : ''}`;
}
const NOTHING = '#nothing';

/** True if the readers of a wish want a mail when there is no edition. */
export const tellsEmptyDays = (wish: string): boolean => wish.endsWith(NOTHING);

/** Parses a wish. Throws on text that `wishOf` cannot have made. */
export function parseWish(wish: string): Preferences {
  const tellEmptyDays = tellsEmptyDays(wish);
  const [frequency, zone, hour, weekday = '1'] = (tellEmptyDays ? wish.slice(0, -NOTHING.length) : wish).split('#');
  return preferences.parse({
    frequency,
    zone,
    hour: Number(hour),
    weekday: Number(weekday),
    ...(tellEmptyDays && { tellEmptyDays }),
  });
}

const inZone = (at: Date, zone: string) => Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);

/**
 * The instant of an hour on a local date: exactly one instant each local day. An hour that daylight saving skips is the instant
 * after the gap, a repeated hour its first pass (Temporal's "compatible" disambiguation). If the gap reaches midnight (23 o'clock
 * in Nuuk in March), the instant after it would be on the next day, so it is the one before.
 */
function instantOn(date: Temporal.PlainDate, { zone, hour }: CloseTime): Date {
  const at = date.toZonedDateTime({ timeZone: zone, plainTime: { hour } });
  if (at.day === date.day) return new Date(at.epochMilliseconds);
  return new Date(date.toPlainDateTime({ hour }).toZonedDateTime(zone, { disambiguation: 'earlier' }).epochMilliseconds);
}

/** The latest due instant of these preferences that is not after `now`. */
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

/** The due instant `days` local days before `due`, at the same hour and zone. */
export const dueBefore = (due: Date, days: number, wanted: CloseTime): Date =>
  instantOn(inZone(due, wanted.zone).toPlainDate().subtract({ days }), wanted);

/** When the edition of a day (`2026-03-18`) closes. */
export const closeOf = (day: string, closeTime: CloseTime): Date => instantOn(Temporal.PlainDate.from(day), closeTime);

/** The day of the last edition that closed at or before `now`. */
export const lastClosed = (now: Date, closeTime: CloseTime): string =>
  localDay(lastDue({ frequency: 'daily', weekday: 1, ...closeTime }, now), closeTime.zone);

/**
 * The day of the edition that a reader gets at `due`, one of their due instants. A week's edition is named after its last day.
 */
export const dayDueAt = (due: Date, wanted: CloseTime, closeTime: CloseTime): string =>
  inZone(due, wanted.zone)
    .toPlainDate()
    .subtract({ days: daysAfterOwn(wanted, closeTime) })
    .toString();

/** When the edition of a day is due to readers of this hour and zone. */
export const dueOf = (day: string, wanted: CloseTime, closeTime: CloseTime): Date =>
  instantOn(Temporal.PlainDate.from(day).add({ days: daysAfterOwn(wanted, closeTime) }), wanted);

/**
 * How many days after its own day an edition is due to readers of this hour and zone: they get the edition of day D on the local
 * date D + k. It is the smallest k that is never before the close, in any season, so each local date has one edition. From -1 to
 * 2, depending on the close time.
 */
export const daysAfterOwn = ({ zone, hour }: CloseTime, closeTime: CloseTime): number =>
  Math.max(...closesIn(zone, closeTime).map(({ days, minute }) => days + (hour * 60 < minute ? 1 : 0)));

/** The local time in a zone at which an edition closes: the date, in days after the edition's own, and the minute of that day. */
type LocalClose = { days: number; minute: number };
const localCloses = new Map<string, LocalClose[]>();

function closesIn(zone: string, closeTime: CloseTime): LocalClose[] {
  const key = `${zone} ${closeTime.zone} ${closeTime.hour}`;
  const known = localCloses.get(key);
  if (known) return known;
  const clock = new Intl.DateTimeFormat('en', { timeZone: zone, hourCycle: 'h23', ...CLOCK });
  const byMinute = new Map<number, LocalClose>();
  for (const { date, at } of closesOf(closeTime)) {
    const minutes = (wallClock(clock, at) - date) / 60_000;
    const days = Math.floor(minutes / 1440);
    byMinute.set(minutes, { days, minute: minutes - days * 1440 });
  }
  const found = [...byMinute.values()];
  localCloses.set(key, found);
  return found;
}

/** The ten years of closes that `daysAfterOwn` looks at. They are fixed, so that its answer never changes. */
const [FIRST_CLOSE, CLOSES] = [Date.UTC(2024, 0, 1), 10 * 365];
const closes = new Map<string, { date: number; at: Date }[]>();

/** When the editions of these years close. Dates are in ms, as if they were UTC. */
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

/** The local time that a clock shows at an instant, in ms as if it were UTC. */
function wallClock(clock: Intl.DateTimeFormat, at: Date): number {
  const shown = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute);
}

/**
 * The id of an edition: `2026-03-18`, or `2026-03-18-week` for the week to that day. In `[0-9a-z-]`, which SES allows in tag
 * values.
 */
export const editionId = (day: string, frequency: Preferences['frequency']): string =>
  frequency === 'daily' ? day : `${day}-week`;

/** The days of an edition, oldest first: its own, or the seven that end with it. Undefined for text that is no edition's id. */
export function daysOf(edition: string): string[] | undefined {
  const [, day, week] = /^(\d{4}-\d\d-\d\d)(-week)?$/.exec(edition) ?? [];
  if (!day || !z.iso.date().safeParse(day).success) return undefined;
  return Array.from({ length: week ? 7 : 1 }, (_, i, days = week ? 7 : 1) => addDays(day, i + 1 - days));
}

/** True for text that has the form of an edition's id. */
export const isEditionId = (text: string): boolean => daysOf(text) !== undefined;

/**
 * True for a Friday. The list of past editions has the weeks that end on one; other weeks are made for readers who chose
 * another weekday.
 */
export const endsWeek = (day: string): boolean => new Date(day).getUTCDay() === 5;

/** True if the list of past editions has an edition: every day's, and those of weeks that end on a Friday. */
export const isListed = ({ day, frequency }: { day: string; frequency: Preferences['frequency'] }): boolean =>
  frequency === 'daily' || endsWeek(day);

/** The date `days` days later. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** The local day of an instant, `2026-03-18`. */
export const localDay = (at: Date, zone: string): string => inZone(at, zone).toPlainDate().toString();

/** The Monday of the local week (ISO) of an instant. */
export function localWeek(at: Date, zone: string): string {
  const date = inZone(at, zone).toPlainDate();
  return date.subtract({ days: date.dayOfWeek - 1 }).toString();
}
