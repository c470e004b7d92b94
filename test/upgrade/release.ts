import { readFileSync } from 'node:fs';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { RunningCloud } from '../../infra/cli/lib/running-cloud.ts';
import { clients, localStack, output } from '../../infra/cli/lib/stack.ts';

export const FIXTURE = new URL('../fixtures/upgrade/release.json', import.meta.url);

const TABLES = ['PapersTableName', 'SubscribersTableName', 'EditionsTableName'];
const row = z.record(z.string(), z.unknown());

/** What a release left in an installation: `test/upgrade/record.ts` writes it, the code of today must go on from it. */
const release = z.object({
  /** The clock when it was recorded: in the middle of sending an edition. */
  at: z.iso.datetime(),
  /** Keys of links, by the ARN of their secret. Made for this recording, used nowhere else. */
  secrets: z.record(z.string(), z.string()),
  /** Rows by the output that names their table. */
  tables: z.record(z.string(), z.array(row)),
  /** Objects of the store bucket by key. */
  objects: z.record(z.string(), z.string()),
  /** Mails in the readers' inboxes: to whom, of which edition, and the paths of the links in them. */
  mails: z.array(z.object({ to: z.string(), edition: z.optional(z.string()), links: z.array(z.string()) })),
  /** A message of DIGEST that was still queued. */
  message: row,
});
export type Release = z.infer<typeof release>;

export const readRelease = (): Release => release.parse(JSON.parse(readFileSync(FIXTURE, 'utf8')));

/** Every row of a table, in a fixed order. */
export async function rowsOf(cloud: RunningCloud, table: string) {
  const { Items = [] } = await clients(localStack(cloud)).dynamo.send(
    new ScanCommand({ TableName: output(localStack(cloud), table) }),
  );
  const key = ({ pk, sk }: Record<string, unknown>) => `${pk} ${sk}`;
  return z
    .array(row)
    .parse(Items)
    .sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** The three tables and the store bucket of a running cloud. */
export async function dataOf(cloud: RunningCloud): Promise<Pick<Release, 'tables' | 'objects'>> {
  const { s3 } = clients(localStack(cloud));
  const Bucket = output(localStack(cloud), 'StoreBucketName');
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  const objects: [string, string][] = [];
  for (const { Key = '' } of Contents) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    objects.push([Key, (await Body?.transformToString()) ?? '']);
  }
  const tables = await Promise.all(TABLES.map(async (name) => [name, await rowsOf(cloud, name)]));
  return { tables: Object.fromEntries(tables), objects: Object.fromEntries(objects) };
}

/** Puts what a release left into a running cloud that is empty. */
export async function load(cloud: RunningCloud, { tables, objects }: Release): Promise<void> {
  const { dynamo, s3 } = clients(localStack(cloud));
  for (const [name, rows] of Object.entries(tables))
    for (const Item of rows) await dynamo.send(new PutCommand({ TableName: output(localStack(cloud), name), Item }));
  for (const [Key, Body] of Object.entries(objects))
    await s3.send(new PutObjectCommand({ Bucket: output(localStack(cloud), 'StoreBucketName'), Key, Body }));
}
