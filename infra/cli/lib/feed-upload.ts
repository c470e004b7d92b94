import { parse } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Upload } from '@aws-sdk/lib-storage';
import { receiptRows } from '../../../functions/adapters/receipts.ts';
import { type Receipt, remarksOf } from '../../../functions/domain/receipt.ts';
import { Failure, ink } from './command.ts';
import { contents, type FeedInput, sizeOf } from './feed-inputs.ts';
import { cloudStatus } from './running-cloud.ts';
import { clients, output, type Stack, timeOf } from './stack.ts';

/** Part size of uploads, bytes: the local S3 takes single requests up to 11 MiB. */
const PART = 8 * 1024 * 1024;

/** How long to wait for a receipt after the local cloud has become quiet, ms. */
const GRACE_MS = 4_000;

/** How long to wait for a deployed INGEST without progress, ms: its timeout and a little more. */
const DEPLOYED_GRACE_MS = 11 * 60_000;

/** How far this machine's clock may be ahead of S3's, ms. Receipts have S3's time. */
const SKEW_MS = 60_000;

/** How many of the newest receipts to look at. */
const RECENT = 50;

/** A file to upload. `day`: when its papers were listed. `allNews`: all of it is news, however long it is. */
export type FeedUpload = { file: string; key: string; day?: string | undefined; allNews?: boolean };

/**
 * Uploads a file and waits for its final receipt. `progress` gets the share of the file that is sent, then, for a snapshot, the
 * share that is read, from 0 to 1. Throws a `Failure` if no receipt comes.
 */
export async function uploadFeed(
  stack: Stack,
  { file, key, day, allNews }: FeedUpload,
  progress: (stage: 'sent' | 'read', share: number) => void = () => {},
): Promise<Receipt> {
  const { s3, dynamo } = clients(stack);
  const { receipts, ranges } = receiptRows(dynamo, output(stack, 'PapersTableName'));
  const size = await sizeOf(file);
  const since = new Date((await timeOf(stack)).getTime() - (stack.local ? 0 : SKEW_MS)).toISOString();
  const upload = new Upload({
    client: s3,
    partSize: PART,
    params: {
      Bucket: output(stack, 'FeedsBucketName'),
      Key: key,
      Body: contents(file),
      Metadata: { ...(day ? { 'listed-on': day } : {}), ...(allNews ? { 'all-news': 'yes' } : {}) },
    },
  });
  upload.on('httpUploadProgress', ({ loaded = 0 }) => progress('sent', size ? loaded / size : 1));
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
    `${file} was uploaded as ${key}, but no receipt came. Look at the log of INGEST: docs/operate.md, Read the logs.`,
  );
}

/** A receipt in a few aligned lines. */
export function describe(receipt: Receipt): string {
  const { outcome, taken, format, encoding, counts, rejected, withdrawn } = receipt;
  const packing = [receipt.compression, encoding === 'utf-8' ? '' : encoding].filter(Boolean).join(', ');
  const about = [
    format && (packing ? `${format} (${packing})` : format),
    taken === 'archive' && 'archive',
    receipt.listedOn && `listed on ${receipt.listedOn}`,
    receipt.ranges && `${receipt.ranges} ranges`,
  ];
  const numbers = Object.entries(counts).map(([name, n]) => `${n > 0 ? ink.bold(String(n)) : n} ${name}`);
  const kinds = Object.entries(receipt.reasons).map(([kind, n]) => `  ${n} × ${kind}`);
  const records = counts.new + counts.updated + counts.unchanged + counts.duplicates;
  const undo = taken === 'news' && !withdrawn && counts.new + counts.updated > 0;
  return [
    [outcomeInk(outcome), ink.soft(about.filter(Boolean).join(', ')), receipt.reason].filter(Boolean).join('  '),
    ...(outcome === 'accepted' ? [numbers.join(ink.soft(' · '))] : []),
    ...rejected.map(({ at, reason: why }) => `${ink.bad('rejected')} ${at}: ${why}`),
    ...(counts.rejected > rejected.length ? [`All ${counts.rejected} rejections by reason:`, ...kinds] : []),
    ...remarksOf(receipt.remarks, records),
    ...(withdrawn ? [`withdrawn: ${withdrawn} of its papers are not news any more`] : []),
    ...(undo ? [ink.soft(`take its news back: npx broadsheet feeds withdraw ${shortId(receipt)}`)] : []),
  ].join('\n');
}

/** The beginning of a receipt's id that names it: the instant of the upload. */
export const shortId = ({ id }: Receipt): string => id.slice(0, id.indexOf('#'));

/** The outcomes and counts of several files, added up. */
export function totals(files: readonly { outcome: string; counts: Readonly<Record<string, number>> }[]): string {
  const sums = (all: Readonly<Record<string, number>>[]) => {
    const sum = new Map<string, number>();
    for (const [name, n] of all.flatMap(Object.entries<number>)) sum.set(name, (sum.get(name) ?? 0) + n);
    return Array.from(sum, ([name, n]) => `${n} ${name}`);
  };
  const outcomes = sums(files.map(({ outcome }) => ({ [outcome]: 1 }))).join(', ');
  return `${ink.bold(`${files.length} files`)}  ${[outcomes, ...sums(files.map(({ counts }) => counts))].join(ink.soft(' · '))}`;
}

/**
 * A function that names the object of each file. Files with the same name get numbers, so that none overwrites another; a file that
 * comes again keeps its name.
 */
export function keys(): (input: Pick<FeedInput, 'said' | 'name'>) => string {
  const taken = new Map<string, string>();
  return ({ said, name }) => {
    const { ext } = parse(name);
    let key = name;
    for (let n = 2; (taken.get(key) ?? said) !== said; n++) key = `${name.slice(0, name.length - ext.length)}-${n}${ext}`;
    taken.set(key, said);
    return key;
  };
}

/** An outcome in its colour. */
export function outcomeInk(outcome: Receipt['outcome'] | 'empty'): string {
  if (outcome === 'refused') return ink.bad(outcome);
  return outcome === 'accepted' ? ink.good(outcome) : outcome;
}
