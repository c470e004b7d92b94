import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { corpusOf } from '../../../functions/domain/interests/corpus.ts';
import { featuresOf, finder } from '../../../functions/domain/interests/features.ts';
import { forYou, isPersonal } from '../../../functions/domain/interests/for-you.ts';
import { EMPTY_FILTER, type Interests, NO_INTERESTS } from '../../../functions/domain/interests/interests.ts';
import { learnFrom } from '../../../functions/domain/interests/learn.ts';
import { countTerms, vectorOf } from '../../../functions/domain/interests/lexicon.ts';
import { pack } from '../../../functions/domain/interests/packed.ts';
import { nameKey, phraseOf, searchable } from '../../../functions/domain/interests/words.ts';
import { votesFor } from '../../../functions/domain/ranking.ts';
import { SUBJECT_IDS, SUBJECTS } from '../../../functions/domain/subject.ts';
import { paperRef } from '../../../functions/domain/vote.ts';

const WORDS = 'robot grasp protein fold court judge star light soil water song melody bridge train bee flower'.split(' ');
const AUTHORS = ['Ada Lovelace', 'Grete Hermann', 'Émilie du Châtelet', 'J. Smith'];
const CATEGORIES = ['cs.RO', 'cs.CV', 'math.CO'];
const text = (most: number) =>
  fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: most }).map((words) => words.join(' '));
const paper = fc.record({
  title: text(5),
  abstract: text(30),
  authors: fc.subarray(AUTHORS),
  categories: fc.subarray(CATEGORIES),
  subject: fc.constantFrom(...SUBJECT_IDS),
  upvotes: fc.nat({ max: 8 }),
});
const some = fc
  .array(paper, { minLength: 1, maxLength: 30 })
  .map((papers) => papers.map((one, i) => ({ ...one, id: `p${i}`, since: '2026-03-18', tells: true })));
/** What somebody types: words and phrases of papers, and what nobody should. */
const bait = fc.constantFrom('(a+)+$', '.*', '[', '\\', '\u202eevil', '\u0000', ' ', '', 'x'.repeat(10_000), '<b>', '$&');
const filter = fc.record({
  words: fc.array(fc.oneof(text(2), bait), { maxLength: 4 }),
  authors: fc.array(fc.oneof(fc.constantFrom(...AUTHORS, 'emilie DU chatelet'), bait), { maxLength: 2 }),
  subjects: fc.subarray([...SUBJECT_IDS], { maxLength: 2 }),
  categories: fc.array(fc.constantFrom(...CATEGORIES, 'CS.ro', 'no.NE'), { maxLength: 2 }),
});
const interests: fc.Arbitrary<Interests> = fc.record({
  follow: filter,
  mute: fc.oneof(filter, fc.constant(EMPTY_FILTER)),
  cards: fc.integer({ min: 0, max: 10 }),
  outside: fc.boolean(),
  fromVotes: fc.constant(false),
  only: fc.constant(false),
});

type Paper = Awaited<ReturnType<typeof fc.sample<typeof some extends fc.Arbitrary<infer T> ? T : never>>>[number][number];

/** What of a filter this paper matches, by reading its text as a person would. */
function matchOf(one: Paper, { words, authors, subjects, categories }: Interests['follow']) {
  const said = searchable(one);
  return {
    words: words.filter((each) => each.length < 100 && phraseOf(each) && said.includes(` ${phraseOf(each)} `)),
    authors: one.authors.filter((name) => authors.some((each) => nameKey(each) === nameKey(name))),
    topics: [
      ...one.categories.filter((each) => categories.some((other) => other.toLowerCase() === each.toLowerCase())),
      ...(subjects.includes(one.subject) ? [SUBJECTS[one.subject]] : []),
    ],
  };
}
const any = (found: ReturnType<typeof matchOf>) => found.words.length + found.authors.length + found.topics.length > 0;

describe('what is for a reader', () => {
  it('is never more than they want, muted, or there twice; and each has a reason that is true', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(some, interests, fc.array(fc.nat(), { maxLength: 3 }), (papers, said, likes) => {
        const all = countTerms([...papers, ...WORDS.map((title) => ({ title }))], 1, 'test');
        const corpus = corpusOf(
          papers.map((one) => vectorOf(one, all)),
          all.terms.length,
        );
        const liked = likes.map((n, i) => ({ ...papers[n % papers.length]!, id: `liked ${i}` }));
        const learned = learnFrom({ interests: said, liked, disliked: [] }, corpus, all, new Date(0));
        const shelf = {
          ...{ finder: finder(featuresOf(papers, all)), papers },
          order: papers.map((_, i) => i),
        };
        const shown = new Set(papers.slice(0, 2));
        const { picked, muted } = forYou(
          { shelves: [shelf], ranked: papers, byRef: new Map() },
          { interests: said, learned },
          shown,
        );
        expect(picked.length).toBeLessThanOrEqual(said.cards);
        expect(new Set(picked.map((one) => one.paper)).size).toBe(picked.length);
        for (const one of papers) expect(muted.has(one)).toBe(any(matchOf(one, said.mute)));
        const outside = picked.filter(({ reason }) => reason.startsWith('Not what you follow'));
        expect(outside.length * 5).toBeLessThanOrEqual(picked.length);
        const always = papers.filter((one) => {
          const { words, authors } = matchOf(one, said.follow);
          return !muted.has(one) && words.length + authors.length > 0;
        });
        expect(picked.filter((one) => always.includes(one.paper))).toHaveLength(Math.min(always.length, said.cards));
        for (const { paper: one, reason } of picked) {
          expect(muted.has(one)).toBe(false);
          const { words, authors, topics } = matchOf(one, said.follow);
          const [, kind = '', what = ''] =
            /^(By|You follow|Like|Near to|From|Not) (?:“?)([^”]*?)(?:”|, wh|$)/u.exec(reason) ?? [];
          seen.set(kind, (seen.get(kind) ?? 0) + 1);
          if (kind === 'By') expect(authors).toContain(what);
          else if (kind === 'You follow') expect(words.map((each) => each.replace(/\s+/g, ' ').trim())).toContain(what);
          else if (kind === 'From') expect(topics).toContain(what);
          else if (kind === 'Not') {
            expect(any({ words, authors, topics })).toBe(false);
            expect([said.outside, votesFor(one) >= 5, shown.has(one)]).toEqual([true, true, false]);
          } else {
            if (kind === 'Near to') {
              expect(said.follow.words).toContain(what);
              expect(
                phraseOf(what)
                  .split(' ')
                  .some((word) => searchable(one).includes(` ${word} `)),
              ).toBe(true);
            }
            const terms = reason.split(': ').at(-1)!.split(', ');
            for (const term of terms) expect(searchable(one)).toContain(` ${phraseOf(term)} `);
            const like = liked.find(({ title }) => title === what);
            if (kind === 'Like') for (const term of terms) expect(searchable(like!)).toContain(` ${phraseOf(term)} `);
          }
        }
      }),
      { numRuns: 300 },
    );
    expect([...seen.keys()].sort()).toEqual(['By', 'From', 'Like', 'Near to', 'Not', 'You follow']);
  });

  it('in a mail of its own is more than near to a phrase; beside other papers that is enough', () => {
    const papers = ['robot grasp', 'grasp cups', 'star light'].map((title, i) => ({
      ...{ id: `p${i}`, title, abstract: '', authors: [], categories: [], subject: 'other' as const },
      ...{ since: '2026-03-18', tells: true, upvotes: 0 },
    }));
    const others = WORDS.slice(2).map((title) => ({ title }));
    const all = countTerms([...papers, ...others], 1, 'test');
    const corpus = corpusOf(
      papers.map((one) => vectorOf(one, all)),
      all.terms.length,
    );
    const said = { ...NO_INTERESTS, follow: { ...EMPTY_FILTER, words: ['robot grasp'] } };
    const learned = { ...learnFrom({ interests: said, liked: [], disliked: [] }, corpus, all, new Date(0))!, least: 1 };
    const shown = papers.slice(1);
    const shelf = { finder: finder(featuresOf(shown, all)), papers: shown, order: [0, 1] };
    const titlesFor = (only: boolean) =>
      forYou(
        { shelves: [shelf], ranked: shown, byRef: new Map() },
        { interests: { ...said, only }, learned },
        new Set(),
      ).picked.map(({ paper, reason }) => [paper.title, reason]);
    expect(titlesFor(false)).toEqual([['grasp cups', expect.stringMatching(/^Near to “robot grasp”/)]]);
    expect(titlesFor(true)).toEqual([]);
  });

  it('is first by whom and of what fewest papers are: a word of many takes no place from an author', () => {
    const titles = ['agent one', 'agent two', 'agent three', 'sparse agent', 'of her own'];
    const papers = titles.map((title, i) => ({
      ...{ id: `p${i}`, title, abstract: '', authors: i === 4 ? ['Ada Lovelace'] : [], categories: [] },
      ...{ subject: 'other' as const, since: '2026-03-18', tells: true, upvotes: 0 },
    }));
    const shelf = {
      ...{ finder: finder(featuresOf(papers, countTerms(papers, 1, 'test'))), papers },
      order: [...papers.keys()],
    };
    const follow = { ...EMPTY_FILTER, words: ['agent', 'sparse'], authors: ['Ada Lovelace'] };
    const interests = { ...NO_INTERESTS, follow, cards: 3 };
    const { picked } = forYou({ shelves: [shelf], ranked: papers, byRef: new Map() }, { interests }, new Set());
    expect(picked.map(({ paper, reason }) => [paper.title, reason])).toEqual([
      ['of her own', 'By Ada Lovelace, whom you follow'],
      ['sparse agent', 'You follow “sparse”'],
      ['agent one', 'You follow “agent”'],
    ]);
  });

  it('is not what was liked already, however many voted for it', () => {
    const titles = ['robot arm', 'robot hand', 'robot leg', 'robot eye', 'star light', 'song melody'];
    const papers = titles.map((title, i) => ({
      ...{ id: `p${i}`, title, abstract: '', authors: [], categories: [], subject: 'other' as const },
      ...{ since: '2026-03-18', tells: true, upvotes: i < 4 ? 0 : 9 },
    }));
    const features = featuresOf(papers, countTerms(papers, 1, 'test'));
    const shelf = { finder: finder(features), papers, order: [...papers.keys()] };
    const byRef = new Map(papers.map((paper) => [paperRef(paper.id), paper]));
    const liked = [{ ref: paperRef('p4'), title: 'star light', terms: pack([], []) }];
    const learned = { lexicon: 'test', at: '2026-03-18T05:00:00Z', terms: pack([], []), least: 1, about: [], liked };
    const interests = { ...NO_INTERESTS, follow: { ...EMPTY_FILTER, words: ['robot'] } };
    const shown = new Set<(typeof papers)[number]>();
    const { picked } = forYou({ shelves: [shelf], ranked: papers, byRef }, { interests, learned }, shown);
    expect(picked.map(({ paper }) => paper.title)).toEqual(titles.toSpliced(4, 1));
  });

  it.each([
    [{}, false],
    [{ interests: NO_INTERESTS }, false],
    [{ interests: { ...NO_INTERESTS, cards: 10 } }, false],
    [{ interests: { ...NO_INTERESTS, only: true } }, true],
    [{ interests: { ...NO_INTERESTS, mute: { ...EMPTY_FILTER, words: ['x'] } } }, true],
  ])('differs from the common copy only where something is said: %j', (reader, personal) => {
    expect(isPersonal(reader)).toBe(personal);
  });
});
