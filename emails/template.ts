import type { Template } from './props.ts';

/** Marks a slot in text. Printable text holds no control character, so no feed can forge a mark. */
export const mark = (name: string) => `\u0001${name}\u0001`;

/** Makes a template of text with marks. */
export const templateOf = (text: string): Template => text.split('\u0001');

/** Appends a template to another, with values in some of its slots. A value may have slots itself. */
export function append(pieces: Template, template: Template, values: Readonly<Record<string, string | Template>> = {}): void {
  for (let i = 0; i < template.length; i++) {
    const piece = template[i] ?? '';
    const value = i % 2 === 0 ? piece : values[piece];
    // `+=` is fast: the engine joins such a string once, when it is first read.
    if (typeof value === 'string') pieces[pieces.length - 1] += value;
    else if (value) append(pieces, value);
    else pieces.push(piece, '');
  }
}

/** A template with values in some of its slots. */
export function filled(template: Template, values: Readonly<Record<string, string | Template>>): Template {
  const pieces = [''];
  append(pieces, template, values);
  return pieces;
}

/** The whole text, with a value in every slot. */
export function written(template: Template, values: Readonly<Record<string, string>>): string {
  let text = '';
  for (let i = 0; i < template.length; i++) text += i % 2 === 0 ? template[i] : values[template[i] ?? ''];
  return text;
}

/** Text as React prints it in ASCII, inside an element or a quoted attribute. */
export const escaped = (text: string): string =>
  /^[ !#-%(-;=?-~]*$/.test(text) ? text : latin(text.replace(/["&'<>]|[^\0-\x7f]/gu, (char) => NAMED[char] ?? numeric(char)));

const NAMED: Record<string, string> = { '"': '&quot;', '&': '&amp;', "'": '&#x27;', '<': '&lt;', '>': '&gt;' };
const numeric = (char: string) => `&#${char.codePointAt(0)};`;

/** HTML in ASCII. */
export const ascii = (html: string): string => latin(html.replace(/[^\0-\x7f]/gu, numeric));

/**
 * Makes a one-byte string, by way of bytes: a two-byte string stays two-byte after a replacement, and so does every string it is
 * added to.
 */
const latin = (text: string): string => Buffer.from(text, 'latin1').toString('latin1');

/** Text of this length without a line break or a tag gets a line break. */
const LONG = 300;
const RUN = new RegExp(`(?<=>)[^<>\\n]{${LONG},}(?=<)`, 'g');
const BREAKS = new RegExp(`[^\\n]{${LONG - 100},${LONG}}? |(?:[^&\\s]|&[^;\\s]*;){${LONG / 3}}`, 'g');

/** Breaks HTML into lines of fewer than 998 characters: after each row, before each link, and within long text. */
export const lines = (html: string): string =>
  html
    .replace(/<\/(?:tr|p|h\d|div|tbody)>/g, '$&\n')
    .replace(/<(?:a|span|div) |<bdi/g, (tag) => `${tag.trimEnd()}\n`)
    .replaceAll(' aria-label=', '\naria-label=')
    .replace(RUN, broken);

/** Adds line breaks to long escaped text: in place of a space, else inside a comment, which shows nothing. */
export const broken = (text: string): string =>
  text.length < LONG ? text : text.replace(BREAKS, (run) => (run.endsWith(' ') ? `${run.slice(0, -1)}\n` : `${run}<!--\n-->`));
