import type { Preferences } from './schedule.ts';

/**
 * How mails and pages write days, numbers and names. `language` is an English one (BCP 47), a day is `2026-03-18`, a zone is
 * IANA's.
 */

/** Days of the week by ISO number less one. */
export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

const DATES = {
  full: { dateStyle: 'full' },
  long: { dateStyle: 'long' },
  dayInWords: { weekday: 'long', day: 'numeric', month: 'long' },
  weekday: { weekday: 'short' },
  month: { month: 'long', year: 'numeric' },
  moment: { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' },
  time: { timeStyle: 'short' },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

/** A cache: making a format takes half a millisecond, a hundred times its use. Zones have one spelling, so it stays small. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatted(form: keyof typeof DATES, at: Date, language: string, timeZone = 'UTC'): string {
  const key = `${form} ${language} ${timeZone}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(language, { ...DATES[form], timeZone });
  formats.set(key, format);
  return format.format(at);
}

/** `Wednesday, 18 March 2026`. Throws a RangeError on an unknown zone. */
export const longDate = (at: Date, zone: string, language: string): string => formatted('full', at, language, zone);

/** `Wednesday, 18 March 2026`, of a day. */
export const fullDay = (day: string, language: string): string => formatted('full', new Date(day), language);

/** `18 March 2026`. */
export const shortDay = (day: string, language: string): string => formatted('long', new Date(day), language);

/** `Wednesday 18 March`. */
export const dayInWords = (day: string, language: string): string => formatted('dayInWords', new Date(day), language);

/** `Wed`. */
export const weekdayOf = (day: string, language: string): string => formatted('weekday', new Date(day), language);

/** `March 2026`, of `2026-03`. */
export const monthInWords = (month: string, language: string): string => formatted('month', new Date(`${month}-01`), language);

/** `18 March, 09:05`. */
export const timeInWords = (at: Date, zone: string, language: string): string => formatted('moment', at, language, zone);

/** `09:05`. */
export const timeOfDay = (at: Date, zone: string): string => formatted('time', at, 'en-GB', zone);

/** A full hour: `08:00`. */
export const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

/** `every Friday at 08:00, America/New York time`. */
export function whenOf({ frequency, weekday, hour, zone }: Omit<Preferences, 'tellEmptyDays'>): string {
  const days = frequency === 'daily' ? 'every day' : `every ${WEEKDAYS[weekday - 1]}`;
  return `${days} at ${clock(hour)}, ${zone.replaceAll('_', ' ')} time`;
}

/** The name of an edition, given its day in words. */
export const dated = (frequency: Preferences['frequency'], day: string): string =>
  frequency === 'weekly' ? `The week to ${day}` : day;

const numbers = new Map<string, Intl.NumberFormat>();

/** `1,234`. */
export function grouped(n: number, language = 'en'): string {
  if (n < 1000) return String(n);
  const format = numbers.get(language) ?? new Intl.NumberFormat(language);
  numbers.set(language, format);
  return format.format(n);
}

/** `1 paper`, `1,234 papers`. */
export const counted = (n: number, noun: string, language?: string): string =>
  `${grouped(n, language)} ${noun}${n === 1 ? '' : 's'}`;

/** `Ada Lovelace + 13`, or both names of two; empty without names. */
export function byline([first, second]: readonly string[], inAll: number): string {
  if (!first) return '';
  if (inAll === 2 && second) return `${first}, ${second}`;
  return inAll > 1 ? `${first} +\u00a0${grouped(inAll - 1)}` : first;
}
