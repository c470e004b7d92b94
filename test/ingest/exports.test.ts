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
