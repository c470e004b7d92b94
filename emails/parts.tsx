import { PaperCard } from './_components/card.tsx';
import { ownLink } from './_content/clean.ts';
import { codeText, digestTextFrame, textCard, textItem } from './_content/digest-text.ts';
import { markup, pageMarkup } from './_content/markup.ts';
import type { Frame, PaperParts, PartsProps } from './_content/parts.ts';
import { printableCard, printableCode, printableFrame } from './_content/printable.ts';
import { cut, mark } from './_content/template.ts';
import type { DigestWords } from './_content/wording.ts';
import { AlsoItem, AlsoList, CodeItem, CodeList, DayRow, DigestFrame } from './digest.tsx';

const WORDS: DigestWords = {
  date: mark('date'),
  subject: mark('subject'),
  preview: mark('preview'),
  count: mark('count'),
  brief: mark('brief'),
  rest: mark('rest'),
};

/**
 * Renders an edition's frame and each of its papers once, as plain JSON, for `assemble` to put mails together of. Text is as
 * untrusted as that of `renderDigest`. An edition may have no papers of its own. Throws if a link of the publisher is unusable.
 */
export function renderParts(props: PartsProps): { frame: Frame; papers: PaperParts[] } {
  return { frame: frameOf(props), papers: props.papers.map((paper) => paperOf(paper, props)) };
}

function frameOf(props: PartsProps): Frame {
  const links = { unsubscribeUrl: mark('unsubscribeUrl'), preferencesUrl: mark('preferencesUrl') };
  const edition = { ...printableFrame(props), ...links };
  const { publication, frequency } = edition;
  const lists = { cards: mark('cards'), also: mark('also'), code: mark('code') };
  // React prints a start that is no number not at all.
  const [before, after] = markup(<AlsoList {...{ frequency, start: 1 }}>{mark('titles')}</AlsoList>).split('"1"');
  return {
    publication: { listName: publication.listName, language: publication.language },
    frequency,
    html: {
      page: cut(pageMarkup(<DigestFrame {...{ edition, words: WORDS, ...lists }} />)),
      day: cut(markup(<DayRow day={mark('day')} />)),
      also: cut(`${before}"${mark('start')}"${after}`),
      code: cut(markup(<CodeList>{mark('code')}</CodeList>)),
    },
    text: cut(digestTextFrame(edition, WORDS, mark('papers'), mark('code'))),
  };
}

function paperOf({ code, ...card }: PartsProps['papers'][number], props: PartsProps): PaperParts {
  const printable = printableCard(card, props);
  const beforeToken = ownLink(props.voteUrl);
  const voteUrl = `${beforeToken}${mark('voteToken')}${printable.voteUrl.slice(beforeToken.length)}`;
  const paper = { ...printable, voteUrl };
  const { title, url, tldr, day } = paper;
  const [released] = code ? printableCode({ ...code, title: card.title }) : [];
  return {
    title,
    tldr,
    day,
    html: {
      card: cut(markup(<PaperCard paper={paper} look={mark('look')} />)),
      title: markup(<AlsoItem {...{ title, url }} />),
      ...(released && { code: markup(<CodeItem {...released} />) }),
    },
    text: { card: cut(textCard(paper)), title: textItem(paper), ...(released && { code: codeText(released) }) },
  };
}
