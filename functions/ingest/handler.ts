import { documentClient } from '../adapters/dynamo.ts';
import { feedSource } from '../adapters/feed-source.ts';
import { objectStore } from '../adapters/object-store.ts';
import { papersStore } from '../adapters/papers-store.ts';
import { ingestEnv } from '../contract/env.ts';
import { FEED_PREFIXES, STORE_PREFIXES } from '../contract/tables.ts';
import { readEnv } from '../runtime/env.ts';
import { count, logger } from '../runtime/log.ts';
import { sqsBatch } from '../runtime/sqs.ts';
import { type IngestPorts, ingestFeed } from './ingest-feed.ts';
import { type S3Notification, s3Notification } from './notification.ts';

// Cold start.
const env = readEnv(ingestEnv);
const { save, putReceipt } = papersStore(documentClient(), env.PAPERS_TABLE);
const ports: IngestPorts = {
  bucket: env.FEEDS_BUCKET,
  prefixes: { ...FEED_PREFIXES, receipts: STORE_PREFIXES.receipts },
  now: () => new Date(),
  open: feedSource(env.FEEDS_BUCKET).open,
  save,
  putReceipt,
  putObject: objectStore(env.STORE_BUCKET).put,
};

/** Called by SQS with S3's notifications. */
export const handler = sqsBatch(s3Notification, takeIn);

/** Per message: takes every upload in, counts what came of it, logs one line a receipt. */
async function takeIn({ uploads, ignored }: S3Notification): Promise<void> {
  count('eventsIgnored', ignored);
  for (const upload of uploads) {
    const receipt = await ingestFeed(ports, upload);
    count('eventsIgnored', receipt ? 0 : 1);
    count('feedsRefused', receipt?.outcome === 'refused' ? 1 : 0);
    count('papersWritten', (receipt?.counts.new ?? 0) + (receipt?.counts.updated ?? 0));
    count('recordsRejected', receipt?.counts.rejected ?? 0);
    logger.info('feed taken in', {
      key: upload.key,
      outcome: receipt?.outcome ?? 'ignored',
      format: receipt?.format,
      ...receipt?.counts,
    });
  }
}
