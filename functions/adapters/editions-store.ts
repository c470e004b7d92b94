import { type DynamoDBDocumentClient, GetCommand, PutCommand, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { KEPT_DAYS } from '../contract/retention.ts';
import { OPEN_INDEX, TTL_ATTRIBUTE } from '../contract/tables.ts';
import {
  type Dispatch,
  type DispatchId,
  dispatch,
  type Edition,
  edition,
  isPrinted,
  type Printed,
  type Tally,
  tally,
} from '../domain/edition.ts';
import { succeeds } from './dynamo.ts';

const batchRow = z.object({ batch: z.int(), tally });
const openRow = z.object({ pk: z.string(), sk: z.string() });

/** Sorts after every date. */
const END = '~';

/** Days and weeks each in the order of time, in one partition: the archive reads it from its end. */
const PARTITION = { daily: 'DAY', weekly: 'WEEK' } as const;

/**
 * Editions, their dispatches and the dispatches' batches. Reads by key are strongly consistent. The accounts of a batch go by
 * themselves after `ledgerDays`, as the rows do which they count; the dispatch keeps their sum.
 */
export function editionsStore(client: DynamoDBDocumentClient, table: string, ledgerDays: number = KEPT_DAYS.ledger) {
  const editionKey = (id: string) => ({ pk: id.endsWith('-week') ? PARTITION.weekly : PARTITION.daily, sk: id });
  const dispatchKey = ({ edition, due }: DispatchId) => ({ pk: `DISPATCH#${edition}`, sk: due });
  const batchPartition = ({ edition, due }: DispatchId) => `BATCH#${edition}#${due}`;

  async function read<T>(Key: { pk: string; sk: string }, schema: z.ZodMiniType<T>): Promise<T | undefined> {
    const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    return Item && schema.parse(Item);
  }

  /** Puts a row that is not there yet, and answers what is there afterwards: the first put wins. */
  async function putFirst<T extends object>(
    key: { pk: string; sk: string },
    row: T,
    schema: z.ZodMiniType<T>,
    more: object = {},
  ) {
    const put = new PutCommand({
      TableName: table,
      Item: { ...key, ...row, ...more },
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    if (await succeeds(client.send(put))) return row;
    const winner = await read(key, schema);
    if (!winner) throw new Error(`the row ${key.pk} ${key.sk} was made by somebody and is gone`);
    return winner;
  }

  /** Rows of one partition from `from` to `to`, newest first, until the reader has enough. */
  async function* newestFirst(pk: string, from: string, to: string): AsyncGenerator<Edition> {
    const query = {
      TableName: table,
      ConsistentRead: true,
      ScanIndexForward: false,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': pk, ':from': from, ':to': to },
    };
    for await (const { Items } of paginateQuery({ client, pageSize: 100 }, query)) yield* z.array(edition).parse(Items ?? []);
  }

  /** Writes to a dispatch on a condition. False when it does not hold. */
  const update = (
    id: DispatchId,
    write: { set: string; if: string; values: Record<string, unknown>; remove?: string },
  ): Promise<boolean> => {
    const used = `${write.set} ${write.if} ${write.remove ?? ''}`;
    const names = Object.entries({ '#state': 'state', '#open': OPEN_INDEX.partition }).filter(([name]) => used.includes(name));
    return succeeds(
      client.send(
        new UpdateCommand({
          TableName: table,
          Key: dispatchKey(id),
          UpdateExpression: `SET ${write.set}${write.remove ? ` REMOVE ${write.remove}` : ''}`,
          ConditionExpression: write.if,
          ...(names.length > 0 && { ExpressionAttributeNames: Object.fromEntries(names) }),
          ExpressionAttributeValues: write.values,
        }),
      ),
    );
  };

  return {
    get: (id: string): Promise<Edition | undefined> => read(editionKey(id), edition),

    /** The commit point of an edition: the first put wins, and every caller gets the edition that won. */
    make: (candidate: Edition): Promise<Edition> => putFirst(editionKey(candidate.id), candidate, edition),

    /** The day that closed last, with or without papers. */
    async lastDay(): Promise<Edition | undefined> {
      for await (const day of newestFirst(PARTITION.daily, '', END)) return day;
      return undefined;
    },

    /** The newest editions from a day on, with or without papers, newest first. */
    async newest(frequency: Edition['frequency'], limit: number, from = ''): Promise<Edition[]> {
      const found: Edition[] = [];
      for await (const one of newestFirst(PARTITION[frequency], from, END)) if (found.push(one) === limit) break;
      return found;
    },

    /** The newest editions with papers whose days lie from `from` to `to`, both included, newest first. */
    async printed(frequency: Edition['frequency'], limit: number, from = '', to = END): Promise<Printed[]> {
      const found: Printed[] = [];
      for await (const one of newestFirst(PARTITION[frequency], from, `${to}${END}`)) {
        if (isPrinted(one)) found.push(one);
        if (found.length === limit) break;
      }
      return found;
    },

    dispatch: (id: DispatchId): Promise<Dispatch | undefined> => read(dispatchKey(id), dispatch),

    /** The commit point of a dispatch: the first put wins, and every caller gets the dispatch that won. */
    freeze: (candidate: Dispatch): Promise<Dispatch> =>
      putFirst(dispatchKey(candidate), candidate, dispatch, candidate.state === 'OPEN' ? { [OPEN_INDEX.partition]: 'OPEN' } : {}),

    /** The dispatches of an edition in the order they were due. */
    async dispatches(id: string): Promise<Dispatch[]> {
      const query = {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': `DISPATCH#${id}` },
      };
      const found: Dispatch[] = [];
      for await (const { Items } of paginateQuery({ client }, query)) found.push(...z.array(dispatch).parse(Items ?? []));
      return found;
    },

    /** The dispatches whose accounts are open. From an index: one may appear a moment late. */
    async open(): Promise<DispatchId[]> {
      const query = {
        TableName: table,
        IndexName: OPEN_INDEX.name,
        KeyConditionExpression: '#open = :open',
        ExpressionAttributeNames: { '#open': OPEN_INDEX.partition },
        ExpressionAttributeValues: { ':open': 'OPEN' },
      };
      const ids: DispatchId[] = [];
      for await (const { Items } of paginateQuery({ client }, query)) {
        for (const { pk, sk } of z.array(openRow).parse(Items ?? []))
          ids.push({ edition: pk.slice('DISPATCH#'.length), due: sk });
      }
      return ids;
    },

    /** Notes when a dispatch's batches were last put into the queue. */
    async enqueued(id: DispatchId, at: Date): Promise<void> {
      await update(id, { set: 'enqueuedAt = :at', if: 'attribute_exists(pk)', values: { ':at': at.toISOString() } });
    },

    /** Gives a parked dispatch longer to be sent. Nothing happens when it is closed or has that long already. */
    async extend(id: DispatchId, until: Date): Promise<void> {
      await update(id, {
        set: 'expiresAt = :until',
        if: '#state = :open AND expiresAt < :until',
        values: { ':open': 'OPEN', ':until': until.toISOString() },
      });
    },

    /** Records the accounts of a batch all of whose copies have ended. */
    async finishBatch(id: DispatchId, batch: number, counts: Tally, at: Date): Promise<void> {
      const key = { pk: batchPartition(id), sk: String(batch).padStart(5, '0') };
      const ttl = Math.floor(at.getTime() / 1000) + ledgerDays * 86_400;
      await client.send(new PutCommand({ TableName: table, Item: { ...key, batch, tally: counts, [TTL_ATTRIBUTE]: ttl } }));
    },

    /** Accounts of the batches that are finished. */
    async finishedBatches(id: DispatchId): Promise<Map<number, Tally>> {
      const finished = new Map<number, Tally>();
      const query = {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': batchPartition(id) },
      };
      for await (const { Items } of paginateQuery({ client }, query)) {
        for (const row of z.array(batchRow).parse(Items ?? [])) finished.set(row.batch, row.tally);
      }
      return finished;
    },

    /** Closes a dispatch with its accounts. False when it was closed before. */
    close: (id: DispatchId, counts: Tally, at: Date): Promise<boolean> =>
      update(id, {
        set: '#state = :closed, tally = :tally, closedAt = :at',
        remove: '#open',
        if: '#state = :open',
        values: { ':closed': 'CLOSED', ':open': 'OPEN', ':tally': counts, ':at': at.toISOString() },
      }),

    /** Opens a dispatch again, closed or not, for copies that an operator wants resent, and notes it. Throws when there is none. */
    async reopen(id: DispatchId, { at, copies }: { at: Date; copies: number }): Promise<void> {
      const done = await update(id, {
        set: '#state = :open, #open = :open, resent = list_append(if_not_exists(resent, :none), :resent)',
        remove: 'tally, closedAt',
        if: 'attribute_exists(audienceKey)',
        values: { ':open': 'OPEN', ':none': [], ':resent': [{ at: at.toISOString(), copies }] },
      });
      if (!done) throw new Error(`there is no dispatch of ${id.edition} at ${id.due}`);
    },
  };
}
