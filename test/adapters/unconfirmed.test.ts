import { GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { readersStore } from '../../functions/adapters/readers.ts';
import { unconfirmedStore } from '../../functions/adapters/sign-ups.ts';
import { letterMessage } from '../../functions/contract/messages.ts';
import { forgetUnconfirmed } from '../../functions/digest/forget.ts';
import { remindUnconfirmed } from '../../functions/digest/remind.ts';
import { confirm, refuseRequests, unsubscribe } from '../../functions/domain/consent.ts';
import type { Reader } from '../../functions/domain/reader.ts';
import { startTables } from '../fakes/tables.ts';

const DAILY = { frequency: 'daily', weekday: 1, hour: 8, zone: 'UTC' } as const;
const AT = new Date('2026-03-18T12:00:00.000Z');
const days = (n: number) => new Date(AT.getTime() + n * 86_400_000);

const tables = await startTables();
afterAll(() => tables.stop());
let table: string;
let readers: ReturnType<typeof readersStore>;
let unconfirmed: ReturnType<typeof unconfirmedStore>;
beforeEach(async () => {
  table = (await tables.fresh()).subscribers;
  readers = readersStore(tables.client, table);
  unconfirmed = unconfirmedStore(tables.client, table);
});

const signUp = (name: string, at = AT, readerId = `${name}-${at.getTime()}`) =>
  readers.signUp({ addressHash: `hash-${name}`, address: `${name}@example.org`, readerId, requested: DAILY, at });
const keys = async () => {
  const { Items = [] } = await tables.client.send(new ScanCommand({ TableName: table }));
  return Items.map(({ pk }) => String(pk)).sort();
};
const forget = (now: Date) => forgetUnconfirmed({ unconfirmed }, now);

test('[R100] a sign-up nobody confirms is forgotten after 30 days, without a trace, and may begin anew', async () => {
  const readerId = await signUp('ada');
  expect(await forget(days(29.9))).toBe(0);
  expect(await readers.get(readerId)).toMatchObject({ status: 'pending' });
  expect(await forget(days(30.1))).toBe(1);
  expect(await keys()).toEqual([]);
  expect(await forget(days(30.1))).toBe(0);
  expect(await signUp('ada', days(31))).not.toBe(readerId);
});

test('a reminder is asked for a day after a sign-up, by a few ticks and always under one name', async () => {
  const readerId = await signUp('ada');
  await signUp('grace', days(0.5));
  const asked: { kind: string; readerId: string; letter: string }[] = [];
  const remind = async (letters: typeof asked) => void asked.push(...letters);
  for (let quarter = 0; quarter < 96 * 1.4; quarter++)
    await remindUnconfirmed({ unconfirmed, remind }, new Date(AT.getTime() + quarter * 900_000));
  const hers = asked.filter((one) => one.readerId === readerId);
  expect(hers).toHaveLength(4);
  expect(new Set(hers.map(({ letter }) => letter)).size).toBe(1);
  for (const message of asked) letterMessage.parse({ ...message, readerId: 'r'.repeat(22) });
  expect(asked).toHaveLength(4);
  expect(await remindUnconfirmed({ unconfirmed, remind: undefined }, days(1.02))).toBe(0);
});

test.each<[string, (reader: Reader) => Reader | undefined]>([
  ['confirmed', (reader) => confirm(reader, 0, days(1)).next],
  [
    'left',
    (reader) => {
      const { next } = confirm(reader, 0, days(1));
      return unsubscribe(next, 1, days(2)).next;
    },
  ],
  ['asked for no more mail', (reader) => refuseRequests(reader, days(1)).next],
  ['bounced', (reader) => ({ ...reader, status: 'suppressed', suppressed: { reason: 'bounce', at: AT.toISOString() } })],
  ['got a letter since', (reader) => ({ ...reader, letters: [{ kind: 'confirm', letter: 'l', at: days(20).toISOString() }] })],
])('who %s is not', async (_, change) => {
  const readerId = await signUp('ada');
  await readers.save(change((await readers.get(readerId))!)!);
  expect(await forget(days(31))).toBe(0);
  expect(await readers.get(readerId)).toBeDefined();
  expect(await readers.find('hash-ada')).toBe(readerId);
});

test('who signs up again has a month again, from the last letter on', async () => {
  const readerId = await signUp('ada');
  await signUp('ada', days(20));
  const again = (await readers.get(readerId))!;
  await readers.save({ ...again, letters: [{ kind: 'confirm', letter: 'l', at: days(20).toISOString() }] });
  expect(await forget(days(31))).toBe(0);
  expect(await forget(days(51))).toBe(1);
  expect(await keys()).toEqual([]);
});

test('[R99] an address that is given up takes its sign-ups off the list, however many they were', async () => {
  const readerId = await signUp('ada');
  await signUp('ada', days(3));
  await signUp('bob');
  await readers.erase(readerId);
  expect(await readers.freeAddress('hash-ada', readerId)).toBe(true);
  const { Items = [] } = await tables.client.send(new ScanCommand({ TableName: table }));
  expect(Items).toHaveLength(3);
  expect(JSON.stringify(Items)).not.toContain('ada');
});

test('[R99] a sign-up that meets an erasure half-way ties no address to who is gone', async () => {
  const readerId = await signUp('ada');
  let calls = 0;
  const send = async (command: Parameters<typeof tables.client.send>[0]) => {
    // Right after the sign-up has learnt whose the address is.
    if (++calls === 2) {
      await readers.freeAddress('hash-ada', readerId);
      await readers.erase(readerId);
    }
    return tables.client.send(command);
  };
  const slow = readersStore(Object.assign(Object.create(tables.client), { send }), table);
  await slow.signUp({ addressHash: 'hash-ada', address: 'ada@example.org', readerId: 'second', requested: DAILY, at: days(1) });
  const { Items = [] } = await tables.client.send(new ScanCommand({ TableName: table }));
  expect(JSON.stringify(Items)).not.toContain(readerId);
  expect(await keys()).toEqual(['ADDR#hash-ada', 'ASKED', 'READER#second']);
});

test('who asked for a new link late, or for silence, is looked at again when that is over', async () => {
  const late = await signUp('late');
  await readers.save({ ...(await readers.get(late))!, letters: [{ kind: 'confirm', letter: 'l', at: days(25).toISOString() }] });
  const silent = await signUp('silent');
  await readers.save(refuseRequests((await readers.get(silent))!, days(1)).next!);
  expect([await forget(days(31)), await forget(days(54.9)), await forget(days(55.1))]).toEqual([0, 0, 1]);
  expect([await forget(days(365)), await forget(days(366.1))]).toEqual([0, 1]);
  expect(await keys()).toEqual([]);
});

test('a row that does not keep the schema is left to the operator, and holds up nobody', async () => {
  const readerId = await signUp('spoilt');
  await signUp('ada', days(1));
  await readers.save({ ...(await readers.get(readerId))!, createdAt: 'yesterday' });
  expect(await forget(days(32))).toBe(1);
  expect(await keys()).toEqual(['ADDR#hash-spoilt', `READER#${readerId}`]);
});

// Whatever stops the process, or comes from outside, before or after any of its calls: an address never has two readers.
test.each(Array.from({ length: 18 }, (_, n) => n))(
  'killed or overtaken at call %i, an address has one reader or none',
  async (stop) => {
    const readerId = await signUp('ada');
    let calls = 0;
    const send = async (command: Parameters<typeof tables.client.send>[0]) => {
      const n = calls++;
      if (n === Math.floor(stop / 2)) {
        if (stop % 2) throw new Error('killed');
        await signUp('ada', days(31));
      }
      return tables.client.send(command);
    };
    const broken = unconfirmedStore(Object.assign(Object.create(tables.client), { send }), table);
    await forgetUnconfirmed({ unconfirmed: broken }, days(31)).catch(() => {});
    await forget(days(31));
    const rows = (await keys()).filter((key) => key.startsWith('READER#'));
    expect(rows.length).toBeLessThanOrEqual(1);
    const { Item } = await tables.client.send(new GetCommand({ TableName: table, Key: { pk: 'ADDR#hash-ada', sk: 'ADDR' } }));
    expect(Item?.readerId && `READER#${Item.readerId}`).toBe(rows[0]);
    if (rows.length === 0) expect(await readers.get(readerId)).toBeUndefined();
  },
);
