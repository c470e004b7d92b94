import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { editionsStore } from '../../functions/adapters/editions-store.ts';
import { ledgerStore } from '../../functions/adapters/ledger-store.ts';
import { LEASE_MS } from '../../functions/domain/ledger.ts';
import { memoryLedger } from '../fakes/memory-ledger.ts';
import { startTables } from '../fakes/tables.ts';

const AT = new Date('2026-03-19T08:02:00.000Z');
const LATER = new Date('2026-03-19T08:20:00.000Z');
const EDITION = 'daily-20260318T0800-20260319T0800';
const copyOf = (n: number, batch = 0) => ({ edition: EDITION, batch, readerId: `reader${String(n).padStart(16, '0')}` });
const COPY = copyOf(1);

let tables: Awaited<ReturnType<typeof startTables>>;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

describe.each([
  ['DynamoDB', async () => ledgerStore(tables.client, (await tables.fresh()).editions)],
  ['memory', async () => memoryLedger()],
])('the ledger in %s', (_name, open) => {
  let ledger: Awaited<ReturnType<typeof open>>;
  beforeEach(async () => {
    ledger = await open();
  });
  const row = async (copy = COPY) => (await ledger.rows(copy.edition, copy.batch)).get(copy.readerId);
  const claimed = async (previous = 0) => (await ledger.claim(COPY, previous, AT))!;

  test('a batch nobody has tried has no rows', async () => {
    expect(await ledger.rows(EDITION, 0)).toEqual(new Map());
  });

  test('a claim is won once, names its attempt and its lease, and shows in its batch alone', async () => {
    const claims = await Promise.all([1, 2, 3].map(() => ledger.claim(COPY, 0, AT)));
    const lease = new Date(AT.getTime() + LEASE_MS);
    expect(claims.filter(Boolean)).toEqual([{ ...COPY, attempt: 1, lease }]);
    expect(await row()).toEqual({
      readerId: COPY.readerId,
      state: 'CLAIMED',
      attempt: 1,
      at: AT.toISOString(),
      lease: lease.toISOString(),
    });
    expect(await ledger.rows(EDITION, 1)).toEqual(new Map());
    expect(await ledger.rows('daily-20260319T0800-20260320T0800', 0)).toEqual(new Map());
  });

  test('a claim ends once, in any of the four states', async () => {
    for (const [n, state] of (['SENT', 'REJECTED', 'SKIPPED', 'UNKNOWN'] as const).entries()) {
      const claim = (await ledger.claim(copyOf(n), 0, AT))!;
      expect(await ledger.settle(claim, { state, detail: 'why' }, LATER)).toBe(true);
      expect(await ledger.settle(claim, { state: 'SENT', detail: 'again' }, LATER)).toBe(false);
      expect(await row(copyOf(n))).toEqual({
        readerId: copyOf(n).readerId,
        state,
        attempt: 1,
        at: LATER.toISOString(),
        detail: 'why',
      });
    }
  });

  test('[R40] a claim given back can be taken again only as the next attempt, and the old one is void', async () => {
    const first = await claimed();
    expect(await ledger.release(first)).toBe(true);
    expect(await row()).toMatchObject({ state: 'PENDING', attempt: 1 });
    expect(await ledger.claim(COPY, 0, LATER)).toBeUndefined();
    expect(await ledger.claim(COPY, 2, LATER)).toBeUndefined();
    const second = await claimed(1);
    expect(second.attempt).toBe(2);
    expect(await ledger.release(first)).toBe(false);
    expect(await ledger.settle(first, { state: 'SENT', detail: 'late' }, LATER)).toBe(false);
    expect(await ledger.settle(second, { state: 'SENT', detail: 'm2' }, LATER)).toBe(true);
  });

  test('[R57] a copy that nobody holds can be skipped, and is then fenced', async () => {
    expect(await ledger.skip(COPY, 'expired', AT)).toBe(true);
    expect(await row()).toMatchObject({ state: 'SKIPPED', attempt: 1, detail: 'expired' });
    expect(await ledger.claim(COPY, 0, LATER)).toBeUndefined();
    expect(await ledger.skip(COPY, 'expired', LATER)).toBe(false);
    const given = (await ledger.claim(copyOf(2), 0, AT))!;
    await ledger.release(given);
    expect(await ledger.skip(copyOf(2), 'expired', LATER)).toBe(true);
    expect(await ledger.claim(copyOf(2), 1, LATER)).toBeUndefined();
    await ledger.claim(copyOf(3), 0, AT);
    expect(await ledger.skip(copyOf(3), 'expired', LATER)).toBe(false);
  });

  test('an event makes a claimed or unknown copy SENT, once, and decides nothing that has ended otherwise', async () => {
    const claim = await claimed();
    expect(await ledger.confirm(COPY, 'm1', LATER)).toBe(true);
    expect(await row()).toEqual({
      readerId: COPY.readerId,
      state: 'SENT',
      attempt: 1,
      at: LATER.toISOString(),
      detail: 'm1',
    });
    expect(await ledger.confirm(COPY, 'm1', LATER)).toBe(false);
    expect(await ledger.settle(claim, { state: 'UNKNOWN', detail: 'ECONNRESET' }, LATER)).toBe(false);
    const unknown = (await ledger.claim(copyOf(2), 0, AT))!;
    await ledger.settle(unknown, { state: 'UNKNOWN', detail: 'ECONNRESET' }, AT);
    expect(await ledger.confirm(copyOf(2), 'm2', LATER)).toBe(true);
    await ledger.skip(copyOf(3), 'expired', AT);
    expect(await ledger.confirm(copyOf(3), 'm3', LATER)).toBe(false);
    expect(await ledger.confirm(copyOf(4), 'm4', LATER)).toBe(false);
    expect(await row(copyOf(4))).toBeUndefined();
  });

  test('[R58a] an unknown copy may be offered again, as the next attempt; no other can', async () => {
    const claim = await claimed();
    expect(await ledger.reopen({ ...COPY, attempt: 1 })).toBe(false);
    await ledger.settle(claim, { state: 'UNKNOWN', detail: 'ECONNRESET' }, AT);
    expect(await ledger.reopen({ ...COPY, attempt: 2 })).toBe(false);
    expect(await ledger.reopen({ ...COPY, attempt: 1 })).toBe(true);
    expect(await ledger.reopen({ ...COPY, attempt: 1 })).toBe(false);
    expect(await row()).toMatchObject({ state: 'PENDING', attempt: 1 });
    expect(await ledger.claim(COPY, 0, LATER)).toBeUndefined();
    expect((await claimed(1)).attempt).toBe(2);
    expect(await ledger.reopen({ ...copyOf(2), attempt: 1 })).toBe(false);
    expect(await row(copyOf(2))).toBeUndefined();
  });

  test('an event still settles a copy that was offered again: the first one did arrive', async () => {
    await ledger.settle(await claimed(), { state: 'UNKNOWN', detail: 'ECONNRESET' }, AT);
    await ledger.reopen({ ...COPY, attempt: 1 });
    expect(await ledger.confirm(COPY, 'm1', LATER)).toBe(true);
    expect(await ledger.claim(COPY, 1, LATER)).toBeUndefined();
  });
});

test('[R100] copies and the accounts of batches go by themselves, however they came to be, and no change of one puts that off', async () => {
  const { editions: table } = await tables.fresh();
  const ledger = ledgerStore(tables.client, table, 30);
  const claim = (await ledger.claim(COPY, 0, AT))!;
  await ledger.settle(claim, { state: 'UNKNOWN', detail: 'ECONNRESET' }, LATER);
  await ledger.confirm(COPY, 'm1', LATER);
  await ledger.skip(copyOf(2), 'expired', AT);
  await editionsStore(tables.client, table, 30).finishBatch(EDITION, 0, { SENT: 1, REJECTED: 0, SKIPPED: 1, UNKNOWN: 0 }, AT);
  const { Items = [] } = await tables.client.send(new ScanCommand({ TableName: table }));
  const end = Date.parse('2026-04-18T08:02:00.000Z') / 1000;
  expect(Items.map(({ sk, ttl }) => [sk, ttl]).sort()).toEqual([
    ['BATCH#00000', end],
    [COPY.readerId, end],
    [copyOf(2).readerId, end],
  ]);
});
