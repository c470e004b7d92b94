import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { papersStore } from '../../functions/adapters/papers.ts';
import { parseFeed } from '../../functions/ingest/parse-feed.ts';
import { uploadFeed } from '../../infra/cli/lib/feed-upload.ts';
import { localStack } from '../../infra/cli/lib/stack.ts';
import { PRICES } from '../../infra/prices.ts';
import { localCloud } from '../e2e/local-cloud.ts';
import { startTables } from '../fakes/tables.ts';
import { progress, type Table } from './measure.ts';
import { countCapacity, type Usage } from './world.ts';

/** Files of the same papers under other numbers, so that each is new. */
export type Snapshot = (from: number, papers: number) => Buffer;

const PAPERS = 3_000;

/**
 * A snapshot from end to end: papers a second through the local cloud (upload, event, the real bundle, the tables), and what
 * the table takes of it, in time and in the units DynamoDB would bill, counted over the real store.
 */
export async function throughCloud(snapshot: Snapshot): Promise<{ table: Table; usdPerMillion: number }> {
  const { perSecond } = await uploaded(snapshot(0, PAPERS));
  const { usage, share } = await counted(snapshot(PAPERS, PAPERS));
  const writes = usage.write / PAPERS;
  const reads = usage.read / PAPERS;
  return {
    usdPerMillion: writes * PRICES.dynamoWrite + reads * PRICES.dynamoRead,
    table: {
      head: [`${PAPERS.toLocaleString('en')} new papers, from upload to receipt`, ''],
      rows: [
        ['papers a second through the local cloud', perSecond.toFixed(0)],
        ['share of the time that is the table', `${Math.round(100 * share)} %`],
        ['units written a paper, counted', writes.toFixed(2)],
        ['units read a paper, counted', reads.toFixed(2)],
      ],
    },
  };
}

async function uploaded(bytes: Buffer): Promise<{ perSecond: number }> {
  progress('through the local cloud');
  const { cloud, dir, stop } = await localCloud({ listName: 'Bench' });
  try {
    const file = join(dir, 'snapshot.json');
    writeFileSync(file, bytes);
    const started = performance.now();
    const { counts } = await uploadFeed(localStack(cloud), { file, key: 'archive/snapshot.json' });
    return { perSecond: (1000 * counts.new) / (performance.now() - started) };
  } finally {
    await stop();
    progress();
  }
}

async function counted(bytes: Buffer): Promise<{ usage: Usage; share: number }> {
  progress('counting what the table takes');
  const tables = await startTables();
  const { papers: table } = await tables.fresh();
  const usage: Usage = { read: 0, write: 0, calls: 0 };
  countCapacity(tables.client, usage);
  async function* stream() {
    yield bytes;
  }
  const started = performance.now();
  const { papers } = await parseFeed(stream(), { name: 'archive/s.json', uploadedAt: new Date() });
  const read = performance.now();
  await papersStore(tables.client, table).save(papers, {});
  const ended = performance.now();
  await tables.stop();
  progress();
  return { usage, share: (ended - read) / (ended - started) };
}
