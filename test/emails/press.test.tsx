import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textCard, textDay, textFrame, textHeading, textItem } from '../../emails/_content/digest-text.ts';
import { pageMarkup } from '../../emails/_content/markup.ts';
import { printableDigest } from '../../emails/_content/printable.ts';
import { sections } from '../../emails/_content/sections.ts';
import { digestWords } from '../../emails/_content/wording.ts';
import { DigestPage } from '../../emails/digest.tsx';
import { digestPress } from '../../emails/index.tsx';
import { card, digest } from './support.ts';

const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('<b>', '&amp;', '"', "'", 'Ünïted', '量子', '\u0001date\u0001'),
);
const day = fc.constantFrom('2026-03-16', '2026-03-17', '2026-03-18', undefined);
const papers = fc.array(
  fc.record({ title: word, tldr: word, extract: word, source: word, upvotes: fc.nat(), comments: fc.nat(), day }).map(card),
  { minLength: 1, maxLength: 12 },
);
const places = (n: number) => fc.shuffledSubarray([...Array(n).keys()]);

/** A selection of papers of an edition. An edition without any is never sent. */
const choice = fc
  .record({ cards: papers, titles: papers })
  .chain(({ cards, titles }) =>
    fc.record({
      props: fc
        .constantFrom('daily' as const, 'weekly' as const)
        .map((frequency) =>
          digest({ frequency, cards, titles: [...titles, ...Array.from({ length: 95 }, () => titles[0]!)], total: 120 }),
        ),
      chosen: fc.record({
        cards: places(cards.length),
        titles: places(titles.length + 95).map((chosen) => chosen.map((n) => n + cards.length)),
      }),
    }),
  )
  .filter(({ chosen }) => chosen.cards.length + chosen.titles.length > 0);

test('[R29] a digest put together from parts is, byte for byte, the same digest rendered whole', () => {
  fc.assert(
    fc.property(choice, word, ({ props, chosen }, date) => {
      const own = {
        date,
        day: date,
        unsubscribeUrl: 'https://example.org/u?token=a&b=c',
        preferencesUrl: 'https://example.org/p?token=a&b=c',
      };
      const printed = digestPress(props)({ ...own, ...chosen });
      const edition = printableDigest({
        ...props,
        ...own,
        cards: chosen.cards.map((n) => props.cards[n]!),
        titles: chosen.titles.map((n) => props.titles[n - props.cards.length]!),
      });
      const { cards, titles } = edition;
      const also = titles.map((title, i) => textItem(title, cards.length + i));
      expect(printed.html).toBe(pageMarkup(<DigestPage edition={edition} />));
      expect(printed.text).toBe(
        textFrame(edition, digestWords(edition), [
          ...sections(edition).flatMap(({ heading, cards: places }, i, all) => [
            ...(heading ? [textDay(heading)] : []),
            ...places.map((place, n) => textCard(cards[place]!, all.slice(0, i).flatMap((one) => one.cards).length + n)),
          ]),
          ...(titles.length > 0 ? [textHeading(edition.frequency), ...also] : []),
        ]),
      );
    }),
    { numRuns: 60 },
  );
}, 60_000);
