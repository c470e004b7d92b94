import type { Template } from './props.ts';

/** Stands in text where a slot is. Printable text holds no control character, so no feed can forge one. */
export const mark = (name: string) => `\u0001${name}\u0001`;

/** Cuts text at its marks. */
export const cut = (text: string): Template => text.split('\u0001');

/** Puts a template at the end of another, with values in some of its slots; a value may have slots itself. */
export function append(pieces: Template, template: Template, values: Readonly<Record<string, string | Template>> = {}): void {
  for (let i = 0; i < template.length; i++) {
    const piece = template[i] ?? '';
    const value = i % 2 === 0 ? piece : values[piece];
    // Strings are added one to another: the engine puts such a string together once, when it is first read.
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

/** The whole text, with a value in each slot. */
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

/** By way of bytes: a string once two-byte stays so inside, whatever is replaced, and takes all it is put into along. */
const latin = (text: string): string => Buffer.from(text, 'latin1').toString('latin1');

/** Text that is as long as this without a break or a tag gets one. */
const LONG = 300;
const RUN = new RegExp(`(?<=>)[^<>\\n]{${LONG},}(?=<)`, 'g');
const BREAKS = new RegExp(`[^\\n]{${LONG - 100},${LONG}}? |(?:[^&\\s]|&[^;\\s]*;){${LONG / 3}}`, 'g');

/** HTML in lines of fewer than 998 characters: one ends after each row, before each link, and within long text. */
export const lines = (html: string): string =>
  html
    .replace(/<\/(?:tr|p|h\d|div|tbody)>/g, '$&\n')
    .replace(/<(?:a|span|div) |<bdi/g, (tag) => `${tag.trimEnd()}\n`)
    .replaceAll(' aria-label=', '\naria-label=')
    .replace(RUN, broken);

/** Escaped text with line breaks where it is long: where a space stands, else where they change nothing. */
export const broken = (text: string): string =>
  text.length < LONG ? text : text.replace(BREAKS, (run) => (run.endsWith(' ') ? `${run.slice(0, -1)}\n` : `${run}<!--\n-->`));
