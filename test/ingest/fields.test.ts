import { describe, expect, it } from 'vitest';
import { parse } from './pages.ts';

/** A field of a source: its name, what it holds, and what of a paper comes of it. */
type Field = [name: string, value: unknown, makes: readonly string[]];
const PARTS = ['title', 'abstract', 'authors', 'publishedOn', 'keywords', 'id', 'url'] as const;
const ABSTRACT = 'We show it, in some words.';

const json: Field[] = [
  ['id', 'x-1', []],
  ['title', 'On lists', ['title']],
  ['abstract', ABSTRACT, ['abstract']],
  ['authors', [{ name: 'Ann Lee' }, { name: 'Bo Xu' }], ['authors']],
  ['published', '2026-03-02', ['publishedOn']],
  ['keywords', ['lists', 'reading'], ['keywords']],
  ['journal', 'Journal of Lists', []],
  ['arxiv_id', '2603.00001', ['id', 'url']],
];
const csv: Field[] = [
  ['Key', 'K1', []],
  ['Title', 'On lists', ['title']],
  ['Abstract', ABSTRACT, ['abstract']],
  ['Authors', 'Ann Lee; Bo Xu', ['authors']],
  ['Date', '2026-03-02', ['publishedOn']],
  ['Keywords', 'lists; reading', ['keywords']],
  ['Journal', 'Journal of Lists', []],
  ['arXiv ID', '2603.00001', ['id', 'url']],
];
const bib: Field[] = [
  ['title', 'On lists', ['title']],
  ['abstract', ABSTRACT, ['abstract']],
  ['author', 'Lee, Ann and Xu, Bo', ['authors']],
  ['date', '2026-03-02', ['publishedOn']],
  ['keywords', 'lists; reading', ['keywords']],
  ['journal', 'Journal of Lists', []],
  ['eprint', '2603.00001', ['id', 'url']],
];
const ris: Field[] = [
  ['TI', 'On lists', ['title']],
  ['AB', ABSTRACT, ['abstract']],
  ['AU', 'Lee, Ann', ['authors']],
  ['DA', '2026/03/02', ['publishedOn']],
  ['KW', 'lists', ['keywords']],
  ['JO', 'Journal of Lists', []],
  ['UR', 'https://arxiv.org/abs/2603.00001', ['id', 'url']],
];

type Written = [string, unknown][];
const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
const cell = (value: unknown) => `"${text(value).replaceAll('"', '""')}"`;
const SOURCES: [string, Field[], (fields: Written) => string][] = [
  ['JSON', json, (fields) => JSON.stringify([Object.fromEntries(fields)])],
  [
    'JSON Lines',
    json,
    (fields) => `${JSON.stringify(Object.fromEntries(fields))}\n${JSON.stringify(Object.fromEntries(fields))}`,
  ],
  ['CSV', csv, (fields) => `${fields.map(([name]) => name).join(',')}\n${fields.map(([, value]) => cell(value)).join(',')}\n`],
  ['BibTeX', bib, (fields) => `@article{a,\n${fields.map(([name, value]) => `  ${name} = {${text(value)}}`).join(',\n')}\n}`],
  ['RIS', ris, (fields) => `TY  - JOUR\n${fields.map(([name, value]) => `${name}  - ${text(value)}`).join('\n')}\nER  - \n`],
];
const CHANGES: [string, (fields: Written, at: number) => Written][] = [
  ['deleted', (fields, at) => fields.filter((_, i) => i !== at)],
  ['empty', (fields, at) => fields.map(([name, value], i) => [name, i === at ? '' : value])],
  ['null', (fields, at) => fields.map(([name, value], i) => [name, i === at ? null : value])],
  ['a number', (fields, at) => fields.map(([name, value], i) => [name, i === at ? 7 : value])],
  ['an object', (fields, at) => fields.map(([name, value], i) => [name, i === at ? { x: [{}] } : value])],
  ['a list', (fields, at) => fields.map(([name, value], i) => [name, i === at ? [[null, 7]] : value])],
  ['renamed', (fields, at) => fields.map(([name, value], i) => [i === at ? 'ZZ' : name, value])],
];

describe.each(SOURCES)('[R15] a field of %s that is missing or of another kind costs itself alone', (_, fields, write) => {
  const written = fields.map(([name, value]): [string, unknown] => [name, value]);

  it.each(CHANGES)('%s', async (_change, change) => {
    const [whole] = (await parse(write(written))).papers;
    if (!whole) throw new Error('the sample is read');
    for (const [at, [name, , makes]] of fields.entries()) {
      const { outcome, reason, papers, rejected } = await parse(write(change(written, at)));
      const [paper] = papers;
      if (!paper) {
        // Without a title nothing is a paper; that is said.
        expect([name, makes.includes('title'), outcome]).toEqual([name, true, 'refused']);
        expect(reason ?? rejected[0]?.reason).toBeTruthy();
        continue;
      }
      for (const part of PARTS)
        if (!makes.includes(part) && !(part === 'id' && makes.includes('title')))
          expect([name, part, paper[part]]).toEqual([name, part, whole[part]]);
      expect(JSON.stringify(paper)).not.toContain('[object');
    }
  });
});

describe('names', () => {
  it.each<[string, string, string[]]>([
    [
      'braces of ADS',
      '@article{a, title={T}, doi={10.5555/x}, author={{Lee}, Ann and {van der Berg}, Jan and {M{\\"u}ller}, Eva}}',
      ['Ann Lee', 'Jan van der Berg', 'Eva Müller'],
    ],
    [
      '"and" in braces',
      '@article{a, title={T}, doi={10.5555/x}, author={{Ring and Dust Team} and Xu, Bo and {Rings, Inc.}}}',
      ['Ring and Dust Team', 'Bo Xu', 'Rings, Inc.'],
    ],
    [
      'accents with a space',
      "@article{a, title={T}, doi={10.5555/x}, author={{\\v Z}ak, Ji{\\v r}{\\'\\i} and Erd{\\H o}s, P{\\'a}l}}",
      ['Jiří Žak', 'Pál Erdős'],
    ],
    ['a list of Python', 'title,authors,doi\nT,"[\'Ann Lee\', ""Pat O\'Neil""]",10.5555/x\n', ['Ann Lee', "Pat O'Neil"]],
    [
      'dictionaries of Python',
      "title,authors,doi\nT,\"[{'id': 1, 'name': 'Ann Lee'}, {'id': None, 'name': 'Bo Xu'}]\",10.5555/x\n",
      ['Ann Lee', 'Bo Xu'],
    ],
    ['a list of numpy', "title,authors,doi\nT,\"['Ann Lee' 'Bo Xu']\",10.5555/x\n", ['Ann Lee', 'Bo Xu']],
    ['a list of R', 'title,authors,doi\nT,"c(""Ann Lee"", ""Bo Xu"")",10.5555/x\n', ['Ann Lee', 'Bo Xu']],
    ['affiliations of EndNote', '%0 Journal Article\n%T T\n%A Lee, Ann\n%+ AA(Institute)\n%R 10.5555/x\n', ['Ann Lee']],
    [
      'an address behind a name',
      'FN X\nVR 1.0\nPT J\nTI T\nAU Lee, Ann (ann@x.example)\n   Xu, Bo\nDI 10.5555/x\nER\nEF\n',
      ['Ann Lee', 'Bo Xu'],
    ],
    [
      'a name behind an address',
      '<rss><channel><item><title>T</title><link>https://doi.org/10.5555/x</link><author>ann@x.example (Ann Lee)</author></item></channel></rss>',
      ['Ann Lee'],
    ],
    [
      'an address alone',
      '<rss><channel><item><title>T</title><link>https://doi.org/10.5555/x</link><author>press@x.example</author></item></channel></rss>',
      [],
    ],
    ['two tags', 'TY  - JOUR\nTI  - T\nA1  - Lee, Ann\nAU  - Xu, Bo\nDO  - 10.5555/x\nER  - \n', ['Ann Lee', 'Bo Xu']],
    [
      'marks of footnotes',
      '[{"title":"T","doi":"10.5555/x","authors":["Ann Lee1,2","Bo Xu*","Cy Day 0001","(x@y.example)"]}]',
      ['Ann Lee', 'Bo Xu', 'Cy Day'],
    ],
    [
      'who is hidden',
      '{"id":"2603.00001","title":"T","authors":[{"name":"Ann Lee","hidden":false},{"name":"Bo Xu","hidden":true}]}',
      ['Ann Lee'],
    ],
  ])('%s', async (_, file, authors) => expect((await parse(file)).papers).toMatchObject([{ title: 'T', authors }]));
});

describe('what is private stays so', () => {
  it.each<[string, string]>([
    [
      'a remark in BibTeX',
      '@article{a, title={T}, doi={10.5555/x}, annote={Weak; ask Bo.}, note={Weak}, keywords={to-read, lists}}',
    ],
    ['research notes of EndNote', '%0 Journal Article\n%T T\n%R 10.5555/x\n%< Weak\n%Z Weak\n%K lists\n'],
    [
      'states and boards of a reader of feeds',
      '{"items":[{"title":"T","crawlTimeMsec":"1","canonical":[{"href":"https://doi.org/10.5555/x"}],"summary":{"content":""},"categories":["user/-/label/Weak"],"tags":[{"label":"Weak"}]}]}',
    ],
    ['tags of Zotero', 'Title,DOI,Manual Tags,Notes,Extra,Automatic Tags\nT,10.5555/x,Weak,Weak,Weak,lists\n'],
  ])('%s', async (_, file) => {
    const { papers } = await parse(file);
    expect(papers).toMatchObject([{ title: 'T', abstract: '' }]);
    expect(JSON.stringify(papers)).not.toMatch(/weak|to-read/i);
  });
});

describe('the day of a paper', () => {
  it.each<[string, string | undefined]>([
    ['2026-6-3', '2026-06-03'],
    ['2026/6/3', '2026-06-03'],
    ['30.6.2026', '2026-06-30'],
    ['30 Jun 26', '2026-06-30'],
    ['20260630', '2026-06-30'],
    ['2026年6月30日', '2026-06-30'],
    ['6/30/2026', '2026-06-30'],
    ['1782777600', '2026-06-30'],
    ['2026 Jun 30', '2026-06-30'],
    ['Tue, 30 Jun 2026 10:00:00 +0200', '2026-06-30'],
    ['2026-06', undefined],
    ['6/7/2026', undefined],
    ['2026-02-30', undefined],
    ['Spring 2026', undefined],
  ])('%s', async (date, day) => {
    const { papers, remarks } = await parse(JSON.stringify([{ title: 'T', doi: '10.5555/x', date }]));
    expect(papers[0]?.publishedOn).toBe(day);
    expect(Object.keys(remarks)).toHaveLength(day ? 0 : 1);
  });

  it.each<[string, string]>([
    ['year = 2026, month = jun, day = 30', '2026-06-30'],
    ['year = {2026}, month = jun # "~30"', '2026-06-30'],
    ['year = 2026, month = "30~" # jun', '2026-06-30'],
    ['year = 2026, month = 6, day = {30}', '2026-06-30'],
  ])('in BibTeX: %s', async (fields, day) =>
    expect((await parse(`@article{a, title={T}, doi={10.5555/x}, ${fields}}`)).papers).toMatchObject([{ publishedOn: day }]),
  );
});

describe('one paper has one id', () => {
  it.each<[string, string, string]>([
    ['a number in a table', 'title,abstract,arxiv_id\nT,A,2603.001\n', 'arxiv:2603.00100'],
    ['a number beside a link', 'title,arxiv,link\nT,2603.001,https://arxiv.org/abs/2603.00100\n', 'arxiv:2603.00100'],
    ['a column of links', 'Title,Description,PaperURL\nT,D,https://arxiv.org/abs/2603.00001v2\n', 'arxiv:2603.00001'],
    ['a member of links', '[{"title":"T","paper_link":"https://arxiv.org/pdf/2603.00001"}]', 'arxiv:2603.00001'],
    ['escapes', '@article{a, title={T}, doi={10.1007/978-3\\_7}}', 'doi:10.1007/978-3_7'],
    ['braces around them', '@article{a, title={T}, doi={10.1007/978-3{\\_}7}}', 'doi:10.1007/978-3_7'],
    [
      'the preprint of an article',
      '{"status":"ok","message-type":"work-list","message":{"items":[{"title":["T"],"DOI":"10.5555/x","relation":{"has-preprint":[{"id":"10.48550/arXiv.2603.00001"}]}}]}}',
      'arxiv:2603.00001',
    ],
    [
      'one level deeper',
      '{"papers":[{"title":"T","details":{"abstract":"A","links":{},"arxiv_id":"2603.00001"}}],"cursor":"x"}',
      'arxiv:2603.00001',
    ],
    [
      'two levels deeper',
      '{"papers":[{"title":"T","details":{"links":{"pdf":"https://arxiv.org/pdf/2603.00001"}}}]}',
      'arxiv:2603.00001',
    ],
    [
      'what was recorded as text',
      JSON.stringify({ status_code: 200, url: 'https://x.example', body: '[{"title":"T","doi":"10.5555/x"}]' }),
      'doi:10.5555/x',
    ],
    [
      'what was recorded as an object',
      JSON.stringify({ status_code: 200, url: 'https://x.example', body: { results: [{ title: 'T', doi: '10.5555/x' }] } }),
      'doi:10.5555/x',
    ],
    [
      'XML that was recorded',
      JSON.stringify({
        url: 'u',
        status_code: 200,
        body: '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/abs/2603.00001v1</id><title>T</title></entry></feed>',
      }),
      'arxiv:2603.00001',
    ],
    [
      'rows of Markdown',
      '{"Lists":{"2603.00001":"|**2026-03-02**|**T**|Ann Lee et.al.|[2603.00001](http://arxiv.org/abs/2603.00001)|null|\\n"}}',
      'arxiv:2603.00001',
    ],
    [
      'a page of Notion',
      '\ufeffName,Authors,Link,Status\nT,Ann Lee,https://arxiv.org/abs/2603.00001,To read\n',
      'arxiv:2603.00001',
    ],
  ])('%s', async (_, file, id) => expect((await parse(file)).papers).toMatchObject([{ title: 'T', id }]));

  it("and OpenReview's is its forum", async () => {
    const note = { id: 'Ab0cdEfGh', forum: 'Ab0cdEfGh', content: { title: { value: 'T' }, authors: { value: ['Ann Lee'] } } };
    expect((await parse(JSON.stringify({ notes: [note] }))).papers).toMatchObject([
      { url: 'https://openreview.net/forum?id=Ab0cdEfGh' },
    ]);
  });
});

it('a refusal names what was found and what is taken', async () => {
  expect((await parse('Key,Year,Url\n1,2,U')).reason).toMatch(/It has Key, Year, Url;.* title, abstract,/);
  expect((await parse('{"status": "ok", "count": 3}')).reason).toContain('It has status, count;');
});
