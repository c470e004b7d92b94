import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';

/** A page of HTML in ASCII. */
export const pageMarkup = (page: ReactElement): string => `<!DOCTYPE html>${markup(page)}`;

/**
 * HTML in ASCII. React's static renderer, because react-email's `render` adds 470 KB and 35 ms to a cold start; numeric
 * entities, because one other character makes the string two-byte and every copy's encoding ten times slower.
 */
export const markup = (element: ReactElement): string => ascii(renderToStaticMarkup(element));

/** Text as `markup` prints it inside an element or a quoted attribute. */
export const escaped = (text: string): string =>
  /^[ !#-%(-;=?-~]*$/.test(text) ? text : ascii(text.replace(/["&'<>]/g, (char) => NAMED[char] ?? char));

const NAMED: Record<string, string> = { '"': '&quot;', '&': '&amp;', "'": '&#x27;', '<': '&lt;', '>': '&gt;' };
const numeric = (char: string) => `&#${char.codePointAt(0)};`;

/** By way of bytes: a string once two-byte stays so inside, whatever is replaced, and takes all it is put into along. */
const ascii = (html: string): string => Buffer.from(html.replace(/[^\0-\x7f]/gu, numeric), 'latin1').toString('latin1');
