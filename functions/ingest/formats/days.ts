import { listingDay } from '../../domain/listing-day.ts';

/** The ways in which feeds write a day with its year. */
const DAYS = [
  /^\d{4}([-/.]) ?\d{1,2}\1 ?\d{1,2}(?!\d)/,
  /^\d{8}(?=$|\d{6}$|T)/,
  /(?<!\d)\d{4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?日/,
  /(?<![\d/.])\d{1,2}([./])\d{1,2}\1\d{4}(?!\d)/,
  /(?<!\d)\d{1,2}(?:st|nd|rd|th)?(?:\. ?|[ /-])(?:of )?[a-z]{3,9}(?:\.?,? |[/-])(?:\d{4}|[0-5]\d)(?![\d:])/i,
  /\b[a-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}(?!\d)/i,
];

/**
 * The day in a date of any feed: `2026-04-27T04:00:00Z`, `2014/4/3`, `20260427`, `Mon, 27 Apr 2026 00:00:00 -0400`, `1777262400`.
 */
export function dayIn(text: string): string | undefined {
  const plain = text
    .trim()
    .slice(0, 60)
    .replace(/\s+/g, ' ')
    .replace(/^(\d{4})[ /-]([a-z]{3,9})[ /-](\d{1,2})$/i, '$3 $2 $1')
    .replace(/^(\d{4}) (\d{1,2} [a-z]{3,9})$/i, '$2 $1')
    .replace(/^(\d{4}) (\d{1,2}) (\d{1,2})(?!\d)/, '$1-$2-$3');
  if (/^1\d{9}(?:\d{3})?$/.test(plain)) return new Date(Number(plain.padEnd(13, '0'))).toISOString().slice(0, 10);
  for (const day of DAYS) {
    const [found] = day.exec(plain) ?? [];
    // Each match has a year, so any day will do as the day of the upload.
    const date =
      found &&
      listingDay(found.replace(/(?<=\d[./-]) (?=\d)/g, '').replace(/(?<=\d)\/(?=[a-z])|(?<=[a-z])\//gi, ' '), new Date(0));
    if (date) return date;
  }
  return undefined;
}
