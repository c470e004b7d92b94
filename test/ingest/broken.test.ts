import { describe, expect, it } from 'vitest';
import { parseFeed } from '../../functions/ingest/parse-feed.ts';
import { parse, UPLOADED } from './pages.ts';

const N = 60;
const numbers = Array.from({ length: N }, (_, i) => i);
const json = (n: number) =>
  JSON.stringify({
    title: `Paper ${n}`,
    abstract: `We show [it] and {that}, for ${n}.`,
    authors: ['Ann Lee', 'Bo Xu'],
    doi: `10.5555/p.${n}`,
  });
const csv = (n: number) => `Paper ${n},"We show it, for ${n}.",Ann Lee; Bo Xu,10.5555/p.${n}`;
const quotedCsv = (n: number) => `"Paper ${n}","Ann Lee","We show it, for ${n}.",10.5555/p.${n}`;
const plainCsv = (n: number) => `Paper ${n},We show it for ${n}.,Ann Lee,10.5555/p.${n}`;
const bib = (n: number) => `@article{p${n},\n  title = {Paper ${n}},\n  author = {Lee, Ann},\n  doi = {10.5555/p.${n}},\n}`;
const ris = (n: number) => `TY  - JOUR\nTI  - Paper ${n}\nAU  - Lee, Ann\nDO  - 10.5555/p.${n}\nER  - \n`;
const endnote = (n: number) => `%0 Journal Article\n%T Paper ${n}\n%A Lee, Ann\n%R 10.5555/p.${n}\n`;
const python = (n: number) => `{'title': 'Paper ${n}', 'authors': ['Ann Lee'], 'doi': '10.5555/p.${n}', 'read': None}`;
const atom = (n: number) =>
  `<entry><id>https://doi.org/10.5555/p.${n}</id><title>Paper ${n}</title><summary><![CDATA[We show it for ${n}.]]></summary></entry>`;
const deep = (open: string, close: string) => open.repeat(500) + close.repeat(500);

type Record = (n: number) => string;
const documentOf = (all: string[]) => `{"papers": [${all.join(',\n')}]}`;
const feedOf = (all: string[]) => `<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title>\n${all.join('\n')}\n</feed>`;
const tableOf = (all: string[]) => ['Title,Abstract,Authors,DOI', ...all].join('\n');
const quotedTableOf = (all: string[]) => ['Title,Authors,Abstract,DOI', ...all].join('\n');
const listOf = (all: string[]) => `[${all.join(', ')}]`;
const linesOf = (all: string[]) => all.join('\n');

const CASES: [string, (all: string[]) => string, Record, (whole: string) => string][] = [
  ['JSON: a quote is missing', documentOf, json, (item) => item.replace('","abstract', ',"abstract')],
  ['JSON: a bracket is missing', documentOf, json, (item) => item.replace('Xu"]', 'Xu"')],
  ['JSON: a brace is missing', documentOf, json, (item) => item.slice(0, -1)],
  ['JSON: a brace too many', documentOf, json, (item) => `${item}}`],
  [
    'JSON: nested 500 deep',
    documentOf,
    json,
    (item) => item.replace('"doi"', `"x": ${deep('{"a":', '}').replace(':}', ':1}')}, "doi"`).slice(0, -1),
  ],
  ['JSON Lines: a mark of byte order and a brace missing', linesOf, json, (item) => `\ufeff${item.slice(0, -1)}`],
  ['CSV: a quote that opens and never closes', tableOf, plainCsv, (row) => row.replace('We show', '"We show, oh')],
  ['CSV: a quote that closes in the next row', tableOf, csv, (row) => row.replace('.",', '.,')],
  ['CSV: a quote that closes in the next cell', quotedTableOf, quotedCsv, (row) => row.replace('",', ',')],
  ['CSV: a quote that never opens', tableOf, csv, (row) => row.replace(',"We', ',We')],
  ['Python: a quote in a text', listOf, python, (object) => object.replace('Paper', "P'aper")],
  ['BibTeX: an entry is not closed', linesOf, bib, (entry) => entry.replace(/\},\n\}$/, '').replace('title = {', 'title = {{{')],
  [
    'BibTeX: a brace of the title is not closed',
    linesOf,
    bib,
    (entry) => entry.replace('},\n  author', ',\n  author').replace(/ {2}doi.*\n/, ''),
  ],
  ['EndNote: a record without a title', linesOf, endnote, (record) => record.replace(/%T.*\n/, '')],
  ['Atom: an end tag is missing', feedOf, atom, (entry) => entry.replace('</entry>', '').replace(/doi.org.10.5555/, 'x.example')],
  ['Atom: a CDATA section is left open', feedOf, atom, (entry) => entry.replace(']]>', '')],
  ['Atom: a comment is left open', feedOf, atom, (entry) => entry.replace('<summary>', '<!-- <summary>')],
  ['Atom: nested 500 deep', feedOf, atom, (entry) => entry.replace('</entry>', `${deep('<a>', '</a>')}</entry>`)],
];

describe('[R15] one bad record costs no other, and is accounted for', () => {
  it.each(CASES)('%s', async (_, file, record, damage) => {
    for (const bad of [0, 11, N - 1]) {
      const text = file(numbers.map((n) => (n === bad ? damage(record(n)) : record(n))));
      const whole = await parse(text);
      const ids = whole.papers.map(({ id }) => id);
      for (const n of numbers) if (n !== bad) expect(ids).toContain(`doi:10.5555/p.${n}`);
      expect(whole.papers.length + whole.rejected.length).toBe(N);
      for (const { title } of whole.papers) expect(title).toMatch(/^[Pp]aper \d+$/);
      for (const size of [1, 13, 500]) expect(await inPieces(text, size)).toEqual(whole);
    }
  });

  it('a stray quote that costs nothing is text', async () => {
    const rows = numbers.map((n) => (n === 11 ? plainCsv(n).replace('We show', '"We show') : plainCsv(n)));
    const { papers, rejected } = await parse(tableOf(rows));
    expect(papers).toHaveLength(N);
    expect(papers[11]).toMatchObject({ id: 'doi:10.5555/p.11', abstract: 'We show it for 11.' });
    expect(rejected).toEqual([]);
  });

  it('quotes inside an unquoted cell stay', async () => {
    const { papers } = await parse('Title\tDOI\n"Quoted" words\t10.5555/a\nB "b"\t10.5555/b\n');
    expect(papers.map(({ title }) => title)).toEqual(['"Quoted" words', 'B "b"']);
  });

  it('records that lack their first line are read', async () => {
    const text = numbers.map((n) => (n === 11 ? ris(n).replace(/^TY.*\n/, '') : ris(n))).join('\n');
    expect((await parse(text)).papers).toHaveLength(N);
    const second = numbers.map((n) => (n === 11 ? endnote(n).replace(/^%0.*\n/, '') : endnote(n))).join('\n');
    expect((await parse(second)).papers).toHaveLength(N);
  });

  it('says what of an entry with a brace missing is not taken', async () => {
    const { papers, remarks } = await parse(
      bib(1).replace('author = {Lee, Ann}', 'abstract = {We {show it},\n  author = {Lee, Ann}'),
    );
    expect(papers).toMatchObject([{ title: 'Paper 1', id: 'doi:10.5555/p.1', authors: ['Ann Lee'] }]);
    expect(remarks).toEqual({ 'a field of an entry: its braces are not closed': 1 });
  });

  it('says how much was not read', async () => {
    const { rejected } = await parse(documentOf(numbers.map((n) => (n === 11 ? json(n).slice(0, -1) : json(n)))));
    expect(rejected).toEqual([
      { at: 'item 12', reason: expect.stringMatching(/^not valid JSON, at character \d+; \d+ characters were not read$/) },
    ]);
  });

  it('many of them take no longer than many good ones', async () => {
    const many = Array.from({ length: 4_000 }, (_, i) => i);
    const before = process.cpuUsage();
    for (const text of [
      documentOf(many.map((n) => (n % 2 ? json(n).slice(0, -1) : json(n)))),
      tableOf(many.map((n) => plainCsv(n).replace('We show', '"We show, oh'))),
      feedOf(many.map((n) => (n % 2 ? atom(n).replace(']]>', '') : atom(n)))),
    ])
      await parse(text);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(20);
  });
});

const inPieces = (text: string, size: number) =>
  parseFeed(
    (async function* () {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    })(),
    { name: 'feeds/page.txt', uploadedAt: UPLOADED },
  );
