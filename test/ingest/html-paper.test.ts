import { describe, expect, it } from 'vitest';
import { parse } from './pages.ts';

const TITLE = 'PageKeeper: Small Readers for Long Lists';
const ABSTRACT = 'Reading long lists by hand is slow. We train PageKeeper on forty thousand lists, and it reads them.';
const BESIDE = `<h2>References</h2><ol><li>Doe, J. <a href="https://arxiv.org/abs/2301.00002">Older lists of other things</a>. <a href="https://doi.org/10.5555/old">Article</a></li></ol>
<h2>Similar articles</h2><ul><li><a href="/articles/s1-2">A similar article on lists and trees</a></li><li><a href="https://www.nature.com/articles/s41586-021-0003-3">Another similar article on forests</a></li></ul>`;
const page = (head: string, body: string) =>
  `<!DOCTYPE html><html><head><title>${TITLE} | A Journal</title>${head}</head><body>${body}${BESIDE}</body></html>`;

describe('the page of one paper, saved as HTML, is that paper and none that it cites or offers', () => {
  it.each<[string, string, string]>([
    [
      'a publisher',
      page(
        `<meta name="citation_title" content="${TITLE}"/><meta name="citation_author" content="Lee, Ann"/><meta content="Xu, Bo" name=citation_author><meta name="citation_doi" content="10.5555/own"/><meta name="citation_reference" content="citation_title=Old; citation_doi=10.5555/old">`,
        `<h1>${TITLE}</h1><p><a href="/people/lee">Ann Lee</a>, <a href="/people/xu">Bo Xu</a></p><h2>Abstract</h2><p>${ABSTRACT}</p>`,
      ),
      'doi:10.5555/own',
    ],
    [
      'an archive, whose authors are one text',
      page(
        `<meta property="citation_title" content="${TITLE}"><meta name="citation_authors" content="Ann Lee;Bo Xu;"><meta name="citation_doi" content="10.5555/own"><meta name="citation_abstract" content="&lt;p&gt;${ABSTRACT}&lt;/p&gt;">`,
        `<h1>${TITLE}</h1>`,
      ),
      'doi:10.5555/own',
    ],
    [
      "arXiv's HTML of a paper",
      page(
        '<base href="/html/2606.01234v1/">',
        `<a href="https://arxiv.org/abs/2606.01234v1">arXiv:2606.01234v1 [cs.CL] 02 Jun 2026</a><article class="ltx_document"><h1 class="ltx_title ltx_title_document">${TITLE}</h1><span class="ltx_personname">Ann Lee</span><span class="ltx_personname">Bo Xu</span><div class="ltx_abstract"><h6>Abstract</h6><p>${ABSTRACT}</p></div><h2>1 Introduction</h2><p>Lists (<a href="https://arxiv.org/abs/2401.00001">Doe, 2024</a>).</p></article>`,
      ),
      'arxiv:2606.01234',
    ],
  ])('%s', async (_, html, id) => {
    const { papers } = await parse(html);
    expect(papers.map(({ title, authors, abstract, ids }) => ({ title, authors, abstract, id: ids[0] }))).toEqual([
      { title: TITLE, authors: ['Ann Lee', 'Bo Xu'], abstract: ABSTRACT, id },
    ]);
  });
});
