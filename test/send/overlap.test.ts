import { describe, expect, it } from 'vitest';
import { engine, memoryStores, paperOf, type Step } from '../fakes/engine.ts';

const utc8 = { frequency: 'daily', weekday: 1, hour: 8, zone: 'UTC' } as const;
const EDITION = '2026-03-19';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

async function world(readers: number, step?: Step) {
  const e = engine(memoryStores(), step);
  e.world.papers = [paperOf(0)];
  for (let n = 0; n < readers; n++) await e.join(n, utc8);
  return e;
}

/** The most copies any reader got of one edition. */
function most({ journal }: { journal: { to: string; tags: Record<string, string> }[] }) {
  const copies = Map.groupBy(journal, ({ to, tags }) => `${tags.edition} ${to}`);
  return Math.max(0, ...[...copies.values()].map(({ length }) => length));
}

describe('[R40] a worker that falls asleep at any awaited call', () => {
  it.each([
    ['until its claim is over', 16 * MINUTE],
    ['until the edition has expired', 13 * HOUR],
    ['until the next edition is under way', 25 * HOUR],
  ])('%s, and then wakes, doubles nobody and upsets no account', async (_name, sleep) => {
    let late = 0;
    let at = 0;
    for (let slept = true; slept; at++) {
      let mayFall = false;
      let passed = 0;
      let awake: ReturnType<typeof Promise.withResolvers<void>> | undefined;
      const fallen = Promise.withResolvers<void>();
      const pass = async () => {
        if (!mayFall || awake || passed++ !== at) return;
        awake = Promise.withResolvers<void>();
        fallen.resolve();
        await awake.promise;
      };
      const step: Step = async (_name, call) => {
        await pass();
        const answer = await call();
        await pass();
        return answer;
      };
      const e = await world(1, step);
      await e.tick();
      const message = e.world.queue[0]!;
      mayFall = true;
      const zombie = e.worker()(message);
      await Promise.race([zombie, fallen.promise]);
      mayFall = false;
      slept = awake !== undefined;

      // While it sleeps, everybody else carries on; events of what it sent arrive.
      e.after(sleep);
      for (let round = 0; round < 3; round++) {
        await e.tick();
        await e.drain();
        await e.learn();
        e.after(11 * MINUTE);
      }
      const before = e.world.journal.length;
      awake?.resolve();
      await zombie;
      late += e.world.journal.length - before;
      for (let round = 0; round < 3; round++) {
        await e.tick();
        await e.drain();
        await e.learn();
        e.after(11 * MINUTE);
      }
      expect(most(e.world), `moment ${at}`).toBeLessThanOrEqual(1);
      const { SENT, REJECTED, SKIPPED, UNKNOWN, audience, state } = await e.accounts(EDITION);
      expect({ state, sum: SENT + REJECTED + SKIPPED + UNKNOWN }, `moment ${at}`).toEqual({ state: 'CLOSED', sum: audience });
    }
    console.log(`${at - 1} moments to fall asleep at, ${late} calls of SES made after waking, 0 doubled / 0 lost`);
    expect(at).toBeGreaterThan(20);
  });
});

describe('[R40] several workers on one batch', () => {
  it.each([2, 3, 5])('%i at once deliver each copy once', async (workers) => {
    const e = await world(20);
    await e.tick();
    const message = e.world.queue.shift()!;
    await Promise.all(Array.from({ length: workers }, () => e.worker()(message)));
    expect(e.world.journal).toHaveLength(20);
    expect(await e.accounts(EDITION)).toMatchObject({ SENT: 20 });
  });
});

describe("[R95] yesterday's run, still open when today's begins", () => {
  it('goes on beside it: each reader gets each edition once, and the quota is for both together', async () => {
    const e = await world(5);
    let quota = 2;
    e.world.answer = () => (quota-- > 0 ? {} : { outcome: { kind: 'quota' } });
    await e.tick();
    await e.drain();
    // Three copies of yesterday wait for the quota when today's edition is dispatched.
    e.world.papers.push(paperOf(1, { newsAt: '2026-03-19T20:00:00.000Z' }));
    e.world.now = new Date('2026-03-20T07:50:00.000Z');
    quota = 1;
    await e.tick();
    await e.drain();
    e.world.now = new Date('2026-03-20T08:02:00.000Z');
    await e.tick();
    expect(new Set(e.world.queue.map(({ edition }) => edition))).toContain('2026-03-20');
    quota = 100;
    for (let round = 0; round < 3; round++) {
      await e.drain();
      e.after(16 * MINUTE);
      await e.tick();
    }
    expect(most(e.world)).toBe(1);
    // What waited for the quota for a whole day is skipped, and named as such: it is on the web.
    expect(await e.accounts(EDITION)).toMatchObject({ state: 'CLOSED', SENT: 3, SKIPPED: 2 });
    expect(await e.accounts('2026-03-20')).toMatchObject({ state: 'CLOSED', SENT: 5 });
  });
});

describe('[R58a] a fault of SES that lasts', () => {
  it.each([1, 2, 4])('costs %i workers a handful of copies each, however many batches wait', async (workers) => {
    const e = await world(1500);
    e.world.answer = () => ({ outcome: { kind: 'unknown', code: '503' } });
    const team = Array.from({ length: workers }, () => e.worker());
    await e.tick();
    const hour = async (fault: boolean) => {
      if (!fault) e.world.answer = () => ({});
      for (let quarter = 0; quarter < 4; quarter++) {
        const messages = e.world.queue.splice(0);
        await Promise.all(
          team.map(async (work, i) => {
            for (const message of messages.filter((_, n) => n % workers === i)) await work(message);
          }),
        );
        e.after(15 * MINUTE);
        await e.tick();
      }
    };
    await hour(true);
    const { UNKNOWN } = await e.accounts(EDITION);
    // Three in a row open it, seven more may be under way, and one is tried each time the queue comes round again.
    expect(UNKNOWN).toBeLessThanOrEqual((3 + 7 + 3) * workers);
    await hour(false);
    expect(await e.accounts(EDITION)).toMatchObject({ state: 'CLOSED', SENT: 1500 - UNKNOWN, UNKNOWN });
  });
});
