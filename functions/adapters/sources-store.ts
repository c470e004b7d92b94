import { type DynamoDBDocumentClient, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type SourceState, sourceState } from '../domain/source-state.ts';
import { succeeds } from './dynamo.ts';

const SOURCE = 'SOURCE';
const LEASE = { pk: 'FETCH', sk: 'LEASE' };

/** What is known of each source, and who is fetching: rows of the editions table. */
export function sourcesStore(client: DynamoDBDocumentClient, table: string) {
  return {
    /** All sources that were ever asked. */
    async states(): Promise<SourceState[]> {
      const { Items } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': SOURCE },
          ConsistentRead: true,
        }),
      );
      return z.array(sourceState).parse(Items ?? []);
    },
    async put(state: SourceState): Promise<void> {
      await client.send(new PutCommand({ TableName: table, Item: { pk: SOURCE, sk: state.name, ...state } }));
    },
    /** Lets one run fetch until then. False while another may. */
    lease: (now: Date, until: Date): Promise<boolean> =>
      succeeds(
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: LEASE,
            UpdateExpression: 'SET #until = :until',
            ConditionExpression: 'attribute_not_exists(pk) OR #until <= :now',
            ExpressionAttributeNames: { '#until': 'until' },
            ExpressionAttributeValues: { ':until': until.toISOString(), ':now': now.toISOString() },
          }),
        ),
      ),
    /** Gives the lease back from then on. */
    async release(from: Date): Promise<void> {
      await client.send(new PutCommand({ TableName: table, Item: { ...LEASE, until: from.toISOString() } }));
    },
  };
}
