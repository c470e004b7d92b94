import * as z from 'zod/mini';
import { unsubscribe } from './consent.ts';
import type { Reader } from './reader.ts';

const instant = z.iso.datetime();

/**
 * Consent taken back, as noted outside the tables under the hash of the address. `moved`: the reader reads at another address
 * now. `since` is when the reader who unsubscribed had signed up.
 */
export const withdrawal = z.object({
  what: z.enum(['unsubscribed', 'erased', 'moved']),
  at: instant,
  since: z.optional(instant),
});
export type Withdrawal = z.infer<typeof withdrawal>;

/** Whether this reader agreed to mail at their present address after an instant: by opting in, or by proving a new address. */
const agreedAfter = (at: string, { confirmedAt, createdAt, addressChange }: Reader): boolean =>
  (confirmedAt ?? createdAt) > at || (addressChange !== undefined && addressChange.at > at);

/**
 * A reader out of a backup, as what they did since leaves them: unsubscribed when they left; gone when they had themselves
 * erased, or moved to an address that the backup does not know. Who agreed after that stays as they are.
 */
export function sinceBackup(reader: Reader, taken: Withdrawal | undefined): Reader | undefined {
  if (!taken || agreedAfter(taken.at, reader)) return reader;
  // Who unsubscribed later, as another reader, signed up at an address whose first reader had been erased.
  if (taken.what !== 'unsubscribed' || (taken.since && reader.createdAt < taken.since)) return undefined;
  return unsubscribe(reader, reader.generation, new Date(taken.at)).next ?? reader;
}
