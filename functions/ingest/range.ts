import * as z from 'zod';
import type { Paper } from '../domain/paper.ts';
import type { IngestTally } from '../domain/receipt.ts';
import { PaperCollector } from './collect-papers.ts';
import { formatNamed } from './formats/detect.ts';
import { MB } from './formats/format.ts';
import { PIECE_RECORDS } from './read-feed.ts';

/** Bytes of a range. At arXiv's 1.7 KB a record that is about 10,000 papers, which take a minute or two to write. */
export const RANGE = 16 * MB;

/** A part of a file: its number from 0, its first byte, and the byte after its last. */
export type Range = { range: number; first: number; last: number };

/** The ranges of a file of `size` bytes, each `length` bytes long. A file of up to two lengths is one range. */
export function rangesOf(size: number, length: number): Range[] {
  const many = size <= 2 * length ? 1 : Math.ceil(size / length);
  return Array.from({ length: many }, (_, range) => ({
    range,
    first: range * length,
    last: range === many - 1 ? size : (range + 1) * length,
  }));
}

/** The byte from which a range is read: one early, because a line begins at `first` only if the byte before is a newline. */
export const startOf = ({ first }: { first: number }): number => Math.max(0, first - 1);

/**
 * Yields the lines that begin in a range, each to its end. `bytes` start at `startOf(range)`. The end of a line that began before
 * the range is yielded as blanks, so that offsets stay right.
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
 * A message from INGEST to itself: read the lines that begin in bytes `first` to `last - 1` of this snapshot. All ranges of a file
 * are sent at once and no range sends another, so a message is at most two hops from its upload.
 */
export const rangeMessage = z.object({
  id: z.string(),
  key: z.string(),
  eTag: z.string(),
  format: z.string(),
  uploadedAt: z.iso.datetime(),
  listedOn: z.iso.date().optional(),
  /** The id of the upload, if its papers are news. */
  newsOf: z.string().optional(),
  range: z.int().nonnegative(),
  ranges: z.int().positive(),
  first: z.int().nonnegative(),
  last: z.int().positive(),
});
export type RangeMessage = z.infer<typeof rangeMessage>;

/** Yields the papers of a range in pieces, and returns the tally of its records. `bytes` begin at `startOf(message)`. */
export async function* readRange(bytes: AsyncIterable<Uint8Array>, message: RangeMessage): AsyncGenerator<Paper[], IngestTally> {
  const format = formatNamed(message.format);
  if (!('parseBytes' in format)) throw new Error(`${format.name} cannot be read in ranges`);
  const { key, uploadedAt, listedOn } = message;
  const collector = new PaperCollector({ name: key, uploadedAt: new Date(uploadedAt), listedOn });
  for await (const entry of format.parseBytes(linesWithin(bytes, message), startOf(message))) {
    if (collector.recordsInPiece === PIECE_RECORDS) yield collector.takePiece();
    collector.add(entry, format, undefined);
  }
  yield collector.takePiece();
  return collector.tally;
}
