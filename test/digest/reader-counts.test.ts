import { expect, test } from 'vitest';
import { countReaders, readersByWeek } from '../../functions/digest/reader-counts.ts';
import type { Overview } from '../../functions/digest/recent-editions.ts';
import { addDays } from '../../functions/domain/schedule.ts';
import { aDispatch, aPrintedEdition } from '../fakes/build.ts';
import { engine, memoryStores, paperOf } from '../fakes/engine.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const daily = { frequency: 'daily', weekday: 1, hour: 8, zone: 'UTC' } as const;

test('a dispatch knows how many of its readers came since the copy before it', async () => {
  const e = engine(memoryStores());
  const joined = async (edition: string) =>
    (await e.editions.dispatches(edition)).map(({ due, joined }) => [due.slice(11, 16), joined]);
  e.world.papers = [paperOf(0)];
  await e.join(1, daily, '2026-03-01T00:00:00.000Z');
  await e.join(2, daily, '2026-03-18T09:00:00.000Z');
  await e.join(3, daily, '2026-03-19T08:01:00.000Z');
  await e.tick();
  expect(await joined('2026-03-19')).toEqual([['08:00', 1]]);
  // A day without papers has no copy: those who came on it are counted with the next.
  e.after(DAY);
  await e.tick();
  await e.join(4, { ...daily, hour: 7 }, '2026-03-20T12:00:00.000Z');
  e.world.papers.push(paperOf(1, { newsAt: '2026-03-20T12:00:00.000Z' }));
  e.after(DAY);
  await e.tick();
  expect(await joined('2026-03-21')).toEqual([
    ['07:00', 1],
    ['08:00', 1],
  ]);
});

const overview = (id: string, audience: number, joined: number | undefined, paused = 0): Overview => ({
  ...aPrintedEdition(id),
  dispatches: [aDispatch(id, { audience, ...(joined !== undefined && { joined }) })],
  audience,
  tally: { SENT: audience - paused, REJECTED: 0, SKIPPED: paused, UNKNOWN: 0, ...(paused && { paused }) },
});

/** Newest first: `weeks` weeks of days that end with the 18th, the newest of which is not over. One reader comes a day, and on Mondays seven leave. */
function recent(days: number): Overview[] {
  const all: Overview[] = [];
  let readers = 100;
  for (let n = days; n >= 0; n--) {
    const day = addDays('2026-03-18', -n);
    const monday = new Date(day).getUTCDay() === 1;
    readers += monday ? -6 : 1;
    all.unshift(overview(day, readers, 1));
    if (monday) all.unshift(overview(`${day}-week`, 50, 0, 2));
  }
  return all;
}

test('readers of the weeks that are over, oldest first: who came, and who left', () => {
  expect(readersByWeek(recent(29), 8)).toEqual([
    { to: '2026-03-03', joined: 7, left: 7 },
    { to: '2026-03-10', joined: 7, left: 7 },
    { to: '2026-03-17', joined: 7, left: 7 },
  ]);
  expect(readersByWeek(recent(29), 2).map(({ to }) => to)).toEqual(['2026-03-10', '2026-03-17']);
  expect(readersByWeek(recent(10), 8)).toEqual([]);
});

test('readers by frequency, without the day that is not over', () => {
  const days = recent(20);
  expect(countReaders(days)).toEqual({
    daily: days.filter(({ frequency }) => frequency === 'daily')[1]?.audience,
    weekly: 48,
    paused: 2,
  });
});

test('weeks end where a dispatch does not know who came, or no day had papers', () => {
  const days = recent(29);
  const unknown = days.map((one) => (one.id === '2026-03-05' ? overview(one.id, one.audience, undefined) : one));
  expect(readersByWeek(unknown, 8).map(({ to }) => to)).toEqual(['2026-03-17']);
  const holiday = days.filter(({ day }) => day <= '2026-03-03' || day > '2026-03-10');
  expect(readersByWeek(holiday, 8)).toEqual([]);
});
