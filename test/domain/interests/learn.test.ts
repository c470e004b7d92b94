import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countTerms, fitness, learn, meanOf, sharedTerms, termsOf, vectorOf } from '../../../functions/domain/interests/learn.ts';

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
    topic,
    title: `${text
      .split(' ')
      .slice(n % 5, (n % 5) + 4)
      .join(' ')} in case ${n}`,
    abstract: `${text} ${words.slice(n * 4, n * 4 + 2).join(' ')}`,
  })),
);
const all = countTerms(papers, 2);
const archive = papers.map((paper) => vectorOf(paper, all));
const usual = meanOf(archive);
const of = (topic: string) => archive.filter((_, i) => papers[i]?.topic === topic);

describe('what a reader works on', () => {
  it.each(Object.keys(topics))('is learned from three likes: all papers of %s come before all others', (topic) => {
    const interest = learn(of(topic).slice(0, 3), archive, usual, all);
    const ranked = papers.map((paper, i) => ({ paper, fits: fitness(interest, archive[i]!) })).sort((a, b) => b.fits - a.fits);
    expect(new Set(ranked.slice(0, 15).map(({ paper }) => paper.topic))).toEqual(new Set([topic]));
  });

  it('is nothing where nothing is liked', () => expect(learn([], archive, usual, all).size).toBe(0));

  it('is told by terms that both papers hold', () => {
    const [one, other] = of('robots');
    const interest = learn([one!], archive, usual, all);
    const shared = sharedTerms(interest, one!, other!);
    expect(shared).not.toEqual([]);
    for (const term of shared) expect([one!.has(term), other!.has(term)]).toEqual([true, true]);
  });

  it('is not forced: a paper that says a word 5,000 times fits less than one that is about it', () => {
    const interest = learn(of('robots').slice(0, 3), archive, usual, all);
    const about = fitness(interest, of('robots')[7]!);
    for (const word of ['robot', 'manipulation', 'robot grasping']) {
      const spam = { title: 'On courts and contracts', abstract: `${topics.law} ${`${word} `.repeat(5_000)}` };
      expect(fitness(interest, vectorOf(spam, all))).toBeLessThan(about);
    }
  });

  it('is bounded whatever a paper holds: long words, many words, control and bidi characters', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom('a'.repeat(10_000), 'word '.repeat(10_000), '\u202e\u0000\ufeff', '(a+)+$'.repeat(500)),
    );
    fc.assert(
      fc.property(text, text, (title, abstract) => {
        expect([...termsOf({ title, abstract }).keys()].every((term) => term.length <= 81)).toBe(true);
        const length = [...vectorOf({ title, abstract }, all).values()].reduce((sum, weight) => sum + weight * weight, 0);
        expect(length === 0 || Math.abs(length - 1) < 1e-9).toBe(true);
      }),
    );
  });
});
