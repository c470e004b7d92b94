import { createReadStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eachSentence } from '../../functions/domain/text/sentences.ts';
import { extract, tldr } from '../../functions/domain/tldr.ts';
import { parseFeed } from '../../functions/ingest/parse-feed.ts';

const SEED = fileURLToPath(new URL('../fixtures/000_52b6d6f3b97a3e4b.txt', import.meta.url));
const of = (abstract: string, title = 'A title', summary?: string) => tldr({ title, abstract, summary });

describe('the TL;DR of an abstract', () => {
  it.each([
    [
      'Deep nets are large. In this paper, we propose a small net that is as good. It is small.',
      'We propose a small net that is as good.',
    ],
    [
      'Nets fail at sums. To this end, we introduce adders. Extensive experiments show gains. Code is available at https://a.org.',
      'We introduce adders.',
    ],
    [
      'However, recent work is slow. We show that sorting by hand is faster than any known method in practice.',
      'We show that sorting by hand is faster than any known method in practice.',
    ],
    [
      'A probabilistic approach is presented by Sohn et al. in 2015. This paper adopts it for the task of drawing birds.',
      'This paper adopts it for the task of drawing birds.',
    ],
    [
      'Objective: We describe a way to read minds with a cheap hat. Methods: The hat. Results: Minds were read.',
      'We describe a way to read minds with a cheap hat.',
    ],
    [
      'It rains. A new umbrella made of paper is proposed that keeps scientists dry in the rain. It works.',
      'A new umbrella made of paper is proposed that keeps scientists dry in the rain.',
    ],
    ['Only one sentence', 'Only one sentence'],
    ['', ''],
  ])('%s', (abstract, wanted) => expect(of(abstract)).toBe(wanted));

  it('of two claims takes the one that names what the title names', () => {
    const abstract =
      'We propose a training set of one million pairs of images. We propose OReX, a method for reconstruction from slices.';
    expect(of(abstract, 'OReX: Reconstruction from Slices')).toBe('We propose OReX, a method for reconstruction from slices.');
  });

  it('is the summary of the feed where there is one, and its first sentence where that is long', () => {
    expect(of('We propose X.', 'T', ' X is good. Y is bad. ')).toBe('X is good. Y is bad.');
    expect(of('We propose X.', 'T', `X is good. ${'Y is bad. '.repeat(40)}`)).toBe('X is good.');
    expect(of('We propose a way to fly.', 'T', ' ')).toBe('We propose a way to fly.');
  });

  it('is a sentence of the abstract, and the extract beside it never says it again', () => {
    const word = fc.constantFrom(
      'We',
      'propose',
      'Here,',
      'In',
      'this',
      'paper,',
      'To',
      'end,',
      'nets',
      'However,',
      'é',
      '表',
      '…',
      'e.g.',
    );
    const sentence = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => `${words.join(' ')}.`);
    fc.assert(
      fc.property(fc.array(sentence, { maxLength: 8 }), fc.integer({ min: 1, max: 3 }), (some, count) => {
        const abstract = some.join(' ');
        const told = of(abstract);
        const all = [...eachSentence(abstract)];
        expect(told === '').toBe(all.length === 0);
        const from = all.findIndex((one) => one.toLowerCase().endsWith(told.toLowerCase()));
        expect(all.length === 0 || from >= 0).toBe(true);
        const more = [...eachSentence(extract(abstract, told, count))];
        expect(more.length).toBeLessThanOrEqual(count);
        expect(more.every((one) => all.includes(one))).toBe(true);
        if (new Set(all).size === all.length) expect(more).not.toContain(all[from]);
      }),
    );
  });

  it('goes on where the TL;DR stopped, or else with the beginning', () => {
    const abstract = 'Nets are large. We propose small ones. They are as good. They are cheap. All like them.';
    expect(extract(abstract, of(abstract), 2)).toBe('They are as good. They are cheap.');
    expect(extract('Nets are large. They cost much. We propose small ones.', 'We propose small ones.', 2)).toBe(
      'Nets are large. They cost much.',
    );
    expect(extract(abstract, 'Small nets are good.', 2)).toBe('Nets are large. We propose small ones.');
  });
});

/** What a person finds wrong with these, by the paper's place in the feed. */
const POOR: Record<number, string> = {
  2: 'a step of the method; no sentence of the abstract names the method and what it is for',
  3: 'what is proposed, but not what for',
  5: 'what it builds on; the news is two sentences later, without "we"',
  11: 'says what is adopted and leaves out what came of it',
  25: 'names the model, says nothing of the gain',
  31: 'hangs on the question before it ("such scenarios")',
  39: '"LP" is explained elsewhere',
  42: 'one result of several of a thesis',
  47: 'the second of two results, with a symbol',
  48: 'talks about the paper; what Eigen-CAM does comes later',
  49: 'says what is studied, not what was found',
  53: 'says what is studied, not what was found',
  59: 'hangs on the sentence before it ("these issues")',
};

it('finds in the seed what docs/tldr.md shows (npx vitest -u run test/domain/tldr.test.ts writes it)', async () => {
  const { papers } = await parseFeed(createReadStream(SEED), { name: 'seed.txt', uploadedAt: new Date('2026-03-18T09:00:00Z') });
  const cell = (text: string) => text.replace(/[|\\<>*_`]/g, '\\$&');
  const rows = papers.map((paper, i) => {
    const poor = POOR[i + 1];
    return `| ${i + 1} | ${cell(paper.title)} | ${cell(tldr(paper))} | ${poor ? `✗ ${poor}` : ''} |`;
  });
  const good = papers.length - Object.keys(POOR).length;
  const page = `# One sentence a paper

A card opens with one sentence. It is the feed's own summary where the feed has one; else \`functions/domain/tldr.ts\` takes the
abstract's own best sentence: points for "we propose", "we show", "is introduced" and for words of the title, points off for
background, for leaning on the sentence before, for talk about the paper, for length. It never writes a word of its own.

This is what it finds in the seed, where no feed helps: ${good} of ${papers.length} say what is new; the others are marked with
what a reader misses. A test writes and checks this page.

| | Paper | TL;DR | Poor because |
|--:|---|---|---|
${rows.join('\n')}
`;
  await expect(page).toMatchFileSnapshot('../../docs/tldr.md');
});
