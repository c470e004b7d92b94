import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { Upload } from '@aws-sdk/lib-storage';
import * as z from 'zod';
import { type Receipt, receipt } from '../../functions/domain/receipt.ts';
import { Failure, ink } from './command.ts';
import { clients, cloudStatus, output, type RunningCloud } from './running-cloud.ts';

/** Part size of uploads, bytes: the local S3 takes single requests up to 11 MiB. */
const PART = 8 * 1024 * 1024;

/** A receipt that has not come this long after the cloud fell quiet will not come, ms. */
const GRACE_MS = 4_000;

const receipts = z.array(receipt);

/** Throws the sentence that says why `file` cannot be uploaded. */
export async function checkFile(file: string): Promise<{ size: number }> {
  const found = await stat(file).catch(() => undefined);
  if (!found) throw new Failure(`${file}: no such file.`);
  if (!found.isFile()) throw new Failure(`${file} is not a file; name the files in it.`);
  return { size: found.size };
}

/** Uploads a file and waits for its receipt. `progress` gets the bytes sent so far. Throws when no receipt comes. */
export async function uploadFeed(
  cloud: RunningCloud,
  { file, key, day }: { file: string; key: string; day?: string },
  progress: (bytes: number) => void = () => {},
): Promise<Receipt> {
  const { s3, dynamo } = clients(cloud);
  const { now: since } = await cloudStatus(cloud);
  const upload = new Upload({
    client: s3,
    partSize: PART,
    params: {
      Bucket: output(cloud, 'FeedsBucketName'),
      Key: key,
      Body: createReadStream(file),
      Metadata: day ? { 'listed-on': day } : undefined,
    },
  });
  upload.on('httpUploadProgress', ({ loaded = 0 }) => progress(loaded));
  const eTag = ((await upload.done()).ETag ?? '').replaceAll('"', '');

  let quietSince = Date.now();
  while (Date.now() - quietSince < GRACE_MS) {
    const { Items = [] } = await dynamo.send(
      new QueryCommand({
        TableName: output(cloud, 'PapersTableName'),
        KeyConditionExpression: 'pk = :receipt AND sk >= :since',
        ExpressionAttributeValues: { ':receipt': 'RECEIPT', ':since': since },
        ConsistentRead: true,
      }),
    );
    const ours = receipts.parse(Items).find((candidate) => candidate.key === key && candidate.eTag === eTag);
    if (ours) return ours;
    await sleep(100);
    if ((await cloudStatus(cloud)).busy) quietSince = Date.now();
  }
  throw new Failure(`${file} was uploaded as ${key}, but no receipt came. Look at the ingest log in .broadsheet/logs.`);
}

/** A receipt in a few aligned lines. */
export function describe({ outcome, format, reason, counts, rejected, listedOn }: Receipt): string {
  const about = [format, listedOn && `listed on ${listedOn}`].filter(Boolean).join(', ');
  const state = outcome === 'refused' ? ink.bad(outcome) : outcome === 'accepted' ? ink.good(outcome) : outcome;
  const numbers = Object.entries(counts).map(([name, n]) => `${n > 0 ? ink.bold(String(n)) : n} ${name}`);
  return [
    [state, about && ink.soft(about), reason].filter(Boolean).join('  '),
    ...(outcome === 'accepted' ? [numbers.join(ink.soft(' · '))] : []),
    ...rejected.map(({ at, reason: why }) => `${ink.bad('rejected')} ${at}: ${why}`),
  ].join('\n');
}
