import PostalMime from 'postal-mime';
import { untagged } from '../markup.ts';
import { anywhere, type Format, MB } from './format.ts';
import { MOST_LINES, NEWLINE, TOO_MANY_LINES } from './lines.ts';
import { arxivListing, listing } from './listing.ts';

/** A saved e-mail with a listing of arXiv in it. */
export const mail: Format = {
  name: 'arxiv-mail',
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
    const body = (text ?? untagged((html ?? '').replace(/<br\s*\/?>|<\/(?:p|div|tr)>/gi, '\n'))).replace(/\r\n?/g, '\n');
    if (arxivListing.detects(body)) yield* listing(once(body));
    else yield { verdict: 'refused', sentence: 'This is an e-mail, but it holds no listing of arXiv.' };
  },
  search: anywhere,
};

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}
