import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { TTL_ATTRIBUTE } from '../contract/tables.ts';
import { batchGet } from './batch-get.ts';

/** How long rows stay, s: beyond the longest window that may hold the paper. */
const KEPT_S = 30 * 86_400;

const row = z.object({ pk: z.string(), text: z.string() });

/** What a model has said of papers, in the editions table: a close that is tried again asks and pays once. */
export function summaryStore(client: DynamoDBDocumentClient, table: string) {
  const keyOf = (name: string) => ({ pk: `SUMMARY#${name}`, sk: 'SUMMARY' });
  return {
    /** What is known under these names. */
    async get(names: readonly string[]): Promise<Map<string, string>> {
      const rows = z.array(row).parse(await batchGet(client, table, names.map(keyOf)));
      return new Map(rows.map(({ pk, text }) => [pk.slice('SUMMARY#'.length), text]));
    },

    async put(name: string, text: string, at: Date): Promise<void> {
      const ttl = Math.floor(at.getTime() / 1000) + KEPT_S;
      await client.send(new PutCommand({ TableName: table, Item: { ...keyOf(name), text, [TTL_ATTRIBUTE]: ttl } }));
    },
  };
}
