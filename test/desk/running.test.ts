import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTables } from '../fakes/tables.ts';
import { NOW, room } from './room.ts';

let tables: Awaited<ReturnType<typeof startTables>>;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

const at = NOW.toISOString();
const later = new Date(NOW.getTime() + 3_600_000).toISOString();

/** A desk after a day whose dispatches have so many readers; the last is under way. */
async function afterDay(...audiences: number[]) {
  const desk = await room(tables);
  const files = { papers: 'p', parts: 'q' };
  const edition = {
    id: '2026-03-18',
    day: '2026-03-18',
    frequency: 'daily',
    state: 'CLOSED',
    title: 'T',
    papers: 62,
    leftOut: 0,
  } as const;
  await desk.store.make({ ...edition, start: at, end: at, recent: [], files, madeAt: at });
  for (const [n, audience] of audiences.entries()) {
    const due = `2026-03-18T0${n}:00:00.000Z`;
    const id = { edition: edition.id, due };
    await desk.store.freeze({ ...id, state: 'OPEN', audience, audienceKey: 'a', frozenAt: at, expiresAt: later });
    if (n < audiences.length - 1) await desk.store.close(id, { SENT: audience - 1, REJECTED: 1, SKIPPED: 0, UNKNOWN: 0 }, NOW);
  }
  return { desk, cookie: await desk.enter() };
}

test('the last editions with their copies by state, and no few readers counted', async () => {
  const { desk, cookie } = await afterDay(1200, 150);
  const page = (await desk.ask('/desk/running', {}, cookie)).text;
  expect(page).toContain('1,350 due, 1,199 sent, fewer than 5 refused, not all counted yet');
  expect(page).toContain('it was not looked at yet');
  const few = await afterDay(3, 1);
  const counted = (await few.desk.ask('/desk/running', {}, few.cookie)).text;
  expect(counted).toContain('fewer than 5 due, fewer than 5 sent, fewer than 5 refused, not all counted yet');
});

test('an editor pauses all sending, and lets it go on: what waited is queued', async () => {
  const { desk, cookie } = await afterDay(120, 150);
  expect((await desk.act(cookie, '/desk/running/pause', { reason: ' a <b>wrong</b>\n subject ' })).status).toBe(303);
  const page = async () => (await desk.ask('/desk/running', {}, cookie)).text;
  expect(await page()).toContain('Sending is paused: <bdi>a &lt;b&gt;wrong&lt;/b&gt; subject</bdi>');
  expect(desk.world.batches).toEqual([]);
  expect((await desk.act(cookie, '/desk/running/resume')).status).toBe(303);
  expect(await page()).toContain('Sending is on.');
  expect(desk.world.batches).toEqual([0, 1].map((batch) => ({ edition: '2026-03-18', due: '2026-03-18T01:00:00.000Z', batch })));
  expect(desk.world.acts.slice(-2)).toEqual(['1 running/pause 303', '1 running/resume 303']);
});
