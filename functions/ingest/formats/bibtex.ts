import { recorder, type Table } from './fields.ts';
import { anywhere, type Entry, type Format, STREAMED } from './format.ts';
import { textLines } from './lines.ts';

const table: Table = {
  title: 'title',
  abstract: 'abstract annote',
  authors: 'author editor',
  people: 'and',
  arxiv: 'eprint arxivid doi url journal note volume',
  doi: 'doi url',
  url: 'url link howpublished',
  published: 'date',
  keywords: 'keywords keyword',
};

/** Not papers: macros and remarks of the file itself. */
const META = /^(?:string|preamble|comment)$/;
const BEGIN = /^[ \t]*@[ \t]*([a-z]+)[ \t]*([{(])/i;
/** The first entry: a key and a comma, or a macro. */
const ENTRY = /^[ \t]*@[ \t]*[a-z]+[ \t]*[{(]\s{0,9}[^\s,{}"'()=]{0,200}\s{0,9}(?:[,}=]\s*$|,[^\n]*=|=\s*["{]|\}|,\s*\w+\s*=)/im;
/** Lines of one entry at most; what is longer has lost its closing brace. */
const LONGEST = 20_000;

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
    const macros = new Map<string, string>();
    let open: { line: number; lines: string[] } | undefined;
    for await (const { number, line } of textLines(text)) {
      if (BEGIN.test(line)) {
        if (open) yield* entry(open.lines.join('\n'), open.line, macros);
        open = { line: number, lines: [line] };
      } else if (open && open.lines.length < LONGEST) open.lines.push(line);
    }
    if (open) yield* entry(open.lines.join('\n'), open.line, macros);
  },
  search: anywhere,
};

const toRecord = recorder(table);

/** One `@type{key, field = value, …}`. */
function* entry(source: string, line: number, macros: Map<string, string>): Generator<Entry> {
  const [begin = '', type = ''] = BEGIN.exec(source) ?? [];
  const at = `line ${line}`;
  const kind = type.toLowerCase();
  if (META.test(kind) && kind !== 'string') return;
  const { fields, closed } = scan(source, begin.length, macros);
  if (kind === 'string') {
    for (const [name, value] of fields) macros.set(name, value);
    return;
  }
  const record = toRecord(Object.fromEntries(fields));
  if (!record) yield { at, reason: closed ? 'a record without a title' : 'its braces are not closed before its title ends' };
  else
    yield {
      at,
      record: {
        ...record,
        title: unbraced(record.title),
        abstract: unbraced(record.abstract),
        authors: record.authors?.map(unbraced),
      },
    };
}

/** The fields of an entry, names in lower case, and whether all of its braces were closed. */
function scan(
  source: string,
  start: number,
  macros: ReadonlyMap<string, string>,
): { fields: Map<string, string>; closed: boolean } {
  const fields = new Map<string, string>();
  const name = /(?:^|[,{(\s])([a-z][\w:.+-]*)\s*=\s*/gi;
  name.lastIndex = Math.max(0, start - 1);
  for (let found = name.exec(source); found; found = name.exec(source)) {
    const field = found[1]?.toLowerCase() ?? '';
    let value = '';
    let at = name.lastIndex;
    for (;;) {
      const part = valueAt(source, at, macros);
      if (part === undefined) return { fields, closed: false };
      value += part.text;
      const more = /^\s*#\s*/.exec(source.slice(part.end, part.end + 100));
      at = part.end + (more?.[0].length ?? 0);
      if (!more) break;
    }
    if (!fields.has(field)) fields.set(field, value);
    name.lastIndex = at;
  }
  return { fields, closed: true };
}

/** One value: `{…}`, `"…"`, a number or a macro's name; undefined when it never ends. */
function valueAt(source: string, at: number, macros: ReadonlyMap<string, string>): { text: string; end: number } | undefined {
  const open = source.charAt(at);
  if (open !== '{' && open !== '"') {
    const word = /^[^\s,{}#"=]*/.exec(source.slice(at, at + 300))?.[0] ?? '';
    return { text: macros.get(word.toLowerCase()) ?? word, end: at + word.length };
  }
  let depth = 0;
  const mark = /\\[\s\S]|[{}"]/g;
  mark.lastIndex = at + 1;
  for (let found = mark.exec(source); found; found = mark.exec(source)) {
    if (depth === 0 && found[0] === (open === '{' ? '}' : '"'))
      return { text: source.slice(at + 1, found.index), end: found.index + 1 };
    if (found[0] === '{') depth += 1;
    else if (found[0] === '}') depth = Math.max(0, depth - 1);
  }
  return undefined;
}

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
