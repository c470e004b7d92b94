import { type FieldTable, pubmedPage, pubmedTitle, recordReader, textsAt } from '../fields.ts';
import { type Entry, entryOf, type Format, STREAMED_BYTES } from '../format.ts';
import { LONGEST, TOO_LONG, textLines } from '../lines.ts';

/**
 * A kind of file with tagged lines. `line` matches a tag and its value, `begin` and `end` the tags around a record. A line without
 * a tag continues the value above it.
 */
type TaggedFormat = {
  name: string;
  detects: RegExp;
  line: RegExp;
  begin: RegExp;
  end?: RegExp;
  /** Tags of the file itself, if records end with a tag. Any other tag outside a record begins one that lacks its first line. */
  about?: RegExp;
  table: FieldTable;
};

const FORMATS: readonly TaggedFormat[] = [
  {
    name: 'ris',
    // Databases write lines about themselves above the first record. Some scripts leave its type out.
    detects: /^(?:[^\n{<]{0,200}\n){0,20}[ \t]*TY {1,2}-|^\s*(?:[A-Z][A-Z0-9] {2}-[^\n]*\n){3,60}ER {2}-/,
    line: /^\s*([A-Z][A-Z0-9]) {1,2}-(?: (.*)|\s*)$/s,
    begin: /^TY$/,
    end: /^ER$/,
    table: {
      title: 'TI T1 CT BT',
      abstract: 'AB N2',
      authors: (record) => [...new Set(['A1', 'AU'].flatMap((tag) => textsAt(tag)(record)))],
      arxiv: 'DO UR M3 AN C1 N1 L1 L2 T2',
      doi: 'DO UR M3 L3 AN LK',
      url: 'UR LK L2 L1',
      venue: 'T2 JO JF JA C3',
      type: 'TY',
      published: 'DA Y1 PY',
      keywords: 'KW',
    },
  },
  {
    name: 'pubmed',
    detects: /^\s*PMID- ?\d+/,
    line: /^([A-Z]{2,4}) *- ?(.*)$/s,
    begin: /^PMID$/,
    table: {
      title: 'TI BTI TT',
      abstract: 'AB',
      authors: (record) => [...textsAt('FAU AU')(record), ...textsAt('CN')(record)],
      doi: 'LID AID SO',
      page: (record) => textsAt('PMID')(record).flatMap(pubmedPage),
      published: 'DEP DP',
      keywords: 'OT MH',
      venue: 'JT TA',
      said: 'PT',
      tidy: pubmedTitle,
    },
  },
  {
    name: 'endnote',
    detects: /^\s*%[0A] [^\n]+\n(?:[^\n]*\n){0,20}?%T /,
    line: /^(%[^\s%])(?: (.*))?$/s,
    begin: /^%0$/,
    table: {
      title: '%T',
      abstract: '%X',
      authors: '%A',
      arxiv: '%R %U %J',
      doi: '%R %U',
      url: '%U',
      venue: '%J %B',
      type: '%0',
      published: '%8 %8+%D',
      keywords: '%K',
    },
  },
  {
    // NASA ADS, which begins a record with its own number.
    name: 'ads',
    detects: /^\s*(?:[^%\s][^%\n]*\n\s*){0,4}%R \d{4}[\w.&]{15}\s/,
    line: /^(%[A-Z])(?: (.*))?$/s,
    begin: /^%R$/,
    table: {
      title: '%T',
      abstract: '%B %X',
      authors: (record) => textsAt('%A')(record).flatMap((people) => people.split('; ')),
      arxiv: '%I %Y %O %U',
      doi: '%Y %O %I',
      url: '%U',
      venue: (record) => textsAt('%J')(record).map((journal) => journal.replace(/, (?:Volume|Issue|id\.|vol\.|pp?\.).*$/i, '')),
      published: '%D',
      keywords: '%K',
    },
  },
  {
    name: 'refworks',
    detects: /^\s*RT [A-Z][\w ]{2,40}\n(?:[A-Z][A-Z0-9] [^\n]*\n){0,20}?T1 /,
    line: /^([A-Z][A-Z0-9])(?: (.*))?$/s,
    begin: /^RT$/,
    table: {
      title: 'T1',
      abstract: 'AB',
      authors: 'A1',
      arxiv: 'DO UL LK JF',
      doi: 'DO UL LK',
      url: 'UL LK',
      venue: 'JF JO T2',
      type: 'RT',
      published: 'FD+YR YR',
      keywords: 'K1',
    },
  },
  {
    name: 'web-of-science',
    detects: /^\s*FN [^\n]*\n(?:VR [^\n]*\n)?\s*PT |^\s*PT [JBSPC]\n(?:AU|TI|CA) /,
    line: /^([A-Z][A-Z0-9])(?: (.*))?$/s,
    begin: /^PT$/,
    end: /^ER$/,
    about: /^(?:FN|VR|EF)$/,
    table: { title: 'TI', abstract: 'AB', authors: 'AF AU', doi: 'DI', venue: 'SO', published: 'PD PD+PY', keywords: 'DE' },
  },
];

/** Tags with one entry a line, also on lines without a tag. */
const LISTS = /^(?:AF|AU)$/;

export const taggedFormats: readonly Format[] = FORMATS.map((format) => ({
  name: format.name,
  maxBytes: STREAMED_BYTES,
  markup: true,
  detects: (head) => format.detects.test(head),
  parse: (text) => records(text, format),
}));

async function* records(text: AsyncIterable<string>, format: TaggedFormat): AsyncGenerator<Entry> {
  const toRecord = recordReader({ ...format.table, people: 'each' });
  let open: Open | undefined;
  const finished = ({ line, fields, size }: Open): Entry => {
    if (size > LONGEST) return { at: `line ${line}`, reason: TOO_LONG };
    return entryOf(`line ${line}`, toRecord(Object.fromEntries(fields)));
  };
  let blank = false;
  for await (const batch of textLines(text))
    for (const { number, line } of batch) {
      const [, tag, value = ''] = format.line.exec(line) ?? [];
      if (tag !== undefined) {
        const ends = format.end?.test(tag) ?? false;
        const begins =
          format.begin.test(tag) || (open ? blank && again(open, tag, format) : format.end && !format.about?.test(tag));
        if (open && (begins || ends)) yield finished(open);
        if (ends) open = undefined;
        else if (begins) open = { line: number, fields: new Map(), tag, size: 0 };
      }
      blank = line.trim() === '';
      if (!open) continue;
      open.size += line.length + 1;
      if (open.size <= LONGEST) take(open, tag, value, line);
    }
  if (open) yield finished(open);
}

/** True if a tag after a blank line is a second title. It then begins another record, which lacks its first line. */
const again = ({ fields }: Open, tag: string, { end, table: { title } }: TaggedFormat) =>
  !end && typeof title === 'string' && title.split(' ')[0] === tag && fields.has(tag);

/** A record being read: the values of its tags, the tag that continues, and its characters so far. */
type Open = { line: number; fields: Map<string, string[]>; tag: string; size: number };

function take(open: Open, tag: string | undefined, value: string, line: string): void {
  const values = open.fields.get(tag ?? open.tag);
  if (tag !== undefined) {
    if (values) values.push(value.trim());
    else open.fields.set(tag, [value.trim()]);
    open.tag = tag;
  } else if (values && line.trim() !== '') {
    // The value above goes on: with the next line of an abstract, or the next name of a list.
    if (LISTS.test(open.tag) && /^\s/.test(line)) values.push(line.trim());
    else values.push(`${values.pop() ?? ''} ${line.trim()}`);
  }
}
