import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { LEARN_INDEX } from '../contract/tables.ts';

/** Of the index: all that is to be or was learned, and what sorts before every version of a lexicon. */
const [ALL, DUE] = ['LEARN', '!'];

/** Whose interests are to be learned. A row beside the reader's says so, for votes do not touch that one. */
export function interestsStore(client: DynamoDBDocumentClient, table: string) {
  return {
    /**
     * Has DIGEST learn what this reader works on with its next tick. To be called after every change of their interests, examples or
     * votes is written, also when all are forgotten; calling it too often is harmless.
     */
    async markForLearning(readerId: string): Promise<void> {
      const update = new UpdateCommand({
        TableName: table,
        Key: { pk: `READER#${readerId}`, sk: 'LEARN' },
        UpdateExpression: 'SET #partition = :all, #sort = :due ADD marks :one',
        ExpressionAttributeNames: { '#partition': LEARN_INDEX.partition, '#sort': LEARN_INDEX.sort },
        ExpressionAttributeValues: { ':all': ALL, ':due': DUE, ':one': 1 },
      });
      await client.send(update);
    },
  };
}
