import { html } from 'hono/html';
import type { Preferences } from '../../domain/schedule.ts';

/** Days of the week by ISO number less one. */
export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** A full hour: `08:00`. */
export const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`;

/** `every Friday at 08:00, America/New York time`. */
export function whenOf({ frequency, weekday, hour, zone }: Preferences): string {
  const days = frequency === 'daily' ? 'every day' : `every ${WEEKDAYS[weekday - 1]}`;
  return `${days} at ${clock(hour)}, ${zone.replaceAll('_', ' ')} time`;
}

/** Why no mail may have come, below what says that one is on its way. */
export const SELDOM =
  'Nothing there after some minutes? Look into the spam folder. A mailbox gets one such mail a day at most, and three a month if nobody uses their links.';

/** How a page writes dates and numbers. */
export type Words = ReturnType<typeof wordsIn>;

/** The words of a language, an English one (BCP 47). */
export function wordsIn(language: string) {
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, options);
  const numbers = new Intl.NumberFormat(language);
  const plainMonth = (month: string) =>
    format({ month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month}-01`));
  const marked = (text: string, machine: string) => html`<time datetime="${machine}">${text}</time>`;
  return {
    /** `Wednesday, 18 March 2026`, from `2026-03-18`, for a title: plain text. */
    plainDate: (day: string) => format({ dateStyle: 'full', timeZone: 'UTC' }).format(new Date(day)),
    /** The same, with what machines read. */
    fullDay: (day: string) => marked(format({ dateStyle: 'full', timeZone: 'UTC' }).format(new Date(day)), day),
    /** `Wednesday, 18 March 2026`, with what machines read. */
    date: (at: Date, zone: string) => marked(format({ dateStyle: 'full', timeZone: zone }).format(at), at.toISOString()),
    /** `18 March 2026`, from `2026-03-18`, with what machines read. */
    day: (day: string) => marked(format({ dateStyle: 'long', timeZone: 'UTC' }).format(new Date(day)), day),
    /** `March 2026`, from `2026-03`: plain text. */
    plainMonth,
    /** The same, with what machines read. */
    month: (month: string) => marked(plainMonth(month), month),
    /** `1,234`. */
    number: (n: number) => numbers.format(n),
    /** `1 paper`, `1,234 papers`. */
    counted: (n: number, noun: string) => `${numbers.format(n)} ${noun}${n === 1 ? '' : 's'}`,
  };
}
