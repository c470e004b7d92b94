import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { editionsStore } from '../../functions/adapters/editions.ts';
import { ledgerStore } from '../../functions/adapters/ledger.ts';
import { CLAIM_MS, cameWith, EXPIRED, MOVED } from '../../functions/domain/ledger.ts';
import { memoryLedger } from '../fakes/memory-ledger.ts';
import { startTables } from '../fakes/tables.ts';

const AT = new Date('2026-03-19T08:02:00.000Z');
const LATER = new Date('2026-03-19T08:20:00.000Z');
const EDITION = '2026-03-19';
const DUE = '2026-03-19T08:00:00.000Z';
const copyOf = (n: number, edition = EDITION) => ({ edition, dispatch: DUE, readerId: `reader${String(n).padStart(16, '0')}` });
const COPY = copyOf(1);

const tables = await startTables();
afterAll(() => tables.stop());

describe.each([
  ['DynamoDB', async () => ledgerStore(tables.client, (await tables.fresh()).editions)],
  ['memory', async () => memoryLedger()],
])('the ledger in %s', (_name, open) => {
  let ledger: Awaited<ReturnType<typeof open>>;
  beforeEach(async () => {
    ledger = await open();
  });
  const row = async (copy = COPY) => (await ledger.rows(copy.edition, [copy.readerId])).get(copy.readerId);
  const claimed = async (copy = COPY) => (await ledger.claim(copy, await row(copy), AT))!;

  test('copies that nobody has tried have no rows', async () => {
    expect(await ledger.rows(EDITION, [])).toEqual(new Map());
    expect(await ledger.rows(EDITION, [COPY.readerId, copyOf(2).readerId])).toEqual(new Map());
    expect(await ledger.history(COPY.readerId, '')).toEqual([]);
  });

  test('a claim is won once, names its attempt and how long it holds, and is the row of its reader and edition alone', async () => {
    const claims = await Promise.all([1, 2, 3].map(() => ledger.claim(COPY, undefined, AT)));
    const claimedUntil = new Date(AT.getTime() + CLAIM_MS);
    expect(claims.filter(Boolean)).toEqual([{ ...COPY, attempt: 1, claimedUntil }]);
    const claim = { ...COPY, state: 'CLAIMED', attempt: 1, at: AT.toISOString(), claimedUntil: claimedUntil.toISOString() };
    expect(await row()).toEqual(claim);
    expect(await row(copyOf(2))).toBeUndefined();
    expect(await row(copyOf(1, '2026-03-20'))).toBeUndefined();
  });

  test('the rows of many readers are read at once', async () => {
    const many = Array.from({ length: 230 }, (_, n) => copyOf(n));
    for (const copy of many) await ledger.claim(copy, undefined, AT);
    const rows = await ledger.rows(
      EDITION,
      many.map(({ readerId }) => readerId),
    );
    expect(rows.size).toBe(230);
  });

  test("a reader's rows are told from a day on, in the order of days, a week after its last day", async () => {
    for (const edition of ['2026-03-20', '2026-03-18', '2026-03-19-week', '2026-03-17', '2026-03-19'])
      await ledger.claim(copyOf(1, edition), undefined, AT);
    await ledger.claim(copyOf(2, '2026-03-21'), undefined, AT);
    expect((await ledger.history(COPY.readerId, '2026-03-18')).map(({ edition }) => edition)).toEqual([
      '2026-03-18',
      '2026-03-19',
      '2026-03-19-week',
      '2026-03-20',
    ]);
  });

  test('a claim ends once, in any of the four states', async () => {
    for (const [n, state] of (['SENT', 'REJECTED', 'SKIPPED', 'UNKNOWN'] as const).entries()) {
      const claim = await claimed(copyOf(n));
      expect(await ledger.end(claim, { state, detail: 'why' }, LATER)).toBe(true);
      expect(await ledger.end(claim, { state: 'SENT', detail: 'again' }, LATER)).toBe(false);
      expect(await row(copyOf(n))).toEqual({ ...copyOf(n), state, attempt: 1, at: LATER.toISOString(), detail: 'why' });
    }
  });

  test('[R40] a claim given back can be taken again only as the next attempt, and the old one is void', async () => {
    const first = await claimed();
    expect(await ledger.release(first)).toBe(true);
    expect(await row()).toMatchObject({ state: 'PENDING', attempt: 1 });
    const pending = (await row())!;
    expect(await ledger.claim(COPY, undefined, LATER)).toBeUndefined();
    expect(await ledger.claim(COPY, { ...pending, attempt: 2 }, LATER)).toBeUndefined();
    const second = (await ledger.claim(COPY, pending, AT))!;
    expect(second.attempt).toBe(2);
    expect(await ledger.release(first)).toBe(false);
    expect(await ledger.end(first, { state: 'SENT', detail: 'late' }, LATER)).toBe(false);
    expect(await ledger.end(second, { state: 'SENT', detail: 'm2' }, LATER)).toBe(true);
  });

  test('[R57] a copy that nobody holds can be skipped, and is then fenced', async () => {
    expect(await ledger.skip(COPY, undefined, EXPIRED, AT)).toBe(true);
    expect(await row()).toMatchObject({ state: 'SKIPPED', attempt: 1, detail: 'expired', dispatch: DUE });
    expect(await ledger.claim(COPY, undefined, LATER)).toBeUndefined();
    expect(await ledger.skip(COPY, undefined, EXPIRED, LATER)).toBe(false);
    const seen = await claimed(copyOf(2));
    await ledger.release(seen);
    const pending = await row(copyOf(2));
    expect(await ledger.skip(copyOf(2), pending, EXPIRED, LATER)).toBe(true);
    expect(await ledger.claim(copyOf(2), pending, LATER)).toBeUndefined();
    await claimed(copyOf(3));
    expect(await ledger.skip(copyOf(3), undefined, EXPIRED, LATER)).toBe(false);
  });

  test('a copy that was not due to one dispatch may be taken by another, or left to a later edition, once', async () => {
    await ledger.end(await claimed(), { state: 'SKIPPED', detail: MOVED }, AT);
    const moved = (await row())!;
    const noon = { ...COPY, dispatch: '2026-03-19T12:00:00.000Z' };
    const taken = (await ledger.claim(noon, moved, LATER))!;
    expect(await row()).toMatchObject({ state: 'CLAIMED', dispatch: noon.dispatch, attempt: 2 });
    expect(await ledger.skip(COPY, moved, cameWith('2026-03-20'), LATER)).toBe(false);
    await ledger.end(taken, { state: 'SKIPPED', detail: MOVED }, LATER);
    const { dispatch: _, ...copy } = COPY;
    expect(await ledger.skip(copy, await row(), cameWith('2026-03-20'), LATER)).toBe(true);
    expect(await row()).toMatchObject({ state: 'SKIPPED', dispatch: noon.dispatch, detail: cameWith('2026-03-20') });
    expect(await ledger.claim(noon, moved, LATER)).toBeUndefined();
  });

  test('an event makes a claimed or unknown copy SENT, once, and decides nothing that has ended otherwise', async () => {
    const claim = await claimed();
    expect(await ledger.confirm(COPY, 'm1', LATER)).toBe(true);
    expect(await row()).toEqual({ ...COPY, state: 'SENT', attempt: 1, at: LATER.toISOString(), detail: 'm1' });
    expect(await ledger.confirm(COPY, 'm1', LATER)).toBe(false);
    expect(await ledger.end(claim, { state: 'UNKNOWN', detail: 'ECONNRESET' }, LATER)).toBe(false);
    const unknown = await claimed(copyOf(2));
    await ledger.end(unknown, { state: 'UNKNOWN', detail: 'ECONNRESET' }, AT);
    expect(await ledger.confirm(copyOf(2), 'm2', LATER)).toBe(true);
    await ledger.skip(copyOf(3), undefined, EXPIRED, AT);
    expect(await ledger.confirm(copyOf(3), 'm3', LATER)).toBe(false);
    expect(await ledger.confirm(copyOf(4), 'm4', LATER)).toBe(false);
    expect(await row(copyOf(4))).toBeUndefined();
  });

  test('[R58a] an unknown copy may be offered again, as the next attempt; no other can', async () => {
    const claim = await claimed();
    expect(await ledger.reopen({ ...COPY, attempt: 1 })).toBe(false);
    await ledger.end(claim, { state: 'UNKNOWN', detail: 'ECONNRESET' }, AT);
    expect(await ledger.reopen({ ...COPY, attempt: 2 })).toBe(false);
    expect(await ledger.reopen({ ...COPY, attempt: 1 })).toBe(true);
    expect(await ledger.reopen({ ...COPY, attempt: 1 })).toBe(false);
    expect(await row()).toMatchObject({ state: 'PENDING', attempt: 1 });
    expect(await ledger.claim(COPY, undefined, LATER)).toBeUndefined();
    expect((await claimed()).attempt).toBe(2);
    expect(await ledger.reopen({ ...copyOf(2), attempt: 1 })).toBe(false);
    expect(await row(copyOf(2))).toBeUndefined();
  });

  test('an event still ends a copy that was offered again: the first one did arrive', async () => {
    await ledger.end(await claimed(), { state: 'UNKNOWN', detail: 'ECONNRESET' }, AT);
    await ledger.reopen({ ...COPY, attempt: 1 });
    const offered = await row();
    expect(await ledger.confirm(COPY, 'm1', LATER)).toBe(true);
    expect(await ledger.claim(COPY, offered, LATER)).toBeUndefined();
  });
});

test('[R100] copies and the accounts of batches go by themselves, however they came to be, and no change of one puts that off', async () => {
  const { editions: table } = await tables.fresh();
  const ledger = ledgerStore(tables.client, table, 30);
  const claim = (await ledger.claim(COPY, undefined, AT))!;
  await ledger.end(claim, { state: 'UNKNOWN', detail: 'ECONNRESET' }, LATER);
  await ledger.confirm(COPY, 'm1', LATER);
  await ledger.skip(copyOf(2), undefined, EXPIRED, AT);
  await editionsStore(tables.client, table, 30).finishBatch(
    { edition: EDITION, due: DUE },
    0,
    { SENT: 1, REJECTED: 0, SKIPPED: 1, UNKNOWN: 0 },
    AT,
  );
  const { Items = [] } = await tables.client.send(new ScanCommand({ TableName: table }));
  const end = Date.parse('2026-04-18T08:02:00.000Z') / 1000;
  expect(Items.map(({ sk, ttl }) => [sk, ttl]).sort()).toEqual([
    ['00000', end],
    [EDITION, end],
    [EDITION, end],
  ]);
});
