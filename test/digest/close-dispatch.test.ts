import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { engine, paperOf, readerIdOf, tableStores, utc8 } from '../fakes/engine.ts';
import { startTables } from '../fakes/tables.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DISPATCH = { edition: '2026-03-19', due: '2026-03-19T08:00:00.000Z' };

const tables = await startTables();
afterAll(() => tables.stop());
let e: ReturnType<typeof engine>;
beforeEach(async () => {
  e = engine(tableStores(tables.client, await tables.fresh()));
  e.world.papers = [0, 1, 2].map((n) => paperOf(n));
});

describe('a dispatch', () => {
  it('[R44] tells at the dispatch by how many copies the audience exceeds the daily quota', async () => {
    for (let n = 0; n < 7; n++) await e.join(n, utc8);
    e.world.remaining = 5;
    const report = await e.tick();
    expect(report).toMatchObject({ dispatched: [{ audience: 7 }], shortfall: 2 });
    // It is told once, when it is made, and one that still waits counts with the next.
    e.after(5 * MINUTE);
    expect((await e.tick()).shortfall).toBe(0);
    for (let n = 10; n < 14; n++) await e.join(n, { ...utc8, hour: 9 });
    e.after(HOUR);
    expect((await e.tick()).shortfall).toBe(7 + 4 - 5);
  });

  it('[R44] an unlimited quota falls short of nobody', async () => {
    await e.join(1, utc8);
    e.world.remaining = Number.POSITIVE_INFINITY;
    expect((await e.tick()).shortfall).toBe(0);
  });
});

describe('the accounts of a dispatch', () => {
  it('[R87] with every event lost nothing is sent again: what is unknown is named by reader at close', async () => {
    for (let n = 0; n < 102; n++) await e.join(n, utc8);
    e.world.answer = ({ tags }) =>
      tags.reader!.endsWith('01') ? { outcome: { kind: 'unknown', code: '500' }, accepted: true } : {};
    await e.tick();
    await e.drain();
    e.world.events = [];
    e.after(16 * MINUTE);
    const { closed } = await e.tick();
    expect(closed).toEqual([
      {
        ...DISPATCH,
        audience: 102,
        SENT: 100,
        REJECTED: 0,
        SKIPPED: 0,
        UNKNOWN: 2,
        unknown: [
          { batch: 0, readerIds: [readerIdOf(1)] },
          { batch: 1, readerIds: [readerIdOf(101)] },
        ],
        gap: 0,
      },
    ]);
    expect(e.world.journal).toHaveLength(102);
  });

  it('counts a fate as known that an event told after its batch was finished', async () => {
    await e.join(1, utc8);
    e.world.answer = () => ({ outcome: { kind: 'unknown', code: '500' }, accepted: true });
    await e.tick();
    expect(await e.drain()).toMatchObject([{ UNKNOWN: 1 }]);
    await e.learn();
    e.after(16 * MINUTE);
    expect((await e.tick()).closed).toMatchObject([{ SENT: 1, UNKNOWN: 0, unknown: [] }]);
  });

  it('[R58] closes a dispatch with what stayed unknown, and carries nothing into the next', async () => {
    await e.join(1, utc8);
    e.world.answer = () => ({ outcome: { kind: 'unknown', code: '500' } });
    await e.tick();
    await e.drain();
    e.after(16 * MINUTE);
    await e.tick();
    const closedAt = e.world.now.toISOString();
    expect(await e.editions.dispatch(DISPATCH)).toMatchObject({ state: 'CLOSED', closedAt, tally: { UNKNOWN: 1 } });
    e.world.answer = () => ({});
    e.world.papers.push(paperOf(8, { newsAt: '2026-03-19T09:00:00.000Z' }));
    e.after(DAY);
    await e.tick();
    await e.drain();
    e.after(DAY);
    await e.tick();
    expect(e.world.journal.map(({ tags }) => tags.edition)).toEqual(['2026-03-20']);
    expect(await e.editions.dispatch(DISPATCH)).toMatchObject({ state: 'CLOSED', closedAt, tally: { UNKNOWN: 1 } });
  });

  it('says by how many copies the counts miss the audience', async () => {
    for (let n = 0; n < 3; n++) await e.join(n, utc8);
    await e.tick();
    await e.drain();
    const wrong = { SENT: 2, REJECTED: 0, SKIPPED: 0, UNKNOWN: 0 };
    await e.editions.finishBatch(DISPATCH, 0, wrong, e.world.now);
    e.after(16 * MINUTE);
    expect((await e.tick()).closed).toMatchObject([{ audience: 3, SENT: 2, gap: 1 }]);
  });
});
