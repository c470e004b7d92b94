import { fromTex, withoutAsides } from '../../../domain/text/tex.ts';
import { accents } from '../../../domain/text/tex-accents.ts';
import { command } from '../../../domain/text/tex-symbols.ts';
import { type FieldTable, recordReader, textsAt } from '../fields.ts';
import { type Entry, type Format, MB, STREAMED_BYTES } from '../format.ts';
import { LONGEST, TOO_LONG, textLines } from '../lines.ts';

const table: FieldTable = {
  title: 'title',
  abstract: 'abstract',
  authors: 'author editor',
  people: 'and',
  arxiv: 'eprint arxivid doi url journal note volume weblink',
  doi: 'doi url weblink',
  url: 'url link weblink ee',
  page: 'adsurl',
  venue: 'journal journaltitle booktitle school institution howpublished',
  // `month = jun # "~30"` has the day, too.
  published: ['date', (entry) => textsAt('year+month+day')(entry).map((day) => day.replace(/[{}~\s]+/g, ' '))],
  keywords: 'keywords keyword',
  categories: 'primaryclass',
};

/** Entries that are not papers: macros and comments. */
const META = /^(?:string|preamble|comment)$/;
const BEGIN = /^[ \t]*@[ \t]*([a-z]+)[ \t]*([{(])/i;
/** An entry: a key and a comma, or a macro. */
const ENTRY = /^[ \t]*@[ \t]*[a-z]+[ \t]*[{(]\s{0,9}[^\s,{}"'()=]{0,200}\s{0,9}(?:[,}=]\s*$|,[^\n]*=|=\s*["{]|\}|,\s*\w+\s*=)/im;

/** Comments and preambles. */
const REMARK = /^[ \t]*@[ \t]*(?:comment|preamble)\b(?:(?!\n[ \t]{0,9}@)[\s\S])*/gim;

/**
 * BibTeX as reference managers write it. Existing parsers reject a whole file for faults that real files have: duplicate keys,
 * unclosed braces, text between entries. Here an entry begins with `@type{` at the start of a line, so a faulty one is lost alone.
 */
export const bibtex: Format = {
  name: 'bibtex',
  maxBytes: STREAMED_BYTES,
  markup: true,
  detects: (head) => {
    const first = ENTRY.exec(head);
    // Only comments may come before the first entry. A text about BibTeX, or code with annotations, has more.
    return (
      first !== null &&
      head
        .slice(0, first.index)
        .replace(REMARK, '')
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
};

const toRecord = recordReader(table);

/**
 * The texts of macros, and how many characters macros may still add. Each entry adds its own length to `left`, so the result is at
 * most 1 MB larger than the file, although definitions can double: `@string{b = a # a}`.
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
  const plain = new Map(
    [...fields].map(([name, value]) => [name, TEX.test(name) ? unbraced(dashed(accents(spelt(value)))) : value]),
  );
  const record = toRecord(Object.fromEntries(plain));
  if (!record || GARBLED.test(record.title)) yield { at, reason: fault ?? (record ? UNCLOSED : 'a record without a title') };
  else {
    const visited = fields.has('urldate') || VISITED.test(`${fields.get('note') ?? ''} ${fields.get('howpublished') ?? ''}`);
    const remarks = [...(record.remarks ?? []), ...(fault === undefined ? [] : [`a field of an entry: ${fault}`])];
    const authors = record.authors?.map(authorName);
    yield { at, record: { ...record, authors, type: kind === 'misc' && visited ? 'web page' : kind, remarks } };
  }
}

/** Fields in TeX. Names are not among them, because their braces have a meaning. */
const TEX = /^(?:title|abstract|journal|journaltitle|booktitle|keywords?)$/;
/** A broken title that runs into the next fields. */
const GARBLED = /,\s*(?:author|year|journal|booktitle|doi|url|abstract|month)\s*=\s*["{\d]/i;
/** Words for the day on which a web page was visited. */
const VISITED = /\b(?:access(?:ed)?|visited|retrieved|consulted|last checked|abgerufen|zugriff|consult[ée])\b/i;

const TOO_MUCH = 'its macros expand to more text than allowed';
const UNCLOSED = 'its braces are not closed before its title ends';
const RUNS_ON = 'its braces are not closed';

/** The fields of an entry, with names in lower case, and its fault if there is one. */
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
      if (part === undefined) return { fields, fault: fields.has('title') ? RUNS_ON : UNCLOSED };
      if (part.cut) fault = RUNS_ON;
      if (part.macro && part.text.length > macros.left) fault = TOO_MUCH;
      else {
        value += part.text;
        if (part.macro) macros.left -= part.text.length;
      }
      const more = /^\s*#\s*/.exec(source.slice(part.end, part.end + 100));
      at = part.end + (more?.[0].length ?? 0);
      if (!more) break;
    }
    if (!fields.has(field)) fields.set(field, /^(?:doi|url|link|ee|eprint|adsurl)$/.test(field) ? unescaped(value) : value);
    const [link] = field === 'howpublished' ? (/https?:\/\/(?:\\.|\{\\.\}|[^\s{}])+/.exec(value) ?? []) : [];
    if (link) fields.set('weblink', unescaped(link));
    name.lastIndex = at;
  }
  return { fields, ...(fault ? { fault } : {}) };
}

/** The line of the next field, inside a value whose braces are not closed. */
const NEXT_FIELD = String.raw`,[ \t]{0,99}\n[ \t]{0,99}[a-zA-Z][\w-]{0,40}[ \t]{0,20}=[ \t]{0,20}["{]`;

/**
 * One value: `{…}`, `"…"`, a number or a macro's name. Undefined if it never ends. A value that runs into the next field is cut
 * before it (`cut`).
 */
function valueAt(
  source: string,
  at: number,
  { texts }: Macros,
): { text: string; end: number; macro: boolean; cut?: boolean } | undefined {
  const open = source.charAt(at);
  if (open !== '{' && open !== '"') {
    const word = /^[^\s,{}#"=]*/.exec(source.slice(at, at + 300))?.[0] ?? '';
    return { text: texts.get(word.toLowerCase()) ?? word, end: at + word.length, macro: true };
  }
  let depth = 0;
  const mark = new RegExp(String.raw`\\[\s\S]|[{}"]|${NEXT_FIELD}`, 'g');
  mark.lastIndex = at + 1;
  for (let found = mark.exec(source); found; found = mark.exec(source)) {
    const [sign] = found;
    if (depth === 0 && sign === (open === '{' ? '}' : '"'))
      return { text: source.slice(at + 1, found.index), end: found.index + 1, macro: false };
    if (sign === '{') depth += 1;
    else if (sign === '}') depth = Math.max(0, depth - 1);
    else if (sign.startsWith(',')) {
      const text = source.slice(at + 1, found.index).replace(/[{}]/g, '');
      return { text, end: found.index, macro: false, cut: true };
    }
  }
  return undefined;
}

/** An address without TeX: `a\_b`, `a{\_}b`, `10.1000\slash x`, `\textasciitilde x`. */
const unescaped = (address: string) =>
  address
    .replace(/^\s*\\(?:url|path|href|texttt)\s*\{([^{}]*)\}.*$/s, '$1')
    .replace(/\{?\\(?:textasciitilde|~|sim)(?:\{\}|[ ]|\b)\s*\}?|\$\\sim\$/g, '~')
    .replace(/\{?\\(?:textunderscore)(?:\{\})?[ ]?\}?/g, '_')
    .replace(/\{?\\([_%#&~$])\}?/g, '$1')
    .replace(/\\slash(?:\{\}|\s)*/g, '/')
    .replace(/\{\\?([<>;_~/-])\}/g, '$1')
    .trim();

const dashed = (text: string) =>
  text.replace(/(?<=[\p{L}\p{N}}\s])(--?)-(?=[\p{L}\p{N}{\s])/gu, (_, more) => (more === '-' ? '–' : '—'));

/** Replaces the authors' own commands by their names, and links by their words: `\ours{}`, `\href{address}{words}`. */
const spelt = (text: string) =>
  text.includes('\\')
    ? withoutAsides(text)
        .replace(/\\([A-Za-z]{2,40})\{\}/g, (whole, name) => (command(name) === undefined ? name : whole))
        .replace(/\\href ?\{[^{}]{0,2000}\} ?\{([^{}]{1,300})\}/g, '$1')
    : text;

/** A name without TeX: converts known commands, and removes braces and unknown commands. */
const authorName = (name: string) =>
  /[\\{}$~]/.test(name)
    ? fromTex(name)
        .replace(/\\[A-Za-z]+\*? ?|[{}\\]/g, '')
        .replace(/[~\s]+/g, ' ')
        .trim()
    : name;

/** Groups whose braces must stay, because a command at their start applies to the group. */
const KEPT = /^\{(?:\\[A-Za-z]+\}|\\(?:em|bf|it|rm|tt|sc|sf|sl|cal|tiny|scriptsize|footnotesize)\b)/;

/**
 * Removes braces that only protect capitals: `{BERT}`, `{{Title}}`. Those of TeX commands, accents and math stay. Takes linear
 * time.
 */
function unbraced(text: string): string {
  if (!text.includes('{')) return text;
  const kept: boolean[] = [];
  let out = '';
  let done = 0;
  let math = false;
  /** True if the last token takes a group as its argument. */
  let taking = false;
  for (const found of text.matchAll(/\\(?:[A-Za-z]+|[\s\S])|[{}$]/g)) {
    const [sign] = found;
    const between = text.slice(done, found.index);
    out += between;
    done = found.index + sign.length;
    if (sign === '{') {
      const keep =
        math || (taking && /^ ?$/.test(between)) || /[\^_]$/.test(between) || KEPT.test(text.slice(found.index, done + 30));
      kept.push(keep);
      if (keep) out += sign;
      taking = false;
    } else if (sign === '}') {
      const keep = kept.pop() ?? false;
      if (keep) out += sign;
      taking = keep;
    } else {
      if (sign === '$' && (math || text.indexOf('$', done) > 0)) math = !math;
      out += sign;
      taking = sign.length > 1 && /^\\[A-Za-z"'`^~=.]/.test(sign);
    }
  }
  return out + text.slice(done);
}
