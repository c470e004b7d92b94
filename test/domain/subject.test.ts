import { createReadStream } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Subject, subjectOf } from '../../functions/domain/subject.ts';
import { parseFeed } from '../../functions/ingest/parse-feed.ts';

/** What a person says of the papers of a day, in their order; sorted before there was a table. */
const SORTED: [day: string, file: string, subjects: string][] = [
  [
    'a day of Hugging Face',
    'hf-daily-api-2026-06-12.json',
    `language language agents agents agents safety safety agents methods science vision robotics vision vision language agents methods vision
     speech vision vision language vision methods vision agents vision agents robotics language`,
  ],
  [
    'the sample',
    '000_52b6d6f3b97a3e4b.txt',
    `science methods vision computing methods vision methods data vision methods vision language methods data methods science vision vision vision
     methods methods methods data data data methods methods vision vision data`,
  ],
  [
    'a mail of arXiv',
    'feeds/arxiv-mail-cs-2019-07-16-body.txt',
    `speech language language vision vision vision vision methods methods methods safety methods methods methods robotics computing computing data
     methods language language vision vision methods science methods data computing data methods`,
  ],
];

/** Every nth of a long list. */
const thirtyOf = <T>(papers: T[]) =>
  Array.from({ length: 30 }, (_, i) => papers[papers.length < 100 ? i : Math.floor((i * papers.length) / 30)]!);

describe.each(SORTED)('%s', (_, file, subjects) => {
  test('is sorted as a person sorts thirty of them, but for three at most', async () => {
    const bytes = createReadStream(new URL(`../fixtures/${file}`, import.meta.url));
    const { papers } = await parseFeed(bytes, { name: file, uploadedAt: new Date('2026-06-12T09:00:00Z') });
    const wanted = subjects.split(/\s+/);
    const some = thirtyOf(papers);
    const wrong = wanted.flatMap((subject, i) => {
      const got: Subject = subjectOf(some[i]!);
      return got === subject ? [] : [`${some[i]!.title.slice(0, 60)}: ${got}, not ${subject}`];
    });
    expect(wanted).toHaveLength(30);
    expect(wrong.length, wrong.join('\n')).toBeLessThanOrEqual(3);
  });
});

test.each([
  ['Invariant and equivariant bounds of a regularised kernel', ['hep-th'], 'science'],
  ['Convergence and bounds of a kernel', ['math.CA', 'math.AT'], 'computing'],
  // Its authors say that it is about machine learning, too.
  ['Reinforcement learning of invariant representations', ['math.OC', 'cs.LG'], 'methods'],
  ['How air pollution causes lung cancer — without harming DNA', [], 'science'],
  ['Harmful answers: an audit of jailbreaks', [], 'safety'],
] as const)('%s, filed under %j, is %s', (title, categories, subject) => {
  expect(subjectOf({ title, abstract: title, categories })).toBe(subject);
});
