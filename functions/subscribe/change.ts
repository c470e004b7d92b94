import type { Step } from '../domain/consent.ts';
import type { Reader } from '../domain/reader.ts';

/** Where readers are kept. `save` is false when the row changed after it was read. */
export type Readers = { get(readerId: string): Promise<Reader | undefined>; save(next: Reader): Promise<boolean> };

/** Each lost race means that another write won, so a handful of tries outlasts any crowd one mailbox can make. */
const TRIES = 8;

/**
 * Reads a reader, decides, and writes the decision over the very row it was made on; decides anew when that row is gone.
 * Answers what it came to and the reader as it now is.
 */
export async function change<Outcome>(
  readers: Readers,
  readerId: string,
  decide: (reader: Reader | undefined) => Step<Outcome> | Promise<Step<Outcome>>,
): Promise<{ outcome: Outcome; reader: Reader | undefined }> {
  for (let tries = 0; tries < TRIES; tries++) {
    const reader = await readers.get(readerId);
    const { outcome, next } = await decide(reader);
    if (!next || (await readers.save(next))) return { outcome, reader: next ?? reader };
  }
  throw new Error(`reader ${readerId} kept changing`);
}
