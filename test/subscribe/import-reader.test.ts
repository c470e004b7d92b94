import { expect, test } from 'vitest';
import { addressHash } from '../../functions/domain/address.ts';
import { refuseRequests } from '../../functions/domain/consent.ts';
import type { Departure } from '../../functions/domain/departure.ts';
import { type ImportPorts, importReader } from '../../functions/subscribe/import-reader.ts';
import { memoryReaders } from '../fakes/memory-readers.ts';

const NOW = new Date('2026-03-18T12:00:00Z');
const CONSENT = new Date('2024-05-01T00:00:00Z');
const KEY = new Uint8Array(32);
const ADA = { email: 'ada@example.org', frequency: 'daily', weekday: 1, hour: 8, zone: 'UTC' } as const;
const HASH = addressHash(KEY, ADA.email);

function world(over: { departure?: Departure; dieAt?: number } = {}) {
  const readers = memoryReaders();
  let ids = 0;
  let writes = 0;
  const dying = <A extends unknown[], R>(write: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      const done = await write(...args);
      if (++writes === over.dieAt) throw new Error('the process died');
      return done;
    };
  };
  const ports: ImportPorts = {
    readers: {
      ...readers,
      signUp: dying(readers.signUp),
      save: dying(readers.save),
      assignAddress: dying(readers.assignAddress),
    },
    departureOf: async () => over.departure,
    addressKey: async () => KEY,
    randomId: () => `reader${String(ids++).padStart(16, '0')}`,
    now: () => NOW,
  };
  return { readers, ports, bring: () => importReader(ports, ADA, CONSENT) };
}

test.each([1, 2])('an import that dies after its write %i is made whole by the next', async (dieAt) => {
  const { readers, bring } = world({ dieAt });
  await expect(bring()).rejects.toThrow('died');
  expect(['new', 'known']).toContain(await bring());
  expect(await bring()).toBe('known');
  expect([...readers.all.values()]).toMatchObject([
    { status: 'active', confirmedAt: CONSENT.toISOString(), preferences: { hour: 8, zone: 'UTC' }, generation: 1 },
  ]);
});

test('somebody unknown takes two writes, and a sign-up of the address at that moment is one reader with it', async () => {
  const { readers, bring } = world();
  expect(await bring()).toBe('new');
  expect(readers.writes).toEqual(['assignAddress', 'save']);

  const other = world();
  const { assignAddress } = other.readers;
  const { email: address, ...requested } = ADA;
  other.ports.readers.assignAddress = async (hash, readerId) => {
    const owner = await assignAddress(hash, readerId);
    await other.readers.signUp({
      addressHash: HASH,
      address,
      readerId: 'x'.repeat(22),
      requested,
      at: NOW,
    });
    return owner;
  };
  expect(await other.bring()).toBe('new');
  expect([...other.readers.all.values()]).toMatchObject([{ status: 'active', generation: 1, preferences: { hour: 8 } }]);
});

test('[R101] an import does not bring back a reader who left, whether the table or only the note outside it says so', async () => {
  for (const what of ['unsubscribed', 'erased', 'moved'] as const) {
    const { readers, bring } = world({ departure: { what, at: NOW.toISOString() } });
    expect(await bring()).toBe(what);
    expect([readers.all.size, readers.addresses.size]).toEqual([0, 0]);
  }
  const { readers, bring } = world();
  await bring();
  const [reader] = readers.all.values();
  for (const status of ['unsubscribed', 'suppressed'] as const) {
    readers.put({ ...reader!, status });
    expect(await bring()).toBe(status);
    expect(await readers.get(reader!.readerId)).toMatchObject({ status });
  }
});

test('[R99] after an erasure, a sign-up that is not confirmed does not let an old list import the address', async () => {
  for (const what of ['erased', 'unsubscribed', 'moved'] as const) {
    const { readers, bring } = world({ departure: { what, at: NOW.toISOString() } });
    const { email: address, ...requested } = ADA;
    const readerId = await readers.signUp({ addressHash: HASH, address, readerId: 'x'.repeat(22), requested, at: NOW });
    expect(await bring()).toBe(what);
    expect(await readers.get(readerId)).toMatchObject({ status: 'pending', generation: 0 });
  }
});

test('an import keeps the preferences of a pending sign-up, and skips a reader who asked for no more requests', async () => {
  const { readers, bring } = world();
  const requested = { frequency: 'weekly', weekday: 5, hour: 18, zone: 'Asia/Tokyo' } as const;
  const readerId = await readers.signUp({ addressHash: HASH, address: ADA.email, readerId: 'x'.repeat(22), requested, at: NOW });
  const pending = (await readers.get(readerId))!;
  readers.put(refuseRequests(pending, NOW).next!);
  expect(await bring()).toBe('refused');
  readers.put(pending);
  expect(await bring()).toBe('new');
  expect(await readers.get(readerId)).toMatchObject({ preferences: requested, status: 'active' });
});
