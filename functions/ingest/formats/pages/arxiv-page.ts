import { EMPTY_FEED, type Entry, type Format, joinText, MB, once, type RawRecord } from '../format.ts';
import { LONGEST, TOO_LONG, textLines } from '../lines.ts';
import { names } from '../names.ts';
import { asCopied } from './arxiv-copied.ts';
import { ARXIV_ID, arxivPapers, categories, isArxivPaperPage, withLabels } from './arxiv-paper-page.ts';
import { papersInHtml } from './html-page.ts';
import { paperOfPage } from './html-paper.ts';

/** `[12] arXiv:2401.00001 (cross-list from cs.CV) [pdf, html, other]`; some copies break the line before a bracket. */
const ITEM = new RegExp(
  String.raw`^\s*(?:(?:\[\d+\]|\d+\.|[-*•]) {0,9})*arXiv:(${ARXIV_ID})\s*(?:\(((?:cross-list|replaced)[^)]{0,60})\))?\s*\[[^\]\n]{0,80}\]?`,
);
const BROKEN = new RegExp(
  String.raw`(arXiv:${ARXIV_ID})([^\S\n]*\n\s*)?(\((?:cross-list|replaced)[^)\n]{0,60}\))?(\s*\n\s*)?(\[[^\]\n]{0,80}\b(?:pdf|other)\b[^\]\n]{0,80}\])`,
  'g',
);
const ITEMS = new RegExp(
  String.raw`^[ \t]*(?:(?:\[\d+\]|\d+\.|[-*•])\s{0,20})*arXiv:${ARXIV_ID}[^\n]{0,60}\[ ?(?:pdf|abs|html|other|ps)(?:[^\n]*\n){1,10}?.{0,60}?(?:Title|Authors):`,
  'm',
);
const SUBMITTED = /^\s*Submitted(?: on)? (\d{1,2} [A-Z][a-z]{2,8},? \d{4})/;
/** A line of a day without papers. */
const NONE =
  /^[ \t]{0,40}(?:no updates (?:for )?today|total of 0 entries|no (?:new )?(?:submissions|entries|papers) .{0,40})\.?[ \t]*$/im;
const FIELD =
  /^\s*(?:#+ )?(Title|Authors?|Abstract|Cite as|Comments|Subjects|Journal[- ]ref(?:erence)?|Report-no|DOI|MSC-class|ACM-class)\s*:\s*(.*)$/;
const DAY = /^\W{0,9}(?:Showing new listings for\s+)?((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? \d{1,2} [A-Z][a-z]{2,8} \d{4})/;
/** Lines between the lists of a page, and the first line below the last list. */
const CHROME =
  /^\W{0,9}(?:(New|Cross|Replacement) (?:submissions|submission|lists)|Total of \d+|Showing (?:first|up to)|\[ ?total of|About\s*$)/i;
/** The categories of a paper in search results: `cs.CL stat.ML`. */
const TAGS = /^(?:[a-z]+[.-][\w.-]+\s*)+$/;

/** arXiv's pages of lists (`/list/cs.LG/new`, `/recent`), searches and single papers, as HTML, Markdown or copied text. */
export const arxivPage: Format = {
  name: 'arxiv-page',
  maxBytes: 64 * MB,
  markup: true,
  detects: (head) => {
    if (/class=["'](?:list-title|title mathjax)\b/.test(head)) return /arxiv/i.test(head);
    const text = tidy(head);
    return (
      ITEMS.test(text) ||
      isArxivPaperPage(text) ||
      (NONE.test(head) && /^.{0,20}Showing new listings for|^[ \t]*Authors and titles for/m.test(head))
    );
  },
  async *parse(text) {
    const saved = await joinText(text);
    const page = tidy(saved);
    const own = isArxivPaperPage(page) || !saved.includes('citation_title') ? undefined : paperOfPage(saved, page);
    const found = own ? [own] : [];
    if (!own) for await (const entry of isArxivPaperPage(page) ? arxivPapers(page) : records(page)) found.push(entry);
    // Other sites use the classes of arXiv's pages.
    yield* found.length > 0 ? found : await papersInHtml(saved, 2);
  },
  search: (title) => `https://arxiv.org/search/?query=${encodeURIComponent(title)}`,
};

const tidy = (page: string) => withLabels(asCopied(page)).replace(BROKEN, '$1 $3 $5$2$4');

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
  let listed: string | undefined;
  let section: string | undefined;
  for await (const batch of textLines(once(page)))
    for (const { number, line } of batch) {
      const [, arxiv, mark] = ITEM.exec(line) ?? [];
      const submitted = SUBMITTED.exec(line)?.[1];
      const day = arxiv ? undefined : DAY.exec(line)?.[1];
      section = CHROME.exec(line)?.[1] ?? section;
      if (arxiv) any = true;
      if (submitted && open) open.submitted = submitted;
      else if (arxiv || CHROME.test(line) || day) {
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
  if (!any && NONE.test(page)) yield EMPTY_FEED;
}

function take(open: Open, line: string): void {
  if (/^doi 10\./.test(line)) return;
  const [, name, value = ''] = FIELD.exec(line) ?? [];
  if (name) {
    open.key = name
      .toLowerCase()
      .replace(/^author$/, 'authors')
      .replace(/^journal.*/, 'journal-ref');
    // What stands between title and authors is more of the title.
    const title = open.fields.get('title');
    if (open.key === 'authors' && title) open.fields.set('title', [title, ...open.loose.splice(0)].join(' '));
    open.fields.set(open.key, value);
  } else if (line === '') open.key = '';
  else if (
    open.key &&
    !(open.key === 'subjects' && open.fields.get('subjects')) &&
    !(open.key === 'title' && open.fields.get('title') && !open.fields.has('authors'))
  )
    // Not trimmed, because that would copy the whole text at each line.
    open.fields.set(open.key, open.fields.get(open.key) ? `${open.fields.get(open.key)} ${line}` : line);
  else if (!line.startsWith('<')) open.loose.push(line);
}

/** The entry of a record. Copies of current pages have the authors without a label below the title, and then the abstract. */
function finished({ line, arxiv, announced, submitted, fields, loose, size }: Open, listed: string | undefined): Entry {
  const at = `line ${line}`;
  if (size > LONGEST) return { at, reason: TOO_LONG };
  const written = loose.filter((text) => !/^(?:\[\d+\]|\d+\.)$/.test(text) && !TAGS.test(text));
  // Search results have the title without a label, above the authors.
  const title = fields.get('title') || (fields.has('authors') ? written.shift() : undefined);
  if (!title) return { at, reason: 'a record without a title' };
  const authors = fields.get('authors') ?? written.shift() ?? '';
  const record: RawRecord = {
    title,
    // Search results have an excerpt, then the whole abstract.
    abstract: (fields.get('abstract') ?? written.join(' ')).replace(/^.*▽ More(?=.)|\s*(?:△ Less\b.*|[△▽] (?:Less|More))$/g, ''),
    authors: names([authors]),
    arxiv,
    doi: fields.get('doi'),
    categories: categories(fields.get('subjects')) ?? loose.find((text) => TAGS.test(text))?.split(' '),
    note: fields.get('comments'),
    venue: fields.get('journal-ref'),
    announced,
    published: submitted?.replace(',', ''),
    listed,
  };
  return { at, record };
}
