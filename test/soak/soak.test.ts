import { expect, test } from 'vitest';
import { soak } from './soak.ts';

test('four days of a small list, with crashes, throttles and a badly answering SES, break no promise', async () => {
  const { happened, left, faults } = await soak({ readers: 150, days: 4, seed: 7 });
  expect(faults).toEqual([]);
  expect(left).toMatchObject({ 'dispatches open': 0, 'messages queued': 0, 'events waiting': 0 });
  expect(happened['copies SES took']).toBeGreaterThan(300);
  expect(happened.crashes).toBeGreaterThan(0);
  for (const reason of ['sent', 'with', 'empty', 'not-subscribed'])
    expect(happened[`days told as: ${reason}`], reason).toBeGreaterThan(0);
});
