import { type DynamoDBDocumentClient, PutCommand, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { TTL_ATTRIBUTE } from '../contract/tables.ts';
import { type Suggestion, suggestion } from '../domain/suggestion.ts';
import { succeeds } from './dynamo.ts';

/** How long a suggestion stays, s: as long nobody can make the same one again. */
const KEPT_S = 30 * 86_400;

/** Papers that readers suggest: a row a paper, in the editions table. */
export function suggestionsStore(client: DynamoDBDocumentClient, table: string) {
  const key = (paper: string) => ({ pk: 'SUGGESTED', sk: paper });

  return {
    /** Keeps a suggestion. The first of a paper stands, also once it was refused. */
    async add(made: Pick<Suggestion, 'paper' | 'why'>, at: Date): Promise<void> {
      const ttl = Math.floor(at.getTime() / 1000) + KEPT_S;
      const row: Suggestion = { ...made, at: at.toISOString(), state: 'open' };
      const Item = { ...key(made.paper), ...row, [TTL_ATTRIBUTE]: ttl };
      await succeeds(client.send(new PutCommand({ TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' })));
    },

    /** Those that nobody has decided on, the oldest first. */
    async open(): Promise<Suggestion[]> {
      const query = {
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': 'SUGGESTED' },
        ConsistentRead: true,
      };
      const found: Suggestion[] = [];
      for await (const { Items } of paginateQuery({ client }, query)) found.push(...z.array(suggestion).parse(Items ?? []));
      return found.filter(({ state }) => state === 'open').sort((a, b) => (a.at < b.at ? -1 : 1));
    },

    /** Decides on a suggestion. False when there is none, or somebody has decided. */
    decide: (paper: string, state: 'accepted' | 'refused'): Promise<boolean> =>
      succeeds(
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: key(paper),
            UpdateExpression: 'SET #state = :state',
            ConditionExpression: '#state = :open',
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: { ':state': state, ':open': 'open' },
          }),
        ),
      ),
  };
}
