import { expect, it } from 'vitest';
import { parse } from './pages.ts';

const TITLE = 'On Lists and Their Readers';
const DOI = '10.5555/lists.1';
const ABSTRACT = 'We show how long lists are read by small machines, and what that costs.';

/** What a service answers for one paper, and what of it is checked besides the title. */
type Answer = [service: string, answer: unknown, paper: object];

const ANSWERS: Answer[] = [
  [
    'PubMed esummary',
    {
      header: { type: 'esummary' },
      result: {
        uids: ['4'],
        4: {
          ...{ uid: '4', title: `${TITLE}.`, source: 'J Lists', sortpubdate: '2026/06/10 00:00', pubtype: ['Journal Article'] },
          ...{ authors: [{ name: 'Lee A', authtype: 'Author' }], articleids: [{ idtype: 'doi', value: DOI }] },
        },
      },
    },
    { id: `doi:${DOI}`, authors: ['Lee A'], publishedOn: '2026-06-10' },
  ],
  [
    'Scopus',
    {
      'search-results': {
        'opensearch:totalResults': '1',
        entry: [
          {
            ...{ 'dc:title': TITLE, 'dc:creator': 'Lee A.', 'prism:doi': DOI, 'dc:description': ABSTRACT },
            ...{ 'prism:coverDate': '2026-06-10', 'prism:publicationName': 'Lists' },
          },
        ],
      },
    },
    { id: `doi:${DOI}`, abstract: ABSTRACT, publishedOn: '2026-06-10', venue: 'Lists' },
  ],
  [
    'PLOS',
    {
      response: {
        docs: [
          { id: '10.1371/journal.pone.1', title_display: TITLE, author_display: ['Ann Lee', 'Bo Xu'], abstract: [ABSTRACT] },
        ],
      },
    },
    { id: 'doi:10.1371/journal.pone.1', authors: ['Ann Lee', 'Bo Xu'], abstract: ABSTRACT },
  ],
  [
    'the site of a conference',
    {
      count: 2,
      results: [1, 2].map((n) => ({
        ...{ id: n, name: n === 1 ? TITLE : 'Another', authors: [{ fullname: 'Ann Lee', institution: 'U' }], abstract: ABSTRACT },
        ...{ eventtype: 'Poster', decision: 'Accept (poster)', virtualsite_url: '/virtual/2026/poster/1' },
      })),
    },
    { authors: ['Ann Lee'], abstract: ABSTRACT },
  ],
  [
    'HAL',
    { response: { docs: [{ title_s: [TITLE], authFullName_s: ['Ann Lee'], doiId_s: DOI, producedDate_s: '2026-06-10' }] } },
    { id: `doi:${DOI}`, authors: ['Ann Lee'], publishedOn: '2026-06-10' },
  ],
  [
    'DBLP',
    {
      result: {
        hits: {
          hit: [{ '@id': '1', info: { title: `${TITLE}.`, key: 'conf/x/1', doi: DOI, url: 'https://dblp.org/rec/conf/x/1' } }],
        },
      },
    },
    { id: `doi:${DOI}` },
  ],
  [
    'Europe PMC',
    {
      resultList: {
        result: [
          {
            ...{ id: '1', source: 'MED', title: `${TITLE}.`, doi: DOI, authorString: 'Lee A, Xu B.' },
            authorList: { author: [{ fullName: 'Lee A', firstName: 'Ann', lastName: 'Lee' }, { collectiveName: 'The Group' }] },
          },
        ],
      },
    },
    { id: `doi:${DOI}`, authors: ['Ann Lee', 'The Group'] },
  ],
  [
    'a data set of arXiv',
    [
      {
        ...{ author: "[{'name': 'Ann Lee'}, {'name': 'Bo Xu'}]", id: '2606.00467v1', title: TITLE, summary: ABSTRACT },
        ...{ year: 2026, month: 6, day: 10 },
      },
    ],
    { id: 'arxiv:2606.00467', authors: ['Ann Lee', 'Bo Xu'], publishedOn: '2026-06-10' },
  ],
  [
    'Mendeley, which calls an article after its journal',
    [{ title: TITLE, type: 'journal', authors: [{ first_name: 'Ann', last_name: 'Lee' }], identifiers: { doi: DOI } }],
    { id: `doi:${DOI}`, authors: ['Ann Lee'] },
  ],
  [
    'a table of arXiv that calls papers after their pages',
    `id,title,authors,summary\nabs-2603.00001v1,${TITLE},"['Ann Lee', 'Bo Xu']",${ABSTRACT.replaceAll(',', '')}\n`,
    { id: 'arxiv:2603.00001', authors: ['Ann Lee', 'Bo Xu'] },
  ],
  [
    'names in parts',
    [
      {
        title: TITLE,
        doi: DOI,
        authors: [
          { first_name: 'Ann', last_name: 'Lee' },
          { givenName: 'Bo', familyName: 'Xu' },
        ],
      },
    ],
    { authors: ['Ann Lee', 'Bo Xu'] },
  ],
  [
    'the ACL Anthology (MODS)',
    `<modsCollection xmlns="http://www.loc.gov/mods/v3"><mods ID="x"><titleInfo><title>On Lists</title><subTitle>Their Readers</subTitle></titleInfo>${[
      ['Ann', 'Lee', 'author'],
      ['Ed', 'Chief', 'editor'],
    ]
      .map(
        ([given, family, role]) =>
          `<name type="personal"><namePart type="family">${family}</namePart><namePart type="given">${given}</namePart><role><roleTerm type="text">${role}</roleTerm></role></name>`,
      )
      .join(
        '',
      )}<originInfo><dateIssued>2026-06-10</dateIssued></originInfo><relatedItem type="host"><titleInfo><title>Proceedings</title></titleInfo></relatedItem><abstract>${ABSTRACT}</abstract><identifier type="doi">${DOI}</identifier></mods></modsCollection>`,
    {
      ...{ title: 'On Lists: Their Readers', id: `doi:${DOI}`, authors: ['Ann Lee'], abstract: ABSTRACT },
      ...{ publishedOn: '2026-06-10', venue: 'Proceedings' },
    },
  ],
  [
    'arXiv in its older format',
    `<OAI-PMH><GetRecord><record><header><identifier>oai:arXiv.org:hep-th/9901001</identifier></header><metadata><arXivOld><id>hep-th/9901001</id><title>${TITLE}</title><authors>Ann Lee (U), Bo Xu</authors><doi>${DOI}</doi><abstract>${ABSTRACT}</abstract></arXivOld></metadata></record></GetRecord></OAI-PMH>`,
    { ids: ['arxiv:hep-th/9901001', `doi:${DOI}`, expect.anything()], authors: ['Ann Lee', 'Bo Xu'], abstract: ABSTRACT },
  ],
  [
    'a publisher (JATS), with its editor',
    `<article><front><article-meta><article-id pub-id-type="doi">${DOI}</article-id><title-group><article-title>${TITLE}</article-title></title-group><contrib-group><contrib contrib-type="author"><name><surname>Lee</surname><given-names>Ann</given-names></name></contrib><contrib contrib-type="editor"><name><surname>Chief</surname><given-names>Ed</given-names></name></contrib></contrib-group></article-meta></front></article>`,
    { id: `doi:${DOI}`, authors: ['Ann Lee'] },
  ],
];

it.each(ANSWERS)('reads what %s answers', async (_, answer, paper) => {
  const { outcome, papers } = await parse(typeof answer === 'string' ? answer : JSON.stringify(answer));
  expect({ outcome, paper: papers[0] }).toMatchObject({ outcome: 'accepted', paper: { title: TITLE, ...paper } });
});
