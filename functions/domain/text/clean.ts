import { decodeHTMLStrict } from 'entities';
import { printable } from './characters.ts';
import { addresses, untexLinks } from './links.ts';
import { quotes } from './quotes.ts';
import { fromTex } from './tex.ts';

/** Replaces each address while the prose around it is cleaned. Private use, so it cannot occur in printable text. */
const PLACEHOLDER = '\ue000';

/**
 * Cleans text of a feed for people: decodes entities, resolves TeX and its remnants, sets proper quotes, keeps links whole,
 * removes hidden characters, collapses white space, NFC. Text that it does not understand stays as it is. Linear in its input.
 */
export function clean(raw: string): string {
  const text = untexLinks(printable(decodeHTMLStrict(raw.toWellFormed())));
  const found = addresses(text);
  let prose = '';
  let done = 0;
  for (const { index, raw: address } of found) {
    prose += text.slice(done, index) + PLACEHOLDER;
    done = index + address.length;
  }
  const readable = times(dashes(ties(quotes(fromTex(prose + text.slice(done))))));
  const [start = '', ...rest] = readable.split(PLACEHOLDER);
  return printable(start + rest.map((piece, i) => (found[i]?.url ?? '') + piece).join(''));
}

/** `3.18times faster`, `3times3`: copied from a page whose formulas lost their signs. "3 times" is English and stays. */
const times = (text: string) => (text.includes('times') ? text.replace(/(?<=\d)times(?!\p{L})/gu, '×') : text);

/** TeX's tie: `i.e.~points`, `Table~1`, `(i)~the`. A tilde that means "about" or "distributed as" stays: `~47k`, `x~N(0,1)`. */
const ties = (text: string) =>
  text.includes('~') ? text.replace(/(?<=[.,;:)\]]|\p{L}\p{L})~(?=[\p{L}\p{N}([$\ue000“])(?!\p{Lu}\()/gu, ' ') : text;

/** TeX's dashes, between words: `1--5`, `Navier--Stokes`, `a word -- another`, `word---word`. `an --option` stays. */
const dashes = (text: string) => (text.includes('--') ? text.replace(DASH, (dash) => (dash.length === 3 ? '—' : '–')) : text);
const [ENDS, BEGINS] = [String.raw`[\p{L}\p{N}.,;:!?)\]”’"'%]`, String.raw`[\p{L}\p{N}([“‘"']`];
const DASH = new RegExp(`(?<=${ENDS})---?(?= ?${BEGINS})|(?<=${ENDS} {1,3})---?(?= {1,3}${BEGINS})`, 'gu');
