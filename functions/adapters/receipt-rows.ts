import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { TTL_ATTRIBUTE } from '../contract/tables.ts';
import { type RangeAccount, type Receipt, rangeAccount, receipt } from '../domain/receipt.ts';
import { succeeds } from './dynamo.ts';

/** How long the accounts of ranges are kept, in days. */
const RANGES_KEPT = 90;
const rangeRow = rangeAccount.extend({ range: z.int() });

/** Receipts of feed files: part of the papers table, sorted by upload. */
export function receiptRows(client: DynamoDBDocumentClient, table: string) {
  const key = (id: string) => ({ pk: 'RECEIPT', sk: id });

  async function one(id: string): Promise<Receipt | undefined> {
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: key(id), ConsistentRead: true }));
    return Item && receipt.parse(Item);
  }

  return {
    /** The receipt of this upload. */
    receipt: one,

    /**
     * Keeps a receipt unless its upload has one that is final, and returns the one that stands. An upload that is being read
     * was there: a later look that finds it gone does not end it. That no try came to an end is not final.
     */
    async putReceipt(made: Receipt): Promise<Receipt> {
      const replaces =
        made.outcome === 'skipped' && made.ranges === undefined ? '' : ' OR outcome = :reading OR attribute_exists(tries)';
      const write = new PutCommand({
        TableName: table,
        Item: { ...key(made.id), ...made },
        ConditionExpression: `attribute_not_exists(pk)${replaces}`,
        ...(replaces ? { ExpressionAttributeValues: { ':reading': 'reading' } } : {}),
      });
      if (await succeeds(client.send(write))) return made;
      const stands = await one(made.id);
      if (!stands) throw new Error(`the receipt of ${made.id} was there and is gone`);
      return stands;
    },

    /** Keeps the account of a range unless it has been read. */
    async putRange(id: string, range: number, account: RangeAccount): Promise<void> {
      const uploaded = Math.floor(Date.parse(id.slice(0, id.indexOf('#'))) / 1000);
      const Item = {
        pk: `RANGES#${id}`,
        sk: String(range).padStart(6, '0'),
        range,
        ...account,
        [TTL_ATTRIBUTE]: uploaded + RANGES_KEPT * 86_400,
      };
      const ConditionExpression = 'attribute_not_exists(pk) OR attribute_exists(tries)';
      await succeeds(client.send(new PutCommand({ TableName: table, Item, ConditionExpression })));
    },

    /** The accounts of the ranges that are done, in their order. */
    async ranges(id: string): Promise<Map<number, RangeAccount>> {
      const done = new Map<number, RangeAccount>();
      const query = {
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': `RANGES#${id}` },
        ConsistentRead: true,
      };
      for await (const { Items } of paginateQuery({ client }, query))
        for (const { range, ...account } of z.array(rangeRow).parse(Items ?? [])) done.set(range, account);
      return done;
    },

    /** The last receipts, newest first, of uploads whose ids begin with `prefix`: all begin with the year. */
    async receipts(limit: number, prefix = '2'): Promise<Receipt[]> {
      const { Items } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: { ':pk': 'RECEIPT', ':prefix': prefix },
          ScanIndexForward: false,
          ConsistentRead: true,
          Limit: limit,
        }),
      );
      return z.array(receipt).parse(Items ?? []);
    },

    /** The receipts of uploads in `start <= at < end`: their ids begin with the instant. */
    async receiptsBetween(start: Date, end: Date): Promise<Receipt[]> {
      const query = {
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :start AND :end',
        ExpressionAttributeValues: { ':pk': 'RECEIPT', ':start': start.toISOString(), ':end': end.toISOString() },
      };
      const found: Receipt[] = [];
      for await (const { Items } of paginateQuery({ client }, query)) found.push(...z.array(receipt).parse(Items ?? []));
      return found;
    },

    /** Notes on a receipt how many papers' news were taken back, all in all. */
    async noteWithdrawn(id: string, papers: number): Promise<void> {
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: key(id),
          UpdateExpression: 'ADD withdrawn :papers',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: { ':papers': papers },
        }),
      );
    },
  };
}
