import { createReadStream } from 'node:fs';
import { readFeed } from '../../functions/ingest/read-feed.ts';
import { median } from './measure.ts';

/** What reading a file took: its papers, and the memory above that of this process before it read anything, MB. */
export type Held = { papers: number; above: number; middle: number };

const CHUNK = 1024 * 1024;

/** Reads the file it is sent, with the memory sampled twenty times a second, and answers with `Held`; on the way with papers so far. */
process.once('message', async (path: string) => {
  globalThis.gc?.();
  const idle = process.memoryUsage.rss();
  const seen: number[] = [];
  const sample = () => seen.push((process.memoryUsage.rss() - idle) / 1e6);
  const sampling = setInterval(sample, 50);
  let papers = 0;
  const file = { name: 'feeds/bench', uploadedAt: new Date('2026-03-18T12:00:00Z') };
  for await (const piece of readFeed(createReadStream(path, { highWaterMark: CHUNK }), file)) {
    papers += piece.papers.length;
    process.send?.(papers);
  }
  clearInterval(sampling);
  sample();
  const held: Held = { papers, above: Math.round(Math.max(...seen)), middle: Math.round(median(seen)) };
  process.send?.(held);
  process.disconnect();
});
