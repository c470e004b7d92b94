import { looks, PaperCard } from '../_components/card.tsx';
import { AlsoItem, AlsoList, DayRow, DigestFrame } from '../digest.tsx';
import { number, textCard, textFrame, textItem } from './digest-text.ts';
import { escaped, markup, pageMarkup } from './markup.ts';
import { heading } from './plain-text.ts';
import type { PrintableCard, PrintableDigest, PrintableTitle } from './printable.ts';
import { sections } from './sections.ts';
import { alsoHeading, type DigestWords, digestWords } from './wording.ts';

/** Stands in the frame where digests differ. Printable text holds no control character, so no feed can forge one. */
const mark = (name: string) => `\u0001${name}\u0001`;
const cut = (text: string) => text.split('\u0001');
const MARKS: DigestWords = {
  date: mark('date'),
  subject: mark('subject'),
  preview: mark('preview'),
  count: mark('count'),
  rest: mark('rest'),
};

/**
 * Prints digests that show different papers of one edition. The frame and each paper are rendered once; a digest is then put
 * together from strings, to the very bytes of rendering it whole. What is `shown` differs from the edition in its papers, date and
 * links alone, and its papers are the edition's own objects.
 */
export function press(edition: PrintableDigest) {
  const own = { unsubscribeUrl: mark('unsubscribeUrl'), preferencesUrl: mark('preferencesUrl') };
  const framed = { ...edition, ...own };
  const page = cut(pageMarkup(<DigestFrame edition={framed} words={MARKS} cards={mark('cards')} also={mark('also')} />));
  const plain = cut(textFrame(framed, MARKS, [mark('papers')]));
  const card = once((place: number) => once((paper: PrintableCard) => markup(<PaperCard paper={paper} place={place} />)));
  const item = once(({ title, url }: PrintableTitle) => markup(<AlsoItem title={title} url={url} />));
  const day = once((name: string) => markup(<DayRow day={name} />));
  const list = once((after: number) =>
    cut(markup(<AlsoList {...{ frequency: edition.frequency, after }}>{mark('items')}</AlsoList>)),
  );
  const wordsOf = latest(digestWords);
  const also = heading(alsoHeading(edition.frequency));
  const cardText = numbered(textCard);
  const itemText = numbered(textItem);

  return {
    subject: (shown: PrintableDigest) => wordsOf(shown).subject,

    html(shown: PrintableDigest): string {
      const { cards, titles, unsubscribeUrl, preferencesUrl } = shown;
      const { date, subject, preview, count, rest } = wordsOf(shown);
      let full = '';
      for (const section of sections(shown)) {
        if (section.heading) full += day(section.heading);
        for (const place of section.cards) full += card(looks(place))(at(cards, place));
      }
      let also = '';
      for (const title of titles) also += item(title);
      return fill(page, {
        date: escaped(date),
        subject: escaped(subject),
        preview: escaped(preview),
        count: escaped(count),
        rest: escaped(rest),
        unsubscribeUrl: escaped(unsubscribeUrl),
        preferencesUrl: escaped(preferencesUrl),
        cards: full,
        also: titles.length > 0 ? fill(list(cards.length), { items: also }) : '',
      });
    },

    text(shown: PrintableDigest): string {
      const { cards, titles, unsubscribeUrl, preferencesUrl } = shown;
      let papers = '';
      const add = (block: string) => {
        papers += papers === '' ? block : `\n\n${block}`;
      };
      let above = 0;
      for (const section of sections(shown)) {
        if (section.heading) add(heading(section.heading));
        for (const place of section.cards) add(cardText(at(cards, place), above++));
      }
      if (titles.length > 0) add(also);
      titles.forEach((title, i) => {
        add(itemText(title, cards.length + i));
      });
      return fill(plain, { ...wordsOf(shown), unsubscribeUrl, preferencesUrl, papers });
    },
  };
}

/** Strings are added one to another: the engine puts such a string together once, when it is first read. */
function fill(pieces: readonly string[], values: Readonly<Record<string, string>>): string {
  let text = '';
  pieces.forEach((piece, i) => {
    text += i % 2 === 0 ? piece : (values[piece] ?? '');
  });
  return text;
}

/** Remembers what was made of each thing. */
function once<T, V>(make: (of: T) => V): (of: T) => V {
  const made = new Map<T, V>();
  return (of) => {
    const known = made.get(of);
    if (known !== undefined) return known;
    const fresh = make(of);
    made.set(of, fresh);
    return fresh;
  };
}

/** Remembers what was made last: the parts of a digest are printed one after the other. */
function latest<T, V>(make: (of: T) => V): (of: T) => V {
  let last: { of: T; made: V } | undefined;
  return (of) => {
    if (last?.of !== of) last = { of, made: make(of) };
    return last.made;
  };
}

/** Prints a paper once for each width its number may have, and sets the number before it. */
function numbered<Paper>(print: (paper: Paper, i: number) => string): (paper: Paper, i: number) => string {
  const ofWidth = once((digits: number) => {
    const first = 10 ** (digits - 1) - 1;
    return once((paper: Paper) => print(paper, first).slice(number(first).length));
  });
  return (paper, i) => number(i) + ofWidth(Math.max(2, String(i + 1).length))(paper);
}

function at<T>(papers: readonly T[], place: number): T {
  const paper = papers[place];
  if (paper === undefined) throw new RangeError(`the edition shows no paper at place ${place}`);
  return paper;
}
