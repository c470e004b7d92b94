import { recorder, type Table } from './fields.ts';
import { anywhere, type Entry, type Format, MB, STREAMED } from './format.ts';
import { LONGEST, TOO_LONG, textLines } from './lines.ts';

const table: Table = {
  title: 'title',
  abstract: 'abstract annote',
  authors: 'author editor',
  people: 'and',
  arxiv: 'eprint arxivid doi url journal note volume',
  doi: 'doi url',
  url: 'url link howpublished',
  page: 'adsurl',
  venue: 'journal journaltitle booktitle school institution howpublished',
  published: 'date',
  keywords: 'keywords keyword',
};

/** Not papers: macros and remarks of the file itself. */
const META = /^(?:string|preamble|comment)$/;
const BEGIN = /^[ \t]*@[ \t]*([a-z]+)[ \t]*([{(])/i;
/** The first entry: a key and a comma, or a macro. */
const ENTRY = /^[ \t]*@[ \t]*[a-z]+[ \t]*[{(]\s{0,9}[^\s,{}"'()=]{0,200}\s{0,9}(?:[,}=]\s*$|,[^\n]*=|=\s*["{]|\}|,\s*\w+\s*=)/im;

/**
 * BibTeX as reference managers write it. Own grammar, because the parsers at hand give up on a whole file for what real
 * files hold: duplicate keys, braces that are never closed, text between entries. An entry begins with `@type{` at a
 * line's start, so a faulty one costs only itself.
 */
export const bibtex: Format = {
  name: 'bibtex',
  maxBytes: STREAMED,
  markup: true,
  detects: (head) => {
    const first = ENTRY.exec(head);
    // Exports begin with remarks; a text about BibTeX, or code with annotations, with more than that.
    return (
      first !== null &&
      head
        .slice(0, first.index)
        .split('\n')
        .every((line) => /^(?:\s*%.*|[^@{}<]{0,200})$/.test(line))
    );
  },
  async *parse(text) {
    const macros: Macros = { texts: new Map(), left: MB };
    let open: Open | undefined;
    for await (const batch of textLines(text))
      for (const { number, line } of batch) {
        if (BEGIN.test(line)) {
          if (open) yield* entry(open, macros);
          open = { line: number, lines: [], size: 0 };
        }
        if (!open) continue;
        open.size += line.length + 1;
        if (open.size <= LONGEST) open.lines.push(line);
      }
    if (open) yield* entry(open, macros);
  },
  search: anywhere,
};

const toRecord = recorder(table);

/**
 * What macros stand for, and how many characters they may still add. Each entry adds to that what it has itself, so what is
 * made of a file is at most 1 MB larger than the file, although definitions can double: `@string{b = a # a}`.
 */
type Macros = { texts: Map<string, string>; left: number };

/** An entry as it is read: its lines, and its characters so far. */
type Open = { line: number; lines: string[]; size: number };

/** One `@type{key, field = value, …}`. */
function* entry({ line, lines, size }: Open, macros: Macros): Generator<Entry> {
  const at = `line ${line}`;
  if (size > LONGEST) {
    yield { at, reason: TOO_LONG };
    return;
  }
  const source = lines.join('\n');
  const [begin = '', type = ''] = BEGIN.exec(source) ?? [];
  const kind = type.toLowerCase();
  if (META.test(kind) && kind !== 'string') return;
  macros.left = Math.min(MB, macros.left + source.length);
  const { fields, fault } = scan(source, begin.length, macros);
  if (kind === 'string') {
    for (const [name, value] of fields) macros.texts.set(name, value);
    if (fault === TOO_MUCH) yield { at, reason: fault };
    return;
  }
  const record = toRecord(Object.fromEntries(fields));
  if (!record) yield { at, reason: fault ?? 'a record without a title' };
  else
    yield {
      at,
      record: {
        ...record,
        type: kind,
        title: unbraced(record.title),
        abstract: unbraced(record.abstract),
        authors: record.authors?.map(unbraced),
      },
    };
}

const TOO_MUCH = 'its macros stand for more text than is read';
const UNCLOSED = 'its braces are not closed before its title ends';

/** The fields of an entry, names in lower case, and what is wrong with it. */
function scan(source: string, start: number, macros: Macros): { fields: Map<string, string>; fault?: string } {
  const fields = new Map<string, string>();
  let fault: string | undefined;
  const name = /(?:^|[,{(\s])([a-z][\w:.+-]*)\s*=\s*/gi;
  name.lastIndex = Math.max(0, start - 1);
  for (let found = name.exec(source); found; found = name.exec(source)) {
    const field = found[1]?.toLowerCase() ?? '';
    let value = '';
    let at = name.lastIndex;
    for (;;) {
      const part = valueAt(source, at, macros);
      if (part === undefined) return { fields, fault: UNCLOSED };
      if (part.macro && part.text.length > macros.left) fault = TOO_MUCH;
      else {
        value += part.text;
        if (part.macro) macros.left -= part.text.length;
      }
      const more = /^\s*#\s*/.exec(source.slice(part.end, part.end + 100));
      at = part.end + (more?.[0].length ?? 0);
      if (!more) break;
    }
    if (!fields.has(field)) fields.set(field, /^(?:doi|url|link)$/.test(field) ? unescaped(value) : value);
    name.lastIndex = at;
  }
  return { fields, ...(fault ? { fault } : {}) };
}

/** One value: `{…}`, `"…"`, a number or a macro's name; undefined when it never ends. */
function valueAt(source: string, at: number, { texts }: Macros): { text: string; end: number; macro: boolean } | undefined {
  const open = source.charAt(at);
  if (open !== '{' && open !== '"') {
    const word = /^[^\s,{}#"=]*/.exec(source.slice(at, at + 300))?.[0] ?? '';
    return { text: texts.get(word.toLowerCase()) ?? word, end: at + word.length, macro: true };
  }
  let depth = 0;
  const mark = /\\[\s\S]|[{}"]/g;
  mark.lastIndex = at + 1;
  for (let found = mark.exec(source); found; found = mark.exec(source)) {
    if (depth === 0 && found[0] === (open === '{' ? '}' : '"'))
      return { text: source.slice(at + 1, found.index), end: found.index + 1, macro: false };
    if (found[0] === '{') depth += 1;
    else if (found[0] === '}') depth = Math.max(0, depth - 1);
  }
  return undefined;
}

/** An address without what TeX needs: `a\_b`, `a{\_}b`, `10.1000\slash x`. */
const unescaped = (address: string) => address.replace(/\{?\\([_%#&~])\}?/g, '$1').replace(/\\slash\s*/g, '/');

/** Without the braces that only keep capitals: `{BERT}`, `{{Title}}`; those of TeX commands, accents and math stay. */
function unbraced(text: string): string {
  let plain = text;
  for (let round = 0; round < 4; round += 1) {
    const next = plain.replace(/\{([^{}\\$]*)\}/g, (whole, inner, offset) =>
      /(?:\\(?:[A-Za-z]+|.)?|[\^_}])$/.test(plain.slice(Math.max(0, offset - 30), offset)) ? whole : inner,
    );
    if (next === plain) break;
    plain = next;
  }
  return plain;
}
