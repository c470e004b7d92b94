import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { TTL_ATTRIBUTE } from '../contract/tables.ts';

const counter = z.object({ n: z.int() });

/** Counters of what one network, domain or all together have asked for, in the subscribers table. */
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
  };
}
