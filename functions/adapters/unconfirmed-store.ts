import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { KEPT_DAYS } from '../contract/retention.ts';
import { forgettable } from '../domain/consent.ts';
import { reader } from '../domain/reader.ts';
import { succeeds } from './dynamo.ts';

const ASKED = 'ASKED';
const askedRow = z.object({ sk: z.string(), readerId: z.string(), addressHash: z.string() });

/** A sign-up, under the moment it came. */
export type Asked = z.infer<typeof askedRow>;

/** The row that lists a sign-up until somebody has looked what became of it. */
export const askedItem = (readerId: string, addressHash: string, at: Date) => ({
  pk: ASKED,
  sk: `${at.toISOString()}#${readerId}`,
  readerId,
  addressHash,
});

/** Sign-ups, oldest first, in the subscribers table. Not by TTL, which cannot tell whether somebody has confirmed meanwhile. */
export function unconfirmedStore(client: DynamoDBDocumentClient, table: string) {
  async function read(readerId: string): Promise<Record<string, unknown> | undefined> {
    const Key = { pk: `READER#${readerId}`, sk: 'READER' };
    return (await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))).Item;
  }
  const remove = (pk: string, sk: string, condition: string, value: unknown) =>
    succeeds(
      client.send(
        new DeleteCommand({
          TableName: table,
          Key: { pk, sk },
          ConditionExpression: condition,
          ExpressionAttributeValues: { ':seen': value },
        }),
      ),
    );

  return {
    days: KEPT_DAYS.unconfirmed,

    /** The oldest sign-ups from before an instant, so many at most. */
    async asked(before: Date, most: number): Promise<Asked[]> {
      const { Items } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :asked AND sk < :before',
          ExpressionAttributeValues: { ':asked': ASKED, ':before': before.toISOString() },
          Limit: most,
        }),
      );
      return z.array(askedRow).parse(Items ?? []);
    },

    /**
     * Forgets who never confirmed: first whose address it was, then the reader, in the state it was judged by. A sign-up or a
     * link that comes in between finds or makes a row, which then gets its address back. Takes the sign-up off the list; repeating
     * it is harmless. Whether somebody was forgotten.
     */
    async forget({ sk, readerId, addressHash }: Asked, before: Date, now: Date): Promise<boolean> {
      const address = { pk: `ADDR#${addressHash}`, sk: 'ADDR' };
      const row = await read(readerId);
      const { data } = reader.safeParse(row);
      let forgotten = false;
      if (!row || (data && forgettable(data, before, now))) {
        await remove(address.pk, address.sk, 'readerId = :seen', readerId);
        forgotten = data !== undefined && (await remove(`READER#${readerId}`, 'READER', 'rev = :seen', data.rev));
      }
      if (!forgotten && (await read(readerId))) {
        const put = { TableName: table, Item: { ...address, readerId }, ConditionExpression: 'attribute_not_exists(pk)' };
        await succeeds(client.send(new PutCommand(put)));
      }
      await client.send(new DeleteCommand({ TableName: table, Key: { pk: ASKED, sk } }));
      return forgotten;
    },
  };
}
