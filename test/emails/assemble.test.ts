import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assemble } from '../../emails/assemble.ts';
import { renderParts } from '../../emails/index.tsx';
import { hostile } from './hostile-text.ts';
import { assembled, card, digest } from './support.ts';
import { renderWhole, type Whole } from './whole.tsx';

const word = fc.oneof(hostile, fc.constantFrom('', 'Ünïted', '量子', '<b>&amp;"\'', '\u0001line\u0001', '\u0001voteToken\u0001'));
const url = fc.constantFrom('https://a.example/?a=1&b="é', 'https://github.com/a/b', 'javascript:alert(1)', '');
const voteUrl = fc.constantFrom(16, 17, 18).map((day) => `https://papers.example.org/vote?edition=2026-03-${day}&paper=`);
const paper = fc
  .record({
    ...{ vote: fc.stringMatching(/^[\w-]{12}$/), title: word, url, tldr: word, found: word, organisation: word, venue: word },
    ...{
      authors: fc.array(word, { maxLength: 5 }),
      pdf: url,
      code: url,
      discussion: url,
      dated: fc.constantFrom('', 'March 2014'),
    },
    ...{ upvotes: fc.nat(), readers: fc.nat(3), stars: fc.nat(), voteUrl },
  })
  .map((own) => card(own));
const papers = (maxLength: number) => fc.array(paper, { maxLength });
const token = fc.stringMatching(/^[\w.=-]{1,90}$/);

/** Papers of up to three editions, each with its own address to vote at, in any places. */
const mail: fc.Arbitrary<Whole> = fc
  .record({
    frequency: fc.constantFrom('daily' as const, 'weekly' as const),
    note: fc.option(word, { nil: undefined }),
    ...{ date: word, total: fc.nat({ max: 2000 }), withCode: fc.nat({ max: 99 }), source: fc.option(word, { nil: undefined }) },
    ...{ front: papers(5), next: papers(3), rising: papers(2) },
    lists: fc.array(fc.record({ name: fc.constantFrom('Agents', 'Vision and images', 'A & B'), papers: papers(3) }), {
      maxLength: 2,
    }),
    subjects: fc.subarray([
      { id: 'agents', name: 'Agents', papers: 12 },
      { id: 'data', name: 'Data & search', papers: 1_234 },
    ]),
    pages: fc
      .subarray(['2026-03-17', '2026-03-16'])
      .map((days) => ['2026-03-18', ...days].map((id) => ({ id, day: `Day ${id}` }))),
    personal: fc.option(
      fc
        .record({
          forYou: fc.array(fc.record({ paper, reason: word }), { maxLength: 5 }),
          ...{ front: papers(5), next: papers(3), rising: papers(2), only: fc.boolean(), same: fc.boolean() },
        })
        .map((own) => (own.only ? { ...own, front: [], next: [], rising: [] } : own)),
      { nil: undefined },
    ),
    ...{ voteToken: token, more: token, said: fc.constantFrom('Tue', 'Tue · arXiv', '') },
  })
  .map(({ said, more, voteToken, lists, personal, ...own }) =>
    digest({
      ...own,
      personal: personal && {
        ...personal,
        ...(personal.same && !personal.only && { front: own.front, next: own.next }),
        lists: [],
        facts: new Map(personal.forYou.slice(0, 2).map(({ paper }) => [paper, said])),
      },
      lists: [...new Map(lists.filter((list) => list.papers.length > 0).map((list) => [list.name, list])).values()],
      facts: new Map(own.front.filter((_, i) => i % 2 === 0).map((one) => [one, said])),
      voteToken,
      unsubscribeUrl: `https://papers.example.org/unsubscribe?token=${voteToken}&b=${more}`,
      preferencesUrl: `https://papers.example.org/preferences?token=${voteToken}`,
    }),
  );

test('[R29] a mail assembled from parts of any editions is, byte for byte, the same digest rendered whole', () => {
  fc.assert(
    fc.property(mail, (props) => {
      expect(assembled(props)).toEqual(renderWhole(props));
    }),
    { numRuns: 80, endOnFailure: true },
  );
});

test('parts are plain JSON', () => {
  fc.assert(
    fc.property(mail, (props) => {
      const rendered = renderParts({ ...props, voteUrl: 'https://papers.example.org/vote?paper=', papers: props.front });
      expect(JSON.parse(JSON.stringify(rendered))).toEqual(rendered);
    }),
    { numRuns: 20 },
  );
});

test('refuses to assemble with a link that is none', () => {
  const { frame } = renderParts({ ...digest(), voteUrl: '', papers: [] });
  const mailTo = assemble(frame, { ...digest(), front: [], next: [], lists: [], rising: [], facts: undefined });
  const links = { preferencesUrl: 'https://papers.example.org/p', voteToken: 't' };
  expect(() => mailTo({ ...links, unsubscribeUrl: 'javascript:alert(1)' })).toThrow(RangeError);
});
