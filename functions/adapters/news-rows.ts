import { createHash } from 'node:crypto';
import { type DynamoDBDocumentClient, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import * as z from 'zod';
import { NEWS_INDEX } from '../contract/tables.ts';
import type { StoredPaper } from '../domain/paper.ts';
import { succeeds } from './dynamo.ts';

/** A day's news is spread over this many partitions of the index. */
const SHARDS = 4;
const AT_ONCE = 8;
const DAY_MS = 86_400_000;

const newsRow = z.object({ pk: z.string() });
const dayOf = (at: Date) => at.toISOString().slice(0, 10);

/** The index attributes of a paper that is news. */
export function newsKey({ id, newsAt }: Pick<StoredPaper, 'id' | 'newsAt'>): object {
  if (!newsAt) return {};
  const shard = (createHash('sha256').update(id).digest()[0] ?? 0) % SHARDS;
  return { [NEWS_INDEX.partition]: `${newsAt.slice(0, 10)}#${shard}` };
}

/** News: the part of the papers table that the index `news` sees. */
export function newsRows(client: DynamoDBDocumentClient, table: string) {
  async function inPartition(partition: string, from: Date, to: Date): Promise<string[]> {
    const query = {
      TableName: table,
      IndexName: NEWS_INDEX.name,
      KeyConditionExpression: '#day = :day AND #at BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#day': NEWS_INDEX.partition, '#at': NEWS_INDEX.sort },
      ExpressionAttributeValues: { ':day': partition, ':from': from.toISOString(), ':to': to.toISOString() },
    };
    const ids: string[] = [];
    for await (const { Items } of paginateQuery({ client }, query))
      for (const { pk } of z.array(newsRow).parse(Items ?? [])) ids.push(pk.slice('PAPER#'.length));
    return ids;
  }

  return {
    /** The ids of papers that became news in `start <= newsAt < end`. The index is eventually consistent: ask late. */
    async newsBetween(start: Date, end: Date): Promise<string[]> {
      if (end <= start) return [];
      const last = new Date(end.getTime() - 1);
      const days: string[] = [];
      for (let at = Date.parse(dayOf(start)); at <= last.getTime(); at += DAY_MS) days.push(dayOf(new Date(at)));
      const partitions = days.flatMap((date) => Array.from({ length: SHARDS }, (_, shard) => `${date}#${shard}`));
      const found = await pMap(partitions, (partition) => inPartition(partition, start, last), { concurrency: AT_ONCE });
      return found.flat().sort();
    },

    /**
     * Takes back that a paper is news of this upload, when it became so at `since` or later: it stays known, and may become
     * news again. False when it is not, or not any more.
     */
    withdrawNews(id: string, upload: string, since: Date): Promise<boolean> {
      return succeeds(
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: { pk: `PAPER#${id}`, sk: 'PAPER' },
            UpdateExpression: 'REMOVE #at, newsOf, #day ADD rev :one',
            ConditionExpression: 'newsOf = :upload AND #at >= :since',
            ExpressionAttributeNames: { '#at': NEWS_INDEX.sort, '#day': NEWS_INDEX.partition },
            ExpressionAttributeValues: { ':upload': upload, ':since': since.toISOString(), ':one': 1 },
          }),
        ),
      );
    },
  };
}
