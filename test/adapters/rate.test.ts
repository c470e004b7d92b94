import { afterAll, describe, expect, it } from 'vitest';
import { pacedWorkers } from '../fakes/paced-workers.ts';
import { startTables } from '../fakes/tables.ts';

const tables = await startTables();
afterAll(() => tables.stop());

describe('[R43] the shared rate', () => {
  it.each([
    [1, 1],
    [1, 2],
    [14, 1],
    [14, 4],
    [14, 8],
    [50, 3],
    [200, 6],
    [200, 8],
  ])('of %i mails a second is never exceeded in any second by %i workers, who use 19 of 20', async (rate, workers) => {
    const { editions } = await tables.fresh();
    const { most, perSecond } = await pacedWorkers(tables.client, editions, {
      rate,
      workers,
      mailMs: 150,
      seconds: rate > 14 ? 8 : 60,
    });
    expect(most).toBeLessThanOrEqual(rate);
    expect(perSecond).toBeGreaterThanOrEqual(0.95 * rate);
  });
});
