import { confirmText } from './_content/confirm-text.ts';
import { fitting } from './_content/fit.ts';
import { pageMarkup } from './_content/markup.ts';
import { press, type Selection } from './_content/press.tsx';
import { printableBlanks, printableConfirm, printableDigest } from './_content/printable.ts';
import type { ConfirmProps, DigestProps } from './_content/props.ts';
import { confirmSubject } from './_content/wording.ts';
import { ConfirmPage } from './confirm.tsx';

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
  const places = [...props.cards, ...props.titles].map((_, place) => place);
  const [cards, titles] = [places.slice(0, props.cards.length), places.slice(props.cards.length)];
  return digestPress(props)({ ...props, cards, titles });
}

/**
 * For digests of one edition that show different papers of it: each paper is rendered once, and a digest then takes
 * microseconds. Promises for each digest what `renderDigest` promises. Throws if a link of the publisher is unusable.
 */
export function digestPress(props: DigestProps): (selection: Selection) => Rendered {
  const edition = printableDigest(props);
  const { subject, html, text } = press(edition);
  return ({ cards, titles, ...blanks }) => {
    const fit = fitting({ cards, titles, ...printableBlanks(blanks) }, html, MAX_HTML);
    return { subject: subject(fit.shown), html: fit.html, text: text(fit.shown) };
  };
}

/** Renders the request to confirm a subscription. Rejects if its link is unusable. */
export async function renderConfirm(props: ConfirmProps): Promise<Rendered> {
  const request = printableConfirm(props);
  return { subject: confirmSubject(request), html: pageMarkup(<ConfirmPage request={request} />), text: confirmText(request) };
}
