import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import { activeWish, readersStore, wishKey } from '../../../functions/adapters/readers.ts';
import { table } from '../../../functions/adapters/table.ts';
import { WISH_INDEX } from '../../../functions/contract/tables.ts';
import { addressHash } from '../../../functions/domain/address.ts';
import { type Departure, sinceBackup } from '../../../functions/domain/departure.ts';
import { reader } from '../../../functions/domain/reader.ts';
import { counter } from './table.ts';
import type { Item, TableExport } from './table-export.ts';

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
 * who left is never active. The other rows of a reader follow only if the reader came back.
 */
export async function restoreReaders(
  { dynamo, table: tableName, addressKey, departureOf, at }: RestorePorts,
  backup: Pick<TableExport, 'rows'>,
): Promise<Restored> {
  const { assignAddress, noteWish } = readersStore(dynamo, tableName, () => at);
  const subscribers = table(dynamo, tableName);
  const key = await addressKey();
  const report: Restored = { restored: 0, there: 0, unsubscribed: 0, gone: 0, unreadable: 0 };
  const gone = new Set<string>();
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

  async function bringBack({ pk, sk, [WISH_INDEX.partition]: _, ...row }: Item): Promise<void> {
    const { data: then } = reader.safeParse(row);
    if (!then) {
      report.unreadable += 1;
      return void gone.add(pk);
    }
    const hash = addressHash(key, then.address);
    const now = sinceBackup(then, await departureOf(hash));
    const signedUp = now?.status === 'pending' ? new Date(now.createdAt) : undefined;
    if (!now || (await assignAddress(hash, then.readerId, signedUp)) !== then.readerId) {
      report.gone += 1;
      return void gone.add(pk);
    }
    // The wish comes before the reader, as in every save, so that DIGEST never misses an active reader.
    const wish = activeWish(now);
    if (wish) await enter(wish);
    if (!(await putIfAbsent({ pk, sk, ...now, ...wishKey(now) }))) {
      report.there += 1;
      return;
    }
    report.restored += 1;
    if (now !== then) report.unsubscribed += 1;
  }

  /** Brings back votes and wishes. Addresses and sign-ups came with their readers; counters of requests are out of date. */
  async function bringRest({ pk, sk, ...row }: Item): Promise<void> {
    if (/^(?:ADDR#|CAP#|ASKED$)/.test(pk) || gone.has(pk)) return;
    await putIfAbsent({ pk, sk, ...row });
  }

  const isReader = ({ sk }: Item) => sk === 'READER';
  for (const [wanted, bring] of [
    [isReader, bringBack],
    [(row: Item) => !isReader(row), bringRest],
  ] as const) {
    await pMap(
      backup.rows(),
      async (row) => {
        if (wanted(row)) await bring(row);
        if (++rows % 1_000 === 0) progress(rows);
      },
      { concurrency: AT_ONCE },
    );
  }
  return report;
}
