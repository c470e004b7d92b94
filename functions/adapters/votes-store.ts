import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import * as z from 'zod/mini';
import { VOTE_INDEX } from '../contract/tables.ts';

const AT_ONCE = 8;
const voteRow = z.object({ pk: z.string() });

/** A paper by all its ids: a vote may be from before it merged, when it went by another one. */
type Paper = { id: string; ids: readonly string[] };

/** Votes: a row of their reader's a paper. With the reader they are shown, and erased. */
export function votesStore(client: DynamoDBDocumentClient, table: string) {
  const key = (readerId: string, paperId: string) => ({ pk: `READER#${readerId}`, sk: `VOTE#${paperId}` });

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
      for (const { pk } of z.array(voteRow).parse(Items ?? [])) voters.push(pk);
    return voters;
  }

  return {
    /** Whether this reader votes for this paper. Strongly consistent. */
    async has(readerId: string, { ids }: Paper): Promise<boolean> {
      const one = (id: string) => client.send(new GetCommand({ TableName: table, Key: key(readerId, id), ConsistentRead: true }));
      return (await Promise.all(ids.map(one))).some(({ Item }) => Item);
    },

    /** One vote a reader and paper, however often it is cast. */
    async cast(readerId: string, { id }: Paper, at: Date): Promise<void> {
      const vote = { ...key(readerId, id), [VOTE_INDEX.partition]: id, at: at.toISOString() };
      await client.send(new PutCommand({ TableName: table, Item: vote }));
    },

    /** Takes it back, also when there is none. */
    async withdraw(readerId: string, { ids }: Paper): Promise<void> {
      for (const id of ids) await client.send(new DeleteCommand({ TableName: table, Key: key(readerId, id) }));
    },

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
