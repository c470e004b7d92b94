import { randomBytes } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { KEY, LEARN_INDEX, NEWS_INDEX, OPEN_INDEX, VOTE_INDEX, WISH_INDEX } from '../../functions/contract/tables.ts';
import { listening } from './listening.ts';

type Index = { name: string; partition: string; sort: string; project?: readonly string[] };

/** Starts a DynamoDB in the memory of this process, or uses the one that `npm run test:conformance` runs and names. */
async function dynamo() {
  if (process.env.DYNAMODB_LOCAL) return { endpoint: process.env.DYNAMODB_LOCAL, stop: async () => {} };
  const server = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  return {
    endpoint: `http://${await listening(server)}`,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** The three tables as the contract names them. */
export async function startTables() {
  const { endpoint, stop } = await dynamo();
  // DynamoDB Local keeps a database for each access key: test files that share it share no table.
  const accessKeyId = randomBytes(10).toString('hex');
  const raw = new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials: { accessKeyId, secretAccessKey: 'test' } });
  const client = DynamoDBDocumentClient.from(raw, { marshallOptions: { removeUndefinedValues: true } });

  async function create(name: string, ...indexes: Index[]) {
    const attributes = [...new Set([KEY.partition, KEY.sort, ...indexes.flatMap(({ partition, sort }) => [partition, sort])])];
    const keys = (partition: string, sort: string) => [
      { AttributeName: partition, KeyType: 'HASH' as const },
      { AttributeName: sort, KeyType: 'RANGE' as const },
    ];
    await raw.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: attributes.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
        KeySchema: keys(KEY.partition, KEY.sort),
        GlobalSecondaryIndexes: indexes.map(({ name: IndexName, partition, sort, project }) => ({
          IndexName,
          KeySchema: keys(partition, sort),
          Projection: project ? { ProjectionType: 'INCLUDE', NonKeyAttributes: [...project] } : { ProjectionType: 'KEYS_ONLY' },
        })),
      }),
    );
    await waitUntilTableExists({ client: raw, maxWaitTime: 10, minDelay: 0.005, maxDelay: 0.05 }, { TableName: name });
    return name;
  }

  let n = 0;
  return {
    client,
    endpoint,
    /** Makes three new tables, so that tests that share a server share no row. */
    async fresh() {
      n++;
      return {
        papers: await create(`papers-${n}`, NEWS_INDEX),
        subscribers: await create(`subscribers-${n}`, WISH_INDEX, VOTE_INDEX, LEARN_INDEX),
        editions: await create(`editions-${n}`, OPEN_INDEX),
      };
    },
    stop,
  };
}
