import { Temporal } from 'temporal-polyfill';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH = String.raw`(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?`;
const WEEKDAY = String.raw`(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )?`;
const DAY = String.raw`(\d{1,2})(?:st|nd|rd|th)?`;
const MONTH_FIRST = new RegExp(String.raw`^${WEEKDAY}${MONTH} ${DAY}(?:,? (\d{4}))?$`, 'i');
const DAY_FIRST = new RegExp(String.raw`^${WEEKDAY}${DAY}(?:\. ?|[ -])(?:of )?${MONTH}(?:,? |-)?(\d{4}|(?<=[ -])\d{2})?$`, 'i');
const YEAR_AND_MONTH_FIRST = new RegExp(String.raw`^(\d{4}) ${MONTH} ${DAY}$`, 'i');
const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]\d{2}:\d{2}.*)?$/;
const TOGETHER = /^((?:19|20)\d{2})(\d{2})(\d{2})$/;
const CHINESE = /^(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日$/;
const YEAR_LAST = /^(\d{1,2})([./])(\d{1,2})\2(\d{4})$/;

/** A day as a page writes it, often without a year. */
type WrittenDay = { year: number | undefined; month: number; day: number };

/** How far ahead of UTC a publisher's today can be: Auckland is at UTC+13 in summer, Kiritimati at UTC+14. */
const MOST_AHEAD = { hours: 14 };

function parseDay(line: string): WrittenDay | undefined {
  const text = line.trim().replace(/\s+/g, ' ');
  if (text.length > 40) return undefined;
  const [, y, , ...md] = YEAR_FIRST.exec(text) ?? [];
  const [year4, month2, day2] = y ? [y, ...md] : (TOGETHER.exec(text) ?? CHINESE.exec(text) ?? []).slice(1);
  if (year4) return { year: Number(year4), month: Number(month2), day: Number(day2) };
  const slashed = parseYearLast(text);
  if (slashed) return slashed;
  const first = MONTH_FIRST.exec(text);
  const last = DAY_FIRST.exec(text);
  const citation = YEAR_AND_MONTH_FIRST.exec(text) ?? [];
  const [month = '', day, year] = first
    ? first.slice(1)
    : last
      ? [last[2], last[1], last[3]]
      : [...citation.slice(2), citation[1]];
  if (!day) return undefined;
  return {
    year: year ? Number(year.padStart(4, '20')) : undefined,
    month: MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1,
    day: Number(day),
  };
}

/** `30.6.2026`, `30/6/2026`, `6/30/2026`. Undefined with slashes and no number above 12: either may be the month. */
function parseYearLast(text: string): WrittenDay | undefined {
  const [, first, sign, second, year] = YEAR_LAST.exec(text) ?? [];
  const [a, b] = [Number(first), Number(second)];
  if (!year || (sign === '/' && a <= 12 && b <= 12 && a !== b)) return undefined;
  const monthFirst = sign === '/' && b > 12;
  return { year: Number(year), month: monthFirst ? a : b, day: monthFirst ? b : a };
}

const dateIn = (year: number, { month, day }: WrittenDay) => {
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

/** True if a line is a day and nothing else: `Mar 18`, `18 March 2026`, `Wed, Mar 18, 2026`, `2026-03-18`, `18.3.2026`. */
export function isDay(line: string): boolean {
  const day = parseDay(line);
  return day !== undefined && dateIn(day.year ?? 2024, day) !== undefined;
}

/**
 * The date that such a line means, as `YYYY-MM-DD`. Without a year it is the latest such day that is not after the upload plus 14
 * hours: `Feb 29` is in the last leap year. Undefined if the line is no day.
 */
export function listingDay(line: string, uploadedAt: Date): string | undefined {
  const day = parseDay(line);
  if (!day) return undefined;
  if (day.year !== undefined) return dateIn(day.year, day)?.toString();
  const latest = Temporal.Instant.fromEpochMilliseconds(uploadedAt.getTime())
    .add(MOST_AHEAD)
    .toZonedDateTimeISO('UTC')
    .toPlainDate();
  for (let year = latest.year; year > latest.year - 9; year -= 1) {
    const date = dateIn(year, day);
    if (date && Temporal.PlainDate.compare(date, latest) <= 0) return date.toString();
  }
  return undefined;
}

/** The day in a file's name, `feeds/2026-03-18.txt` or `hf-2026-03-18-evening.json`, or undefined. */
export function dayInName(name: string): string | undefined {
  const [, day] = /(?:^|[^\d-])(\d{4}-\d{2}-\d{2})(?![\d])[^/]*$/.exec(name) ?? [];
  return day && isDay(day) ? day : undefined;
}
