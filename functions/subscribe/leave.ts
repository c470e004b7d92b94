import { addressHash } from '../domain/address.ts';
import { unsubscribe } from '../domain/consent.ts';
import type { Withdrawal } from '../domain/withdrawal.ts';
import { change, type Readers } from './change.ts';

/** What taking consent back needs. `withdraw` notes it outside the tables, for a backup that is restored. */
export type LeavePorts = {
  readers: Readers;
  addressKey(): Promise<Uint8Array>;
  withdraw(addressHash: string, taken: Withdrawal): Promise<void>;
  now(): Date;
};

/** Takes consent back, as a link or an address in a mail asks: one from before the present subscription changes nothing. */
export function leaver({ readers, addressKey, withdraw, now }: LeavePorts) {
  return async ({ subject, generation }: { subject: string; generation: number }) => {
    const left = await change(readers, subject, (reader) => unsubscribe(reader, generation, now()));
    // Noted each time it is asked for, so that a request which broke off here is made whole by the next.
    if (left.reader?.status === 'unsubscribed') {
      const { address, createdAt: since } = left.reader;
      await withdraw(addressHash(await addressKey(), address), { what: 'unsubscribed', at: now().toISOString(), since });
    }
    return left;
  };
}
