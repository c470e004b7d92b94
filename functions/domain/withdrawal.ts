import * as z from 'zod/mini';
import { unsubscribe } from './consent.ts';
import type { Reader } from './reader.ts';

/** Consent taken back, as noted outside the tables under the hash of the address. */
export const withdrawal = z.object({ what: z.enum(['unsubscribed', 'erased']), at: z.iso.datetime() });
export type Withdrawal = z.infer<typeof withdrawal>;

/**
 * A reader out of a backup, as what they did since leaves them: gone when they had themselves erased, unsubscribed when they
 * left. Who opted in after that stays as they are.
 */
export function sinceBackup(reader: Reader, taken: Withdrawal | undefined): Reader | undefined {
  if (!taken || (reader.confirmedAt ?? reader.createdAt) > taken.at) return reader;
  if (taken.what === 'erased') return undefined;
  return unsubscribe(reader, reader.generation, new Date(taken.at)).next ?? reader;
}
