import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { ascii, lines } from './template.ts';

/** For Outlook for Windows on screens of more than 96 dots an inch, where it otherwise enlarges widths but not text. */
const FOR_OUTLOOK =
  '<!--[if mso]><xml><o:OfficeDocumentSettings xmlns:o="urn:schemas-microsoft-com:office:office"><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml><![endif]-->';

/** A page of HTML in ASCII. */
export const pageMarkup = (page: ReactElement): string =>
  `<!DOCTYPE html>\n${markup(page).replace('</head>', `\n${FOR_OUTLOOK}\n</head>`)}`;

/**
 * Renders HTML in ASCII, in lines of fewer than 998 characters (RFC 5322). It uses React's static renderer, because react-email's
 * `render` adds 470 KB and 35 ms to a cold start. It uses numeric entities, because one character beyond Latin-1 makes the string
 * two-byte, which makes encoding each copy ten times slower.
 */
export const markup = (element: ReactElement): string => lines(ascii(renderToStaticMarkup(element)));
