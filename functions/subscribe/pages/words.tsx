/** @jsxImportSource hono/jsx */
import { counted, fullDay, grouped, longDate, monthInWords, shortDay } from '../../domain/wording.ts';

/** Why a mail that is on its way may not have come. */
export const IF_NO_MAIL_CAME =
  'Nothing there after some minutes? Look into the spam folder. A mailbox gets one such mail a day at most, and three a month if nobody uses their links.';

/** How a page writes dates and numbers. */
export type Words = ReturnType<typeof wordsIn>;

/** The words of a language, an English one (BCP 47). */
export const wordsIn = (language: string) => ({
  /** `Wednesday, 18 March 2026`, from `2026-03-18`, as text. */
  fullDayText: (day: string) => fullDay(day, language),
  /** `18 March 2026`, from `2026-03-18`, as text. */
  dayText: (day: string) => shortDay(day, language),
  /** `Wednesday, 18 March 2026` as an element, with the date for programs. */
  fullDay: (day: string) => <time datetime={day}>{fullDay(day, language)}</time>,
  /** `Wednesday, 18 March 2026` as an element, of an instant in a zone. */
  instant: (at: Date, zone: string) => <time datetime={at.toISOString()}>{longDate(at, zone, language)}</time>,
  /** `18 March 2026` as an element, from `2026-03-18`. */
  day: (day: string) => <time datetime={day}>{shortDay(day, language)}</time>,
  /** `March 2026`, from `2026-03`, as text. */
  monthText: (month: string) => monthInWords(month, language),
  /** The same as an element, with the month for programs. */
  month: (month: string) => <time datetime={month}>{monthInWords(month, language)}</time>,
  /** `1,234`. */
  number: (n: number) => grouped(n, language),
  /** `1 paper`, `1,234 papers`. */
  counted: (n: number, noun: string) => counted(n, noun, language),
});
