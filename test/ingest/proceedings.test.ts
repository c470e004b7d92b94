import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FEEDS, fixture, parse } from './pages.ts';

const files = readdirSync(new URL('../proceedings/', FEEDS));
const PAPERS = [
  { title: 'PageKeeper: Small Readers for Long Lists', authors: ['Ann Lee', 'Bo Xu'] },
  { title: 'Forty Thousand Questions on Garden Plants', authors: ['Cy Day', 'Di Eng', 'Ed Fox'] },
  { title: 'Sorting of Nearly Sorted Streams', authors: ['Flo Gray'] },
];
const page = (name: string) => parse(fixture(`proceedings/${name}`));

describe('pages of proceedings', () => {
  it.each(files.filter((file) => !file.endsWith('.txt')))('%s: their papers and who wrote them, nothing else', async (file) => {
    const { outcome, papers } = await page(file);
    expect({ outcome, papers: papers.map(({ title, authors }) => ({ title, authors })) }).toEqual({
      outcome: 'accepted',
      papers: PAPERS,
    });
  });

  it('abstracts, where each paper has its own', async () => {
    const abstracts = async (name: string) => (await page(name)).papers.map(({ abstract }) => abstract.slice(0, 20));
    expect(await abstracts('acl.html')).toEqual(['Reading long lists b', 'We collect forty tho', '']);
    expect(await abstracts('neurips.html')).toEqual(['', '', '']);
  });

  it('the id of a paper that it links to elsewhere', async () => {
    expect((await page('cvf.html')).papers.map(({ id }) => id)).toEqual([1, 2, 3].map((n) => `arxiv:2606.7100${n}`));
  });

  it.each(files.filter((file) => file.endsWith('.txt')))(
    '%s: as text they have lost their links, which is said',
    async (file) => {
      const { outcome, reason } = await page(file);
      expect(outcome).toBe('refused');
      expect(reason).toMatch(
        /This looks like a page of (?:proceedings|OpenReview|the ACL Anthology) copied as text.*save the page as HTML/,
      );
    },
  );
});

describe('a link to a publisher', () => {
  it.each([
    ['https://www.nature.com/articles/s41586-026-00001-1', '10.1038/s41586-026-00001-1'],
    ['https://www.nature.com/articles/s41467-026-00002-2.pdf', '10.1038/s41467-026-00002-2'],
    ['https://elifesciences.org/articles/90001', '10.7554/elife.90001'],
    ['https://peerj.com/articles/19001/', '10.7717/peerj.19001'],
    ['https://papers.ssrn.com/sol3/papers.cfm?abstract_id=5000001', '10.2139/ssrn.5000001'],
    ['https://zenodo.org/records/15000001', '10.5281/zenodo.15000001'],
    ['https://www.researchsquare.com/article/rs-7000001/v1', '10.21203/rs.3.rs-7000001/v1'],
    ['https://www.preprints.org/manuscript/202606.0001/v1', '10.20944/preprints202606.0001.v1'],
    ['https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0300001', '10.1371/journal.pone.0300001'],
    ['https://www.science.org/doi/full/10.1126/science.abc0001', '10.1126/science.abc0001'],
  ])('%s is known by the DOI that follows from it', async (url, doi) => {
    const { papers } = await parse(
      `- [Quiet Readers for Long Lists](${url})\n- [Loud Readers](https://arxiv.org/abs/2606.71001)\n`,
    );
    expect(papers[0]!.id).toBe(`doi:${doi}`);
    const { sought } = await parse(`${url}\nhttps://arxiv.org/abs/2606.71001\n`);
    expect(sought?.[0]?.ids).toEqual([`doi:${doi}`]);
  });
});
