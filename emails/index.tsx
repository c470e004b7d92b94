import { BriefRow, DigestFrame, Follow, HeadingRow, PaperCard, PaperItem, Reason } from './digest.tsx';
import { LetterPage } from './letter.tsx';
import { letterText, letterWords } from './letter-words.ts';
import { markup, pageMarkup } from './markup.ts';
import { printableCard, printableFrame, printableLetter } from './printable.ts';
import type { Card, EditionProps, Frame, LetterProps, PaperParts, PartsProps, Rendered } from './props.ts';
import { mark, templateOf } from './template.ts';
import { digestText, textCard, textItem } from './text.ts';

export type { Card, Frame, LetterProps, PaperParts, PartsProps } from './props.ts';

/**
 * Renders an edition's frame and each of its papers once, as plain JSON, from which `assemble` makes mails. All text is
 * untrusted: it can change neither the structure nor the size class of a mail. An edition may have no papers of its own. Throws
 * if a link of the publisher is unusable.
 */
export function renderParts(props: PartsProps): { frame: Frame; papers: PaperParts[] } {
  return { frame: frameOf(props), papers: props.papers.map((paper) => paperOf(paper, props.voteUrl)) };
}

function frameOf(props: EditionProps): Frame {
  const edition = {
    ...printableFrame(props),
    ...{ unsubscribeUrl: mark('unsubscribeUrl'), preferencesUrl: mark('preferencesUrl') },
  };
  const words = { line: mark('line'), subject: mark('subject'), preview: mark('preview') };
  const slots = { brief: mark('brief'), cards: mark('cards'), also: mark('also'), follow: mark('follow') };
  return {
    publication: { listName: edition.publication.listName, language: edition.publication.language },
    frequency: edition.frequency,
    webUrl: edition.webUrl,
    html: {
      page: templateOf(pageMarkup(<DigestFrame {...{ edition, words, ...slots }} />)),
      brief: templateOf(markup(<BriefRow>{mark('brief')}</BriefRow>)),
      heading: templateOf(markup(<HeadingRow heading={mark('heading')} />)),
      reason: templateOf(markup(<Reason>{mark('reason')}</Reason>)),
      follow: [false, true].map((personal) =>
        templateOf(markup(<Follow preferencesUrl={edition.preferencesUrl} personal={personal} />)),
      ),
    },
    text: templateOf(digestText(edition, words, slots)),
  };
}

function paperOf(card: Card, voteUrl: string): PaperParts {
  const paper = printableCard(card, voteUrl);
  const more = { after: mark('after'), alone: mark('alone') };
  const slots = { paper, place: mark('place') };
  return {
    title: paper.title,
    said: paper.said,
    voteUrl: paper.voteUrl,
    html: {
      card: templateOf(
        markup(<PaperCard {...{ ...slots, look: mark('look'), more, reason: mark('reason'), voteToken: mark('voteToken') }} />),
      ),
      item: templateOf(markup(<PaperItem {...slots} />)),
    },
    text: {
      card: templateOf(textCard(paper, slots.place, mark('more'), mark('reason'))),
      item: templateOf(textItem(paper, slots.place)),
    },
  };
}

/** Renders a letter. Rejects if a link in it is unusable. */
export async function renderLetter(props: LetterProps): Promise<Rendered> {
  const letter = printableLetter(props);
  return { subject: letterWords(letter).subject, html: pageMarkup(<LetterPage letter={letter} />), text: letterText(letter) };
}
