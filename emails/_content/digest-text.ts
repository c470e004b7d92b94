import { fill, heading, indent, indented, rule } from './plain-text.ts';
import type { PrintableCard, PrintableDigest, PrintableTitle } from './printable.ts';
import { sections } from './sections.ts';
import {
  alsoHeading,
  byline,
  CODE,
  type DigestWords,
  digestWords,
  inBrief,
  NOTE,
  origin,
  PRIVACY,
  VOTE,
  voices,
  whyDigest,
} from './wording.ts';

/** The text part of a digest: same content and order as the HTML, links on lines of their own. */
export function digestText(edition: PrintableDigest): string {
  const { frequency, cards, titles } = edition;
  let above = 0;
  return textFrame(edition, digestWords(edition), [
    ...sections(edition).flatMap(({ heading: day, cards: places }) => [
      ...(day ? [heading(day)] : []),
      ...places.flatMap((place) => (cards[place] ? [textCard(cards[place], above++)] : [])),
    ]),
    ...(titles.length > 0 ? [heading(alsoHeading(frequency))] : []),
    ...titles.map((title, i) => textItem(title, cards.length + i)),
  ]);
}

/** All of it but its papers, which stand between the rules. */
export function textFrame(edition: PrintableDigest, words: DigestWords, papers: readonly string[]): string {
  const { publication, webUrl, privacyUrl, note, code } = edition;
  return `${[
    [rule('='), fill(publication.listName.toUpperCase()), words.date, words.count, rule('=')].join('\n'),
    ...(note ? [fill(`${NOTE}: ${note}`)] : []),
    fill(inBrief(edition)),
    ...papers,
    `${fill(`${words.rest}:`)}\n${webUrl}`,
    ...(code.length > 0 ? [heading(CODE)] : []),
    ...code.map(({ repository, url, title }) => `${fill(`${repository}: ${title}`)}\n${url}`),
    [rule('-'), fill(whyDigest(edition)), fill(PRIVACY)].join('\n'),
    `Change day, hour or address:\n${edition.preferencesUrl}`,
    `Privacy:\n${privacyUrl}`,
    `Unsubscribe:\n${edition.unsubscribeUrl}`,
    [publication.publisher, publication.postalAddress].map((line) => fill(line)).join('\n'),
  ].join('\n\n')}\n`;
}

/** The number before a title, `i` from 0. */
export const number = (i: number) => `${`${i + 1}.`.padStart(3)} `;

/** A title, `i` from 0. */
export const textItem = ({ title, url }: PrintableTitle, i: number) => [fill(title, number(i)), ...indented(url)].join('\n');

/** A paper in full, `i` from 0. */
export function textCard(paper: PrintableCard, i: number): string {
  const { tldr, extract, links } = paper;
  const about = [byline(paper), origin(paper)].filter(Boolean);
  const said = voices(paper).join(' · ');
  return [
    [textItem(paper, i), ...about.map(indent)],
    tldr ? [indent(tldr)] : [],
    extract ? [indent(extract)] : [],
    [
      ...[...links, { label: VOTE, url: paper.voteUrl }].flatMap(({ label, url }) => [indent(label), ...indented(url)]),
      ...(said ? [indent(said)] : []),
    ],
  ]
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
}
