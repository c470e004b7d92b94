import { MB } from './format.ts';

/** A line of a file: its number from 1, the byte it begins at, and its text; undefined when it is longer than any record. */
export type Line = { number: number; offset: number; text: string | undefined };

export const NEWLINE = 10;
/** The longest line, and the longest record: no feed comes near. */
export const LONGEST = 8 * MB;
/** Why a record that is longer is none. */
export const TOO_LONG = `a record of more than ${LONGEST / MB} MB`;
/** The most lines of a page or a mail: they are held as a whole. */
export const MOST_LINES = 400_000;
export const TOO_MANY_LINES = `it has more than ${MOST_LINES} lines`;
/** Lines that are handed on at once: one at a time takes ten times as long. */
const BATCH = 1_000;

/**
 * The lines of UTF-8 bytes that hold anything, in batches as they arrive. Looking for the newline in the bytes and decoding
 * whole lines is twice as fast as decoding first.
 */
export async function* lines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Line[]> {
  let rest: Uint8Array[] = [];
  let held = 0;
  let number = 0;
  let offset = 0;
  let batch: Line[] = [];
  const add = (text: string | undefined, length: number) => {
    number += 1;
    // Most lines tell by their first character that they hold something, which is 2 % of what JSON.parse takes.
    if (text === undefined || text.charCodeAt(0) > 32 || /\S/.test(text)) batch.push({ number, offset, text });
    offset += length;
  };
  const joined = (last: Uint8Array) => {
    const all = held > 0 ? Buffer.concat([...rest, last]) : Buffer.from(last.buffer, last.byteOffset, last.length);
    const text = held + last.length > LONGEST ? undefined : all.toString('utf8');
    return number === 0 ? text?.replace(/^\ufeff/, '') : text;
  };
  for await (const chunk of bytes) {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    batch = [];
    let start = 0;
    for (let end = buffer.indexOf(NEWLINE); end !== -1; end = buffer.indexOf(NEWLINE, start)) {
      if (number > 0 && held === 0) add(buffer.toString('utf8', start, end), end + 1 - start);
      else {
        add(joined(buffer.subarray(start, end)), held + end + 1 - start);
        rest = [];
        held = 0;
      }
      start = end + 1;
    }
    if (start < buffer.length) {
      held += buffer.length - start;
      // A line beyond the limit is measured, not kept.
      if (held > LONGEST) rest = [];
      else rest.push(buffer.subarray(start));
    }
    if (batch.length > 0) yield batch;
  }
  batch = [];
  if (held > 0) add(held > LONGEST ? undefined : Buffer.concat(rest).toString('utf8'), held);
  if (batch.length > 0) yield batch;
}

/** A line of decoded text and its number from 1. */
type TextLine = { number: number; line: string };

/** The lines of decoded text in batches, the empty ones too. What is longer than any record loses its end. */
export async function* textLines(text: AsyncIterable<string>): AsyncGenerator<TextLine[]> {
  let number = 0;
  let rest = '';
  let batch: TextLine[] = [];
  for await (const piece of text) {
    let start = 0;
    for (let end = piece.indexOf('\n'); end !== -1; end = piece.indexOf('\n', start)) {
      batch.push({ number: ++number, line: rest + piece.slice(start, end) });
      rest = '';
      start = end + 1;
      if (batch.length === BATCH) {
        yield batch;
        batch = [];
      }
    }
    yield batch;
    batch = [];
    if (rest.length <= LONGEST) rest += piece.slice(start);
  }
  if (rest !== '') yield [{ number: number + 1, line: rest }];
}
