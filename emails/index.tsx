import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { confirmText } from './_content/confirm-text.ts';
import { digestText } from './_content/digest-text.ts';
import { fitting } from './_content/fit.ts';
import { type PrintableDigest, printableConfirm, printableDigest } from './_content/printable.ts';
import type { ConfirmProps, DigestProps } from './_content/props.ts';
import { confirmSubject, digestSubject } from './_content/wording.ts';
import { ConfirmPage } from './confirm.tsx';
import { DigestPage } from './digest.tsx';

export type { Card, ConfirmProps, DigestProps, Publication } from './_content/props.ts';

/** A mail as its templates make it. `html` is pure ASCII, `subject` and `text` may hold any letter. */
type Rendered = { subject: string; html: string; text: string };

/** Bytes of HTML: 90 KiB, less 2 KiB for what later replaces placeholders. Gmail clips a mail, and its footer, at 102,400. */
const MAX_HTML = 88 * 1024;

/**
 * Renders an edition, once for all its readers. Same props, same bytes. All text is untrusted: it can change neither
 * structure nor size class; what does not fit is left to the web edition. Rejects if a link of the publisher is unusable.
 */
export async function renderDigest(props: DigestProps): Promise<Rendered> {
  const page = (edition: PrintableDigest) => markup(<DigestPage edition={edition} />);
  const { edition, html } = fitting(printableDigest(props), page, MAX_HTML);
  return { subject: digestSubject(edition), html, text: digestText(edition) };
}

/** Renders the request to confirm a subscription. Rejects if its link is unusable. */
export async function renderConfirm(props: ConfirmProps): Promise<Rendered> {
  const request = printableConfirm(props);
  return { subject: confirmSubject(request), html: markup(<ConfirmPage request={request} />), text: confirmText(request) };
}

/**
 * HTML in ASCII. React's static renderer, because react-email's `render` adds 470 KB and 35 ms to a cold start; numeric
 * entities, because one other character makes the string two-byte and every copy's encoding ten times slower.
 */
function markup(page: ReactElement): string {
  return `<!DOCTYPE html>${renderToStaticMarkup(page)}`.replace(/[^\0-\x7f]/gu, (char) => `&#${char.codePointAt(0)};`);
}
