import { recorder, type Table } from '../fields.ts';
import { anywhere, CLAIMED, EMPTY, type Entry, type Format, HEAD, MB, peekText, STREAMED } from '../format.ts';
import { type Line, LONGEST, lines } from '../lines.ts';
import { type Item, items } from './items.ts';
import { parsed } from './mended.ts';
import { topKeys } from './places.ts';

/**
 * A kind of JSON file: what its first characters hold, at which paths its items are (see `items`), and where an item's
 * parts are.
 */
export type JsonSource = {
  name: string;
  has: readonly RegExp[];
  /** Whether a document with these keys at its top is of this kind; a list has none. */
  top?: (keys: readonly string[]) => boolean;
  /** Fixed, or seen in the document's first characters; none there means that it is not of this kind. */
  at: readonly string[] | ((head: string) => readonly string[]);
  table: Table;
  /** Takes an item out of what it is wrapped in. */
  open?: (value: unknown) => unknown;
  /** Takes several records out of an item. */
  each?: (value: unknown) => unknown[];
  syndicated?: true;
};

/** A list or an object: what a Markdown link begins with is neither. */
const BEGINS = /^\s*(?:\{\s*["}]|\[\s*[[{"\]\dn-])/;
/** JSON Lines: at least two objects, a line each, the first of which may be broken. In a document, a line before `{` ends in one of `,:[`. */
const LINES = /^\s*\{[^\n]*[^\n,:[{ \t][ \t]*\n\s*\{/;

/** The grammar of JSON for one source: one document, or several in a row. */
export const json = (source: JsonSource): Format => {
  const toEntry = entriesOf(source);
  return {
    name: source.name,
    maxBytes: STREAMED,
    markup: true,
    syndicated: source.syndicated,
    detects: (head) =>
      BEGINS.test(head) &&
      !LINES.test(head) &&
      source.has.every((mark) => mark.test(head)) &&
      (source.top?.(topKeys(head)) ?? true) &&
      placesIn(source, head).length > 0,
    async *parse(text) {
      const { head, all } = await peekText(text, HEAD);
      for await (const item of items(all, placesIn(source, head))) {
        const at = `item ${item.index + 1}`;
        if (item.length === 0 && item.complete && CLAIMS.test(head)) yield CLAIMED;
        else if (source.each && item.value !== undefined) for (const part of source.each(item.value)) yield toEntry(part, at);
        else yield fromItem(item, toEntry);
      }
    },
    search: anywhere,
  };
};

const placesIn = ({ at }: JsonSource, head: string) => (typeof at === 'function' ? at(head) : at);

/** The grammar of JSON Lines for one source: a record a line. A broken line costs only itself. */
export const jsonLines = (source: JsonSource): Format => {
  const toEntry = entriesOf(source);
  return {
    name: `${source.name}-lines`,
    maxBytes: 8 * 1024 * 1024 * 1024,
    markup: true,
    syndicated: source.syndicated,
    detects: (head) => LINES.test(head) && source.has.every((mark) => mark.test(head)),
    splits: true,
    async *parseBytes(bytes, from) {
      for await (const batch of lines(bytes)) for (const line of batch) yield fromLine(line, from, toEntry);
    },
    search: anywhere,
  };
};

/** An item of a document as an entry; `toEntry` gets what it parses to. */
export function fromItem(
  { index, offset, length, value, complete }: Item,
  toEntry: (value: unknown, at: string) => Entry,
): Entry {
  const at = `item ${index + 1}`;
  if (length === 0) return complete ? EMPTY : { verdict: 'refused', sentence: CUT_SHORT };
  // What ends the file may be whole: then only the brackets behind it are missing.
  if (value !== undefined) return toEntry(value, at);
  if (length >= LONGEST) return { at, reason: `an item of more than ${LONGEST / MB} MB, at character ${offset}` };
  if (!complete) return { at, reason: `the file ends in the middle of this item, which begins at character ${offset}` };
  return { at, reason: `not valid JSON, at character ${offset}; ${length} characters were not read` };
}

/** A document that counts what it found. */
const CLAIMS = /"(?:count|total\w*|total-results|num_?found|hit_?count|num_?results|nb_?hits)"\s*:\s*"?[1-9]/i;
const CUT_SHORT = 'The file ends too early: its last brackets are missing. What came before was taken.';

function fromLine(line: Line, from: number | undefined, toEntry: (value: unknown, at: string) => Entry): Entry {
  const offset = line.offset + (from ?? 0);
  const at = from === undefined ? `line ${line.number}` : `byte ${offset}`;
  if (line.text === undefined) return { at, reason: `a line of more than ${LONGEST / MB} MB, at byte ${offset}` };
  const value = parsed(line.text.replace(/^\ufeff/, ''));
  return value === undefined ? { at, reason: `not valid JSON, at byte ${offset}` } : toEntry(value, at);
}

function entriesOf({ table, open }: JsonSource): (value: unknown, at: string) => Entry {
  const toRecord = recorder(table);
  return (value, at) => {
    const record = toRecord(open ? open(value) : value);
    return record ? { at, record } : { at, reason: 'a record without a title' };
  };
}

/** The member of an object; undefined for anything else. */
export const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

/** Characters of an abstract that are put together from an index: more than is kept of any. */
const INDEXED = 100_000;

/** OpenAlex keeps an abstract as the positions of its words; copies of it as a text that holds them. */
export function fromIndex(found: unknown): string[] {
  const index = typeof found === 'string' ? parsed(found) : found;
  if (typeof index !== 'object' || index === null) return [];
  const words = new Map<number, string>();
  for (const [word, places] of Object.entries(index))
    if (Array.isArray(places))
      for (const place of places) if (Number.isInteger(place) && place >= 0 && place < INDEXED) words.set(place, word);
  let text = '';
  for (const [, word] of [...words].sort(([a], [b]) => a - b)) if (text.length < INDEXED) text += ` ${word}`;
  return text === '' ? [] : [text.slice(1)];
}
