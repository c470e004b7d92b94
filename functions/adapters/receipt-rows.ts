import { type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Receipt, receipt } from '../domain/receipt.ts';
import { succeeds } from './dynamo.ts';

/** Receipts of feed files: part of the papers table, sorted by upload. */
export function receiptRows(client: DynamoDBDocumentClient, table: string) {
  return {
    /** Keeps a receipt unless its upload has one, and returns the one that stands. */
    async putReceipt(made: Receipt): Promise<Receipt> {
      const Key = { pk: 'RECEIPT', sk: made.id };
      const write = new PutCommand({
        TableName: table,
        Item: { ...Key, ...made },
        ConditionExpression: 'attribute_not_exists(pk)',
      });
      if (await succeeds(client.send(write))) return made;
      const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      return receipt.parse(Item);
    },

    /** The last receipts, newest first. */
    async receipts(limit: number): Promise<Receipt[]> {
      const { Items } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': 'RECEIPT' },
          ScanIndexForward: false,
          ConsistentRead: true,
          Limit: limit,
        }),
      );
      return (Items ?? []).map((item) => receipt.parse(item));
    },
  };
}
