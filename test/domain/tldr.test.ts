import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eachSentence } from '../../functions/domain/text/sentences.ts';
import { extract, tldr } from '../../functions/domain/tldr.ts';

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
    [
      'Data is scarce. To expand this supply, we present a mill that makes data of old code. It is loud.',
      'We present a mill that makes data of old code.',
    ],
    ['Nets fail. In this paper we propose nets of wool that never break.', 'We propose nets of wool that never break.'],
    [
      'Nets are large and slow on phones. This addresses these issues. The proposed wool net computes sums in a tenth of the time.',
      'The proposed wool net computes sums in a tenth of the time.',
    ],
    ['网络很大。我们提出一种小网络！它很好。', '我们提出一种小网络！'],
    [
      'We fold maps (see Smith et al. 2007, pp. 3-5, Figs. 2 and 3) by hand.',
      'We fold maps (see Smith et al. 2007, pp. 3-5, Figs. 2 and 3) by hand.',
    ],
    [
      'Soil is old. We focus on the second aspect and introduce Loam, a set of soils from a hundred fields.',
      'We introduce Loam, a set of soils from a hundred fields.',
    ],
    [
      'Soil is old. ----- We show how to read the age of a field in the colour of its soil.',
      'We show how to read the age of a field in the colour of its soil.',
    ],
    [
      'We live in the age of soil, and soil has become a part of our life. A scale that weighs a field at once is described here.',
      'A scale that weighs a field at once is described here.',
    ],
    [
      'In the first one, we derive rain from clouds and wind over the sea. We then show that it rains on land that lies behind hills.',
      'We show that it rains on land that lies behind hills.',
    ],
    ['A title.', ''],
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
    expect(of('We propose a way to fly.', 'Ways to fly', 'Ways to Fly.')).toBe('');
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
