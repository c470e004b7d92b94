import { STORE_PREFIXES } from '../contract/tables.ts';
import { objectStore } from './object-store.ts';

/** Who took consent back, by the hash of the address: outside the table, so that a backup restored over it brings nobody back. */
export function withdrawals(bucket: string) {
  const store = objectStore(bucket);
  return {
    /** Repeating it is harmless: the latest one stays. */
    note: (addressHash: string, what: 'unsubscribed' | 'erased', at: Date): Promise<void> =>
      store.put(`${STORE_PREFIXES.withdrawn}${addressHash}`, JSON.stringify({ what, at: at.toISOString() }), 'application/json'),
  };
}
