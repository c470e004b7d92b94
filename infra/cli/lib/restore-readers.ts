import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import { activeWish, readerKey, readersStore, wishKey } from '../../../functions/adapters/readers.ts';
import { table } from '../../../functions/adapters/table.ts';
import { WISH_INDEX } from '../../../functions/contract/tables.ts';
import { addressHash } from '../../../functions/domain/address.ts';
import { type Departure, sinceBackup } from '../../../functions/domain/departure.ts';
import { reader } from '../../../functions/domain/reader.ts';
import { counter } from './table.ts';
import type { Item } from './table-export.ts';

/** What a restore needs: the table of readers, and the departures noted outside it. */
export type RestorePorts = {
  dynamo: DynamoDBDocumentClient;
  table: string;
  addressKey(): Promise<Uint8Array>;
  departureOf(addressHash: string): Promise<Departure | undefined>;
  /** Now, by the stack's clock. */
  at: Date;
};

/**
 * How many readers a restore brought back. `there`: in the table already. `gone`: erased or moved since, or another reader has
 * the address.
 */
export type Restored = { restored: number; there: number; unsubscribed: number; gone: number; unreadable: number };

/** Rows restored at once: each is two reads of S3 and two writes. */
const AT_ONCE = 32;

/**
 * Writes back the rows that the table lacks. Readers come first, each with what they have done since the export, so that a reader
 * who left is never active. A reader's other rows, such as votes, follow only if the reader came back. Addresses, sign-ups and wishes
 * in use come with their readers. `backup` is read twice.
 */
export async function restoreReaders(
  { dynamo, table: tableName, addressKey, departureOf, at }: RestorePorts,
  backup: () => AsyncIterable<Item>,
): Promise<Restored> {
  const { assignAddress, noteWish } = readersStore(dynamo, tableName, () => at);
  const subscribers = table(dynamo, tableName);
  const key = await addressKey();
  const report: Restored = { restored: 0, there: 0, unsubscribed: 0, gone: 0, unreadable: 0 };
  const back = new Set<string>();
  const progress = counter('rows');
  let rows = 0;

  const putIfAbsent = (row: Item) => subscribers.put(row, { if: 'attribute_not_exists(pk)' });

  /** Enters a wish in the list of wishes in use, once. */
  const used = new Map<string, Promise<void>>();
  function enter(wish: string): Promise<void> {
    const entered = used.get(wish) ?? noteWish(wish);
    used.set(wish, entered);
    return entered;
  }

  async function bringBack({ pk, sk, [WISH_INDEX.partition]: _, ...row }: Item): Promise<keyof Restored> {
    const { data: then } = reader.safeParse(row);
    if (!then) return 'unreadable';
    const hash = addressHash(key, then.address);
    const now = sinceBackup(then, await departureOf(hash));
    const signedUp = now?.status === 'pending' ? new Date(now.createdAt) : undefined;
    if (!now || (await assignAddress(hash, then.readerId, signedUp)) !== then.readerId) return 'gone';
    // The wish comes before the reader, as in every save, so that DIGEST never misses an active reader.
    const wish = activeWish(now);
    if (wish) await enter(wish);
    back.add(pk);
    if (!(await putIfAbsent({ pk, sk, ...now, ...wishKey(now) }))) return 'there';
    if (now !== then) report.unsubscribed += 1;
    return 'restored';
  }

  async function each(bring: (row: Item) => Promise<unknown>): Promise<void> {
    const work = async (row: Item) => {
      await bring(row);
      progress(++rows);
    };
    await pMap(backup(), work, { concurrency: AT_ONCE });
  }
  const isReader = ({ sk }: Item) => sk === readerKey('').sk;
  await each(async (row) => {
    if (isReader(row)) report[await bringBack(row)] += 1;
  });
  await each(async (row) => {
    if (!isReader(row) && back.has(row.pk)) await putIfAbsent(row);
  });
  return report;
}
