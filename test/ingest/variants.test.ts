import { describe, expect, it } from 'vitest';
import { parse } from './pages.ts';

const TITLE = 'On Lists and Their Readers';
const DOI = '10.5555/lists.1';
const PAPER = { title: TITLE, id: `doi:${DOI}`, authors: ['Ann Lee', 'Bo Xu'] };

/** The papers of a text, and that all of it was read. */
async function papersOf(text: string) {
  const { outcome, papers, rejected } = await parse(text);
  expect({ outcome, rejected }).toEqual({ outcome: 'accepted', rejected: [] });
  return papers;
}

describe('variants of tagged files', () => {
  const ris = `TY  - JOUR\nTI  - ${TITLE}\nAU  - Lee, Ann\nAU  - Xu, Bo\nDO  - ${DOI}\nER  - \n`;
  it.each([
    ['RIS behind the lines of a database', `Scopus\nEXPORT DATE: 12 June 2026\n\n${ris}`],
    ['RIS without types', ris.replace('TY  - JOUR\n', '')],
    ['RIS with two DOIs', ris.replace('DO  - ', 'DO  - 10.5555/lists.1; 10.5555/errata.2\nN1  - ')],
    ['RIS with a line separator in a value', ris.replace('Lists and', 'Lists\u2028and')],
    [
      'RefWorks',
      `RT Journal Article\nSR Electronic(1)\nA1 Lee,Ann\nA1 Xu,Bo\nT1 ${TITLE}\nYR 2026\nDO ${DOI}\nNO my private note\n`,
    ],
  ])('%s', async (_, text) => expect(await papersOf(text)).toMatchObject([PAPER]));
});

describe('variants of names', () => {
  it.each<[unknown, string[]]>([
    ['Authors: Ann Lee, Bo Xu', ['Ann Lee', 'Bo Xu']],
    ['王小明、李雷', ['王小明', '李雷']],
    ['王小明；李雷', ['王小明', '李雷']],
    ['Sammy Davis, Jr., Bo Xu', ['Sammy Davis Jr.', 'Bo Xu']],
    ['Ann Lee, Martin King, III and Bo Xu', ['Ann Lee', 'Martin King III', 'Bo Xu']],
    [[{ first_name: 'Ann', last_name: 'Lee' }], ['Ann Lee']],
    [[{ firstname: 'Ann', lastname: 'Lee' }], ['Ann Lee']],
    [
      [
        { name: 'Ann B. Lee', firstname: 'Ann B.', surname: 'Lee' },
        { name: 'Bo Xu', firstname: 'Bo' },
      ],
      ['Ann B. Lee', 'Bo Xu'],
    ],
    [
      ['Bytedance Seed', 'by Ann Lee'],
      ['Bytedance Seed', 'by Ann Lee'],
    ],
    ['Bytedance Seed', ['Bytedance Seed']],
    ['Liu R., van Adler D.G.', ['R. Liu', 'D.G. van Adler']],
    ['JÃ¼rgen MÃ¼ller, JosÃ© GarcÃ\u00ada and IvÃ¡n HoÅ¡ek', ['Jürgen Müller', 'José García', 'Iván Hošek']],
    ['Beyoncé’s Group, ÉMILE… Zola', ['Beyoncé’s Group', 'ÉMILE… Zola']],
  ])('%j', async (authors, named) => {
    const [paper] = await papersOf(JSON.stringify([{ title: TITLE, authors, doi: DOI }]));
    expect(paper?.authors).toEqual(named);
  });
});

describe('variants of days', () => {
  it.each([
    ['Titel;DOI;Datum', `${TITLE};${DOI};10.06.2026`],
    ['title,doi,year,month,day', `${TITLE},${DOI},2026,6,10`],
  ])('in the columns %s', async (header, row) => {
    expect((await papersOf(`${header}\n${row}\n`))[0]).toMatchObject({ title: TITLE, publishedOn: '2026-06-10' });
  });
});

describe('reading lists', () => {
  it.each([
    [
      'behind a tag in bold',
      `- **[ACL 2026]** ${TITLE}. [[paper](https://arxiv.org/abs/2603.00001)] [[code](https://github.com/a/b)]`,
    ],
    ['behind a state in Org', `* TODO ${TITLE}\n  [[https://arxiv.org/abs/2603.00001][arXiv]]`],
    ['in bold behind a tag in brackets', `- [ICML'26] **${TITLE}** [paper](https://arxiv.org/abs/2603.00001)`],
    [
      'that links to its project, with the paper behind it',
      `- [${TITLE}](https://lists.example.org) [[arXiv](https://arxiv.org/abs/2603.00001)] [[code](https://github.com/a/b)]`,
    ],
    ['behind its label', `Title: ${TITLE}\nAuthors: Ann Lee, Bo Xu\nLink: https://arxiv.org/abs/2603.00001\n`],
    ['before where it appeared', `- ${TITLE}, ACL 2026. [[Paper]](https://arxiv.org/abs/2603.00001)`],
    ['before its id and year', `- ${TITLE}, arXiv 2606.71001, 2026. [[Paper]](https://arxiv.org/abs/2603.00001)`],
    ['before its journal in italics', `- ${TITLE}, *Journal of Lists*. [[Paper]](https://arxiv.org/abs/2603.00001)`],
  ])('take a title %s', async (_, line) => {
    const other = line.replace(TITLE, 'More on Lists and Machines').replace('2603.00001', '2603.00002');
    expect((await papersOf(`# Reading\n\n${line}\n${other}\n`)).map(({ title }) => title)).toEqual([
      TITLE,
      'More on Lists and Machines',
    ]);
  });

  it('know the DOI in an old address of bioRxiv', async () => {
    const text = `${TITLE}\nAnn Lee, Bo Xu\nhttp://biorxiv.org/content/early/2026/06/12/2026.06.10.123456?ct\n\nMore on Lists and Machines\nCy Day, Di Eng\nhttps://www.medrxiv.org/cgi/content/short/2026.06.10.123457v1\n`;
    expect((await papersOf(text)).map(({ id }) => id)).toEqual([
      'doi:10.1101/2026.06.10.123456',
      'doi:10.1101/2026.06.10.123457',
    ]);
  });

  it('keep the day that stands in a row', async () => {
    const row = (n: number, title: string) =>
      `|**2026-06-1${n}**|**${title}**|Ann Lee et.al.|[2603.0000${n}](http://arxiv.org/abs/2603.0000${n})|null|`;
    const text = `|Publish Date|Title|Authors|PDF|Code|\n|---|---|---|---|---|\n${row(1, TITLE)}\n${row(2, 'More on Lists')}\n`;
    expect((await papersOf(text)).map(({ publishedOn }) => publishedOn)).toEqual(['2026-06-11', '2026-06-12']);
  });

  it('take no name of a tool and no words of a sentence for the title of the paper beside them', async () => {
    for (const line of [
      '- [ListReader](https://lists.example.org) [[arXiv](https://arxiv.org/abs/2603.00001)]',
      '- [How to read lists at home](https://blog.example.org/x) explains what the [paper](https://arxiv.org/abs/2603.00001) says',
    ])
      expect((await parse(`# Tools\n\n${line}\n${line.replace('2603.00001', '2603.00002')}\n`)).papers).toEqual([]);
  });
});

it('reads Google Scholar’s table, which has an id where the journal stands', async () => {
  const text = `Authors,Title,Publication,Volume,Number,Pages,Year,Publisher\n"Lee, Ann; Xu, Bo; ",${TITLE},arXiv preprint arXiv:2603.00001,,,,2026,\n"Day, Cy; ",More on Lists,Journal of Lists,3,2,1-9,2026,Wiley\n`;
  expect(await papersOf(text)).toMatchObject([
    { title: TITLE, id: 'arxiv:2603.00001', authors: ['Ann Lee', 'Bo Xu'] },
    { title: 'More on Lists', venue: 'Journal of Lists', authors: ['Cy Day'] },
  ]);
});

describe('variants of JSON', () => {
  const own = { title: TITLE, authors: ['Ann Lee', 'Bo Xu'] };
  it.each([
    ['papers under their ids', { [DOI]: own, '10.5555/lists.2': own }],
    [
      'lists under days and subjects',
      { '2026-03-18': { lists: [{ ...own, doi: DOI }] }, '2026-03-17': { trees: [{ ...own, doi: DOI }] } },
    ],
    ['two DOIs in one text', [{ ...own, doi: `${DOI}|10.5555/errata.2` }]],
    ['a title with a stop', [{ ...own, title: `${TITLE}.`, doi: DOI }]],
    ["another service's id beside its own", [{ ...own, id: 'e55', openalex_id: 'https://openalex.org/W1', doi: DOI }]],
  ])('%s', async (_, value) => expect((await papersOf(JSON.stringify(value)))[0]).toMatchObject(PAPER));

  it('reads proceedings as a venue, and no abstract that repeats the title', async () => {
    const [paper] = await papersOf(JSON.stringify([{ ...own, abstract: TITLE, proceedings: 'NDSS' }]));
    expect(paper).toMatchObject({ venue: 'NDSS', abstract: '' });
  });

  it('takes no line of a log for a paper, even if it names one', async () => {
    const line = JSON.stringify({ level: 'info', msg: 'fetched', title: TITLE, url: 'https://arxiv.org/abs/2603.00001' });
    expect(await parse(`${line}\n${line}\n`)).toMatchObject({ outcome: 'refused', papers: [] });
  });
});

describe('tables in HTML', () => {
  const row = (...cells: string[]) => `<tr>${cells.map((cell) => `<td class="c">${cell}</td>`).join('\n')}</tr>`;
  const other = 'Trees <i>and</i> Their &ldquo;Readers&rdquo;';
  it.each([
    [
      'without links',
      `<table><tr><th>#<th>Title<th>Authors<th>DOI</tr>${row('1', TITLE, 'Ann Lee, Bo Xu', DOI)}${row('2', other, 'Cy Day', '10.5555/trees.1')}</table>`,
    ],
    [
      'of pandas',
      `<table border="1" class="dataframe">\n<thead>\n<tr style="x"><th></th>\n<th>title</th><th>authors</th><th>doi</th></tr></thead><tbody>${row('0', TITLE, "['Ann Lee', 'Bo Xu']", DOI)}${row('1', other, "['Cy Day']", '10.5555/trees.1')}</tbody></table>`,
    ],
    [
      'with the link in another cell',
      `<table><tr><th>Paper Title<th>Authors<th>PDF</tr>${row(TITLE, 'Ann Lee, Bo Xu', `<a href="https://doi.org/${DOI}">pdf</a>`)}${row(other, 'Cy Day', '<a href="https://doi.org/10.5555/trees.1">pdf</a>')}</table>`,
    ],
    [
      'one for each session',
      `<table><tr><th>Title<th>Authors<th>DOI</tr>${row(TITLE, 'Ann Lee, Bo Xu', DOI)}</table><h2>Session 2</h2><table><tr><th>Title<th>Authors<th>DOI</tr>${row(other, 'Cy Day', '10.5555/trees.1')}</table>`,
    ],
  ])('%s', async (_, table) => {
    const page = `<!doctype html><html><body><nav><a href="/">Home</a></nav><h1>Accepted papers</h1>${table}<footer>Sponsors</footer></body></html>`;
    const papers = await papersOf(page);
    expect(papers).toMatchObject([PAPER, { title: 'Trees and Their “Readers”', authors: ['Cy Day'] }]);
  });

  it('no table of other things', async () => {
    const table = `<table><tr><th>Title<th>Director<th>Year</tr>${row('Alien', 'Scott', '1979')}</table>`;
    expect(await parse(`<html><body>${table}</body></html>`)).toMatchObject({ outcome: 'refused', papers: [] });
  });
});
