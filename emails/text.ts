import type { PrintableCard, PrintableFrame } from './printable.ts';
import type { OwnLinks } from './props.ts';
import { type DigestWords, FOOTER, FOUND, facts, NOTE, PRIVACY, VOTES, WHY_PERSONAL, whyDigest } from './words.ts';

/** Columns of the text part: a phone shows as many in its small font, and with quote marks they stay within 72. */
const COLUMNS = 66;

/** Characters that a terminal shows two columns wide. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}\u3000-\u303f\uff01-\uff60]/u;

/** Characters of one column each. */
const PLAIN = /^[ -~\u00b7\u00bb\u2010-\u2027]*$/;

/** How many columns a text takes. Combining marks take none. */
function width(text: string): number {
  if (PLAIN.test(text)) return text.length;
  return Array.from(text, columns).reduce((sum, n) => sum + n, 0);
}
const columns = (char: string): number => (/\p{M}/u.test(char) ? 0 : WIDE.test(char) ? 2 : 1);

/** A full-width rule. As the first line of a mail it also keeps the next one from looking like a header. */
export const rule = (stroke: string) => stroke.repeat(COLUMNS);

/** An underlined heading. */
export const heading = (text: string) => `${text.toUpperCase()}\n${'-'.repeat(Math.min(width(text), COLUMNS))}`;

/**
 * Wraps a paragraph at 66 columns, with `first` before the first line and as many spaces before the others. URLs are never
 * broken; other words are, if they are longer than a line.
 */
export function fill(text: string, first = ''): string {
  const room = COLUMNS - first.length;
  if (text.length <= room && PLAIN.test(text)) return first + text;
  const next = `\n${' '.repeat(first.length)}`;
  const widthOf = PLAIN.test(text) ? (piece: string) => piece.length : width;
  let [filled, line, used] = [first, '', 0];
  const add = (piece: string) => {
    const taken = widthOf(piece);
    const fits = used + 1 + taken <= room;
    filled += line ? (fits ? ' ' : next) + piece : piece;
    used = line && fits ? used + 1 + taken : taken;
    line ||= piece;
  };
  for (const word of text.split(' '))
    if (2 * word.length <= room) add(word);
    else for (const piece of pieces(word, room)) add(piece);
  return filled;
}

/** The word itself, or its parts of at most `room` columns. Chinese and Japanese have no spaces, so their lines break here. */
function pieces(word: string, room: number): string[] {
  if (width(word) <= room || /^https?:/.test(word)) return [word];
  const parts: string[] = [];
  let [part, used] = ['', 0];
  for (const char of word) {
    const taken = columns(char);
    if (used + taken > room) {
      parts.push(part);
      [part, used] = ['', 0];
    }
    part += char;
    used += taken;
  }
  return [...parts, part];
}

const INDENT = ' '.repeat(4);
/** A paragraph under a title. */
const indent = (text: string) => fill(text, INDENT);

/** A link after its label, on a line of its own. */
const link = (label: string, url: string) => `${label}: ${url}`;

/** The text part of a digest without its papers: same content and order as the HTML, each link on a line of its own. */
export function digestText(
  edition: PrintableFrame & Omit<OwnLinks, 'voteToken'>,
  words: Pick<DigestWords, 'line'>,
  { brief, cards, also, follow }: Record<'brief' | 'cards' | 'also' | 'follow', string>,
): string {
  const { publication, webUrl, privacyUrl, note } = edition;
  const head = [rule('='), fill(publication.listName.toUpperCase()), fill(words.line), webUrl, rule('=')].join('\n');
  const foot = [
    [rule('-'), fill(whyDigest(edition.frequency)), link(FOOTER.preferences, edition.preferencesUrl), follow],
    [link(FOOTER.unsubscribe, edition.unsubscribeUrl), link(FOOTER.privacy, privacyUrl)],
    [fill(`${PRIVACY[0]?.toUpperCase()}${PRIVACY.slice(1)}`)],
    [fill(`${publication.publisher}, ${publication.postalAddress}`)],
  ].map((block) => `\n\n${block.join('\n')}`);
  return [head, note && `\n\n${fill(`${NOTE}: ${note}`)}`, brief, cards, also, ...foot, '\n'].join('');
}

/** The link to say what a reader works on. A personal copy (`personal`) says that it was chosen by that. */
export const textFollow = (preferencesUrl: string, personal: boolean): string =>
  link(personal ? `${FOOTER.change} (${WHY_PERSONAL.replace(/\.$/, '')})` : FOOTER.follow, preferencesUrl);

/** Why a paper is shown to a reader. */
export const textReason = (reason: string): string => `\n${indent(`» ${reason}`)}`;

/** The lines that sum up the day. */
export const textBrief = (said: string): string => said && `\n\n${fill(said)}`;

/** The date, and how many papers. */
export const textLine = (line: string): string => fill(line);

/** A paper in full, with its number in four columns. */
export function textCard(paper: PrintableCard, place: string, more: string, reason = ''): string {
  const said = facts(paper).join(' · ');
  return [
    `\n\n${place}${indent(paper.title).trimStart()}`,
    paper.tldr && indent(paper.tldr),
    paper.found && indent(`${FOUND}: ${paper.found}`),
    said && indent(said),
  ]
    .filter(Boolean)
    .join('\n')
    .concat(more, reason, ...paper.links.map(({ label, url }) => `\n${INDENT}${link(label, url)}`));
}

/** A paper in a line or two, with its number or a bullet in four columns. */
export const textItem = ({ title, url, clause }: PrintableCard, place: string): string =>
  [`\n\n${place}${indent(title).trimStart()}`, clause && indent(clause), url && INDENT + url].filter(Boolean).join('\n');

/** The heading of some papers, made once for each text. */
export function textHeading(text: string): string {
  const known = HEADINGS.get(text) ?? `\n\n${heading(text)}`;
  HEADINGS.set(text, known);
  return known;
}
/** Headings made so far. They are few: names of lists and subjects. */
const HEADINGS = new Map<string, string>();

/** Links to vote for the papers above, one for each edition. */
export const textVotes = (votes: readonly string[]) =>
  votes.length > 0 ? `\n\n${votes.map((url) => link(VOTES, url)).join('\n')}` : '';

/** A number before a title. */
export const place = (n: number) => `${`${n}.`.padStart(3)} `;
export const BULLET = '  * ';
