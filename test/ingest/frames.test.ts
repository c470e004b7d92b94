import { describe, expect, it } from 'vitest';
import { parse } from './pages.ts';

const TEXT = 'We introduce a small reader that keeps a summary of each page, and show that it helps.';
const one = async (fields: object) =>
  (await parse(JSON.stringify([{ title: 'Small Readers', authors: ['Ann Lee'], doi: '10.5555/x', abstract: TEXT, ...fields }])))
    .papers[0]!;

describe('an abstract', () => {
  it.each([
    `Abstract: ${TEXT}`,
    `ABSTRACT\n\n${TEXT}`,
    `Abstract—${TEXT}`,
    `<p><b>Abstract</b></p><p>${TEXT}</p>`,
    `Summary: ${TEXT}`,
    `View PDF HTML (experimental) Abstract: ${TEXT}`,
    `View a PDF of the paper titled Small Readers, by Ann Lee and 3 other authors View PDF Abstract:${TEXT}`,
    `arXiv:2606.71001v1 Announce Type: new \nAbstract: ${TEXT}`,
    `${TEXT} Comments: 12 pages, 3 figures Subjects: Machine Learning (cs.LG)`,
    `Comments: 12 pages\n${TEXT}`,
    `Published online: 12 June 2026; doi:10.5555/x ${TEXT}`,
    `${TEXT} © 2026 Elsevier B.V.`,
    `${TEXT} Copyright (C) 2026 Elsevier`,
    `${TEXT} Copyright © 2026 IEEE. All rights reserved.`,
    `${TEXT}\nCopyright 2026, Springer Nature Limited`,
    `${TEXT} This article is protected by copyright. All rights reserved.`,
    `© 2026 The Authors. ${TEXT}`,
  ])('has nothing around it: %j', async (abstract) => expect((await one({ abstract })).abstract).toBe(TEXT));

  it.each([
    `BACKGROUND: Lists are long. METHODS: ${TEXT}`,
    `Abstract Meaning Representation is a graph. ${TEXT}`,
    `Abstract interpretation is a method. ${TEXT}`,
    `Summary statistics mislead. ${TEXT}`,
    `We study copyright (c) law in 2026. ${TEXT}`,
    `Comments: a neglected genre. ${TEXT}`,
    `${TEXT} Readers view PDF files.`,
  ])('keeps its own words: %j', async (abstract) => expect((await one({ abstract })).abstract).toBe(abstract));
});

describe('a date', () => {
  it.each([
    '2026. 6. 12.',
    '12/Jun/2026',
    'Jun. 12, 2026',
    '12th of June 2026',
    'Available online 12 June 2026',
    '1781222400000',
  ])('is read: %s', async (published) => expect((await one({ published })).publishedOn).toBe('2026-06-12'));

  it.each(['12/06/2026', '06-12-2026', '12 juin 2026', '12 de junio de 2026', '2026-W24', 'yesterday', '2026-06', 'June 2026'])(
    'is named in the receipt where it may be another day or none: %s',
    async (published) => {
      const { papers, remarks } = await parse(JSON.stringify([{ title: 'Small Readers', doi: '10.5555/x', published }]));
      expect(papers[0]).not.toHaveProperty('publishedOn');
      // A receipt counts remarks by kind, whatever their digits.
      expect(Object.keys(remarks).join()).toContain(published.replace(/\d+/g, 'N'));
    },
  );
});

it('an arXiv id that Google Scholar cut short is no id', async () => {
  const pasted = ['2606.7…', '2606.7100…', '…'].map(
    (id, i) =>
      `Small Readers of Kind ${i}\nA Lee, B Xu - arXiv preprint arXiv:${id}, 2026\nReading is slow,\nso we skip …\nSave Twitter LinkedIn Facebook\n`,
  );
  const { papers } = await parse(pasted.join('\n'));
  expect(papers.map(({ ids }) => ids.filter((id) => id.startsWith('arxiv:')))).toEqual([[], [], []]);
});
