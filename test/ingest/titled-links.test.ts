import { describe, expect, it } from 'vitest';
import { parse, seed } from './pages.ts';

const SEED = seed();
const ARXIV = 'https://arxiv.org/abs/';
/** Papers of many hosts: a title, where it leads, and what it is known by. */
const PAPERS = [
  { title: 'Quiet Readers for Long Lists', url: `${ARXIV}2606.71001v2`, id: 'arxiv:2606.71001' },
  { title: 'Forty Questions on Garden Plants', url: 'https://doi.org/10.5555/garden.1', id: 'doi:10.5555/garden.1' },
  { title: 'Pouring by Ear', url: 'https://openreview.net/forum?id=Ab0cdEfGh', id: undefined },
  { title: 'Maps That Draw Themselves: A Survey', url: 'https://huggingface.co/papers/2606.71004', id: 'arxiv:2606.71004' },
  { title: 'Cheap Judges, Costly Models', url: 'https://www.alphaxiv.org/abs/2606.71005', id: 'arxiv:2606.71005' },
  { title: 'A Trial of Warm Rooms', url: 'https://pubmed.ncbi.nlm.nih.gov/40000001/', id: undefined },
  { title: 'On Forgetting in Streaming Trees', url: 'https://aclanthology.org/2026.acl-long.12/', id: undefined },
  {
    title: 'Faint Rings and Old Dust',
    url: 'https://www.nature.com/articles/s41586-026-00001-1',
    id: 'doi:10.1038/s41586-026-00001-1',
  },
];
type Listed = (typeof PAPERS)[number];

/** Asserts that a file holds these papers in this order, each known by its id or led to by its address. */
async function expectPapers(content: string, papers: readonly Listed[] = PAPERS) {
  const result = await parse(content);
  expect({ outcome: result.outcome, titles: result.papers.map(({ title }) => title) }).toEqual({
    outcome: 'accepted',
    titles: papers.map(({ title }) => title),
  });
  for (const [i, { id, url }] of papers.entries()) expect(id ? result.papers[i]!.ids[0] : result.papers[i]!.url).toBe(id ?? url);
  return result;
}

/** A list as people publish it: what is said about each paper must not end up in another. */
const WHO = 'Ann Lee, Bo van Xu, Cy Day';
const TOLD = 'We show how quiet readers keep what they read, and why that costs less than it seems to on three long lists.';
const SIGNED: [string, (paper: (typeof PAPERS)[number], i: number) => string, object][] = [
  [
    'bold titles, names in italics and a venue',
    ({ title, url }, i) => `${i + 1}. **${title}**. *${WHO}*. NeurIPS 2026. [[pdf](${url})] [[code](https://github.com/x/${i})]`,
    {},
  ],
  ['names in italics below', ({ title, url }) => `1. **${title}.** IEEE Lists, 2026. [Journal](${url}).\n\n   *${WHO}*\n`, {}],
  ['names before the link', ({ title, url }) => `- 2026-06-10, **${title}**, ${WHO} et.al., Paper: [${url}](${url})`, {}],
  [
    'a table with a remark of each',
    ({ title, url }) =>
      `|[${title}](${url})|${WHO}|15 pages, to appear at a workshop on quiet readers of long lists and their costs|`,
    {},
  ],
  ['a table whose titles are short', ({ title, url }, i) => `|${title}|[link](${url})|202${i}|${WHO}|`, {}],
  [
    'venue, names and sentences in a line',
    ({ title, url }, i) => `${i + 1}. [**${title}**](${url}) (NeurIPS 2026) — *${WHO}* — ${TOLD}`,
    { abstract: TOLD },
  ],
  ['links of a wiki', ({ title, url }) => `* [${url} ${title}], ${WHO}`, {}],
  ['sentences above the link', ({ title, url }, i) => `${title}\n${i} ${TOLD}\n${WHO}\n${url}\n`, {}],
  [
    'folded parts of HTML',
    ({ title, url }, i) =>
      `<details>\n<summary><b>${i + 1}. ${title}</b> ⭐ ${i}</summary>\n\n<br/>\n\n**🔗 Links:** [📄 Paper](${url}) • [⭐ Code](https://github.com/x/${i})\n\n**👥 Authors:** ${WHO}\n\n> ${TOLD}\n\n</details>\n`,
    { abstract: TOLD },
  ],
];

/** What stands above these lists. */
const TOPS: Record<string, string> = {
  'a table with a remark of each': '|Title|Authors|Comment|\n|---|---|---|\n',
  'a table whose titles are short': '### What lists are, and why\n\n|Paper|Link|Year|Authors|\n|---|---|---|---|\n',
  'sentences above the link': '',
};

describe('a list of titles that link to papers', () => {
  it.each(SIGNED)('%s', async (name, listed, told) => {
    const top = TOPS[name] ?? '<div align="center">\n\n# A list of papers\n\n</div>\n\n';
    const { papers } = await expectPapers(top + PAPERS.map(listed).join('\n'));
    for (const [i, paper] of papers.entries()) {
      const abstract = name.startsWith('sentences') ? `${i} ${TOLD}` : '';
      expect(paper).toMatchObject({ authors: WHO.split(', '), abstract, ...told });
    }
  });

  it('in a text that says much about itself first', async () => {
    const about = ['Mission', 'Format', 'Schedule'].map(
      (part) => `## ${part}\n${'- We meet once a week and bring cake.\n'.repeat(5)}`,
    );
    const contents = Array.from(
      { length: 30 },
      (_, i) => `- [Papers of the week ${i}, with all that was said about them by everybody](./#papers-of-the-week-${i})`,
    );
    const list = PAPERS.map(({ title, url }) => `- [x] ${title} [ICML 26] [[Paper](${url})] [[Demo](https://demo.example.org)]`);
    await expectPapers(`# Our group\n${contents.join('\n')}\n${about.join('\n')}\n## Papers\n${list.join('\n')}\n`);
  });

  it('below the heading of the whole list, which is no title', async () => {
    const list = PAPERS.map(({ title, url }) => `${title}\n${url}\n`).join('\n');
    for (const gap of ['', '\n']) await expectPapers(`# Papers we liked this week\n${gap}${list}`);
    const [own, cited] = PAPERS;
    await expectPapers(`# ${own!.title}\n${own!.url}\n\n## Related\n\n### ${cited!.title}\n${cited!.url}\n`, [own!, cited!]);
  });

  it('in a text whose headings are papers, whatever it says about them', async () => {
    const said = `### What it is about\n${TOLD}\n\n### Remarks\nA model wrote these sentences.\n\n### Methods\n- **Method**: reading.\n- **Data**: lists.\n`;
    const { papers } = await expectPapers(PAPERS.map(({ title, url }) => `# ${title}\n[pdf](${url})\n${said}`).join('\n'));
    expect(papers.map(({ abstract }) => abstract)).toEqual(PAPERS.map(() => ''));
  });

  it('with the words of a citation, or names, as words of a link', async () => {
    const cited = PAPERS.map(
      ({ title, url }, i) => `<li><a href="${url}">Lee, A., &amp; Xu, B. (202${i}). ${title}. <i>Lists</i>, 3(2)</a></li>`,
    );
    await expectPapers(`<html><body><ul>${cited.join('\n')}</ul></body></html>`);
    const dated = PAPERS.map(
      ({ title, url }) =>
        `<article><h3><a href="${url}">${title}</a></h3><span>By ${WHO}</span> <span>Published: 2026-06-12</span></article>`,
    );
    const { papers } = await expectPapers(`<html><body>${dated.join('\n')}</body></html>`);
    for (const { authors } of papers) expect(authors).toEqual(WHO.split(', '));
  });

  it('on a page with the classes of arXiv, made by somebody else', async () => {
    const page = PAPERS.map(
      ({ title, url }, i) =>
        `<div class="list-title mathjax"><h3>[${i + 1}] ${title} [<a href="${url}">arXiv:2606.1</a>]</h3></div>\n<p>${WHO}</p>`,
    );
    await expectPapers(`<!DOCTYPE html>\n<html>${page.join('\n')}</html>`);
  });

  it('no change of a program is a paper, even if it names one', async () => {
    const log =
      '# Changelog\n\n## 1.2.0\n- Add [Quiet Readers](https://arxiv.org/abs/2606.71001) support (#12)\n- Fix a crash\n- Update docs\n';
    expect(await parse(log)).toMatchObject({ outcome: 'refused', papers: [] });
  });

  const lists: [string, (paper: Listed, i: number) => string][] = [
    ['bullets of links', ({ title, url }) => `- [${title}](${url})`],
    [
      'bullets with authors and code',
      ({ title, url }, i) => `* [${title}](${url}) - Ann Lee et al., *Venue 2026*. [[code]](https://github.com/x/${i})`,
    ],
    ['bold titles and a place', ({ title, url }) => `- **${title}** ([paper](${url}))`],
    ['days before titles', ({ title, url }, i) => `- [2026/06/${i + 10}] **${title}** | [[paper]](${url}) | [code]`],
    ['numbers', ({ title, url }, i) => `${i + 1}. [${title}](${url})`],
    ['headings', ({ title, url }) => `### [${title}](${url})\n`],
    ['a title and its address', ({ title, url }) => `${title} - ${url}`],
    ['a title, its address below', ({ title, url }) => `${title}\n${url}\n`],
    ['a title with its address in brackets', ({ title, url }) => `• ${title} (${url})`],
    ['a table', ({ title, url }, i) => `|**2026-06-${i + 10}**|**${title}**|Ann Lee et.al.|[link](${url})|`],
    ['a table with the link in the title', ({ title, url }, i) => `| ${i + 1} | [${title}](${url}) | NeurIPS |`],
    ['links by number', ({ title }, i) => `* [${title}][${i + 1}]`],
    ['the print of a text browser', ({ title }, i) => `   [${i + 1}]${title}\n`],
    [
      'quoted titles of references',
      ({ title, url }, i) => `[${i + 1}] A. Lee and B. Xu, “${title},” in Proc. of X, 2026. ${url}`,
    ],
    [
      'headings above sentences',
      ({ title, url }, i) =>
        `## **${i + 1}). ${title}**\n\nIt reads lists. ([paper](${url}) | [tweet](https://x.com/a/status/${i}))\n`,
    ],
    [
      'counted titles above addresses',
      ({ title, url }, i) => `${i === 0 ? 'The best papers of June\nBy Ann\n' : ''}${i + 1}. ${title}\n${url}\n`,
    ],
    ['authors between empty lines', ({ title, url }) => `${title}\n\nAnn Lee, Bo Xu\n\n${url}\n`],
    ['keycaps and likes', ({ title, url }, i) => `${i + 1}\ufe0f\u20e3 **${title}**\n🔗 <${url}>\n👍 ${i}\n`],
    [
      'straight quotes of references',
      ({ title, url }, i) => `[${i + 1}] A. Lee and B. Xu, "${title}," in Proc. of X, 2026. ${url}`,
    ],
    ['headings above addresses', ({ title, url }) => `## ${title}\n${url}\n`],
    [
      'publications of a group',
      ({ title, url }) => `- Ann Lee, Bo Xu. **${title}**. ACL 2026. [[arXiv](${url})] [[code](https://github.com/a/b)]`,
    ],
    ['publications without marks', ({ title, url }) => `Ann Lee, Bo Xu. ${title}. ACL 2026. ${url}`],
    ['references in APA style', ({ title, url }) => `Lee, A., & Xu, B. (2026). ${title}. Journal of X. ${url}`],
  ];
  it.each(lists)('%s', async (name, item) => {
    const references = /number|browser/.test(name)
      ? `\n\nReferences\n\n${PAPERS.map(({ url }, i) => (name.includes('browser') ? `   ${i + 1}. ${url}` : `[${i + 1}]: ${url}`)).join('\n')}\n`
      : '';
    const table = name.includes('table') ? '| Date | Title | Authors | Link |\n|---|---|---|---|\n' : '';
    await expectPapers(`# Reading list\n\nA curated list.\n\n## Papers\n\n${table}${PAPERS.map(item).join('\n')}${references}`);
  });

  it('takes abstracts and authors that stand with a title', async () => {
    const item = ({ title, url }: Listed, i: number) =>
      [
        `### ${title}`,
        ' - **Authors:** Ann Lee, Bo Xu',
        ' - **Subjects:** Computation and Language (cs.CL)',
        ` - **Arxiv link:** ${url}`,
        ' - **Abstract**',
        ` ${SEED[i]!.abstract}`,
      ].join('\n');
    const { papers } = await expectPapers(
      `# New submissions\n## Keyword: none\nThere is no result\n${PAPERS.map(item).join('\n')}`,
    );
    expect(papers.map(({ abstract }) => abstract.slice(0, 40))).toEqual(
      SEED.slice(0, 8).map(({ abstract }) => abstract.slice(0, 40)),
    );
    expect(new Set(papers.map(({ authors }) => authors.join()))).toEqual(new Set(['Ann Lee,Bo Xu']));
  });

  it.each<[string, (paper: Listed) => string]>([
    ['before a link', ({ title, url }) => `${title}? A Second Look - ${url}`],
    ['in APA style', ({ title, url }) => `Lee, A. (2026). ${title}? A Second Look. Journal of X. ${url}`],
  ])('keeps titles whole that ask: %s', async (_, item) => {
    await expectPapers(
      PAPERS.map(item).join('\n'),
      PAPERS.map((paper) => ({ ...paper, title: `${paper.title}? A Second Look` })),
    );
  });

  it.each<[string, (title: string) => string]>([
    ['its id', (title) => `[2606.71001] ${title}`],
    ['a site', (title) => `${title} | OpenReview`],
    ['Hugging Face', (title) => `Paper page - ${title}`],
    ['a journal and a site', (title) => `${title} | IEEE Conference Publication | IEEE Xplore`],
  ])("takes a title out of a browser's tab that says %s, too", async (_, tab) => {
    const papers = PAPERS.slice(0, 3);
    await expectPapers(`title,url\n${papers.map(({ title, url }) => `"${tab(title)}",${url}`).join('\n')}\n`, papers);
    await expectPapers(
      `<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n<DL><p>\n${papers.map(({ title, url }) => `<DT><A HREF="${url}" ADD_DATE="1780000000">${tab(title)}</A>`).join('\n')}<DT><A HREF="https://bank.example/login">My bank account</A>\n</DL><p>`,
      papers,
    );
  });

  it.each<[string, (paper: Listed) => string]>([
    ['a reference', ({ title, url }) => `[1] A. Lee and B. Xu, "${title}," in Proc. of X, 2026. ${url}`],
    ['a publication', ({ title, url }) => `- A. Lee and B. Xu: **${title}**. ACL 2026. [arXiv](${url})`],
  ])('takes the authors that stand before a title: %s', async (_, item) => {
    const { papers } = await expectPapers(PAPERS.map(item).join('\n'));
    expect(new Set(papers.map(({ authors }) => authors.join()))).toEqual(new Set(['A. Lee,B. Xu']));
  });

  it('takes the authors of a table from their column', async () => {
    const rows = PAPERS.map(({ title, url }) => `|2026-06-10|**${title}**|Ann Lee et.al.|[link](${url})|`);
    const { papers } = await expectPapers(`|Date|Title|Authors|PDF|\n|---|---|---|---|\n${rows.join('\n')}`);
    expect(new Set(papers.map(({ authors }) => authors.join()))).toEqual(new Set(['Ann Lee']));
  });

  it.each([
    'My notes: the experiments are weak, and the baselines were tuned less than the method; talk to Cy before Monday.',
    'Private thoughts: the group of Bo is going to be scooped by this one, nothing of it may be said before the deadline.',
    'Strong results on lists, but I think that the second author copied the figures of Ann, as we saw at the meeting.',
    'Strong results on lists and trees; Ann told me that the code will never be released since the company forbids it.',
  ])('keeps to itself what somebody remarks: %s', async (remark) => {
    const { papers } = await expectPapers(PAPERS.map(({ title, url }) => `[${title}](${url})\n${remark}\n`).join('\n'));
    expect(papers.map(({ abstract }) => abstract)).toEqual(PAPERS.map(() => ''));
  });

  it('takes what a cell says after a title', async () => {
    const rows = PAPERS.map(
      ({ title, url }, i) => `| ${i + 1}) **${title}** - ${SEED[i]!.abstract} | [Paper](${url}), [Tweet](https://x.com/a/${i}) |`,
    );
    const { papers } = await expectPapers(
      `## Top ML Papers of the Week\n| **Paper** | **Links** |\n| --- | --- |\n${rows.join('\n')}`,
    );
    expect(papers.every(({ abstract }) => abstract.length > 200)).toBe(true);
  });

  it.each<[string, string]>([
    [
      'a post',
      `<html><body><h1>Why lists matter</h1><p>Long ago came <a href="${ARXIV}2301.00002">Older Lists of Things</a> and everything changed.</p><p>Also <a href="${ARXIV}2301.00003">this work</a>.</p></body></html>`,
    ],
    [
      'changes',
      `# Changelog\n\n## [2.1.0] - 2026-06-12\n- Support for [rope scaling](${ARXIV}2309.00071) by @ann\n- Based on [Older Lists of Things](${ARXIV}2309.00072)\n- Typo\n`,
    ],
    [
      'a talk with a machine',
      `**You said:** find lists\n\n**It said:** Lists are collections. As shown in [the PageKeeper paper](${ARXIV}2606.01234), models read them.\n`,
    ],
    ['remarks', `Has anyone read this? Looks great ${ARXIV}2606.01234\nThis one is my favourite ${ARXIV}2606.04444\n`],
    [
      'a ticket',
      `Summary,Issue key,Description\nImplement it,AB-1,"We read lists of any length. We train a reader on them. See ${ARXIV}2606.01234"\n`,
    ],
  ])('is no list: %s', async (_, text) => expect((await parse(text)).papers.map(({ title }) => title)).toEqual([]));

  it('is no list: links in sentences, links without titles, code', async () => {
    const sentences = SEED.slice(0, 6).map(
      ({ abstract }, i) => `${abstract.slice(0, 300)} as shown in [this work of ours](${PAPERS[i]!.url}).`,
    );
    expect((await parse(sentences.join('\n\n'))).papers).toEqual([]);
    expect((await parse(`- [Home](https://example.org)\n- [Blog post about things](https://example.org/1)\n`)).outcome).toBe(
      'refused',
    );
  });

  it('names the links that have no title', async () => {
    const { papers, sought } = await parse(
      `${ARXIV}2606.70001\n\n${PAPERS.map(({ title, url }) => `- [${title}](${url})`).join('\n')}`,
    );
    expect(papers).toHaveLength(PAPERS.length);
    expect(sought).toEqual([{ at: 'line 1', ids: ['arxiv:2606.70001'], words: `${ARXIV}2606.70001` }]);
  });
});

const mail = (type: string, body: string) =>
  `From: Alerts <alerts@example.org>\nTo: reader@example.org\nSubject: new results\nDate: Fri, 12 Jun 2026 08:00:00 +0000\nMessage-ID: <x@example.org>\nMIME-Version: 1.0\nContent-Type: ${type}; charset="utf-8"\nContent-Transfer-Encoding: base64\n\n${Buffer.from(body).toString('base64')}\n`;

describe('alerts by mail', () => {
  const scholar = PAPERS.map(
    ({ title, url }, i) =>
      `<h3><span>[PDF]</span> <a href="http://scholar.google.com/scholar_url?url=${url}&amp;hl=en&amp;sa=X" class="gse_alrt_title">${title}</a></h3>
       <div>A Lee, B Xu - Journal of X, 2026</div><div>${SEED[i]!.abstract.slice(0, 150)}&nbsp;…</div><a href="https://scholar.google.com/scholar?cites=1">Save</a><br>`,
  ).join('');

  it('of Google Scholar, of any host', async () => {
    const { papers, format } = await expectPapers(
      mail(
        'text/html',
        `${scholar}<p>This message was sent by Google Scholar. <a href="https://scholar.google.com/scholar_alerts?x=1">List alerts</a></p>`,
      ),
    );
    expect(format).toBe('mail');
    expect(papers[0]).toMatchObject({
      authors: ['A Lee', 'B Xu'],
      abstract: expect.stringContaining(SEED[0]!.abstract.slice(0, 60)),
    });
    const own = scholar.replaceAll(/url=https:[^&]*/g, (_, at) => `url=https://people.example.edu/papers/${at}.pdf`);
    expect((await parse(mail('text/html', own))).papers.map(({ title }) => title)).toEqual(PAPERS.map(({ title }) => title));
  });

  it('of Google Scholar as it sets its bylines: no space that breaks, excerpts of two lines, particles', async () => {
    const html = `<h3><span>[PDF]</span> <a href="https://scholar.google.com/scholar_url?url=https://arxiv.org/pdf/2606.71001&amp;hl=en">Small Readers</a></h3><div>A Lee, J van den Berg&nbsp;- arXiv preprint arXiv:2606.71001, 2026</div><div>Reading is slow, <br>so we skip&nbsp;…</div><table><tr><td><a href="https://scholar.google.com/citations?x=1">Save</a></td></tr></table>
<h3><a href="https://scholar.google.com/scholar_url?url=https://www.nature.com/articles/s41467-026-00001-1&amp;hl=en">Garden Plants of the North</a></h3><div>C Day…&nbsp;- Nature Communications, 2026</div><div>Plants&nbsp;…</div>`;
    const { papers } = await parse(mail('text/html', html));
    expect(papers).toMatchObject([
      { title: 'Small Readers', authors: ['A Lee', 'J van den Berg'], abstract: 'Reading is slow, so we skip …' },
      { title: 'Garden Plants of the North', authors: ['C Day'], venue: 'Nature Communications', abstract: 'Plants …' },
    ]);
    expect(papers[0]).not.toHaveProperty('venue');
  });

  it('of Google Scholar, pasted: titles without links above their bylines', async () => {
    const results = [
      '[PDF] Small Readers\nA Lee, B Xu - arXiv preprint arXiv:2606.71001, 2026\nReading is slow,\nso we skip …\nSave Twitter LinkedIn Facebook\n',
      '[HTML] Garden Plants\nC Day\u00a0- Journal of Plants, 2026\nPlants grow …\nCites: Small Readers\nSave Twitter LinkedIn Facebook\n',
    ];
    const expected = [
      { title: 'Small Readers', id: 'arxiv:2606.71001', authors: ['A Lee', 'B Xu'], abstract: 'Reading is slow, so we skip …' },
      { title: 'Garden Plants', authors: ['C Day'], venue: 'Journal of Plants', abstract: 'Plants grow …' },
    ];
    expect((await parse(results.join('\n'))).papers).toMatchObject(expected);
    const head =
      'Google Scholar Alerts <scholaralerts-noreply@google.com>\nUnsubscribe\nFri, Jun 12, 8:00 AM (2 hours ago)\nto me\n\n';
    expect((await parse(`${head}${results.join('\n')}\nList alerts\nCancel alert\n`)).papers).toMatchObject(expected);
  });

  it('of Hugging Face, with votes', async () => {
    const cards = PAPERS.map(
      ({ title }, i) => `<p><a href="https://huggingface.co/papers/2606.7000${i}?utm=1">${title}</a> (${9 - i} ▲)</p>`,
    );
    const html = `<h1>Daily Papers</h1>${cards.join('')}<p><a href="https://huggingface.co/papers">Browse all papers</a> <a href="https://huggingface.co/unsubscribe">Unsubscribe</a></p>`;
    const { papers } = await parse(mail('text/html', html));
    expect(papers.map(({ title, id, upvotes }) => ({ title, id, upvotes }))).toEqual(
      PAPERS.map(({ title }, i) => ({ title, id: `arxiv:2606.7000${i}`, upvotes: 9 - i })),
    );
  });

  it('of Semantic Scholar and PubMed', async () => {
    const s2 = PAPERS.map(
      ({ title }, i) =>
        `<table><tr><td><a href="https://www.semanticscholar.org/paper/slug/${'0a'.repeat(19)}${10 + i}?utm_source=alert_email"><b>${title}</b></a></td></tr><tr><td>Ann Lee, Bo Xu</td></tr></table>`,
    );
    const found = await parse(
      mail(
        'text/html',
        `<p>New papers for you</p>${s2.join('')}<a href="https://www.semanticscholar.org/me/alerts">Manage your alerts</a>`,
      ),
    );
    expect(found.papers.map(({ title }) => title)).toEqual(PAPERS.map(({ title }) => title));
    const pubmed = PAPERS.map(
      ({ title }, i) =>
        `${i + 1}.  J Trials. 2026 Jun 1${i}. doi: 10.5555/pm.${i}. Online ahead of print.\n\n${title}\n\nLee A, Xu B.\n\nPMID: 4000000${i} DOI: 10.5555/pm.${i}\n`,
    );
    const { papers } = await parse(
      mail('text/plain', `This message contains results from NCBI.\n\nPubMed Results\nItems 1 - 8 of 8\n\n${pubmed.join('\n')}`),
    );
    expect(papers.map(({ title, id, publishedOn }) => ({ title, id, publishedOn }))).toEqual(
      PAPERS.map(({ title }, i) => ({ title, id: `doi:10.5555/pm.${i}`, publishedOn: `2026-06-1${i}` })),
    );
  });

  it('without papers is refused with what to do', async () =>
    expect(
      await parse(mail('text/html', '<p>Hello <a href="https://example.org/a1">Our summer party is on</a></p>')),
    ).toMatchObject({
      outcome: 'refused',
      papers: [],
      reason: expect.stringMatching(/^This is an e-mail, but .* links to a paper\. Save or copy .*\.$/),
    }));
});

describe('pages saved as HTML', () => {
  const page = (body: string) =>
    `<!DOCTYPE html><html><head><title>Papers - Site</title><link rel="canonical" href="https://openreview.net/group?id=X"><script>if (1 < 2) { "<a href='https://arxiv.org/abs/2606.70009'>No paper at all</a>" }</script></head><body><nav><a href="/">Home</a><a href="/login">Log In</a></nav>${body}<footer><a href="/about">About</a> © 2026</footer></body></html>`;

  it('with titles that link to papers, whole or relative', async () => {
    await expectPapers(
      page(
        PAPERS.map(
          ({ title, url }) =>
            `<li><h4><a href="${url}">\n  ${title}\n</a> <a href="${url}&amp;pdf"><img alt="PDF"></a></h4></li>`,
        ).join(''),
      ),
    );
    const { papers } = await parse(
      page(['Ab0', 'Cd1'].map((id) => `<h4><a href="/forum?id=${id}">Quiet Readers ${id}</a></h4>`).join('')),
    );
    expect(papers.map(({ url }) => url)).toEqual(['https://openreview.net/forum?id=Ab0', 'https://openreview.net/forum?id=Cd1']);
  });

  it('of Hugging Face, without the data that it carries', async () => {
    const cards = PAPERS.map(
      ({ title }, i) =>
        `<article><a href="/papers/2606.7000${i}"><img></a><div>Submitted by</div><a href="/user${i}">user${i}</a><a href="/login?next=%2Fpapers%2F2606.7000${i}"><div>${20 - i}</div></a><h3><a href="/papers/2606.7000${i}">${title}</a></h3><a href="/papers/2606.7000${i}"><span>· ${i + 2} authors</span></a><a href="/papers/2606.7000${i}#community">${i + 1}</a></article>`,
    );
    const html = `<!doctype html><html><head><link rel="canonical" href="https://huggingface.co/papers"></head><body><nav><ul><li><a href="/models">Models</a></li><li><a href="/datasets">Datasets</a></li></ul></nav><h1>Daily Papers</h1><div>by AK and the research community</div><div>Mar 18</div>${cards.join('')}<footer><a href="/terms-of-service">TOS</a> <a href="/privacy">Privacy</a></footer></body></html>`;
    const { papers, rejected } = await parse(html);
    expect(rejected).toEqual([]);
    expect(papers.map(({ title, id, upvotes }) => ({ title, id, upvotes }))).toEqual(
      PAPERS.map(({ title }, i) => ({ title, id: `arxiv:2606.7000${i}`, upvotes: 20 - i })),
    );
  });

  it('without papers is refused with what to do', async () =>
    expect((await parse(page('<p>Nothing to see.</p>'))).reason).toMatch(/^This looks like an HTML page, but .*Save or copy/));
});

it.each([
  ['OpenReview', 'OpenReview.net\nLogin\nSmall Readers\nAnn Lee, Bo Xu\nPublished: 26 Jan 2026\nReaders: Everyone\n'],
  [
    'Google Scholar',
    'About 3,210 results (0.05 sec)\nSmall Readers\nA Lee, B Xu - Journal of X, 2026 - dl.acm.org\nSave Cite Cited by 3 Related articles All 2 versions\n',
  ],
  [
    'Semantic Scholar',
    'Semantic Scholar\nAbout 3,210 results\nSmall Readers\nAnn Lee, Bo Xu\n12 June 2017\nExpand\n170,000\nPDF\nSave\n',
  ],
  [
    'the ACL Anthology',
    'Proceedings of the 64th Annual Meeting\npdf bib abs\nSmall Readers\nAnn Lee | Bo Xu\npdf bib abs\nGarden Plants\nCy Day\n',
  ],
  ['alphaXiv', 'alphaXiv\nExplore\nSign In\n12 Jun 2026\nSmall Readers\nExample University\nView blog\n117\n'],
  ['OpenReview', 'Small Readers\nAnn Lee, Bo Xu, Cy Day\nPublished: 22 Jan 2026, Last Modified: 11 Feb 2026\nShow details\n'],
  [
    'Semantic Scholar',
    'Small Readers\nAnn LeeBo Xu+5 authors\n12 June 2026\nTLDR\nA reader of long lists that keeps what it has seen.\nExpand\n17\nPDF\n',
  ],
  ['alphaXiv', '12 Jun 2026\nSmall Readers\nExample University\nView blog\nBookmark\n117\n'],
])('a page of %s without its links is refused by a sentence that says what to do', async (site, page) =>
  expect((await parse(page)).reason).toContain(
    `a page of ${site} copied as text, where titles have lost their links: save the page as HTML`,
  ),
);

describe('papers that are named and not described', () => {
  const ids = ['arxiv:2606.71001', 'arxiv:2606.71002', 'doi:10.5555/x'];
  it.each<[string, string, string[]]>([
    ['ids', '2606.71001\narXiv:2606.71002v3\n10.5555/x\n', ids],
    ['links', `${ARXIV}2606.71001\nhttps://arxiv.org/pdf/2606.71002v2.pdf\nhttps://doi.org/10.5555/x\n`, ids],
    ['Hugging Face and alphaXiv, no scheme', '- hf.co/papers/2606.71001\n- alphaxiv.org/abs/2606.71002\n- doi: 10.5555/x\n', ids],
    ['under a heading', `# To read\n\n* <${ARXIV}2606.71001>\n* [pdf](${ARXIV}2606.71002)\n* 10.5555/x\n`, ids],
    ['several in a line', '2606.71001, arXiv:2606.71002; 10.5555/x\n', ids],
    ['a table of one column', 'id\n2606.71001\n2606.71002\n10.5555/x\n', ids],
    [
      'notes',
      `look at this for Monday ${ARXIV}2606.71001\nask Bo about ${ARXIV}2606.71002, it is close to ours\nthe one of last week: doi:10.5555/x\n`,
      ids,
    ],
    [
      'publishers whose addresses hold the DOI',
      'https://aclanthology.org/2026.acl-long.12/\nhttps://www.nature.com/articles/s41586-026-00001-1\n',
      ['doi:10.18653/v1/2026.acl-long.12', 'doi:10.1038/s41586-026-00001-1'],
    ],
  ])('%s', async (_, file, expected) => {
    const { outcome, papers, sought, reason } = await parse(file);
    expect({ outcome, papers, ids: sought?.flatMap((each) => each.ids) }).toEqual({
      outcome: 'accepted',
      papers: [],
      ids: expected,
    });
    expect(reason).toContain(`It names ${expected.length} papers and describes none`);
  });

  it('what has no id here is told; links to anything else are no list of papers', async () => {
    const { sought, rejected } = await parse(PAPERS.map(({ url }) => url).join('\n'));
    expect(sought).toHaveLength(6);
    expect(rejected.map(({ reason }) => reason)).toEqual([
      'a link without a title or an id: "https://openreview.net/forum?id=Ab0cdEfGh"',
      'a link without a title or an id: "https://pubmed.ncbi.nlm.nih.gov/40000001/"',
    ]);
    expect((await parse('https://example.org/1\nhttps://youtube.com/watch?v=1\n')).outcome).toBe('refused');
  });

  it('titles alone are refused, and handed on to be looked up', async () => {
    const { outcome, sought } = await parse(
      PAPERS.map(({ title }) => `- ${title}`)
        .slice(0, 2)
        .join('\n'),
    );
    expect({ outcome, words: sought?.map(({ words }) => words) }).toEqual({
      outcome: 'refused',
      words: PAPERS.slice(0, 2).map(({ title }) => title),
    });
  });
});

it('reads citations of PubMed saved as text, with their paragraphs', async () => {
  const text = `1. J Trials. 2026 Jun 10;12(3):45-50. doi: 10.5555/pm.0. Epub 2026 Jun 9.\n\nSmall readers for long lists in a trial of many\nwards.\n\nLee A(1), Xu B(2).\n\nAuthor information:\n(1)Department of Lists, Example University, Town.\n\nBACKGROUND: Reading long lists by machine is slow, and most systems forget what\ncame first. RESULTS: It improves recall.\n\nDOI: 10.5555/pm.0\nPMID: 40000000 [Indexed for MEDLINE]\n\n2. Nature. 2026 Jun 11. doi: 10.5555/pm.1.\n\nForty questions.\n\nDay C(1).\n\nDOI: 10.5555/pm.1\nPMID: 40000001\n`;
  expect((await parse(text)).papers).toMatchObject([
    {
      id: 'doi:10.5555/pm.0',
      title: 'Small readers for long lists in a trial of many wards',
      abstract: expect.stringMatching(/^BACKGROUND: .* what came first\. RESULTS/),
      publishedOn: '2026-06-10',
    },
    { id: 'doi:10.5555/pm.1', title: 'Forty questions', abstract: '', publishedOn: '2026-06-11' },
  ]);
});

describe('which title goes with which link', () => {
  const [one, other] = ['Quiet Readers for Long Lists', 'Forty Questions on Garden Plants'];
  const [a, b] = [`${ARXIV}2606.71001`, `${ARXIV}2606.71002`];
  const both = [
    { title: one, id: 'arxiv:2606.71001' },
    { title: other, id: 'arxiv:2606.71002' },
  ];
  it.each([
    ['titles below their links', `${a}\n${one}\n\n${b}\n${other}\n`],
    ['links whose words are ids', `- ${one}, [2606.71001](${a})\n- ${other}, [arXiv:2606.71002](${b})\n`],
    ['ids before titles', `- [2606.71001](${a}) ${one}\n- [2606.71002](${b}) ${other}\n`],
    ['addresses as words', `- [ ]  ${one} — [${a}](${a})\n- [x]  ${other} ([arXiv](${b}))\n`],
    [
      'a table that links its ids',
      `## Decoding\n\n|Date|Title|Authors|PDF|\n|---|---|---|---|\n|**2026-06-10**|**${one}**|Ann Lee et.al.|[2606.71001](${a})|\n|**2026-06-09**|**${other}**|Bo Xu et.al.|[2606.71002](${b})|\n`,
    ],
    ['buttons that are the same for each', `[${one}](${a}) [Put aside](${a})\n\n[${other}](${b}) [Put aside](${b})\n`],
    ['lists of Org mode', `* TODO [[${a}][${one}]]\n* DONE [[${b}][${other}]]\n`],
  ])('%s', async (_, text) => {
    const { papers } = await parse(text);
    expect(papers.map(({ title, id }) => ({ title, id }))).toEqual(both);
  });

  it('two links in two lines are two papers', async () => {
    const { papers, sought } = await parse(`${a} - decoding, read first\nhttps://doi.org/10.5555/x\n${b}\n`);
    expect(papers).toEqual([]);
    expect(sought?.map(({ ids }) => ids)).toEqual([['arxiv:2606.71001'], ['doi:10.5555/x'], ['arxiv:2606.71002']]);
  });
});

it('reviews of OpenReview are no papers, and authors that it hides stay hidden', async () => {
  const note = (id: string, content: object, more: object = {}) => ({
    id,
    forum: id,
    invitations: ['X/-/Submission'],
    content,
    ...more,
  });
  const value = (text: unknown, readers?: string[]) => ({ value: text, ...(readers && { readers }) });
  const text = JSON.stringify({
    notes: [
      note('aB3dEfGhI1', {
        title: value('Quiet Readers'),
        authors: value(['Ann Lee'], ['everyone']),
        abstract: value('We read.'),
      }),
      note('aB3dEfGhI2', {
        title: value('A Hidden Work'),
        authors: value(['Secret One'], ['X/Authors']),
        abstract: value('We hide.'),
      }),
      note('aB3dEfGhI3', {
        title: value('Gone'),
        authors: value(['Bo Xu']),
        venueid: value('X/Withdrawn_Submission'),
        abstract: value('No.'),
      }),
      note(
        'aB3dEfGhI4',
        { title: value('Official Review'), summary: value('It reads.') },
        { forum: 'aB3dEfGhI1', replyto: 'aB3dEfGhI1' },
      ),
    ],
  });
  const { papers, rejected } = await parse(text);
  expect(papers.map(({ title, authors, withdrawn }) => [title, authors, withdrawn])).toEqual([
    ['Quiet Readers', ['Ann Lee'], undefined],
    ['A Hidden Work', [], undefined],
    ['Gone', ['Bo Xu'], true],
  ]);
  expect(rejected).toMatchObject([{ at: 'item 4', reason: expect.stringContaining('peer review') }]);
});

it('only a page that says it has no papers is empty', async () => {
  const top = 'Get trending papers in your email inbox!\nDaily Papers\nby AK and the research community\n';
  expect(await parse(`${top}Mar 18\nNo papers found.\n`)).toMatchObject({ outcome: 'empty' });
  expect(await parse(`${top}Models\nDatasets\nTOS\nPrivacy\n`)).toMatchObject({
    outcome: 'refused',
    reason: expect.stringMatching(/^This looks like a papers page.* no card .* Copy the whole page/),
  });
});
