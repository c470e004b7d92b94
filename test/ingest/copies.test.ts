import { describe, expect, it } from 'vitest';
import { parse } from './pages.ts';

const TITLE = 'On Lists and Their Readers';
const ABSTRACT =
  'We show how long lists are read by small machines, and what that costs. Experiments on three benchmarks show that it improves recall by six points.';
const ANN = ['Ann Lee', 'Bo Xu'];

describe('arXiv’s page of one paper', () => {
  const above = 'arxiv logo > cs > arXiv:2603.00001\n\nHelp | Advanced Search\nComputer Science > Computation and Language\n';
  const below =
    'Comments:\t8 pages\nSubjects:\tComputation and Language (cs.CL); Machine Learning (cs.LG)\nCite as:\tarXiv:2603.00001 [cs.CL]\n \t(or arXiv:2603.00001v2 [cs.CL] for this version)\nSubmission history\nFrom: Ann Lee [view email]\n[v1] Wed, 10 Jun 2026 17:00:00 UTC (400 KB)\nAccess Paper:\nView PDF\nTeX Source\n';
  it.each([
    ['one line each', `${TITLE}\nAnn Lee, Bo Xu\n\n    ${ABSTRACT}\n\n`],
    ['a title of two lines', `On Lists\nand Their Readers\nAnn Lee, Bo Xu\n\n    ${ABSTRACT}\n\n`],
    ['a link to the paper above it', `${TITLE}\nAnn Lee, Bo Xu\nView PDF\nHTML (experimental)\n${ABSTRACT}\n`],
  ])('copied without the labels of title, authors and abstract: %s', async (_, parts) => {
    const { papers, rejected } = await parse(
      `${above}[Submitted on 10 Jun 2026 (v1), last revised 11 Jun 2026 (this version, v2)]\n${parts}${below}`,
    );
    expect(rejected).toEqual([]);
    expect(papers).toMatchObject([
      {
        ...{ id: 'arxiv:2603.00001', title: TITLE, authors: ANN, abstract: ABSTRACT, publishedOn: '2026-06-10' },
        ...{ note: '8 pages', categories: ['cs.CL', 'cs.LG'] },
      },
    ]);
  });

  it('saved as HTML by a tool that keeps only its head and the parts of the paper', async () => {
    const html = `<html><head><meta name="citation_title" content="${TITLE}" /><meta name="citation_author" content="Lee, Ann" /><meta name="citation_author" content="Xu, Bo" /><meta name="citation_arxiv_id" content="2603.00001" /><meta name="citation_abstract" content="${ABSTRACT}" /></head><body>arXiv <h1 class="title mathjax"><span class="descriptor">Title:</span>${TITLE}</h1></body></html>`;
    expect((await parse(html)).papers).toMatchObject([
      { id: 'arxiv:2603.00001', title: TITLE, authors: ANN, abstract: ABSTRACT },
    ]);
  });
});

describe('pages of Hugging Face', () => {
  it('as a server sends them: with links that name no host', async () => {
    const card = (n: number, title: string) =>
      `<article><div>Submitted by <img alt=""> user${n}</div><a href="/login?next=%2Fpapers%2F2603.0000${n}"><div>${n}0</div></a><h3><a href="/papers/2603.0000${n}">${title}</a></h3><a href="/papers/2603.0000${n}"><div>· 2 authors</div></a><a href="/papers/2603.0000${n}#community">3</a></article>`;
    const html = `<!doctype html><html><head><title>Daily Papers - Hugging Face</title></head><body><h1>Daily Papers</h1><div>Jun 12</div>${card(1, TITLE)}${card(2, 'More on Lists')}</body></html>`;
    const { papers } = await parse(html);
    expect(papers.map(({ id, title, upvotes }) => ({ id, title, upvotes }))).toEqual([
      { id: 'arxiv:2603.00001', title: TITLE, upvotes: 10 },
      { id: 'arxiv:2603.00002', title: 'More on Lists', upvotes: 20 },
    ]);
  });

  it('of one paper, whose authors are buttons', async () => {
    const html = `<!doctype html><html><head><title>Paper page - ${TITLE}</title></head><body>huggingface.co<a href="/papers/2603.00001">arxiv:2603.00001</a><h1>${TITLE}</h1><div>Published on Jun 10, 2026</div><div>Upvote</div><div>101</div><button>Share</button><div>Authors:<span class="author flex"><button class="x">Ann Lee</button> ,</span><span class="author flex"><button>Bo Xu</button></span></div><h2>Abstract</h2><p>${ABSTRACT}</p><a href="https://arxiv.org/abs/2603.00001">View arXiv page</a></body></html>`;
    expect((await parse(html)).papers).toMatchObject([
      { id: 'arxiv:2603.00001', title: TITLE, authors: ANN, abstract: ABSTRACT, upvotes: 101 },
    ]);
  });

  it('of trending papers, some of which nobody submitted', async () => {
    const card = (title: string, n: number) =>
      `${title}\n\n${ABSTRACT}\n\n${n} authors\n·\nPublished on Jun ${n}, 2026\nUpvote\n${n}\n\nGitHub\n1${n}\narXiv Page\n\n`;
    const page = `Trending Papers\nby AK and the research community\n\nSubmitted by\n\nann-lee\n${card(TITLE, 2)}${card('More on Lists and Machines', 3)}Submitted by\n\nbo\n${card('Even More on Lists', 4)}Previous\nNext\nCompany\nTOS\nPrivacy\nAbout\nCareers\n`;
    const { papers } = await parse(page);
    expect(papers.map(({ title, abstract, upvotes }) => ({ title, abstract, upvotes }))).toEqual([
      { title: TITLE, abstract: ABSTRACT, upvotes: 2 },
      { title: 'More on Lists and Machines', abstract: ABSTRACT, upvotes: 3 },
      { title: 'Even More on Lists', abstract: ABSTRACT, upvotes: 4 },
    ]);
  });

  it('of a search, with day and votes in one line', async () => {
    const card = (title: string, n: number) =>
      `Jun 1${n}[ ${n}6](https://huggingface.co/login?next=%2Fpapers%2F2603.0000${n})\n\n### [${title}](https://huggingface.co/papers/2603.0000${n})\n\n${ABSTRACT}\n\n- [ 2 authors](https://huggingface.co/papers/2603.0000${n})\n\n`;
    const { papers } = await parse(`# Daily Papers\n\n${card(TITLE, 1)}${card('More on Lists and Machines', 2)}`);
    expect(papers.map(({ title, upvotes, id }) => ({ title, upvotes, id }))).toEqual([
      { title: TITLE, upvotes: 16, id: 'arxiv:2603.00001' },
      { title: 'More on Lists and Machines', upvotes: 26, id: 'arxiv:2603.00002' },
    ]);
  });
});

describe('feeds of journals', () => {
  it.each([
    [
      'Nature',
      `Nature, Published online: 10 June 2026; &lt;a href="https://x.example"&gt;doi:10.5555/x&lt;/a&gt;&lt;p&gt;${ABSTRACT}&lt;/p&gt;`,
      ABSTRACT,
    ],
    [
      'APS',
      `Author(s): Ann Lee and Bo Xu&lt;br/&gt;&lt;p&gt;${ABSTRACT}&lt;/p&gt;&lt;br/&gt;[Phys. Rev. D 100, 012345] Published Wed Jun 10, 2026`,
      ABSTRACT,
    ],
    [
      'Oxford',
      `&lt;span class="paragraphSection"&gt;&lt;div class="boxTitle"&gt;Abstract&lt;/div&gt;${ABSTRACT}&lt;/span&gt;`,
      ABSTRACT,
    ],
    [
      'ACS',
      '&lt;p&gt;&lt;img src="https://x.example/x.gif"/&gt;&lt;/p&gt;&lt;div&gt;&lt;cite&gt;Journal of Lists&lt;/cite&gt;&lt;/div&gt;&lt;div&gt;DOI: 10.5555/x&lt;/div&gt;',
      '',
    ],
    ['Taylor & Francis', 'Volume 1, Issue 2, June 2026, Page 1-9&lt;br/&gt;. ', ''],
    ['Wiley', 'Journal of Lists, Volume 3, Issue 2, Page 12-34, June 2026. ', ''],
  ])('%s: no abstract but the paper’s own', async (_, description, abstract) => {
    const xml = `<rss version="2.0"><channel><title>x</title><link>https://x.example</link><item><title>${TITLE}</title><link>https://doi.org/10.5555/x</link><description>${description}</description></item></channel></rss>`;
    expect((await parse(xml)).papers).toMatchObject([{ title: TITLE, abstract }]);
  });

  it('have names in an element of their own, and marks before a title', async () => {
    const xml = `<rss version="2.0"><channel><title>x</title><link>https://x.example</link><item><title>[ASAP] ${TITLE}</title><link>https://doi.org/10.5555/x</link><authors>Ann Lee;Bo Xu;</authors></item></channel></rss>`;
    expect((await parse(xml)).papers).toMatchObject([{ title: TITLE, authors: ANN }]);
  });
});
