import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { readersStore } from '../../functions/adapters/readers.ts';
import { addressHash } from '../../functions/domain/address.ts';
import { type AccountPorts, eraseReader, moveToNewAddress } from '../../functions/subscribe/account.ts';
import { aReader, aSignUp } from '../fakes/build.ts';
import { memoryMailboxes } from '../fakes/memory-mailboxes.ts';
import { memoryReaders } from '../fakes/memory-readers.ts';
import { startTables } from '../fakes/tables.ts';
import { NOW } from './site.ts';

const KEY = new Uint8Array(32).fill(9);
const hash = (address: string) => addressHash(KEY, address);
const ADA = aReader({
  readerId: 'ada0000000000000000000',
  address: 'ada@old.example',
  since: NOW.toISOString(),
  pendingAddress: { address: 'ada@new.example', number: 3, at: NOW.toISOString() },
  rev: 4,
});
const EVE = aSignUp({ readerId: 'eve0000000000000000000', address: 'ada@new.example' });

/** One account over fakes that die before or after a call, by its number. */
function office() {
  const readers = memoryReaders();
  readers.put(ADA);
  readers.put(EVE);
  readers.addresses.set(hash(ADA.address), ADA.readerId).set(hash(EVE.address), EVE.readerId);
  const world = { dieAt: -1, calls: 0, letters: [] as string[], departures: new Map<string, string>() };
  const mailboxes = memoryMailboxes(async () => KEY);
  const step = async <T>(call: () => Promise<T>): Promise<T> => {
    if (world.calls++ === world.dieAt) throw new Error('killed before');
    const value = await call();
    if (world.calls++ === world.dieAt) throw new Error('killed after');
    return value;
  };
  const ports: AccountPorts = {
    readers: {
      get: (id) => step(() => readers.get(id)),
      save: (next) => step(() => readers.save(next)),
      find: (h) => step(() => readers.find(h)),
      assignAddress: (h, id) => step(() => readers.assignAddress(h, id)),
      freeAddress: (h, id) => step(() => readers.freeAddress(h, id)),
      rows: (id) => step(() => readers.rows(id)),
      erase: (id) => step(() => readers.erase(id)),
    },
    requestLetter: ({ kind }) => step(async () => void world.letters.push(kind)),
    noteDeparture: (h, { what }) => step(async () => void world.departures.set(h, what)),
    mailboxes: { uncount: (...args) => step(() => mailboxes.uncount(...args)) },
    addressKey: async () => KEY,
    randomId: () => 'x'.repeat(22),
    now: () => NOW,
  };
  return { readers, world, ports };
}

const deaths = fc.array(fc.nat(40), { minLength: 1, maxLength: 3 });

/** Repeats a request that dies at these calls, as its sender would, until it gets an answer. */
async function repeat<T>(world: { dieAt: number; calls: number }, dieAt: number[], request: () => Promise<T>): Promise<T> {
  for (const at of dieAt) {
    Object.assign(world, { dieAt: at, calls: 0 });
    await request().catch(() => {});
  }
  world.dieAt = -1;
  return request();
}

test('[R76] a change of address that crashes anywhere is complete after a repeat: one address, one owner, one mail to the former address', async () => {
  await fc.assert(
    fc.asyncProperty(deaths, async (dieAt) => {
      const { readers, world, ports } = office();
      expect(['changed', 'no-change']).toContain(await repeat(world, dieAt, () => moveToNewAddress(ports, ADA.readerId, 3)));
      expect([...readers.all.values()].map(({ readerId, address }) => [readerId, address])).toEqual([
        [ADA.readerId, EVE.address],
      ]);
      expect([...readers.addresses]).toEqual([[hash(EVE.address), ADA.readerId]]);
      expect([...world.departures]).toEqual([[hash(ADA.address), 'moved']]);
      expect(world.letters).toContain('address-changed');
    }),
  );
});

test('[R99] an erasure that crashes anywhere is complete after a repeat', async () => {
  await fc.assert(
    fc.asyncProperty(deaths, async (dieAt) => {
      const { readers, world, ports } = office();
      await repeat(world, dieAt, async () => {
        const reader = await readers.get(ADA.readerId);
        if (reader) await eraseReader(ports, reader);
      });
      expect([...readers.all.keys()]).toEqual([EVE.readerId]);
      expect(readers.addresses.get(hash(ADA.address))).toBeUndefined();
      expect([...world.departures]).toEqual([[hash(ADA.address), 'erased']]);
    }),
  );
});

const tables = await startTables();
afterAll(() => tables.stop());

test('[R98][R99] of any table, an export shows every row of its reader and none of another, and erasing deletes just those', async () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd').map((letter) => letter.repeat(22));
  const rows = fc.uniqueArray(fc.record({ reader: id, sk: fc.constantFrom('READER', 'VOTE#1', 'VOTE#2', 'VOTE#3') }), {
    selector: ({ reader, sk }) => reader + sk,
  });
  await fc.assert(
    fc.asyncProperty(rows, id, async (all, mine) => {
      const { subscribers } = await tables.fresh();
      const store = readersStore(tables.client, subscribers);
      for (const { reader, sk } of all)
        await tables.client.send(
          new PutCommand({ TableName: subscribers, Item: { pk: `READER#${reader}`, sk, reader, of: sk } }),
        );
      const wanted = all.filter(({ reader }) => reader === mine);
      expect(new Set((await store.rows(mine)).map(({ of }) => of))).toEqual(new Set(wanted.map(({ sk }) => sk)));
      expect((await store.rows(mine)).every(({ reader }) => reader === mine)).toBe(true);
      await store.erase(mine);
      const { Items = [] } = await tables.client.send(new ScanCommand({ TableName: subscribers }));
      expect(Items).toHaveLength(all.length - wanted.length);
    }),
    { numRuns: 15 },
  );
});
