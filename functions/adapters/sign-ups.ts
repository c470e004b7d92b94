import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { KEPT_DAYS } from '../contract/retention.ts';
import { abandonedFrom } from '../domain/consent.ts';
import { reader } from '../domain/reader.ts';
import { addressKey, askedKey, readerKey } from './readers.ts';
import { all, table } from './table.ts';

const ASKED = 'ASKED';
const signUpRow = z.object({ sk: z.string(), readerId: z.string(), addressHash: z.string() });
const anyRow = z.looseObject({});

/** A listed sign-up. */
export type ListedSignUp = z.infer<typeof signUpRow>;

const DAY_MS = 86_400_000;

/**
 * The list of sign-ups to check, oldest first, in the subscribers table. A TTL cannot replace it: it does not see who has
 * confirmed.
 */
export function unconfirmedStore(client: DynamoDBDocumentClient, tableName: string) {
  const rows = table(client, tableName);

  /**
   * Writes the row of the address again for a reader who is not forgotten. Lists the sign-up for another check if the reader may
   * still be forgotten later.
   */
  async function keepReader(readerId: string, addressHash: string, row: Record<string, unknown>, now: Date): Promise<void> {
    const { data } = reader.safeParse(row);
    const from = data && abandonedFrom(data, KEPT_DAYS.unconfirmed);
    // Tomorrow at the earliest. If it is due already, the row has changed since this check began.
    const nextCheck = from && Math.max(from.getTime(), now.getTime() + DAY_MS);
    const askedAt = nextCheck && new Date(nextCheck - KEPT_DAYS.unconfirmed * DAY_MS).toISOString();
    if (askedAt) await rows.put({ ...askedKey(readerId, askedAt), readerId, addressHash });
    await rows.update(addressKey(addressHash), `SET readerId = :id${askedAt ? ', askedAt = :at' : ' REMOVE askedAt'}`, {
      if: 'attribute_not_exists(readerId) OR readerId = :id',
      values: { id: readerId, ...(askedAt && { at: askedAt }) },
    });
  }

  return {
    days: KEPT_DAYS.unconfirmed,

    /** The oldest sign-ups from `after` to `before`, `most` at most. */
    asked(before: Date, most: number, after = new Date(0)): Promise<ListedSignUp[]> {
      const values = { asked: ASKED, after: after.toISOString(), before: before.toISOString() };
      const found = rows.query('pk = :asked AND sk BETWEEN :after AND :before', values, signUpRow, {
        pageSize: most,
        stale: true,
      });
      return all(found, most);
    },

    /**
     * Forgets a reader who never confirmed: deletes the row of the address, then that of the reader, if it has not changed. If a
     * sign-up or a confirmation comes in between, the reader's row is there afterwards and gets its address back. Takes the
     * sign-up off the list, or lists it for later if it is too early. Repeating it is harmless. True if a reader was forgotten.
     */
    async forget({ sk, readerId, addressHash }: ListedSignUp, now: Date): Promise<boolean> {
      const row = await rows.get(readerKey(readerId), anyRow);
      const { data } = reader.safeParse(row);
      const from = data && abandonedFrom(data, KEPT_DAYS.unconfirmed);
      let forgotten = false;
      if (!row || (from && from <= now)) {
        await rows.delete(addressKey(addressHash), { if: 'readerId = :seen', values: { seen: readerId } });
        forgotten =
          data !== undefined && (await rows.delete(readerKey(readerId), { if: 'rev = :seen', values: { seen: data.rev } }));
      }
      const stays = forgotten ? undefined : await rows.get(readerKey(readerId), anyRow);
      if (stays) await keepReader(readerId, addressHash, stays, now);
      await rows.delete({ pk: ASKED, sk });
      return forgotten;
    },
  };
}
