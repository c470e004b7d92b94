import { createZstdDecompress } from 'node:zlib';
import { MB } from './formats/format.ts';
import { gunzip, type Report, SLICE } from './gunzip.ts';
import { Meter } from './meter.ts';
import { type Inner, unzip } from './unzip.ts';

/**
 * What is packed in an upload, and what became of it: `problem` is set while its files are read, when the archive is
 * damaged (what came before is good) or when a limit was passed.
 */
export type Unpacked = {
  compression: 'gzip' | 'zstd' | 'zip' | undefined;
  files: AsyncIterable<Inner>;
  problem?: { refuse: boolean; sentence: string };
};

const MAGIC: readonly ['gzip' | 'zstd' | 'zip', ...number[]][] = [
  ['gzip', 0x1f, 0x8b],
  ['zstd', 0x28, 0xb5, 0x2f, 0xfd],
  ['zip', 0x50, 0x4b, 0x03, 0x04],
];

/** Sees through one level of compression, known by its first bytes. */
export function unpack(head: Uint8Array, bytes: AsyncIterable<Uint8Array>): Unpacked {
  const compression = MAGIC.find(([, ...magic]) => magic.every((byte, i) => head[i] === byte))?.[0];
  const result: Unpacked = { compression, files: one(bytes) };
  const report: Report = (sentence, refuse) => {
    result.problem ??= { refuse, sentence };
  };
  if (compression === 'zip') result.files = unzip(bytes, new Meter(), report);
  else if (compression) result.files = one((compression === 'gzip' ? gunzip : unzstd)(bytes, new Meter(), report));
  return result;
}

async function* one(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Inner> {
  yield { bytes };
}

/** What zstd makes of the bytes. A damaged end costs only what it holds: what came before has been handed on. */
async function* unzstd(bytes: AsyncIterable<Uint8Array>, meter: Meter, report: Report): AsyncGenerator<Uint8Array> {
  const stream = createZstdDecompress({ chunkSize: MB });
  const ready: Uint8Array[] = [];
  let over = false;
  const stop = (sentence: string, refuse: boolean) => {
    over = true;
    report(sentence, refuse);
    stream.destroy();
  };
  stream.on('data', (chunk: Uint8Array) => {
    const excess = meter.gave(chunk.length);
    if (excess) stop(excess, true);
    else if (!over) ready.push(chunk);
  });
  stream.on('error', () => {
    if (!over) stop('The zstd data is damaged or ends too early: what could be unpacked was taken.', false);
  });
  const closed = new Promise((resolve) => stream.on('close', resolve));
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length && !over; at += SLICE) {
      const slice = chunk.subarray(at, at + SLICE);
      meter.took(slice.length);
      await Promise.race([new Promise((done) => stream.write(slice, done)), closed]);
      yield* ready.splice(0);
    }
    if (over) break;
  }
  if (!over) {
    stream.end();
    await closed;
  }
  yield* ready;
}
