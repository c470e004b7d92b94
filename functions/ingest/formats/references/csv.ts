import { type FieldTable, foreignIn, linksIn, pubmedPage, recordReader, textsAt, unstopped } from '../fields.ts';
import { EMPTY_FEED, type Entry, type Format, HEAD, peek, refused, STREAMED_BYTES } from '../format.ts';
import { parseLiteral } from '../json/literal.ts';
import { textLines } from '../lines.ts';
import { isOneName } from '../links/line-titles.ts';
import { type Row, RowReader } from './csv-rows.ts';

/** Columns of links, which may hold an id. */
const LINKS = 'url link articleurl paperurl arxivurl absurl doilink pdflink pdfurl pdf href lien enlace';
const TITLES = 'title titles papertitle documenttitle articletitle itemtitle paper papername titel titre titulo';

/** Columns by their letters and digits in lower case, as in tables of Zotero, Scopus, IEEE, Notion and scripts. */
const table: FieldTable = {
  title: `${TITLES} name ti`,
  abstract: 'abstractnote abstract abstracts abstracttext zusammenfassung resume resumen ab',
  about: 'summary summaries description tldr',
  authors:
    'authorfullnames authors.name|display_name|full_name|fullName|fullname|literal author authors authornames creators authorshipsauthordisplayname authorsfullname fullauthornames authorlist autoren autor auteurs autores firstauthor af au',
  arxiv: [
    `arxivid arxiv externalids.ArXiv paperid id entryid eprint doi itemdoi ${LINKS} extra archivelocation publication journal`,
    linksIn,
  ],
  doi: [`doi itemdoi externalids.DOI ${LINKS} di`, linksIn],
  url: [LINKS, linksIn],
  page: (row) => textsAt('pmid pubmedid externalids.PubMed')(row).flatMap(pubmedPage),
  venue:
    'publicationtitle publication journal journaltitle journalbook journalconference sourcetitle booktitle conferencename conferencetitle proceedingstitle so',
  place: 'venue conference',
  foreign: foreignIn,
  type: 'itemtype',
  published:
    'date publisheddate published publicationdate datepublished updatedate earlyaccessdate createdate datum fecha year+month+day pd pd+py',
  keywords: 'authorkeywords keywords automatictags tags terms de',
  categories: 'categories arxivcategories primarycategory',
  organisation: 'organization organisation',
  stars: 'githubstars stars',
  note: 'arxivcomment',
  pdf: 'pdfurl pdflink pdf',
  announced: 'announcetype',
  said: [
    'retraction publicationtype',
    (row) => textsAt('isretracted')(row).flatMap((text) => (/^(?:true|1|yes)$/i.test(text) ? ['retracted'] : [])),
  ],
  upvotes: 'upvotes votes',
  code: 'github code codeurl githubrepo repo',
};
/** Web of Science calls its columns as its tags. */
const isOfScience = (names: readonly string[]) => ['pt', 'au', 'ti', 'so'].every((name) => names.includes(name));
const TITLE = new Set(TITLES.split(' '));
/** Columns that only tables of papers have. They decide if the table has no rows, or if its titles are called names. */
const ONLY_PAPER_COLUMNS =
  /^(?:abstract\w*|summary|doi|authors?\w*|creators|arxiv\w*|paperid|pmid|pubmedid|eprint|autor(?:en|es)?|auteurs|zusammenfassung|resumen?)$/;
/** Columns that a table of papers has besides a title. Titles, years and numbers are in other tables, too. */
const PAPER_COLUMNS = new RegExp(
  `${ONLY_PAPER_COLUMNS.source}|^(?:summaries|description|tldr|doi\\w+|itemdoi|\\w*url|link|lien|enlace|entryid)$`,
);

const plain = (name: string) =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\([^()]{0,60}\)/g, '')
    .replace(/[^a-z0-9]/g, '');
const isHeader = (cells: readonly string[], below: string) => {
  const names = cells.map(plain);
  if (isOfScience(names)) return true;
  const titled =
    names.some((name) => TITLE.has(name)) ||
    (names.includes('name') && (names.some((name) => ONLY_PAPER_COLUMNS.test(name)) || PAPER_URL.test(below)));
  return titled && names.some((name) => PAPER_COLUMNS.test(name)) && cells.every((cell) => COLUMN_NAME.test(cell));
};
/** An address of a paper, in a table whose titles are called names. */
const PAPER_URL = /\b(?:arxiv\.org\/(?:abs|pdf)|doi\.org|openreview\.net|huggingface\.co\/papers|aclanthology\.org)\//;
/** The name of a column, but not a word in a line of a log or a query. */
const COLUMN_NAME = /^\s*(?:"[^=?&{}<>]{0,60}"|'?[^"'=?&{}<>]{0,60}'?)\s*$/;
/** The line under the header of a table in Markdown. */
const RULE = /^\s*\|?(?:\s*:?-+:?\s*\|)+/;

/** A table whose header has a title and another field of a paper, separated by comma, semicolon, tab or bar. */
export const csv = {
  name: 'csv',
  maxBytes: STREAMED_BYTES,
  markup: true,
  detects: (head: string) => headerOf(head) !== undefined,
  parse: entries,
} satisfies Format;

/** The last line of a header, its delimiter and its names. */
type Header = { line: number; delimiter: string; names: string[]; markdown: boolean };

/** The header of a table. Some services write a sentence above it, and names may go on for lines. */
function headerOf(head: string): Header | undefined {
  const first = head.replace(/^\ufeff/, '').split('\n', 9);
  for (let i = 0; i < Math.min(8, first.length); i++) {
    const last = first.findIndex((_, at) => at >= i && quotesIn(first.slice(i, at + 1)) % 2 === 0);
    const text = first.slice(i, Math.max(i, last) + 1).join(' ');
    if (text.length > 20_000) continue;
    const markdown = RULE.test(first[Math.max(i, last) + 1] ?? '');
    for (const delimiter of ['\t', ',', ';', '|']) {
      const cells = cellsOf(text, delimiter);
      if (isHeader(cells, head))
        return { line: Math.max(i, last) + 1, delimiter, names: cells.map((name, at) => plain(name) || `column${at}`), markdown };
    }
  }
  return undefined;
}

const quotesIn = (lines: readonly string[]) => lines.reduce((sum, line) => sum + line.split('"').length - 1, 0);

/** The cells of a line. A delimiter in quotes separates nothing. */
function cellsOf(line: string, delimiter: string): string[] {
  const cells = [''];
  let quoted = false;
  for (const char of line) {
    if (char === '"') quoted = !quoted;
    if (char === delimiter && !quoted) cells.push('');
    else cells.push(`${cells.pop()}${char}`);
  }
  return cells;
}

async function* entries(text: AsyncIterable<string>): AsyncGenerator<Entry> {
  const { read, all } = await peek(text, HEAD);
  const head = read.join('');
  const header = headerOf(head);
  if (!header) return;
  const { names } = header;
  let empty = true;
  for await (const row of rowsOf(all, header)) {
    empty = false;
    yield entry(row, names);
  }
  if (empty)
    yield names.some((name) => ONLY_PAPER_COLUMNS.test(name))
      ? EMPTY_FEED
      : refused(
          `This is a table without rows, and its columns (${names.join(', ')}) are not those of papers. Check the export and upload it again.`,
        );
}

async function* rowsOf(text: AsyncIterable<string>, header: Header): AsyncGenerator<Row> {
  const rows = new RowReader(header.delimiter, header.names.length);
  for await (const batch of textLines(text))
    for (const { number, line } of batch)
      if (number > header.line && !(header.markdown && (RULE.test(line) || !/^\s*\|/.test(line))))
        yield* rows.add({ number, line: header.markdown ? line.replaceAll('**', '') : line });
  yield* rows.end();
}

const toRecord = recordReader(table);

function entry(row: Row, names: readonly string[]): Entry {
  const at = `line ${row.line}`;
  if ('reason' in row) return { at, reason: row.reason };
  const cells: Record<string, unknown> = {};
  for (const [i, name] of names.entries()) {
    const cell = row.cells[i] ?? '';
    if (name !== '__proto__' && !cells[name])
      cells[name] = /^\s*(?:[[{(]|c\()/.test(cell) && !TEXTS.test(name) ? (parseLiteral(cell) ?? cell) : cell;
  }
  const record = toRecord(cells);
  const called = names.some((name) => TITLE.has(name) || ONLY_PAPER_COLUMNS.test(name));
  if (!record || (!called && isOneName(record.title))) return { at, reason: 'a row without a title' };
  if (cells['pmid'] === undefined) return { at, record };
  // PubMed ends titles and lists of authors with a stop.
  return { at, record: { ...unstopped(record), authors: record.authors?.map((name) => name.replace(/(?<!\.)\.$/, '')) } };
}

/** Columns whose cells are text, even if they begin with a bracket. */
const TEXTS = /title|name|abstract|summary|description/;
