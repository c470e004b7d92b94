import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aliases,
  conflict,
  merge,
  mergeStored,
  normaliseArxivId,
  normaliseDoi,
  pageOf,
  paper,
  type StoredPaper,
  storedPaper,
  titleHash,
} from '../../functions/domain/paper.ts';

describe('identity', () => {
  it('is the same by the short way for usual titles and ids as by the long one', () => {
    fc.assert(
      // A dash is no letter, and takes the long way.
      fc.property(fc.string(), (title) => {
        expect(titleHash(`a${title}`)).toBe(titleHash(`a${title}\u2013`));
      }),
    );
    const place = fc.constantFrom('', 'http://arxiv.org/abs/', 'https://arxiv.org/abs/');
    fc.assert(
      fc.property(place, fc.stringMatching(/^[01]\d[01]\d\.\d{3,6}(?:v\d{1,4})?$/), (before, id) => {
        expect(normaliseArxivId(before + id)).toBe(normaliseArxivId(` ${before}${id}`));
      }),
    );
  });

  it.each([
    ['2606.00467', '2606.00467'],
    ['arXiv:2606.00467v2', '2606.00467'],
    ['ARXIV:0704.0001', '0704.0001'],
    ['https://arxiv.org/abs/2606.00467v1', '2606.00467'],
    ['http://export.arxiv.org/pdf/2606.00467v1.pdf', '2606.00467'],
    ['https://huggingface.co/papers/2606.00467#community', '2606.00467'],
    ['10.48550/arXiv.2606.00467', '2606.00467'],
    ['https://doi.org/10.48550/ARXIV.2606.00467', '2606.00467'],
    ['oai:arXiv.org:quant-ph/0201082', 'quant-ph/0201082'],
    ['quant-ph/0201082v1', 'quant-ph/0201082'],
    ['math.GT/0309136', 'math/0309136'],
    ['arXiv preprint arXiv:2606.00467', '2606.00467'],
    ['arXiv e-prints, arXiv:2606.00467v1', '2606.00467'],
    ['CoRR abs/2606.00467', '2606.00467'],
    ['https://scirate.com/arxiv/2606.00467', '2606.00467'],
    ['https://reader.example/en/papers/2606.00467v1?from=mail', '2606.00467'],
    ['https://www.semanticscholar.org/arxiv/2606.00467', '2606.00467'],
    ['https://shop.example/parts/2606.00467', undefined],
    ['2613.00467', undefined],
    ['10.1000/182', undefined],
    ['', undefined],
  ])('arXiv id of %s', (text, id) => expect(normaliseArxivId(text)).toBe(id));

  it.each([
    ['10.1000/ABC', '10.1000/abc'],
    ['https://doi.org/10.1000/ABC.', '10.1000/abc'],
    ['doi: 10.1000/x', '10.1000/x'],
    ['https://doi.org/10.1000/x?utm_source=mail', '10.1000/x'],
    ['11.1000/x', undefined],
    [`10.1000/${'x'.repeat(400)}`, undefined],
  ])('DOI of %s', (text, doi) => expect(normaliseDoi(text)).toBe(doi));

  it('takes titles that differ in case, accents, dashes and spaces for one', () => {
    expect(titleHash('Naïve  Nets: A—Survey')).toBe(titleHash('naive nets a survey'));
    expect(titleHash('🎉')).not.toBe(titleHash('🎈'));
  });

  it('sorts aliases strongest first; an arXiv DOI names the arXiv id', () => {
    const title = `title:${titleHash('T')}`;
    expect(aliases({ arxiv: 'arXiv:2606.00467v1', doi: '10.1000/X', title: 'T' })).toEqual([
      'arxiv:2606.00467',
      'doi:10.1000/x',
      title,
    ]);
    expect(aliases({ doi: '10.48550/arXiv.2606.00467', title: 'T' })).toEqual(['arxiv:2606.00467', title]);
    expect(pageOf(['doi:10.1000/a<b'])).toBe('https://doi.org/10.1000/a%3Cb');
    expect(conflict(['arxiv:1', title], ['arxiv:2', title])).toBe(true);
    expect(conflict(['arxiv:1'], [title])).toBe(false);
  });
});

describe('merge', () => {
  const instant = fc.integer({ min: 0, max: 5 }).map((n) => `2026-03-18T00:00:0${n}.000Z`);
  const few = (...words: string[]) => fc.subarray(words);
  const link = fc.record({
    kind: fc.constantFrom('code' as const, 'project' as const, 'other' as const),
    url: fc.integer({ min: 0, max: 20 }).map((n) => `https://h.example/${n}`),
  });
  const stored: fc.Arbitrary<StoredPaper> = fc
    .record(
      {
        ids: few('arxiv:2606.00467', 'doi:10.1000/x', 'title:a', 'title:b').filter((ids) => ids.length > 0),
        title: fc.constantFrom('A', 'B'),
        abstract: fc.constantFrom('', 'x', 'y', 'xx'),
        authors: few('P', 'Q', 'R'),
        links: fc.array(link, { maxLength: 16 }),
        upvotes: fc.nat(3),
        comments: fc.nat(3),
        keywords: few('k', 'l'),
        summary: fc.constantFrom('s', 't'),
        listedOn: fc.constantFrom('2026-03-17', '2026-03-18'),
        publishedOn: fc.constantFrom('2026-03-01', '2026-03-02'),
        position: fc.nat(3),
        firstSeenAt: instant,
        newsAt: instant,
      },
      { requiredKeys: ['ids', 'title', 'abstract', 'authors', 'links', 'position', 'firstSeenAt'] },
    )
    .map((fields) => {
      const made = {
        ...fields,
        id: fields.ids[0] ?? '',
        url: pageOf(fields.ids) ?? 'https://s.example',
        source: 's',
        original: { title: fields.title, abstract: '' },
        rev: 1,
      };
      return mergeStored(made, made);
    });

  it('is commutative, associative and idempotent', () => {
    fc.assert(
      fc.property(stored, stored, stored, (a, b, c) => {
        expect(mergeStored(a, b)).toEqual(mergeStored(b, a));
        expect(mergeStored(mergeStored(a, b), c)).toEqual(mergeStored(a, mergeStored(b, c)));
        expect(mergeStored(a, a)).toEqual(a);
        expect(storedPaper.parse(mergeStored(a, b))).toEqual(mergeStored(a, b));
      }),
      { numRuns: 500 },
    );
  });

  it('gives a paper known by its title its arXiv page, and keeps the fuller text', () => {
    const base = paper.parse({
      id: 'title:a',
      ids: ['title:a'],
      title: 'A',
      abstract: 'A long abstract.',
      authors: [],
      url: 'https://search.example',
      links: [],
      upvotes: 3,
      position: 4,
      source: 'page-text',
      original: { title: 'A', abstract: 'A long abstract.' },
    });
    const known = { ...base, id: 'arxiv:2606.00467', ids: ['arxiv:2606.00467', 'title:a'], abstract: 'Cut.', upvotes: 9 };
    expect(merge(base, known)).toMatchObject({
      id: 'arxiv:2606.00467',
      url: 'https://arxiv.org/abs/2606.00467',
      abstract: 'A long abstract.',
      upvotes: 9,
    });
  });
});
