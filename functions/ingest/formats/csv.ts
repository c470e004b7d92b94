import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { pubmedPage, reader, recorder, type Table } from './fields.ts';
import { anywhere, EMPTY, type Entry, type Format, HEAD, MB, peekText, STREAMED } from './format.ts';

/** Columns of links, any of which may hold an id. */
const LINKS = 'url link articleurl paperurl arxivurl absurl doilink pdflink pdfurl pdf href';

/** Columns by their letters and digits in lower case, whatever wrote the table: Zotero, Scopus, IEEE, a script. */
const table: Table = {
  title: 'title titles papertitle documenttitle articletitle name',
  abstract: 'abstractnote abstract abstracts summary summaries description abstracttext tldr',
  authors: 'author authors authornames authorfullnames creators authorshipsauthordisplayname authorsfullname fullauthornames',
  arxiv: `arxivid arxiv paperid id entryid eprint doi ${LINKS} extra archivelocation`,
  doi: `doi ${LINKS}`,
  url: LINKS,
  page: (row) => reader('pmid pubmedid')(row).flatMap(pubmedPage),
  venue:
    'publicationtitle journal journaltitle journalbook sourcetitle venue booktitle conference conferencename conferencetitle proceedingstitle',
  type: 'itemtype',
  published: 'date publisheddate published publicationdate datepublished updatedate earlyaccessdate',
  keywords: 'authorkeywords keywords manualtags categories tags terms',
  upvotes: 'upvotes votes',
  code: 'github code codeurl githubrepo repo',
};
const TITLES = new Set(['title', 'titles', 'papertitle', 'documenttitle', 'articletitle']);
/** What a table of papers has besides: other tables have titles, years and numbers, too. */
const OTHERS =
  /^(?:abstract\w*|summar(?:y|ies)|description|tldr|doi\w*|\w*url|link|authors?\w*|creators|arxiv\w*|paperid|entryid|pmid|eprint)$/;
const MAX_RECORD = 2 * MB;

const plain = (name: string) =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
const isHeader = (cells: readonly string[]) => {
  const names = cells.map(plain);
  return (
    names.some((name) => TITLES.has(name)) && names.some((name) => OTHERS.test(name)) && cells.every((cell) => NAME.test(cell))
  );
};
/** A column's name. A line of a log or a query may list the same words. */
const NAME = /^\s*["']?[^"'=?&{}<>]{0,60}["']?\s*$/;

/** A table with a header that names a title and something more of a paper, split by comma, semicolon, tab or bar. */
export const csv: Format = {
  name: 'csv',
  maxBytes: STREAMED,
  markup: true,
  detects: (head) => headerOf(head) !== undefined,
  parse: entries,
  search: anywhere,
};

/** Which line is the header (some services write a sentence above it) and what splits it. */
function headerOf(head: string): { line: number; delimiter: string } | undefined {
  const first = head.replace(/^\ufeff/, '').split('\n', 8);
  for (const [i, line] of first.entries())
    for (const delimiter of ['\t', ',', ';', '|'])
      if (line.length < 20_000 && isHeader(line.split(delimiter))) return { line: i + 1, delimiter };
  return undefined;
}

async function* entries(text: AsyncIterable<string>): AsyncGenerator<Entry> {
  const { head, all } = await peekText(text, HEAD);
  const header = headerOf(head);
  if (!header) return;
  const skipped: Entry[] = [];
  const parser = parse({
    bom: true,
    delimiter: header.delimiter,
    from_line: header.line,
    columns: (names: string[]) => names.map((name, i) => plain(name) || `column${i}`),
    info: true,
    max_record_size: MAX_RECORD,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      skipped.push({ at: `line ${error?.lines ?? '?'}`, reason: `not a row of this table (${error?.code ?? 'unknown fault'})` });
      return undefined;
    },
  });
  const toRecord = recorder(table);
  const source = Readable.from(all);
  source.on('error', (error) => parser.destroy(error));
  let line = header.line + 1;
  let rows = 0;
  try {
    for await (const row of source.pipe(parser)) {
      yield* skipped.splice(0);
      const { record: value, info }: { record: unknown; info: { lines: number } } = row;
      const record = toRecord(value);
      const at = `line ${line}`;
      line = info.lines + 1;
      rows += 1;
      yield record ? { at, record } : { at, reason: 'a row without a title' };
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_'))) throw error;
    skipped.push({ at: `line ${line}`, reason: `the table cannot be read on from here (${error.code})` });
  }
  if (rows === 0 && skipped.length === 0) yield EMPTY;
  yield* skipped;
}
