import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, seed, wrap } from './pages.ts';

/** A card as pages of today show it: mostly without an abstract. */
type Card = { title: string; votes: string; people: number; place?: string; remarks?: number; abstract?: string };

const SEED = seed();
const CARDS: Card[] = SEED.slice(0, 14).map(({ title }, i) => ({
  title,
  votes: i === 3 ? '-' : String(90 - 5 * i),
  people: i + 1,
  remarks: (i % 4) + 1,
  ...(i % 3 === 1 ? { place: ['Example University', 'r-three', 'Kolors Team, Kuaishou Technology'][i % 2]! } : {}),
}));
const TOP = ['Get trending papers in your email inbox!', 'Daily Papers', 'by AK and the research community'];

/** The lines of a card, as the daily page, a search and the trending page show it. */
const daily = ({ title, votes, people, place, remarks }: Card, i: number) => [
  'Submitted by',
  `user${i}`,
  votes,
  title,
  ...(place ? [place] : []),
  '·',
  `${people} authors`,
  ...(remarks ? [`${remarks}`] : []),
];
const found = ({ title, votes, people, remarks, abstract }: Card) => [
  'Mar 17',
  votes,
  title,
  ...(abstract ? [abstract] : []),
  `· ${people} authors`,
  ...(remarks ? [`${remarks}`] : []),
];
const trending = ({ title, votes, people, place, abstract = '' }: Card, i: number) => [
  'Submitted by',
  `user${i}`,
  title,
  abstract,
  ...(place ? [place, '·', 'Published on Mar 4, 2026'] : [`${people} authors`, '·', 'Published on Mar 4, 2026']),
  'Upvote',
  votes,
  'GitHub',
  '131',
  'arXiv Page',
];

/** Asserts that a page has these cards, with their votes, and nothing else; what it read is handed back. */
async function expectCards(page: string, cards: readonly Card[]) {
  const { outcome, papers, rejected, listedOn } = await parse(page);
  expect({ outcome, rejected, titles: papers.map(({ title }) => title) }).toEqual({
    outcome: 'accepted',
    rejected: [],
    titles: cards.map(({ title }) => title),
  });
  expect(papers.map(({ upvotes }) => upvotes)).toEqual(cards.map(({ votes }) => (votes === '-' ? undefined : Number(votes))));
  return { papers, listedOn };
}

describe('a page that lists papers without abstracts', () => {
  it.each(['\n', '\n\n', '\n \n', ' \n'])('gives each title, its votes and comments; no organisation (%j)', async (gap) => {
    const { papers, listedOn } = await expectCards([...TOP, 'Mar 18', ...CARDS.flatMap(daily)].join(gap), CARDS);
    expect(listedOn).toBe('2026-03-18');
    expect(papers.map(({ comments }) => comments)).toEqual(CARDS.map(({ remarks }) => remarks));
    expect(new Set(papers.map(({ abstract }) => abstract))).toEqual(new Set(['']));
  });

  it.each(['\n', '\n\n'])('of a search, with abstracts and without (%j)', async (gap) => {
    const cards = CARDS.map((card, i) => ({ ...card, ...(i % 2 ? { abstract: SEED[i]!.abstract } : {}) }));
    const { papers } = await expectCards([...TOP, ...cards.flatMap(found)].join(gap), cards);
    expect(papers.map(({ listedOn }) => listedOn)).toEqual(cards.map(() => '2026-03-17'));
    expect(papers.map(({ abstract }) => abstract !== '')).toEqual(cards.map(({ abstract }) => abstract !== undefined));
  });

  it('of trends: the organisation is no text, its card has its votes and its day', async () => {
    const cards = CARDS.map((card, i) => ({ ...card, abstract: SEED[i]!.abstract.slice(0, 300).replace(/ \S*$/, ' end.') }));
    const { papers } = await expectCards([...TOP, ...cards.flatMap(trending)].join('\n'), cards);
    expect(papers.every(({ abstract }) => abstract.endsWith(' end.'))).toBe(true);
    expect(papers.map(({ publishedOn }) => publishedOn)).toEqual(cards.map(() => '2026-03-04'));
  });

  it('of a text browser: titles wrapped', () =>
    expectCards([...TOP, ...CARDS.flatMap((card, i) => daily(card, i).flatMap((line) => wrap(line, 60)))].join('\n'), CARDS));

  it('of a mail: votes behind the title', async () => {
    const page = [
      'Daily Papers\nby community\n\nHere is the selection of papers for today (17 Mar):\n',
      ...CARDS.map(({ title, votes }) => `${title} (${votes} ▲)`),
      '\nNEW - I can submit papers to be featured directly: huggingface.co/papers/submit\n\nOnwards and upwards,\nAK and the research community',
    ].join('\n');
    expect((await expectCards(page, CARDS)).listedOn).toBe('2026-03-17');
  });

  it.each([
    ['- ', ''],
    ['• ', ''],
    ['\t•\t', ''],
    ['1. ', '\n'],
    ['> - ', ''],
    ['o ', ' <https://huggingface.co/papers?utm_source=digest>'],
  ])('of a mail with marks: %j before, %j behind', async (mark, behind) => {
    const lines = CARDS.map(({ title, votes }) => `${mark}${title} (${votes} ▲)${behind}`);
    const { listedOn } = await expectCards(
      `Daily Papers\nby AK and the AI research community\nHere is the selection of papers for today (17 Mar):\n${lines.join('\n')}\nTo view more checkout today's Daily Paper page.\nOnwards and upwards,\nAK and the research community`,
      CARDS,
    );
    expect(listedOn).toBe('2026-03-17');
  });

  it('of a mail whose links hold the votes too, as HTML and as Markdown', async () => {
    const told = CARDS.map(({ title, votes }, i) => ({
      words: `${title} (${votes} ▲)`,
      url: `https://huggingface.co/papers/2606.7${1000 + i}?utm=x`,
    }));
    const html = told.map(({ words, url }) => `<li><a href="${url}">${words}</a></li>`).join('');
    const markdown = told.map(({ words, url }) => `- [${words}](${url})`).join('\n');
    for (const list of [
      `<html><body><h1>Daily Papers</h1><div>by community</div><ul>${html}</ul><p>Onwards and upwards</p></body></html>`,
      `# Daily Papers\n\nby community\n\n${markdown}\n`,
    ]) {
      const { papers } = await expectCards(list, CARDS);
      expect(papers.map(({ id }) => id)).toEqual(CARDS.map((_, i) => `arxiv:2606.7${1000 + i}`));
    }
  });

  it('of a text browser with its links by number', async () => {
    const cards = CARDS.slice(0, 4);
    let n = 1;
    const item = ({ title, votes, people }: Card, i: number) =>
      `   Submitted by\n   [${n++}]user${i}\n   [${n++}]${votes}\n\n[${n++}]${wrap(title, 60).join('\n')}\n\n   · ${people} authors\n   [${n++}]2\n`;
    const items = cards.map(item).join('\n');
    const links = cards.flatMap((_, i) =>
      ['user', 'login?next=%2Fpapers%2F', 'papers/', 'papers/'].map(
        (to, k) => `${to}${k ? `2606.7000${i}` : i}${k === 3 ? '#community' : ''}`,
      ),
    );
    const page = `   [90]Hugging Face\n     * [91]Models\n     * [92]Datasets\n\n${TOP.join('\n')}\n\n   Mar 18\n\n${items}\n   [93]Previous Next\n   TOS Privacy About\n\nReferences\n\n   Visible links\n${links.map((to, i) => `   ${i + 1}. https://huggingface.co/${to}`).join('\n')}\n`;
    const { papers } = await expectCards(page, cards);
    expect(papers.map(({ id }) => id)).toEqual(cards.map((_, i) => `arxiv:2606.7000${i}`));
  });

  it('of a week, credits and numbers in one line', async () => {
    const item = ({ title, votes, people, place }: Card, i: number) =>
      [`Submitted by user${i}`, votes, title, place ? `${place} · ${people} authors` : `· ${people} authors`, '2'].join('\n');
    const page = [
      'Models Datasets Spaces Docs Pricing Log In Sign Up',
      ...TOP,
      'Daily\nWeekly\nMonthly',
      'Week 12',
      'Mar 16 - Mar 22',
      ...CARDS.map(item),
      'Previous Week 12 Next',
      'System theme Company TOS Privacy',
    ];
    await expectCards(page.join('\n'), CARDS);
  });

  it('of one paper: its own page', async () => {
    const page = `Hugging Face\nModels\nLog In\nPapers\narxiv:2606.71001\n${CARDS[0]!.title}\nPublished on Mar 10\n· Submitted by\nAnn Lee\non Mar 12\nExample University\nUpvote\n117\n+109\nAuthors:\nAnn Lee\n,\nBo Xu\nAbstract\n${SEED[0]!.abstract}\nAI-generated summary\nView arXiv page\nView PDF\nAdd to collection\nCommunity\nann\nGreat work, I liked reading it a lot.\n`;
    for (const gap of ['\n', '\n\n'])
      expect((await parse(page.replaceAll('\n', gap))).papers).toMatchObject([
        {
          id: 'arxiv:2606.71001',
          title: CARDS[0]!.title,
          upvotes: 117,
          authors: ['Ann Lee', 'Bo Xu'],
          publishedOn: '2026-03-10',
          listedOn: '2026-03-12',
          abstract: expect.stringMatching(/^Objective: Electro/),
        },
      ]);
  });

  it('of one paper as reading tools hand it on: marked links, a summary above the abstract, or all in one line', async () => {
    const paper = {
      id: 'arxiv:2606.71001',
      title: CARDS[0]!.title,
      upvotes: 117,
      authors: ['Ann Lee', 'Bo Xu'],
      listedOn: '2026-03-12',
      abstract: 'We read lists.',
      summary: 'Lists are read.',
    };
    const marked = `[Papers](/papers)\n\narxiv:2606.71001\n\n# ${paper.title}\n\nPublished on Mar 10\n\n· Submitted by\n[![](https://x.example/a.png)\n\nann](/ann) on Mar 12\n\n[Upvote 117](/login?next=%2Fpapers%2F2606.71001)\n\n* [![](/a.svg)](/x "x")\n* +26\n\nAuthors:\n\n![](/b.svg) [Ann Lee](/ann) ,\n\nBo Xu\n\n## Abstract\n\nLists are read.\n\nAI-generated summary\n\nWe read [lists](/papers?q=lists).\n\n[View arXiv page](https://arxiv.org/abs/2606.71001) [View PDF](https://arxiv.org/pdf/2606.71001)\n\n### Community\n\n[Another of 2023](https://huggingface.co/papers/2308.08784)\n`;
    const joined = `Papersarxiv:2606.71001${paper.title}Published on Mar 10· Submitted by ann on Mar 12Upvote 117+26Authors: Ann Lee, Bo XuAbstractLists are read.AI-generated summaryWe read lists.View arXiv pageView PDFCommunity`;
    const bare = `---\ntitle: "Paper page - ${paper.title}"\n---\n${marked.replace(/^# .*$/m, '')}`;
    for (const page of [marked, joined, bare]) expect((await parse(page)).papers).toMatchObject([paper]);
  });

  it('one card and no header', async () => {
    await expectCards(CARDS.slice(0, 2).flatMap(daily).join('\n'), CARDS.slice(0, 2));
    await expectCards([...TOP, ...daily(CARDS[0]!, 0)].join('\n'), CARDS.slice(0, 1));
  });
});

describe('what a page puts around its list', () => {
  const phrases = [
    'Models',
    'Datasets',
    'Spaces',
    'Docs',
    'Pricing',
    'Log In',
    'Sign Up',
    'TOS',
    'Privacy',
    'About',
    'Careers',
    'Jobs',
    'Website',
    'Company',
    'System theme',
    'Contact us',
    'Terms of Use',
  ];
  const banner = fc.constantFrom(
    'We use cookies to improve your experience on our site and to show you relevant content.',
    'Accept all cookies',
    '© 2026 Hugging Face, Inc. All rights reserved.',
    'Skip to main content',
    'By continuing to use this site you agree to our terms.',
  );
  const menu = fc.array(fc.constantFrom(...phrases), { minLength: 3, maxLength: 9 });
  const chrome = fc
    .array(
      fc.oneof(
        banner,
        menu.map((words) => words.join(' ')),
        menu.map((words) => words.join(' | ')),
        menu.map((words) => words.join('\n')),
      ),
      { maxLength: 4 },
    )
    .map((blocks) => blocks.join('\n').split('\n'));
  const cards = (kind: 'daily' | 'trending' | 'plain') =>
    kind === 'daily'
      ? CARDS.slice(0, 5).flatMap(daily)
      : kind === 'trending'
        ? CARDS.slice(0, 5).flatMap((card, i) => trending({ ...card, abstract: SEED[i]!.abstract }, i))
        : SEED.slice(0, 5).flatMap(({ title, abstract }) => [title, abstract]);

  it.each(['daily', 'trending', 'plain'] as const)('changes nothing: %s', async (kind) => {
    const bare = await parse([...TOP, 'Mar 18', ...cards(kind)].join('\n'));
    expect(bare.papers).toHaveLength(5);
    await fc.assert(
      fc.asyncProperty(chrome, chrome, fc.constantFrom('\n', '\n\n'), async (above, below, gap) => {
        const page = [...above, ...TOP, 'Mar 18', ...cards(kind), 'Previous', 'Next', ...below].join(gap);
        const { papers, rejected, listedOn } = await parse(page);
        expect(rejected).toEqual([]);
        expect({ papers, listedOn }).toEqual({ papers: bare.papers, listedOn: bare.listedOn });
      }),
      { numRuns: 60 },
    );
  });
});
