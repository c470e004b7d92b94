import { type Entry, type Format, type RawRecord, STREAMED_BYTES } from '../format.ts';
import { LONGEST, TOO_LONG, textLines } from '../lines.ts';
import { names } from '../names.ts';

/** A listing of arXiv: its daily mails, as text or pasted, and single `.abs` records. */
export const arxivListing: Format = {
  name: 'arxiv-listing',
  maxBytes: STREAMED_BYTES,
  detects: (head) => /^[> \t]*\\\\[ \t\u00a0]*\n[> \t]*(?:arXiv:|Paper \(\*|Paper:|Title:)/im.test(head),
  parse: listing,
};

const KEYS =
  /^(arXiv|Paper|Title|Authors?|Categories|Comments|Report-no|Journal-ref|DOI|Date|From|Subj-class|ACM-class|MSC-class|Proxy|License|Note)\b(?: ?\([^)]{0,40}\))?:\s*(.*)$/i;
/** Ends a record in daily mails: `\\ ( https://arxiv.org/abs/1907.05955 ,  37kb)`. */
const FOOT = /^\\\\\s*\(\s*(?:https?:|.{0,60}kb)/i;
const BAR = /^(?:-{20,}|(?:%%--){4,}%*|={20,})\s*$/;

/** A record being read: its fields, the field that continues, and its abstract once that has begun. */
type Open = { line: number; fields: Map<string, string>; key: string; abstract: string[] | undefined; size: number };

/** Reads records of `\\`, fields, `\\`, an abstract, `\\`. A replaced paper has no abstract, and some copies have no indents. */
export async function* listing(text: AsyncIterable<string>): AsyncGenerator<Entry> {
  let open: Open | undefined;
  for await (const batch of textLines(text))
    for (const { number, line } of batch) {
      const plain = line
        .replaceAll('\u00a0', ' ')
        .replace(/^(?:> ?)+/, '')
        .trimEnd();
      const marker = plain.trim();
      const again = marker === '\\\\';
      if (BAR.test(marker) || FOOT.test(marker) || (again && open && (open.abstract || open.fields.size === 0))) {
        if (open) yield* finished(open);
        open = undefined;
      } else if (again) {
        if (open) open.abstract = [];
        else open = { line: number, fields: new Map(), key: '', abstract: undefined, size: 0 };
      } else if (open) {
        open.size += line.length + 1;
        if (open.size > LONGEST) continue;
        if (open.abstract) open.abstract.push(plain);
        else field(open, plain);
      }
    }
  if (open) yield* finished(open);
}

function field(open: Open, line: string): void {
  const [, key = '', value = ''] = KEYS.exec(line.trim()) ?? [];
  if (key) {
    open.key = key.toLowerCase().replace(/^author$/, 'authors');
    if (!open.fields.has(open.key)) open.fields.set(open.key, value);
    else open.key = '';
  } else if (line.trim() === '') open.key = '';
  else if (open.key) open.fields.set(open.key, `${open.fields.get(open.key)} ${line.trim()}`);
}

function* finished({ line, fields, abstract = [], size }: Open): Generator<Entry> {
  const at = `line ${line}`;
  const title = fields.get('title');
  if (fields.size === 0) return;
  if (size > LONGEST || !title?.trim()) {
    yield { at, reason: size > LONGEST ? TOO_LONG : 'a record without a title' };
    return;
  }
  const record: RawRecord = {
    title,
    // Copies often lose the line ends of an abstract's paragraphs, never its words.
    abstract: abstract.join('\n').trim(),
    authors: names([fields.get('authors') ?? '']),
    arxiv: /^\s*([a-z.-]*\/?\d[\d.]{5,}(?:v\d+)?)/i.exec(
      (fields.get('arxiv') ?? fields.get('paper')?.replace(/^.*?:/, '') ?? '').trim(),
    )?.[1],
    doi: fields.get('doi')?.split(/[\s,;]/)[0],
    published: /\d{1,2} [A-Z][a-z]{2} \d{4}/.exec(fields.get('date') ?? '')?.[0],
    categories: fields.get('categories')?.split(/\s+/),
    note: fields.get('comments'),
    venue: fields.get('journal-ref'),
    announced: fields.get('arxiv') ?? fields.get('paper'),
  };
  yield { at, record };
}
