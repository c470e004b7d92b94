import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { TTL_ATTRIBUTE } from '../contract/tables.ts';
import { COUNTED_HOURS, type Counted, counted } from '../domain/caps.ts';
import { succeeds } from './dynamo.ts';

const counter = z.object({ n: z.int() });
const lettersRow = z.object({ letters: z.array(counted), rev: z.int() });

/** Whoever loses a race tries again: each loss means that another write won. */
const TRIES = 8;

/** What one network, domain, mailbox or all together have asked for, in the subscribers table. */
export function capsStore(client: DynamoDBDocumentClient, table: string) {
  return {
    /** Counts one more under this key in the window that ends at `until`, and answers how many there are now. */
    async count(key: string, until: Date): Promise<number> {
      const seconds = Math.floor(until.getTime() / 1000);
      const { Attributes } = await client.send(
        new UpdateCommand({
          TableName: table,
          // The window is part of the key, so a row that DynamoDB has not yet deleted counts for nothing.
          Key: { pk: `CAP#${key}`, sk: until.toISOString() },
          UpdateExpression: 'ADD n :one SET #ttl = :ttl',
          ExpressionAttributeNames: { '#ttl': TTL_ATTRIBUTE },
          ExpressionAttributeValues: { ':one': 1, ':ttl': seconds + 3600 },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return counter.parse(Attributes).n;
    },

    /**
     * Changes the letters under a key to what is decided on seeing them; the row goes with the last one. False, and nothing is
     * changed, when the decision is undefined.
     */
    async changeLetters(key: string, decide: (letters: readonly Counted[]) => readonly Counted[] | undefined): Promise<boolean> {
      const Key = { pk: `CAP#${key}`, sk: 'LETTERS' };
      for (let tries = 0; tries < TRIES; tries++) {
        const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
        const { letters: before, rev } = Item ? lettersRow.parse(Item) : { letters: [], rev: 0 };
        const letters = decide(before);
        if (!letters) return false;
        if (letters.length === before.length && letters.every((one, n) => one.letter === before[n]?.letter)) return true;
        const seen = Item
          ? { ConditionExpression: 'rev = :seen', ExpressionAttributeValues: { ':seen': rev } }
          : { ConditionExpression: 'attribute_not_exists(pk)' };
        const last = Math.max(...letters.map(({ at }) => Date.parse(at)));
        const row = { ...Key, letters, rev: rev + 1, [TTL_ATTRIBUTE]: Math.floor(last / 1000) + (COUNTED_HOURS + 1) * 3600 };
        const write =
          letters.length > 0
            ? client.send(new PutCommand({ TableName: table, Item: row, ...seen }))
            : client.send(new DeleteCommand({ TableName: table, Key, ...seen }));
        if (await succeeds(write)) return true;
      }
      throw new Error('the letters to a mailbox kept changing');
    },
  };
}
