import { type Entry, type Format, joinText, MB, once, scholarSearch } from '../format.ts';
import { isPaper } from '../links/paper-links.ts';
import { linkedPapers } from '../links/titled-links.ts';
import { csv } from '../references/csv.ts';
import { isArxivPaperPage } from './arxiv-paper-page.ts';
import { paperOfPage } from './html-paper.ts';
import { tablesIn } from './html-table.ts';
import { isHtml, markdownOf, pageAddress } from './html-text.ts';
import { isPapersPage, pageEntries } from './text.ts';

/** A page saved as HTML, with cards of papers, titles that link to papers, or a table with their titles. */
export const htmlPage = {
  name: 'html-page',
  maxBytes: 64 * MB,
  detects: isHtml,
  async *parse(text: AsyncIterable<string>): AsyncGenerator<Entry> {
    const found = await papersInHtml(await joinText(text), 2);
    if (found.length > 0) yield* found;
    else
      yield {
        verdict: 'refused',
        sentence: `This looks like an HTML page, but none of its titles links to a paper, and no table has a column of titles. ${SAVE_THE_LIST}`,
      };
  },
  search: scholarSearch,
} satisfies Format;

/** Tells the publisher what to upload in place of a page or a mail without papers. */
export const SAVE_THE_LIST =
  'Save or copy the page of a list itself, such as huggingface.co/papers or arxiv.org/list/cs.CL/new, or export the list as JSON, BibTeX, RIS or CSV.';

/** The papers in HTML, or the paper of its own page. Empty if there are fewer than `least` and it is no papers page. */
export async function papersInHtml(html: string, least: number): Promise<Entry[]> {
  const text = markdownOf(html);
  const own = isArxivPaperPage(text) ? undefined : paperOfPage(html, text);
  if (own) return [own];
  // What the page of one paper links to are other papers and its own parts.
  const address = pageAddress(html) ?? '';
  if (isPaper(address) && !/\/(?:toc|proceedings)\//.test(address) && !isPapersPage(text)) return [];
  const found = [...(isPapersPage(text) ? pageEntries(text) : linkedPapers(text, least))];
  const papers = found.filter((entry) => 'record' in entry).length;
  const rows: Entry[] = [];
  for (const table of tablesIn(html)) if (csv.detects(table)) for await (const row of csv.parse(once(table))) rows.push(row);
  if (rows.filter((row) => 'record' in row).length >= Math.max(1, papers)) return rows;
  return papers >= (isPapersPage(text) ? 1 : least) || found.some((entry) => 'verdict' in entry) ? found : [];
}
