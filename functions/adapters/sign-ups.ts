import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { KEPT_DAYS } from '../contract/retention.ts';
import { COUNTED_HOURS, type Counted, counted } from '../domain/caps.ts';
import { abandonedFrom } from '../domain/consent.ts';
import { reader } from '../domain/reader.ts';
import { addressKey, askedKey, readerKey } from './readers.ts';
import { all, expires, table } from './table.ts';

const ASKED = 'ASKED';
const askedRow = z.object({ sk: z.string(), readerId: z.string(), addressHash: z.string() });
const anyRow = z.looseObject({});
const counterRow = z.object({ n: z.int() });
const lettersRow = z.object({ letters: z.array(counted), rev: z.int() });

/** A sign-up, under the moment it came. */
export type Asked = z.infer<typeof askedRow>;

const DAY_MS = 86_400_000;

/** Sign-ups, oldest first, in the subscribers table. Not by TTL, which cannot tell whether somebody has confirmed meanwhile. */
export function unconfirmedStore(client: DynamoDBDocumentClient, tableName: string) {
  const rows = table(client, tableName);

  /** Gives a reader who stays the address back, and lists it for another look if the reader may still be forgotten one day. */
  async function keep(readerId: string, addressHash: string, row: Record<string, unknown>, now: Date): Promise<void> {
    const { data } = reader.safeParse(row);
    const from = data && abandonedFrom(data, KEPT_DAYS.unconfirmed);
    // Tomorrow at the earliest: what is due already was written at this very moment.
    const look = from && Math.max(from.getTime(), now.getTime() + DAY_MS);
    const askedAt = look && new Date(look - KEPT_DAYS.unconfirmed * DAY_MS).toISOString();
    if (askedAt) await rows.put({ ...askedKey(readerId, askedAt), readerId, addressHash });
    await rows.update(addressKey(addressHash), `SET readerId = :id${askedAt ? ', askedAt = :at' : ' REMOVE askedAt'}`, {
      if: 'attribute_not_exists(readerId) OR readerId = :id',
      values: { id: readerId, ...(askedAt && { at: askedAt }) },
    });
  }

  return {
    days: KEPT_DAYS.unconfirmed,

    /** The oldest sign-ups from before an instant, and not before another, so many at most. */
    asked(before: Date, most: number, after = new Date(0)): Promise<Asked[]> {
      const values = { asked: ASKED, after: after.toISOString(), before: before.toISOString() };
      const found = rows.query('pk = :asked AND sk BETWEEN :after AND :before', values, askedRow, {
        pageSize: most,
        stale: true,
      });
      return all(found, most);
    },

    /**
     * Forgets who never confirmed: first whose address it was, then the reader, in the state it was judged by. A sign-up or a
     * link that comes in between finds or makes a row, which then gets its address back. Takes the sign-up off the list, or to
     * its end when it is too early; repeating it is harmless. Whether somebody was forgotten.
     */
    async forget({ sk, readerId, addressHash }: Asked, now: Date): Promise<boolean> {
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
      if (stays) await keep(readerId, addressHash, stays, now);
      await rows.delete({ pk: ASKED, sk });
      return forgotten;
    },
  };
}

/** Whoever loses a race tries again: each loss means that another write won. */
const TRIES = 8;

/** What one network, domain, mailbox or all together have asked for, in the subscribers table. */
export function capsStore(client: DynamoDBDocumentClient, tableName: string) {
  const rows = table(client, tableName);

  return {
    /** Counts one more under this key in the window that ends at `until`, and answers how many there are now. */
    async count(key: string, until: Date): Promise<number> {
      // The window is part of the key, so a row that DynamoDB has not yet deleted counts for nothing.
      const Key = { pk: `CAP#${key}`, sk: until.toISOString() };
      const values = { one: 1, ...expires(until, 3600) };
      return counterRow.parse(await rows.updated(Key, 'ADD n :one SET #ttl = :ttl', { values }, counterRow)).n;
    },

    /**
     * Changes the letters under a key to what is decided on seeing them; the row goes with the last one. False, and nothing is
     * changed, when the decision is undefined.
     */
    async changeLetters(key: string, decide: (letters: readonly Counted[]) => readonly Counted[] | undefined): Promise<boolean> {
      const Key = { pk: `CAP#${key}`, sk: 'LETTERS' };
      for (let tries = 0; tries < TRIES; tries++) {
        const row = await rows.get(Key, lettersRow);
        const { letters: before, rev } = row ?? { letters: [], rev: 0 };
        const letters = decide(before);
        if (!letters) return false;
        if (letters.length === before.length && letters.every((one, n) => one.letter === before[n]?.letter)) return true;
        const seen = row ? { if: 'rev = :rev', values: { rev } } : { if: 'attribute_not_exists(pk)' };
        const last = new Date(Math.max(...letters.map(({ at }) => Date.parse(at))));
        const written =
          letters.length > 0
            ? rows.put({ ...Key, letters, rev: rev + 1, ...expires(last, (COUNTED_HOURS + 1) * 3600) }, seen)
            : rows.delete(Key, seen);
        if (await written) return true;
      }
      throw new Error('the letters to a mailbox kept changing');
    },
  };
}
