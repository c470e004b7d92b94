import { createHash } from 'node:crypto';
import { DeleteCommand, type DynamoDBDocumentClient, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { SLOT_INDEX } from '../contract/tables.ts';
import type { Reader } from '../domain/reader.ts';
import { succeeds } from './dynamo.ts';

const SHARDS = [0, 1, 2, 3];

const slotRow = z.object({ sk: z.string(), since: z.iso.datetime(), usedAt: z.optional(z.iso.datetime()) });
// A spoilt row must not hold up its slot: it counts as due, and SEND, which reads the whole row, names it.
const dueReader = z.object({
  readerId: z.string(),
  slotSince: z.catch(z.iso.datetime(), new Date(0).toISOString()),
  pausedUntil: z.catch(z.optional(z.iso.datetime()), undefined),
});

/** A slot, since when it has had readers, and when one was last written into it. */
export type SlotInUse = { slot: string; since: string; usedAt: string };

/** What the slot index tells of an active reader. */
export type DueReader = z.infer<typeof dueReader>;

const shardOf = (slot: string, n: number) => `${slot}#${n}`;

/** The index attribute of a reader who is in a slot: its readers are spread over partitions by the hash of the id, mod 4. */
export function slotKey({ readerId, slot }: Pick<Reader, 'readerId' | 'slot'>): object {
  if (!slot) return {};
  const n = createHash('sha256').update(readerId).digest().readUInt8() % SHARDS.length;
  return { [SLOT_INDEX.partition]: shardOf(slot, n) };
}

/** Slots: the list of those in use, and the part of the subscribers table that the index `slot` sees. */
export function slotRows(client: DynamoDBDocumentClient, table: string, now: () => Date) {
  return {
    /** Enters a slot in the list, or notes that it is used again. */
    async use(slot: string, since: string): Promise<void> {
      const use = new UpdateCommand({
        TableName: table,
        Key: { pk: 'SLOTS', sk: slot },
        UpdateExpression: 'SET since = if_not_exists(since, :since), usedAt = :now',
        ExpressionAttributeValues: { ':since': since, ':now': now().toISOString() },
      });
      await client.send(use);
    },

    /** Every slot that has or lately had a reader, since when, and when a reader was last written into it. Strongly consistent. */
    async slots(): Promise<SlotInUse[]> {
      const query = {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :slots',
        ExpressionAttributeValues: { ':slots': 'SLOTS' },
      };
      const slots: SlotInUse[] = [];
      for await (const { Items } of paginateQuery({ client }, query)) {
        for (const { sk, since, usedAt } of z.array(slotRow).parse(Items ?? []))
          slots.push({ slot: sk, since, usedAt: usedAt ?? since });
      }
      return slots;
    },

    /** Takes a slot off that list, unless a reader was written into it since `before`. */
    retire(slot: string, before: Date): Promise<boolean> {
      const retire = new DeleteCommand({
        TableName: table,
        Key: { pk: 'SLOTS', sk: slot },
        ConditionExpression: 'usedAt < :before OR (attribute_not_exists(usedAt) AND since < :before)',
        ExpressionAttributeValues: { ':before': before.toISOString() },
      });
      return succeeds(client.send(retire));
    },

    /** The active readers of a slot, in no order. From an index: whoever joined a moment ago may be missing. */
    async *inSlot(slot: string): AsyncGenerator<DueReader> {
      for (const n of SHARDS) {
        const query = {
          TableName: table,
          IndexName: SLOT_INDEX.name,
          KeyConditionExpression: '#shard = :shard',
          ExpressionAttributeNames: { '#shard': SLOT_INDEX.partition },
          ExpressionAttributeValues: { ':shard': shardOf(slot, n) },
        };
        for await (const { Items } of paginateQuery({ client }, query)) yield* z.array(dueReader).parse(Items ?? []);
      }
    },
  };
}
