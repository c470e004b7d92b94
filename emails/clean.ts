import { printable } from '../functions/domain/text/characters.ts';

/** The longest URL that is linked, as HTML writes it. A line may have 998 octets (RFC 5322), and a link is never broken. */
const MAX_URL = 900;

/** Text that `clean` does not change: most of every mail. */
const CLEAN = /^[!-~\u2018-\u201d\u2026]+(?: [!-~\u2018-\u201d\u2026]+)*$/;

/** How much of a field is read, in multiples of what is kept, so that invisible padding cannot make cleaning slow. */
const READ_FACTOR = 20;

/** A longer word may be cut inside. */
const LONG_WORD = 25;

let segmenter: Intl.Segmenter | undefined;

/** The graphemes of a text. Making a segmenter takes 9 ms, a tenth of a cold start, and few cuts need one. */
const graphemes = (text: string) => {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
};

/**
 * One line of printable text of at most `max` UTF-16 units: control, bidi and zero-width characters gone, white space
 * collapsed, stacked marks capped, cut between graphemes with `…`. Applying it twice changes nothing.
 */
export function clean(raw: string, max: number): string {
  if (raw.length <= max && CLEAN.test(raw)) return raw;
  // A replacement character stands for what could not be read, and half a surrogate pair becomes one.
  const readable = raw
    .slice(0, READ_FACTOR * max)
    .toWellFormed()
    .replaceAll('\ufffd', '');
  const text = printable(readable).replace(/^[\p{M}\s]+/u, '');
  return cut(text, max);
}

/** Cuts a text to at most `max` UTF-16 units, `…` included: between words, or inside a long word between graphemes. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  // A grapheme always ends between two printable ASCII characters, so segmenting begins at the last such place.
  let end = max - 1;
  while (end > 0 && !/^[ -~]{2}$/.test(text.slice(end - 1, end + 1))) end--;
  for (const { segment } of end < max - 1 ? graphemes(text.slice(end, max)) : []) {
    if (end + segment.length > max - 1) break;
    end += segment.length;
  }
  const space = text.lastIndexOf(' ', end);
  return `${text.slice(0, space > max - LONG_WORD ? space : end).replace(/[\s,;:–-]+$/u, '')}…`;
}

/** Where a sentence may be cut and still makes sense. */
const CLAUSE = /[,;:](?= )| [–—-]{1,2}(?= )|\)(?= )/g;

/** A first clause that is no condition of the main clause: `While …, we show`, `Drawing on …, the paper argues`. */
const FIRST_CLAUSE =
  /^(?:while|although|though|even though|despite|whereas|unlike|to|by|using|through|drawing on|building on|based on|leveraging|inspired by|motivated by|instead of|rather than|across|in|on|through|from)\b[^;:?!]{12,300}?, (?=(?:here,? )?(?:we|our|this (?:paper|work|article|study|survey|review)|the (?:paper|work|article|study|authors?|proposed))\b)/i;

/** A first clause that only concedes something: `Although …,`. The clause after it must not refer back to it. */
const CONCESSION =
  /^(?:while|although|though|even though|despite|whereas)(?: [^\s,;:?!]+){4,}?, (?!(?:and|or|but|which|that|who|whose|where|such|including|it|its|they|their|these|those|this|both)\b)/i;

/** The share of `max` that a first clause may take. After a longer one too little of the main clause would be left. */
const MOST_FIRST_CLAUSE = 2 / 3;

/** Cuts a sentence to at most `max` UTF-16 units: after the last clause that fits, else between words, with `…`. */
export function cutAtClause(said: string, max: number): string {
  if (said.length <= max) return said;
  const text = mainClause(said, max);
  if (text.length <= max) return text;
  let end = 0;
  for (const { index, 0: sign } of text.slice(0, max).matchAll(CLAUSE)) {
    const at = sign === ')' ? index + 1 : index;
    const head = text.slice(0, at);
    if (head.split('(').length === head.split(')').length) end = at;
  }
  return end > 0.6 * max ? `${text.slice(0, end)}…` : cutWhole(text, max);
}

/** The sentence without its first clause, if that takes too much of `max`. */
function mainClause(text: string, max: number): string {
  const lead = (FIRST_CLAUSE.exec(text) ?? CONCESSION.exec(text))?.[0] ?? '';
  if (lead.length <= MOST_FIRST_CLAUSE * max) return text;
  return text.charAt(lead.length).toUpperCase() + text.slice(lead.length + 1);
}

/** Words before a cut that need the next word. */
const NEEDS_NEXT = /(?: (?:and|or|of|the|an?|for|with|in|on|to|by|from|via|as|at|that|which|using|into|is|are|its|their))+…$/i;

/** A bracket that opens before a cut and does not close. */
const OPEN_BRACKET = / [([][^()[\]]{0,40}…$/;

/** As `cut`, but not inside a bracket, nor after a word that needs the next one. */
export const cutWhole = (text: string, max: number): string =>
  text.length <= max
    ? text
    : cut(text, max)
        .replace(OPEN_BRACKET, '…')
        .replace(NEEDS_NEXT, '…')
        .replace(/[,;:–-]+…$/, '…');

/**
 * Normalises a link from a feed. Undefined if it is not plain https to a named host: then its text is not linked. Characters that
 * mail programs leave out of an address in plain text are percent-encoded: brackets, quotes, commas, dots before no letter, and
 * signs at its end.
 */
export function feedLink(raw: string): string | undefined {
  const url = parse(raw);
  if (url?.protocol !== 'https:' || !url.hostname.includes('.') || /(^|\.)xn--/.test(url.hostname)) return undefined;
  const whole = url.origin + url.href.slice(url.origin.length).replace(/[()'*!,;:~]|\.(?!\w)|[_-]+$/g, percent);
  return whole.replaceAll('&', '&amp;').length <= MAX_URL ? whole : undefined;
}

const percent = (signs: string) => signs.replace(/./g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** True if a text is itself an address, of another host than `link` leads to. */
export function disguises(text: string, link: string): boolean {
  const said = /^(?:https?:\/\/)?((?:[\w-]+\.)+[a-z]{2,})(?::\d+)?(?:[/?#]\S*)?$/i.exec(text.trim())?.[1];
  return said !== undefined && said.toLowerCase().replace(/^www\./, '') !== URL.parse(link)?.hostname.replace(/^www\./, '');
}

/**
 * Checks a link of the publisher's own: https, http on this machine (the local cloud), or a placeholder. Throws a RangeError on
 * others, since a mail whose own links fail must not be sent.
 */
export function ownLink(raw: string): string {
  if (/^[\w-]+$/.test(raw)) return raw;
  const url = parse(raw);
  const local = url?.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(url.hostname);
  if (!url || !(url.protocol === 'https:' || local)) throw new RangeError('a link of the publisher is neither https nor local');
  return url.href;
}

/**
 * Parses a URL. Undefined with spaces, backslashes, control characters or user names: browsers accept them, but they can disguise
 * where a link leads.
 */
function parse(raw: string): URL | undefined {
  if (/[\s\p{C}\\]/u.test(raw.toWellFormed())) return undefined;
  const url = URL.parse(raw);
  return url && !url.username && !url.password && url.href.length <= MAX_URL ? url : undefined;
}
