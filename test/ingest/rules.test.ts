import { describe, expect, it } from 'vitest';
import { merge, type Paper } from '../../functions/domain/paper.ts';
import { parse } from './pages.ts';

const list = (paper: object) =>
  JSON.stringify([{ paper: { id: '2603.00001', title: 'A Paper', summary: 'We show it.', ...paper } }]);
const oai = (header: string, metadata: string) => `<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-03-18T07:00:00Z</responseDate><ListRecords>
<record>${header}${metadata}</record></ListRecords></OAI-PMH>`;

describe('[R28] what a record may lack or say wrongly', () => {
  it.each<[string, object, Partial<Paper> | string]>([
    ['no title', { title: undefined }, 'a record without a title'],
    ['no abstract', { summary: undefined }, { abstract: '' }],
    ['no id: it is known by its title', { id: undefined, upvotes: 3 }, { id: expect.stringMatching(/^title:/) }],
    [
      'a day in the future stays as it was said; ranking makes nothing of it',
      { publishedAt: '2031-01-01T00:00:00Z' },
      { publishedOn: '2031-01-01' },
    ],
    ['a day that does not exist is left out', { publishedAt: '2026-02-30' }, { publishedOn: undefined }],
    ['votes that are no number are left out', { upvotes: 'many' }, { upvotes: undefined }],
    [
      'a withdrawn paper says so itself',
      { summary: 'This paper has been withdrawn.' },
      { abstract: 'This paper has been withdrawn.' },
    ],
  ])('%s', async (_, record, became) => {
    const { papers, rejected } = await parse(list(record));
    if (typeof became === 'string') expect(rejected).toEqual([{ at: 'item 1', reason: became }]);
    else for (const [field, value] of Object.entries(became)) expect(papers[0]?.[field as keyof Paper]).toEqual(value);
  });

  it('a record that its archive deleted is set aside with that reason', async () => {
    const header =
      '<header status="deleted"><identifier>oai:arXiv.org:2603.00001</identifier><datestamp>2026-03-18</datestamp></header>';
    const { papers, rejected } = await parse(oai(header, ''));
    expect(papers).toEqual([]);
    expect(rejected.map(({ reason }) => reason)).toEqual(['a deleted record']);
  });

  it('a replaced paper is one paper, whichever version comes first', async () => {
    const [first, second] = await Promise.all(
      [{ id: '2603.00001v1' }, { id: '2603.00001v2', summary: 'We show it, and more.' }].map(
        async (version) => (await parse(list(version))).papers[0]!,
      ),
    );
    expect(merge(first!, second!)).toEqual(merge(second!, first!));
    expect(merge(first!, second!)).toMatchObject({ id: 'arxiv:2603.00001', abstract: 'We show it, and more.' });
  });
});
