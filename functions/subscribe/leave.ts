import { addressHash } from '../domain/address.ts';
import { unsubscribe } from '../domain/consent.ts';
import type { Departure } from '../domain/departure.ts';
import { change, type Readers } from './change.ts';

/**
 * What unsubscribing needs of the world. `noteDeparture` notes it outside the tables, so that a restored backup does not bring consent
 * back.
 */
export type LeavePorts = {
  readers: Readers;
  addressKey(): Promise<Uint8Array>;
  noteDeparture(addressHash: string, departure: Departure): Promise<void>;
  now(): Date;
};

/** Makes a function that unsubscribes the reader of a link. A link from before the present subscription changes nothing. */
export function leaver({ readers, addressKey, noteDeparture, now }: LeavePorts) {
  return async ({ subject, generation }: { subject: string; generation: number }) => {
    const left = await change(readers, subject, (reader) => unsubscribe(reader, generation, now()));
    // Noted at each request, so that the next one completes a request that crashed here.
    if (left.reader?.status === 'unsubscribed') {
      const { address, createdAt: since } = left.reader;
      await noteDeparture(addressHash(await addressKey(), address), { what: 'unsubscribed', at: now().toISOString(), since });
    }
    return left;
  };
}
