import { afterAll, describe, expect, test } from 'vitest';
import { capsStore } from '../../functions/adapters/caps.ts';
import { type DueReader, readersStore } from '../../functions/adapters/readers.ts';
import { confirm, unsubscribe } from '../../functions/domain/consent.ts';
import { memoryReaders } from '../fakes/memory-readers.ts';
import { startTables } from '../fakes/tables.ts';

const AT = new Date('2026-03-18T12:00:00.000Z');
const DAILY = { frequency: 'daily', weekday: 1, hour: 8, zone: 'Europe/Berlin' } as const;
const WEEKLY = { frequency: 'weekly', weekday: 5, hour: 18, zone: 'Asia/Tokyo' } as const;
const WISH = 'daily#Europe/Berlin#08';
const idOf = (n: number) => `reader${String(n).padStart(16, '0')}`;

const tables = await startTables();
afterAll(() => tables.stop());

describe.each([
  ['DynamoDB', async () => readersStore(tables.client, (await tables.fresh()).subscribers, () => AT)],
  ['memory', async () => memoryReaders(() => AT)],
])('readers in %s', (_name, open) => {
  type Store = Awaited<ReturnType<typeof open>>;
  const signUp = (store: Store, n: number, over: object = {}) =>
    store.signUp({ addressHash: `h${n}`, address: `r${n}@example.org`, readerId: idOf(n), requested: DAILY, at: AT, ...over });

  async function join(store: Store, n: number) {
    const readerId = await signUp(store, n);
    const { next } = confirm(await store.get(readerId), 0, AT);
    expect(await store.save(next!)).toBe(true);
    return readerId;
  }
  async function listed(store: Store, wish = WISH) {
    const readers: DueReader[] = [];
    for await (const reader of store.withWish(wish)) readers.push(reader);
    return readers.sort((a, b) => (a.readerId < b.readerId ? -1 : 1));
  }
  const wishers = async (store: Store, wish = WISH) => (await listed(store, wish)).map(({ readerId }) => readerId);

  test('a sign-up makes a pending reader; the address keeps its first reader and the last preferences', async () => {
    const store = await open();
    expect(await signUp(store, 1)).toBe(idOf(1));
    expect(await signUp(store, 1, { readerId: idOf(9), address: 'R1@example.org', requested: WEEKLY })).toBe(idOf(1));
    expect(await store.get(idOf(1))).toMatchObject({
      status: 'pending',
      generation: 0,
      address: 'r1@example.org',
      requested: WEEKLY,
    });
    expect(await store.get(idOf(9))).toBeUndefined();
  });

  test('a new reader is saved once', async () => {
    const store = await open();
    const { next } = confirm(
      {
        readerId: idOf(1),
        address: 'r1@example.org',
        status: 'pending',
        generation: 0,
        requested: DAILY,
        createdAt: AT.toISOString(),
        rev: 0,
      },
      0,
      AT,
    );
    expect([await store.save(next!), await store.save(next!)]).toEqual([true, false]);
    expect(await store.get(idOf(1))).toMatchObject({ status: 'active', rev: 1 });
    expect(await wishers(store)).toEqual([idOf(1)]);
    expect(await store.wishes()).toEqual([{ wish: WISH, usedAt: AT.toISOString() }]);
  });

  test('ten sign-ups of one address at once are one reader', async () => {
    const store = await open();
    const ids = await Promise.all(Array.from({ length: 10 }, (_, n) => signUp(store, 1, { readerId: idOf(n) })));
    expect(new Set(ids).size).toBe(1);
  });

  test('a sign-up changes nothing of a subscription', async () => {
    const store = await open();
    const readerId = await join(store, 1);
    const before = await store.get(readerId);
    await signUp(store, 1, { requested: WEEKLY });
    expect(await store.get(readerId)).toEqual({ ...before, requested: WEEKLY, rev: before!.rev + 1 });
    expect(await wishers(store)).toEqual([readerId]);
  });

  test('active readers are found by their preferences, and preferences in use are listed once', async () => {
    const store = await open();
    for (let n = 0; n < 20; n++) await join(store, n);
    expect(await wishers(store)).toEqual(Array.from({ length: 20 }, (_, n) => idOf(n)));
    expect(await store.wishes()).toEqual([{ wish: WISH, usedAt: AT.toISOString() }]);
    const [first] = await listed(store);
    expect(first).toEqual({ readerId: idOf(0), since: AT.toISOString() });
  });

  test('preferences are taken off the list only when no reader was written with them since', async () => {
    const store = await open();
    const readerId = await join(store, 1);
    expect(await store.retireWish(WISH, AT)).toBe(false);
    expect(await store.retireWish('daily#UTC#03', AT)).toBe(false);
    expect(await store.wishes()).toHaveLength(1);
    expect(await store.retireWish(WISH, new Date(AT.getTime() + 1))).toBe(true);
    expect(await store.wishes()).toEqual([]);
    expect(await store.save((await store.get(readerId))!)).toBe(true);
    expect(await store.wishes()).toHaveLength(1);
  });

  test('a change is written only over the row it was decided on', async () => {
    const store = await open();
    const readerId = await signUp(store, 1);
    const seen = await store.get(readerId);
    const { next } = confirm(seen, 0, AT);
    await store.suppress(readerId, 'bounce', AT);
    expect(await store.save(next!)).toBe(false);
    expect(await store.get(readerId)).toMatchObject({ status: 'suppressed' });
  });

  test('a reader who does not exist cannot be saved', async () => {
    const store = await open();
    const { next } = confirm(
      {
        readerId: idOf(1),
        address: 'a@b.cd',
        status: 'pending',
        generation: 0,
        requested: DAILY,
        createdAt: AT.toISOString(),
        rev: 1,
      },
      0,
      AT,
    );
    expect(await store.save(next!)).toBe(false);
    expect(await store.get(idOf(1))).toBeUndefined();
  });

  test('a reader who unsubscribes or changes preferences leaves the old ones at once', async () => {
    const store = await open();
    const [leaver, mover] = [await join(store, 1), await join(store, 2)];
    await store.save(unsubscribe(await store.get(leaver), 1, AT).next!);
    await signUp(store, 2, { requested: WEEKLY });
    await store.save(confirm(await store.get(mover), 1, AT).next!);
    expect(await wishers(store)).toEqual([]);
    expect(await wishers(store, 'weekly#Asia/Tokyo#18#5')).toEqual([mover]);
  });

  test('[R81] the days on which mail came back are noted once each, of readers there are', async () => {
    const store = await open();
    const readerId = await join(store, 1);
    const { rev } = (await store.get(readerId))!;
    const next = new Date(AT.getTime() + 86_400_000);
    expect(await store.bounced(readerId, AT)).toEqual(['2026-03-18']);
    expect(await store.bounced(readerId, new Date(AT.getTime() + 1000))).toEqual([]);
    expect(await store.bounced(readerId, next)).toEqual(['2026-03-18', '2026-03-19']);
    expect(await store.get(readerId)).toMatchObject({ bouncedOn: ['2026-03-18', '2026-03-19'], status: 'active', rev: rev + 2 });
    expect(await store.bounced(idOf(7), AT)).toEqual([]);
    expect(await store.get(idOf(7))).toBeUndefined();
  });

  test('[R84] a suppressed reader is no longer found by preferences, keeps the first reason, and does not come back', async () => {
    const store = await open();
    const readerId = await join(store, 1);
    expect(await store.suppress(readerId, 'complaint', AT)).toBe(true);
    expect(await store.suppress(readerId, 'bounce', new Date(AT.getTime() + 1000))).toBe(false);
    expect(await store.get(readerId)).toMatchObject({
      status: 'suppressed',
      suppressed: { reason: 'complaint', at: AT.toISOString() },
    });
    expect(await wishers(store)).toEqual([]);
    expect(await store.suppress(idOf(7), 'bounce', AT)).toBe(false);
    expect(await store.get(idOf(7))).toBeUndefined();
  });

  test('[R98] what is kept about a reader is that reader’s alone', async () => {
    const store = await open();
    const [one, two] = [await join(store, 1), await join(store, 2)];
    const rows = await store.rows(one);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ readerId: one, address: 'r1@example.org', status: 'active' });
    expect(JSON.stringify(rows)).not.toContain(two);
    expect(await store.rows(idOf(9))).toEqual([]);
  });

  test('[R99] an erased reader has no row and no preferences, nothing late brings them back, and a sign-up makes a new reader', async () => {
    const store = await open();
    const readerId = await join(store, 1);
    const before = (await store.get(readerId))!;
    expect(await store.freeAddress('h1', readerId)).toBe(true);
    await store.erase(readerId);
    await store.erase(readerId);
    expect(await store.suppress(readerId, 'complaint', AT)).toBe(false);
    expect(await store.save(before)).toBe(false);
    expect([await store.get(readerId), await store.find('h1'), await wishers(store)]).toEqual([undefined, undefined, []]);
    expect(await signUp(store, 1, { readerId: idOf(9) })).toBe(idOf(9));
    expect(await store.get(idOf(9))).toMatchObject({ status: 'pending', generation: 0 });
  });

  test('an address belongs to one reader, who alone can give it up', async () => {
    const store = await open();
    const [one, two] = [await join(store, 1), await join(store, 2)];
    expect(await store.find('h1')).toBe(one);
    expect(await store.assignAddress('h1', two)).toBe(one);
    expect(await store.freeAddress('h1', two)).toBe(false);
    expect(await store.freeAddress('h1', one)).toBe(true);
    expect(await store.assignAddress('h1', two)).toBe(two);
    expect(await store.find('h1')).toBe(two);
  });
});

test('[R99] a sign-up that meets an erasure half-way leaves no row that its address does not lead to', async () => {
  const { subscribers } = await tables.fresh();
  const store = readersStore(tables.client, subscribers);
  const request = { addressHash: 'h', address: 'a@example.org', requested: DAILY, at: AT };
  await store.signUp({ ...request, readerId: idOf(1) });
  let calls = 0;
  const send: typeof tables.client.send = async (...args: [never]) => {
    // Right after the sign-up has learnt who the address belongs to.
    if (++calls === 2) {
      await store.freeAddress('h', idOf(1));
      await store.erase(idOf(1));
    }
    return tables.client.send(...args);
  };
  const slow = readersStore(Object.assign(Object.create(tables.client), { send }), subscribers);
  expect(await slow.signUp({ ...request, readerId: idOf(2) })).toBe(idOf(2));
  expect(await store.get(idOf(1))).toBeUndefined();
  expect(await store.find('h')).toBe(idOf(2));
});

test('[R65][R100] counters count by key and window, whatever has not been deleted yet', async () => {
  const caps = capsStore(tables.client, (await tables.fresh()).subscribers);
  const later = new Date(AT.getTime() + 3_600_000);
  expect(await Promise.all([caps.count('a', AT), caps.count('a', AT), caps.count('b', AT)])).toContain(2);
  expect(await caps.count('a', AT)).toBe(3);
  expect(await caps.count('a', later)).toBe(1);
});
