import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assemble, type PaperParts } from '../../emails/assemble.ts';
import { type PartsProps, renderDigest, renderParts } from '../../emails/index.tsx';
import { hostile } from './hostile-text.ts';
import { card, digest } from './support.ts';

type Paper = PartsProps['papers'][number];

const word = fc.oneof(hostile, fc.constantFrom('', 'Ünïted', '量子', '<b>&amp;"\'', '\u0001date\u0001', '\u0001voteToken\u0001'));
const url = fc.constantFrom('https://a.example/?a=1&b="é', 'https://github.com/a/b', 'javascript:alert(1)', '');
const paper: fc.Arbitrary<Paper> = fc
  .record({
    ...{ vote: fc.stringMatching(/^[\w-]{12}$/), title: word, url, tldr: word, extract: word, source: word },
    ...{ authors: fc.array(word, { maxLength: 5 }), keywords: fc.array(word, { maxLength: 2 }) },
    ...{ links: fc.array(fc.record({ label: word, url }), { maxLength: 2 }), upvotes: fc.nat(), readers: fc.nat() },
    day: fc.constantFrom('2026-03-16', '2026-03-17', '2026-03-18', undefined),
    code: fc.option(fc.record({ repository: word, url }), { nil: undefined }),
  })
  .map(({ code, ...own }) => ({ ...card(own), code }));

const frame = fc
  .record({
    frequency: fc.constantFrom('daily' as const, 'weekly' as const),
    note: fc.option(word, { nil: undefined }),
    listName: word,
    language: fc.constantFrom('en-GB', 'en-US'),
  })
  .map(({ frequency, note, listName, language }) => {
    const { publication, webUrl, privacyUrl } = digest();
    return { publication: { ...publication, listName, language }, frequency, note, webUrl, privacyUrl };
  });

const voteUrl = (edition: number) => `https://papers.example.org/vote?edition=2026-03-${edition}&token=`;

/** Papers of up to three editions, each with its own address to vote at, in any order. */
const papers = fc
  .array(fc.array(paper, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 3 })
  .map((editions) => editions.flatMap((all, i) => all.map((one) => ({ paper: one, edition: 16 + i }))))
  .chain((all) => fc.shuffledSubarray(all, { minLength: all.length }));

const said = fc.record({
  ...{ date: word, day: word, total: fc.nat({ max: 2000 }) },
  about: fc.record({
    sources: fc.array(fc.record({ name: word, papers: fc.nat({ max: 99 }) }), { maxLength: 5 }),
    mostUpvoted: fc.option(fc.record({ title: word, upvotes: fc.nat() }), { nil: undefined }),
    withCode: fc.nat({ max: 99 }),
  }),
});

const token = fc.stringMatching(/^[\w.=-]{1,90}$/);
const own = fc.record({ token, more: token }).map(({ token: voteToken, more }) => ({
  voteToken,
  unsubscribeUrl: `https://papers.example.org/unsubscribe?token=${voteToken}&b=${more}`,
  preferencesUrl: `https://papers.example.org/preferences?token=${voteToken}`,
}));

test('[R29] a mail assembled from parts of any editions is, byte for byte, the same digest rendered whole', async () => {
  await fc.assert(
    fc.asyncProperty(
      ...([frame, papers, fc.nat({ max: 18 }), fc.constantFrom(0, 0, 0, 0, 95, 900), said, fc.tuple(own, own)] as const),
      async (framed, all, inFull, more, about, readers) => {
        const parts = new Map<Paper, PaperParts>();
        for (const of of Object.values(Object.groupBy(all, ({ edition }) => edition))) {
          const rendered = renderParts({ ...framed, voteUrl: voteUrl(of![0]!.edition), papers: of!.map((one) => one.paper) });
          expect(JSON.parse(JSON.stringify(rendered))).toStrictEqual(rendered);
          rendered.papers.forEach((one, i) => {
            parts.set(of![i]!.paper, one);
          });
        }
        const cards = all.slice(0, inFull);
        const titles = [...all.slice(inFull), ...Array.from({ length: more }, (_, i) => all[i % all.length]!)];
        const code = all.filter(({ paper: { code } }) => code).toReversed();
        const of = (chosen: typeof all) => chosen.map((one) => parts.get(one.paper)!);
        const shown = { ...about, cards: of(cards), titles: of(titles), code: of(code) };
        const mailTo = assemble(renderParts({ ...framed, voteUrl: voteUrl(1), papers: [] }).frame, shown);
        for (const { voteToken, ...links } of readers) {
          const whole = await renderDigest({
            ...{ ...framed, ...about, ...links, voteUrl: '' },
            cards: cards.map(({ paper: one, edition }) => ({ ...one, voteUrl: `${voteUrl(edition)}${voteToken}` })),
            titles: titles.map((one) => one.paper),
            code: code.flatMap(({ paper: { title, code: released } }) => (released ? { ...released, title } : [])),
          });
          expect(mailTo({ voteToken, ...links })).toEqual(whole);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test.each([
  ['cards', 120, 0],
  ['titles', 1, 1200],
])('[R35] how many %s fit depends on the length of each reader’s own links', async (_, inFull, byTitle) => {
  const edition = { ...digest({ total: inFull + byTitle }), voteUrl: voteUrl(18) };
  const cards = Array.from({ length: inFull }, (_, i) => card({ title: `Paper ${i}`, extract: 'Word '.repeat(110) }));
  const titles = Array.from({ length: byTitle }, (_, i) => card({ title: `Title ${i}` }));
  const { frame: framed, papers: parts } = renderParts({ ...edition, papers: [...cards, ...titles] });
  const mailTo = assemble(framed, { ...edition, cards: parts.slice(0, inFull), titles: parts.slice(inFull), code: [] });
  const sizes = [];
  for (const voteToken of ['t', 't'.repeat(90), 't'.repeat(60), 't']) {
    const link = (path: string) => `https://papers.example.org/${path}?token=${voteToken}`;
    const links = { unsubscribeUrl: link('unsubscribe'), preferencesUrl: link('preferences') };
    const mail = mailTo({ voteToken, ...links });
    const whole = { ...edition, ...links, cards, titles, code: [], voteUrl: `${edition.voteUrl}${voteToken}` };
    expect(mail).toEqual(await renderDigest(whole));
    const listed = mail.text.match(/^ *\d+\. /gm)?.length;
    sizes.push(`${mail.text.split('Worth reading?').length - 1} of ${listed}`);
  }
  expect(sizes[3]).toBe(sizes[0]);
  expect(new Set(sizes).size).toBe(3);
});

test('refuses to assemble with a link that is none', () => {
  const { frame: framed } = renderParts({ ...digest(), papers: [] });
  const mailTo = assemble(framed, { ...digest(), cards: [], titles: [], code: [] });
  const links = { preferencesUrl: 'https://papers.example.org/p', voteToken: 't' };
  expect(() => mailTo({ ...links, unsubscribeUrl: 'javascript:alert(1)' })).toThrow(RangeError);
});
