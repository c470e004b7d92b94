import { createReadStream } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderDigest } from '../../emails/index.tsx';
import { compose, print, type RenderDigest } from '../../functions/digest/compose.ts';
import type { StoredPaper } from '../../functions/domain/paper.ts';
import { parseFeed } from '../../functions/ingest/parse-feed.ts';
import { escaped } from '../../infra/cli/mail-rules/broadsheet.ts';

const SEED = '000_52b6d6f3b97a3e4b.txt';
const HF = 'hf-daily-api-2026-06-12.json';

/** A feed's papers as the table keeps them, spread over as many days, the first `days - 1` before `listedOn`. */
async function papersOf(name: string, listedOn: string, days = 1): Promise<StoredPaper[]> {
  const at = `${listedOn}T09:00:00.000Z`;
  const file = new URL(`../fixtures/${name}`, import.meta.url);
  const { papers } = await parseFeed(createReadStream(file), { name, uploadedAt: new Date(at) });
  const dayOf = (i: number) => new Date(Date.parse(at) - (i % days) * 86_400_000).toISOString().slice(0, 10);
  return papers.map((paper, i) => ({ ...paper, listedOn: dayOf(i), firstSeenAt: at, newsAt: at, rev: 1 }));
}

async function composed(papers: readonly StoredPaper[], frequency: 'daily' | 'weekly', end: string) {
  const printed = print(papers, new Date(end));
  let model: Parameters<RenderDigest>[0] | undefined;
  const publication = {
    listName: 'Broadsheet',
    publisher: 'Example Lab',
    postalAddress: '1 Example Street, 10115 Berlin',
    language: 'en-GB',
  };
  const render: RenderDigest = ({ voteToken, ...given }) => {
    model = { ...given, voteToken };
    const at = (path: string) => `https://papers.example.org/${path}`;
    const links = {
      webUrl: at('editions/daily-1'),
      privacyUrl: at('privacy'),
      voteUrl: at(`vote?edition=daily-1&token=${voteToken}`),
    };
    return renderDigest({ ...given, ...links, publication });
  };
  const { html, text } = await compose(printed, frequency, render);
  return { printed, model: model!, html: html.join(''), text: text.join('') };
}

describe.each([
  ['the seed', () => papersOf(SEED, '2026-03-18'), 'daily', '2026-03-19T07:00:00Z'],
  ['a real day', () => papersOf(HF, '2026-06-12'), 'daily', '2026-06-13T07:00:00Z'],
  [
    'both',
    async () => [...(await papersOf(SEED, '2026-06-12')), ...(await papersOf(HF, '2026-06-12'))],
    'daily',
    '2026-06-13T07:00:00Z',
  ],
  [
    'a week of both',
    async () => [...(await papersOf(SEED, '2026-06-14', 7)), ...(await papersOf(HF, '2026-06-13', 6))],
    'weekly',
    '2026-06-15T07:00:00Z',
  ],
] as const)('the mail of %s', (_, papers, frequency, end) => {
  it('[R35] is HTML of at most 90 KiB and 1.3 times its text part, escaped', async () => {
    const { html, text } = await composed(await papers(), frequency, end);
    expect(html.length).toBeLessThanOrEqual(90 * 1024);
    expect(html.length / escaped(text).length).toBeLessThanOrEqual(1.3);
  });

  it('gives each card one sentence, which its extract does not say again, and says where it is from', async () => {
    const { model } = await composed(await papers(), frequency, end);
    for (const { title, tldr, extract, source, day } of model.cards) {
      expect.soft(tldr, title).not.toBe('');
      expect.soft(extract, title).not.toContain(tldr);
      expect.soft([source, day], title).toEqual([expect.any(String), expect.stringMatching(/^2026-/)]);
    }
  });
});

it('tells the sources, the most upvoted, and every repository once', async () => {
  const { model } = await composed(
    [...(await papersOf(SEED, '2026-06-12')), ...(await papersOf(HF, '2026-06-12'))],
    'daily',
    '2026-06-13T07:00:00Z',
  );
  expect(model.about).toEqual({
    sources: [
      { name: 'the papers page', papers: 62 },
      { name: 'Hugging Face', papers: 30 },
    ],
    mostUpvoted: { title: 'EvoArena: Tracking Memory Evolution for Robust LLM Agents in Dynamic Environments', upvotes: 118 },
    withCode: 33,
  });
  const names = model.code.map(({ repository }) => repository);
  expect(names).toContain('MiniMax-AI/MSA');
  expect(new Set(names).size).toBe(names.length);
});

it('a week is its best, not the sum of its days', async () => {
  const week = [...(await papersOf(SEED, '2026-06-14', 7)), ...(await papersOf(HF, '2026-06-13', 6))];
  const { model, printed, text } = await composed(week, 'weekly', '2026-06-15T07:00:00Z');
  expect([...model.cards, ...model.titles].map(({ title }) => title)).toEqual(printed.slice(0, 48).map(({ title }) => title));
  expect(text.match(/^\w+DAY \d+ JUNE$/gm)?.length).toBeGreaterThan(2);
});
