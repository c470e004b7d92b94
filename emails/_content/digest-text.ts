import { fill, heading, rule } from './plain-text.ts';
import type { PrintableCard, PrintableDigest, PrintableTitle } from './printable.ts';
import { alsoHeading, byline, paperCount, restOfEdition, upvoteCount, whyDigest } from './wording.ts';

/** The text part of a digest: same content and order as the HTML, links on lines of their own. */
export function digestText(edition: PrintableDigest): string {
  const { publication, frequency, date, cards, titles, webUrl, unsubscribeUrl } = edition;
  const also = titles.map((title, i) => item(title, cards.length + i)).join('\n\n');
  return `${[
    [rule('='), fill(publication.listName.toUpperCase()), date, paperCount(edition), rule('=')].join('\n'),
    ...cards.map(card),
    ...(also ? [heading(alsoHeading(frequency)), also] : []),
    `${fill(`${restOfEdition(edition)}:`)}\n${webUrl}`,
    [rule('-'), fill(whyDigest(edition)), '', 'Unsubscribe:', unsubscribeUrl, ''].join('\n') +
      ['', publication.publisher, publication.postalAddress].map((line) => fill(line)).join('\n'),
  ].join('\n\n')}\n`;
}

const item = ({ title, url }: PrintableTitle, i: number) => [fill(title, number(i)), ...indented(url)].join('\n');

function card(paper: PrintableCard, i: number): string {
  const facts = [
    ...paper.links.flatMap(({ label, url }) => [fill(label, INDENT), ...indented(url)]),
    ...(paper.upvotes > 0 ? [INDENT + upvoteCount(paper)] : []),
  ];
  const by = byline(paper);
  return [[item(paper, i), ...(by ? [fill(by, INDENT)] : [])], paper.extract ? [fill(paper.extract, INDENT)] : [], facts]
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
}

const INDENT = ' '.repeat(4);
const indented = (url: string | undefined) => (url ? [INDENT + url] : []);
const number = (i: number) => `${`${i + 1}.`.padStart(3)} `;
