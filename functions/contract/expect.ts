import * as z from 'zod/mini';

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const FORM = /^(every day|weekdays|[a-z]+(?:, ?[a-z]+)*) by ([01]\d|2[0-3]):00 (UTC|[A-Z][\w+-]*(?:\/[\w+-]+)+)$/i;

/** The weekdays that a text names, 1 for Monday; undefined if it names something else. */
function daysIn(text: string): number[] | undefined {
  const named = text.toLowerCase();
  if (named === 'every day') return [1, 2, 3, 4, 5, 6, 7];
  if (named === 'weekdays') return [1, 2, 3, 4, 5];
  const days = named.split(/, ?/).map((one) => WEEKDAYS.indexOf(one) + 1);
  return days.includes(0) ? undefined : days;
}

function isZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/**
 * Parses when a publisher's own uploads come, `weekdays by 06:00 UTC`, into the rhythm of a source: what is due by an hour may
 * come in the 24 hours before it. Undefined for an empty text.
 */
export const expectation = z.pipe(
  z.string(),
  z.transform((text, { issues }) => {
    const [, named = '', hour, zone = ''] = FORM.exec(text) ?? [];
    const days = daysIn(named);
    if (days && isZone(zone))
      return { weekdays: days.map((day) => ((day + 5) % 7) + 1), zone, hour: Number(hour), withinHours: 24 };
    if (text)
      issues.push({
        code: 'custom',
        input: text,
        message:
          'is no rhythm, such as "weekdays by 06:00 UTC", "every day by 05:00 Europe/Berlin" or "Monday, Thursday by 12:00 UTC"',
      });
    return undefined;
  }),
);
