import {
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  UpdateTableCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import { DeleteBucketCommand, DeleteObjectsCommand, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';
import { DeleteSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Failure } from './command.ts';
import type { Step } from './run-steps.ts';
import { output, type Stack } from './stack.ts';

/**
 * What stays of a deleted stack, by name. The bucket of access logs comes last: the other buckets write to it until they are
 * gone.
 */
export type Kept = { tables: string[]; buckets: string[]; secrets: string[] };

export const keptBy = (stack: Stack): Kept => ({
  tables: ['PapersTableName', 'SubscribersTableName', 'EditionsTableName'].map((name) => output(stack, name)),
  buckets: ['FeedsBucketName', 'StoreBucketName', 'AccessLogsBucketName'].map((name) => output(stack, name)),
  secrets: [output(stack, 'TokenSecretArn')],
});

/** The shell commands that delete it later. */
export function deleteLater({ tables, buckets, secrets }: Kept): string[] {
  return [
    ...tables.flatMap((name) => [
      `aws dynamodb update-table --no-deletion-protection-enabled --table-name ${name}`,
      `aws dynamodb delete-table --table-name ${name}`,
    ]),
    ...buckets.map((name) => `aws s3api delete-bucket --bucket ${name}    # once it is empty: S3 console, "Empty"`),
    ...secrets.map((arn) => `aws secretsmanager delete-secret --secret-id ${arn}`),
  ];
}

interface Clients {
  dynamo: DynamoDBClient;
  s3: S3Client;
  secrets: SecretsManagerClient;
  sleep: (ms: number) => Promise<unknown>;
}

/** The steps that delete all of it. Each skips what is gone already, so they can be repeated. */
export function deleteData({ tables, buckets, secrets: arns }: Kept, { dynamo, s3, secrets, sleep }: Clients): Step[] {
  const gone = async (one: string, run: () => Promise<string>) => {
    try {
      return await run();
    } catch (error) {
      if (error instanceof Error && ['ResourceNotFoundException', 'NoSuchBucket'].includes(error.name))
        return `${one}: gone already`;
      throw error;
    }
  };
  return [
    ...tables.map((name) => ({ title: 'Table', run: () => gone(name, () => deleteTable(dynamo, name)) })),
    ...buckets.map((name) => ({ title: 'Bucket', run: () => gone(name, () => deleteBucket(s3, name, sleep)) })),
    ...arns.map((arn) => ({ title: 'Secret', run: () => gone(arn, () => deleteSecret(secrets, arn)) })),
  ];
}

async function deleteTable(dynamo: DynamoDBClient, TableName: string): Promise<string> {
  const { Table } = await dynamo.send(new DescribeTableCommand({ TableName }));
  if (Table?.DeletionProtectionEnabled) {
    await dynamo.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
    await waitUntilTableExists({ client: dynamo, maxWaitTime: 600, minDelay: 1, maxDelay: 10 }, { TableName });
  }
  await dynamo.send(new DeleteTableCommand({ TableName }));
  await waitUntilTableNotExists({ client: dynamo, maxWaitTime: 600, minDelay: 1, maxDelay: 10 }, { TableName });
  return `${TableName}: deleted; AWS keeps a backup for 35 days`;
}

/** Tries to empty and delete a bucket, and the pause between, ms: S3 writes access logs late, also into the last bucket. */
const TRIES = 4;
const PAUSE_MS = 15_000;

async function deleteBucket(s3: S3Client, Bucket: string, sleep: Clients['sleep']): Promise<string> {
  let versions = 0;
  for (let tries = 1; ; tries++) {
    versions += await empty(s3, Bucket);
    try {
      await s3.send(new DeleteBucketCommand({ Bucket }));
      return `${Bucket}: deleted with ${versions.toLocaleString('en')} versions of objects`;
    } catch (error) {
      if (tries === TRIES || !(error instanceof Error && error.name === 'BucketNotEmpty')) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

/** Deletes every version of every object, a thousand at a time. Returns how many there were. */
async function empty(s3: S3Client, Bucket: string): Promise<number> {
  for (let versions = 0; ; ) {
    // Lists from the beginning each time: what was listed before is deleted.
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (Objects.length === 0) return versions;
    const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    if (Errors[0]) throw new Failure(`${Bucket} cannot be emptied: ${Errors[0].Key} (${Errors[0].Code}).`);
    versions += Objects.length;
  }
}

async function deleteSecret(secrets: SecretsManagerClient, SecretId: string): Promise<string> {
  await secrets.send(new DeleteSecretCommand({ SecretId }));
  return `${SecretId}: deleted; it can be restored for 30 days`;
}
