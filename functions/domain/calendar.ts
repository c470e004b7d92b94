import { Temporal } from 'temporal-polyfill';

/** A calendar month, `2026-03`, from its `first` day to its `last`. `firstWeekday` is ISO (1 = Monday). */
export type Month = {
  month: string;
  first: string;
  last: string;
  days: number;
  firstWeekday: number;
  before: string;
  after: string;
};

/** The instant at which a date begins in a zone. */
export function startOf(date: string, zone: string): Date {
  return new Date(Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone }).epochMilliseconds);
}

/** Parses a month, `2026-03`. Undefined for other text. */
export function monthOf(name: string): Month | undefined {
  if (!/^[12]\d{3}-(?:0[1-9]|1[0-2])$/.test(name)) return undefined;
  const month = Temporal.PlainYearMonth.from(name);
  const next = month.add({ months: 1 });
  return {
    month: name,
    first: `${name}-01`,
    last: `${name}-${month.daysInMonth}`,
    days: month.daysInMonth,
    firstWeekday: month.toPlainDate({ day: 1 }).dayOfWeek,
    before: month.subtract({ months: 1 }).toString(),
    after: next.toString(),
  };
}
