/** Longest URL that is linked, as HTML writes it. With 998 octets a line is the limit of RFC 5322, and a link is never broken. */
const MAX_URL = 900;

/** Combining marks a letter keeps: enough for Vietnamese, pointed Hebrew and Tibetan, too few to smear over other lines. */
const STACKED_MARKS = /(\p{M}{4})\p{M}+/gu;

/** What prints nothing but can reorder, hide or join what is around it (bidi controls, zero-width characters, tags), or no letter. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\ufff9-\ufffd]/gu;

/** Most text of every mail, which nothing below would change. */
const CLEAN = /^[!-~\u2018-\u201d\u2026]+(?: [!-~\u2018-\u201d\u2026]+)*$/;

/** How much of a field is read, in multiples of what is kept: invisible padding cannot make cleaning slow. */
const READ = 20;

/** A word longer than this is cut too. */
const LONG_WORD = 25;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * One line of printable text of at most `max` UTF-16 units: control, bidi and zero-width characters gone, white space
 * collapsed, stacked marks capped, cut between graphemes with `…`. Applying it twice changes nothing.
 */
export function clean(raw: string, max: number): string {
  if (raw.length <= max && CLEAN.test(raw)) return raw;
  const text = raw
    .slice(0, READ * max)
    .toWellFormed()
    .replace(INVISIBLE, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .normalize('NFC')
    .replace(STACKED_MARKS, '$1')
    .replace(/^[\p{M}\s]+|\s+$/gu, '');
  return clip(text, max);
}

/** Cuts between words, or where those are long between graphemes, so that the result, `…` included, has at most `max` UTF-16 units. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  // Between two printable ASCII characters a grapheme always ends, so segmenting begins at the last such place.
  let end = max - 1;
  while (end > 0 && !/^[ -~]{2}$/.test(text.slice(end - 1, end + 1))) end--;
  for (const { segment } of end < max - 1 ? graphemes.segment(text.slice(end, max)) : []) {
    if (end + segment.length > max - 1) break;
    end += segment.length;
  }
  const space = text.lastIndexOf(' ', end);
  return `${text.slice(0, space > max - LONG_WORD ? space : end).replace(/[\s,;:–-]+$/u, '')}…`;
}

/** Where a sentence may be cut and still say something. */
const CLAUSE = /[,;:](?= )| [–—-]{1,2}(?= )|\)(?= )/g;

/** What leads up to a sentence's main clause, and is no condition of it: `While …, we show`, `Drawing on …, the paper argues`. */
const LEADS_UP =
  /^(?:while|although|though|even though|despite|whereas|unlike|to|by|using|through|drawing on|building on|based on|leveraging|inspired by|motivated by|instead of|rather than|across|in|on|through|from)\b[^;:?!]{12,300}?, (?=(?:here,? )?(?:we|our|this (?:paper|work|article|study|survey|review)|the (?:paper|work|article|study|authors?|proposed))\b)/i;

/** What only grants something: any clause may follow that does not point back at it. */
const GRANTS =
  /^(?:while|although|though|even though|despite|whereas)(?: [^\s,;:?!]+){4,}?, (?!(?:and|or|but|which|that|who|whose|where|such|including|it|its|they|their|these|those|this|both)\b)/i;

/** Share of the room that a lead may take: after a longer one hardly anything of the main clause would be read. */
const MOST_LEAD = 2 / 3;

/** A sentence of at most `max` UTF-16 units: a longer one ends where its last clause that fits does, or else a word, with `…`. */
export function clause(said: string, max: number): string {
  if (said.length <= max) return said;
  const text = mainClause(said, max);
  if (text.length <= max) return text;
  let end = 0;
  for (const { index, 0: sign } of text.slice(0, max).matchAll(CLAUSE)) {
    const at = sign === ')' ? index + 1 : index;
    const head = text.slice(0, at);
    if (head.split('(').length === head.split(')').length) end = at;
  }
  return end > 0.6 * max ? `${text.slice(0, end)}…` : clipped(text, max);
}

/** A sentence without a lead of which too little else could be read. */
function mainClause(text: string, max: number): string {
  const lead = (LEADS_UP.exec(text) ?? GRANTS.exec(text))?.[0] ?? '';
  if (lead.length <= MOST_LEAD * max) return text;
  return text.charAt(lead.length).toUpperCase() + text.slice(lead.length + 1);
}

/** What leads on to a word that is cut off. */
const LEADS_ON = /(?: (?:and|or|of|the|an?|for|with|in|on|to|by|from|via|as|at|that|which|using|into|is|are|its|their))+…$/i;

/** A bracket of which only the beginning is left. */
const OPEN_BRACKET = / [([][^()[\]]{0,40}…$/;

/** Cut between words, and not in a bracket or after a word that leads on to the next. */
export const clipped = (text: string, max: number): string =>
  text.length <= max
    ? text
    : clip(text, max)
        .replace(OPEN_BRACKET, '…')
        .replace(LEADS_ON, '…')
        .replace(/[,;:–-]+…$/, '…');

/**
 * A link from a feed: its normal form if it is plain https to a named host, else undefined (the text stays, unlinked). What mail programs
 * leave out of an address that stands in text is percent-encoded: brackets, quotes, commas, dots before no letter, and signs at its end.
 */
export function feedLink(raw: string): string | undefined {
  const url = parse(raw);
  if (url?.protocol !== 'https:' || !url.hostname.includes('.') || /(^|\.)xn--/.test(url.hostname)) return undefined;
  const whole = url.origin + url.href.slice(url.origin.length).replace(/[()'*!,;:~]|\.(?!\w)|[_-]+$/g, percent);
  return whole.replaceAll('&', '&amp;').length <= MAX_URL ? whole : undefined;
}

const percent = (signs: string) => signs.replace(/./g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** Whether a text is itself an address, and so must not lead to another host. */
export function disguises(text: string, link: string): boolean {
  const said = /^(?:https?:\/\/)?((?:[\w-]+\.)+[a-z]{2,})(?::\d+)?(?:[/?#]\S*)?$/i.exec(text.trim())?.[1];
  return said !== undefined && said.toLowerCase().replace(/^www\./, '') !== URL.parse(link)?.hostname.replace(/^www\./, '');
}

/**
 * A link of the publisher's own: https, http on this machine (the local demo), or a placeholder. Throws on anything else,
 * since a mail whose own links fail must not be sent.
 */
export function ownLink(raw: string): string {
  if (/^[\w-]+$/.test(raw)) return raw;
  const url = parse(raw);
  const local = url?.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(url.hostname);
  if (!url || !(url.protocol === 'https:' || local)) throw new RangeError('a link of the publisher is neither https nor local');
  return url.href;
}

/** Browsers forgive spaces, backslashes, control characters and user names in URLs; here they mean somebody is hiding something. */
function parse(raw: string): URL | undefined {
  if (/[\s\p{C}\\]/u.test(raw.toWellFormed())) return undefined;
  const url = URL.parse(raw);
  return url && !url.username && !url.password && url.href.length <= MAX_URL ? url : undefined;
}
