import { clip } from './clean.ts';
import type { PrintableCard, PrintableDigest } from './printable.ts';

/** What both parts of a digest say, so that the text part says the same as the HTML. */

/** UTF-16 units of the longest subject. */
const MAX_SUBJECT = 200;

/** Room a subject keeps for the date, which may still be a placeholder shorter than what replaces it. */
const LONGEST_DATE = 20;

/** What the inbox shows after the subject. Filling it with our own words keeps the client from showing the masthead there. */
const PREVIEW = 140;

const thousands = new Intl.NumberFormat('en');
const grouped = (n: number) => (n < 1000 ? String(n) : thousands.format(n));
const names = new Intl.ListFormat('en-GB');
const count = (n: number, one: string) => `${grouped(n)} ${one}${n === 1 ? '' : 's'}`;

/** What the words of a digest depend on. */
type Said = Pick<PrintableDigest, 'frequency' | 'date' | 'day' | 'total' | 'about'> & {
  publication: { listName: string };
  cards: readonly { title: string; tldr: string }[];
  titles: readonly { title: string }[];
};

/** What a digest says around its papers. */
export const digestWords = (edition: Said) => ({
  date: edition.frequency === 'daily' ? edition.date : `The week to ${edition.date}`,
  subject: digestSubject(edition),
  preview: digestPreview(edition),
  count: count(edition.total, 'paper'),
  brief: inBrief(edition),
  rest: restOfEdition(edition),
});

export type DigestWords = ReturnType<typeof digestWords>;

/** `Lead title and 61 more papers · 18 March`, at most 200 units: the title gives way, never the rest. */
function digestSubject({ publication, frequency, total, day, ...edition }: Said): string {
  const title = (edition.cards[0] ?? edition.titles[0])?.title ?? publication.listName;
  const more = total > 1 ? ` and ${grouped(total - 1)} more ${total === 2 ? 'paper' : 'papers'}` : '';
  const rest = `${more} · ${frequency === 'daily' ? '' : 'week to '}`;
  return `${clip(title, MAX_SUBJECT - rest.length - Math.max(day.length, LONGEST_DATE))}${rest}${day}`;
}

/** Goes on where the subject stopped: the titles after the lead's. */
function digestPreview(edition: Said): string {
  const next = [...edition.cards.slice(0, 6), ...edition.titles.slice(0, 6)].slice(1, 6).map(({ title }) => title);
  return clip(next.length > 0 ? `Also: ${next.join(' · ')}` : (edition.cards[0]?.tldr ?? ''), PREVIEW);
}

/** An edition in a few sentences: how many papers from where, which one is liked best, how many come with code. */
function inBrief({ frequency, total, about: { sources, mostUpvoted, withCode } }: Said): string {
  const when = frequency === 'daily' ? 'today' : 'this week';
  const named = sources.reduce((sum, { papers }) => sum + papers, 0);
  const from = sources.map(({ name, papers }) => `${grouped(papers)} from ${name}`);
  const all = named === total && sources[0] && from.length === 1 ? `, all from ${sources[0].name}` : '';
  const split = named < total && named > 0 ? [...from, `${grouped(total - named)} from elsewhere`] : from;
  const where = all || (split.length > 0 ? `: ${names.format(split)}` : '');
  return [
    `${grouped(total)} new ${total === 1 ? 'paper' : 'papers'} ${when}${where}.`,
    mostUpvoted && mostUpvoted.upvotes > 0
      ? `“${mostUpvoted.title}” was upvoted most, ${count(mostUpvoted.upvotes, 'time')}.`
      : '',
    withCode > 0 ? codeCount(total, withCode) : '',
  ]
    .filter(Boolean)
    .join(' ');
}

function codeCount(total: number, withCode: number): string {
  if (total === 1) return 'It comes with code.';
  if (withCode === 1) return 'One of them comes with code.';
  return `${withCode === total ? 'All' : grouped(withCode)} of them come with code.`;
}

export const NOTE = 'From the editor';
export const CODE = 'Code released';

/** How the mail treats its reader, in the footer. */
export const PRIVACY = 'Links lead straight where they say. Nothing in this mail tells us whether you open it or what you read.';

/** Names of the two lists and of the link to the whole edition. */
export const alsoHeading = (frequency: PrintableDigest['frequency']) => (frequency === 'daily' ? 'Also today' : 'Also this week');

/** What leads to the page where a reader says that a paper is. */
export const VOTE = 'Worth reading?';

/** `12 upvotes`, `2 readers`, `3 comments`, `attention, pruning`: what people said of a paper, and what it is about. */
export const voices = ({ upvotes, readers, comments, keywords }: PrintableCard) => [
  ...(upvotes > 0 ? [count(upvotes, 'upvote')] : []),
  ...(readers > 0 ? [count(readers, 'reader')] : []),
  ...(comments > 0 ? [count(comments, 'comment')] : []),
  ...(keywords.length > 0 ? [keywords.join(', ')] : []),
];

/** Where the rest is: with a number when the mail does not hold all papers. */
function restOfEdition({ total, cards, titles }: Said): string {
  const rest = total - cards.length - titles.length;
  return rest > 0 ? `and ${grouped(rest)} more on the web edition` : 'Read this edition on the web';
}

/** `A. Author, B. Author, C. Author and 4 more`, empty when nobody is named. */
export function byline({ authors, moreAuthors }: PrintableCard): string {
  if (moreAuthors > 0) return `${authors.join(', ')} and ${grouped(moreAuthors)} more`;
  return names.format(authors);
}

/** Where a paper was found and when: `Hugging Face, 12 June`. */
export function origin({ source, when }: PrintableCard): string {
  const place = source.replace(/^the /, '');
  return [place.charAt(0).toUpperCase() + place.slice(1), when].filter(Boolean).join(', ');
}

/** Why this mail came, as the footer says it. */
export const whyDigest = ({ publication, frequency }: Pick<Said, 'publication' | 'frequency'>) =>
  `You get this because your address was confirmed for the ${frequency} edition of ${publication.listName}.`;
