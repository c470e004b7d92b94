import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { finding } from '../../functions/domain/finding.ts';
import { tldr } from '../../functions/domain/tldr.ts';

type Labelled = { title: string; sentences: [mark: string, sentence: string][] };

const PAPERS = readFileSync(new URL('../fixtures/labelled-abstracts.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Labelled)
  .map(({ title, sentences }) => {
    const abstract = sentences.map(([, sentence]) => sentence).join(' ');
    const told = tldr({ title, abstract });
    return { title, sentences, told, found: finding(abstract, told) };
  });

const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** The mark of the sentence from which most words of this text are. */
function markOf(text: string, sentences: Labelled['sentences']): string {
  const said = words(text);
  const share = ([, sentence]: [string, string]) => said.filter((word) => words(sentence).includes(word)).length;
  return sentences.toSorted((a, b) => share(b) - share(a))[0]?.[0] ?? '';
}

const LEANS = /^(?:it|they|these|those|such|using this|to \w+ (?:this|these)|in this (?:paper|work)|to this end)\b/i;

describe('100 abstracts labelled by hand', () => {
  it('has a good TL;DR for at least 75, a misleading one for at most 2, and none that leans on a sentence before it', () => {
    const marks = PAPERS.map(({ told, sentences }) => markOf(told, sentences));
    const good = marks.filter((mark) => mark.includes('t')).length;
    const misleading = marks.filter((mark) => mark.includes('m') && !mark.includes('t')).length;
    expect({ good, misleading }).toEqual({ good: 87, misleading: 1 });
    expect(PAPERS.map(({ told }) => told).filter((told) => LEANS.test(told))).toEqual([]);
  });

  it('shows a result that is one in at least 85 % of cases, and of at least 65 % of the papers that have one', () => {
    const shown = PAPERS.filter(({ found }) => found);
    const right = shown.filter(({ found, sentences }) => markOf(found, sentences).includes('r')).length;
    const having = PAPERS.filter(({ sentences }) => sentences.some(([mark]) => mark.includes('r'))).length;
    expect(right / shown.length).toBeGreaterThanOrEqual(0.85);
    expect(right / having).toBeGreaterThanOrEqual(0.65);
    expect({ shown: shown.length, right, having }).toEqual({ shown: 71, right: 65, having: 91 });
    expect(shown.filter(({ found, told }) => found === told)).toEqual([]);
  });

  it('is what labelled.md shows (npx vitest -u run test/domain/labelled.test.ts writes it)', async () => {
    const cell = (text: string) => text.replace(/[|\\<>*_`]/g, '\\$&');
    const rows = PAPERS.map(({ title, told, found, sentences }, i) => {
      const [is, was] = [markOf(told, sentences), found && markOf(found, sentences)];
      const poor = [
        is.includes('t') ? '' : is.includes('m') ? 'TL;DR misleads' : 'TL;DR weak',
        found && !was.includes('r') ? 'no result' : '',
        !found && sentences.some(([mark]) => mark.includes('r')) ? 'result missed' : '',
      ];
      return `| ${i + 1} | ${cell(title)} | ${cell(told)} | ${cell(found)} | ${poor.filter(Boolean).join(', ')} |`;
    });
    await expect(`${PAGE}${rows.join('\n')}\n`).toMatchFileSnapshot('labelled.md');
  });
});

const PAGE = `# What a card says of a paper

What it **is**: the feed's own summary where it has one, else the abstract's own best sentence (\`functions/domain/tldr.ts\`). What it **found**: the
abstract's result sentence, where there surely is one (\`functions/domain/finding.ts\`). Points for what is claimed or found and for words of the title, points off for
background, for leaning on a sentence before, for talk about the paper, for length. Neither writes a word of its own.

100 abstracts were labelled by hand before the code was written (\`test/fixtures/labelled-abstracts.jsonl\`). A test writes and checks this page.

| | Paper | What it is | What it found | Poor because |
|--:|---|---|---|---|
`;
