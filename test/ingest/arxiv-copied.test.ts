import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FEEDS, fixture, parse } from './pages.ts';

const folder = 'arxiv-copied';
const files = readdirSync(new URL(`../${folder}/`, FEEDS));
const READERS = {
  id: 'arxiv:2606.71001',
  title: 'PageKeeper: Small Readers for Long Lists',
  authors: ['Ann Lee', 'Bo Xu'],
};
const PLANTS = {
  id: 'arxiv:2606.71002',
  title:
    'Forty Thousand Questions on Garden Plants and What They Tell Us about the Way in Which Language Models Understand Seasons',
  authors: ['Cy Day', 'Di Eng', 'Ed Fox'],
  venue: 'ACL 2026',
};
const SORTING = { id: 'arxiv:2606.71003', title: 'O(n) Sorting of Nearly Sorted Streams', authors: ['Flo Gray'] };
const told = (start: RegExp) => ({ abstract: expect.stringMatching(start) });
const [READING, COLLECTED, PROVED] = [/^Reading long .* of the memory\.$/, /^We collect .*garden\.$/, /^We prove .* interest\.$/];
/** What each page says, by the first word of its file's name; the second is what copied it. */
const PAGES: Record<string, { listedOn?: string; papers: object[] }> = {
  abs1: { papers: [{ ...READERS, ...told(READING), publishedOn: '2026-06-12', categories: ['cs.CL', 'cs.LG'] }] },
  abs2: { papers: [{ ...PLANTS, ...told(COLLECTED), publishedOn: '2026-06-12', categories: ['cs.CL'] }] },
  new: {
    listedOn: '2026-06-12',
    papers: [
      { ...READERS, ...told(READING), announced: 'new', categories: ['cs.CL', 'cs.LG'] },
      { ...SORTING, ...told(PROVED), announced: 'cross' },
      { ...PLANTS, abstract: '', announced: 'replace' },
    ],
  },
  recent: {
    papers: [
      { ...READERS, abstract: '', listedOn: '2026-06-12' },
      { ...PLANTS, abstract: '', listedOn: '2026-06-12' },
      { ...SORTING, abstract: '', listedOn: '2026-06-11' },
    ],
  },
  search: { papers: [READERS, PLANTS, SORTING].map((paper) => ({ ...paper, publishedOn: '2026-06-12' })) },
};

describe('pages of arXiv', () => {
  it.each(files)('%s is read as the page says it', async (file) => {
    const page = PAGES[file.split('.')[0]!]!;
    const found = await parse(fixture(`${folder}/${file}`));
    // A reading tool may leave the authors out.
    const papers = page.papers.map((paper) => (file.includes('.jina.') ? { ...paper, authors: [] } : paper));
    expect(found).toMatchObject({ format: 'arxiv-page', ...page, papers, rejected: [] });
    expect(found.papers).toHaveLength(papers.length);
  });

  it('without ids or line ends are refused as such', async () => {
    const text = (name: string) => fixture(`${folder}/${name}`).toString();
    const lost = [text('new.links.txt').replace(/\s+/g, ' '), text('search.chromium.txt').replace(/^arXiv:.*$/gm, '')];
    for (const page of lost)
      expect(await parse(page)).toMatchObject({ outcome: 'refused', reason: expect.stringMatching(/a page of arXiv/) });
  });
});
