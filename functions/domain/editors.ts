import { createHmac } from 'node:crypto';

/**
 * Somebody who may enter the desk. `id` is a keyed hash of the address, `place` their place in the publisher's list, from 1. Logs
 * hold only these two.
 */
export type Editor = { id: string; place: number; address: string };

/**
 * Counts of an editor: `links` used, and `signOuts` from all browsers. A mailed link and a session carry the count at which they
 * were made. So a link works once, and a session ends when its editor signs out everywhere.
 */
export type EditorCounts = { links: number; signOuts: number };

/** How long a mailed link works, minutes, and how long a session lasts, hours. */
export const ENTRY = { linkMinutes: 15, sessionHours: 12 };

/** The most links to the desk that a mailbox is sent: anybody who knows an editor's address can ask for one. */
export const DESK_LETTERS = [
  { hours: 1, limit: 5 },
  { hours: 24, limit: 20 },
] as const;

/**
 * The id of an editor in links, sessions and messages: 132 bits of a keyed hash. No address holds a space, so it is never the
 * hash of a reader's address.
 */
export function editorId(key: Uint8Array, address: string): string {
  return createHmac('sha256', key).update(`editor ${address.toLowerCase()}`).digest('base64url').slice(0, 22);
}

/** The editor with this id, if the list has one. */
export function editorOf(key: Uint8Array, addresses: readonly string[], id: string): Editor | undefined {
  const index = addresses.findIndex((address) => editorId(key, address) === id);
  const address = addresses[index];
  return address === undefined ? undefined : { id, place: index + 1, address };
}
