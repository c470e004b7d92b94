import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { interestsStore } from '../../functions/adapters/interests-store.ts';
import { startTables } from '../fakes/tables.ts';

let tables: Awaited<ReturnType<typeof startTables>>;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables?.stop());

it('marks a reader for learning once, however often it is asked to', async () => {
  const { subscribers } = await tables.fresh();
  const store = interestsStore(tables.client, subscribers);
  for (const readerId of ['r1', 'r2', 'r1']) await store.markForLearning(readerId);
  const { Items } = await tables.client.send(
    new QueryCommand({
      TableName: subscribers,
      IndexName: 'learn',
      KeyConditionExpression: 'learn = :all',
      ExpressionAttributeValues: { ':all': 'LEARN' },
    }),
  );
  expect(Items?.map(({ pk }) => pk).sort()).toEqual(['READER#r1', 'READER#r2']);
});
