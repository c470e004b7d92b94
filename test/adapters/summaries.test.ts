import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, expect, test } from 'vitest';
import { summaryStore } from '../../functions/adapters/editions.ts';
import { startTables } from '../fakes/tables.ts';

const tables = await startTables();
afterAll(() => tables.stop());

test('what a model said is known by its name, an empty answer too, for a month', async () => {
  const { editions } = await tables.fresh();
  const store = summaryStore(tables.client, editions);
  await store.put('one', 'It is said.', new Date('2026-03-18T08:00:00Z'));
  await store.put('two', '', new Date('2026-03-18T08:00:00Z'));
  expect(await store.get(['one', 'two', 'three'])).toEqual(
    new Map([
      ['one', 'It is said.'],
      ['two', ''],
    ]),
  );
  expect(await store.get([])).toEqual(new Map());
  const { Item } = await tables.client.send(new GetCommand({ TableName: editions, Key: { pk: 'SUMMARY#one', sk: 'SUMMARY' } }));
  expect(Item?.ttl).toBe(Date.parse('2026-04-17T08:00:00Z') / 1000);
});
