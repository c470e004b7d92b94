import * as z from 'zod';
import { feedObjects, objectStore } from '../adapters/files.ts';
import { papersStore } from '../adapters/papers.ts';
import { postponeIn, queue } from '../adapters/queue.ts';
import { documentClient } from '../adapters/table.ts';
import { INGEST_TRIES, ingestEnv } from '../contract/env.ts';
import { FEED_PREFIXES, STORE_PREFIXES } from '../contract/tables.ts';
import type { Receipt } from '../domain/receipt.ts';
import { readEnv } from '../runtime/env.ts';
import { count, logger } from '../runtime/log.ts';
import { sqsBatch } from '../runtime/sqs.ts';
import { ingestFeed } from './ingest-feed.ts';
import type { IngestPorts } from './ingest-ports.ts';
import { ingestRange } from './ingest-range.ts';
import { type S3Notification, s3Notification } from './notification.ts';
import { RANGE, type RangeMessage, rangeMessage } from './range.ts';
import { refuseUnread } from './refuse-unread.ts';

/** Tries of a request that DynamoDB throttles. A new table needs minutes to grow with its load. */
const THROTTLED = 12;

// Cold start.
const env = readEnv(ingestEnv);
const { save, getMany, ...receipts } = papersStore(documentClient({ maxAttempts: THROTTLED }), env.PAPERS_TABLE);
const ports: IngestPorts = {
  bucket: env.FEEDS_BUCKET,
  prefixes: { ...FEED_PREFIXES, receipts: STORE_PREFIXES.receipts },
  now: () => new Date(),
  rangeBytes: RANGE,
  open: feedObjects(env.FEEDS_BUCKET).open,
  save,
  getMany,
  ...receipts,
  sendRanges: queue(env.RANGES_QUEUE_URL).send,
  putObject: objectStore(env.STORE_BUCKET).put,
};

/** Called by SQS with notifications of S3 or with ranges of a snapshot. */
export const handler = sqsBatch(
  z.union([rangeMessage, s3Notification]),
  postponeIn([env.QUEUE_URL, env.RANGES_QUEUE_URL]),
  async (message, _, received) => {
    const tries = 'uploads' in message ? INGEST_TRIES.upload : INGEST_TRIES.range;
    if (received <= tries) return 'uploads' in message ? takeUploads(message) : takeRange(message);
    for (const receipt of await refuseUnread(ports, message, tries)) logReceipt(receipt.key, receipt);
    // The DLQ keeps the message for a later try.
    throw new Error(`not read in ${tries} tries`);
  },
);

async function takeUploads({ uploads, ignored }: S3Notification): Promise<void> {
  count('eventsIgnored', ignored);
  for (const upload of uploads) {
    const receipt = await ingestFeed(ports, upload);
    count('eventsIgnored', receipt ? 0 : 1);
    logReceipt(upload.key, receipt);
  }
}

async function takeRange(message: RangeMessage): Promise<void> {
  const receipt = await ingestRange(ports, message);
  if (receipt) logReceipt(message.key, receipt);
}

/** Counts the results of an upload and logs one line. */
function logReceipt(key: string, receipt: Receipt | undefined): void {
  count('feedsRefused', receipt?.outcome === 'refused' ? 1 : 0);
  count('papersWritten', (receipt?.counts.new ?? 0) + (receipt?.counts.updated ?? 0));
  count('recordsRejected', receipt?.counts.rejected ?? 0);
  const { outcome = 'ignored', format, ranges, counts } = receipt ?? {};
  logger.info('feed taken in', { key, outcome, format, ranges, ...counts });
}
