import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestPress, renderDigest } from '../../emails/index.tsx';
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

/** A selection of papers of an edition, with or without more titles than a mail holds. An edition without any is never sent. */
const choice = fc
  .record({ cards: papers, titles: papers, more: fc.constantFrom(0, 95, 900), frequency: fc.constantFrom('daily', 'weekly') })
  .chain(({ cards, titles, more, frequency }) => {
    const all = [...titles, ...Array.from({ length: more }, () => titles[0]!)];
    return fc.record({
      props: fc.constant(digest({ frequency, cards, titles: all, total: 1000 })),
      cards: places(cards.length),
      titles: places(all.length),
    });
  })
  .filter(({ cards, titles }) => cards.length + titles.length > 0);

test('[R29] a digest put together from parts is, byte for byte, the same digest rendered whole', async () => {
  await fc.assert(
    fc.asyncProperty(choice, word, async ({ props, cards, titles }, date) => {
      const links = { unsubscribeUrl: 'https://example.org/u?token=a&b=c', preferencesUrl: 'https://example.org/p?token=a&b=c' };
      const own = { date, day: date, ...links };
      expect(digestPress(props)({ ...own, cards, titles })).toEqual(
        await renderDigest({
          ...props,
          ...own,
          cards: cards.map((n) => props.cards[n]!),
          titles: titles.map((n) => props.titles[n]!),
        }),
      );
    }),
    { numRuns: 60 },
  );
}, 60_000);
