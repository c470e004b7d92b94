import { whenOf } from '../functions/domain/wording.ts';
import type { PrintableLetter, PrintableTitle } from './printable.ts';
import { fill, heading, rule } from './text.ts';

type Link = { label: string; url: string };

/**
 * The words of both parts of a letter: paragraphs, the main link and how long it works, papers, a last paragraph, and other
 * links.
 */
type LetterWords = {
  subject: string;
  before: string[];
  action?: Link & { validity: string };
  papers?: { heading: string; titles: PrintableTitle[]; more: Link } | undefined;
  after: string;
  links?: Link[];
};

/**
 * The words of a letter. They hold no text from the person who typed the address. The subject has the time of the request,
 * because mail programs group mails of one subject, and then the older link is on top.
 */
export function letterWords(letter: PrintableLetter): LetterWords {
  const words = wordsOf(letter);
  return { ...words, subject: `${words.subject} · ${letter.at}` };
}

function wordsOf(letter: PrintableLetter): LetterWords {
  const { listName, publisher } = letter.publication;
  switch (letter.kind) {
    case 'confirm':
      return {
        ...(letter.now ? changeWords(letter, letter.now) : subscribeWords(letter)),
        links: [{ label: 'Stop these requests', url: letter.stopUrl }],
      };
    case 'welcome': {
      const { latest, preferencesUrl, unsubscribeUrl } = letter;
      return {
        subject: `Welcome to ${listName}`,
        before: [
          `You are a reader of ${listName} now. One mail with new research papers comes ${whenOf(letter)}. If nothing new has come, there is no mail.`,
          `The first is due on ${letter.firstOn}.`,
        ],
        papers: latest && {
          heading: 'Until then: the latest edition',
          titles: latest.titles,
          more: {
            label: latest.total === 1 ? 'Read it on the web' : `Read all ${latest.total} papers on the web`,
            url: latest.url,
          },
        },
        after: 'Links lead straight where they say, and nothing in our mails tells us whether you open them or what you read.',
        links: [
          {
            label: letter.follows
              ? 'What you follow comes first in your mails. Change it'
              : 'What do you work on? Say it, and your mails begin with that',
            url: `${preferencesUrl}#follow`,
          },
          { label: 'Change day, hour or address', url: preferencesUrl },
          { label: 'Unsubscribe', url: unsubscribeUrl },
        ],
      };
    }
    case 'account':
      return {
        subject: `Your link to ${listName}`,
        before: [
          `Someone, we hope you, asked ${publisher} for a link to what ${listName} keeps about this address.`,
          'There you can change the address, get your data, or have it erased.',
        ],
        action: { label: 'Open my account', url: letter.url, validity: validFor(letter.hours) },
        after: 'If this wasn’t you, do nothing, and do not forward this mail.',
      };
    case 'interests':
      return {
        subject: `Your link to ${listName}`,
        before: [
          `Someone, we hope you, asked ${publisher} for a link to what you follow in ${listName}.`,
          'There you can say what you work on. Your mails then begin with it.',
        ],
        action: { label: 'Choose what I follow', url: letter.url, validity: validFor(letter.hours) },
        after: 'If this wasn’t you, do nothing, and do not forward this mail.',
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
        before: [`As asked for and confirmed, ${listName} goes to another address from now on. This one gets no more mail.`],
        after: `If this wasn’t you, answer this mail, and ${publisher} will look into it.`,
      };
    case 'desk-entered':
      return {
        subject: `You entered the desk of ${listName}`,
        before: [
          `Someone, we hope you, entered the desk of ${listName} by a link mailed to you, from a browser not used there before.`,
        ],
        after:
          'If this wasn’t you, enter the desk yourself, press “Sign out everywhere”, and secure your mailbox: anybody who can read it can enter.',
      };
    case 'desk':
      return {
        subject: `Your link to the desk of ${listName}`,
        before: [`Someone, we hope you, asked to enter the desk of ${listName}, where its editors make the next edition.`],
        action: {
          label: 'Enter the desk',
          url: letter.url,
          validity: `The link is valid for ${letter.minutes} minutes, and works once.`,
        },
        after: 'If this wasn’t you, do nothing, and do not forward this mail: anybody with the link can enter in your name.',
      };
  }
}

type Confirm = Extract<PrintableLetter, { kind: 'confirm' }>;

function subscribeWords(letter: Confirm): LetterWords {
  const { listName, publisher } = letter.publication;
  return {
    subject: letter.again ? `Still want ${listName}?` : `Confirm your subscription to ${listName}`,
    before: [
      letter.again
        ? `Yesterday someone, we hope you, asked ${publisher} to send ${listName} to this address, and nobody has confirmed it. We remind you this once.`
        : `Someone, we hope you, asked ${publisher} to send ${listName} to this address.`,
      `You would get one mail with new research papers ${whenOf(letter)}.`,
    ],
    action: { label: 'Confirm subscription', url: letter.url, validity: validFor(letter.hours) },
    after: 'If this wasn’t you, do nothing: without your confirmation nothing is sent.',
  };
}

/** For somebody who is subscribed already. */
function changeWords(letter: Confirm, now: NonNullable<Confirm['now']>): LetterWords {
  const { listName } = letter.publication;
  return {
    subject: `Change your subscription to ${listName}?`,
    before: [
      `Someone, we hope you, signed up for ${listName} with this address, which gets it already: ${whenOf(now)}.`,
      `If you press the button, it comes ${whenOf(letter)} instead. Until then it goes on as it is.`,
    ],
    action: { label: 'Change my subscription', url: letter.url, validity: validFor(letter.hours) },
    after: 'If this wasn’t you, do nothing: your subscription goes on unchanged.',
  };
}

const validFor = (hours: number) => `The link is valid for ${hours === 1 ? 'one hour' : `${hours} hours`}.`;

/** The text part of a letter. */
export function letterText(letter: PrintableLetter): string {
  const { listName, publisher, postalAddress } = letter.publication;
  const { before, action, papers, after, links = [] } = letterWords(letter);
  const line = ({ label, url }: Link) => `${label}:\n${url}`;
  return `${[
    [rule('='), fill(listName.toUpperCase()), rule('=')].join('\n'),
    ...before.map((said) => fill(said)),
    ...(action ? [line(action), fill(action.validity)] : []),
    ...(papers ? [heading(papers.heading)] : []),
    ...(papers?.titles ?? []).map(({ title, url }) => [fill(title, '  * '), ...(url ? [`    ${url}`] : [])].join('\n')),
    ...(papers ? [line(papers.more)] : []),
    fill(after),
    ...links.map(line),
    [rule('-'), fill(publisher), fill(postalAddress)].join('\n'),
  ].join('\n\n')}\n`;
}
