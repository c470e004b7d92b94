import { simpleParser } from 'mailparser';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { describe, expect, test } from 'vitest';
import { assembled, attribute, bare, card, digest, eachLink, elements, headings, hrefs, links, words } from './support.ts';

test('[R33] the text part reads like a mail someone typed', () => {
  const { text } = assembled(digest({ total: 5 }));
  expect(text).toMatchInlineSnapshot(`
    "==================================================================
    BROADSHEET
    Wednesday 18 March · 5 papers from Hugging Face
    https://papers.example.org/editions/2026-03-18
    ==================================================================

    Learning methods 2 · Data and search 1 · 1 with code

     1. Matryoshka Representation Learning
        Matryoshka Representation Learning lets one embedding adapt to
        the computational constraints of downstream tasks.
        Found: Embeddings are up to 14 times smaller for ImageNet-1K
        classification at the same level of accuracy.
        University of Washington · Aditya Kusupati + 3 · NeurIPS 2022
        · ▲ 12
        Paper: https://arxiv.org/abs/2205.13147
        PDF: https://arxiv.org/pdf/2205.13147
        Code ★251: https://github.com/RAIVNLab/MRL
        Discussion: https://huggingface.co/papers/2205.13147

     2. AutoInt
        Paper: https://arxiv.org/abs/1810.11921

    DATA AND SEARCH
    ---------------

      * TimesNet
        https://arxiv.org/abs/2210.02186

    2 more papers on the web: https://papers.example.org/editions/2026-03-18

    A good pick? Vote: https://papers.example.org/vote?edition=2026-03-18&paper=abcdef123456.another12345&token=t

    ------------------------------------------------------------------
    Sent because you confirmed the daily edition.
    Day, hour or pause: https://papers.example.org/preferences?token=t
    Say what you work on: https://papers.example.org/preferences?token=t

    Unsubscribe: https://papers.example.org/unsubscribe?token=t
    Privacy: https://papers.example.org/privacy

    Nothing in this mail reports what you open.

    Example Lab, 1 Example Street, 10115 Berlin
    "
  `);
});

test('[R33] both parts lead to the same places and say the same', () => {
  const { html, text } = assembled(digest({ total: 5 }));
  expect(new Set(eachLink(text))).toEqual(new Set(hrefs(html).map((href) => href.replace(/#.*/, ''))));
  const flat = text.replace(/\s+/g, ' ');
  for (const said of [
    'Wednesday 18 March · 3 papers from Hugging Face',
    'Learning methods 2 · Data and search 1 · 1 with code',
    'University of Washington · Aditya Kusupati + 3 · NeurIPS 2022 · ▲\u00a012',
    'Embeddings are up to 14 times smaller',
    'Code ★251',
  ]) {
    const mail = assembled(digest());
    for (const part of [words(mail.html), mail.text]) expect(part.replace(/\s+/g, ' ')).toContain(said.replace(/\s+/g, ' '));
  }
  expect(flat).toContain('2 more papers on the web');
});

test('a card has what it is, what was found, facts, and actions with a link each', () => {
  const { html } = assembled(digest({ front: [card({ readers: 2 })], lists: [] }));
  const actions = elements(html).filter((one) => attribute(one, 'dir') === 'ltr' && one.tagName === 'a');
  expect(actions.map((one) => [words(html) && one.childNodes, attribute(one, 'href')])).toMatchObject([
    [[{ value: 'Paper' }], 'https://arxiv.org/abs/2205.13147'],
    [[{ value: 'PDF' }], 'https://arxiv.org/pdf/2205.13147'],
    [[{ value: 'Code ★251' }], 'https://github.com/RAIVNLab/MRL'],
    [[{ value: 'Discussion' }], 'https://huggingface.co/papers/2205.13147'],
    [[{ value: 'Good pick' }], 'https://papers.example.org/vote?edition=2026-03-18&paper=abcdef123456&token=t'],
  ]);
  expect(attribute(actions.at(-1)!, 'aria-label')).toBe('Good pick: Matryoshka Representation Learning');
  expect(words(html)).toContain('▲\u00a012 · 2 readers');
});

test('what is not known of a paper leaves no gap', () => {
  const { html, text } = assembled(digest({ front: [bare()], lists: [] }));
  expect(html).not.toMatch(/<p class="by">[^<]*·|class="found"|<p><\/p>/);
  expect(text).toContain(' 1. AutoInt\n    Paper: https://arxiv.org/abs/1810.11921\n\n');
});

test('long sentences end with a clause, and say that they go on', () => {
  const tldr = `We propose a net that sorts, ${'and sorts again '.repeat(6)}on phones, without any of the tables that all nets before it needed.`;
  const { html } = assembled(digest({ front: [card({ tldr })], lists: [] }));
  expect(words(html)).toContain('again on phones…');
});

test.each([
  [
    'While it follows from classical results that almost all state spaces have an equivalent diagonal form, we show that the initialisation is critical.',
    'We show that the initialisation is critical.',
  ],
  [
    'To tell how much of the soil of a whole continent is lost to wind and to rain in a year of drought, we weigh forty fields.',
    'We weigh forty fields.',
  ],
  [
    'Although maps of all fields of the continent were drawn by hand for many hundred years already, most of them are wrong.',
    'Most of them are wrong.',
  ],
  [
    'Across ten models of soil that span three families and four stages of wear, weighed by three old scales of wood and brass, we find that sand is lost first.',
    'We find that sand is lost first.',
  ],
  // A condition is part of what is said.
  [
    'When the soil of a whole continent is wet for a year, and no wind blows over any of its many fields, we find no loss.',
    'When the soil of a whole continent is wet for a year, and no wind blows over any of its many…',
  ],
  // What would point at the part that is gone.
  [
    'While the oldest map of all the fields of the continent was drawn by hand and by candle light, it is also the best.',
    'While the oldest map of all the fields of the continent was drawn by hand and by candle light…',
  ],
  [
    'We apply the inverse transform of the soil to obtain what covers the ground of each field (by Wiener’s theorem of maps).',
    'We apply the inverse transform of the soil to obtain what covers the ground of each field…',
  ],
])('a line that is cut says what the sentence says: %s', (tldr, line) => {
  const lists = [{ name: 'Vision and images', papers: [card({ tldr })] }];
  expect(words(assembled(digest({ lists })).html)).toContain(line);
});

test('[R34] [R52] a client reads subject and parts as they were written', async () => {
  const mail = assembled(digest({ front: [card({ title: 'Naïve Bayes für Größen, 表現学習 and Ω' })] }));
  const raw = await new MailComposer({ from: 'digest@example.org', to: 'ada@example.org', ...mail }).compile().build();
  const read = await simpleParser(raw, { skipTextToHtml: true });
  expect(read.subject).toBe('Naïve Bayes für Größen, 表現学習 and Ω · TimesNet');
  expect(read.text).toBe(mail.text);
  expect(read.html).toBe(mail.html);
});

test.each([
  [
    'daily',
    ['EvoArena: Tracking Memory', 'MiniMax Sparse Attention', 'Robust-U1: Can MLLMs', 'HYDRA-X: Native'],
    'EvoArena · MiniMax Sparse Attention · Robust-U1 · HYDRA-X',
  ],
  [
    'weekly',
    ['EvoArena: Tracking Memory', 'MiniMax Sparse Attention', 'Robust-U1: Can MLLMs', 'HYDRA-X: Native'],
    'The week: EvoArena · MiniMax Sparse Attention · Robust-U1',
  ],
  [
    'daily',
    ['On the Provable Advantage of Unsupervised Pretraining of Large Models', 'Orthogonal Matrices for Vector Architectures'],
    'On the Provable Advantage… · Orthogonal Matrices…',
  ],
  // A whole name says more than one that is cut.
  [
    'daily',
    [
      'Solving High Frequency Problems of Maps',
      'Unified Multivariate Mixtures for Images',
      'iTransformer: Inverted Transformers',
    ],
    'Solving High Frequency Problems… · iTransformer',
  ],
  // A column of a journal names no paper.
  ['daily', ['From the archive: the wonders of soil', 'Maps'], 'From the archive: the wonders of soil · Maps'],
  ['daily', ['Maps', 'From the archive: the wonders of soil'], 'Maps · From the archive…'],
] as const)('[R34] the subject of a %s edition is short names of its papers, in 60 characters', (frequency, titles, subject) => {
  expect(assembled(digest({ frequency, front: titles.map((title) => card({ title })), lists: [] })).subject).toBe(subject);
});

test('[R34] of one paper the subject is its title, and the mail is small', () => {
  const mail = assembled(digest({ total: 1, subjects: [{ id: 'data', name: 'Data', papers: 1 }], front: [card()], lists: [] }));
  expect(mail.subject).toBe('Matryoshka Representation Learning');
  expect(words(mail.html)).not.toMatch(/more papers|Data 1|with code/);
  expect(headings(mail.html)).toEqual(['Matryoshka Representation Learning']);
});

test('the inbox goes on with what the first papers found, and then with nothing', () => {
  const { html } = assembled(digest({ front: [card(), card({ found: '', tldr: 'A second paper is about nets.' })] }));
  const preview = /class="preview"[^>]*>([\s\S]*?)<\/div>/.exec(html)?.[1]?.replaceAll('<!--\n-->', '');
  expect(preview).toMatch(
    /^Embeddings are up to 14 times smaller[^<]* A second paper is about nets\.<span\naria-hidden="true">(?:&#847;&#8204;&#160;){40}<\/span>$/,
  );
});

test('the page names its language, works in dark mode, loads nothing and tells readers of tables from tables of layout', () => {
  const { html } = assembled(digest());
  const all = elements(html);
  const tags = new Set(all.map(({ tagName }) => tagName));
  for (const tag of ['img', 'script', 'link', 'form', 'iframe', 'object']) expect(tags).not.toContain(tag);
  expect(html).not.toMatch(/url\(|@import|src=/);
  expect(attribute(all[0]!, 'lang')).toBe('en-GB');
  expect(all.filter(({ tagName }) => tagName === 'table').map((table) => attribute(table, 'role'))).not.toContain(undefined);
  const metas = all.filter(({ tagName }) => tagName === 'meta').map((meta) => attribute(meta, 'name'));
  expect(metas).toEqual(expect.arrayContaining(['color-scheme', 'supported-color-schemes', 'format-detection']));
  expect(html).toContain('a[x-apple-data-detectors]');
  expect(all.filter(({ tagName }) => tagName === 'title')).toHaveLength(1);
});

test('HTML is ASCII, so that it stays one byte a character', () => {
  const { html } = assembled(digest({ front: [card({ title: 'Ω 表 🙂' })] }));
  expect(html).toMatch(/^[ -~\n]*$/);
  expect(words(html)).toContain('Ω 表 🙂');
});

test.each([
  [3, undefined],
  [4, '1 more paper on the web'],
  [1234, '1,231 more papers on the web'],
])('of %i papers with three shown, both parts say %s', (total, rest) => {
  const mail = assembled(digest({ total }));
  for (const part of [words(mail.html), mail.text])
    if (rest) expect(part).toContain(rest);
    else expect(part).not.toContain('more paper');
});

test('what a copy of several days does not show is on the page of each of these days', () => {
  const site = 'https://papers.example.org/editions';
  const pages = [
    { id: '2026-03-18', day: 'Wednesday 18 March' },
    { id: '2026-03-16', day: 'Monday 16 March' },
    { id: '2026-03-17', day: 'Tuesday 17 March' },
  ];
  const { html, text } = assembled(digest({ total: 90, pages }));
  expect(words(html).replaceAll('\n', '')).toContain(
    '87 more papers on the web: Wednesday 18 March · Monday 16 March · Tuesday 17 March',
  );
  for (const { id } of pages) for (const all of [hrefs(html), links(text)]) expect(all).toContain(`${site}/${id}`);
  expect(text).toContain(`Monday 16 March: ${site}/2026-03-16\nTuesday 17 March: ${site}/2026-03-17`);
});

test('a week says so: its ten by rank, then subjects, then what rises, with weekdays', () => {
  const paper = (n: number) => card({ title: `Paper ${n}` });
  const [front, next] = [[1, 2, 3, 4, 5].map(paper), [6, 7, 8, 9, 10].map(paper)];
  const mail = assembled(
    digest({
      ...{ frequency: 'weekly', total: 40, front, next, rising: [paper(12)], facts: new Map([[front[0]!, 'Tue']]) },
      lists: [{ name: 'Agents', papers: [paper(11)] }],
    }),
  );
  expect(headings(mail.html)).toEqual([
    'In brief',
    'The week’s ten',
    ...front.map((one, i) => `${i + 1}. ${one.title}`),
    'Agents',
    'Rising',
  ]);
  expect(mail.text.slice(80).match(/^ {0,2}(?:\d+\. |\* )Paper \d+|^[A-Z’' ]{6,}$/gm)).toEqual(
    [
      ...[
        'THE WEEK’S TEN',
        ' 1. Paper 1',
        ' 2. Paper 2',
        ' 3. Paper 3',
        ' 4. Paper 4',
        ' 5. Paper 5',
        ' 6. Paper 6',
        ' 7. Paper 7',
      ],
      ...[' 8. Paper 8', ' 9. Paper 9', '10. Paper 10', 'AGENTS', '  * Paper 11', 'RISING', '  * Paper 12'],
    ].map((line) => expect.stringContaining(line)),
  );
  for (const part of [words(mail.html), mail.text]) {
    expect(part).toContain('The week to Wednesday 18 March');
    expect(part).toContain('weekly edition');
    expect(part).toContain('Tue');
  }
});

test('a note from the editor stands on top of both parts', () => {
  const { html, text } = assembled(digest({ note: 'Read the second one.' }));
  expect(words(html)).toContain('From the editor: Read the second one.');
  expect(text).toMatch(/={66}\n\nFrom the editor: Read the second one\.\n\nLearning methods/);
});

describe('[R35] size', () => {
  const KIB = 1024;
  const huge = (i: number) =>
    card({
      title: `${i} ${'\uffe6'.repeat(500)}`,
      url: `https://a.example/?${'&'.repeat(160)}`,
      pdf: `https://a.example/?${'&'.repeat(160)}`,
      authors: Array.from({ length: 2832 }, () => '\u4e00'.repeat(200)),
      tldr: '\u4e00'.repeat(50_000),
      found: '"\u4e00'.repeat(50_000),
      organisation: '<'.repeat(500),
      venue: '\u4e00'.repeat(500),
    });

  test('1,000 huge papers stay below 90 KiB, footer and unsubscribe inside, and all are accounted for', () => {
    const papers = Array.from({ length: 100 }, (_, i) => huge(i));
    const mail = assembled(
      digest({
        ...{ total: 100, note: '\u4e00'.repeat(1000), front: papers.slice(0, 5), next: papers.slice(5, 50) },
        ...{ lists: [{ name: 'Agents', papers: papers.slice(50, 90) }], rising: papers.slice(90, 99) },
      }),
    );
    expect(mail.html.length).toBeLessThanOrEqual(90 * KIB);
    expect(mail.text.length).toBeLessThanOrEqual(90 * KIB);
    for (const part of [words(mail.html), mail.text]) expect(part).toContain('10115 Berlin');
    for (const all of [hrefs(mail.html), links(mail.text)])
      expect(all).toContain('https://papers.example.org/unsubscribe?token=t');
    const shown = mail.text.match(/^ *(?:\d+\.|\*) \d+(?: |$)/gm)?.length ?? 0;
    expect(mail.text).toContain(`${100 - shown} more papers on the web`);
    expect(shown).toBeGreaterThan(5);
  });
});

test('by night every rule that colours a text colours its ground, so that no client that drops some leaves it unreadable', () => {
  const { html } = assembled(digest());
  const night = /prefers-color-scheme:dark\)\{([\s\S]*?)\n\}<\/style>/.exec(html)?.[1] ?? '';
  const rules = night.split('\n').filter((rule) => /[{;]color:/.test(rule));
  expect(rules.length).toBeGreaterThan(4);
  for (const rule of rules) {
    const [, text = '', ground = ''] =
      /\{color:(#\w{6})!important;background-color:(#\w{6})!important\}/.exec(rule) ??
      /\{background-color:(#\w{6})!important;color:(#\w{6})!important\}/.exec(rule) ??
      [];
    expect(contrast(text, ground), rule).toBeGreaterThanOrEqual(4.5);
  }
});

/** By WCAG 2.2. */
function contrast(a: string, b: string): number {
  const luminance = (colour: string) => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5]
      .map((i) => Number.parseInt(colour.slice(i, i + 2), 16) / 255)
      .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort();
  return (light + 0.05) / (dark + 0.05);
}

test.each([
  [84, '84 revised papers are not listed'],
  [1, '1 revised paper is not listed'],
])('says in one quiet line that %d revised papers came', (revised, said) => {
  for (const total of [3, 5]) {
    const { html, text } = assembled(digest({ revised, total }));
    expect(words(html).split(said)).toHaveLength(2);
    expect(text.split(`\n${said}\n`)).toHaveLength(2);
  }
  for (const none of [0, undefined, -3, Number.NaN]) expect(assembled(digest({ revised: none })).text).not.toContain('revised');
});
