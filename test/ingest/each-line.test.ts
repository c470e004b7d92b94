import { describe, expect, it } from 'vitest';
import { expectKept } from './each.ts';
import { parse } from './pages.ts';

const ABSTRACT = 'We show how long lists are read by small machines, and what that costs.';

describe('[R15] a line or a column that is deleted, empty, of another kind or renamed costs its own record at most', () => {
  /** A source in text: the record number `n` by its lines, a field each, the first of which begins it, and what stands around. */
  const TEXTS: [name: string, record: (n: number) => string[], around?: (records: string) => string][] = [
    [
      'ris',
      (n) => [
        'TY  - JOUR',
        `TI  - On lists ${n}`,
        'AU  - Lee, Ann',
        `AB  - ${ABSTRACT}`,
        `DO  - 10.5555/x${n}`,
        'JO  - Lists',
        'DA  - 2026/03/01',
        'KW  - lists',
        'ER  - ',
        '',
      ],
    ],
    [
      'pubmed',
      (n) => [
        `PMID- 4000000${n}`,
        `TI  - On lists ${n}`,
        'FAU - Lee, Ann',
        `AB  - ${ABSTRACT}`,
        `LID - 10.5555/x${n} [doi]`,
        'JT  - Lists',
        'DP  - 2026 Mar 1',
        '',
      ],
    ],
    [
      'endnote',
      (n) => [
        '%0 Journal Article',
        `%T On lists ${n}`,
        '%A Lee, Ann',
        `%X ${ABSTRACT}`,
        `%R 10.5555/x${n}`,
        '%J Lists',
        '%D 2026',
        '',
      ],
    ],
    [
      'ads',
      (n) => [
        `%R 2026JLst....1....${n}L`,
        `%T On lists ${n}`,
        '%A Lee, Ann; Xu, Bo',
        `%B ${ABSTRACT}`,
        `%Y 10.5555/x${n}`,
        '%J Lists, Volume 1',
        '%D 03/2026',
        '',
      ],
    ],
    [
      'web-of-science',
      (n) => [
        'PT J',
        `TI On lists ${n}`,
        'AU Lee, Ann',
        `AB ${ABSTRACT}`,
        `DI 10.5555/x${n}`,
        'SO Lists',
        'PD MAR 1',
        'PY 2026',
        'ER',
        '',
      ],
      (all) => `FN Clarivate\nVR 1.0\n${all}EF`,
    ],
    [
      'bibtex',
      (n) => [
        `@article{a${n},`,
        `  title = {On lists ${n}},`,
        '  author = {Ann Lee and Bo Xu},',
        `  abstract = {${ABSTRACT}},`,
        `  doi = {10.5555/x${n}},`,
        '  journal = {Lists},',
        '  date = {2026-03-01},',
        '}',
        '',
      ],
    ],
    [
      'arxiv-listing',
      (n) => [
        '\\\\',
        `arXiv:2603.0000${n}`,
        'Date: Sun, 1 Mar 2026 00:00:00 GMT   (1kb)',
        '',
        `Title: On lists ${n}`,
        'Authors: Ann Lee, Bo Xu',
        'Categories: cs.CL',
        'Comments: 8 pages',
        '\\\\',
        `  ${ABSTRACT}`,
        `\\\\ ( https://arxiv.org/abs/2603.0000${n} ,  1kb)`,
        '-'.repeat(78),
      ],
    ],
  ];
  const VALUE = /^(\s*[%\w][\w ]{0,9}?(?:\s*[-=:]|) ?)(\S.*)$/;

  it.each(TEXTS)('%s', async (name, record, around = (all) => all) => {
    const write = (first: string[]) => around(`${[...first, ...record(2)].join('\n')}\n`);
    const whole = await parse(write(record(1)));
    expect({ format: whole.format, titles: whole.papers.map(({ title }) => title) }).toEqual({
      format: name,
      titles: ['On lists 1', 'On lists 2'],
    });
    const lines = record(1);
    for (const [i, line] of lines.entries()) {
      // What begins and ends a record is what records are known by.
      if (i === 0 || !/\w/.test(line) || /^(?:ER|\W*\()/.test(line)) continue;
      for (const [how, becomes] of [
        ['deleted', []],
        ['empty', [line.replace(VALUE, '$1')]],
        ['a number', [line.replace(VALUE, '$17')]],
        ['renamed', [line.replace(/\w\w/, 'ZZ')]],
        ['twice', [line, line]],
      ] as const)
        await expectKept(whole, write([...lines.slice(0, i), ...becomes, ...lines.slice(i + 1)]), `${line} ${how}`);
    }
  });

  it('csv', async () => {
    const head = ['Title', 'Authors', 'Abstract', 'DOI', 'Date', 'Journal', 'Keywords'];
    const row = (n: number) => [`On lists ${n}`, 'Ann Lee; Bo Xu', ABSTRACT, `10.5555/x${n}`, '2026-03-01', 'Lists', 'lists'];
    const write = (first: string[]) =>
      [head, first, row(2)].map((cells) => cells.map((cell) => `"${cell}"`).join(',')).join('\n');
    const whole = await parse(write(row(1)));
    for (const i of head.keys())
      for (const becomes of ['', '7', '[]', '{"a": 1}'.replaceAll('"', '""')])
        await expectKept(whole, write(row(1).with(i, becomes)), `${head[i]} ${becomes}`);
  });
});
