import { describe, expect, it } from 'vitest';
import { brief, parse } from './pages.ts';

const paper = (n: number) => ({ title: `Title ${n}`, abstract: 'We show it.', url: `https://arxiv.org/abs/2401.0000${n}` });
const IDS = ['arxiv:2401.00001', 'arxiv:2401.00002'];

describe('any JSON that holds papers is read, wherever it keeps them', () => {
  it.each<[string, unknown]>([
    ['a list', [paper(1), paper(2)]],
    ['an object with a list', { ok: true, papers: [paper(1), paper(2)] }],
    ['lists deep inside', { feed: { title: 'My feed', found: { items: [paper(1), paper(2)] } } }],
    ['lists by day', { '2026-03-17': [paper(1)], '2026-03-18': [paper(2)] }],
    ['objects by id', { '2401.00001': paper(1), '2401.00002': paper(2) }],
    ['objects by id in an object', { count: 2, papers: { a: paper(1), b: paper(2) } }],
    ['wrapped items', { edges: [{ node: paper(1) }, { node: paper(2) }] }],
    ['items beside other lists with titles', { results: [{ references: [{ title: 'Older' }], ...paper(1) }, paper(2)] }],
    [
      'hits',
      {
        hits: {
          total: 2,
          hits: [
            { _id: 'x', _source: paper(1) },
            { _id: 'y', _source: paper(2) },
          ],
        },
      },
    ],
  ])('%s', async (_, document) => {
    expect(await brief(JSON.stringify(document))).toMatchObject({
      format: 'papers-json',
      outcome: 'accepted',
      ids: IDS,
      rejected: 0,
    });
    expect((await brief(JSON.stringify(document, undefined, 2))).ids).toEqual(IDS);
  });

  it('one paper by itself', async () =>
    expect((await brief(JSON.stringify({ ...paper(1), references: [{ title: 'Older' }] }))).ids).toEqual([IDS[0]]));

  it('[R11] a document that ends between two records says so, and one whose last brackets are missing loses nothing', async () => {
    const whole = JSON.stringify({ papers: [paper(1), paper(2)] });
    for (const cut of [whole.slice(0, -2), whole.slice(0, -1), `${whole.slice(0, -2)},`])
      expect(await parse(cut)).toMatchObject({ outcome: 'accepted', papers: { length: 2 }, rejected: [] });
    expect((await parse(`${whole.slice(0, -2)},`)).reason).toMatch(/ends too early.*brackets/);
  });
});

describe('XML of libraries', () => {
  it('PubMed, JATS and DBLP; the document types of known publishers are passed over', async () => {
    const pubmed = `<?xml version="1.0"?><!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" "https://dtd.nlm.nih.gov/x.dtd">
      <PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>On <i>E. coli</i>.</ArticleTitle><Abstract><AbstractText Label="AIM">One.</AbstractText><AbstractText>Two.</AbstractText></Abstract>
      <AuthorList><Author><LastName>Lee</LastName><ForeName>Ann</ForeName></Author></AuthorList></Article></MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType="pubmed">1</ArticleId><ArticleId IdType="doi">10.1234/P</ArticleId></ArticleIdList></PubmedData></PubmedArticle></PubmedArticleSet>`;
    expect((await parse(pubmed)).papers).toMatchObject([
      { id: 'doi:10.1234/p', title: 'On E. coli', abstract: 'AIM: One. Two.', authors: ['Ann Lee'] },
    ]);
    const jats =
      '<article><front><article-meta><article-id pub-id-type="doi">10.1234/j</article-id><title-group><article-title>T</article-title></title-group><contrib-group><contrib><name><surname>Lee</surname><given-names>Ann</given-names></name></contrib></contrib-group><abstract><p>A <italic>b</italic>.</p></abstract></article-meta></front><body><p>Long.</p></body></article>';
    expect((await parse(jats)).papers).toMatchObject([{ id: 'doi:10.1234/j', abstract: 'A b.', authors: ['Ann Lee'] }]);
    const dblp =
      '<result><hits><hit><info><authors><author>A B</author></authors><title>T.</title><ee>https://doi.org/10.1234/D</ee></info></hit></hits></result>';
    expect((await parse(dblp)).papers).toMatchObject([{ id: 'doi:10.1234/d', title: 'T', authors: ['A B'] }]);
  });

  it('an answer of an archive to another question says what to ask', async () =>
    expect(await parse('<OAI-PMH><request verb="ListSets">x</request><ListSets><set/></ListSets></OAI-PMH>')).toMatchObject({
      outcome: 'refused',
      reason: expect.stringMatching(/answer to ListSets.*ListRecords/),
    }));

  it('feeds of journals that label their abstracts', async () => {
    const item = (link: string, description: string) =>
      `<rss><channel><item><title>T</title><link>${link}</link><description><![CDATA[${description}]]></description></item></channel></rss>`;
    const pensoft = '<p>ZooKeys 1: 2-3</p><p>DOI: 10.3897/z.1</p><p>Authors: Ann Lee, Bo Xu</p><p>Abstract: We find it.</p>';
    expect((await parse(item('https://j.example/1', pensoft))).papers).toMatchObject([
      { id: 'doi:10.3897/z.1', abstract: 'We find it.', authors: ['Ann Lee', 'Bo Xu'] },
    ]);
    const elsevier = '<p>Publication date: May 2021</p><p><b>Source:</b> J, Volume 2</p><p>Author(s): Ann Lee, Bo Xu</p>';
    expect((await parse(item('https://www.sciencedirect.com/science/article/pii/S1', elsevier))).papers).toMatchObject([
      { abstract: '', authors: ['Ann Lee', 'Bo Xu'] },
    ]);
    expect((await brief(item('https://j.example/index.php/x/article/view/84', 'We do.'))).outcome).toBe('accepted');
  });
});

it("arXiv's listing pages, as HTML and copied", async () => {
  const html = `<!DOCTYPE html><html><head><title>cs.AI</title></head><body><h3>Showing new listings for Thursday, 19 March 2026</h3><dl id='articles'>
<dt><a name='item1'>[1]</a> <a href ="/abs/2603.17021" title="Abstract">arXiv:2603.17021</a> [<a href="/pdf/2603.17021">pdf</a>]</dt>
<dd><div class='meta'><div class='list-title mathjax'><span class='descriptor'>Title:</span> If $x &lt; y$ then</div>
<div class='list-authors'><a href="x">Ann Lee</a>, <a href="y">Bo Xu</a></div><div class='list-subjects'><span class='descriptor'>Subjects:</span> AI (cs.AI)</div>
<p class='mathjax'>We show
it.</p></div></dd></dl></body></html>`;
  const expected = { id: 'arxiv:2603.17021', authors: ['Ann Lee', 'Bo Xu'], abstract: 'We show it.', listedOn: '2026-03-19' };
  expect((await parse(html, { uploadedAt: new Date('2026-03-20') })).papers).toMatchObject([
    { ...expected, title: 'If x < y then' },
  ]);
  const text =
    'Showing new listings for Thursday, 19 March 2026\nTotal of 2 entries\n[1] arXiv:2603.17021 [pdf, html, other]\nTitle: If\nAnn Lee, Bo Xu\nSubjects: AI (cs.AI)\nWe show it.\n[2] arXiv:2603.17022 (cross-list from cs.CV) [pdf]\nTitle: Second\nC Dee\nSubjects: CV (cs.CV)\n';
  expect((await parse(text)).papers).toMatchObject([
    { ...expected, title: 'If' },
    { id: 'arxiv:2603.17022', abstract: '' },
  ]);
});
