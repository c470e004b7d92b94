import { describe, expect, it } from 'vitest';
import { brief, feed, parse } from './pages.ts';

describe('arXiv', () => {
  it('reads its API, both flavours, and old ids with versions', async () => {
    expect(await brief(feed('arxiv-atom-2025-10-oldflavour-2.xml'))).toEqual({
      format: 'arxiv-atom',
      outcome: 'accepted',
      ids: ['arxiv:2510.14968', 'arxiv:2510.14827'],
      rejected: 0,
    });
    const { papers } = await parse(feed('arxiv-atom-2025-10-oldflavour-2.xml'));
    expect(papers[0]).toMatchObject({
      title: 'RDD: Retrieval-Based Demonstration Decomposer for Planner Alignment in Long-Horizon Tasks',
      abstract: expect.stringMatching(/^To tackle long-horizon tasks, .* available at rdd-neurips\.github\.io\.$/),
      authors: ['Mingxuan Yan', 'Yuping Wang', 'Zechun Liu', 'Jiachen Li'],
      publishedOn: '2025-10-16',
    });
    expect((await brief(feed('arxiv-atom-oldid-quant-ph-v1.xml'))).ids).toEqual(['arxiv:quant-ph/0201082']);
  });

  it('tells an empty answer from an error', async () => {
    expect(await parse(feed('arxiv-atom-empty.xml'))).toMatchObject({
      outcome: 'empty',
      reason: 'A valid feed with no papers today.',
    });
    const error = `<feed xmlns="http://www.w3.org/2005/Atom"><id>https://arxiv.org/api/errors</id><entry>
      <id>https://arxiv.org/api/errors#incorrect_id_format_for_1234</id><title>Error</title>
      <summary>incorrect id format for 1234</summary></entry></feed>`;
    expect(await parse(error)).toMatchObject({
      outcome: 'refused',
      papers: [],
      reason: expect.stringContaining('error instead of papers: "incorrect id format for 1234"'),
    });
  });

  it('takes the announcement out of RSS, and the id out of an RDF title', async () => {
    const { format, papers, listedOn } = await parse(feed('arxiv-rss2-cs_ai-2026-04-27.xml'));
    expect({ format, n: papers.length, listedOn }).toEqual({ format: 'arxiv-rss', n: 3, listedOn: '2026-04-27' });
    expect(papers[0]).toMatchObject({ id: 'arxiv:2604.21935', abstract: expect.stringMatching(/^Although language models/) });
    const rdf = `<rdf:RDF xmlns:rdf="r" xmlns="p"><channel rdf:about="http://arxiv.org/"><title>hep-ex updates on arXiv.org</title></channel>
      <item rdf:about="http://arxiv.org/abs/2106.00550"><title>Of groups. (arXiv:2106.00550v2 [math.GR] CROSS LISTED)</title>
      <link>http://arxiv.org/abs/2106.00550</link><description>&lt;p&gt;We show it.&lt;/p&gt;</description>
      <dc:creator> &lt;a href="http://x"&gt;LHCb collaboration&lt;/a&gt;: &lt;a href="http://y"&gt;R. Aaij&lt;/a&gt;, et al. (909 additional authors not shown)</dc:creator></item></rdf:RDF>`;
    expect(await parse(rdf)).toMatchObject({
      format: 'arxiv-rdf',
      papers: [{ id: 'arxiv:2106.00550', title: 'Of groups', abstract: 'We show it.', authors: ['LHCb collaboration: R. Aaij'] }],
    });
  });

  it('reads OAI-PMH: three formats, deleted records, errors', async () => {
    const oai = `<OAI-PMH><ListRecords>
      <record><header><identifier>oai:arXiv.org:1603.05976</identifier></header><metadata><arXiv><id>1603.05976</id>
        <authors><author><keyname>Ade</keyname><forenames>P.</forenames><suffix>Jr</suffix></author></authors>
        <title>Matrix based</title><doi>10.3847/X</doi><abstract> One. </abstract></arXiv></metadata></record>
      <record><header><identifier>oai:arXiv.org:0801.3673</identifier></header><metadata><arXivRaw><id>0801.3673</id>
        <version version="v1"><date>Wed, 23 Jan 2008 21:06:41 GMT</date></version><title>Raw</title><authors>A. B. Cee and D. Ee (MIT)</authors><abstract>Two</abstract></arXivRaw></metadata></record>
      <record><header status="deleted"><identifier>oai:arXiv.org:0000.0001</identifier></header></record>
      </ListRecords></OAI-PMH>`;
    const { papers, rejected } = await parse(oai);
    expect(papers).toMatchObject([
      { ids: ['arxiv:1603.05976', 'doi:10.3847/x', expect.any(String)], authors: ['P. Ade Jr'], abstract: 'One.' },
      { id: 'arxiv:0801.3673', authors: ['A. B. Cee', 'D. Ee'], publishedOn: '2008-01-23' },
    ]);
    expect(rejected).toEqual([{ at: 'line 7', reason: 'a deleted record' }]);
    expect((await brief(feed('oai_dc-erara.xml'))).ids).toEqual(['doi:10.3931/e-rara-28052', expect.any(String)]);
    expect(await parse(feed('oai-error-noRecordsMatch.xml'))).toMatchObject({
      outcome: 'empty',
      reason: 'A valid OAI-PMH answer: no records match the request.',
    });
    expect(await parse('<OAI-PMH><error code="badVerb">Illegal verb</error></OAI-PMH>')).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('OAI-PMH error: badVerb, "Illegal verb"'),
    });
  });

  it('reads listings: new, cross-listed, replaced, pasted without indents', async () => {
    expect((await parse(feed('arxiv-single-0704.0001.abs'))).papers).toMatchObject([
      {
        ids: ['arxiv:0704.0001', 'doi:10.1103/physrevd.76.013009', expect.any(String)],
        title: 'Calculation of prompt diphoton production cross sections at Tevatron and LHC energies',
        authors: ['C. Balázs', 'E. L. Berger', 'P. M. Nadolsky', 'C.-P. Yuan'],
        publishedOn: '2007-04-02',
      },
    ]);
    const bar = '-'.repeat(78);
    const body = [
      bar,
      '\\\\\narXiv:2401.00001\nDate: Mon, 1 Jan 2024 00:00:00 GMT   (37kb,D)\n\nTitle: A title that\nwraps without indent\nAuthors: Ann Lee (1), Bo Xu ((1) MIT, (2) ETH)\nCategories: cs.CL\n\\\\\n  The abstract.\n\\\\ ( https://arxiv.org/abs/2401.00001 ,  37kb)',
      '\\\\\narXiv:2401.00002 (*cross-listing*)\nDate: Mon, 1 Jan 2024 00:00:00 GMT   (1kb)\n\nTitle:\u00a0Crossed\nAuthors: C D\nCategories: math.AG\n\\\\\n\u00a0\u00a0Another.\n\\\\ ( https://arxiv.org/abs/2401.00002 ,  1kb)',
      '%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%',
      '\\\\\narXiv:hep-th/9901001\nreplaced with revised version Mon, 1 Jan 2024 00:00:00 GMT   (9kb)\n\nTitle: Replaced\nAuthors: E F\nCategories: hep-th\n\\\\ ( https://arxiv.org/abs/hep-th/9901001 ,  9kb)',
    ].join(`\n${bar}\n`);
    const expected = [
      {
        id: 'arxiv:2401.00001',
        title: 'A title that wraps without indent',
        abstract: 'The abstract.',
        authors: ['Ann Lee', 'Bo Xu'],
      },
      { id: 'arxiv:2401.00002', title: 'Crossed', abstract: 'Another.' },
      { id: 'arxiv:hep-th/9901001', title: 'Replaced', abstract: '' },
    ];
    expect((await parse(body)).papers).toMatchObject(expected);
    const quoted = `From: no-reply@arxiv.org\nSubject: cs daily\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n${Buffer.from(body).toString('base64')}\n`;
    expect(await parse(quoted)).toMatchObject({ format: 'mail', papers: expected });
  });

  it('reads its pages as they are copied: a list, a search, one paper, as text or Markdown; a day without papers', async () => {
    const expected = [
      { id: 'arxiv:2606.71001', title: 'Small Readers', authors: ['Ann Lee', 'Bo Xu'], abstract: 'We read lists.' },
      { id: 'arxiv:2606.71002', title: 'Garden Plants', authors: ['Cy Day'], abstract: 'We ask questions.' },
    ];
    const link = (id: string, words: string, place = 'abs') => `[${words}](https://arxiv.org/${place}/${id})`;
    const list = (item: (id: string) => string) =>
      `Showing new listings for Friday, 12 June 2026\nTotal of 2 entries\nNew submissions (showing 1 of 1 entries)\n${item('2606.71001')}\nTitle: Small Readers\nAnn Lee, Bo Xu\nSubjects: Robotics (cs.RO)\nWe read lists.\n\nCross submissions (showing 1 of 1 entries)\n${item('2606.71002')}\nTitle: Garden Plants\nCy Day\nSubjects: Robotics (cs.RO)\nWe ask questions.\n\nTotal of 2 entries\nAbout\nHelp\n`;
    for (const item of [
      (id: string) => `[1] arXiv:${id} (cross-list from cs.RO) [pdf, html, other]`,
      (id: string) =>
        `${link('x', '[1]', 'list')} ${link(id, `arXiv:${id}`)} [${link(id, 'pdf', 'pdf')}, ${link(id, 'other', 'format')}]\n`,
    ])
      expect(await parse(list(item))).toMatchObject({
        format: 'arxiv-page',
        listedOn: '2026-06-12',
        papers: expected,
        rejected: [],
      });
    const found = `Showing 1–50 of 3,210 results for all: readers\narXiv:2606.71001 [pdf, other]  cs.CL\nSmall Readers\nAuthors: Ann Lee, Bo Xu\nAbstract: We read lists. △ Less\nSubmitted 12 June, 2026; originally announced June 2026.\nComments: 8 pages\narXiv:2606.71002 [pdf, html, other]  cs.LG cs.CL\ndoi 10.5555/garden.2\nGarden Plants\nAuthors: Cy Day\nAbstract: We ask questions. △ Less\nSubmitted 11 June, 2026; originally announced June 2026.\n`;
    expect((await parse(found)).papers).toMatchObject([{ ...expected[0], publishedOn: '2026-06-12' }, expected[1]]);
    const one = `arxiv logo>cs>arXiv:2606.71001\nComputer Science > Robotics\n[Submitted on 12 Jun 2026]\nTitle:Small Readers\nAuthors:Ann Lee, Bo Xu\nView PDF HTML (experimental)\nAbstract:We read lists.\nComments:\t8 pages\nCite as:\tarXiv:2606.71001 [cs.RO]\n`;
    expect((await parse(one)).papers).toMatchObject([{ ...expected[0], publishedOn: '2026-06-12' }]);
    const none = 'Robotics\nShowing new listings for Friday, 12 June 2026\nNo updates for today.\nAbout\nHelp\n';
    expect(await parse(none)).toMatchObject({ outcome: 'empty', papers: [] });
  });

  it('reads the Kaggle snapshot as JSON Lines and as an array', async () => {
    const record = (id: string, title: string) => ({
      id,
      submitter: 'X',
      authors: "C. Bal\\'azs and E. L. Berger",
      title,
      abstract: '  On\ntwo lines.\n',
      doi: '10.1103/PhysRevD.76.013009',
      versions: [{ version: 'v1', created: 'Mon, 2 Apr 2007 19:18:42 GMT' }],
      authors_parsed: [['Balázs', 'C.', '']],
    });
    const records = [record('0704.0001', 'One'), { ...record('hep-th/9901001', 'Two'), doi: null }];
    const lines = records.map((r) => JSON.stringify(r)).join('\n');
    const asLines = await parse(`${lines}\n{"id": broken}\n`);
    expect(asLines).toMatchObject({
      format: 'kaggle-arxiv-lines',
      papers: [
        { id: 'arxiv:0704.0001', authors: ['C. Balázs', 'E. L. Berger'], abstract: 'On two lines.', publishedOn: '2007-04-02' },
        { id: 'arxiv:hep-th/9901001' },
      ],
      rejected: [{ at: 'line 3', reason: `not valid JSON, at byte ${Buffer.byteLength(lines) + 1}` }],
    });
    const asArray = await parse(JSON.stringify(records, undefined, 2));
    expect(asArray.papers.map(({ id, abstract }) => ({ id, abstract }))).toEqual(
      asLines.papers.map(({ id, abstract }) => ({ id, abstract })),
    );
  });
});
