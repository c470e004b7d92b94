import { createHmac } from 'node:crypto';
import * as z from 'zod/mini';

/**
 * Mails that strangers can cause in one hour, in all. One network may cause a twentieth of them and one domain be sent a
 * fifth, so that neither a single machine nor a campaign against a single host uses them up. Windows end on the full hour.
 */
export const shares = (perHour: number) => ({ network: Math.ceil(perHour / 20), domain: Math.ceil(perHour / 5), all: perHour });

const HOUR_MS = 3_600_000;

/** So many letters at most within these hours. */
type Limits = readonly { hours: number; limit: number }[];

/** How many letters that strangers can cause a mailbox gets at most, however its address is spelt. */
const PER_MAILBOX: Limits = [
  { hours: 24, limit: 1 },
  { hours: 30 * 24, limit: 3 },
];

/** How often a reader can change their wishes in a day: each may be the first of its wish, which every tick then looks at. */
export const CHANGES_PER_DAY = 20;

/** How often a reader can look for authors and categories in an hour. */
export const SEARCHES_PER_HOUR = 60;

/** How long a letter counts, hours. */
export const COUNTED_HOURS = Math.max(...PER_MAILBOX.map(({ hours }) => hours));

/** A letter that strangers can cause, until somebody acts on it. */
export const counted = z.object({ letter: z.string(), at: z.iso.datetime() });
export type Counted = z.infer<typeof counted>;

/** The letters to a mailbox with one more; undefined when that is too many. One that is counted already is not counted again. */
export function withOneMore(
  letters: readonly Counted[],
  letter: string,
  at: Date,
  limits: Limits = PER_MAILBOX,
): readonly Counted[] | undefined {
  if (letters.some((one) => one.letter === letter)) return letters;
  const within = (hours: number) => letters.filter((one) => Date.parse(one.at) > at.getTime() - hours * HOUR_MS);
  if (limits.some(({ hours, limit }) => within(hours).length >= limit)) return undefined;
  return [{ letter, at: at.toISOString() }, ...within(COUNTED_HOURS)];
}

/** The end of the window of so many hours in which an instant lies. */
export const windowEnd = (now: Date, hours: number) =>
  new Date((Math.floor(now.getTime() / (hours * HOUR_MS)) + 1) * hours * HOUR_MS);

/** The name under which something is counted: a keyed hash, so that the table tells nothing about who asked. */
export function capKey(
  key: Uint8Array,
  what: 'network' | 'domain' | 'mailbox' | 'editor' | 'reader' | 'search' | 'all',
  value: string,
): string {
  // No address holds a space, so no counter shares its name with a reader's address.
  return createHmac('sha256', key).update(`${what} ${value.toLowerCase()}`).digest('base64url');
}

/**
 * The network of an IP address, as far as one party usually holds it: /24 of version 4, /56 of version 6. Undefined for this
 * machine itself and for what is no address.
 */
export function networkOf(ip: string): string | undefined {
  const [, v4] = /^(?:::ffff:)?(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/i.exec(ip) ?? [];
  if (v4) return v4.startsWith('127.') ? undefined : `${v4}.0/24`;
  if (!/^[\da-f:]{2,39}$/i.test(ip) || ip === '::1') return undefined;
  const [head = '', tail] = ip.toLowerCase().split('::');
  const groups = (text: string) => text.split(':').filter(Boolean);
  const left = groups(head);
  const right = groups(tail ?? '');
  const all = [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right];
  const digits = all.map((group) => group.padStart(4, '0')).join('');
  return `${digits.slice(0, 14)}/56`;
}
