import type { Decision } from '../domain/consent.ts';
import type { Reader } from '../domain/reader.ts';

/** Where readers are kept. `save` answers false if the row changed after it was read. */
export type Readers = { get(readerId: string): Promise<Reader | undefined>; save(next: Reader): Promise<boolean> };

/** Each lost race means that another write won. One reader never causes this many writes at once. */
const TRIES = 8;

/**
 * Reads a reader, decides, and saves the decision if the row has not changed since. If it has, reads and decides again.
 * Answers the outcome and the reader as it now is. Throws if the row changes at every try.
 */
export async function change<Outcome>(
  readers: Readers,
  readerId: string,
  decide: (reader: Reader | undefined) => Decision<Outcome> | Promise<Decision<Outcome>>,
): Promise<{ outcome: Outcome; reader: Reader | undefined }> {
  for (let tries = 0; tries < TRIES; tries++) {
    const reader = await readers.get(readerId);
    const { outcome, next } = await decide(reader);
    if (!next || (await readers.save(next))) return { outcome, reader: next ?? reader };
  }
  throw new Error(`reader ${readerId} kept changing`);
}
