import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { editionsStore } from '../../functions/adapters/editions-store.ts';
import type { Edition } from '../../functions/domain/edition.ts';
import { memoryEditions } from '../fakes/memory-editions.ts';
import { startTables } from '../fakes/tables.ts';

const AT = new Date('2026-03-19T08:02:00.000Z');
const later = (minutes: number) => new Date(AT.getTime() + minutes * 60_000);
const editionOf = (over: Partial<Edition> = {}): Edition => ({
  id: 'daily-20260318T0800-20260319T0800',
  frequency: 'daily',
  windowStart: '2026-03-18T08:00:00.000Z',
  windowEnd: '2026-03-19T08:00:00.000Z',
  state: 'OPEN',
  slots: ['daily#UTC#08'],
  house: false,
  title: 'Paper number 0',
  papers: 3,
  audience: 230,
  papersKey: 'p1',
  partsKey: 'q1',
  audienceKey: 'a1',
  frozenAt: AT.toISOString(),
  expiresAt: '2026-03-19T20:00:00.000Z',
  ...over,
});
const ID = editionOf().id;
const TALLY = { SENT: 228, REJECTED: 1, SKIPPED: 0, UNKNOWN: 1 };

let tables: Awaited<ReturnType<typeof startTables>>;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

describe.each([
  ['DynamoDB', async () => editionsStore(tables.client, (await tables.fresh()).editions)],
  ['memory', async () => memoryEditions()],
])('editions in %s', (_name, open) => {
  let editions: Awaited<ReturnType<typeof open>>;
  beforeEach(async () => {
    editions = await open();
  });

  test('[R90] the first freeze wins, and everybody reads what it names', async () => {
    expect(await editions.get(ID)).toBeUndefined();
    const frozen = await Promise.all(['p1', 'p2', 'p3'].map((papersKey) => editions.freeze(editionOf({ papersKey }))));
    expect(new Set(frozen.map(({ papersKey }) => papersKey)).size).toBe(1);
    expect(await editions.get(ID)).toEqual(frozen[0]);
    expect(await editions.freeze(editionOf({ papersKey: 'p9' }))).toEqual(frozen[0]);
  });

  test('a slot moves forward only', async () => {
    const slot = 'daily#UTC#08';
    expect(await editions.servedUntil(slot)).toBeUndefined();
    expect(await editions.advance(slot, AT)).toBe(true);
    expect(await editions.advance(slot, AT)).toBe(false);
    expect(await editions.advance(slot, later(-1))).toBe(false);
    expect(await editions.advance(slot, later(1))).toBe(true);
    expect(await editions.servedUntil(slot)).toEqual(later(1));
  });

  test('how far slots are is read for many at once; who never was served is left out', async () => {
    const slots = Array.from({ length: 150 }, (_, n) => `daily#UTC#${n}`);
    await editions.advance('daily#UTC#0', AT);
    await editions.advance('daily#UTC#149', later(1));
    expect(await editions.served(slots)).toEqual(
      new Map([
        ['daily#UTC#0', AT],
        ['daily#UTC#149', later(1)],
      ]),
    );
    expect(await editions.served([])).toEqual(new Map());
  });

  test('an edition is open until it is closed, once, with its accounts', async () => {
    await editions.freeze(editionOf());
    expect(await editions.open()).toEqual([ID]);
    expect(await editions.close(ID, TALLY, later(20))).toBe(true);
    expect(await editions.close(ID, { ...TALLY, SENT: 0 }, later(30))).toBe(false);
    expect(await editions.open()).toEqual([]);
    expect(await editions.get(ID)).toEqual(editionOf({ state: 'CLOSED', tally: TALLY, closedAt: later(20).toISOString() }));
    expect(await editions.close('daily-x', TALLY, AT)).toBe(false);
    expect(await editions.get('daily-x')).toBeUndefined();
  });

  test('[R42] an open edition is given longer, never shorter; a closed one is not', async () => {
    await editions.freeze(editionOf());
    await editions.extend(ID, later(24 * 60));
    expect((await editions.get(ID))?.expiresAt).toBe(later(24 * 60).toISOString());
    await editions.extend(ID, later(60));
    expect((await editions.get(ID))?.expiresAt).toBe(later(24 * 60).toISOString());
    await editions.close(ID, TALLY, later(20));
    await editions.extend(ID, later(48 * 60));
    expect((await editions.get(ID))?.expiresAt).toBe(later(24 * 60).toISOString());
    await editions.extend('daily-x', AT);
    expect(await editions.get('daily-x')).toBeUndefined();
  });

  test('it is noted when batches were queued', async () => {
    await editions.freeze(editionOf());
    await editions.enqueued(ID, later(1));
    await editions.enqueued(ID, later(15));
    expect((await editions.get(ID))?.enqueuedAt).toBe(later(15).toISOString());
    await expect(editions.enqueued('daily-x', AT)).rejects.toThrow();
  });

  test('finished batches are kept by number, the last account of each', async () => {
    expect(await editions.finishedBatches(ID)).toEqual(new Map());
    await editions.finishBatch(ID, 1, TALLY, AT);
    await editions.finishBatch(ID, 0, TALLY, AT);
    await editions.finishBatch(ID, 1, { ...TALLY, SENT: 229, UNKNOWN: 0 }, later(10));
    expect(await editions.finishedBatches(ID)).toEqual(
      new Map([
        [0, TALLY],
        [1, { ...TALLY, SENT: 229, UNKNOWN: 0 }],
      ]),
    );
  });

  test('[R58a] an edition can be opened again for copies to be resent, and remembers when and how many', async () => {
    await editions.freeze(editionOf());
    await editions.close(ID, TALLY, later(20));
    await editions.reopen(ID, { at: later(30), copies: 1 });
    expect(await editions.open()).toEqual([ID]);
    const resent = [{ at: later(30).toISOString(), copies: 1 }];
    expect(await editions.get(ID)).toEqual(editionOf({ resent }));
    await editions.reopen(ID, { at: later(40), copies: 2 });
    expect((await editions.get(ID))?.resent).toEqual([...resent, { at: later(40).toISOString(), copies: 2 }]);
    expect(await editions.close(ID, TALLY, later(50))).toBe(true);
    await expect(editions.reopen('daily-x', { at: AT, copies: 1 })).rejects.toThrow();
    expect(await editions.get('daily-x')).toBeUndefined();
  });

  test('house editions are listed newest first, each once', async () => {
    for (const day of [17, 19, 18, 19])
      await editions.publish({ id: `d${day}`, title: 't', papers: day, windowEnd: `2026-03-${day}T07:00:00.000Z` });
    expect((await editions.house(2)).map(({ id }) => id)).toEqual(['d19', 'd18']);
    expect(await editions.house(10)).toHaveLength(3);
    expect(
      (await editions.house(10, new Date('2026-03-18T00:00:00Z'), new Date('2026-03-19T00:00:00Z'))).map(({ id }) => id),
    ).toEqual(['d18']);
  });
});
