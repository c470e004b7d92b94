import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { controlStore } from '../../functions/adapters/control.ts';
import { memoryControl } from '../fakes/memory-control.ts';
import { startTables } from '../fakes/tables.ts';

const AT = new Date('2026-03-19T08:02:00.000Z');
const daysAgo = (n: number) => new Date(AT.getTime() - n * 86_400_000);

const tables = await startTables();
afterAll(() => tables.stop());

describe.each([
  ['DynamoDB', async () => controlStore(tables.client, (await tables.fresh()).editions)],
  ['memory', async () => memoryControl()],
])('the switch in %s', (_name, open) => {
  let control: Awaited<ReturnType<typeof open>>;
  beforeEach(async () => {
    control = await open();
  });

  test('stops and starts sending, with the last reason given', async () => {
    expect(await control.paused()).toBeUndefined();
    await control.pause('too many bounces', AT);
    await control.pause('a wrong subject', AT);
    expect(await control.paused()).toBe('a wrong subject');
    await control.resume('looked into', AT);
    expect(await control.paused()).toBeUndefined();
  });

  test('[R56] adds up what the last three days came to, and forgets what was before', async () => {
    expect(await control.record(AT)).toEqual({ sent: 0, bounces: 0, complaints: 0 });
    await control.count('sent', 100, daysAgo(3));
    await control.count('sent', 50, daysAgo(2));
    await Promise.all(Array.from({ length: 5 }, () => control.count('sent', 10, AT)));
    await control.count('bounces', 1, daysAgo(1));
    await control.count('complaints', 2, AT);
    expect(await control.record(AT)).toEqual({ sent: 100, bounces: 1, complaints: 2 });
  });
});
