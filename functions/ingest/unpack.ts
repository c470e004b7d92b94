import { createZstdDecompress } from 'node:zlib';
import { MB } from './formats/format.ts';
import { gunzip, type ReportProblem, SLICE } from './gunzip.ts';
import { UnpackLimits } from './unpack-limits.ts';
import { type InnerFile, unzip } from './unzip.ts';

/**
 * The files of an upload, unpacked. `problem` is set while they are read, if the archive is damaged or too large. With `refuse`
 * no paper of it may be taken; without it, what was unpacked before the damage is good.
 */
export type Unpacked = {
  compression: 'gzip' | 'zstd' | 'zip' | undefined;
  files: AsyncIterable<InnerFile>;
  problem?: { refuse: boolean; sentence: string };
};

const MAGIC: readonly ['gzip' | 'zstd' | 'zip', ...number[]][] = [
  ['gzip', 0x1f, 0x8b],
  ['zstd', 0x28, 0xb5, 0x2f, 0xfd],
  ['zip', 0x50, 0x4b, 0x03, 0x04],
];

/** Unpacks one level of compression, which `head` shows by its first bytes. */
export function unpack(head: Uint8Array, bytes: AsyncIterable<Uint8Array>): Unpacked {
  const compression = MAGIC.find(([, ...magic]) => magic.every((byte, i) => head[i] === byte))?.[0];
  const result: Unpacked = { compression, files: singleFile(bytes) };
  const report: ReportProblem = (sentence, refuse) => {
    result.problem ??= { refuse, sentence };
  };
  if (compression === 'zip') result.files = unzip(bytes, new UnpackLimits(), report);
  else if (compression) result.files = singleFile((compression === 'gzip' ? gunzip : unzstd)(bytes, new UnpackLimits(), report));
  return result;
}

async function* singleFile(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<InnerFile> {
  yield { bytes };
}

/** Unpacks zstd. Yields what comes before any damage. */
async function* unzstd(
  bytes: AsyncIterable<Uint8Array>,
  limits: UnpackLimits,
  report: ReportProblem,
): AsyncGenerator<Uint8Array> {
  const stream = createZstdDecompress({ chunkSize: MB });
  const ready: Uint8Array[] = [];
  let over = false;
  const stop = (sentence: string, refuse: boolean) => {
    over = true;
    report(sentence, refuse);
    stream.destroy();
  };
  stream.on('data', (chunk: Uint8Array) => {
    const excess = limits.countUnpacked(chunk.length);
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
      limits.countPacked(slice.length);
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
