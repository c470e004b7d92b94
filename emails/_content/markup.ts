import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { ascii } from './escape.ts';

/** A page of HTML in ASCII. */
export const pageMarkup = (page: ReactElement): string => `<!DOCTYPE html>${markup(page)}`;

/**
 * HTML in ASCII. React's static renderer, because react-email's `render` adds 470 KB and 35 ms to a cold start; numeric
 * entities, because one other character makes the string two-byte and every copy's encoding ten times slower.
 */
export const markup = (element: ReactElement): string => ascii(renderToStaticMarkup(element));
