import { setTimeout as sleep } from 'node:timers/promises';
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { TTL_ATTRIBUTE } from '../contract/tables.ts';
import { TIMEOUTS } from './aws.ts';

/**
 * The document client all stores share. Undefined attributes are left out of items. A throttled request is tried
 * `maxAttempts` times in all, the SDK waiting longer each time.
 */
export function documentClient({ maxAttempts = 3 } = {}): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts, requestHandler: TIMEOUTS }), {
    marshallOptions: { removeUndefinedValues: true },
  });
}

/** Keys of one batch: DynamoDB's limit. */
const PER_REQUEST = 100;
/** Seven waits, doubled each time: 13 s on average, 25 s at most. After that the message returns to its queue. */
const ATTEMPTS = 8;

/** Clock, waiting and randomness. Tests pass their own. */
export type World = { now: () => Date; sleep: (ms: number) => Promise<void>; random: () => number };
export const SYSTEM: World = { now: () => new Date(), sleep: (ms) => sleep(ms), random: Math.random };

/** How long to wait before try `attempt` (from 1), in milliseconds: doubled each time, with full jitter. */
export const backoff = (attempt: number, random: () => number) => random() * 50 * 2 ** attempt;

export type Key = { pk: string; sk: string };
type Row = Record<string, unknown>;
/** A zod schema that parses a row. */
type Schema<T> = { parse(row: unknown): T };
/** The condition of a write, and the values of all its expressions, named without their colons. */
type Write = { if?: string | undefined; values?: Row };
/**
 * `index`: read this index, not the table. `pageSize`: rows of one request. `stale`: rows may be a moment old, which costs half.
 */
type Query = { index?: string; newestFirst?: boolean; pageSize?: number; stale?: boolean };

/**
 * The rows of one table. Expressions are DynamoDB's own; `#name` in one is the attribute `name`. Reads are strongly consistent,
 * except those of an index. Rows are parsed. A write returns false if its condition did not hold; every other failure throws.
 */
export function table(client: DynamoDBDocumentClient, TableName: string, { sleep, random }: Omit<World, 'now'> = SYSTEM) {
  return {
    async get<T>(Key: Key, schema: Schema<T>): Promise<T | undefined> {
      const { Item } = await client.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
      return Item && schema.parse(Item);
    },

    /** The rows that a key condition selects, in the order of their sort keys. Pages are asked for as they are needed. */
    async *query<T>(condition: string, values: Row, schema: Schema<T>, options: Query = {}): AsyncGenerator<T> {
      const { index: IndexName, newestFirst, pageSize, stale = IndexName !== undefined } = options;
      const query = {
        ...{ TableName, IndexName, ConsistentRead: !stale, ScanIndexForward: !newestFirst },
        ...{ KeyConditionExpression: condition, ...expressions({ values }, condition) },
      };
      for await (const { Items } of paginateQuery({ client, ...(pageSize && { pageSize }) }, query))
        for (const row of Items ?? []) yield schema.parse(row);
    },

    put(Item: Key & Row, write: Write = {}): Promise<boolean> {
      return succeeds(client.send(new PutCommand({ TableName, Item, ...expressions(write) })));
    },

    update(Key: Key, UpdateExpression: string, write: Write = {}): Promise<boolean> {
      const more = expressions(write, UpdateExpression);
      return succeeds(client.send(new UpdateCommand({ TableName, Key, UpdateExpression, ...more })));
    },

    /** Updates a row, and returns it as it is afterwards. Undefined if the condition did not hold. */
    async updated<T>(Key: Key, UpdateExpression: string, write: Write, schema: Schema<T>): Promise<T | undefined> {
      const more = expressions(write, UpdateExpression);
      try {
        const command = new UpdateCommand({ TableName, Key, UpdateExpression, ...more, ReturnValues: 'ALL_NEW' });
        const { Attributes } = await client.send(command);
        return schema.parse(Attributes);
      } catch (error) {
        return whenConditionFailed(error);
      }
    },

    delete(Key: Key, write: Write = {}): Promise<boolean> {
      return succeeds(client.send(new DeleteCommand({ TableName, Key, ...expressions(write) })));
    },

    /** Rows by key, in no order; absent ones are left out. Keys that DynamoDB leaves unprocessed are asked for again. */
    async batchGet<T>(keys: readonly Key[], schema: Schema<T>): Promise<T[]> {
      const rows: T[] = [];
      for (let start = 0; start < keys.length; start += PER_REQUEST) {
        let pending: Row[] = keys.slice(start, start + PER_REQUEST);
        for (let attempt = 1; pending.length > 0; attempt += 1) {
          if (attempt > ATTEMPTS) throw new Error(`DynamoDB left ${pending.length} keys unread after ${ATTEMPTS} tries`);
          if (attempt > 1) await sleep(backoff(attempt, random));
          const { Responses, UnprocessedKeys } = await client.send(
            new BatchGetCommand({ RequestItems: { [TableName]: { Keys: pending, ConsistentRead: true } } }),
          );
          for (const row of Responses?.[TableName] ?? []) rows.push(schema.parse(row));
          pending = UnprocessedKeys?.[TableName]?.Keys ?? [];
        }
      }
      return rows;
    },
  };
}

/** All of these rows, or the first `most`. */
export async function all<T>(rows: AsyncIterable<T>, most = Number.POSITIVE_INFINITY): Promise<T[]> {
  const found: T[] = [];
  for await (const row of rows) if (found.push(row) >= most) break;
  return found;
}

/** The attribute that lets DynamoDB delete a row this many seconds after an instant. */
export const expires = (at: Date, seconds: number) => ({ [TTL_ATTRIBUTE]: Math.floor(at.getTime() / 1000) + seconds });

/** The fields of a request for its expressions: the condition, the attribute names and the values. */
function expressions({ if: condition, values = {} }: Write, ...others: string[]) {
  const names = [condition, ...others].join(' ').match(/#\w+/g) ?? [];
  const held = Object.entries(values).map(([name, value]) => [`:${name}`, value]);
  return {
    ...(condition && { ConditionExpression: condition }),
    ...(names.length > 0 && { ExpressionAttributeNames: Object.fromEntries(names.map((name) => [name, name.slice(1)])) }),
    ...(held.length > 0 && { ExpressionAttributeValues: Object.fromEntries(held) }),
  };
}

/** False if the condition of the write did not hold. */
async function succeeds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    return whenConditionFailed(error) ?? false;
  }
}

/** Undefined for a condition that did not hold, which is expected. Throws every other failure again. */
function whenConditionFailed(error: unknown): undefined {
  if (!(error instanceof ConditionalCheckFailedException)) throw error;
}
