import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { editionsStore } from '../../functions/adapters/editions.ts';
import type { Dispatch, Edition } from '../../functions/domain/edition.ts';
import { memoryEditions } from '../fakes/memory-editions.ts';
import { startTables } from '../fakes/tables.ts';

const AT = new Date('2026-03-19T08:02:00.000Z');
const later = (minutes: number) => new Date(AT.getTime() + minutes * 60_000);
const editionOf = (day: string, over: Partial<Edition> = {}): Edition => ({
  id: day,
  day,
  frequency: 'daily',
  state: 'CLOSED',
  start: `${day}T00:00:00.000Z`,
  end: `${day}T05:00:00.000Z`,
  title: 'Paper number 0',
  papers: 3,
  leftOut: 0,
  recent: [{ day, end: `${day}T05:00:00.000Z` }],
  files: { papers: 'p1', parts: 'q1' },
  madeAt: AT.toISOString(),
  ...over,
});
const weekOf = (day: string) => editionOf(day, { id: `${day}-week`, frequency: 'weekly' });
const emptyOf = (day: string) => editionOf(day, { state: 'EMPTY', papers: 0, files: undefined });
const ID = { edition: '2026-03-19', due: '2026-03-19T08:00:00.000Z' };
const NONE = { ...ID, due: '2026-03-19T09:00:00.000Z' };
const dispatchOf = (over: Partial<Dispatch> = {}): Dispatch => ({
  ...ID,
  state: 'OPEN',
  audience: 230,
  audienceKey: 'a1',
  madeAt: AT.toISOString(),
  expiresAt: '2026-03-19T20:00:00.000Z',
  ...over,
});
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

  test('[R90] the first edition of a day wins, and everybody reads what it names', async () => {
    const made = (papers: string) => editions.make(editionOf('2026-03-19', { files: { papers, parts: 'q' } }));
    expect(await editions.get('2026-03-19')).toBeUndefined();
    const closed = await Promise.all(['p1', 'p2', 'p3'].map(made));
    expect(new Set(closed.map(({ files }) => files?.papers)).size).toBe(1);
    expect(await editions.get('2026-03-19')).toEqual(closed[0]);
    expect(await made('p9')).toEqual(closed[0]);
  });

  test('a day and the week to it are two editions; the last day is told also when it had no papers', async () => {
    expect(await editions.lastDay()).toBeUndefined();
    for (const one of [editionOf('2026-03-18'), emptyOf('2026-03-19'), weekOf('2026-03-20')]) await editions.make(one);
    expect(await editions.lastDay()).toEqual(emptyOf('2026-03-19'));
    expect(await editions.get('2026-03-20')).toBeUndefined();
    expect(await editions.get('2026-03-20-week')).toEqual(weekOf('2026-03-20'));
  });

  test('editions with papers are listed newest first, days apart from weeks, within a span of days', async () => {
    for (const day of ['2026-03-16', '2026-03-19', '2026-03-17', '2026-03-20']) await editions.make(editionOf(day));
    await editions.make(emptyOf('2026-03-18'));
    await editions.make(weekOf('2026-03-20'));
    const days = async (...[limit, from, to]: [number, string?, string?]) =>
      (await editions.printed('daily', limit, from, to)).map(({ day }) => day);
    expect(await days(10)).toEqual(['2026-03-20', '2026-03-19', '2026-03-17', '2026-03-16']);
    expect(await days(2)).toEqual(['2026-03-20', '2026-03-19']);
    expect(await days(10, '2026-03-17', '2026-03-19')).toEqual(['2026-03-19', '2026-03-17']);
    expect(await days(10, '2026-03-21')).toEqual([]);
    expect(await editions.printed('weekly', 10, '2026-03-01', '2026-03-20')).toEqual([weekOf('2026-03-20')]);
  });

  test('[R90] the first put of a dispatch wins', async () => {
    expect(await editions.dispatch(ID)).toBeUndefined();
    const made = await Promise.all(['a1', 'a2', 'a3'].map((audienceKey) => editions.addDispatch(dispatchOf({ audienceKey }))));
    expect(new Set(made.map(({ audienceKey }) => audienceKey)).size).toBe(1);
    expect(await editions.dispatch(ID)).toEqual(made[0]);
    expect(await editions.addDispatch(dispatchOf({ audienceKey: 'a9' }))).toEqual(made[0]);
  });

  test('the dispatches of an edition are told in the order they are due, missed ones too, and those are not open', async () => {
    const at = (hour: string) => ({ due: `2026-03-19T${hour}:00:00.000Z` });
    await editions.addDispatch(dispatchOf(at('12')));
    await editions.addDispatch(dispatchOf({ ...at('08'), state: 'MISSED', audienceKey: undefined }));
    await editions.addDispatch(dispatchOf({ ...at('08'), edition: '2026-03-19-week' }));
    expect((await editions.dispatches('2026-03-19')).map(({ due, state }) => [due.slice(11, 13), state])).toEqual([
      ['08', 'MISSED'],
      ['12', 'OPEN'],
    ]);
    expect((await editions.open()).map(({ edition, due }) => `${edition} ${due.slice(11, 13)}`).sort()).toEqual([
      '2026-03-19 12',
      '2026-03-19-week 08',
    ]);
  });

  test('a dispatch is open until it is closed, once, with its accounts', async () => {
    await editions.addDispatch(dispatchOf());
    expect(await editions.open()).toEqual([ID]);
    expect(await editions.close(ID, TALLY, later(20))).toBe(true);
    expect(await editions.close(ID, { ...TALLY, SENT: 0 }, later(30))).toBe(false);
    expect(await editions.open()).toEqual([]);
    expect(await editions.dispatch(ID)).toEqual(dispatchOf({ state: 'CLOSED', tally: TALLY, closedAt: later(20).toISOString() }));
    expect(await editions.close(NONE, TALLY, AT)).toBe(false);
    expect(await editions.dispatch(NONE)).toBeUndefined();
  });

  test('[R42] an open dispatch is given longer, never shorter; a closed one is not', async () => {
    await editions.addDispatch(dispatchOf());
    const expiry = async () => (await editions.dispatch(ID))?.expiresAt;
    await editions.extend(ID, later(24 * 60));
    expect(await expiry()).toBe(later(24 * 60).toISOString());
    await editions.extend(ID, later(60));
    expect(await expiry()).toBe(later(24 * 60).toISOString());
    await editions.close(ID, TALLY, later(20));
    await editions.extend(ID, later(48 * 60));
    expect(await expiry()).toBe(later(24 * 60).toISOString());
    await editions.extend(NONE, AT);
    expect(await editions.dispatch(NONE)).toBeUndefined();
  });

  test('it is noted when batches were queued', async () => {
    await editions.addDispatch(dispatchOf());
    await editions.enqueued(ID, later(1));
    await editions.enqueued(ID, later(15));
    expect((await editions.dispatch(ID))?.enqueuedAt).toBe(later(15).toISOString());
    await editions.enqueued(NONE, AT);
    expect(await editions.dispatch(NONE)).toBeUndefined();
  });

  test('finished batches are kept by dispatch and number, the last account of each', async () => {
    expect(await editions.finishedBatches(ID)).toEqual(new Map());
    await editions.finishBatch(ID, 1, TALLY, AT);
    await editions.finishBatch(ID, 0, TALLY, AT);
    await editions.finishBatch(NONE, 0, TALLY, AT);
    await editions.finishBatch(ID, 1, { ...TALLY, SENT: 229, UNKNOWN: 0 }, later(10));
    expect(await editions.finishedBatches(ID)).toEqual(
      new Map([
        [0, TALLY],
        [1, { ...TALLY, SENT: 229, UNKNOWN: 0 }],
      ]),
    );
  });

  test('[R58a] a dispatch can be opened again for copies to be resent, and remembers when and how many', async () => {
    await editions.addDispatch(dispatchOf());
    await editions.close(ID, TALLY, later(20));
    await editions.reopen(ID, { at: later(30), copies: 1 });
    expect(await editions.open()).toEqual([ID]);
    const resent = [{ at: later(30).toISOString(), copies: 1 }];
    expect(await editions.dispatch(ID)).toEqual(dispatchOf({ resent }));
    await editions.reopen(ID, { at: later(40), copies: 2 });
    expect((await editions.dispatch(ID))?.resent).toEqual([...resent, { at: later(40).toISOString(), copies: 2 }]);
    expect(await editions.close(ID, TALLY, later(50))).toBe(true);
    await expect(editions.reopen(NONE, { at: AT, copies: 1 })).rejects.toThrow();
    expect(await editions.dispatch(NONE)).toBeUndefined();
  });
});
