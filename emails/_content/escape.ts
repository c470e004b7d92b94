/** Text as React prints it in ASCII, inside an element or a quoted attribute. */
export const escaped = (text: string): string =>
  /^[ !#-%(-;=?-~]*$/.test(text) ? text : latin(text.replace(/["&'<>]|[^\0-\x7f]/gu, (char) => NAMED[char] ?? numeric(char)));

const NAMED: Record<string, string> = { '"': '&quot;', '&': '&amp;', "'": '&#x27;', '<': '&lt;', '>': '&gt;' };
const numeric = (char: string) => `&#${char.codePointAt(0)};`;

/** HTML in ASCII. */
export const ascii = (html: string): string => latin(html.replace(/[^\0-\x7f]/gu, numeric));

/** By way of bytes: a string once two-byte stays so inside, whatever is replaced, and takes all it is put into along. */
const latin = (text: string): string => Buffer.from(text, 'latin1').toString('latin1');
