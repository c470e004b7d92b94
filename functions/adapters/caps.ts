import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { COUNTED_HOURS, type CountedLetter, countedLetter } from '../domain/caps.ts';
import { expires, table } from './table.ts';

const counterRow = z.object({ n: z.int() });
const lettersRow = z.object({ letters: z.array(countedLetter), rev: z.int() });

/** Tries to change a row that others change, too. Each lost race means that another write won. */
const TRIES = 8;

/** Counts behind the caps: of one network, domain or mailbox, or of all together. In the subscribers table. */
export function capsStore(client: DynamoDBDocumentClient, tableName: string) {
  const rows = table(client, tableName);

  return {
    /** Counts one more under this key in the window that ends at `until`, and returns the count. */
    async count(key: string, until: Date): Promise<number> {
      // The window is part of the key, so a row that DynamoDB has not yet deleted counts for nothing.
      const Key = { pk: `CAP#${key}`, sk: until.toISOString() };
      const values = { one: 1, ...expires(until, 3600) };
      return counterRow.parse(await rows.updated(Key, 'ADD n :one SET #ttl = :ttl', { values }, counterRow)).n;
    },

    /**
     * Replaces the letters under a key with what `decide` makes of them; the row is deleted with its last letter. False, and
     * nothing changes, if `decide` returns undefined.
     */
    async changeLetters(
      key: string,
      decide: (letters: readonly CountedLetter[]) => readonly CountedLetter[] | undefined,
    ): Promise<boolean> {
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
      throw new Error(`the letters to a mailbox were not counted in ${TRIES} tries: other workers keep changing them`);
    },
  };
}
