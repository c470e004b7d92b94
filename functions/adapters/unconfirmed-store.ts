import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { KEPT_DAYS } from '../contract/retention.ts';
import { forgettableFrom } from '../domain/consent.ts';
import { reader } from '../domain/reader.ts';
import { succeeds } from './dynamo.ts';

const ASKED = 'ASKED';
const askedRow = z.object({ sk: z.string(), readerId: z.string(), addressHash: z.string() });

/** A sign-up, under the moment it came. */
export type Asked = z.infer<typeof askedRow>;

/** The row that lists a sign-up until somebody has looked what became of it: one an address, which knows the moment (`askedAt`). */
export const askedKey = (readerId: string, at: string) => ({ pk: ASKED, sk: `${at}#${readerId}` });

const DAY_MS = 86_400_000;

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

  /** Gives a reader who stays the address back, and lists it for another look if the reader may still be forgotten one day. */
  async function keep(readerId: string, addressHash: string, row: Record<string, unknown>, now: Date): Promise<void> {
    const { data } = reader.safeParse(row);
    const from = data && forgettableFrom(data, KEPT_DAYS.unconfirmed);
    // Tomorrow at the earliest: what is due already was written at this very moment.
    const look = from && Math.max(from.getTime(), now.getTime() + DAY_MS);
    const askedAt = look && new Date(look - KEPT_DAYS.unconfirmed * DAY_MS).toISOString();
    if (askedAt)
      await client.send(new PutCommand({ TableName: table, Item: { ...askedKey(readerId, askedAt), readerId, addressHash } }));
    const update = new UpdateCommand({
      TableName: table,
      Key: { pk: `ADDR#${addressHash}`, sk: 'ADDR' },
      UpdateExpression: `SET readerId = :id${askedAt ? ', askedAt = :at' : ' REMOVE askedAt'}`,
      ConditionExpression: 'attribute_not_exists(readerId) OR readerId = :id',
      ExpressionAttributeValues: { ':id': readerId, ...(askedAt && { ':at': askedAt }) },
    });
    await succeeds(client.send(update));
  }

  return {
    days: KEPT_DAYS.unconfirmed,

    /** The oldest sign-ups from before an instant, and not before another, so many at most. */
    async asked(before: Date, most: number, after = new Date(0)): Promise<Asked[]> {
      const { Items } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :asked AND sk BETWEEN :after AND :before',
          ExpressionAttributeValues: { ':asked': ASKED, ':after': after.toISOString(), ':before': before.toISOString() },
          Limit: most,
        }),
      );
      return z.array(askedRow).parse(Items ?? []);
    },

    /**
     * Forgets who never confirmed: first whose address it was, then the reader, in the state it was judged by. A sign-up or a
     * link that comes in between finds or makes a row, which then gets its address back. Takes the sign-up off the list, or to
     * its end when it is too early; repeating it is harmless. Whether somebody was forgotten.
     */
    async forget({ sk, readerId, addressHash }: Asked, now: Date): Promise<boolean> {
      const row = await read(readerId);
      const { data } = reader.safeParse(row);
      const from = data && forgettableFrom(data, KEPT_DAYS.unconfirmed);
      let forgotten = false;
      if (!row || (from && from <= now)) {
        await remove(`ADDR#${addressHash}`, 'ADDR', 'readerId = :seen', readerId);
        forgotten = data !== undefined && (await remove(`READER#${readerId}`, 'READER', 'rev = :seen', data.rev));
      }
      const stays = forgotten ? undefined : await read(readerId);
      if (stays) await keep(readerId, addressHash, stays, now);
      await client.send(new DeleteCommand({ TableName: table, Key: { pk: ASKED, sk } }));
      return forgotten;
    },
  };
}
