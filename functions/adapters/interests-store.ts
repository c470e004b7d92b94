import { DeleteCommand, type DynamoDBDocumentClient, paginateQuery, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { LEARN_INDEX } from '../contract/tables.ts';
import type { Learned } from '../domain/interests/learned.ts';
import { type Reader, reader } from '../domain/reader.ts';
import { type Vote, vote } from '../domain/vote.ts';
import { succeeds } from './dynamo.ts';

/** Of the index: all that is to be or was learned, and what sorts before every version of a lexicon. */
const [ALL, DUE] = ['LEARN', '!'];
const [READER, VOTE] = ['READER#', 'VOTE#'];

const dueRow = z.object({ pk: z.string() });
const markRow = z.object({ marks: z.int() });
const voteRow = z.object({ sk: z.string(), kind: z._default(vote, 'good'), at: z.iso.datetime() });
const anyRow = z.looseObject({ sk: z.string() });

/** What a reader's interests are learned from. `marks` counts the changes that asked for it; without it nothing is to be learned. */
type ToLearn = {
  reader: Reader | undefined;
  votes: { paperId: string; kind: Vote; at: string }[];
  marks: number | undefined;
};

/** Whose interests are to be learned, and what was learned. A row beside the reader's says so, for votes do not touch that one. */
export function interestsStore(client: DynamoDBDocumentClient, table: string) {
  const key = (readerId: string, sk: string) => ({ pk: `${READER}${readerId}`, sk });
  const mark = (readerId: string) => ({ TableName: table, Key: key(readerId, 'LEARN') });
  const names = { '#all': LEARN_INDEX.partition, '#with': LEARN_INDEX.sort };

  async function marked(condition: string, version: string, most: number): Promise<string[]> {
    const query = new QueryCommand({
      TableName: table,
      IndexName: LEARN_INDEX.name,
      KeyConditionExpression: `#all = :all AND #with ${condition} :version`,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ':all': ALL, ':version': version },
      Limit: most,
    });
    const { Items } = await client.send(query);
    return z
      .array(dueRow)
      .parse(Items ?? [])
      .map(({ pk }) => pk.slice(READER.length));
  }

  return {
    /**
     * Has DIGEST learn what this reader works on with its next tick. To be called after every change of their interests, examples or
     * votes is written, also when all are forgotten; calling it too often is harmless.
     */
    async markForLearning(readerId: string): Promise<void> {
      const update = new UpdateCommand({
        ...mark(readerId),
        UpdateExpression: 'SET #all = :all, #with = :due ADD marks :one',
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: { ':all': ALL, ':due': DUE, ':one': 1 },
      });
      await client.send(update);
    },

    /** So many readers whose interests changed, or were learned with another lexicon than this version; the changed ones first. */
    async due(version: string, most: number): Promise<string[]> {
      const changed = await marked('<', version, most);
      return changed.length < most ? [...changed, ...(await marked('>', version, most - changed.length))] : changed;
    },

    /** All that is known of one reader's interests. Strongly consistent; the mark is read first, so that no later change is missed. */
    async read(readerId: string): Promise<ToLearn> {
      const found: ToLearn = { reader: undefined, votes: [], marks: undefined };
      const query = {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :reader',
        ExpressionAttributeValues: { ':reader': key(readerId, '').pk },
      };
      for await (const { Items } of paginateQuery({ client }, query)) {
        for (const row of z.array(anyRow).parse(Items ?? [])) {
          if (row.sk === 'LEARN') found.marks = markRow.parse(row).marks;
          else if (row.sk === 'READER') found.reader = reader.parse(row);
          else if (row.sk.startsWith(VOTE)) {
            const { sk, kind, at } = voteRow.parse(row);
            found.votes.push({ paperId: sk.slice(VOTE.length), kind, at });
          }
        }
      }
      return found;
    },

    /** Writes what was learned to the row it was learned from, or takes it away. False when that has changed meanwhile. */
    async keep({ readerId, rev }: Pick<Reader, 'readerId' | 'rev'>, learned: Learned | undefined): Promise<boolean> {
      const update = new UpdateCommand({
        TableName: table,
        Key: key(readerId, 'READER'),
        UpdateExpression: `${learned ? 'SET learned = :learned' : 'REMOVE learned'} ADD rev :one`,
        ConditionExpression: 'rev = :rev',
        ExpressionAttributeValues: { ':rev': rev, ':one': 1, ...(learned && { ':learned': learned }) },
      });
      return succeeds(client.send(update));
    },

    /**
     * Notes with which lexicon interests were learned, or without one that there are none. False when they have changed since `marks`
     * was read: they stay due.
     */
    unmark(readerId: string, marks: number, version: string | undefined): Promise<boolean> {
      const seen = { ConditionExpression: 'marks = :seen', ExpressionAttributeValues: { ':seen': marks } };
      if (version === undefined) return succeeds(client.send(new DeleteCommand({ ...mark(readerId), ...seen })));
      const update = new UpdateCommand({
        ...{ ...mark(readerId), ...seen },
        UpdateExpression: 'SET #with = :version',
        ExpressionAttributeNames: { '#with': LEARN_INDEX.sort },
        ExpressionAttributeValues: { ':seen': marks, ':version': version },
      });
      return succeeds(client.send(update));
    },
  };
}
