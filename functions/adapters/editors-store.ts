import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { EditorCounts } from '../domain/editors.ts';
import { succeeds } from './dynamo.ts';

const counts = z.object({ links: z._default(z.int(), 0), signOuts: z._default(z.int(), 0) });

/** Who entered the desk how often: a row an editor, in the editions table. Reads are strongly consistent. */
export function editorsStore(client: DynamoDBDocumentClient, table: string) {
  const key = (editorId: string) => ({ pk: 'DESK', sk: `EDITOR#${editorId}` });

  return {
    async counts(editorId: string): Promise<EditorCounts> {
      const { Item } = await client.send(new GetCommand({ TableName: table, Key: key(editorId), ConsistentRead: true }));
      return counts.parse(Item ?? {});
    },

    /** Uses the link that was signed when so many had been used. False when it was used before, or another since. */
    takeLink: (editorId: string, number: number): Promise<boolean> =>
      succeeds(
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: key(editorId),
            UpdateExpression: 'SET links = :next',
            ConditionExpression: number === 0 ? 'attribute_not_exists(links)' : 'links = :number',
            ExpressionAttributeValues: { ':next': number + 1, ...(number > 0 && { ':number': number }) },
          }),
        ),
      ),

    /** Notes that an editor enters from this browser, named by a hash. False when that is known. */
    noteBrowser: (editorId: string, browser: string): Promise<boolean> =>
      succeeds(
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: key(editorId),
            UpdateExpression: 'ADD browsers :one',
            ConditionExpression: 'attribute_not_exists(browsers) OR NOT contains(browsers, :browser)',
            ExpressionAttributeValues: { ':one': new Set([browser]), ':browser': browser },
          }),
        ),
      ),

    /** Ends every session that this editor has, and voids the links that were not used yet. */
    async signOut(editorId: string): Promise<void> {
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: key(editorId),
          UpdateExpression: 'ADD signOuts :one, links :one',
          ExpressionAttributeValues: { ':one': 1 },
        }),
      );
    },
  };
}
