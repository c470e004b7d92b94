import { describe, expect, it } from 'vitest';
import { clean } from '../../functions/domain/text/clean.ts';
import { fixture, HEADER, type Pair, parse, seed, wrap } from './pages.ts';

const SEED = seed();
/** Letters, digits and signs only: what wrapping at a hyphen must not change. */
const squeeze = (text: string) => clean(text).replace(/\s/g, '');
const squeezed = (pairs: readonly Pair[]) => pairs.map(({ title, abstract }) => [squeeze(title), squeeze(abstract)]);

/** Asserts that a page yields exactly these pairs, in order, and nothing else. */
async function expectPairs(page: string | Uint8Array, pairs: readonly Pair[]) {
  const { outcome, papers, rejected } = await parse(page);
  expect({ outcome, rejected }).toEqual({ outcome: 'accepted', rejected: [] });
  expect(papers.map(({ title, abstract }) => [title.replace(/\s/g, ''), abstract.replace(/\s/g, '')])).toEqual(squeezed(pairs));
}

type Style = { width?: number; wrapTitles?: boolean; blanks: 'all' | 'cards' | 'none'; header?: string[]; eol?: string };
function page(pairs: readonly Pair[], { width, wrapTitles = true, blanks, header = HEADER, eol = '\n' }: Style): string {
  const block = (text: string, broken: boolean) => (width && broken ? wrap(text, width) : [text]).join('\n');
  const between = blanks === 'none' ? '\n' : '\n\n';
  const inside = blanks === 'all' ? '\n\n' : '\n';
  const cards = pairs.map(({ title, abstract }) => block(title, wrapTitles) + inside + block(abstract, true));
  return [...header, ...cards].join(between).replaceAll('\n', eol);
}

describe('the sample', () => {
  it('gives exactly its 62 papers', async () => {
    const { format, outcome, duplicates, papers, rejected, listedOn } = await parse(fixture('000_52b6d6f3b97a3e4b.txt'));
    expect({ format, outcome, duplicates, rejected, listedOn }).toEqual({
      format: 'page-text',
      outcome: 'accepted',
      duplicates: 0,
      rejected: [],
      listedOn: '2026-03-18',
    });
    expect(papers).toHaveLength(62);
    expect(papers[0]).toMatchObject({
      title: 'Classification of BCI-EEG based on augmented covariance matrix',
      listedOn: '2026-03-18',
      position: 0,
    });
    expect(papers[0]!.abstract).toHaveLength(1732);
    expect(papers[61]!.title).toBe(
      'Computation-Efficient Era: A Comprehensive Survey of State Space Models in Medical Image Analysis',
    );
    expect(papers[61]!.original.abstract).toHaveLength(1897);
    expect(papers[0]!.url).toBe(
      'https://huggingface.co/papers?q=Classification%20of%20BCI-EEG%20based%20on%20augmented%20covariance%20matrix',
    );
    expect(papers.map(({ original }) => original)).toEqual(SEED);
  });

  it('finds its code links, each once and without the dot', async () => {
    const { papers } = await parse(fixture('000_52b6d6f3b97a3e4b.txt'));
    expect(papers.find(({ title }) => title.startsWith('NAISR'))!.links).toEqual([
      { kind: 'code', url: 'https://github.com/uncbiag/NAISR' },
    ]);
  });
});

describe('the seed saved in other ways', () => {
  const widths = [undefined, 60, 66, 72, 79, 80, 100, 120];
  const styles = widths.flatMap((width) =>
    (['all', 'cards', 'none'] as const).flatMap((blanks) =>
      (width ? [true, false] : [true]).map((wrapTitles) => ({ width, blanks, wrapTitles })),
    ),
  );
  it.each(styles)('wrapped at $width, titles too: $wrapTitles, blank lines: $blanks', (style) =>
    expectPairs(page(SEED, style), SEED),
  );

  it.each(['\r\n', '\r', '\u2028', ' \t\n'])('[R25] line ends %j', (eol) =>
    expectPairs(page(SEED, { blanks: 'all', eol }), SEED),
  );

  it('[R25] UTF-16 and a byte order mark', async () => {
    const text = page(SEED, { blanks: 'all' });
    await expectPairs(Buffer.from(`\ufeff${text}`, 'utf16le'), SEED);
    await expectPairs(Buffer.from(`\ufeff${text}`, 'utf16le').swap16(), SEED);
    await expectPairs(Buffer.from(text, 'utf16le'), SEED);
    await expectPairs(`\ufeff${text}`, SEED);
  });

  const more = [
    'Hugging Face',
    'Models',
    'Datasets',
    'Spaces',
    'Posts',
    'Docs',
    'Enterprise',
    'Pricing',
    'Log In',
    'Sign Up',
    'new',
    'Get trending papers in your email inbox once a day!',
    'Get trending papers in your email inbox!',
    'Subscribe',
    'Daily Papers',
    'by',
    'AK',
    'and the research community',
    'A line that no page had before',
    'Daily',
    'Weekly',
    'Monthly',
    'Mar 18',
  ];
  it.each(['all', 'cards', 'none'] as const)('more header lines, blank lines: %s', (blanks) =>
    expectPairs(page(SEED, { blanks, header: more }), SEED),
  );

  it('no header at all', () => expectPairs(page(SEED, { blanks: 'all', header: [] }), SEED));

  it.each([
    ['March 18', '2026-03-18'],
    ['18 Mar', '2026-03-18'],
    ['Mar 18, 2025', '2025-03-18'],
    ['2026-03-17', '2026-03-17'],
    ['Mar 25', '2025-03-25'],
  ])('dated %s', async (date, day) => {
    const { papers, listedOn } = await parse(page(SEED, { blanks: 'all', header: [...HEADER.slice(0, 4), date] }));
    expect({ n: papers.length, listedOn, last: papers[61]!.listedOn }).toEqual({ n: 62, listedOn: day, last: day });
  });

  it('a day in the name wins over the page, a stated day over both', async () => {
    const text = page(SEED, { blanks: 'all' });
    expect((await parse(text, { name: 'feeds/2026-02-01.txt' })).papers[0]!.listedOn).toBe('2026-02-01');
    expect((await parse(text, { name: 'feeds/2026-02-01.txt', listedOn: '2026-01-01' })).papers[0]!.listedOn).toBe('2026-01-01');
  });

  it('several days in one file', async () => {
    const text = `${page(SEED.slice(0, 5), { blanks: 'all' })}\n\nMar 17\n\n${page(SEED.slice(5, 9), { blanks: 'all', header: [] })}`;
    expect((await parse(text)).papers.map(({ listedOn }) => listedOn?.slice(-2))).toEqual([
      '18',
      '18',
      '18',
      '18',
      '18',
      '17',
      '17',
      '17',
      '17',
    ]);
  });

  it.each(['all', 'none'] as const)('[R18] every title twice, blank lines: %s', (blanks) => {
    const doubled = SEED.map(({ title, abstract }) => ({
      title: blanks === 'all' ? `${title}\n\n${title}` : `${title}\n${title}`,
      abstract,
    }));
    return expectPairs(page(doubled, { blanks }), SEED);
  });

  it('[R18] every card twice', async () => {
    const { papers, duplicates, rejected } = await parse(page([...SEED, ...SEED], { blanks: 'all' }));
    expect({ n: papers.length, duplicates, rejected }).toEqual({ n: 62, duplicates: 62, rejected: [] });
  });
});

describe('a title without an abstract', () => {
  const [a, b, c, d] = SEED as [Pair, Pair, Pair, Pair];
  it.each(['\n\n', '\n'])('is rejected with its line, and shifts nothing (%j)', async (gap) => {
    const text = [...HEADER, a.title, a.abstract, b.title, c.title, c.abstract, d.title, d.abstract].join(gap);
    const { papers, rejected } = await parse(text);
    expect(papers.map(({ original }) => original)).toEqual([a, c, d]);
    expect(rejected).toEqual([{ at: `line ${gap === '\n' ? 8 : 15}`, reason: `a title without an abstract: "${b.title}"` }]);
  });

  it('is rejected at the end, too', async () => {
    const { papers, rejected } = await parse([...HEADER, a.title, a.abstract, b.title].join('\n\n'));
    expect(papers).toHaveLength(1);
    expect(rejected).toEqual([{ at: 'line 15', reason: `a title without an abstract: "${b.title}"` }]);
  });

  it.each(['\n\n', '\n'])('makes a file of nothing but titles refused (%j)', async (gap) => {
    const { outcome, reason, papers, rejected } = await parse([...HEADER, ...SEED.map(({ title }) => title)].join(gap));
    expect({ outcome, papers }).toEqual({ outcome: 'refused', papers: [] });
    expect(rejected).toHaveLength(62);
    expect(reason).toMatch(/^None of its 62 records is a paper/);
  });
});

describe('cards with more lines', () => {
  it('abstracts of one short sentence and of several paragraphs', () => {
    const [a, b, c] = SEED as [Pair, Pair, Pair];
    const short = { title: a.title, abstract: 'We prove it.' };
    const [head, tail] = [b.abstract.slice(0, 600), b.abstract.slice(600)].map((part) => part.trim());
    const long = {
      title: b.title,
      abstract: `${head}. More follows.\n\n${tail}\n\nOur code is available at https://github.com/x/y.`,
    };
    return expectPairs(page([short, long, c], { blanks: 'all' }), [short, long, c]);
  });

  it('authors, submitters, votes, links', async () => {
    const [a, b] = SEED as [Pair, Pair];
    const card = ({ title, abstract }: Pair, votes: string, id: string) =>
      [
        'Submitted by',
        'someone',
        votes,
        title,
        'Ada Lovelace, Charles Babbage and Jean de la Fontaine',
        `https://huggingface.co/papers/${id}`,
        abstract,
        '·',
        '3 authors',
        '·',
        'Oct 7, 2024',
        'GitHub 1.2k',
        'arXiv Page',
      ].join('\n\n');
    const { papers, rejected } = await parse(
      [...HEADER, card(a, '72', '2410.05434'), card(b, '1.2k', '2306.14898')].join('\n\n'),
    );
    expect(rejected).toEqual([]);
    expect(
      papers.map(({ id, upvotes, authors, publishedOn, listedOn }) => ({ id, upvotes, authors, publishedOn, listedOn })),
    ).toEqual([
      {
        id: 'arxiv:2410.05434',
        upvotes: 72,
        authors: ['Ada Lovelace', 'Charles Babbage', 'Jean de la Fontaine'],
        publishedOn: '2024-10-07',
        listedOn: '2026-03-18',
      },
      {
        id: 'arxiv:2306.14898',
        upvotes: 1200,
        authors: ['Ada Lovelace', 'Charles Babbage', 'Jean de la Fontaine'],
        publishedOn: '2024-10-07',
        listedOn: '2026-03-18',
      },
    ]);
  });

  it('the page end is no paper', () =>
    expectPairs(
      `${page(SEED, { blanks: 'all' })}\n\nPrevious\n\nNext\n\nCompany\n\nTOS\n\nPrivacy\n\nAbout\n\nCareers\n\nModels\n\nDatasets\n\nDocs\n`,
      SEED,
    ));
});

it.each([
  ['synthetic-seedshape-jun12.txt', 30, '2025-06-12'],
  ['synthetic-seedshape-hardwrapped.txt', 10, '2026-03-19'],
])('%s', async (name, count, day) => {
  const api = await parse(fixture('hf-daily-api-2026-06-12.json'));
  const { papers, rejected, listedOn } = await parse(fixture(name));
  expect({ rejected, listedOn }).toEqual({ rejected: [], listedOn: day });
  expect(papers.map(({ title }) => title)).toEqual(api.papers.slice(0, count).map(({ title }) => title));
  expect(papers.map(({ abstract }) => abstract)).toEqual(api.papers.slice(0, count).map(({ abstract }) => abstract));
});
