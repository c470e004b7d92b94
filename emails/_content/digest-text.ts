import { fill, heading, rule } from './plain-text.ts';
import type { PrintableCard, PrintableDigest, PrintableTitle } from './printable.ts';
import {
  alsoHeading,
  byline,
  CODE,
  type DigestWords,
  inBrief,
  NOTE,
  origin,
  PRIVACY,
  VOTE,
  voices,
  whyDigest,
} from './wording.ts';

/** The text part of a digest: same content and order as the HTML, links on lines of their own. `papers` stand between the rules. */
export function textFrame(edition: PrintableDigest, words: DigestWords, papers: readonly string[]): string {
  const { publication, webUrl, privacyUrl, note, code } = edition;
  return `${[
    [rule('='), fill(publication.listName.toUpperCase()), words.date, words.count, rule('=')].join('\n'),
    ...(note ? [fill(`${NOTE}: ${note}`)] : []),
    fill(inBrief(edition)),
    ...papers,
    `${fill(`${words.rest}:`)}\n${webUrl}`,
    ...(code.length > 0 ? [heading(CODE), ...code.map(codeLine)] : []),
    [rule('-'), fill(whyDigest(edition)), fill(PRIVACY), '', 'Change day, hour or address:', words.preferencesUrl].join('\n') +
      ['', '', 'Privacy:', privacyUrl, '', 'Unsubscribe:', words.unsubscribeUrl, ''].join('\n') +
      ['', publication.publisher, publication.postalAddress].map((line) => fill(line)).join('\n'),
  ].join('\n\n')}\n`;
}

const codeLine = ({ repository, url, title }: PrintableDigest['code'][number]) => `${fill(`${repository}: ${title}`)}\n${url}`;

/** The heading over the cards of one day. */
export const textDay = (day: string) => heading(day);

/** The heading over the papers that are shown by their title alone. */
export const textHeading = (frequency: PrintableDigest['frequency']) => heading(alsoHeading(frequency));

/** A title, `i` from 0. */
export const textItem = ({ title, url }: PrintableTitle, i: number) => [fill(title, number(i)), ...indented(url)].join('\n');

/** A paper in full, `i` from 0. */
export function textCard(paper: PrintableCard, i: number): string {
  const { tldr, extract, keywords, links } = paper;
  const said = [voices(paper).join(' · '), keywords.join(', ')].filter(Boolean);
  const about = [byline(paper), origin(paper)].filter(Boolean);
  return [
    [textItem(paper, i), ...about.map(indent)],
    tldr ? [indent(tldr)] : [],
    extract ? [indent(extract)] : [],
    [
      ...[...links, { label: VOTE, url: paper.voteUrl }].flatMap(({ label, url }) => [indent(label), ...indented(url)]),
      ...said.map(indent),
    ],
  ]
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
}

const INDENT = ' '.repeat(4);
const indent = (text: string) => fill(text, INDENT);
const indented = (url: string | undefined) => (url ? [INDENT + url] : []);
export const number = (i: number) => `${`${i + 1}.`.padStart(3)} `;
