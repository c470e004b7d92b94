import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { engine, paperOf, tableStores } from '../fakes/engine.ts';
import { startTables } from '../fakes/tables.ts';

const HOUR = 3_600_000;
const utc8 = { frequency: 'daily', weekday: 1, hour: 8, zone: 'UTC' } as const;
const EDITION = '2026-03-19';
const DISPATCH = { edition: EDITION, due: '2026-03-19T08:00:00.000Z' };

let tables: Awaited<ReturnType<typeof startTables>>;
let names: Awaited<ReturnType<typeof tables.fresh>>;
let e: ReturnType<typeof engine>;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());
beforeEach(async () => {
  names = await tables.fresh();
  e = engine(tableStores(tables.client, names));
  e.world.papers = [0, 1, 2].map((n) => paperOf(n));
  for (const n of [1, 2, 3, 4, 5]) await e.join(n, utc8);
  await e.tick();
});

describe("a reader's row", () => {
  const SECOND = 'reader0000000000000002';
  const write = async (change: (row: Record<string, unknown>) => Record<string, unknown>) => {
    const Key = { pk: `READER#${SECOND}`, sk: 'READER' };
    const { Item } = await tables.client.send(new GetCommand({ TableName: names.subscribers, Key }));
    await tables.client.send(new PutCommand({ TableName: names.subscribers, Item: change(Item!) }));
  };

  it.each([
    ['an address that is none', { address: 7 }],
    ['no generation', { generation: undefined }],
    ['a state nobody knows', { status: 'asleep' }],
  ])('[R55] with %s ends its own copy, named as such; the others go out', async (_name, wrong) => {
    await write((row) => ({ ...row, ...wrong }));
    expect(await e.drain()).toMatchObject([{ SENT: 4, SKIPPED: 1, halt: undefined }]);
    expect((await e.ledger.rows(EDITION, [SECOND])).get(SECOND)).toMatchObject({ state: 'SKIPPED', detail: 'unreadable' });
  });

  it('[R55] that spoils the index does not spoil the dispatch: its reader is in the audience, and named by SEND', async () => {
    await write((row) => ({ ...row, since: 'yesterday', pausedUntil: 5 }));
    e.world.papers.push(paperOf(9, { newsAt: '2026-03-19T20:00:00.000Z' }));
    await e.drain();
    e.after(24 * HOUR);
    await e.tick();
    await e.drain();
    const next = '2026-03-20';
    expect(await e.accounts(next)).toMatchObject({ audience: 5, SENT: 4, SKIPPED: 1 });
    expect((await e.ledger.rows(next, [SECOND])).get(SECOND)).toMatchObject({ detail: 'unreadable' });
  });

  it('that the table does not give leaves the copy to the next try, and every other claim finished', async () => {
    let throttled = true;
    const stores = tableStores(tables.client, names);
    const flaky = engine(stores, async (name, call, args) => {
      if (throttled && name === 'readers.get' && args[0] === SECOND) throw new Error('ProvisionedThroughputExceededException');
      return call();
    });
    flaky.world.files = e.world.files;
    await expect(flaky.send({ ...DISPATCH, batch: 0 })).rejects.toThrow('ProvisionedThroughput');
    expect(await flaky.accounts(EDITION)).toMatchObject({ SENT: 4, CLAIMED: 0, PENDING: 1, UNKNOWN: 0 });
    throttled = false;
    await flaky.send({ ...DISPATCH, batch: 0 });
    expect(await flaky.accounts(EDITION)).toMatchObject({ SENT: 5, PENDING: 0 });
  });
});
