import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rateLimiter } from '../../functions/adapters/rate.ts';
import { startTables } from '../fakes/tables.ts';

let tables: Awaited<ReturnType<typeof startTables>>;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

/** Virtual time: a sleeper wakes when every worker sleeps, earliest first; a call of the table takes no time. */
function virtualTime() {
  let now = Date.UTC(2026, 2, 19, 8);
  let awake = 0;
  const sleepers: { until: number; wake: () => void }[] = [];
  const next = () => {
    if (awake > 0 || sleepers.length === 0) return;
    sleepers.sort((a, b) => a.until - b.until);
    const { until, wake } = sleepers.shift()!;
    now = Math.max(now, until);
    awake++;
    wake();
  };
  return {
    now: () => new Date(now),
    sleep: (ms: number) =>
      new Promise<void>((wake) => {
        sleepers.push({ until: now + ms, wake });
        awake--;
        next();
      }),
    async run(worker: () => Promise<void>) {
      awake++;
      await worker();
      awake--;
      next();
    },
  };
}

describe('[R43] the shared rate', () => {
  it.each([
    [14, 1],
    [14, 4],
    [50, 3],
    [1, 2],
  ])('of %i mails a second with %i workers is never exceeded in any second', async (rate, workers) => {
    const { editions } = await tables.fresh();
    const time = virtualTime();
    const sent: number[] = [];
    const each = Math.ceil((rate * 6) / workers);
    await Promise.all(
      Array.from({ length: workers }, () =>
        time.run(async () => {
          const limiter = rateLimiter(tables.client, editions, time);
          for (let n = 0; n < each; n++) {
            await limiter.take(rate);
            sent.push(time.now().getTime());
          }
        }),
      ),
    );
    sent.sort((a, b) => a - b);
    for (const [n, at] of sent.entries()) expect(sent.slice(n).filter((t) => t < at + 1000).length).toBeLessThanOrEqual(rate);
    const seconds = (sent.at(-1)! - sent[0]!) / 1000;
    // It also gets on: at least 80 % of what SES allows, the edges of the run included.
    expect((sent.length - 1) / seconds).toBeGreaterThan(0.8 * Math.max(1, Math.floor(rate * 0.95)));
  });
});
