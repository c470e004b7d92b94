import { fitting } from './_content/fit.ts';
import { letterText } from './_content/letter-text.ts';
import { letterWords } from './_content/letter-words.ts';
import { pageMarkup } from './_content/markup.ts';
import { press, type Selection } from './_content/press.tsx';
import { printableBlanks, printableDigest, printableLetter } from './_content/printable.ts';
import type { DigestProps, LetterProps } from './_content/props.ts';
import { LetterPage } from './letter.tsx';

export type { Card, DigestProps, LetterProps, Publication } from './_content/props.ts';

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

/** Renders a letter. Rejects if a link in it is unusable. */
export async function renderLetter(props: LetterProps): Promise<Rendered> {
  const letter = printableLetter(props);
  return { subject: letterWords(letter).subject, html: pageMarkup(<LetterPage letter={letter} />), text: letterText(letter) };
}
