import { PaperCard } from '../_components/card.tsx';
import { AlsoItem, AlsoList, DayRow, DigestFrame } from '../digest.tsx';
import { number, textCard, textDay, textFrame, textHeading, textItem } from './digest-text.ts';
import { escaped, markup, pageMarkup } from './markup.ts';
import type { PrintableCard, PrintableDigest, PrintableTitle } from './printable.ts';
import { sections } from './sections.ts';
import { type DigestWords, digestWords } from './wording.ts';

/** What one digest of an edition shows. A paper is named by its place in the edition, titles after cards, from 0. */
export type Selection = Pick<PrintableDigest, 'date' | 'day' | 'unsubscribeUrl' | 'preferencesUrl'> & {
  cards: readonly number[];
  titles: readonly number[];
};

/** Stands in the frame where digests differ. Printable text holds no control character, so no feed can forge one. */
const mark = (name: string) => `\u0001${name}\u0001`;
const cut = (text: string) => text.split('\u0001');
const fill = (pieces: readonly string[], values: Readonly<Record<string, string>>) =>
  concat(pieces, (piece, i) => (i % 2 === 0 ? piece : (values[piece] ?? '')));

const MARKS: DigestWords = {
  date: mark('date'),
  subject: mark('subject'),
  preview: mark('preview'),
  count: mark('count'),
  rest: mark('rest'),
  unsubscribeUrl: mark('unsubscribeUrl'),
  preferencesUrl: mark('preferencesUrl'),
};

/**
 * Prints digests of one edition. The frame and each paper are rendered once, whatever selections of the papers the digests
 * show; a digest is then put together from strings, to the very bytes of rendering it whole.
 */
export function press(edition: PrintableDigest) {
  const { frequency } = edition;
  const papers = [...edition.cards, ...edition.titles];
  const ofCard = <V,>(print: (paper: PrintableCard) => V) => once((place) => print(at(edition.cards, place)));
  const ofPaper = <V,>(print: (paper: PrintableTitle) => V) => once((place) => print(at(papers, place)));

  const page = cut(pageMarkup(<DigestFrame edition={edition} words={MARKS} cards={mark('cards')} also={mark('also')} />));
  const lead = ofCard((paper) => markup(<PaperCard paper={paper} lead />));
  const card = ofCard((paper) => markup(<PaperCard paper={paper} lead={false} />));
  const item = ofPaper((paper) => markup(<AlsoItem title={paper.title} url={paper.url} />));
  const day = onceNamed((name) => markup(<DayRow day={name} />));
  const list = once((after) => cut(markup(<AlsoList {...{ frequency, after }}>{mark('items')}</AlsoList>)));

  const plain = cut(textFrame(edition, MARKS, [mark('papers')]));
  const heading = textHeading(frequency);
  const textOfCard = numbered((i) => ofCard((paper) => textCard(paper, i)));
  const textOfItem = numbered((i) => ofPaper((paper) => textItem(paper, i)));

  /** The digest as data, for its words. */
  const shown = ({ cards, titles, ...own }: Selection): PrintableDigest => ({
    ...edition,
    ...own,
    cards: cards.map((place) => at(edition.cards, place)),
    titles: titles.map((place) => at(papers, place)),
  });

  return {
    subject: (selection: Selection) => digestWords(shown(selection)).subject,

    html(selection: Selection): string {
      const { cards, titles } = selection;
      const digest = shown(selection);
      const { date, subject, preview, count, rest, unsubscribeUrl, preferencesUrl } = digestWords(digest);
      return fill(page, {
        date: escaped(date),
        subject: escaped(subject),
        preview: escaped(preview),
        count: escaped(count),
        rest: escaped(rest),
        unsubscribeUrl: escaped(unsubscribeUrl),
        preferencesUrl: escaped(preferencesUrl),
        cards: concat(sections(digest), (section) =>
          concat(section.cards, (i) => (i === 0 ? lead : card)(cards[i] ?? 0), section.heading && day(section.heading)),
        ),
        also: titles.length > 0 ? fill(list(cards.length), { items: concat(titles, item) }) : '',
      });
    },

    text(selection: Selection): string {
      const { cards, titles } = selection;
      const also = titles.map((place, i) => textOfItem(place, cards.length + i));
      const digest = shown(selection);
      let above = 0;
      const full = sections(digest).flatMap((section) => [
        ...(section.heading ? [textDay(section.heading)] : []),
        ...section.cards.map((i) => textOfCard(cards[i] ?? 0, above++)),
      ]);
      const all = [...full, ...(titles.length > 0 ? [heading, ...also] : [])];
      return fill(plain, { ...digestWords(digest), papers: all.join('\n\n') });
    },
  };
}

/** Like `map` and `join`, without copying: the engine puts such a string together once, when it is first read. */
function concat<T>(items: readonly T[], print: (item: T, i: number) => string, before = ''): string {
  let text = before;
  items.forEach((item, i) => {
    text += print(item, i);
  });
  return text;
}

/** Remembers what was made for each number. */
function once<V>(make: (n: number) => V): (n: number) => V {
  const made: V[] = [];
  return (n) => (made[n] ??= make(n));
}

/** Remembers what was made for each name; there are few. */
function onceNamed(make: (name: string) => string): (name: string) => string {
  const made = new Map<string, string>();
  return (name) => {
    const known = made.get(name) ?? make(name);
    made.set(name, known);
    return known;
  };
}

/** Prints a paper once for each width its number may have, and sets the number before it. */
function numbered(print: (i: number) => (place: number) => string): (place: number, i: number) => string {
  const ofWidth = once((digits) => {
    const first = 10 ** (digits - 1) - 1;
    const whole = print(first);
    return once((place) => whole(place).slice(number(first).length));
  });
  return (place, i) => number(i) + ofWidth(Math.max(2, String(i + 1).length))(place);
}

function at<T>(papers: readonly T[], place: number): T {
  const paper = papers[place];
  if (paper === undefined) throw new RangeError(`the edition shows no paper at place ${place}`);
  return paper;
}
