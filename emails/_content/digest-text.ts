import { once } from './once.ts';
import { fill, heading, indent, indented, rule } from './plain-text.ts';
import type { PrintableCard, PrintableCode, PrintableDigest, PrintableFrame, PrintableTitle } from './printable.ts';
import { sections } from './sections.ts';
import { joined, type Template, written } from './template.ts';
import {
  alsoHeading,
  byline,
  CODE,
  type DigestWords,
  digestWords,
  NOTE,
  origin,
  PRIVACY,
  VOTE,
  voices,
  whyDigest,
} from './wording.ts';

/** The text part of a digest: same content and order as the HTML, links on lines of their own. */
export function digestText(edition: PrintableDigest): string {
  const card = (paper: PrintableCard) => [textCard(paper)];
  const { papers, code } = textLists(edition, { card, title: textItem, code: codeText });
  return digestTextFrame(edition, digestWords(edition), written(papers, {}), code);
}

/** All of it but its papers and their code, which come each after a blank line. */
export function digestTextFrame(edition: PrintableFrame, words: DigestWords, papers: string, code: string): string {
  const { publication, webUrl, privacyUrl, note } = edition;
  return `${[
    [rule('='), fill(publication.listName.toUpperCase()), words.date, words.count, rule('=')].join('\n'),
    ...(note ? [fill(`${NOTE}: ${note}`)] : []),
    `${fill(words.brief)}${papers}`,
    `${fill(`${words.rest}:`)}\n${webUrl}${code}`,
    [rule('-'), fill(whyDigest(edition)), fill(PRIVACY)].join('\n'),
    `Change day, hour or address:\n${edition.preferencesUrl}`,
    `Privacy:\n${privacyUrl}`,
    `Unsubscribe:\n${edition.unsubscribeUrl}`,
    [publication.publisher, publication.postalAddress].map((line) => fill(line)).join('\n'),
  ].join('\n\n')}\n`;
}

type Lists<Card, Title, Code> = Pick<PrintableDigest, 'frequency'> & {
  publication: { language: string };
  cards: readonly Card[];
  titles: readonly Title[];
  code: readonly Code[];
};
type Print<Card, Title, Code> = { card(of: Card): Template; title(of: Title): string; code(of: Code): string | undefined };

/** The papers, with numbers and headings, and their code, each block of text after a blank line. */
export function textLists<Card extends { day: string }, Title, Code>(
  digest: Lists<Card, Title, Code>,
  print: Print<Card, Title, Code>,
) {
  let above = 0;
  const code = digest.code.flatMap((paper) => print.code(paper) ?? []);
  const cards = sections(digest).flatMap((section) => [
    ...(section.heading ? [[`\n\n${heading(section.heading)}`]] : []),
    ...section.cards.flatMap(({ card }) => [[number(++above)], print.card(card)]),
  ]);
  let titles = digest.titles.length > 0 ? `\n\n${heading(alsoHeading(digest.frequency))}` : '';
  for (const title of digest.titles) {
    titles += number(++above);
    titles += print.title(title);
  }
  return {
    papers: joined([...cards, [titles]]),
    code: code.length > 0 ? [heading(CODE), ...code].map((block) => `\n\n${block}`).join('') : '',
  };
}

const number = once((n: number) => `\n\n${`${n}.`.padStart(3)} `);

/** A title, to stand after a number of four columns (from 100 on, its line is a column longer). */
export const textItem = ({ title, url }: PrintableTitle) => [indent(title).trimStart(), ...indented(url)].join('\n');

/** A paper in full, to stand after such a number. */
export function textCard(paper: PrintableCard): string {
  const { tldr, extract, links } = paper;
  const about = [byline(paper), origin(paper)].filter(Boolean);
  const said = voices(paper).join(' · ');
  return [
    [textItem(paper), ...about.map(indent)],
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

/** A paper's code. */
export const codeText = ({ repository, url, title }: PrintableCode) => `${fill(`${repository}: ${title}`)}\n${url}`;
