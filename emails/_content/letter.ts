import { fill, rule } from './plain-text.ts';
import type { LetterProps } from './props.ts';

/** What both parts of a letter say: paragraphs, one link to press, until when, what else to know, and a way to stop such mails. */
type LetterWords = {
  subject: string;
  before: string[];
  action?: { label: string; url: string; validity: string };
  after: string;
  stop?: { label: string; url: string };
};

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** A letter, sentence by sentence. Nothing in it was written by whoever typed the address. */
export function letterWords(letter: LetterProps): LetterWords {
  const { listName, publisher } = letter.publication;
  switch (letter.kind) {
    case 'confirm': {
      const { frequency, hour, weekday, zone, url, stopUrl } = letter;
      const day = frequency === 'daily' ? 'day' : WEEKDAYS[weekday - 1];
      const time = `${String(hour).padStart(2, '0')}:00`;
      return {
        subject: `Confirm your subscription to ${listName}`,
        before: [
          `Someone, we hope you, asked ${publisher} to send ${listName} to this address.`,
          `You would get one mail with new research papers every ${day} at ${time}, ${zone} time.`,
        ],
        action: { label: 'Confirm subscription', url, validity: validFor(letter.hours) },
        after: 'If this wasn’t you, do nothing: without your confirmation nothing is sent.',
        stop: { label: 'Stop these requests', url: stopUrl },
      };
    }
    case 'account':
      return {
        subject: `Your link to ${listName}`,
        before: [
          `Someone, we hope you, asked ${publisher} for a link to what ${listName} keeps about this address.`,
          'There you can change the address, get your data, or be forgotten.',
        ],
        action: { label: 'Open my account', url: letter.url, validity: validFor(letter.hours) },
        after: 'If this wasn’t you, do nothing, and pass this mail to nobody.',
      };
    case 'change-address':
      return {
        subject: `Confirm your new address for ${listName}`,
        before: [
          `Someone, we hope you, asked ${publisher} to send ${listName} to this address from now on.`,
          'Until you confirm it, it goes to the former address.',
        ],
        action: { label: 'Use this address', url: letter.url, validity: validFor(letter.hours) },
        after: 'If this wasn’t you, do nothing: without your confirmation nothing is sent.',
      };
    case 'address-changed':
      return {
        subject: `Your address for ${listName} was changed`,
        before: [`As asked for and confirmed, ${listName} now goes to another address, and no longer to this one.`],
        after: `If this wasn’t you, answer this mail, and ${publisher} will look into it.`,
      };
  }
}

const validFor = (hours: number) => `The link is valid for ${hours === 1 ? 'one hour' : `${hours} hours`}.`;

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
