import { decodeHTMLStrict } from 'entities';
import { printable } from './characters.ts';
import { addresses, untexLinks } from './links.ts';
import { quotes } from './quotes.ts';
import { fromTex } from './tex.ts';

/** Stands for one address while the prose around it is cleaned. Private use, so it cannot occur in printable text. */
const HIDDEN = '\ue000';

/**
 * Text of a feed as a person would want to read it: entities decoded, TeX and its remnants resolved, proper quotes, whole
 * links, no hidden characters, white space collapsed, NFC. What is not understood is never changed. Linear in its input.
 */
export function clean(raw: string): string {
  const text = untexLinks(printable(decodeHTMLStrict(raw.toWellFormed())));
  const found = addresses(text);
  let prose = '';
  let done = 0;
  for (const { index, raw: address } of found) {
    prose += text.slice(done, index) + HIDDEN;
    done = index + address.length;
  }
  const readable = times(dashes(ties(quotes(fromTex(prose + text.slice(done))))));
  const [start = '', ...rest] = readable.split(HIDDEN);
  return printable(start + rest.map((piece, i) => (found[i]?.url ?? '') + piece).join(''));
}

/** `3.18times faster`, `3times3`: a page that shows formulas was copied without its signs. "3 times" is English. */
const times = (text: string) => (text.includes('times') ? text.replace(/(?<=\d)times(?!\p{L})/gu, '×') : text);

/** TeX's tie: `i.e.~points`, `Table~1`, `(i)~the`. A tilde that means "about" or "distributed as" stays: `~47k`, `x~N(0,1)`. */
const ties = (text: string) =>
  text.includes('~') ? text.replace(/(?<=[.,;:)\]]|\p{L}\p{L})~(?=[\p{L}\p{N}([$\ue000“])(?!\p{Lu}\()/gu, ' ') : text;

/** TeX's dashes where nothing else is meant: `1--5`, `word---word`. `--option` stays. */
const dashes = (text: string) =>
  text.includes('--')
    ? text.replace(/(?<=\d)--(?=\d)/g, '–').replace(/(?<=[\p{L}\p{N}.,)”] ?)---(?= ?[\p{L}\p{N}(“])/gu, '—')
    : text;
