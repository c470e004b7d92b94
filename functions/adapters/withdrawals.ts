import type { S3Client } from '@aws-sdk/client-s3';
import { STORE_PREFIXES } from '../contract/tables.ts';
import { type Withdrawal, withdrawal } from '../domain/withdrawal.ts';
import { objectStore } from './object-store.ts';

/**
 * Who took consent back, by the hash of the address: outside the table, so that nothing done there, by a stranger who signs
 * the address up or by a backup restored over it, makes an older consent count again.
 */
export function withdrawals(bucket: string, s3?: S3Client) {
  const store = objectStore(bucket, s3);

  async function read(key: string): Promise<Withdrawal | undefined> {
    const noted = await store.get(key);
    return noted && withdrawal.parse(JSON.parse(new TextDecoder().decode(noted)));
  }

  return {
    /** Repeating it is harmless: the latest one stays. */
    note: (addressHash: string, taken: Withdrawal): Promise<void> =>
      store.put(
        `${taken.what === 'moved' ? STORE_PREFIXES.moved : STORE_PREFIXES.withdrawn}${addressHash}`,
        JSON.stringify(taken),
        'application/json',
      ),

    /** The latest one of this address. */
    async of(addressHash: string): Promise<Withdrawal | undefined> {
      const { withdrawn, moved } = STORE_PREFIXES;
      const [left, away] = await Promise.all([withdrawn, moved].map((prefix) => read(`${prefix}${addressHash}`)));
      return left && away ? (left.at > away.at ? left : away) : (left ?? away);
    },
  };
}
