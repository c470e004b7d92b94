import { describe, expect, it } from 'vitest';
import { type Pair, parse, seed, wrap } from './pages.ts';

const SEED = seed().slice(0, 12);
const id = (i: number) => `2607.${String(i + 1).padStart(5, '0')}`;
const HF = 'https://huggingface.co';
const squeeze = (text: string) => text.replace(/[\s\\]/g, '');

/** What a page must give: each pair once, in order, with the id and votes of its card. */
async function expectCards(page: string, expected: { votes?: boolean; ids?: boolean; pairs?: readonly Pair[] } = {}) {
  const { votes = true, ids = true, pairs = SEED } = expected;
  const plain = await parse(['Mar 18', ...pairs.flatMap(({ title, abstract }) => [title, abstract])].join('\n\n'));
  const { outcome, papers, rejected } = await parse(page);
  expect({ outcome, rejected }).toEqual({ outcome: 'accepted', rejected: [] });
  expect(papers.map(({ title }) => squeeze(title))).toEqual(plain.papers.map(({ title }) => squeeze(title)));
  expect(papers.map(({ abstract }) => squeeze(abstract))).toEqual(plain.papers.map(({ abstract }) => squeeze(abstract)));
  if (ids) expect(papers.map((paper) => paper.id)).toEqual(pairs.map((_, i) => `arxiv:${id(i)}`));
  if (votes) expect(papers.map(({ upvotes }) => upvotes)).toEqual(pairs.map((_, i) => (i === 0 ? undefined : 7 * i)));
}

const votes = (i: number) => (i === 0 ? '-' : String(7 * i));
const TOP = [
  'Get trending papers in your email inbox once a day!',
  'Get trending papers in your email inbox!',
  `[Subscribe](${HF}/login?next=%2Fpapers)`,
  '# Daily Papers',
];

describe('a page of daily papers in Markdown', () => {
  it('of a scraper: abstracts as links, images, hard line breaks', async () => {
    const cards = SEED.map(({ title, abstract }, i) =>
      [
        `[${votes(i)}](${HF}/login?next=%2Fpapers%2F${id(i)})`,
        `### [${i % 2 ? wrap(title, 60).join('\\  ') : title}](${HF}/papers/${id(i)})`,
        `[${i % 2 ? wrap(abstract, 79).join('\\\\\n') : abstract}](${HF}/papers/${id(i)})`,
        i % 2
          ? `[- ![](${HF}/avatars/c40b.svg)\\\\\n- 5 authors](${HF}/papers/${id(i)})`
          : `[![umass](https://cdn-avatars.huggingface.co/v1/x.png)University of Massachusetts Amherst](${HF}/umass)`,
        '·',
        `May 29[6](${HF}/papers/${id(i)}#community)`,
      ].join('\n\n'),
    );
    const page = [
      `---\nurl: ${HF}/papers\nstatusCode: 200\ntitle: Daily Papers - Hugging Face\n---\nnew`,
      ...TOP,
      `## by [![](${HF}/front/assets/papers-by.png)AK](${HF}/akhaliq) and the research community`,
      '- Daily\n- Weekly\n- Monthly',
      `[Trending Papers](${HF}/papers/trending)`,
      'Oct 2',
      ...cards,
    ].join('\n\n');
    await expectCards(page);
  });

  it('of a text browser: links by number, wrapped', async () => {
    let n = 30;
    const cards = SEED.map(
      ({ title, abstract }, i) =>
        `[\n${votes(i)}\n][${n++}]\n\n### [${title}][${n++}]\n\n[\n\n${wrap(abstract, 118).join('\n')}\n\n][${n++}]\n[\n* 3 authors\n][${n++}]\n·\nMay 30 [ 2][${n++}]`,
    );
    const links = SEED.flatMap((_, i) => [
      `[${30 + 5 * i}]: ${HF}/login?next=%2Fpapers%2F${id(i)}`,
      `[${31 + 5 * i}]: ${HF}/papers/${id(i)}`,
    ]).join('\n');
    const page = `[[Hugging Face's logo] Hugging Face][1]\n* [ Models ][2]\n* [Log In][27]\nnew\n\n${TOP[0]}\n\n[Subscribe][29]\n\n# Daily Papers\n\n## by[AK][30] and the research community\n* Daily\n* Weekly\n* Monthly\n\nJun 29\n${cards.join('\n')}\n\n${links}\n`;
    await expectCards(page);
  });

  it('of a page of trending papers: every card twice, lists of authors', async () => {
    const card = ({ title, abstract }: Pair, i: number) =>
      `### ${wrap(title, 70).join('\n  ')}\n\n${abstract}\n- 8 authors\n[LINK: GitHub 11.3k](https://github.com/x/y${i})\n`;
    const page = `# What is this?\n**URL:** https://paperswithcode.com\n**Page Title:** Trending Papers - Hugging Face\n--------------------\n\n${TOP.slice(0, 2).join('\n')}\n\n## Trending Papers\n\n## by AK and the research community\n\n${SEED.flatMap((pair, i) => [card(pair, i), card(pair, i)]).join('\n')}`;
    await expectCards(page, { ids: false, votes: false });
    const { duplicates, papers } = await parse(page);
    expect(duplicates).toBe(SEED.length);
    expect(papers[1]!.links).toContainEqual({ kind: 'code', url: 'https://github.com/x/y1' });
  });

  it('of an archive: anchors, alternative texts, votes below the abstract', async () => {
    const cards = SEED.map(({ title, abstract }, i) =>
      [
        `Submitted by\n\n[图片：无替代文本]\n\nsomeone\n\n\n<a id="source-section-${i}"></a>`,
        `### [${i % 2 ? wrap(title, 60).join('\n') : title}](${HF}/papers/${id(i)})`,
        abstract,
        `[[图片：lab] Some Lab](${HF}/lab) · Published on Oct 4, 2026`,
        `[Upvote\n\n${votes(i)}](${HF}/login?next=%2Fpapers%2F${id(i)})`,
        `[GitHub 131](https://github.com/x/y) [arXiv Page](https://arxiv.org/abs/${id(i)})`,
      ].join('\n\n\n'),
    );
    const page = [
      ...TOP.slice(0, 3),
      '# Trending Papers',
      `## by[[图片：无替代文本] AK](${HF}/akhaliq) and the research community`,
      '-\n\n-\n\n-',
      'Trending Papers',
      ...cards,
    ].join('\n\n\n');
    await expectCards(page);
  });

  it('tells the line of a heading without an abstract', async () => {
    const [a, b] = SEED as [Pair, Pair];
    const page = ['# Daily Papers', `### ${a.title}`, '', `### ${b.title}`, b.abstract, `### ${a.title}`, a.abstract].join('\n');
    const { papers, rejected } = await parse(page);
    expect(papers.map(({ title }) => title)).toEqual([b.title, a.title]);
    expect(rejected).toEqual([{ at: 'line 2', reason: `a title without an abstract: "${a.title}"` }]);
  });
});
