import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { capsStore } from '../../functions/adapters/caps.ts';
import { mailboxOf } from '../../functions/domain/address.ts';
import { mailboxes } from '../../functions/subscribe/mailboxes.ts';
import { memoryMailboxes } from '../fakes/memory-mailboxes.ts';
import { startTables } from '../fakes/tables.ts';
import { town } from './town.ts';

const AT = new Date('2026-03-18T12:00:00.000Z');
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const days = (n: number) => new Date(AT.getTime() + n * DAY_MS);
const KEY = new Uint8Array(32).fill(9);
const addressKey = async () => KEY;

const tables = await startTables();
afterAll(() => tables.stop());

describe.each([
  ['DynamoDB', async () => mailboxes({ caps: capsStore(tables.client, (await tables.fresh()).subscribers), addressKey })],
  ['memory', async () => memoryMailboxes(addressKey)],
])('letters counted in %s', (_name, open) => {
  test('[R65] one a day and three in any thirty days, however the address is spelt; the same letter is counted once', async () => {
    const { count } = await open();
    expect([await count('a.da+x@example.org', 'l0', AT), await count('a.da+x@example.org', 'l0', days(0.5))]).toEqual([
      true,
      true,
    ]);
    expect([await count('ADA@example.org', 'l1', days(0.9)), await count('ada@example.net', 'l2', days(0.9))]).toEqual([
      false,
      true,
    ]);
    expect([await count('ada+y@Example.org', 'l3', days(1)), await count('ad.a@example.org', 'l4', days(2))]).toEqual([
      true,
      true,
    ]);
    expect([await count('ada@example.org', 'l5', days(29.9)), await count('ada@example.org', 'l6', days(30))]).toEqual([
      false,
      true,
    ]);
  });

  test('only letters that were acted on stop counting', async () => {
    const { count, uncount } = await open();
    for (const n of [0, 1, 2]) expect(await count('ada@example.org', `l${n}`, days(n))).toBe(true);
    await uncount('ada@example.org', ['of another mailbox']);
    expect(await count('ada@example.org', 'l3', days(4))).toBe(false);
    await uncount('a.da@example.org', ['l0', 'l2']);
    expect([await count('ada@example.org', 'l3', days(2)), await count('ada@example.org', 'l4', days(3))]).toEqual([true, true]);
    expect(await count('ada@example.org', 'l5', days(4))).toBe(false);
  });
});

test('[R65] twenty letters at once are one', async () => {
  const { count } = mailboxes({ caps: capsStore(tables.client, (await tables.fresh()).subscribers), addressKey });
  const all = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => count(`ada+${n}@example.org`, `l${n}`, AT)));
  expect(all.filter((one) => one.status === 'fulfilled' && one.value)).toHaveLength(1);
});

const SPELT = [
  'ada@example.org',
  'Ada+papers@example.org',
  'a.d.a@example.org',
  'ada+1@EXAMPLE.org',
  'bob@example.org',
  'b.ob+2@example.org',
];

test('[R65] whatever strangers type in two months, no mailbox gets more than one letter a day and three in thirty days', async () => {
  const names = await tables.fresh();
  const deed = fc.record({
    address: fc.constantFrom(...SPELT),
    path: fc.constantFrom('/subscribe' as const, '/account-link' as const),
    hours: fc.constantFrom(0, 1, 5, 13, 24, 24 * 5),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 10, maxLength: 40 }), async (deeds) => {
      const the = town(tables, names);
      await the.wipe();
      await the.signUp(SPELT[0]!);
      for (const { address, path, hours } of deeds) {
        the.after(hours * HOUR_MS);
        if (path === '/subscribe') await the.signUp(address);
        else await the.post(path, { email: address });
      }
      const sent = SPELT.flatMap((address) =>
        the.mailsTo(address).map(({ at }) => ({ mailbox: mailboxOf(address), at: at.getTime() })),
      );
      for (const { mailbox, at } of sent) {
        const until = (ms: number) => sent.filter((one) => one.mailbox === mailbox && one.at <= at && one.at > at - ms).length;
        expect([until(DAY_MS) <= 1, until(30 * DAY_MS) <= 3]).toEqual([true, true]);
      }
    }),
    { numRuns: 15 },
  );
});

test('[R65] a mailbox is asked once a day, however many people sign its address up', async () => {
  const the = town(tables, await tables.fresh());
  for (const address of ['eve@one.example', 'eve@two.example']) {
    await the.signUp(address);
    await the.use(the.newest(address, 'confirm')!);
    await the.post('/account-link', { email: address });
    const token = the.newest(address, 'account')?.token ?? '';
    for (const email of ['victim@example.org', 'v.ictim+x@example.org'])
      expect(await the.post('/account/address', { token, email })).toBe(202);
  }
  await the.signUp('victim@example.org');
  expect([...the.mailsTo('victim@example.org'), ...the.mailsTo('v.ictim+x@example.org')].map(({ kind }) => kind)).toEqual([
    'change-address',
  ]);
});

test('two readers may share a mailbox, and each is written to as they spell it', async () => {
  const the = town(tables, await tables.fresh());
  for (const address of ['ada@example.org', 'ada+lab@example.org']) {
    await the.signUp(address);
    expect(await the.use(the.newest(address, 'confirm')!)).toBe(200);
    expect(await the.readerAt(address)).toMatchObject({ status: 'active', address });
  }
});

test('[R65] a returning reader gets the letter: letters that were acted on, or that a reader asked for, do not count', async () => {
  const the = town(tables, await tables.fresh());
  const email = 'ada@example.org';
  for (let round = 0; round < 5; round++) {
    the.after(HOUR_MS);
    await the.signUp(email);
    expect(the.mailsTo(email)[0]).toMatchObject({ kind: 'confirm', at: the.world.now });
    expect(await the.use(the.newest(email, 'confirm')!)).toBe(200);
    if (round === 0) for (const _ of 'twice') await the.post('/account-link', { email });
    await the.leave((await the.readerAt(email))!);
  }
  // A stranger is held to the caps as before, and may not keep the reader out for longer than they last.
  const before = the.mailsTo(email).length;
  for (let hour = 0; hour < 29 * 24; hour += 6) {
    the.after(6 * HOUR_MS);
    await the.signUp(email);
  }
  expect(the.mailsTo(email).length - before).toBe(3);
  the.after(2 * DAY_MS);
  await the.signUp(email);
  expect(the.mailsTo(email).length - before).toBe(4);
});

test('[R65] a reminder that was acted on does not count either', async () => {
  const the = town(tables, await tables.fresh());
  const email = 'ada@example.org';
  await the.signUp(email);
  the.after(25 * HOUR_MS);
  await the.remind((await the.readerAt(email))!);
  const [reminder, first] = the.mailsTo(email);
  expect([reminder?.at, first?.at]).toEqual([the.world.now, expect.any(Date)]);
  expect(await the.use(reminder!)).toBe(200);
  await the.leave((await the.readerAt(email))!);
  await the.signUp(email);
  expect(the.mailsTo(email).filter(({ kind }) => kind === 'confirm')).toHaveLength(3);
});
