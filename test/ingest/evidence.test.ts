import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { feed, HEADER, parse } from './pages.ts';

const ris = (...lines: string[]) => `${lines.map((line) => line.replace(' ', '  - ')).join('\n')}\nER  - \n`;
const rss = (items: string) => `<rss><channel><title>C</title><image><url>u</url></image>${items}</channel></rss>`;

describe('[R16] what shows nothing of a paper is none, whatever grammar it is in', () => {
  it.each<[string, string]>([
    ['a web page in BibTeX', '@misc{a, title={Overleaf}, howpublished={\\url{https://www.overleaf.com}}}'],
    ['a blog in BibTeX', '@online{a, title={My week}, author={Lee, Ann}, journal={A blog}, url={https://a.example/b}}'],
    ['software in BibTeX', '@software{a, title={NumPy}, author={Lee, Ann}, abstract={Arrays.}, url={https://numpy.org}}'],
    ['a manual in BibTeX', '@manual{a, title={R: A Language}, author={{R Core Team}}, year={2020}}'],
    ['a web page in RIS', ris('TY ELEC', 'TI Google', 'AU Lee, Ann', 'T2 Search', 'UR https://google.com/')],
    ['a title and a link in RIS', ris('TY JOUR', 'TI Google', 'UR https://google.com/')],
    ['a web page in EndNote', '%0 Web Page\n%T Google\n%A Lee, Ann\n%X Search.\n%U https://google.com/\n'],
    ['a table of bookmarks', 'Title,URL\nTrain timetable,https://bahn.example\nNews,https://news.example\n'],
    ['a table of tasks', 'title,description,assignee\nFix the door,It squeaks,Ann\n'],
    [
      "Zotero's table",
      'Item Type,Title,Author,Abstract Note,Url\nwebpage,Timetable,"Lee, Ann",Trains.,https://bahn.example\nnote,On Bob,,,\n',
    ],
    ['issues in JSON', '[{"title":"Crash","html_url":"https://github.com/a/b/issues/1","body":"Steps","user":{"login":"ann"}}]'],
    ['videos in JSON', '{"items":[{"title":"My holiday","description":"We went to Spain","url":"https://youtube.com/x"}]}'],
    ['posts of authors with numbers', '[{"title":"Hello","author":7,"summary":"A post.","url":"https://blog.example/1"}]'],
    ['bookmarks in JSON Lines', '{"title":"A","url":"https://a.example"}\n{"title":"B","url":"https://b.example"}\n'],
    ['web pages in CSL', '[{"type":"webpage","title":"Overleaf","author":[{"family":"Lee"}],"container-title":"Overleaf"}]'],
    [
      'a post beside links in JSON Feed',
      '{"version":"https://jsonfeed.org/version/1.1","items":[{"title":"Hi","authors":[{"name":"Ann Lee"}],"summary":"A post."}]}',
    ],
    ['the front page of a host of papers', '[{"title":"arXiv.org e-Print archive","url":"https://arxiv.org/"}]'],
    ['a list at a host of papers', '[{"title":"Recent submissions","url":"https://arxiv.org/list/cs.CL/recent"}]'],
    ['a post in RSS', rss('<item><title>Hi</title><author>Ann Lee</author><description>A post.</description></item>')],
  ])('%s', async (_, text) => {
    const { outcome, papers, reason, rejected } = await parse(text);
    expect({ outcome, papers }).toEqual({ outcome: 'refused', papers: [] });
    expect(reason).toMatch(/\.$/);
    for (const { reason: why } of rejected) expect(why).toMatch(/^no paper: /);
  });

  it('attachments and notes are none even with the id of a paper', async () => {
    const text =
      'Item Type,Title,Author,Abstract Note,Url\nattachment,Full Text PDF,,,https://arxiv.org/pdf/1706.03762\nnote,On Bob,,,https://arxiv.org/abs/1706.03762\npreprint,Attention,"Vaswani, Ashish",The dominant.,http://arxiv.org/abs/1706.03762\n';
    const { papers, rejected } = await parse(text);
    expect(papers.map(({ title }) => title)).toEqual(['Attention']);
    expect(rejected.map(({ at }) => at)).toEqual(['line 2', 'line 3']);
  });

  it('a post in a feed of arXiv is set aside, and the papers around it are kept', async () => {
    const entry = (id: string, title: string) =>
      `<entry><id>${id}</id><title>${title}</title><summary>S.</summary><author><name>Ann Lee</name></author></entry>`;
    const atom = `<feed xmlns="http://www.w3.org/2005/Atom">${entry('http://arxiv.org/abs/2606.00001v1', 'One')}${entry('https://lab.example/moving', 'We move')}${entry('https://doi.org/10.1234/x', 'Two')}</feed>`;
    const { papers, rejected } = await parse(atom);
    expect(papers.map(({ id }) => id)).toEqual(['arxiv:2606.00001', 'doi:10.1234/x']);
    expect(rejected).toHaveLength(1);
  });
});

describe('what shows a paper', () => {
  it.each<[string, string]>([
    ['an arXiv id', '@misc{a, title={T}, eprint={2606.00001}}'],
    ['a DOI', '[{"title":"T","doi":"10.1234/x"}]'],
    ['a PubMed id', 'Title,PMID\nT,12345\n'],
    ['the page of a host of papers', 'Title,Link\nT,https://openreview.net/forum?id=abc\n'],
    ['that page, of a thing called a web page', ris('TY ELEC', 'TI T', 'UR https://www.nature.com/articles/s41586-021-03819-2')],
    ['the id of OpenAlex', '{"meta":{},"results":[{"id":"https://openalex.org/W1","title":"T"}]}'],
    ['the id of Semantic Scholar', `{"data":[{"paperId":"${'a1'.repeat(20)}","title":"T"}]}`],
    ['authors with an abstract', '[{"title":"T","authors":["Ann Lee"],"abstract":"We show it."}]'],
    ['authors with a journal', ris('TY JOUR', 'TI T', 'AU Lee, Ann', 'JO Journal of T')],
    ['authors with proceedings', '@inproceedings{a, title={T}, author={Lee, Ann}, booktitle={Proc. of T}}'],
    [
      'an element that only articles of journals have',
      rss('<item><title>T</title><link>https://a.example</link><prism:startingPage>3</prism:startingPage></item>'),
    ],
    ['votes in an answer of Hugging Face', '[{"paper":{"title":"T","upvotes":3}}]'],
  ])('%s', async (_, text) => {
    expect(await parse(text)).toMatchObject({ outcome: 'accepted', papers: [{ title: 'T' }] });
  });

  it('a card of a papers page', async () => {
    const page = [...HEADER, 'A Title of a Paper', `We show that it holds. ${'It does so in many ways. '.repeat(8)}`];
    expect((await parse(page.join('\n\n'))).papers).toMatchObject([{ title: 'A Title of a Paper', authors: [] }]);
  });

  it('and links to it at its source where nothing better is known', async () => {
    const { papers } = await parse('PMID- 12345\nTI  - A trial\n\n');
    expect(papers).toMatchObject([{ url: 'https://pubmed.ncbi.nlm.nih.gov/12345/' }]);
  });
});

it('what a journal prints beside its articles is no paper, even with a DOI', async () => {
  const parts = [
    ...['PSY volume 88 issue 1 Cover and Back matter', 'Front Matter: Volume 12345', 'Book Review', 'Editorial Board'],
    ...[
      'Cover Image, Volume 12, Issue 3',
      'Issue Information',
      'Acknowledgment to Reviewers',
      'Table of Contents',
      'Front cover',
    ],
  ];
  const papers = [
    'Book Reviews as Training Data',
    'Contents of Consciousness',
    'Cover Letters and Hiring',
    'Front Matter Matters',
  ];
  const found = await parse(JSON.stringify([...parts, ...papers].map((title, n) => ({ title, doi: `10.5555/${n}` }))));
  expect(found.papers.map(({ title }) => title)).toEqual(papers);
  expect(found.rejected).toHaveLength(parts.length);
});

describe('a table in Markdown without links', () => {
  const table = (rows: string[]) => `# Reading group\n\n${rows.join('\n')}\n\nSome words after the table.\n`;

  it('is read by the names of its columns', async () => {
    const { papers, rejected } = await parse(
      table([
        '| # | Title | Authors | Venue | Year |',
        '|:-:|-------|---------|-------|------|',
        '| 1 | On Long Lists | Ann Lee, Bo Xu | NeurIPS 2026 | 2026 |',
        '| 2 | **Graphs that Read Themselves** | Cy Day; Dee Orlov | ICML | 2026 |',
        '| 3 | Kernels | | | 2026 |',
      ]),
    );
    expect(papers).toMatchObject([
      { title: 'On Long Lists', authors: ['Ann Lee', 'Bo Xu'], venue: 'NeurIPS 2026' },
      { title: 'Graphs that Read Themselves', authors: ['Cy Day', 'Dee Orlov'] },
    ]);
    expect(rejected).toMatchObject([{ at: 'line 7' }]);
  });

  it('is no list of papers if it has only titles, names and years', async () =>
    expect(await parse(table(['| Title | Author | Year |', '|---|---|---|', '| My holidays | Ann Lee | 2026 |']))).toMatchObject({
      outcome: 'refused',
      papers: [],
    }));
});

describe('a feed without papers', () => {
  it.each<[string, string]>([
    ['a list in JSON', '[]'],
    ['results', '{"total": 0, "data": []}'],
    ['an answer of Crossref', '{"status":"ok","message-type":"work-list","message":{"total-results":0,"items":[]}}'],
    ['no error beside the list', '{"error":null,"errors":[],"message":"","data":[]}'],
    ['RSS', rss('<skipDays><day>Saturday</day></skipDays>')],
    ['Atom', '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><author><name>N</name></author></feed>'],
    ['RDF', '<rdf:RDF xmlns:rdf="r"><channel rdf:about="a"><title>T</title><items><rdf:Seq/></items></channel></rdf:RDF>'],
    ['PubMed', '<?xml version="1.0"?><PubmedArticleSet></PubmedArticleSet>'],
    ['a table', 'Title,Abstract,DOI\n'],
  ])('is empty where its list is there and has nothing in it: %s', async (_, text) => {
    expect(await parse(text)).toMatchObject({ outcome: 'empty', papers: [], reason: 'A valid feed with no papers today.' });
  });

  it.each<[string, string]>([
    ['no bytes', ''],
    ['a papers page without a card', HEADER.join('\n\n')],
    [
      'a list by another name in JSON',
      '{"status":"ok","message-type":"work-list","message":{"works":[{"title":["T"],"DOI":"10.1234/x"}]}}',
    ],
    ['a count of what the list does not hold', '{"meta":{"count":25},"results":[]}'],
    ['the same in Atom', '<feed xmlns:o="o"><title>T</title><o:totalResults>25</o:totalResults></feed>'],
    ['a table of links without rows', 'title,url\n'],
    ['an error beside the list in JSON', '{"error":"rate limited","data":[]}'],
    ['a message beside it', '{"data":[],"message":"Too many requests"}'],
    ['RSS without a channel', '<rss></rss>'],
    ['RSS with items by another name', rss('<article><title>T</title><link>https://doi.org/10.1234/x</link></article>')],
    [
      'PubMed with books',
      '<PubmedArticleSet><PubmedBookArticle><BookDocument><ArticleTitle>T</ArticleTitle></BookDocument></PubmedBookArticle></PubmedArticleSet>',
    ],
    ['JSON that is cut off', '{"total": 3, "data": ['],
    ['macros alone in BibTeX', '@string{a = "b"}\n@string{c = "d"}\n'],
  ])('is refused where that is not seen: %s', async (_, text) => {
    const { outcome, reason, papers } = await parse(text);
    expect({ outcome, papers }).toEqual({ outcome: 'refused', papers: [] });
    expect(reason).toMatch(/\.$/);
  });

  it('does not hide another file of its archive in which nothing was found', async () => {
    const page = strToU8(HEADER.join('\n\n'));
    expect(await parse(zipSync({ 'a.json': strToU8('[]'), 'b.txt': page }))).toMatchObject({ outcome: 'refused' });
    expect(await parse(zipSync({ 'a.json': strToU8('[]'), 'b.json': strToU8('[]') }))).toMatchObject({ outcome: 'empty' });
    const atom = new Uint8Array(feed('arxiv-atom-2025-10-oldflavour-2.xml'));
    const mixed = await parse(zipSync({ 'a.json': strToU8('[]'), 'b.xml': atom }));
    expect(mixed).toMatchObject({ outcome: 'accepted', papers: { length: 2 } });
    expect(mixed.reason).toBeUndefined();
  });
});
