import { digestText } from './_content/digest-text.ts';
import { MAX_HTML, reduced, stepsBack } from './_content/fit.ts';
import { letterText, letterWords } from './_content/letter.ts';
import { pageMarkup } from './_content/markup.ts';
import { once } from './_content/once.ts';
import { printableDigest, printableLetter } from './_content/printable.ts';
import type { DigestProps, LetterProps, Rendered } from './_content/props.ts';
import { digestWords } from './_content/wording.ts';
import { DigestPage } from './digest.tsx';
import { LetterPage } from './letter.tsx';

export type { Frame, PaperParts, PartsProps } from './_content/parts.ts';
export type { Card, DigestProps, LetterProps, Publication } from './_content/props.ts';
export { renderParts } from './parts.tsx';

/**
 * Renders a digest whole. Same props, same bytes. All text is untrusted: it can change neither structure nor size class; what does
 * not fit is left to the web edition. Rejects if a link of the publisher is unusable.
 */
export async function renderDigest(props: DigestProps): Promise<Rendered> {
  const whole = printableDigest(props);
  const at = once((steps: number) => {
    const edition = { ...whole, ...reduced(whole, steps) };
    return { edition, html: pageMarkup(<DigestPage edition={edition} />) };
  });
  const { edition, html } = at(stepsBack(whole, (steps) => at(steps).html.length <= MAX_HTML));
  return { subject: digestWords(edition).subject, html, text: digestText(edition) };
}

/** Renders a letter. Rejects if a link in it is unusable. */
export async function renderLetter(props: LetterProps): Promise<Rendered> {
  const letter = printableLetter(props);
  return { subject: letterWords(letter).subject, html: pageMarkup(<LetterPage letter={letter} />), text: letterText(letter) };
}
