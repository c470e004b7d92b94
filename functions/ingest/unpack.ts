import { decompress, PackedInput } from './decompress.ts';
import { gunzip } from './gunzip.ts';
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

const ZSTD_DAMAGED = 'The zstd data is damaged or ends too early: what could be unpacked was taken.';

/** Unpacks one level of compression, which `head` shows by its first bytes. */
export function unpack(head: Uint8Array, bytes: AsyncIterable<Uint8Array>): Unpacked {
  const compression = MAGIC.find(([, ...magic]) => magic.every((byte, i) => head[i] === byte))?.[0];
  if (!compression) return { compression, files: singleFile(bytes) };
  const input = new PackedInput(bytes, (sentence, refuse) => {
    result.problem ??= { refuse, sentence };
  });
  const result: Unpacked = {
    compression,
    files: compression === 'zip' ? unzip(input) : singleFile(compression === 'gzip' ? gunzip(input) : unzstd(input)),
  };
  return result;
}

/** Unpacks all frames of a zstd file. */
async function* unzstd(input: PackedInput): AsyncGenerator<Uint8Array> {
  while (await input.goesOn()) yield* decompress('zstd', input, ZSTD_DAMAGED);
}

async function* singleFile(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<InnerFile> {
  yield { bytes };
}
