import { digestText } from './_content/digest-text.ts';
import { fitting } from './_content/fit.ts';
import { letterText, letterWords } from './_content/letter.ts';
import { pageMarkup } from './_content/markup.ts';
import { press } from './_content/press.tsx';
import { printableBlanks, printableDigest, printableLetter } from './_content/printable.ts';
import type { DigestProps, LetterProps } from './_content/props.ts';
import { digestWords } from './_content/wording.ts';
import { DigestPage } from './digest.tsx';
import { LetterPage } from './letter.tsx';

export type { Card, DigestProps, LetterProps, Publication } from './_content/props.ts';

/** A mail as its templates make it. `html` is pure ASCII, `subject` and `text` may hold any letter. */
type Rendered = { subject: string; html: string; text: string };

/** What one digest of an edition shows. */
type Chosen = Pick<DigestProps, 'date' | 'day' | 'unsubscribeUrl' | 'preferencesUrl'> & {
  cards: readonly number[];
  titles: readonly number[];
};

/** Bytes of HTML: 90 KiB, less 2 KiB for what later replaces placeholders. Gmail clips a mail, and its footer, at 102,400. */
const MAX_HTML = 88 * 1024;

/**
 * Renders an edition, once for all its readers. Same props, same bytes. All text is untrusted: it can change neither
 * structure nor size class; what does not fit is left to the web edition. Rejects if a link of the publisher is unusable.
 */
export async function renderDigest(props: DigestProps): Promise<Rendered> {
  const { shown, html } = fitting(printableDigest(props), (edition) => pageMarkup(<DigestPage edition={edition} />), MAX_HTML);
  return { subject: digestWords(shown).subject, html, text: digestText(shown) };
}

/**
 * For digests of one edition that show different papers of it, each named by its place, titles counted apart: each paper is rendered
 * once, and a digest then takes microseconds. Promises for each digest what `renderDigest` promises. Throws if a link of the
 * publisher is unusable.
 */
export function digestPress(props: DigestProps): (chosen: Chosen) => Rendered {
  const edition = printableDigest(props);
  const { subject, html, text } = press(edition);
  return ({ cards, titles, ...own }) => {
    const of = <T,>(papers: readonly T[], places: readonly number[]) => places.flatMap((place) => papers[place] ?? []);
    const whole = { ...edition, ...printableBlanks(own), cards: of(edition.cards, cards), titles: of(edition.titles, titles) };
    const { shown, html: page } = fitting(whole, html, MAX_HTML);
    return { subject: subject(shown), html: page, text: text(shown) };
  };
}

/** Renders a letter. Rejects if a link in it is unusable. */
export async function renderLetter(props: LetterProps): Promise<Rendered> {
  const letter = printableLetter(props);
  return { subject: letterWords(letter).subject, html: pageMarkup(<LetterPage letter={letter} />), text: letterText(letter) };
}
