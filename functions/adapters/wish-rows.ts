import { createHash } from 'node:crypto';
import { DeleteCommand, type DynamoDBDocumentClient, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { WISH_INDEX } from '../contract/tables.ts';
import type { Reader } from '../domain/reader.ts';
import { wishOf } from '../domain/schedule.ts';
import { succeeds } from './dynamo.ts';

const SHARDS = [0, 1, 2, 3];

const wishRow = z.object({ sk: z.string(), usedAt: z.iso.datetime() });
// A spoilt row must not hold up its wish: it counts as due, and SEND, which reads the whole row, names it.
const dueReader = z.object({ readerId: z.string(), since: z.catch(z.iso.datetime(), new Date(0).toISOString()) });

/** A wish, and when a reader was last written with it. */
export type WishInUse = { wish: string; usedAt: string };

/** What the wish index tells of an active reader. */
export type DueReader = z.infer<typeof dueReader>;

const shardOf = (wish: string, n: number) => `${wish}#${n}`;

/** The wish of a reader who is active. */
export const activeWish = ({ status, preferences }: Pick<Reader, 'status' | 'preferences'>): string | undefined =>
  status === 'active' && preferences ? wishOf(preferences) : undefined;

/** The index attribute of an active reader: the readers of a wish are spread over partitions by the hash of the id, mod 4. */
export function wishKey(reader: Reader): object {
  const wish = activeWish(reader);
  if (!wish) return {};
  const n = createHash('sha256').update(reader.readerId).digest().readUInt8() % SHARDS.length;
  return { [WISH_INDEX.partition]: shardOf(wish, n) };
}

/** Wishes: the list of those in use, and the part of the subscribers table that the index `wish` sees. */
export function wishRows(client: DynamoDBDocumentClient, table: string, now: () => Date) {
  return {
    /** Enters a wish in the list, or notes that it is used again. */
    async use(wish: string): Promise<void> {
      const use = new UpdateCommand({
        TableName: table,
        Key: { pk: 'WISHES', sk: wish },
        UpdateExpression: 'SET usedAt = :now',
        ExpressionAttributeValues: { ':now': now().toISOString() },
      });
      await client.send(use);
    },

    /** Every wish that has or lately had a reader. Strongly consistent. */
    async wishes(): Promise<WishInUse[]> {
      const query = {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :wishes',
        ExpressionAttributeValues: { ':wishes': 'WISHES' },
      };
      const wishes: WishInUse[] = [];
      for await (const { Items } of paginateQuery({ client }, query)) {
        for (const { sk, usedAt } of z.array(wishRow).parse(Items ?? [])) wishes.push({ wish: sk, usedAt });
      }
      return wishes;
    },

    /** Takes a wish off that list, unless a reader was written with it since `before`. */
    retire(wish: string, before: Date): Promise<boolean> {
      const retire = new DeleteCommand({
        TableName: table,
        Key: { pk: 'WISHES', sk: wish },
        ConditionExpression: 'usedAt < :before',
        ExpressionAttributeValues: { ':before': before.toISOString() },
      });
      return succeeds(client.send(retire));
    },

    /** The active readers of a wish, in no order. From an index: who changed a moment ago may be missing or still there. */
    async *withWish(wish: string): AsyncGenerator<DueReader> {
      for (const n of SHARDS) {
        const query = {
          TableName: table,
          IndexName: WISH_INDEX.name,
          KeyConditionExpression: '#shard = :shard',
          ExpressionAttributeNames: { '#shard': WISH_INDEX.partition },
          ExpressionAttributeValues: { ':shard': shardOf(wish, n) },
        };
        for await (const { Items } of paginateQuery({ client }, query)) yield* z.array(dueReader).parse(Items ?? []);
      }
    },
  };
}
