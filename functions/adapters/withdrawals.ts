import type { S3Client } from '@aws-sdk/client-s3';
import { STORE_PREFIXES } from '../contract/tables.ts';
import { type Withdrawal, withdrawal } from '../domain/withdrawal.ts';
import { objectStore } from './object-store.ts';

/** Who took consent back, by the hash of the address: outside the table, so that a backup restored over it brings nobody back. */
export function withdrawals(bucket: string, s3?: S3Client) {
  const store = objectStore(bucket, s3);
  const key = (addressHash: string) => `${STORE_PREFIXES.withdrawn}${addressHash}`;
  return {
    /** Repeating it is harmless: the latest one stays. */
    note: (addressHash: string, what: Withdrawal['what'], at: Date): Promise<void> =>
      store.put(key(addressHash), JSON.stringify({ what, at: at.toISOString() } satisfies Withdrawal), 'application/json'),

    /** The latest one of this address. */
    async of(addressHash: string): Promise<Withdrawal | undefined> {
      const noted = await store.get(key(addressHash));
      return noted && withdrawal.parse(JSON.parse(new TextDecoder().decode(noted)));
    },
  };
}
