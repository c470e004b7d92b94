import { titleAlias } from '../domain/paper.ts';
import { decode, encodingOf } from './decode.ts';
import { detect, unknownFormat } from './formats/detect.ts';
import { type Entry, type Format, HEAD, joinText, MB, once, peek, type Sought } from './formats/format.ts';
import { titlesIn } from './formats/links/id-list.ts';
import { unwrapperFor } from './formats/wrappings.ts';

/**
 * A file's format and its entries, or why it has no format. `budget` falls below zero if the file is too large. `plain`: the file
 * was read as it is and not unwrapped.
 */
type Opened =
  | { format: Format; encoding: string; entries: AsyncIterable<Entry>; budget: { left: number }; plain: boolean }
  | { reason: string; titles: Sought[] };

/** Finds the encoding and the format of a file, and takes off what it is wrapped in. `wrapped` counts the wrappings before. */
export async function openFeed(file: AsyncIterable<Uint8Array>, wrapped = 0): Promise<Opened> {
  const { read, all } = await peek(file, HEAD);
  const head = Buffer.concat(read).subarray(0, HEAD);
  if (head.length === 0) return { reason: 'The file has no bytes.', titles: [] };
  let encoding = encodingOf(head);
  const first = new TextDecoder(encoding).decode(head, { stream: true }).replaceAll('\0', '').replace(/\r\n?/g, '\n');
  const format = detect(first);
  const unwrap = wrapped < MOST_WRAPPED ? unwrapperFor(first, format !== undefined) : undefined;
  let bytes = all;
  if (unwrap) {
    const text = await joinText(decode(upTo(all, { left: 64 * MB }), encoding));
    const inside = unwrap(text);
    const found = inside === undefined ? undefined : await openFeed(once(Buffer.from(inside)), wrapped + 1);
    if (found && 'format' in found) return found;
    encoding = 'utf-8';
    bytes = once(Buffer.from(text));
  }
  if (!format) return { reason: unknownFormat(first, head), titles: head.length < HEAD ? titlesIn(first, titleAlias) : [] };
  const budget = { left: format.maxBytes };
  const taken = upTo(bytes, budget);
  const entries =
    'parse' in format
      ? format.parse(decode(taken, encoding))
      : format.parseBytes(encoding === 'utf-8' ? taken : recode(taken, encoding));
  return { format, encoding, entries, budget, plain: wrapped === 0 };
}

/** How many wrappings are taken off: a list in Python, fenced in Markdown, behind HTTP headers. */
const MOST_WRAPPED = 3;

async function* recode(bytes: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<Uint8Array> {
  for await (const text of decode(bytes, encoding)) yield Buffer.from(text);
}

/** Ends the stream once it exceeds the budget; `budget.left` is then negative. */
async function* upTo(bytes: AsyncIterable<Uint8Array>, budget: { left: number }): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    budget.left -= chunk.length;
    if (budget.left < 0) return;
    yield chunk;
  }
}
