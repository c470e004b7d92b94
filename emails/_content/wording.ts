import { clip } from './clean.ts';
import type { PrintableCard, PrintableDigest } from './printable.ts';

/** What both parts of a digest say, so that the text part says the same as the HTML. */

/** UTF-16 units of the longest subject. */
const MAX_SUBJECT = 200;

/** Room a subject keeps for the date, which may still be a placeholder shorter than what replaces it. */
const LONGEST_DATE = 40;

/** What the inbox shows after the subject. Filling it with our own words keeps the client from showing the masthead there. */
const PREVIEW = 180;

const thousands = new Intl.NumberFormat('en');
const grouped = (n: number) => (n < 1000 ? String(n) : thousands.format(n));
const names = new Intl.ListFormat('en-GB');
const count = (n: number, one: string) => `${grouped(n)} ${one}${n === 1 ? '' : 's'}`;

/** What a digest says around its papers. */
export type DigestWords = ReturnType<typeof digestWords>;

export const digestWords = (edition: PrintableDigest) => ({
  date: edition.date,
  subject: digestSubject(edition),
  preview: digestPreview(edition),
  count: paperCount(edition),
  rest: restOfEdition(edition),
  unsubscribeUrl: edition.unsubscribeUrl,
  preferencesUrl: edition.preferencesUrl,
});

/** `Lead title and 61 more papers · Wednesday, 18 March 2026`, at most 200 units: the title gives way, never the rest. */
function digestSubject({ publication, total, date, ...edition }: PrintableDigest): string {
  const title = (edition.cards[0] ?? edition.titles[0])?.title ?? publication.listName;
  const rest = total > 1 ? ` and ${grouped(total - 1)} more ${total === 2 ? 'paper' : 'papers'} · ` : ' · ';
  return `${clip(title, MAX_SUBJECT - rest.length - Math.max(date.length, LONGEST_DATE))}${rest}${date}`;
}

/** Goes on where the subject stopped: the titles after the lead's. */
function digestPreview(edition: PrintableDigest): string {
  const next = [...edition.cards.slice(0, 6), ...edition.titles.slice(0, 6)].slice(1, 6).map(({ title }) => title);
  return clip(next.length > 0 ? `Also: ${next.join(' · ')}` : (edition.cards[0]?.extract ?? ''), PREVIEW);
}

/** Names of the two lists and of the link to the whole edition. */
export const alsoHeading = (frequency: PrintableDigest['frequency']) => (frequency === 'daily' ? 'Also today' : 'Also this week');
const paperCount = ({ total }: PrintableDigest) => count(total, 'paper');

/** `12 upvotes`, `3 comments`: what readers of the feed said of a paper. */
export const voices = ({ upvotes, comments }: PrintableCard) => [
  ...(upvotes > 0 ? [count(upvotes, 'upvote')] : []),
  ...(comments > 0 ? [count(comments, 'comment')] : []),
];

/** Where the rest is: with a number when the mail does not hold all papers. */
function restOfEdition({ total, cards, titles }: PrintableDigest): string {
  const rest = total - cards.length - titles.length;
  return rest > 0 ? `and ${grouped(rest)} more on the web edition` : 'Read this edition on the web';
}

/** `A. Author, B. Author, C. Author and 4 more`, empty when nobody is named. */
export function byline({ authors, moreAuthors }: PrintableCard): string {
  if (moreAuthors > 0) return `${authors.join(', ')} and ${grouped(moreAuthors)} more`;
  return names.format(authors);
}

/** Where a paper was found and when: `Hugging Face, 12 June`. */
export function origin({ source, day }: PrintableCard): string {
  const place = source.replace(/^the /, '');
  return [place.charAt(0).toUpperCase() + place.slice(1), day && days.format(new Date(day))].filter(Boolean).join(', ');
}
const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' });

/** Why this mail came, as the footer says it. */
export const whyDigest = ({ publication, frequency }: Pick<PrintableDigest, 'publication' | 'frequency'>) =>
  `You get this because your address was confirmed for the ${frequency} edition of ${publication.listName}.`;
