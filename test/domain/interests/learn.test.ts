import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { corpusOf } from '../../../functions/domain/interests/corpus.ts';
import { type Features, featuresOf, finder } from '../../../functions/domain/interests/features.ts';
import { likeness, reasoner } from '../../../functions/domain/interests/fit.ts';
import { type Interests, NO_INTERESTS } from '../../../functions/domain/interests/interests.ts';
import { learnFrom } from '../../../functions/domain/interests/learn.ts';
import { bytesOf, MOST_LEARNED_BYTES } from '../../../functions/domain/interests/learned.ts';
import { countTerms, vectorOf } from '../../../functions/domain/interests/lexicon.ts';
import { pack, unpack } from '../../../functions/domain/interests/packed.ts';
import { eachTerm, phraseOf, searchable, termsOf } from '../../../functions/domain/interests/words.ts';

const topics = {
  robots: 'robot grasping with a dexterous hand learns a manipulation policy in simulation and transfers the policy to hardware',
  proteins: 'protein folding with a diffusion model of backbone structure predicts binding sites and designs an enzyme',
  law: 'legal documents of courts are summarised by a language model and judges compare the summaries of contracts',
  stars: 'a telescope measures the spectrum of faint stars and galaxies behind clouds of interstellar dust',
  soil: 'soil moisture of fields and forests is mapped from radar satellites over seasons of drought',
  music: 'melodies of folk songs are transcribed from noisy recordings and harmonised for string quartets',
};
const words = Object.values(topics).join(' ').split(' ');
/** Fifteen papers of each topic, each with two words of any topic, so that no word marks a topic alone. */
const papers = Object.entries(topics).flatMap(([topic, text]) =>
  Array.from({ length: 15 }, (_, n) => ({
    id: `${topic} ${n}`,
    topic,
    title: `${text
      .split(' ')
      .slice(n % 5, (n % 5) + 4)
      .join(' ')} in case ${n}`,
    abstract: `${text} ${words.slice(n * 4, n * 4 + 2).join(' ')}`,
    authors: [],
  })),
);
const all = countTerms(papers, 2, 'test');
const corpus = corpusOf(
  papers.map((paper) => vectorOf(paper, all)),
  all.terms.length,
);
const now = new Date('2026-03-18T05:00:00Z');
const of = (topic: string) => papers.filter((paper) => paper.topic === topic);
const learned = (liked: typeof papers, disliked: typeof papers = [], interests: Interests = NO_INTERESTS) =>
  learnFrom({ interests, liked, disliked }, corpus, all, now);
const fitsOf = (some: readonly ((typeof papers)[number] | { id: string; title: string; abstract: string; authors: [] })[]) => {
  const found = finder(featuresOf(some, all));
  return (what: ReturnType<typeof learned>) => [...likeness(found, what)];
};

describe('what a reader works on', () => {
  it.each(Object.keys(topics))('is learned from three likes: all papers of %s come before all others', (topic) => {
    const fits = fitsOf(papers)(learned(of(topic).slice(0, 3)));
    const ranked = papers.map((paper, i) => ({ paper, fits: fits[i]! })).sort((a, b) => b.fits - a.fits);
    expect(new Set(ranked.slice(0, 15).map(({ paper }) => paper.topic))).toEqual(new Set([topic]));
  });

  it('is learned from words alone', () => {
    const follow = { ...NO_INTERESTS.follow, words: ['protein folding'] };
    const what = learned([], [], { ...NO_INTERESTS, follow });
    const fits = fitsOf(papers)(what);
    const best = papers.map(({ topic }, i) => ({ topic, fits: fits[i]! })).sort((a, b) => b.fits - a.fits);
    expect(new Set(best.slice(0, 15).map(({ topic }) => topic))).toEqual(new Set(['proteins']));
    expect(what?.about).toContain('protein folding');
  });

  it('is learned from a phrase as a phrase: its words elsewhere say nothing', () => {
    const of = (words: string[]) => learned([], [], { ...NO_INTERESTS, follow: { ...NO_INTERESTS.follow, words } });
    expect(of(['moisture melodies'])).toBeUndefined();
    expect(of(['protein folding'])).toBeDefined();
  });

  it('is nothing where nothing is liked, or nothing of it is known', () => {
    expect(learned([])).toBeUndefined();
    expect(
      learnFrom({ interests: NO_INTERESTS, liked: [{ id: 'x', title: 'Quokka' }], disliked: [] }, corpus, all, now),
    ).toBeUndefined();
  });

  it('counts for less where the reader dislikes papers like it', () => {
    const likes = [...of('robots').slice(0, 2), ...of('stars').slice(0, 2)];
    const stars = fitsOf([...of('stars'), ...of('soil')]);
    const sum = (numbers: number[]) => numbers.slice(0, 15).reduce((a, b) => a + b, 0);
    expect(sum(stars(learned(likes, of('stars').slice(5, 9))))).toBeLessThan(sum(stars(learned(likes))) / 2);
  });

  it('is not forced: a paper that says a word 5,000 times fits less than one that is about it', () => {
    const what = learned(of('robots').slice(0, 3));
    const [about] = fitsOf([of('robots')[7]!])(what);
    for (const word of ['robot', 'manipulation', 'robot grasping']) {
      const abstract = `${topics.law} ${`${word} `.repeat(5_000)}`;
      const [spam] = fitsOf([{ id: 'spam', title: 'On courts and contracts', abstract, authors: [] }])(what);
      expect(spam).toBeLessThan(about!);
    }
  });

  it('fits in 4,000 bytes, with the reasons of its ten newest papers', () => {
    const many = papers.map((paper, n) => ({ ...paper, title: `${n} ${'長い題名'.repeat(60)}` }));
    const what = learnFrom({ interests: NO_INTERESTS, liked: many, disliked: [] }, corpus, all, now)!;
    expect(bytesOf(what)).toBeLessThanOrEqual(MOST_LEARNED_BYTES);
    expect(what.liked).toHaveLength(10);
  });

  it('means nothing by another lexicon', () => {
    const what = learned(of('robots').slice(0, 3))!;
    expect(fitsOf(of('robots'))({ ...what, lexicon: 'another' })).toEqual(of('robots').map(() => 0));
  });
});

describe('a reason', () => {
  it('names the liked paper that is nearest, and terms that both hold', () => {
    const likes = [of('robots')[0]!, of('stars')[0]!];
    const what = learned(likes);
    const shown = [of('robots')[7]!, of('stars')[8]!];
    const found = finder(featuresOf(shown, all));
    shown.forEach((paper, place) => {
      const { reason } = reasoner(what, [])(found, place, undefined, 1)!;
      const [, title, terms] = /^Like “(.+)” of your picks: (.+)$/.exec(reason)!;
      const like = likes.find((one) => one.title === title)!;
      expect(like.topic).toBe(paper.topic);
      for (const term of terms!.split(', '))
        for (const text of [searchable(like), searchable(paper)]) expect(text).toContain(` ${phraseOf(term)} `);
    });
  });

  it('is none where nothing is shared', () => {
    const found = finder(featuresOf([of('soil')[0]!], all));
    const what = learned(of('music').slice(0, 1))!;
    const only = { ...what, terms: pack([all.numbers.get('melodie')!], [9]), liked: [] };
    expect(reasoner(only, [])(found, 0, undefined, 1)).toBeUndefined();
  });

  it('is two terms or a phrase that a liked paper and this one share: one word alone is none', () => {
    const what = learned(of('robots').slice(0, 1))!;
    const why = (title: string) =>
      reasoner(what, [])(finder(featuresOf([{ id: 'x', title, authors: [] }], all)), 0, undefined, 1)?.reason;
    expect(why('A simulation for forests')).toBeUndefined();
    expect(why('A hand learns for forests')).toMatch(/^Like “.+” of your picks: hand learns$/);
    expect(why('A hand learns for a simulation')).toMatch(/^Like “.+” of your picks: (?=.*hand learns).*simulation/);
  });

  it('of a subject that is followed stands before likeness that would not do alone', () => {
    const found = finder(featuresOf([of('robots')[7]!], all));
    const what = learned([of('robots')[0]!]);
    const why = (fit: number) => reasoner(what, [])(found, 0, { topic: 'cs.RO' }, fit)?.reason;
    expect(why(0.9)).toBe('From cs.RO, which you follow');
    expect(why(1)).toMatch(/^Like “/);
  });

  it('is no phrase of which a paper holds a word that nothing was learned of', () => {
    const words = ['world model'];
    const what = learned([of('robots')[0]!], [], { ...NO_INTERESTS, follow: { ...NO_INTERESTS.follow, words } })!;
    const { title, abstract } = of('robots')[7]!;
    const found = finder(featuresOf([{ id: 'x', title: `${title} of the world`, abstract, authors: [] }], all));
    expect(reasoner({ ...what, liked: [] }, words)(found, 0, undefined, 1)).toBeUndefined();
  });

  it('names the phrase of which a paper holds a word; where it holds none, nothing is near', () => {
    const words = ['protein folding'];
    const what = learned([], [], { ...NO_INTERESTS, follow: { ...NO_INTERESTS.follow, words } });
    const paper = (title: string) => finder(featuresOf([{ id: 'x', title, authors: [] }], all));
    const near = reasoner(what, words)(paper('A protein and its binding sites'), 0, undefined, 1);
    expect(near).toEqual({
      reason: expect.stringMatching(/^Near to “protein folding”, which you follow: .*protein/),
      near: true,
    });
    expect(reasoner(what, words)(paper('Binding sites of an enzyme'), 0, undefined, 1)).toBeUndefined();
  });
});

describe('bounds', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.constantFrom('a'.repeat(10_000), 'word '.repeat(10_000), '\u202e\u0000\ufeff', '(a+)+$'.repeat(500), '$'.repeat(500)),
  );

  it('hold whatever a paper holds: long words, many words, control and bidi characters', () => {
    fc.assert(
      fc.property(text, text, (title, abstract) => {
        expect([...termsOf({ title, abstract }).keys()].every((term) => term.length <= 81)).toBe(true);
        const { terms, weights } = vectorOf({ title, abstract }, all);
        expect(weights.every((weight) => weight >= 1)).toBe(true);
        expect([...terms]).toEqual([...new Set(terms)].sort((a, b) => a - b));
        expect(searchable({ title, abstract }).length).toBeLessThan(3_001 * 41 * 2);
      }),
    );
  });

  it('hold for what is packed: it comes back, and what is cut off tells what is whole', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 100_000 })), fc.nat(), (numbers, end) => {
        const rising = numbers.sort((a, b) => a - b);
        const weights = rising.map((number) => 1 + (number % 255));
        const read = (bytes: Uint8Array) => {
          const { terms, weights } = unpack(bytes);
          return Array.from(terms, (term, i) => [term, weights[i]]);
        };
        const packed = pack(rising, weights);
        const whole = rising.map((number, i) => [number, weights[i]]);
        expect(read(packed)).toEqual(whole);
        const cut = read(packed.subarray(0, end % (packed.length + 1)));
        expect(cut).toEqual(whole.slice(0, cut.length));
      }),
    );
  });
});

it('features say how most papers write a term', () => {
  const features: Features = featuresOf([{ id: '1', title: 'SIMULATION', authors: [] }, ...of('robots')], all);
  expect(features.said.get(all.numbers.get('simulation')!)).toBe('simulation');
});

it.each([
  ['what is speculative. Decoding begins', false],
  ['what is speculative: decoding it', false],
  ['is it speculative? (Decoding is.)', false],
  ['speculative (decoding)', true],
  ['Speculative-Decoding', true],
])('a phrase ends where a sentence does: %s', (abstract, holds) => {
  expect(searchable({ title: '', abstract }).includes(' speculative decoding ')).toBe(holds);
});

it.each([
  ['强化学习', '基于深度强化学习的机器人控制', '基于深度学习的机器人控制'],
  ['ロボット', '小型ロボットアームの制御', '小型アームの制御'],
  ['로봇', '로봇을 위한 학습', '기계를 위한 학습'],
  ['GPU计算', '面向GPU计算的编译器', '面向GPU的编译器'],
])('%s is found in running text', (phrase, holds, other) => {
  expect(searchable({ title: holds })).toContain(` ${phraseOf(phrase)} `);
  expect(searchable({ title: other })).not.toContain(` ${phraseOf(phrase)} `);
});

it('an abbreviation ends no sentence', () => {
  expect(searchable({ title: '', abstract: 'Maps of St. Petersburg by J. Smith' })).toContain(' of st petersburg by j smith ');
});

it('two words are said as a phrase only where they are written as one', () => {
  const said: string[] = [];
  eachTerm({ title: 'Qwen2.5-VL with reinforcement learning (RL): policy / value' }, (_, __, words) => said.push(words));
  expect(said.filter((words) => words === '' || /[. ]/.test(words))).toEqual([
    'Qwen2.5-VL',
    'reinforcement learning',
    '',
    '',
    '',
  ]);
});
