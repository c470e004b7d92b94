import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Upload } from '@aws-sdk/lib-storage';
import { receiptRows } from '../../functions/adapters/receipt-rows.ts';
import type { Receipt } from '../../functions/domain/receipt.ts';
import { Failure, ink } from './command.ts';
import { cloudStatus } from './running-cloud.ts';
import { clients, output, type Stack, timeOf } from './stack.ts';

/** Part size of uploads, bytes: the local S3 takes single requests up to 11 MiB. */
const PART = 8 * 1024 * 1024;

/** A receipt that has not come this long after the local cloud fell quiet will not come, ms. */
const GRACE_MS = 4_000;

/** How long a deployed INGEST may go on without a sign, ms: its timeout and a little. */
const DEPLOYED_GRACE_MS = 11 * 60_000;

/** How far this machine's clock may be ahead of S3's, ms, in whose time receipts are. */
const SKEW_MS = 60_000;

/** Receipts that may have come since an upload began. */
const RECENT = 50;

/** Throws the sentence that says why `file` cannot be uploaded. */
export async function checkFile(file: string): Promise<{ size: number }> {
  const found = await stat(file).catch(() => undefined);
  if (!found) throw new Failure(`${file}: no such file.`);
  if (!found.isFile()) throw new Failure(`${file} is not a file.`);
  return { size: found.size };
}

/** What a publisher says of a file: the day its papers were listed, and that all of it is news however long it is. */
export type FeedUpload = { file: string; key: string; day?: string | undefined; allNews?: boolean };

/**
 * Uploads a file and waits for its final receipt. `progress` gets the share of the file that is sent, then of a snapshot that
 * is read, from 0 to 1. Throws when no receipt comes.
 */
export async function uploadFeed(
  stack: Stack,
  { file, key, day, allNews }: FeedUpload,
  progress: (stage: 'sent' | 'read', share: number) => void = () => {},
): Promise<Receipt> {
  const { s3, dynamo } = clients(stack);
  const { receipts, ranges } = receiptRows(dynamo, output(stack, 'PapersTableName'));
  const { size } = await stat(file);
  const since = new Date((await timeOf(stack)).getTime() - (stack.local ? 0 : SKEW_MS)).toISOString();
  const upload = new Upload({
    client: s3,
    partSize: PART,
    params: {
      Bucket: output(stack, 'FeedsBucketName'),
      Key: key,
      Body: createReadStream(file),
      Metadata: { ...(day ? { 'listed-on': day } : {}), ...(allNews ? { 'all-news': 'yes' } : {}) },
    },
  });
  upload.on('httpUploadProgress', ({ loaded = 0 }) => progress('sent', size > 0 ? loaded / size : 1));
  const eTag = ((await upload.done()).ETag ?? '').replaceAll('"', '');

  let quietSince = Date.now();
  let done = 0;
  while (Date.now() - quietSince < (stack.local ? GRACE_MS : DEPLOYED_GRACE_MS)) {
    const ours = (await receipts(RECENT)).find((found) => found.key === key && found.eTag === eTag && found.id >= since);
    if (ours && ours.outcome !== 'reading') return ours;
    const before = done;
    if (ours?.ranges) {
      done = (await ranges(ours.id)).size;
      progress('read', done / ours.ranges);
    }
    await sleep(ours || !stack.local ? 1_000 : 100);
    if (done > before || (stack.local && (await cloudStatus(stack.local)).busy)) quietSince = Date.now();
  }
  throw new Failure(
    `${file} was uploaded as ${key}, but no receipt came. Look at the log of INGEST: docs/runbook.md, Read the logs.`,
  );
}

/** A receipt in a few aligned lines. */
export function describe(receipt: Receipt): string {
  const { outcome, taken, format, compression, encoding, reason, counts, rejected, reasons, remarks, ranges, listedOn } = receipt;
  const packing = [compression, encoding === 'utf-8' ? '' : encoding].filter(Boolean).join(', ');
  const about = [
    format && (packing ? `${format} (${packing})` : format),
    taken === 'archive' && 'archive',
    listedOn && `listed on ${listedOn}`,
    ranges && `${ranges} ranges`,
  ];
  const numbers = Object.entries(counts).map(([name, n]) => `${n > 0 ? ink.bold(String(n)) : n} ${name}`);
  const kinds = Object.entries(reasons).map(([kind, n]) => `  ${n} × ${kind}`);
  const without = Object.entries(remarks ?? {}).map(([kind, n]) => `  ${n} × ${kind}`);
  return [
    [outcomeInk(outcome), ink.soft(about.filter(Boolean).join(', ')), reason].filter(Boolean).join('  '),
    ...(outcome === 'accepted' ? [numbers.join(ink.soft(' · '))] : []),
    ...rejected.map(({ at, reason: why }) => `${ink.bad('rejected')} ${at}: ${why}`),
    ...(counts.rejected > rejected.length ? [`All ${counts.rejected} rejections by reason:`, ...kinds] : []),
    ...(without.length > 0 ? ['Not taken of papers:', ...without] : []),
  ].join('\n');
}

/** An outcome in its colour. */
export function outcomeInk(outcome: Receipt['outcome'] | 'empty'): string {
  if (outcome === 'refused') return ink.bad(outcome);
  return outcome === 'accepted' ? ink.good(outcome) : outcome;
}
