import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { KEPT_DAYS } from '../contract/retention.ts';
import { TTL_ATTRIBUTE } from '../contract/tables.ts';
import { succeeds } from './dynamo.ts';

/** Rows are kept a quarter, s: SQS forgets a message after 14 days at most, so none can come back later than its claim. */
const KEPT_S = KEPT_DAYS.letters * 86_400;

/** Claims of letters, in the editions table: each letter is handed to SES at most once. */
export function lettersStore(client: DynamoDBDocumentClient, table: string) {
  const key = (letter: string) => ({ pk: `LETTER#${letter}`, sk: 'LETTER' });
  const named = { ExpressionAttributeNames: { '#state': 'state' } };

  return {
    /** Claims a letter. False when anybody ever did: it went out, or nobody can tell whether it did. It does not say whose it was. */
    claim(letter: string, at: Date): Promise<boolean> {
      const ttl = Math.floor(at.getTime() / 1000) + KEPT_S;
      const row = { ...key(letter), state: 'CLAIMED', at: at.toISOString(), [TTL_ATTRIBUTE]: ttl };
      return succeeds(
        client.send(new PutCommand({ TableName: table, Item: row, ConditionExpression: 'attribute_not_exists(pk)' })),
      );
    },

    /** Gives a claim back, because SES accepted nothing for certain. */
    release(letter: string): Promise<boolean> {
      const condition = { ConditionExpression: '#state = :claimed', ExpressionAttributeValues: { ':claimed': 'CLAIMED' } };
      return succeeds(client.send(new DeleteCommand({ TableName: table, Key: key(letter), ...condition, ...named })));
    },

    /** Writes down how a claimed letter ended. */
    async record(letter: string, state: 'SENT' | 'REJECTED' | 'UNKNOWN', detail: string): Promise<void> {
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: key(letter),
          UpdateExpression: 'SET #state = :state, detail = :detail',
          ExpressionAttributeValues: { ':state': state, ':detail': detail },
          ...named,
        }),
      );
    },
  };
}
