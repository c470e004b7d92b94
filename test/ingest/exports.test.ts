import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FEEDS, fixture, parse } from './pages.ts';

const files = readdirSync(new URL('../exports/', FEEDS));
const PAPERS = [
  { title: 'PageKeeper: Small Readers for Long Lists', authors: ['Ann Lee', 'Bo Xu'], doi: '10.5555/lists.1' },
  { title: 'Forty Thousand Questions on Garden Plants', authors: ['Cy Day', 'Di Eng', 'Ed Fox'], doi: '10.5555/garden.1' },
];
/** PubMed's summaries have initials behind the names. */
const SHORT = [
  ['Lee A', 'Xu B'],
  ['Day C', 'Eng D', 'Fox E'],
];

describe('what libraries and tables export', () => {
  it.each(files)('%s', async (file) => {
    const { outcome, papers, rejected } = await parse(fixture(`exports/${file}`));
    expect({ outcome, rejected }).toEqual({ outcome: 'accepted', rejected: [] });
    expect(papers.map(({ title, authors, ids }) => ({ title, authors, doi: ids.find((id) => id.startsWith('doi:')) }))).toEqual(
      PAPERS.map(({ title, authors, doi }, i) => ({
        title,
        authors: file === 'pubmed-summary.txt' ? SHORT[i] : authors,
        doi: `doi:${doi}`,
      })),
    );
    // What DBLP and PubMed's summaries have not.
    const abstracts = papers.map(({ abstract }) => abstract.slice(0, 12));
    expect(abstracts).toEqual(/dblp|summary/.test(file) ? ['', ''] : ['Reading long', 'We collect f']);
    expect(JSON.stringify(papers)).not.toMatch(/private note/);
  });
});

describe('names as tables hold them', () => {
  it.each([
    ['Lee, Ann, Xu, Bo', ['Ann Lee', 'Bo Xu']],
    ['Lee, A., Xu, B.', ['A. Lee', 'B. Xu']],
    ['Lee, A., & Xu, B.', ['A. Lee', 'B. Xu']],
    ['A. Lee, B. Xu, and C. Day', ['A. Lee', 'B. Xu', 'C. Day']],
    ['Ann Lee (Institute of Lists, City); Bo Xu (U, Z)', ['Ann Lee', 'Bo Xu']],
    ['Lee, Ann (57000000001); Xu, Bo (57000000002)', ['Ann Lee', 'Bo Xu']],
    ['Ann Lee (0000-0001-0000-0001); Bo Xu', ['Ann Lee', 'Bo Xu']],
    ['Ann Lee¹, Bo Xu²˒³', ['Ann Lee', 'Bo Xu']],
    ['Ann Lee1*, Bo Xu2,3', ['Ann Lee', 'Bo Xu']],
    ['Ann Lee, PhD; Bo Xu, MD, PhD', ['Ann Lee', 'Bo Xu']],
    ['Ann Lee, PhD, Bo Xu, MD', ['Ann Lee', 'Bo Xu']],
    ['By: Ann Lee, Bo Xu', ['Ann Lee', 'Bo Xu']],
    ['Ann Lee\nBo Xu', ['Ann Lee', 'Bo Xu']],
    ["[arxiv.Result.Author('Ann Lee'), arxiv.Result.Author('Bo Xu')]", ['Ann Lee', 'Bo Xu']],
    ['Ann Lee, Bo Xu et al.', ['Ann Lee', 'Bo Xu']],
    ['van der Berg, Jan', ['Jan van der Berg']],
    ['Ann Lee, Bo Xu', ['Ann Lee', 'Bo Xu']],
  ])('%j', async (authors, expected) => {
    const { papers } = await parse(`title,authors,doi\nOn Lists,"${authors}",10.5555/x\n`);
    expect(papers[0]!.authors).toEqual(expected);
  });
});

describe('what services answer and scripts write, by their own names', () => {
  const title = 'On Lists';
  const abstract = 'We read lists.';
  const ANN = ['Ann Lee', 'Bo Xu'];
  it.each<[string, string, object]>([
    [
      'Springer',
      JSON.stringify({
        records: [
          {
            title,
            creators: [{ creator: 'Lee, Ann' }, { creator: 'Xu, Bo' }],
            publicationName: 'Lists',
            doi: '10.5555/x',
            abstract,
          },
        ],
      }),
      { authors: ANN, venue: 'Lists' },
    ],
    [
      'IEEE',
      JSON.stringify({
        articles: [
          {
            title,
            authors: { authors: [{ full_name: 'Ann Lee' }, { full_name: 'Bo Xu' }] },
            publication_title: 'Lists',
            doi: '10.5555/x',
            abstract,
          },
        ],
      }),
      { authors: ANN, venue: 'Lists' },
    ],
    [
      'ADS',
      JSON.stringify({
        response: {
          docs: [
            {
              bibcode: '2026arXiv260301234L',
              title: [title],
              author: ['Lee, Ann', 'Xu, Bo'],
              abstract,
              identifier: ['2026arXiv260301234L', 'arXiv:2603.01234'],
            },
          ],
        },
      }),
      { authors: ANN, ids: ['arxiv:2603.01234'] },
    ],
    [
      'alphaXiv',
      JSON.stringify({ papers: [{ universal_paper_id: '2603.01234', title, abstract, authors: ANN }] }),
      { authors: ANN, ids: ['arxiv:2603.01234'] },
    ],
    [
      'DBLP',
      JSON.stringify({
        result: {
          hits: {
            hit: [
              {
                url: 'URL#1',
                info: {
                  title: `${title}.`,
                  authors: { author: [{ text: 'Ann Lee' }, { text: 'Bo Xu 0002' }] },
                  key: 'conf/x/LX26',
                  doi: '10.5555/x',
                },
              },
            ],
          },
        },
      }),
      { authors: ANN },
    ],
    [
      'Zotero, whose editors are no authors',
      JSON.stringify([
        {
          data: {
            itemType: 'bookSection',
            title,
            DOI: '10.5555/x',
            creators: [
              { creatorType: 'editor', firstName: 'Ed', lastName: 'Fox' },
              { creatorType: 'author', firstName: 'Ann', lastName: 'Lee' },
              { creatorType: 'author', name: 'Bo Xu' },
            ],
          },
        },
      ]),
      { authors: ANN },
    ],
    [
      'CSL with particles',
      JSON.stringify([
        {
          type: 'article-journal',
          title,
          DOI: '10.5555/x',
          author: [{ given: 'Jan', 'non-dropping-particle': 'van der', family: 'Berg' }],
        },
      ]),
      { authors: ['Jan van der Berg'] },
    ],
    [
      "Python's print of authors",
      JSON.stringify([{ title, doi: '10.5555/x', authors: "[arxiv.Result.Author('Ann Lee'), arxiv.Result.Author('Bo Xu')]" }]),
      { authors: ANN },
    ],
    [
      'commas before brackets',
      `[{"title": "${title}", "authors": ["Ann Lee", "Bo Xu",], "doi": "10.5555/x",},]`,
      { authors: ANN },
    ],
    [
      'Notion, which calls titles names',
      `Name,Tags,URL,Notes\n${title} of All Kinds,"nlp, lists",https://arxiv.org/abs/2603.01234,secret\nAnn Lee,,https://arxiv.org/abs/2603.01235,\n`,
      { title: 'On Lists of All Kinds', ids: ['arxiv:2603.01234'] },
    ],
  ])('%s', async (_, text, expected) => {
    const { papers } = await parse(text);
    expect(papers.map((paper) => ({ ...paper, ids: paper.ids.slice(0, 1) }))).toMatchObject([{ title, ...expected }]);
  });

  it('a string that is never closed is read once', async () => {
    const { papers, rejected } = await parse(`[{"title": "On Lists", "doi": "10.5555/x", "z": "${'\\"'.repeat(200_000)}, ]`);
    expect([papers.length, rejected.length]).toEqual([0, 1]);
  });
});
