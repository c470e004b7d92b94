import { decodeHTML } from 'entities';
import { EMPTY, type Entry, type Format, MB, type RawRecord, whole } from './format.ts';
import { LONGEST, TOO_LONG, textLines } from './lines.ts';
import { names } from './names.ts';

const ID = String.raw`(?:[a-z-]+(?:\.[A-Z]{2})?\/\d{7}|\d{4}\.\d{4,5})(?:v\d+)?`;
/** `[12] arXiv:2401.00001 (cross-list from cs.CV) [pdf, html, other]`; some copies break the line after the number. */
const ITEM = new RegExp(
  String.raw`^\s*(?:\[\d+\]\s*)?arXiv:(${ID})\s*(?:\(((?:cross-list|replaced)[^)]{0,60})\))?\s*\[[^\]\n]{0,80}\]?`,
);
const ITEMS = new RegExp(
  String.raw`^[ \t]*(?:\[\d+\]\s{0,20})?arXiv:${ID}[^\n]{0,60}\[(?:pdf|abs|html|other)[^\n]*\n(?:doi [^\n]*\n)?\s{0,200}(?:Title:|[^\n]{5,400}\n\s{0,200}Authors:)`,
  'm',
);
/** The page of one paper says when it was submitted, then its title. */
const ONE = /^[ \t]*\[Submitted on (\d{1,2} [A-Z][a-z]{2,8} \d{4})[^\]\n]{0,80}\]\s{1,200}(?:#+ )?Title:/m;
const SUBMITTED = /^\s*\[?Submitted(?: on)? (\d{1,2} [A-Z][a-z]{2,8},? \d{4})/;
/** A day without papers. */
const NONE =
  /^[ \t]{0,40}(?:no updates (?:for )?today|total of 0 entries|no (?:new )?(?:submissions|entries|papers) .{0,40})\.?[ \t]*$/im;
const FIELD =
  /^\s*(?:#+ )?(Title|Authors?|Abstract|Cite as|Comments|Subjects|Journal-ref|Report-no|DOI|MSC-class|ACM-class)\s*:\s*(.*)$/;
const DAY = /(?:Showing new listings for\s+)?((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? \d{1,2} [A-Z][a-z]{2,8} \d{4})/;
/** Lines between two lists of a page. */
const CHROME =
  /^\s*(?:(New|Cross|Replacement) (?:submissions|submission|lists)|Total of \d+|Showing (?:first|up to)|\[ ?total of)/i;

/** arXiv's listing pages (`/list/cs.LG/new`, `/recent`), saved as HTML or copied as text. */
export const arxivPage: Format = {
  name: 'arxiv-page',
  maxBytes: 64 * MB,
  markup: true,
  detects: (head) =>
    ITEMS.test(unlinked(head)) ||
    ONE.test(unlinked(head)) ||
    (NONE.test(head) && /^.{0,20}Showing new listings for|^[ \t]*Authors and titles for/m.test(head)) ||
    (/class=["']list-title\b/.test(head) && /arxiv/i.test(head)),
  async *parse(text) {
    const page = await whole(text);
    yield* records(unlinked(/class=["']list-title\b/.test(page) ? asText(page) : page));
  },
  search: (title) => `https://arxiv.org/search/?query=${encodeURIComponent(title)}`,
};

/** Markdown as the text that its links show. */
function unlinked(text: string): string {
  if (!text.includes('](')) return text;
  const link = /\[((?:[^[\]\n]|\[[^[\]\n]{0,80}\]){1,500})\]\(https?:[^\s()]{1,500}\)/g;
  return text.replace(link, '$1');
}

/** The page as a browser would copy it. */
const asText = (html: string) =>
  decodeHTML(
    html
      .replace(
        /<dt>[^<]{0,50}(?:<a [^>]{0,200}>\s*\[\d+\]\s*<\/a>)?\s*<a [^>]{0,200}\/abs\/([\w./-]{5,30})["'][\s\S]{0,3000}?<\/dt>/g,
        '\narXiv:$1 [pdf]\n',
      )
      .replace(/\s+/g, (space) => (space.includes('\n') ? '\n' : ' '))
      .replace(/<span class=["']descriptor["']>\s*(\w[\w-]*):\s*<\/span>\s*/g, '\n$1: ')
      .replace(
        /<(?:\/?(?:div|p|dd|dl|dt|h\d|li|ul|body|html|main|section|footer|table|tr|td|hr|form|select|option|button)|br)\b[^>]{0,300}>/g,
        (tag) => (/^<div class=["']list-authors/.test(tag) ? '\nAuthors: ' : '\n'),
      )
      .replace(/<\/?(?:a|span|b|i|em|small|input|label|link|meta)\b[^<>]{0,1000}>/g, ''),
  );

type Open = {
  line: number;
  arxiv: string;
  announced?: string | undefined;
  submitted?: string;
  fields: Map<string, string>;
  key: string;
  loose: string[];
  size: number;
};

async function* records(page: string): AsyncGenerator<Entry> {
  let open: Open | undefined;
  let any = false;
  const one = ONE.test(page) ? new RegExp(String.raw`\barXiv:(${ID})`).exec(page)?.[1] : undefined;
  let listed: string | undefined;
  let section: string | undefined;
  for await (const batch of textLines(once(page)))
    for (const { number, line } of batch) {
      const [, arxiv, mark] = ITEM.exec(line.replaceAll('\u00a0', ' ')) ?? [];
      const submitted = SUBMITTED.exec(line)?.[1];
      const day = arxiv ? undefined : DAY.exec(line)?.[1];
      section = CHROME.exec(line)?.[1] ?? section;
      if (arxiv) any = true;
      if (submitted && open) open.submitted = submitted;
      else if (submitted && one && !any) {
        open = { line: number, arxiv: one, submitted, fields: new Map(), key: '', loose: [], size: 0 };
        any = true;
      } else if (arxiv || CHROME.test(line) || day) {
        if (open) yield finished(open, listed);
        open = arxiv
          ? { line: number, arxiv, announced: mark ?? section, fields: new Map(), key: '', loose: [], size: 0 }
          : undefined;
        listed = day ?? listed;
      } else if (open) {
        open.size += line.length + 1;
        if (open.size <= LONGEST) take(open, line.trim());
      }
    }
  if (open) yield finished(open, listed);
  if (!any && NONE.test(page)) yield EMPTY;
}

function take(open: Open, line: string): void {
  if (/^(?:View PDF|HTML \(|doi 10\.|TeX Source)/.test(line)) return;
  const [, name, value = ''] = FIELD.exec(line) ?? [];
  if (name) {
    open.key = name.toLowerCase().replace(/^author$/, 'authors');
    open.fields.set(open.key, value);
  } else if (line === '') open.key = '';
  else if (
    open.key &&
    open.key !== 'subjects' &&
    !(open.key === 'title' && open.fields.get('title') && !open.fields.has('authors'))
  )
    // Not trimmed: that would copy the whole at each line.
    open.fields.set(open.key, open.fields.get(open.key) ? `${open.fields.get(open.key)} ${line}` : line);
  else if (!line.startsWith('<')) open.loose.push(line);
}

/** Copies of today's pages name the authors without a label, on the line below the title; what is left is the abstract. */
function finished({ line, arxiv, announced, submitted, fields, loose, size }: Open, listed: string | undefined): Entry {
  const at = `line ${line}`;
  if (size > LONGEST) return { at, reason: TOO_LONG };
  const written = loose.filter((text) => !/^\[\d+\]$/.test(text));
  // A search shows the title without a label, above its authors.
  const title = fields.get('title') || (fields.has('authors') ? written.shift() : undefined);
  if (!title) return { at, reason: 'a record without a title' };
  const authors = fields.get('authors') ?? written.shift() ?? '';
  const record: RawRecord = {
    title,
    abstract: (fields.get('abstract') ?? written.join(' ')).replace(/\s*[△▽] (?:Less|More)$/, ''),
    authors: names([authors]),
    arxiv,
    doi: fields.get('doi'),
    categories: fields
      .get('subjects')
      ?.split(/;\s*/)
      .map((name) => /\(([\w.-]{2,20})\)\s*$/.exec(name)?.[1] ?? name),
    note: fields.get('comments'),
    venue: fields.get('journal-ref'),
    announced,
    published: submitted?.replace(',', ''),
    listed,
  };
  return { at, record };
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}
