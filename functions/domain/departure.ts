import * as z from 'zod/mini';
import { unsubscribe } from './consent.ts';
import type { Reader } from './reader.ts';

const instant = z.iso.datetime();

/**
 * Consent that was taken back, stored outside the tables under the hash of the address. `moved`: the reader has another address
 * now. `since`: when the reader who unsubscribed had signed up.
 */
export const departure = z.object({
  what: z.enum(['unsubscribed', 'erased', 'moved']),
  at: instant,
  since: z.optional(instant),
});
export type Departure = z.infer<typeof departure>;

/** True if this reader agreed to mail at their present address after an instant: by confirming a sign-up or a new address. */
const agreedAfter = (at: string, { confirmedAt, createdAt, addressChange }: Reader): boolean =>
  (confirmedAt ?? createdAt) > at || (addressChange !== undefined && addressChange.at > at);

/**
 * Applies a departure to a reader from a backup: unsubscribed if they left since; undefined if they were erased, or moved to an
 * address that the backup does not know. A reader who agreed after the departure stays as they are.
 */
export function sinceBackup(reader: Reader, taken: Departure | undefined): Reader | undefined {
  if (!taken || agreedAfter(taken.at, reader)) return reader;
  // The departure is of a later reader of this address; the reader in the backup had been erased.
  if (taken.what !== 'unsubscribed' || (taken.since && reader.createdAt < taken.since)) return undefined;
  return unsubscribe(reader, reader.generation, new Date(taken.at)).next ?? reader;
}
