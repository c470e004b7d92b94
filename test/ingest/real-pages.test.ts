import { describe, expect, it } from 'vitest';
import { parse, seed, wrap } from './pages.ts';

const PAPERS = seed().slice(0, 12);
const PEOPLE = [
  'Ann Lee, Bo van der Berg and Cy Day',
  'Dee Fox',
  'Eva Gil, Flo Hart',
  'Gus Ida-Jones, Kim Lund, Mo Nash, Oli Park',
];
const people = (i: number) => PEOPLE[i % PEOPLE.length]!;
const page = (body: string) => `<!DOCTYPE html>\n<html><head><title>x</title></head><body>${body}</body></html>`;
const read = async (text: string) => {
  const { outcome, papers, reason } = await parse(text);
  return { outcome, reason, papers, titles: papers.map(({ title }) => title) };
};
/** Titles of papers whose page has nothing else that looks like one. */
const TITLES = PAPERS.map(({ title }) => title);

describe('a page of titles, authors and abstracts, copied from a browser', () => {
  const cards = (by: (i: number) => string, button: string) =>
    PAPERS.map(({ title, abstract }, i) => `${title}\n${by(i)}\n${abstract}\n\n${button}\n`).join('');

  it.each([
    ['a label', (i: number) => `Authors: ${people(i)}`, 'Go to Paper'],
    ['a day behind the authors', (i: number) => `By ${people(i)} Published: 2026-02-16`, 'Download PDF →'],
    ['no label', (i: number) => (i % 4 === 1 ? 'By Dee Fox' : people(i)), 'View the paper and its code'],
  ])('%s; organisers, navigation and buttons are no papers', async (_, by, button) => {
    const top = `Personal Website\nAll Papers\nTutorial\n\nLearning Workshop\nOrganizers: ${people(3)}\nThe Learning Workshop is a venue for all who study models and their training.\nExternal Website\nYou can open the channel in another window.\n\n`;
    const { titles, papers } = await read(`${top}${cards(by, button)}Source: example.org\nPapers are updated every midnight.\n`);
    expect(titles).toEqual(TITLES);
    expect(papers.map(({ authors }) => authors?.length)).toEqual(PAPERS.map((_, i) => [3, 1, 2, 4][i % 4]));
  });

  it('is refused if titles and authors have become one line', async () => {
    const glued = PAPERS.map(
      ({ title, abstract }, i) => `${title} ${i % 4 === 1 ? 'Dee Fox and Eva Gil' : people(i)}\n${abstract}`,
    );
    expect(await read(`List of accepted papers\n${glued.join('\n')}\n`)).toMatchObject({ outcome: 'refused', papers: [] });
  });
});

it('a search at arXiv whose brackets have spaces', async () => {
  const results = PAPERS.map(
    ({ title, abstract }, i) =>
      `arXiv:2307.0${1000 + i} [ pdf , other ]\n\ncs.LG cs.AI\n${title}\n\nAuthors: Ann Lee , Bo Xu\n\nAbstract : ${abstract}\n\nSubmitted 4 July, 2023; originally announced July 2023.\n`,
  );
  const { titles, papers } = await read(
    `Help | Advanced Search\nShowing 401–412 of 2,783 results for all: "learning"\n${results.join('\n')}`,
  );
  expect(titles).toEqual(TITLES);
  expect(papers.map(({ id }) => id)).toEqual(PAPERS.map((_, i) => `arxiv:2307.0${1000 + i}`));
  expect(papers.every(({ authors }) => authors?.join() === 'Ann Lee,Bo Xu')).toBe(true);
});

describe('a saved page that a text browser printed', () => {
  const top = [
    'Hugging Face',
    '  • Models',
    '  • Log In',
    '',
    'Get trending papers in your email inbox!',
    '',
    'Daily Papers',
    '',
    ' Aug 1',
  ];
  const votes = PAPERS.map((_, i) => 94 - i);

  it('papers of Hugging Face, whose pictures have names of files', async () => {
    const card = ({ title }: { title: string }, i: number) =>
      `[2407]\nSubmitted by [1674929746] akhaliq\n [ ]\n${votes[i]}\n\n${title}\n\n  • [be9c948ecf]\n  • \n  • [p-MIAnIIp${i}]\n  • ·\n    ${i + 3} authors\n\n5`;
    const { titles, papers } = await read([...top, ...PAPERS.map(card)].join('\n'));
    expect(titles).toEqual(TITLES);
    expect(papers.map(({ upvotes }) => upvotes)).toEqual(votes);
  });

  it('papers of Hugging Face, whose links are numbers of files', async () => {
    const card = ({ title }: { title: string }, i: number) =>
      `   Submitted by akhaliq\n   [${3 * i + 1}]\n   [ ]\n   ${votes[i]}\n\n[${3 * i + 2}]${title}\n\n     *\n     *\n     * ·\n       ${i + 3} authors\n\n   [${3 * i + 3}]5`;
    const places = PAPERS.flatMap((_, i) =>
      [0, 1, 2].map((k) => `  ${3 * i + k + 1}. file://localhost/${k ? 'papers/' : 'login?next=%2Fpapers%2F'}2407.${21000 + i}`),
    );
    const { titles, papers } = await read([...top, ...PAPERS.map(card), '', 'References', '', ...places].join('\n'));
    expect(titles).toEqual(TITLES);
    expect(papers.map(({ id }) => id)).toEqual(PAPERS.map((_, i) => `arxiv:2407.${21000 + i}`));
  });

  it('a search at arXiv with wrapped titles and long addresses', async () => {
    const indented = (text: string) => wrap(text, 80).map((line) => `       ${line}`);
    const long = 'Active Learning in Brain Tumor Segmentation with Uncertainty Sampling, Annotation';
    const found = PAPERS.map(({ title, abstract }, i) => ({
      title: i === 5 ? `${long} Redundancy Restriction, and Data Initialization` : title,
      abstract,
    }));
    const item = ({ title, abstract }: { title: string; abstract: string }, i: number) =>
      [
        `   ${401 + i}. [${i + 1}]arXiv:2307.0${1000 + i} [ [31]pdf , [32]other ]`,
        '       eess.IV cs.CV cs.LG',
        ...indented(title),
        '       Authors: [27]Adnan Qayyum , [28]Hassan Ali',
        ...indented(`Abstract : ${abstract} △ Less`),
        '       Submitted 4 July, 2023; originally announced July 2023.',
      ].join('\n');
    const places = PAPERS.map((_, i) => `   ${i + 1}. file:///search/?query="${'active+learning'.repeat(12)}"`);
    const { titles } = await read(
      ['   Showing 401–412 of 2,783 results for all: "learning"', ...found.map(item), '', 'References', '', ...places].join('\n'),
    );
    expect(titles).toEqual(found.map(({ title }) => title));
  });
});

describe('a list saved as HTML', () => {
  const id = (i: number) => `2401.1${1000 + i}`;

  it.each([
    [
      'a comment above the page',
      (items: string) => `<!-- saved from url=(0024)https://lab.example.org/ -->\n<html><body>${items}</body></html>`,
    ],
    ['a short document type', (items: string) => `<!doctypehtml><html><body>${items}</body></html>`],
  ])('%s', async (_, around) => {
    const items = PAPERS.map(
      ({ title }, i) => `<li><a href="https://arxiv.org/abs/${id(i)}">${title}</a><br>${people(i)}</li>`,
    ).join('');
    expect((await read(around(`<ul>${items}</ul>`))).titles).toEqual(TITLES);
  });

  it('titles that lead to projects, their papers below; what no browser shows is no title', async () => {
    const card = ({ title }: { title: string }, i: number) =>
      `<tr><td><video><source src="x.mp4">Your browser does not support the video tag.</video></td><td><a href="https://project.example.org/${i}">${title}</a><br>${people(i)}<br>CVPR, 2025 <b>(Highlight)</b><br><a href="https://project.example.org/${i}">project page</a> / <a href="https://arxiv.org/abs/${id(i)}">arXiv</a><p>A short text about it.</p></td></tr>`;
    const { titles } = await read(page(`<h1>Ann Lee</h1><table>${PAPERS.map(card).join('')}</table>`));
    expect(titles).toEqual(TITLES);
  });

  it('authors and year in front of the title, links below', async () => {
    const item = ({ title }: { title: string }, i: number) =>
      `<div>${i % 2 ? '<a href="https://a.example.org/">Dee Fox</a>, <a href="https://b.example.org/">Eva Gil</a> (2018).' : 'A.~B. Lee, P.~A. Oesch, Et Al..'} <a href="https://lab.example.org/publication/${i}/">${title}</a>. Journal, 2018.<p><a href="#">Cite</a> <a href="https://doi.org/10.5555/${i}x">DOI</a> <a href="https://arxiv.org/pdf/${id(i)}">PDF</a></p></div>`;
    const { titles, papers } = await read(page(PAPERS.map(item).join('')));
    expect(titles).toEqual(TITLES);
    expect(papers.map(({ authors }) => authors?.join())).toEqual(
      PAPERS.map((_, i) => (i % 2 ? 'Dee Fox,Eva Gil' : 'A. B. Lee,P. A. Oesch')),
    );
  });

  it('citations whose links are a DOI and a number', async () => {
    const item = ({ title }: { title: string }, i: number) =>
      `<li>Lee AB, Xu C, Day D. <strong>${title.replace(/[?.]$/, '')}.</strong> <em>Dev Cell</em>. 2026 Jul 24:S15. doi: <a href="https://doi.org/10.5555/c${i}">10.5555/c${i}</a>. PMID: <a href="https://pubmed.ncbi.nlm.nih.gov/4249785${i}">4249785${i}</a>.</li>`;
    const { papers } = await read(page(`<ol>${PAPERS.map(item).join('')}</ol>`));
    expect(papers.map(({ ids }) => ids[0])).toEqual(PAPERS.map((_, i) => `doi:10.5555/c${i}`));
    expect(papers.every(({ authors }) => authors?.length === 3)).toBe(true);
  });

  it('authors that link to the paper, and a link without an address', async () => {
    const item = ({ title, abstract }: { title: string; abstract: string }, i: number) =>
      `<div><a onclick="show(${i})">[|•|]</a><a href="https://arxiv.org/abs/${id(i)}"><b>${title}</b></a> - <i><a href="https://ar5iv.org/abs/${id(i)}">Dimitri P. Bertsekas, ${people(i)}</a></i> <a onclick="hide(${i})"><div>${abstract}</div></a></div>`;
    const { titles, papers } = await read(page(`<base href="https://lab.example.org/">${PAPERS.map(item).join('')}`));
    expect(titles).toEqual(TITLES);
    expect(papers.map(({ authors }) => authors?.length)).toEqual(PAPERS.map((_, i) => [4, 2, 3, 5][i % 4]));
  });

  it('names in sentences of a digest are no titles; one author and others are its authors', async () => {
    const url = (i: number) => `https://arxiv.org/abs/${id(i)}`;
    const prose = `<p>오늘 <a href="${url(0)}">FooVLA</a>가 persistent graph로, <a href="${url(1)}">BarVLA</a>가 gaze를 다룹니다.</p><p><a href="${url(2)}">BazVLA</a>(CV)는 새로운 benchmark로 모델을 봅니다.</p><p><a href="${url(3)}">arxiv:${id(3)}</a> · Khoa Vo et al.</p>`;
    const item = ({ title }: { title: string }, i: number) =>
      `<div>📄 <a href="${url(i)}"><strong>${title}</strong></a> CV</div><div>👥 Khoa Vo et al.</div><p>벤치마크를 새로 만든 논문입니다.</p>`;
    const { titles, papers } = await read(page(`${prose}${PAPERS.map(item).join('')}`));
    expect(new Set(titles)).toEqual(new Set(TITLES));
    expect(papers.every(({ authors }) => authors?.join() === 'Khoa Vo')).toBe(true);
  });

  it('results of Google Scholar: the link to a PDF is above its title, and counts of citations are no title', async () => {
    const hosts = [
      'https://www.sciencedirect.com/science/article/pii/S09252312210047',
      'https://openaccess.thecvf.com/content_CVPR_2019/html/Fukui_CVPR_2019_paper_',
      'https://www.mdpi.com/1099-4300/23/3/2',
    ];
    const item = ({ title }: { title: string }, i: number) =>
      `<div>${i % 2 ? `<div><a href="https://arxiv.org/pdf/${id(i)}">[PDF] arxiv.org</a></div>` : ''}<h3><a href="${hosts[i % 3]}${10 + i}">${title}</a></h3><div>A Lee, B Xu - Journal of Lists, 2021 - Elsevier</div><div>… models of recent years. Toward a better understanding of <b>lists</b> …</div><div><a href="javascript:void(0)">Save</a> <a href="javascript:void(0)">Cite</a> <a href="/scholar?cites=1">Cited by 3${i}</a> <a>Related articles</a> <a>All 4 versions</a></div></div>`;
    const { titles, papers } = await read(page(PAPERS.map(item).join('')));
    expect(titles).toEqual(TITLES);
    expect(papers.map((paper) => paper.id)).toEqual(
      PAPERS.map((_, i) => (i % 2 ? `arxiv:${id(i)}` : expect.stringMatching(/^(?:title|doi):/))),
    );
  });

  it('a profile of Google Scholar', async () => {
    const item = ({ title }: { title: string }, i: number) =>
      `<tr><td><a href="https://scholar.google.com/citations?view_op=view_citation&amp;user=am&amp;citation_for_view=am:Lk${'abcdefghijkl'[i]}">${title}</a><div>A Lee, B Xu</div><div>Journal, 2021</div></td><td><a href="https://scholar.google.com/scholar?cites=1${i}">3</a></td><td>2021</td></tr>`;
    expect((await read(page(`<table>${PAPERS.map(item).join('')}</table>`))).titles).toEqual(TITLES);
  });

  it('authors and labels of links in the line below a title', async () => {
    const written = ['A. Lee, D. García–Xu and B. Day', 'C. Dimitrakakis', 'E. Gil and F. Hart'];
    const item = ({ title }: { title: string }, i: number) =>
      `<table><tr><td>${title}<br><i>${written[i % 3]}</i> <a href="http://proceedings.mlr.press/v9/lee1${i}a.html">[abs]</a> <a href="http://proceedings.mlr.press/v9/lee1${i}a/lee1${i}a.pdf">[pdf]</a></td></tr></table>`;
    const { titles, papers } = await read(page(`<h2>Posters</h2>${PAPERS.map(item).join('')}`));
    expect(titles).toEqual(TITLES);
    expect(papers.map(({ authors }) => authors?.length)).toEqual(PAPERS.map((_, i) => [3, 1, 2][i % 3]));
  });

  it('news of a person above their papers', async () => {
    const news = `<ul><li>I served as a panelist at a workshop in Oct. 2023!</li><li>New <a href="https://arxiv.org/abs/${id(0)}">paper on linking active learning and prediction!</a></li></ul>`;
    const items = PAPERS.map(
      ({ title }, i) => `<p><a href="https://arxiv.org/abs/${id(i)}">${title}</a><br>${people(i)}</p>`,
    ).join('');
    expect((await read(page(`${news}${items}`))).titles).toEqual(TITLES);
  });
});

it('a page of arXiv with its earlier words around the PDF', async () => {
  const saved = `[Submitted on 20 Mar 2024]\nTitle: On Lists\nAuthors: Ann Lee, Bo Xu\n\nDownload a PDF of the paper titled On Lists, by Ann Lee and 1 other author\nDownload PDF\n\nAbstract: ${PAPERS[0]!.abstract}\n\nCite as: arXiv:2403.13672 [cs.LG]\n`;
  const { papers } = await read(saved);
  expect(papers.map(({ authors }) => authors)).toEqual([['Ann Lee', 'Bo Xu']]);
});

describe('the page of one paper', () => {
  const links =
    '<ul><li><a href="https://doi.org/10.5555/other">Previous Chapter of the Proceedings</a><li><a href="https://doi.org/10.5555/cite">Citation Manager Formats</a><li><a href="https://arxiv.org/abs/1610.07183">How to be fair and diverse in data?</a><li><a href="https://arxiv.org/abs/1704.06840">Beyond parity in recommender systems</a></ul>';

  it('that does not describe itself is refused: what it links to is not its paper', async () =>
    expect(
      await read(
        `<html><head><link rel="canonical" href="https://dl.acm.org/doi/10.5555/1x"></head><body><h1>On Lists</h1>${links}</body></html>`,
      ),
    ).toMatchObject({ outcome: 'refused', papers: [] }));

  it.each([
    [
      'dc',
      '<meta name="dc.Title" content="On Lists"><meta name="dc.Creator" content="Ann Lee"><meta name="dc.Identifier" scheme="doi" content="10.5555/1x">',
    ],
    [
      'citation',
      '<meta name="citation_title" content="On Lists"><meta name="citation_author" content="Ann Lee"><meta name="citation_pdf_url" content="https://www.ijcai.org/0512.pdf">',
    ],
  ])('that describes itself by %s', async (_, meta) => {
    const { papers } = await read(`<html><head>${meta}</head><body><h1>On Lists</h1>${links}</body></html>`);
    expect(papers.map(({ title, authors }) => [title, authors])).toEqual([['On Lists', ['Ann Lee']]]);
  });
});
