import { type FieldTable, recordReader } from '../fields.ts';
import {
  EMPTY_BUT_COUNTED,
  EMPTY_FEED,
  type Entry,
  entryOf,
  type Format,
  HEAD,
  MB,
  peek,
  refused,
  STREAMED_BYTES,
} from '../format.ts';
import { type Line, LONGEST, lines } from '../lines.ts';
import { type Item, items } from './items.ts';
import { parseLenient } from './lenient.ts';
import { topKeys } from './paths.ts';

/**
 * A kind of JSON file. `has` must match its first characters; `at` are the paths of its items (see `items`); `table` says where an
 * item keeps the fields of a record.
 */
export type JsonFormat = {
  name: string;
  has: readonly RegExp[];
  /** True if a document with these top-level keys is of this kind. A list has no keys. */
  top?: (keys: readonly string[]) => boolean;
  /** Fixed paths, or found in the document's first characters. If none is found, the document is not of this kind. */
  at: readonly string[] | ((head: string) => readonly string[]);
  table: FieldTable;
  /** Unwraps an item. */
  open?: (value: unknown) => unknown;
  /** Splits an item into several records. */
  each?: (value: unknown) => unknown[];
  syndicated?: true;
};

/** The beginning of a list or an object, but not of a Markdown link. */
const BEGINS = /^\s*(?:\{\s*["}]|\[\s*[[{"\]\dn-])/;
/**
 * JSON Lines: at least two objects, one a line; the first may be broken. In a document, a line before `{` ends in one of `,:[`.
 */
const LINES = /^\s*\{[^\n]*[^\n,:[{ \t][ \t]*\n\s*\{/;

/** A JSON format as we read it: one document, or several in a row. */
export const json = (format: JsonFormat) => {
  const toEntry = entriesOf(format);
  return {
    name: format.name,
    maxBytes: STREAMED_BYTES,
    markup: true,
    syndicated: format.syndicated,
    detects: (head: string) =>
      BEGINS.test(head) &&
      !LINES.test(head) &&
      format.has.every((mark) => mark.test(head)) &&
      (format.top?.(topKeys(head)) ?? true) &&
      pathsIn(format, head).length > 0,
    async *parse(text: AsyncIterable<string>): AsyncGenerator<Entry> {
      const { read, all } = await peek(text, HEAD);
      const head = read.join('');
      for await (const item of items(all, pathsIn(format, head))) {
        const at = `item ${item.index + 1}`;
        if (item.length === 0 && item.complete && CLAIMS.test(head)) yield EMPTY_BUT_COUNTED;
        else if (format.each && item.value !== undefined) for (const part of format.each(item.value)) yield toEntry(part, at);
        else yield fromItem(underKey(item), toEntry);
      }
    },
  } satisfies Format;
};

/** An item with the key under which it was, which may be its id, as member `@key`. */
const underKey = (item: Item): Item =>
  item.key && typeof item.value === 'object' ? { ...item, value: { ...item.value, '@key': item.key } } : item;

const pathsIn = ({ at }: JsonFormat, head: string) => (typeof at === 'function' ? at(head) : at);

/** A JSON format as JSON Lines: one record a line. A broken line is lost alone. */
export const jsonLines = (format: JsonFormat): Format => {
  const toEntry = entriesOf(format);
  return {
    name: `${format.name}-lines`,
    maxBytes: 8 * 1024 * 1024 * 1024,
    markup: true,
    syndicated: format.syndicated,
    detects: (head) => LINES.test(head) && format.has.every((mark) => mark.test(head)),
    splits: true,
    async *parseBytes(bytes, from) {
      for await (const batch of lines(bytes)) for (const line of batch) yield fromLine(line, from, toEntry);
    },
  };
};

/** The entry of an item. `toEntry` gets the parsed value. */
function fromItem({ index, offset, length, value, complete }: Item, toEntry: (value: unknown, at: string) => Entry): Entry {
  const at = `item ${index + 1}`;
  if (length === 0) return complete ? EMPTY_FEED : refused(CUT_SHORT);
  // The last item of a cut file may be whole, with only the brackets after it missing.
  if (value !== undefined) return toEntry(value, at);
  if (length >= LONGEST) return { at, reason: `an item of more than ${LONGEST / MB} MB, at character ${offset}` };
  if (!complete) return { at, reason: `the file ends in the middle of this item, which begins at character ${offset}` };
  return { at, reason: `not valid JSON, at character ${offset}; ${length} characters were not read` };
}

/** A document that counts its results. */
const CLAIMS = /"(?:count|total\w*|total-results|num_?found|hit_?count|num_?results|nb_?hits)"\s*:\s*"?[1-9]/i;
const CUT_SHORT =
  'The file ends too early: its last brackets are missing. What came before was taken. Export it again for the rest.';

function fromLine(line: Line, from: number | undefined, toEntry: (value: unknown, at: string) => Entry): Entry {
  const offset = line.offset + (from ?? 0);
  const at = from === undefined ? `line ${line.number}` : `byte ${offset}`;
  if (line.text === undefined) return { at, reason: `a line of more than ${LONGEST / MB} MB, at byte ${offset}` };
  const value = parseLenient(line.text.replace(/^\ufeff/, ''));
  return value === undefined ? { at, reason: `not valid JSON, at byte ${offset}` } : toEntry(value, at);
}

function entriesOf({ table, open }: JsonFormat): (value: unknown, at: string) => Entry {
  const toRecord = recordReader(table);
  return (value, at) => entryOf(at, toRecord(open ? open(value) : value));
}

/** The member of an object; undefined for anything else. */
export const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

/** The longest abstract that is built from an index, in characters. Less than that is stored. */
const LONGEST_INDEXED = 100_000;

/** The abstract in OpenAlex's index, which lists the positions of each word. Copies may hold the index as a JSON text. */
export function fromIndex(found: unknown): string[] {
  const index = typeof found === 'string' ? parseLenient(found) : found;
  if (typeof index !== 'object' || index === null) return [];
  const words = new Map<number, string>();
  for (const [word, places] of Object.entries(index))
    if (Array.isArray(places))
      for (const place of places) if (Number.isInteger(place) && place >= 0 && place < LONGEST_INDEXED) words.set(place, word);
  let text = '';
  for (const [, word] of [...words].sort(([a], [b]) => a - b)) if (text.length < LONGEST_INDEXED) text += ` ${word}`;
  return text === '' ? [] : [text.slice(1)];
}
