import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import * as z from 'zod/mini';
import { VOTE_INDEX } from '../contract/tables.ts';
import { type Cast, vote } from '../domain/vote.ts';
import { succeeds } from './dynamo.ts';

const AT_ONCE = 8;
const VOTE = 'VOTE#';
/** Characters of a title that are kept with a vote, to be shown. */
const MOST_TITLE = 300;
const voterRow = z.object({ pk: z.string() });
/** A vote of before there were kinds is a good pick, and has no title. */
const voteRow = z.object({ sk: z.string(), kind: z._default(vote, 'good'), title: z.optional(z.string()), at: z.iso.datetime() });

/** A paper by all its ids: a vote may be from before it merged, when it went by another one. */
type Paper = { id: string; ids: readonly string[] };
type Titled = Paper & { title: string };

/** Votes, and papers that a reader named as examples: a row of their reader's a paper. With the reader they are shown, and erased. */
export function votesStore(client: DynamoDBDocumentClient, table: string) {
  const key = (readerId: string, paperId: string) => ({ pk: `READER#${readerId}`, sk: VOTE + paperId });

  async function votersOf(paperId: string): Promise<string[]> {
    const query = {
      TableName: table,
      IndexName: VOTE_INDEX.name,
      KeyConditionExpression: '#paper = :paper',
      ProjectionExpression: 'pk',
      ExpressionAttributeNames: { '#paper': VOTE_INDEX.partition },
      ExpressionAttributeValues: { ':paper': paperId },
    };
    const voters: string[] = [];
    for await (const { Items } of paginateQuery({ client }, query))
      for (const { pk } of z.array(voterRow).parse(Items ?? [])) voters.push(pk);
    return voters;
  }

  const withdraw = async (readerId: string, ids: readonly string[]) => {
    for (const id of ids) await client.send(new DeleteCommand({ TableName: table, Key: key(readerId, id) }));
  };

  return {
    /** What this reader said of this paper. Strongly consistent. */
    async of(readerId: string, { ids }: Paper): Promise<Cast['kind'] | undefined> {
      const one = (id: string) => client.send(new GetCommand({ TableName: table, Key: key(readerId, id), ConsistentRead: true }));
      const rows = await Promise.all(ids.map(one));
      return rows.flatMap(({ Item }) => (Item ? voteRow.parse(Item).kind : []))[0];
    },

    /** Everything this reader said of papers, newest first. Strongly consistent. */
    async all(readerId: string): Promise<Cast[]> {
      const query = {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :reader AND begins_with(sk, :vote)',
        ExpressionAttributeValues: { ':reader': key(readerId, '').pk, ':vote': VOTE },
      };
      const rows: Cast[] = [];
      for await (const { Items } of paginateQuery({ client }, query))
        for (const { sk, ...said } of z.array(voteRow).parse(Items ?? [])) rows.push({ paperId: sk.slice(VOTE.length), ...said });
      return rows.sort((a, b) => (a.at === b.at ? 0 : a.at < b.at ? 1 : -1));
    },

    /** One vote a reader and paper, however often it is cast, in place of what was said of it before. Only good picks are counted. */
    async cast(readerId: string, { id, ids, title }: Titled, kind: 'good' | 'not', at: Date): Promise<void> {
      const counted = kind === 'good' ? { [VOTE_INDEX.partition]: id } : {};
      const row = { ...key(readerId, id), ...counted, kind, title: title.slice(0, MOST_TITLE), at: at.toISOString() };
      await client.send(new PutCommand({ TableName: table, Item: row }));
      await withdraw(
        readerId,
        ids.filter((other) => other !== id),
      );
    },

    /** Notes a paper as an example of what a reader works on, unless they said something of it already: false. */
    name(readerId: string, { id, title }: Titled, at: Date): Promise<boolean> {
      const row = { ...key(readerId, id), kind: 'example', title: title.slice(0, MOST_TITLE), at: at.toISOString() };
      const put = new PutCommand({ TableName: table, Item: row, ConditionExpression: 'attribute_not_exists(pk)' });
      return succeeds(client.send(put));
    },

    /** Takes back what was said of a paper, also when there is nothing. */
    withdraw: (readerId: string, { ids }: Pick<Paper, 'ids'>): Promise<void> => withdraw(readerId, ids),

    /** How many readers vote for each of these papers. From an index: a vote may show a moment late. */
    async count(papers: readonly Paper[]): Promise<Map<string, number>> {
      const votes = async ({ id, ids }: Paper): Promise<[string, number]> => [
        id,
        new Set((await Promise.all(ids.map(votersOf))).flat()).size,
      ];
      return new Map(await pMap(papers, votes, { concurrency: AT_ONCE }));
    },
  };
}
