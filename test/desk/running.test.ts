import { afterAll, expect, test } from 'vitest';
import { startTables } from '../fakes/tables.ts';
import { paper } from '../subscribe/site.ts';
import { NOW, room } from './room.ts';

const tables = await startTables();
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
    await desk.store.addDispatch({ ...id, state: 'OPEN', audience, audienceKey: 'a', madeAt: at, expiresAt: later });
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

test('alarms that ring, each with how bad it is and its cure; none; or that nobody knows', async () => {
  const desk = await room(tables);
  const cookie = await desk.enter();
  const see = async () => {
    const { text, status } = await desk.ask('/desk/running', {}, cookie);
    return [status, text.split('<h2>Alarms</h2>')[1]?.split('<h2>')[0]] as const;
  };
  expect(await see()).toEqual([200, expect.stringContaining('No alarm rings.')]);
  desk.world.ringing = async () => [
    { name: 'Send/Late', severity: 'high', impact: 'Late & <b>bad</b>.', cure: 'Type `a <b>`, wait.', since: NOW, silent: false },
    { name: 'Digest/NoTicks', severity: 'low', impact: 'None.', cure: 'Wait.', since: NOW, silent: true },
  ];
  const [, [late = '', silent = ''] = []] = [0, (await see())[1]?.split('<li>').slice(1) ?? []];
  expect(late).toMatch(/Send\/Late<.* act at once .* rings since[\s\S]*2026-03-18 12:00 UTC/);
  expect(late).toContain('Late &amp; &lt;b&gt;bad&lt;/b&gt;.');
  expect(late).toContain('Type <code>a &lt;b&gt;</code>, wait.');
  expect(silent).toMatch(/Digest\/NoTicks<.* this week .* no data since/);
  expect(silent).toContain('docs/operate.md');
  desk.world.ringing = async () => Promise.reject(new Error('no answer'));
  expect(await see()).toEqual([200, expect.stringContaining('CloudWatch did not answer')]);
  expect(desk.world.failures).toHaveLength(1);
  expect((await desk.ask('/desk/running', {}, cookie)).text).toContain('<h2>Sources</h2>');
});

/** A closed edition, with a dispatch that has so many readers, of whom some pause. */
async function closed(desk: Awaited<ReturnType<typeof room>>, id: string, audience: number, paused = 0, joined = 0) {
  const day = id.slice(0, 10);
  const frequency = id.endsWith('-week') ? 'weekly' : 'daily';
  const files = { papers: 'p', parts: 'q' };
  const row = { id, day, frequency, state: 'CLOSED', title: 'T', papers: 3, leftOut: 0 } as const;
  await desk.store.make({ ...row, start: at, end: at, recent: [], files, madeAt: at });
  const due = `${day}T06:00:00.000Z`;
  await desk.store.addDispatch({
    edition: id,
    due,
    state: 'OPEN',
    audience,
    joined,
    audienceKey: 'a',
    madeAt: at,
    expiresAt: later,
  });
  const tally = { SENT: audience - paused, REJECTED: 0, SKIPPED: paused, UNKNOWN: 0, ...(paused > 0 && { paused }) };
  await desk.store.close({ edition: id, due }, tally, NOW);
}

test('readers by frequency, as the copies of the last whole day and its week counted them', async () => {
  const desk = await room(tables);
  const cookie = await desk.enter();
  const see = async () => (await desk.ask('/desk/running', {}, cookie)).text.split('<h2>Readers</h2>')[1]?.split('<h2>')[0];
  expect(await see()).toContain('No day is over yet');
  await closed(desk, '2026-03-09', 500);
  await closed(desk, '2026-03-16', 120, 20);
  // Part of its hours have yet to come.
  await closed(desk, '2026-03-17', 7);
  await closed(desk, '2026-03-17-week', 900);
  await closed(desk, '2026-03-16-week', 40, 3);
  await closed(desk, '2026-03-10-week', 60);
  await closed(desk, '2026-03-09-week', 500);
  const rows = [...((await see()) ?? '').matchAll(/<th scope="row">([^<]+)<\/th><td class="n">([^<]+)/g)].map(
    ([, ...row]) => row,
  );
  expect(rows).toEqual([
    ['Daily', '100'],
    ['Weekly', '97'],
    ['Paused', '23'],
  ]);
});

test('readers who came and left, by week, as a picture and as figures, and no few of them exactly', async () => {
  const desk = await room(tables);
  const cookie = await desk.enter();
  for (let day = 1; day <= 17; day++)
    await closed(desk, `2026-03-${String(day).padStart(2, '0')}`, day > 9 ? 98 : 80, 0, day === 10 ? 20 : 0);
  const { text, response } = await desk.ask('/desk/running', {}, cookie);
  expect(text).toMatch(/<svg[^>]* role="img" aria-labelledby="weeks">\s*<title id="weeks">[^<]+/);
  const rows = [...text.matchAll(/<th scope="row"><time datetime="([^"]+)">.*?<td class="n">(.*?)<.*?<td class="n">(.*?)</g)];
  expect(rows.map(([, ...row]) => row)).toEqual([['2026-03-16', '20', 'fewer than 5']]);
  // Two readers who left are drawn as five would be: a quarter of the twenty who came.
  const heights = [...text.matchAll(/<rect[^>]* height="([\d.]+)"/g)].map(([, height]) => Number(height));
  expect(heights[1]).toBe((heights[0] ?? 0) / 4);
  expect(text).not.toMatch(/ style="/);
  expect(response.headers.get('content-security-policy')).not.toContain('script-src');
});

test('few readers are not counted exactly, by any frequency', async () => {
  const desk = await room(tables);
  const cookie = await desk.enter();
  await closed(desk, '2026-03-16', 4, 1);
  await closed(desk, '2026-03-17', 4);
  const page = (await desk.ask('/desk/running', {}, cookie)).text;
  expect([...page.matchAll(/<th scope="row">[^<]+<\/th><td class="n">([^<]+)/g)].map(([, n]) => n)).toEqual([
    'fewer than 5',
    '0',
    'fewer than 5',
  ]);
});

test('votes of the last editions: how many, and the papers with most', async () => {
  const desk = await room(tables);
  const cookie = await desk.enter();
  const see = async () => (await desk.ask('/desk/running', {}, cookie)).text.split('<h2>Votes</h2>')[1]?.split('<h2>')[0] ?? '';
  await closed(desk, '2026-03-17', 7);
  const papers = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id: `arxiv:${id}`, ids: [`arxiv:${id}`], title: `Paper <${id}>` }));
  desk.world.printed = papers.map((one) => ({ ...paper, ...one }));
  expect(await see()).toContain('no votes');
  for (const [n, one] of papers.entries())
    for (let voter = 0; voter < n; voter++) await desk.votes.cast(`reader${voter}`, one, 'good', NOW);
  await desk.votes.cast('reader9', { id: 'arxiv:a', ids: ['arxiv:a'], title: 'A' }, 'not', NOW);
  expect(await see()).toContain('10 votes');
  expect([...(await see()).matchAll(/<bdi>([^<]+)<\/bdi> · (\d)/g)].map(([, ...row]) => row)).toEqual([
    ['Paper &lt;e&gt;', '4'],
    ['Paper &lt;d&gt;', '3'],
    ['Paper &lt;c&gt;', '2'],
  ]);
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
