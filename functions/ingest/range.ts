import * as z from 'zod';
import type { Paper } from '../domain/paper.ts';
import type { IngestCounts } from '../domain/receipt.ts';
import { formatNamed } from './formats/detect.ts';
import { MB } from './formats/format.ts';
import { Gathering } from './gathering.ts';
import { PIECE } from './read-feed.ts';

/** Bytes of a range. arXiv's metadata has about 1.7 KB a record: 10,000 papers, a minute or two of writing. */
export const RANGE = 16 * MB;

/** A part of a file: its number from 0, its first byte, and the byte after its last. */
export type Range = { range: number; first: number; last: number };

/** The ranges of a file of this many bytes; a file that is not worth it is one range. */
export function rangesOf(size: number, length: number): Range[] {
  const many = size <= 2 * length ? 1 : Math.ceil(size / length);
  return Array.from({ length: many }, (_, range) => ({
    range,
    first: range * length,
    last: range === many - 1 ? size : (range + 1) * length,
  }));
}

/** Where to begin reading for a range: a line begins in it when the byte before is a newline. */
export const startOf = ({ first }: { first: number }): number => Math.max(0, first - 1);

/**
 * Of bytes from `startOf(range)` on, the lines that begin in the range, to their ends; it reads no further. The end of a line
 * that began before is handed on as blanks, so that offsets stay true.
 */
export async function* linesWithin(
  bytes: AsyncIterable<Uint8Array>,
  { first, last }: { first: number; last: number },
): AsyncGenerator<Uint8Array> {
  let at = startOf({ first });
  let inside = first === 0;
  for await (const bytesRead of bytes) {
    const chunk = Buffer.from(bytesRead.buffer, bytesRead.byteOffset, bytesRead.length);
    let start = 0;
    if (!inside) {
      const newline = chunk.indexOf(NEWLINE);
      start = newline === -1 ? chunk.length : newline;
      // A line that covers the whole range belongs to an earlier one.
      if (at + start >= last - 1) return;
      inside = newline !== -1;
      yield Buffer.alloc(start, ' ');
    }
    const end = at + chunk.length < last ? -1 : chunk.indexOf(NEWLINE, Math.max(start, last - 1 - at));
    yield chunk.subarray(start, end === -1 ? undefined : end + 1);
    if (end !== -1) return;
    at += chunk.length;
  }
}

const NEWLINE = 10;

/**
 * INGEST to itself, once: "take the lines that begin in bytes `first` to `last - 1` of this snapshot". The ranges of a file are
 * put into their queue at once, none puts another, so no message is further than two hops from its upload.
 */
export const rangeMessage = z.object({
  id: z.string(),
  key: z.string(),
  eTag: z.string(),
  format: z.string(),
  uploadedAt: z.iso.datetime(),
  listedOn: z.iso.date().optional(),
  /** The upload whose news its papers are, when they are news. */
  newsOf: z.string().optional(),
  range: z.int().nonnegative(),
  ranges: z.int().positive(),
  first: z.int().nonnegative(),
  last: z.int().positive(),
});
export type RangeMessage = z.infer<typeof rangeMessage>;

/** The papers of a range in pieces, and the account of its records. `bytes` begin at `startOf(message)`. */
export async function* readRange(bytes: AsyncIterable<Uint8Array>, message: RangeMessage): AsyncGenerator<Paper[], IngestCounts> {
  const format = formatNamed(message.format);
  if (!('parseBytes' in format)) throw new Error(`${format.name} cannot be read in ranges`);
  const { key, uploadedAt, listedOn } = message;
  const gathering = new Gathering({ name: key, uploadedAt: new Date(uploadedAt), listedOn });
  for await (const entry of format.parseBytes(linesWithin(bytes, message), startOf(message))) {
    if (gathering.held === PIECE) yield gathering.take();
    gathering.add(entry, format, undefined);
  }
  yield gathering.take();
  return gathering.account;
}
