import { letterWords } from './letter-words.ts';
import { fill, rule } from './plain-text.ts';
import type { LetterProps } from './props.ts';

/** The text part of a letter. */
export function letterText(letter: LetterProps): string {
  const { listName, publisher, postalAddress } = letter.publication;
  const { before, action, after, stop } = letterWords(letter);
  return `${[
    [rule('='), fill(listName.toUpperCase()), rule('=')].join('\n'),
    ...before.map((line) => fill(line)),
    ...(action ? [`${action.label}:\n${action.url}`, fill(action.validity)] : []),
    fill(after),
    ...(stop ? [`${stop.label}:\n${stop.url}`] : []),
    [rule('-'), fill(publisher), fill(postalAddress)].join('\n'),
  ].join('\n\n')}\n`;
}
