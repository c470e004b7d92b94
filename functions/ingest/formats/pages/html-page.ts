import { anywhere, type Entry, type Format, MB, whole } from '../format.ts';
import { linked } from '../links/titled-links.ts';
import { isOnePage } from './arxiv-one.ts';
import { ownPaperOf } from './html-paper.ts';
import { markdownOf } from './html-text.ts';
import { isPapersPage, pageEntries } from './text.ts';

/** A page saved as HTML, with cards of papers or with titles that link to them. */
export const htmlPage = {
  name: 'html-page',
  maxBytes: 64 * MB,
  detects: (head: string) =>
    /^\s*(?:<\?xml[^<>]{0,200}>\s*)?<(?:!doctype (?:html|netscape-bookmark)|html|head|body|meta|title|div|table|script|p|h\d)\b/i.test(
      head,
    ),
  async *parse(text: AsyncIterable<string>): AsyncGenerator<Entry> {
    const found = inHtml(await whole(text), 2);
    if (found.length > 0) yield* found;
    else
      yield {
        verdict: 'refused',
        sentence: `This looks like an HTML page, but none of its titles links to a paper. ${HOW}`,
      };
  },
  search: anywhere,
} satisfies Format;

/** What to do about a page or a mail without papers. */
export const HOW =
  'Save or copy the page of a list itself, such as huggingface.co/papers or arxiv.org/list/cs.CL/new, or export the list as JSON, BibTeX, RIS or CSV.';

/** The papers of a piece of HTML, or the one whose page it is; none when there are fewer than `least` and no page of papers is around them. */
export function inHtml(html: string, least: number): Entry[] {
  const text = markdownOf(html);
  const own = isOnePage(text) ? undefined : ownPaperOf(html, text);
  if (own) return [own];
  const found = [...(isPapersPage(text) ? pageEntries(text) : linked(text, least))];
  const papers = found.filter((entry) => 'record' in entry).length;
  return papers >= (isPapersPage(text) ? 1 : least) || found.some((entry) => 'verdict' in entry) ? found : [];
}
