import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { KEPT_DAYS } from '../contract/retention.ts';
import { OPEN_INDEX, TTL_ATTRIBUTE } from '../contract/tables.ts';
import { type Edition, edition, type HouseEdition, houseEdition, type Tally, tally } from '../domain/edition.ts';
import { succeeds } from './dynamo.ts';

const slotRow = z.object({ slot: z.string(), servedUntil: z.iso.datetime() });
/** How long it is remembered until when a slot was served that is served no more, s: a year and a month. */
const KEPT_S = 400 * 86_400;

const batchRow = z.object({ batch: z.int(), tally });

/**
 * Editions, their batches, and how far each slot has been served. Reads by key are strongly consistent. The accounts of a batch go
 * by themselves after `ledgerDays`, as the rows do which they count; the edition keeps their sum.
 */
export function editionsStore(client: DynamoDBDocumentClient, table: string, ledgerDays: number = KEPT_DAYS.ledger) {
  const editionKey = (id: string) => ({ pk: `EDITION#${id}`, sk: 'EDITION' });
  const slotKey = (slot: string) => ({ pk: `SLOT#${slot}`, sk: 'SLOT' });

  async function get(id: string): Promise<Edition | undefined> {
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: editionKey(id), ConsistentRead: true }));
    return Item && edition.parse(Item);
  }

  return {
    get,

    /** Until when each of these slots has been served; a slot without a row never was. */
    async served(slots: readonly string[]): Promise<Map<string, Date>> {
      const served = new Map<string, Date>();
      for (let i = 0; i < slots.length; i += 100) {
        let keys: Record<string, unknown>[] | undefined = slots.slice(i, i + 100).map(slotKey);
        while (keys?.length) {
          const answer: {
            Responses?: Record<string, unknown[]>;
            UnprocessedKeys?: Record<string, { Keys?: Record<string, unknown>[] }>;
          } = await client.send(new BatchGetCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }));
          for (const row of z.array(slotRow).parse(answer.Responses?.[table] ?? []))
            served.set(row.slot, new Date(row.servedUntil));
          keys = answer.UnprocessedKeys?.[table]?.Keys;
        }
      }
      return served;
    },

    /** Until when this slot has been served. Undefined when it never was. */
    async servedUntil(slot: string): Promise<Date | undefined> {
      const { Item } = await client.send(new GetCommand({ TableName: table, Key: slotKey(slot), ConsistentRead: true }));
      return Item && new Date(slotRow.parse(Item).servedUntil);
    },

    /** Moves a slot forward. False when it is already there or further. */
    advance(slot: string, until: Date): Promise<boolean> {
      return succeeds(
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: slotKey(slot),
            UpdateExpression: 'SET servedUntil = :until, #slot = :slot, #ttl = :ttl',
            ConditionExpression: 'attribute_not_exists(pk) OR servedUntil < :until',
            ExpressionAttributeNames: { '#slot': 'slot', '#ttl': TTL_ATTRIBUTE },
            ExpressionAttributeValues: { ':until': until.toISOString(), ':slot': slot, ':ttl': until.getTime() / 1000 + KEPT_S },
          }),
        ),
      );
    },

    /** The commit point of a freeze: the first put wins, and every caller gets the edition that won. */
    async freeze(candidate: Edition): Promise<Edition> {
      const put = new PutCommand({
        TableName: table,
        Item: { ...editionKey(candidate.id), ...candidate, [OPEN_INDEX.partition]: 'OPEN' },
        ConditionExpression: 'attribute_not_exists(pk)',
      });
      if (await succeeds(client.send(put))) return candidate;
      const winner = await get(candidate.id);
      if (!winner) throw new Error(`edition ${candidate.id} was frozen by somebody and is gone`);
      return winner;
    },

    /** Ids of the editions whose accounts are open. From an index: a frozen edition may appear a moment late. */
    async open(): Promise<string[]> {
      const ids: string[] = [];
      const query = {
        TableName: table,
        IndexName: OPEN_INDEX.name,
        KeyConditionExpression: '#open = :open',
        ExpressionAttributeNames: { '#open': OPEN_INDEX.partition },
        ExpressionAttributeValues: { ':open': 'OPEN' },
      };
      for await (const { Items } of paginateQuery({ client }, query)) {
        for (const { pk } of z.array(z.object({ pk: z.string() })).parse(Items ?? [])) ids.push(pk.slice('EDITION#'.length));
      }
      return ids;
    },

    /** Notes when an edition's batches were last put into the queue. */
    async enqueued(id: string, at: Date): Promise<void> {
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: editionKey(id),
          UpdateExpression: 'SET enqueuedAt = :at',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: { ':at': at.toISOString() },
        }),
      );
    },

    /** Gives a parked edition longer to be sent. Nothing happens when it is closed or has that long already. */
    async extend(id: string, until: Date): Promise<void> {
      await succeeds(
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: editionKey(id),
            UpdateExpression: 'SET expiresAt = :until',
            ConditionExpression: '#state = :open AND expiresAt < :until',
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: { ':open': 'OPEN', ':until': until.toISOString() },
          }),
        ),
      );
    },

    /** Records the accounts of a batch all of whose copies have ended. */
    async finishBatch(id: string, batch: number, counts: Tally, at: Date): Promise<void> {
      const key = { pk: `EDITION#${id}`, sk: `BATCH#${String(batch).padStart(5, '0')}` };
      const ttl = Math.floor(at.getTime() / 1000) + ledgerDays * 86_400;
      await client.send(new PutCommand({ TableName: table, Item: { ...key, batch, tally: counts, [TTL_ATTRIBUTE]: ttl } }));
    },

    /** Accounts of the batches that are finished. */
    async finishedBatches(id: string): Promise<Map<number, Tally>> {
      const finished = new Map<number, Tally>();
      const query = {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :batch)',
        ExpressionAttributeValues: { ':pk': `EDITION#${id}`, ':batch': 'BATCH#' },
      };
      for await (const { Items } of paginateQuery({ client }, query)) {
        for (const row of z.array(batchRow).parse(Items ?? [])) finished.set(row.batch, row.tally);
      }
      return finished;
    },

    /** Closes an edition with its accounts. False when it was closed before. */
    close(id: string, counts: Tally, at: Date): Promise<boolean> {
      return succeeds(
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: editionKey(id),
            UpdateExpression: 'SET #state = :closed, tally = :tally, closedAt = :at REMOVE #open',
            ConditionExpression: '#state = :open',
            ExpressionAttributeNames: { '#state': 'state', '#open': OPEN_INDEX.partition },
            ExpressionAttributeValues: { ':closed': 'CLOSED', ':open': 'OPEN', ':tally': counts, ':at': at.toISOString() },
          }),
        ),
      );
    },

    /** Opens an edition again, closed or not, for copies that an operator wants resent, and notes it. Throws when there is none. */
    async reopen(id: string, { at, copies }: { at: Date; copies: number }): Promise<void> {
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: editionKey(id),
          UpdateExpression:
            'SET #state = :open, #open = :open, resent = list_append(if_not_exists(resent, :none), :resent) REMOVE tally, closedAt',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeNames: { '#state': 'state', '#open': OPEN_INDEX.partition },
          ExpressionAttributeValues: { ':open': 'OPEN', ':none': [], ':resent': [{ at: at.toISOString(), copies }] },
        }),
      );
    },

    /** Lists an edition in the archive of house editions. Repeating it changes nothing. */
    async publish({ id, title, papers, windowEnd }: HouseEdition): Promise<void> {
      await client.send(new PutCommand({ TableName: table, Item: { pk: 'HOUSE', sk: windowEnd, id, title, papers, windowEnd } }));
    },

    /** The newest house editions that end in this span of time, newest first. */
    async house(limit: number, from = new Date(0), to = END_OF_TIME): Promise<HouseEdition[]> {
      const query = {
        TableName: table,
        KeyConditionExpression: 'pk = :house AND sk BETWEEN :from AND :last',
        ExpressionAttributeValues: { ':house': 'HOUSE', ':from': from.toISOString(), ':last': before(to) },
      };
      const { value } = await paginateQuery({ client, pageSize: limit }, { ...query, ScanIndexForward: false }).next();
      return z.array(houseEdition).parse(value?.Items ?? []);
    },
  };
}

const END_OF_TIME = new Date('9999-12-31T00:00:00Z');

/** The last millisecond before an instant: BETWEEN includes both ends. */
const before = (end: Date) => new Date(end.getTime() - 1).toISOString();
