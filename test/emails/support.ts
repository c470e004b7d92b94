import { parse } from 'parse5';
import { assemble, type Rendered } from '../../emails/assemble.ts';
import { type Card, type LetterProps, renderParts } from '../../emails/index.tsx';
import { hrefs as addresses, attribute, elements, words as read } from '../mail/rules/read-mail.ts';
import type { Whole } from './whole.tsx';

const publication = {
  listName: 'Broadsheet',
  publisher: 'Example Lab',
  postalAddress: '1 Example Street\n10115 Berlin',
  language: 'en-GB',
};

export const card = (over: Partial<Card> = {}): Card & { voteUrl: string } => ({
  vote: 'abcdef123456',
  title: 'Matryoshka Representation Learning',
  url: 'https://arxiv.org/abs/2205.13147',
  authors: ['Aditya Kusupati', 'Gantavya Bhatt', 'Aniket Rege', 'Matthew Wallingford'],
  tldr: 'Matryoshka Representation Learning lets one embedding adapt to the computational constraints of downstream tasks.',
  found: 'Embeddings are up to 14 times smaller for ImageNet-1K classification at the same level of accuracy.',
  organisation: 'University of Washington',
  venue: 'NeurIPS 2022',
  pdf: 'https://arxiv.org/pdf/2205.13147',
  code: 'https://github.com/RAIVNLab/MRL',
  stars: 251,
  discussion: 'https://huggingface.co/papers/2205.13147',
  upvotes: 12,
  voteUrl: VOTE_URL,
  ...over,
});

/** A paper of which little is known. */
export const bare = (over: Partial<Card> = {}) => ({
  ...{ vote: 'another12345', title: 'AutoInt', url: 'https://arxiv.org/abs/1810.11921', authors: [] },
  ...{ tldr: '', voteUrl: VOTE_URL },
  ...over,
});

const VOTE_URL = 'https://papers.example.org/vote?edition=2026-03-18&paper=';

export const digest = (over: Partial<Whole> = {}): Whole => ({
  publication,
  frequency: 'daily',
  date: 'Wednesday 18 March',
  total: 3,
  subjects: [
    { id: 'methods', name: 'Learning methods', papers: 2 },
    { id: 'data', name: 'Data and search', papers: 1 },
  ],
  withCode: 1,
  source: 'Hugging Face',
  pages: [{ id: '2026-03-18', day: 'Wednesday 18 March' }],
  front: [card(), bare()],
  next: [],
  lists: [{ name: 'Data and search', papers: [bare({ title: 'TimesNet', url: 'https://arxiv.org/abs/2210.02186' })] }],
  rising: [],
  webUrl: 'https://papers.example.org/editions/2026-03-18',
  privacyUrl: 'https://papers.example.org/privacy',
  unsubscribeUrl: 'https://papers.example.org/unsubscribe?token=t',
  preferencesUrl: 'https://papers.example.org/preferences?token=t',
  voteToken: 't',
  ...over,
});

/** The mail that SEND would put together of these: each paper's parts are rendered first, those of each edition by themselves. */
export function assembled(props: Whole): Rendered {
  const { personal } = props;
  const papersOf = ({ front, next, lists, rising }: Pick<Whole, 'front' | 'next' | 'lists' | 'rising'>) => [
    ...[...front, ...next, ...rising],
    ...lists.flatMap((list) => list.papers),
  ];
  const papers = [...papersOf(props), ...(personal ? [...papersOf(personal), ...personal.forYou.map(({ paper }) => paper)] : [])];
  const parts = new Map(papers.map((one) => [one, renderParts({ ...props, voteUrl: one.voteUrl, papers: [one] }).papers[0]!]));
  const of = (some: Whole['front']) => some.map((one) => parts.get(one)!);
  const shownOf = <Shown extends Pick<Whole, 'front' | 'next' | 'lists' | 'rising' | 'facts'>>(shown: Shown) => ({
    ...{ ...shown, front: of(shown.front), next: of(shown.next), rising: of(shown.rising) },
    lists: shown.lists.map((list) => ({ ...list, papers: of(list.papers) })),
    facts: new Map([...(shown.facts ?? [])].map(([one, said]) => [parts.get(one)!, said] as const)),
  });
  const fill = assemble(renderParts({ ...props, voteUrl: '', papers: [] }).frame, shownOf(props));
  if (!personal) return fill(props);
  return fill(props, {
    ...shownOf(personal),
    forYou: personal.forYou.map(({ paper, reason }) => ({ paper: parts.get(paper)!, reason })),
  });
}

export const confirmation = (over: Partial<Extract<LetterProps, { kind: 'confirm' }>> = {}): LetterProps => ({
  kind: 'confirm',
  publication,
  at: '17 March, 09:05',
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
    at: '17 March, 09:05',
    frequency: 'daily',
    hour: 8,
    weekday: 1,
    zone: 'Europe/Berlin',
    firstOn: 'Friday, 20 March 2026',
    follows: false,
  },
  preferencesUrl: 'https://papers.example.org/preferences?token=t',
  unsubscribeUrl: 'https://papers.example.org/unsubscribe?token=t',
};

export { attribute, elements };

/** What a page is made of, its text and what is read aloud left out. */
export const skeleton = (html: string) =>
  elements(html).map(
    ({ tagName, attrs }) =>
      `${tagName} ${attrs.map(({ name, value }) => (name === 'aria-label' ? name : `${name}=${value}`)).join(' ')}`,
  );

export const hrefs = (html: string) => addresses(elements(html));

/** What a person can read of a page: its text without the style sheet. */
export const words = (html: string) => read(parse(html));

/** The headings below the masthead, in order. */
export const headings = (html: string) =>
  elements(html)
    .filter(({ tagName }) => tagName === 'h2' || tagName === 'h3')
    .map(read);

/** Addresses in a text, as they stand between white space. */
export const links = (text: string) => text.split(/\s+/).filter((word) => /^https?:/.test(word));

/** The same, a link to vote for several papers as one for each. */
export const eachLink = (text: string) =>
  links(text).flatMap((url) => {
    const refs = /&paper=([^&]*)/.exec(url)?.[1] ?? '';
    return refs.split('.').map((ref) => url.replace(refs, ref));
  });
