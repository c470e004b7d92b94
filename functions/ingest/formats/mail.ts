import PostalMime from 'postal-mime';
import { type Entry, type Format, MB, once, refused } from './format.ts';
import { hfPage } from './json/hf-api.ts';
import { MOST_LINES, NEWLINE, TOO_MANY_LINES } from './lines.ts';
import { linkedPapers } from './links/titled-links.ts';
import { arxivListing, listing } from './pages/arxiv-listing.ts';
import { arxivPage } from './pages/arxiv-page.ts';
import { papersInHtml, SAVE_THE_LIST } from './pages/html-page.ts';
import { markdownOf } from './pages/html-text.ts';
import { isPapersPage, pageEntries } from './pages/text.ts';

/**
 * A saved e-mail, or a page that a browser saved as one (.mhtml). It holds a listing of arXiv, cards of papers, or titles with
 * links.
 */
export const mail: Format = {
  name: 'mail',
  maxBytes: 32 * MB,
  detects: (head) =>
    /^(?:From [^\n]*\n)?(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*){2}/.test(head) &&
    (head.slice(0, 4000).match(/^(?:received|from|subject|mime-version|message-id|return-path|delivered-to|x-[\w-]+):/gim)
      ?.length ?? 0) > 1,
  async *parseBytes(bytes) {
    const chunks: Uint8Array[] = [];
    let lines = 0;
    for await (const chunk of bytes) {
      chunks.push(chunk);
      for (const byte of chunk) if (byte === NEWLINE) lines += 1;
      if (lines > MOST_LINES) throw new RangeError(TOO_MANY_LINES);
    }
    const { text, html } = await PostalMime.parse(Buffer.concat(chunks));
    const page = (html ?? '').replace(/\r\n?/g, '\n');
    const body = (text ?? markdownOf(page)).replace(/\r\n?/g, '\n');
    const saved = [hfPage, arxivPage].find((format) => format.detects(page));
    if (arxivListing.detects(body)) yield* listing(once(body));
    else if (saved && 'parse' in saved) yield* saved.parse(once(page));
    else {
      const found = [await papersInHtml(page, 1), inText(body)].find((entries) => entries.some((entry) => 'record' in entry));
      yield* found ?? [refused(NO_PAPERS)];
    }
  },
};

const NO_PAPERS = `This is an e-mail, but it holds no listing of arXiv, and none of its titles links to a paper. ${SAVE_THE_LIST}`;
const inText = (text: string): Entry[] => [...(isPapersPage(text) ? pageEntries(text) : linkedPapers(text))];
