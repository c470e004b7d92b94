import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { parseFeed } from '../../functions/ingest/parse-feed.ts';
import { parse, UPLOADED } from './pages.ts';

const here = dirname(fileURLToPath(import.meta.url));
const FEEDS = join(here, '../fixtures/feeds');
const feed = (name: string) => readFileSync(join(FEEDS, name));
const brief = async (content: string | Uint8Array) => {
  const { format, outcome, papers, rejected } = await parse(content);
  return { format, outcome, ids: papers.map(({ id }) => id), rejected: rejected.length };
};

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
      reason: 'arXiv answers with an error instead of papers: "incorrect id format for 1234".',
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
      reason: 'The archive answers with an OAI-PMH error: badVerb, "Illegal verb".',
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
    expect(await parse(quoted)).toMatchObject({ format: 'arxiv-mail', papers: expected });
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

describe('indexes and journals', () => {
  it('reads Semantic Scholar', async () => {
    const { format, papers } = await parse(feed('s2-search-transformer.json'));
    expect(format).toBe('s2');
    expect(papers).toHaveLength(5);
    expect(papers[0]).toMatchObject({ ids: ['arxiv:2103.14030', 'doi:10.1109/iccv48922.2021.00986', expect.any(String)] });
    const paper = { paperId: 'a', title: 'T', abstract: null, externalIds: { ArXiv: '2401.00001' } };
    for (const document of [
      paper,
      [paper, null],
      { recommendedPapers: [paper] },
      { authorId: '1', papers: [paper] },
      { data: [{ citingPaper: paper }] },
    ])
      expect((await brief(JSON.stringify(document))).ids).toEqual(['arxiv:2401.00001']);
  });

  it('reads OpenAlex, Crossref, Europe PMC, bioRxiv', async () => {
    const work = {
      id: 'https://openalex.org/W1',
      doi: 'https://doi.org/10.1016/J.X',
      title: 'On <i>E. coli</i>',
      abstract_inverted_index: { We: [0], find: [1, 3], what: [2] },
      authorships: [{ author: { display_name: 'A B' } }],
      publication_date: '2024-02-03',
    };
    const expected = {
      id: 'doi:10.1016/j.x',
      title: 'On E. coli',
      abstract: 'We find what find',
      authors: ['A B'],
      publishedOn: '2024-02-03',
    };
    expect((await parse(JSON.stringify({ meta: { count: 1 }, results: [work] }))).papers).toMatchObject([expected]);
    expect((await parse(JSON.stringify(work))).papers).toMatchObject([expected]);
    const item = {
      DOI: '10.1/ABC',
      title: ['Water, H<sub>2</sub>O'],
      abstract:
        '<jats:title>Abstract</jats:title><jats:sec><jats:title>Background</jats:title><jats:p>If a &lt; b, <jats:italic>then</jats:italic> so.</jats:p></jats:sec>',
      author: [{ given: 'A', family: 'B' }, { name: 'The Group' }],
      issued: { 'date-parts': [[2024, 2, 3]] },
    };
    const made = {
      id: 'title:',
      title: 'Water, H₂O',
      abstract: 'Background: If a < b, then so.',
      authors: ['A B', 'The Group'],
      publishedOn: '2024-02-03',
    };
    for (const document of [
      { 'message-type': 'work-list', message: { items: [{ ...item, DOI: '10.1234/ABC' }] } },
      { 'message-type': 'work', message: { ...item, DOI: '10.1234/ABC' } },
    ])
      expect((await parse(JSON.stringify(document))).papers).toMatchObject([{ ...made, id: 'doi:10.1234/abc' }]);
    expect(
      (
        await parse(
          JSON.stringify({
            version: '6',
            resultList: {
              result: [
                {
                  id: '1',
                  source: 'MED',
                  doi: '10.1234/e',
                  title: 'Trial.',
                  authorString: 'Aa B, Cc D.',
                  abstractText: '<h4>Aim</h4>To see.',
                },
              ],
            },
          }),
        )
      ).papers,
    ).toMatchObject([{ id: 'doi:10.1234/e', title: 'Trial', abstract: 'Aim: To see.' }]);
    expect(
      (
        await parse(
          JSON.stringify({
            messages: [{ status: 'ok' }],
            collection: [
              { doi: '10.1101/2024.01.01.5', title: 'Bio', authors: 'Lee, A.; Xu, B.', date: '2024-01-02', abstract: 'X.' },
            ],
          }),
        )
      ).papers,
    ).toMatchObject([{ id: 'doi:10.1101/2024.01.01.5', authors: ['A. Lee', 'B. Xu'] }]);
  });

  it('reads journals in RSS, RDF, Atom and JSON Feed, and says of news that it is news', async () => {
    const rss = (items: string) => `<rss version="2.0"><channel><title>J</title>${items}</channel></rss>`;
    const cases: [string, string][] = [
      [rss('<item><title>T</title><link>https://link.springer.com/article/10.1007/s1-2</link></item>'), 'doi:10.1007/s1-2'],
      [rss('<item><title>T</title><link>https://x.org/1</link><prism:doi>10.1234/S1</prism:doi></item>'), 'doi:10.1234/s1'],
      [
        rss('<item><title>T</title><link>https://www.biorxiv.org/content/10.1101/2024.01.01.573814v1?rss=1</link></item>'),
        'doi:10.1101/2024.01.01.573814',
      ],
      [
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="html">T</title><id>info:doi/10.1371/journal.pone.1</id><content type="xhtml"><div>Ab <b>c</b></div></content></entry></feed>',
        'doi:10.1371/journal.pone.1',
      ],
      [
        JSON.stringify({
          version: 'https://jsonfeed.org/version/1.1',
          items: [{ id: 'https://doi.org/10.7554/eLife.1', title: 'T' }],
        }),
        'doi:10.7554/elife.1',
      ],
    ];
    for (const [document, id] of cases) expect((await brief(document)).ids).toEqual([id]);
    expect(await parse(rss('<item><title>Storm</title><link>https://news.example/1</link></item>'))).toMatchObject({
      outcome: 'refused',
      reason: expect.stringMatching(/^This is a news feed, not a list of papers: none of its 1 items/),
    });
    expect(await parse(rss('<skipDays><day>Saturday</day></skipDays>'))).toMatchObject({
      outcome: 'empty',
      reason: 'A valid feed with no papers today.',
    });
  });

  it('reads a saved page of daily papers', async () => {
    const props = JSON.stringify({ date: 'x', dailyPapers: [{ paper: { id: '2607.00001', title: 'A "b" & c', upvotes: 3 } }] });
    const html = `<!doctype html><html><head><title>Daily Papers - Hugging Face</title></head><body><a href="https://huggingface.co/">x</a><div data-target="DailyPapers" data-props="${props.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"></div></body></html>`;
    expect(await parse(html)).toMatchObject({
      format: 'hf-page',
      papers: [{ id: 'arxiv:2607.00001', title: 'A "b" & c', upvotes: 3 }],
    });
  });
});

describe('reference managers', () => {
  it('reads BibTeX: duplicate keys, macros, accents, a brace never closed', async () => {
    const crossref = await parse(feed('crossref-doi-bibtex.bib'));
    expect(crossref).toMatchObject({ format: 'bibtex', rejected: [] });
    expect(crossref.papers.length + crossref.duplicates).toBe(42);
    const bib = `% Encoding: UTF-8
@string{acl = "Proc. of " # {ACL}}
@comment{not = {this}}
@Article(a1, author = {M{\\"u}ller, J\\"org and {The {ATLAS} Collaboration}}, title = "{BERT}: {P}re-training $x_{1}$", booktitle = acl, eprint={2401.00001v2}, archivePrefix={arXiv})
@inproceedings{a1,
  title = {An unclosed {title,
  author = {X Y}
@misc{b,title={Deep {Learning} \\& more},url={https://doi.org/10.1234/AbC}}`;
    const { papers, rejected } = await parse(bib);
    expect(papers).toMatchObject([
      { id: 'arxiv:2401.00001', title: 'BERT: Pre-training x₁', authors: ['Jörg Müller', 'The ATLAS Collaboration'] },
      { id: 'doi:10.1234/abc', title: 'Deep Learning & more' },
    ]);
    expect(rejected).toEqual([{ at: 'line 5', reason: 'its braces are not closed before its title ends' }]);
  });

  it('[R25] reads BibTeX in GBK', async () => {
    const bytes = Buffer.concat([
      Buffer.from('@article{a, title={'),
      Buffer.from('c9eeb6c8d1a7cfb0b5c4d1d0bebf', 'hex'),
      Buffer.from('}, year=2020}\n'),
    ]);
    expect((await parse(bytes)).papers).toMatchObject([{ title: '深度学习的研究' }]);
  });

  it('reads RIS, PubMed, EndNote and Web of Science', async () => {
    expect(await parse(feed('zotero-mambo.ris'))).toMatchObject({ format: 'ris', papers: { length: 5 }, rejected: [] });
    expect(
      (
        await parse(
          '\nTY  - JOUR\nAB  - First words\n  and more\nAU  - Lee, Ann\nTI  - Late title\nDO  - https://doi.org/10.1234/R\nDA  - 2024/04/03/\nER  - \n',
        )
      ).papers,
    ).toMatchObject([
      {
        title: 'Late title',
        abstract: 'First words and more',
        authors: ['Ann Lee'],
        id: 'doi:10.1234/r',
        publishedOn: '2024-04-03',
      },
    ]);
    expect(
      (
        await parse(
          'PMID- 1\nTI  - A trial of\n      things.\nLID - 10.1234/p [doi]\nAB  - Text.\nFAU - Lee, Ann\n\nPMID- 2\nTI  - Two.\n',
        )
      ).papers,
    ).toMatchObject([{ title: 'A trial of things', id: 'doi:10.1234/p' }, { title: 'Two' }]);
    expect(
      (await parse('%0 Journal Article\n%T One\n%A Lee, Ann\n%R 10.1234/e\n\n%0 Journal Article\n%T Two\n')).papers,
    ).toHaveLength(2);
    expect(
      (
        await parse(
          'FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Lee, A\n   Xu, B\nTI One\n   more\nDI 10.1234/w\nER\n\nEF\n',
        )
      ).papers,
    ).toMatchObject([{ title: 'One more', authors: ['A Lee', 'B Xu'] }]);
  });

  it('reads tables, whatever splits them and however they are headed', async () => {
    const zotero = await parse(feed('zotero-mambo.csv'));
    expect(zotero).toMatchObject({ format: 'csv', papers: { length: 5 }, rejected: [] });
    expect(zotero.papers[0]).toMatchObject({
      id: 'doi:10.1371/journal.pcbi.1003531',
      authors: ['Paul J. McMurdie', 'Susan Holmes'],
    });
    for (const split of [',', ';', '\t'])
      expect(
        (
          await parse(
            `URL${split}Abstract${split}TITLE\nhttps://arxiv.org/abs/2401.00001v3${split}"Some\n""text"""${split}A title\n`,
          )
        ).papers,
      ).toMatchObject([{ id: 'arxiv:2401.00001', title: 'A title', abstract: 'Some "text"' }]);
    expect((await parse('About the data: exported\nRank,Title,Abstract\n1,A,B\n2,,C\n')).rejected).toEqual([
      { at: 'line 4', reason: 'a row without a title' },
    ]);
  });
});

describe('compression', () => {
  const atom = feed('arxiv-atom-2025-10-oldflavour-2.xml');

  it('[R9] is known by its bytes: gzip, zstd, zip with several feeds', async () => {
    const plain = await parse(atom);
    for (const [compression, packed] of [
      ['gzip', gzipSync(atom)],
      ['zstd', zstdCompressSync(atom)],
      ['zip', zipSync({ 'a.xml': new Uint8Array(atom), '__MACOSX/a': strToU8('x') })],
    ] as const) {
      const { compression: seen, ...rest } = await parse(packed);
      expect(seen).toBe(compression);
      expect(rest).toEqual(plain);
    }
    const two = await parse(
      zipSync({
        'a.xml': new Uint8Array(atom),
        'b/s2.json': new Uint8Array(feed('s2-search-transformer.json')),
        'note.txt': strToU8('Hello there'),
      }),
    );
    expect(two).toMatchObject({ format: 'arxiv-atom, s2', papers: { length: 7 } });
    expect(two.rejected).toEqual([{ at: 'note.txt', reason: expect.stringContaining('This looks like text without titles') }]);
  });

  it('[R11] that is cut, multi-member or followed by garbage keeps what is whole', async () => {
    const many = `${Array.from({ length: 2_000 }, (_, i) => JSON.stringify({ id: `2401.${String(i).padStart(5, '0')}`, title: `T${i}`, abstract: `${Math.sin(i)}`, submitter: 'x' })).join('\n')}\n`;
    const whole = gzipSync(many);
    const cut = await parse(whole.subarray(0, whole.length / 2));
    expect(cut.outcome).toBe('accepted');
    expect(cut.papers.length).toBeGreaterThan(500);
    expect(cut.reason).toBe('The gzip data is damaged or ends too early: what could be unpacked was taken.');
    const half = many.indexOf('\n', many.length / 2) + 1;
    expect((await parse(Buffer.concat([gzipSync(many.slice(0, half)), gzipSync(many.slice(half))]))).papers).toHaveLength(2_000);
    expect((await parse(Buffer.concat([whole, Buffer.alloc(100, 'x')]))).papers).toHaveLength(2_000);
  });

  it('[R10] that unpacks to far more than it was is stopped at once', async () => {
    const bomb = Buffer.alloc(200 << 20, ' ');
    bomb.write('{"title":"T","arxiv_id":"2401.00001"}\n'.repeat(2));
    for (const packed of [gzipSync(bomb), zstdCompressSync(bomb), Buffer.from(zipSync({ 'a.txt': bomb }, { level: 6 }))]) {
      const before = process.memoryUsage().arrayBuffers;
      const { outcome, reason } = await parse(packed);
      expect({ outcome, reason }).toEqual({
        outcome: 'refused',
        reason: expect.stringMatching(/^It unpacks to more than 200 times its size/),
      });
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 << 20);
    }
  }, 20_000);
});

describe('hostile and broken files', () => {
  const timed = async (content: string | Uint8Array) => {
    const start = performance.now();
    const result = await parse(content);
    expect(performance.now() - start).toBeLessThan(1_000);
    return result;
  };

  it.each([
    ['an external entity', feed('dx-external_file.xml')],
    ['an entity bomb', feed('dx-xmlbomb.xml')],
    [
      'a bomb in a feed',
      `<!DOCTYPE rss [${Array.from({ length: 40 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(40)}">`).join('')}]><rss><item><title>&e40;</title></item></rss>`,
    ],
    [
      'a remote DTD',
      '<?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd"><rss><item><title>&x;</title></item></rss>',
    ],
  ])('[R22] %s is refused in less than a second', async (_, content) => {
    expect(await timed(content)).toMatchObject({
      outcome: 'refused',
      papers: [],
      reason: expect.stringContaining('document type (DOCTYPE)'),
    });
  });

  it('[R22] a million numeric entities are text', async () => {
    const { papers } = await timed(
      `<rss><channel><item><title>T</title><link>https://doi.org/10.1234/x</link><description>${'&#65;'.repeat(1_000_000)}</description></item></channel></rss>`,
    );
    expect(papers[0]!.abstract).toMatch(/^A+ \[…\]$/);
  });

  it('[R23] nesting of 100,000 is refused or survived', async () => {
    const deep = 100_000;
    expect(await timed(`<rss>${'<a>'.repeat(deep)}`)).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('nested more than 500 deep'),
    });
    for (const content of [
      `${'['.repeat(deep)}`,
      `{"results":${'{"title":'.repeat(deep)}`,
      `[{"title":"T","authors":${'['.repeat(deep)}${']'.repeat(deep)}}]`,
      `@a{b, title={${'{'.repeat(deep)}`,
    ])
      expect((await timed(content)).papers.length).toBeLessThan(2);
  });

  it('[R24] __proto__ pollutes nothing', async () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    await parse('[{"title":"T","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}]');
    await parse(
      '<rss><item><title>T</title><__proto__><polluted>1</polluted></__proto__><link __proto__="x">https://doi.org/10.1234/x</link></item></rss>',
    );
    await parse('@a{b, title={T}, __proto__={x}, constructor={y}}');
    await parse('title,__proto__,doi,constructor\nT,1,10.1234/x,2\n');
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('[R11] XML that ends in the middle keeps the records before, and says where it ends', async () => {
    expect(await parse(feed('fp-rss_incomplete_cdata.xml'))).toMatchObject({
      outcome: 'refused',
      rejected: [{ at: 'line 13', reason: 'the file ends in the middle of this record' }],
    });
    const whole = feed('arxiv-rss2-cs_ai-2026-04-27.xml').toString();
    const { outcome, papers, rejected } = await parse(whole.slice(0, whole.lastIndexOf('</item>') - 200));
    expect({ outcome, n: papers.length, rejected }).toEqual({
      outcome: 'accepted',
      n: 2,
      rejected: [{ at: expect.stringMatching(/^line \d+$/), reason: 'the file ends in the middle of this record' }],
    });
  });

  it('[R25] one feed in many encodings gives the same papers', async () => {
    const xml = (encoding: string) =>
      `<?xml version="1.0" encoding="${encoding}"?>\n<rss><channel>\n<item><title>Größe und Überraschung</title>\n<link>https://doi.org/10.1234/x</link></item></channel></rss>`;
    const expected = [{ id: 'doi:10.1234/x', title: 'Größe und Überraschung' }];
    const utf8 = xml('UTF-8');
    for (const bytes of [
      Buffer.from(utf8),
      Buffer.from(`\ufeff${utf8}`),
      Buffer.from(utf8.replaceAll('\n', '\r\n')),
      Buffer.from(`\ufeff${xml('UTF-16')}`, 'utf16le'),
      Buffer.from(`\ufeff${xml('UTF-16')}`, 'utf16le').swap16(),
      Buffer.from(xml('ISO-8859-1'), 'latin1'),
      Buffer.from(utf8, 'latin1'),
    ])
      expect((await parse(bytes)).papers).toMatchObject(expected);
    for (const name of ['fp-utf-16be-bom.xml', 'fp-utf-8-bom.xml']) expect((await parse(feed(name))).outcome).toBe('empty');
  });

  it('[R16] an HTML redirect named .rss is an HTML page', async () =>
    expect(await parse(feed('rp-unrecognized.rss'))).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('an HTML page'),
    }));
});

describe('any damage', () => {
  const samples = readdirSync(FEEDS).filter((name) => !/^(?:dx|fp|rp)-/.test(name));

  it.each(samples)('[R15] one flipped byte in %s: no crash, no silent loss', async (name) => {
    const bytes = feed(name);
    const whole = await parse(bytes);
    const records = whole.papers.length + whole.rejected.length + whole.duplicates;
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const flipped = Uint8Array.from(bytes);
        flipped[at] = flipped[at]! ^ flip;
        const { outcome, reason, papers, rejected, duplicates } = await parse(flipped);
        if (outcome !== 'accepted') expect(reason).toBeTruthy();
        // A flipped quote or bracket can swallow what follows: then something says so.
        else if (!reason && rejected.length === 0) expect(papers.length + duplicates).toBeGreaterThanOrEqual(records - 1);
      }),
      { numRuns: 40 },
    );
  });

  it.each(samples)('[R12] %s in pieces of any size gives the same', async (name) => {
    const bytes = feed(name);
    const whole = await parse(bytes);
    for (const size of [1, 7, 1_000])
      expect(
        await parseFeed(
          (async function* () {
            for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
          })(),
          { name: 'feeds/page.txt', uploadedAt: UPLOADED },
        ),
      ).toEqual(whole);
  });
});

const LARGE = join(here, '../../../shared/feeds');
if (existsSync(LARGE))
  describe('the large set', () => {
    const files = readdirSync(LARGE, { recursive: true, encoding: 'utf8' });
    it.each(files.filter((name) => name.endsWith('.expected.json')).map((name) => name.slice(0, -14)))('%s', async (stem) => {
      const want: { count?: number; distinctIds?: number; papers?: number } = JSON.parse(
        readFileSync(join(LARGE, `${stem}.expected.json`), 'utf8'),
      );
      const name = files.find((file) => file.startsWith(`${stem}.`) && !file.endsWith('.expected.json'))!;
      const { outcome, reason, papers, rejected, duplicates } = await parse(readFileSync(join(LARGE, name)));
      if (outcome !== 'accepted') expect(reason).toMatch(/\.$/);
      if (want.count === 0) expect(papers).toEqual([]);
      else if (typeof want.count === 'number')
        expect([papers.length, papers.length + rejected.length + duplicates]).toContain(want.count);
    });
  });
else console.log('The large set of feeds (../shared/feeds) is not here: its tests are left out.');
