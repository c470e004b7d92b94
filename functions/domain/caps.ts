import { createHmac } from 'node:crypto';
import * as z from 'zod/mini';

/**
 * The hourly caps on mails that strangers can cause: `perHour` in all, a twentieth from one network, a fifth to one domain. So
 * neither one machine nor an attack on one host uses all of them up. Windows end on the full hour.
 */
export const hourlyCaps = (perHour: number) => ({
  network: Math.ceil(perHour / 20),
  domain: Math.ceil(perHour / 5),
  all: perHour,
});

const HOUR_MS = 3_600_000;

/** At most `limit` letters within the last `hours`. */
type Limits = readonly { hours: number; limit: number }[];

/** The most letters caused by strangers that one mailbox gets, however its address is spelt. */
const PER_MAILBOX: Limits = [
  { hours: 24, limit: 1 },
  { hours: 30 * 24, limit: 3 },
];

/** How often a reader can save preferences in a day: each save may add a wish to the list that every tick reads. */
export const CHANGES_PER_DAY = 20;

/** How often a reader can look for authors and categories in an hour. */
export const SEARCHES_PER_HOUR = 60;

/** How long a letter is counted, hours. */
export const COUNTED_HOURS = Math.max(...PER_MAILBOX.map(({ hours }) => hours));

/** A counted letter: caused by a stranger, and nobody has acted on it yet. */
export const countedLetter = z.object({ letter: z.string(), at: z.iso.datetime() });
export type CountedLetter = z.infer<typeof countedLetter>;

/** Adds a letter to those counted for a mailbox. Undefined if that is too many. The same letter is counted once. */
export function withOneMore(
  letters: readonly CountedLetter[],
  letter: string,
  at: Date,
  limits: Limits = PER_MAILBOX,
): readonly CountedLetter[] | undefined {
  if (letters.some((one) => one.letter === letter)) return letters;
  const within = (hours: number) => letters.filter((one) => Date.parse(one.at) > at.getTime() - hours * HOUR_MS);
  if (limits.some(({ hours, limit }) => within(hours).length >= limit)) return undefined;
  return [{ letter, at: at.toISOString() }, ...within(COUNTED_HOURS)];
}

/** When the window of `hours` hours around `now` ends. */
export const windowEnd = (now: Date, hours: number) =>
  new Date((Math.floor(now.getTime() / (hours * HOUR_MS)) + 1) * hours * HOUR_MS);

/** The key of a counter: a keyed hash, so that the table does not tell who asked. */
export function capKey(
  key: Uint8Array,
  what: 'network' | 'domain' | 'mailbox' | 'editor' | 'reader' | 'search' | 'all',
  value: string,
): string {
  // No address holds a space, so no counter has the key of a reader's address.
  return createHmac('sha256', key).update(`${what} ${value.toLowerCase()}`).digest('base64url');
}

/**
 * The network of an IP address that one customer usually holds: /24 of version 4, /56 of version 6. Undefined for this machine
 * and for text that is no address.
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
