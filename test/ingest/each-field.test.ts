import { describe, expect, it } from 'vitest';
import { jsonFormats } from '../../functions/ingest/formats/json/formats.ts';
import { xmlFormats } from '../../functions/ingest/formats/xml/formats.ts';
import { expectKept } from './each.ts';
import { parse } from './pages.ts';

const ABSTRACT = 'We show how long lists are read by small machines, and what that costs.';

/** A source: how its file is written around records, and its record number `n`. */
type Json = [name: string, around: (records: unknown[]) => unknown, record: (n: number) => object];
const ITSELF = (records: unknown[]) => records;
const csl = (n: number) => ({ 'date-parts': [[2026, 3, n]] });
const openalex = (n: number) => ({
  ...{ id: `https://openalex.org/W${n}`, doi: `https://doi.org/10.5555/x${n}`, title: `On lists ${n}`, type: 'article' },
  ...{
    abstract_inverted_index: { We: [0], show: [1] },
    authorships: [{ author: { display_name: 'Ann Lee' } }],
    is_retracted: false,
  },
  ...{
    publication_date: '2026-03-01',
    primary_location: { source: { display_name: 'Lists' }, pdf_url: 'https://example.org/x.pdf' },
  },
  keywords: [{ display_name: 'Parsing' }],
});
const work = (n: number) => ({
  ...{ DOI: `10.5555/x${n}`, title: [`On lists ${n}`], abstract: ABSTRACT, author: [{ given: 'Ann', family: 'Lee' }] },
  ...{ URL: `https://doi.org/10.5555/x${n}`, issued: csl(n), 'container-title': ['Lists'], 'updated-by': [] },
});

const JSONS: Json[] = [
  [
    'hf-api',
    ITSELF,
    (n) => ({
      paper: {
        ...{
          id: `2603.0000${n}`,
          title: `On lists ${n}`,
          summary: ABSTRACT,
          upvotes: n,
          authors: [{ name: 'Ann Lee', hidden: false }],
        },
        ...{
          githubRepo: 'https://github.com/a/b',
          githubStars: 3,
          organization: { name: 'iol', fullname: 'Institute' },
          ai_summary: 'S.',
        },
        ...{ ai_keywords: ['lists'], submittedOnDailyAt: '2026-03-18T00:00:00Z', publishedAt: '2026-03-17T00:00:00Z' },
      },
      ...{ title: `On lists ${n}`, numComments: 2 },
    }),
  ],
  [
    'kaggle-arxiv',
    ITSELF,
    (n) => ({
      ...{
        id: `2603.0000${n}`,
        submitter: 'A',
        authors: 'Ann Lee',
        title: `On lists ${n}`,
        comments: '8 pages',
        'journal-ref': null,
      },
      ...{
        doi: `10.5555/x${n}`,
        categories: 'cs.CL',
        abstract: ABSTRACT,
        versions: [{ version: 'v1', created: 'Mon, 2 Mar 2026 19:18:42 GMT' }],
      },
    }),
  ],
  ['openalex', (results) => ({ meta: { count: 2 }, results }), openalex],
  ['openalex-work', ITSELF, openalex],
  ['crossref', (items) => ({ 'message-type': 'work-list', message: { items } }), work],
  [
    'europe-pmc',
    (result) => ({ resultList: { result } }),
    (n) => ({
      ...{
        id: String(n),
        source: 'MED',
        doi: `10.5555/x${n}`,
        title: `On lists ${n}.`,
        abstractText: ABSTRACT,
        firstPublicationDate: '2026-03-01',
      },
      ...{
        authorList: { author: [{ fullName: 'Lee A' }] },
        keywordList: { keyword: ['lists'] },
        journalInfo: { journal: { title: 'Lists' } },
      },
    }),
  ],
  [
    'openreview',
    (notes) => ({ notes, count: 2 }),
    (n) => ({
      ...{ id: `aB3dEfGhI${n}`, forum: `aB3dEfGhI${n}`, cdate: 1_758_800_000_000, invitations: ['X/-/Submission'] },
      content: {
        ...{ title: { value: `On lists ${n}` }, authors: { value: ['Ann Lee'] }, abstract: { value: ABSTRACT } },
        ...{ venue: { value: 'X 2026' }, pdf: { value: '/pdf/a.pdf' }, keywords: { value: ['lists'] } },
      },
    }),
  ],
  [
    'biorxiv-api',
    (collection) => ({ messages: [{ status: 'ok' }], collection }),
    (n) => ({
      doi: `10.1101/x${n}`,
      title: `On lists ${n}`,
      authors: 'Lee, A.; Xu, B.',
      date: '2026-03-01',
      category: 'ecology',
      abstract: ABSTRACT,
    }),
  ],
  [
    'json-feed',
    (items) => ({ version: 'https://jsonfeed.org/version/1.1', items }),
    (n) => ({
      ...{
        id: `https://doi.org/10.5555/x${n}`,
        url: `https://doi.org/10.5555/x${n}`,
        title: `On lists ${n}`,
        content_text: ABSTRACT,
      },
      ...{ authors: [{ name: 'Ann Lee' }], date_published: '2026-03-01T00:00:00Z', tags: ['lists'] },
    }),
  ],
  [
    'csl-json',
    ITSELF,
    (n) => ({
      ...{
        type: 'article-journal',
        id: `k${n}`,
        title: `On lists ${n}`,
        DOI: `10.5555/x${n}`,
        abstract: ABSTRACT,
        issued: csl(n),
      },
      ...{
        author: [{ given: 'Ann', family: 'Lee' }],
        'container-title': 'Lists',
        keyword: 'lists',
        URL: `https://example.org/${n}`,
      },
    }),
  ],
  [
    'reader-json',
    (items) => ({ items }),
    (n) => ({
      ...{
        crawlTimeMsec: '1',
        title: `On lists ${n}`,
        canonical: [{ href: `https://doi.org/10.5555/x${n}` }],
        published: 1772323200,
      },
      ...{ summary: { content: ABSTRACT }, author: 'Ann Lee', originId: `o${n}` },
    }),
  ],
  [
    'pubmed-esummary',
    (found) => ({ result: { uids: [], ...Object.fromEntries(found.map((one, i) => [`4000000${i}`, one])) } }),
    (n) => ({
      ...{ uid: `4000000${n}`, title: `On lists ${n}.`, authors: [{ name: 'Lee A' }], fulljournalname: 'Lists' },
      ...{ epubdate: '2026 Mar 1', pubtype: ['Journal Article'], articleids: [{ idtype: 'doi', value: `10.5555/x${n}` }] },
    }),
  ],
  [
    'conference-json',
    (results) => ({ count: 2, results }),
    (n) => ({
      ...{ id: n, name: `On lists ${n}`, authors: [{ fullname: 'Ann Lee' }], abstract: ABSTRACT, eventtype: 'Poster' },
      ...{ keywords: ['lists'], paper_url: `https://openreview.net/forum?id=aB3dEfGhI${n}`, virtualsite_url: '/x' },
    }),
  ],
  [
    'papers-json',
    (papers) => ({ papers }),
    (n) => ({
      ...{
        arxiv_id: `2603.0000${n}`,
        title: `On lists ${n}`,
        abstract: ABSTRACT,
        authors: [{ name: 'Ann Lee' }],
        published: '2026-03-01',
      },
      ...{
        keywords: ['lists'],
        categories: ['cs.CL'],
        details: { pdf_url: 'https://example.org/x.pdf' },
        upvotes: 3,
        comments: '8 pages',
      },
    }),
  ],
];

/** Each place of a value, as its keys from the top. */
function places(value: unknown, at: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap((key) => [[...at, key], ...places(Reflect.get(value, key), [...at, key])]);
}

/** A copy with what stands at a place changed. */
function changed(value: object, place: string[], change: (holder: object, key: string) => void): object {
  const copy = structuredClone(value);
  const holder = place.slice(0, -1).reduce<object>((inner, key) => Reflect.get(inner, key), copy);
  change(holder, place.at(-1)!);
  return copy;
}

const set = (value: unknown) => (holder: object, key: string) => void Reflect.set(holder, key, value);
const CHANGES: [string, (holder: object, key: string) => void][] = [
  ['deleted', (holder, key) => void Reflect.deleteProperty(holder, key)],
  ['null', set(null)],
  ['a number', set(7)],
  ['a text', set('zz')],
  ['an object', set({ x: [{}] })],
  ['lists in a list', set([[null, [7]]])],
  [
    'renamed',
    (holder, key) => {
      Reflect.set(holder, 'zz', Reflect.get(holder, key));
      Reflect.deleteProperty(holder, key);
    },
  ],
];

describe('[R15] a field that is deleted, null, of another kind or renamed costs its own record at most', () => {
  it('in every source of JSON', () => {
    // Their records are no objects of their own.
    const others = ['crossref-work', 'markdown-rows', 'columns-json'];
    const names = jsonFormats.map(({ name }) => name).filter((name) => !name.endsWith('-lines') && !others.includes(name));
    expect(JSONS.map(([name]) => name).sort()).toEqual([...names, 'hf-api'].sort());
  });

  it.each(JSONS)('%s', async (name, around, record) => {
    const whole = await parse(JSON.stringify(around([record(1), record(2)])));
    expect({ format: whole.format, titles: whole.papers.map(({ title }) => title) }).toEqual({
      format: name,
      titles: ['On lists 1', 'On lists 2'],
    });
    for (const place of places(record(1)))
      for (const [how, change] of CHANGES)
        await expectKept(
          whole,
          JSON.stringify(around([changed(record(1), place, change), record(2)])),
          `${place.join('.')} ${how}`,
        );
  });

  const authors = '<authors><author><keyname>Lee</keyname><forenames>Ann</forenames></author></authors>';
  const XMLS: [name: string, head: string, record: (n: number) => string, foot: string][] = [
    [
      'oai-pmh',
      '<OAI-PMH><ListRecords>',
      (n) =>
        `<record><header><identifier>oai:arXiv.org:2603.0000${n}</identifier></header><metadata><arXiv><id>2603.0000${n}</id><title>On lists ${n}</title>${authors}<categories>cs.CL</categories><comments>8 pages</comments><abstract>${ABSTRACT}</abstract></arXiv></metadata></record>`,
      '</ListRecords></OAI-PMH>',
    ],
    ...(['arxiv-rss-atom', 'arxiv-atom', 'atom'] as const).map((name): [string, string, (n: number) => string, string] => [
      name,
      `<feed xmlns="http://www.w3.org/2005/Atom"><id>${name === 'arxiv-rss-atom' ? 'http://rss.arxiv.org/atom/cs' : name === 'arxiv-atom' ? 'http://arxiv.org/api/x' : 'x'}</id>`,
      (n) =>
        `<entry><id>https://doi.org/10.5555/x${n}</id><title>On lists ${n}</title><summary>${ABSTRACT}</summary><author><name>Ann Lee</name></author><link href="https://doi.org/10.5555/x${n}"/><published>2026-03-01T00:00:00Z</published><category term="cs.CL"/></entry>`,
      '</feed>',
    ]),
    ...(['arxiv-rss', 'rss'] as const).map((name): [string, string, (n: number) => string, string] => [
      name,
      `<rss version="2.0"><channel><title>x</title><link>${name === 'rss' ? 'https://example.org' : 'http://rss.arxiv.org/rss/cs'}</link>`,
      (n) =>
        `<item><title>On lists ${n}</title><link>https://doi.org/10.5555/x${n}</link><description>${ABSTRACT}</description><guid>10.5555/x${n}</guid><creator>Ann Lee</creator><pubDate>Mon, 02 Mar 2026 00:00:00 GMT</pubDate><category>cs.CL</category></item>`,
      '</channel></rss>',
    ]),
    ...(['arxiv-rdf', 'rdf'] as const).map((name): [string, string, (n: number) => string, string] => [
      name,
      `<rdf:RDF><channel rdf:about="${name === 'rdf' ? 'https://example.org' : 'http://arxiv.org/'}"><title>x</title></channel>`,
      (n) =>
        `<item rdf:about="https://doi.org/10.5555/x${n}"><title>On lists ${n}</title><link>https://doi.org/10.5555/x${n}</link><description>${ABSTRACT}</description><creator>Ann Lee</creator><date>2026-03-01</date></item>`,
      '</rdf:RDF>',
    ]),
    [
      'endnote-xml',
      '<xml><records>',
      (n) =>
        `<record><ref-type name="Journal Article">17</ref-type><contributors><authors><author><style>Lee, Ann</style></author></authors></contributors><titles><title><style>On lists ${n}</style></title><secondary-title><style>Lists</style></secondary-title></titles><abstract><style>${ABSTRACT}</style></abstract><electronic-resource-num><style>10.5555/x${n}</style></electronic-resource-num></record>`,
      '</records></xml>',
    ],
    [
      'pubmed-xml',
      '<PubmedArticleSet>',
      (n) =>
        `<PubmedArticle><MedlineCitation><PMID>${n}</PMID><Article><Journal><Title>Lists</Title></Journal><ArticleTitle>On lists ${n}</ArticleTitle><Abstract><AbstractText Label="AIM">${ABSTRACT}</AbstractText></Abstract><AuthorList><Author ValidYN="Y"><LastName>Lee</LastName><ForeName>Ann</ForeName></Author></AuthorList><ArticleDate><Year>2026</Year><Month>03</Month><Day>01</Day></ArticleDate></Article></MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType="doi">10.5555/x${n}</ArticleId></ArticleIdList></PubmedData></PubmedArticle>`,
      '</PubmedArticleSet>',
    ],
    [
      'pubmed-books',
      '<PubmedArticleSet>',
      (n) =>
        `<PubmedBookArticle><BookDocument><PMID>${n}</PMID><ArticleTitle>On lists ${n}</ArticleTitle><Abstract><AbstractText>${ABSTRACT}</AbstractText></Abstract><AuthorList><Author><LastName>Lee</LastName><ForeName>Ann</ForeName></Author></AuthorList></BookDocument></PubmedBookArticle>`,
      '</PubmedArticleSet>',
    ],
    [
      'jats',
      '<articles>',
      (n) =>
        `<article><front><article-meta><article-id pub-id-type="doi">10.5555/x${n}</article-id><title-group><article-title>On lists ${n}</article-title></title-group><contrib-group><contrib><name><surname>Lee</surname><given-names>Ann</given-names></name></contrib></contrib-group><pub-date><day>1</day><month>3</month><year>2026</year></pub-date><abstract><p>${ABSTRACT}</p></abstract></article-meta></front></article>`,
      '</articles>',
    ],
    [
      'europe-pmc-xml',
      '<responseWrapper><resultList>',
      (n) =>
        `<result><id>${n}</id><pmid>${n}</pmid><doi>10.5555/x${n}</doi><title>On lists ${n}.</title><authorString>Lee A.</authorString><abstractText>${ABSTRACT}</abstractText><firstPublicationDate>2026-03-01</firstPublicationDate></result>`,
      '</resultList></responseWrapper>',
    ],
    [
      'dblp-xml',
      '<result><hits>',
      (n) =>
        `<hit><info><authors><author>Ann Lee</author></authors><title>On lists ${n}.</title><venue>Lists</venue><year>2026</year><doi>10.5555/x${n}</doi><ee>https://doi.org/10.5555/x${n}</ee></info></hit>`,
      '</hits></result>',
    ],
    [
      'dblp-person',
      '<dblpperson><person><author>Ann Lee</author></person>',
      (n) =>
        `<r><article><author>Ann Lee</author><title>On lists ${n}.</title><journal>Lists</journal><ee>https://doi.org/10.5555/x${n}</ee></article></r>`,
      '</dblpperson>',
    ],
    [
      'mods',
      '<modsCollection>',
      (n) =>
        `<mods ID="x${n}"><titleInfo><title>On lists ${n}</title></titleInfo><name type="personal"><namePart type="given">Ann</namePart><namePart type="family">Lee</namePart><role><roleTerm>author</roleTerm></role></name><abstract>${ABSTRACT}</abstract><identifier type="doi">10.5555/x${n}</identifier><relatedItem type="host"><titleInfo><title>Lists</title></titleInfo></relatedItem></mods>`,
      '</modsCollection>',
    ],
    [
      'acl-xml',
      '<collection><volume>',
      (n) =>
        `<paper><title>On lists ${n}</title><author><first>Ann</first><last>Lee</last></author><abstract>${ABSTRACT}</abstract><url>2026.acl-long.${n}</url><doi>10.5555/x${n}</doi></paper>`,
      '</volume></collection>',
    ],
  ];
  const TAG = /<([\w:-]+)([^<>]*?)(?:\/>|>([\s\S]*?)<\/\1>)/g;
  /** Each element of a record, the inner ones too: where it is, its name, its attributes and what it holds. */
  function elements(xml: string, from = 0): { at: number; all: string; name: string; attributes: string; inner: string }[] {
    return Array.from(xml.matchAll(TAG), ({ index, 0: all, 1: name = '', 2: attributes = '', 3: inner = '' }) => [
      { at: from + index, all, name, attributes, inner },
      ...elements(inner, from + index + name.length + attributes.length + 2),
    ]).flat();
  }

  it('in every source of XML', () =>
    expect(XMLS.map(([name]) => name).sort()).toEqual(xmlFormats.map(({ name }) => name).sort()));

  it.each(XMLS)('%s', async (name, head, record, foot) => {
    const write = (first: string) => `${head}${first}${record(2)}${foot}`;
    const whole = await parse(write(record(1)));
    expect({ format: whole.format, titles: whole.papers.map(({ title }) => title) }).toEqual({
      format: name,
      titles: ['On lists 1', 'On lists 2'],
    });
    // The record's own tag is what records are known by.
    for (const { at, all, name: tag, attributes, inner } of elements(record(1)).slice(1)) {
      if (/^(?:info|article-meta|front)$/.test(tag)) continue;
      for (const [how, becomes] of [
        ['deleted', ''],
        ['empty', `<${tag}${attributes}/>`],
        ['a number', `<${tag}>7</${tag}>`],
        ['elements', `<${tag}><zz>7</zz><zz/></${tag}>`],
        ['renamed', `<zz${attributes}>${inner}</zz>`],
        ['twice', all + all],
      ])
        await expectKept(whole, write(record(1).slice(0, at) + becomes + record(1).slice(at + all.length)), `${tag} ${how}`);
    }
  });
});
