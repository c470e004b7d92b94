import { parse } from 'parse5';
import type { Card, DigestProps, LetterProps } from '../../emails/index.tsx';
import { hrefs as addresses, attribute, elements, words as read } from '../../infra/cli/mail-rules/read-mail.ts';

const publication = {
  listName: 'Broadsheet',
  publisher: 'Example Lab',
  postalAddress: '1 Example Street\n10115 Berlin',
  language: 'en-GB',
};

export const card = (over: Partial<Card> = {}): Card => ({
  vote: 'abcdef123456',
  title: 'Matryoshka Representation Learning',
  url: 'https://arxiv.org/abs/2205.13147',
  authors: ['Aditya Kusupati', 'Gantavya Bhatt', 'Aniket Rege', 'Matthew Wallingford'],
  source: 'Hugging Face',
  day: '2026-03-18',
  tldr: 'Matryoshka Representation Learning lets one embedding adapt to the computational constraints of downstream tasks.',
  extract: 'Learned representations are a central component in modern ML systems, serving a multitude of downstream tasks.',
  keywords: ['representation learning', 'embeddings'],
  links: [{ label: 'Code: RAIVNLab/MRL', url: 'https://github.com/RAIVNLab/MRL' }],
  upvotes: 12,
  comments: 3,
  ...over,
});

export const digest = (over: Partial<DigestProps> = {}): DigestProps => ({
  publication,
  frequency: 'daily',
  date: 'Wednesday, 18 March 2026',
  day: '18 March',
  total: 3,
  about: {
    sources: [{ name: 'Hugging Face', papers: 3 }],
    mostUpvoted: { title: 'Matryoshka Representation Learning', upvotes: 12 },
    withCode: 1,
  },
  cards: [
    card(),
    card({
      title: 'AutoInt',
      url: 'https://arxiv.org/abs/1810.11921',
      authors: [],
      links: [],
      keywords: [],
      upvotes: undefined,
      comments: undefined,
    }),
  ],
  titles: [{ title: 'TimesNet', url: 'https://arxiv.org/abs/2210.02186' }],
  code: [{ repository: 'RAIVNLab/MRL', url: 'https://github.com/RAIVNLab/MRL', title: 'Matryoshka Representation Learning' }],
  webUrl: 'https://papers.example.org/editions/daily-1',
  privacyUrl: 'https://papers.example.org/privacy',
  voteUrl: 'https://papers.example.org/vote?edition=daily-1&token=t',
  unsubscribeUrl: 'https://papers.example.org/unsubscribe?token=t',
  preferencesUrl: 'https://papers.example.org/preferences?token=t',
  ...over,
});

export const confirmation = (over: Partial<Extract<LetterProps, { kind: 'confirm' }>> = {}): LetterProps => ({
  kind: 'confirm',
  publication,
  url: 'https://papers.example.org/confirm?token=t',
  stopUrl: 'https://papers.example.org/stop?token=t',
  frequency: 'daily',
  hour: 8,
  weekday: 1,
  zone: 'Europe/Berlin',
  hours: 72,
  ...over,
});

/** What a new reader gets where there is no edition yet. */
export const welcome: Extract<LetterProps, { kind: 'welcome' }> = {
  ...{
    kind: 'welcome',
    publication,
    frequency: 'daily',
    hour: 8,
    weekday: 1,
    zone: 'Europe/Berlin',
    firstOn: 'Friday, 20 March 2026',
  },
  preferencesUrl: 'https://papers.example.org/preferences?token=t',
  unsubscribeUrl: 'https://papers.example.org/unsubscribe?token=t',
};

export { attribute, elements };

/** What a page is made of, its text left out. */
export const skeleton = (html: string) =>
  elements(html).map(({ tagName, attrs }) => `${tagName} ${attrs.map(({ name, value }) => `${name}=${value}`).join(' ')}`);

export const hrefs = (html: string) => addresses(elements(html));

/** What a person can read of a page: its text without the style sheet. */
export const words = (html: string) => read(parse(html));

/** The headings below the masthead, in order. */
export const headings = (html: string) =>
  elements(html)
    .filter(({ tagName }) => tagName === 'h2')
    .map(read);

export const links = (text: string) =>
  text
    .split('\n')
    .filter((line) => /^ *https?:/.test(line))
    .map((line) => line.trim());
