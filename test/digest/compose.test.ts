import { createReadStream } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { assemble } from '../../emails/assemble.ts';
import { renderDigest, renderParts } from '../../emails/index.tsx';
import { card } from '../../functions/digest/card.ts';
import { compose, siteLinks } from '../../functions/digest/compose.ts';
import { kept, print } from '../../functions/digest/print.ts';
import type { Edition, PrintedPaper } from '../../functions/domain/edition.ts';
import type { StoredPaper } from '../../functions/domain/paper.ts';
import { dayInWords } from '../../functions/domain/schedule.ts';
import { select } from '../../functions/domain/selection.ts';
import { parseFeed } from '../../functions/ingest/parse-feed.ts';
import { copiesOf } from '../../functions/send/copies.ts';
import { escaped } from '../../infra/cli/mail-rules/broadsheet.ts';

const SEED = '000_52b6d6f3b97a3e4b.txt';
const HF = 'hf-daily-api-2026-06-12.json';
const SITE = 'https://papers.example.org';
const publication = {
  listName: 'Broadsheet',
  publisher: 'Example Lab',
  postalAddress: '1 Example Street, 10115 Berlin',
  language: 'en-GB',
};
const own = { unsubscribeUrl: `${SITE}/unsubscribe?token=u`, preferencesUrl: `${SITE}/preferences?token=p`, voteToken: 'v' };

/** A feed's papers as the table keeps them, spread over as many days, the first `days - 1` before `listedOn`. */
async function papersOf(name: string, listedOn: string, days = 1): Promise<StoredPaper[]> {
  const at = `${listedOn}T09:00:00.000Z`;
  const file = new URL(`../fixtures/${name}`, import.meta.url);
  const { papers } = await parseFeed(createReadStream(file), { name, uploadedAt: new Date(at) });
  const dayOf = (i: number) => new Date(Date.parse(at) - (i % days) * 86_400_000).toISOString().slice(0, 10);
  return papers.map((paper, i) => ({ ...paper, listedOn: dayOf(i), firstSeenAt: at, newsAt: at, rev: 1 }));
}

const editionOf = (
  day: string,
  frequency: Edition['frequency'],
  end: string,
): Edition & { files: { papers: string; parts: string } } => ({
  id: frequency === 'daily' ? day : `${day}-week`,
  day,
  frequency,
  state: 'CLOSED',
  start: end,
  end,
  title: '',
  papers: 1,
  leftOut: 0,
  recent: [{ day, end }],
  files: { papers: day, parts: day },
  madeAt: end,
});

/** What DIGEST keeps of a day, and SEND makes of some days: the copy, by way of stored parts, as text of JSON. */
async function copyOf(days: Map<string, PrintedPaper[]>, last: Edition & { files: { papers: string; parts: string } }) {
  const stored = new Map(
    [...days, [last.id, last.frequency === 'weekly' ? [] : days.get(last.id)!] as const].map(([id, papers]) => {
      const frequency = id.endsWith('-week') ? ('weekly' as const) : ('daily' as const);
      const parts = compose({ id, frequency, note: undefined }, papers, (model, edition) =>
        renderParts({ ...model, publication, ...siteLinks(SITE, edition) }),
      );
      return [id, JSON.stringify(parts)];
    }),
  );
  const copies = copiesOf(
    {
      editions: { get: async (id) => editionOf(id, 'daily', last.end) },
      parts: async ({ id }) => JSON.parse(stored.get(id)!),
      assemble,
      language: 'en-GB',
    },
    last,
  );
  return (await copies([...days.keys()]))(own);
}

/** The same papers rendered whole, as one mail, by nothing that SEND uses. */
async function direct(days: Map<string, PrintedPaper[]>, last: Edition) {
  const dayOf = new Map([...days].flatMap(([day, papers]) => papers.map(({ id }) => [id, day] as const)));
  const shown = select([...days.values()].flat().map(withRepository), last.frequency, new Date(last.end));
  const voteUrl = (id: string) => `${SITE}/vote?edition=${id}&token=${own.voteToken}`;
  const { webUrl, privacyUrl } = siteLinks(SITE, last.id);
  return renderDigest({
    publication,
    frequency: last.frequency,
    ...dayInWords(last.day, 'en-GB'),
    total: shown.total,
    about: shown.about,
    cards: shown.cards.map((paper) => ({ ...card(paper), voteUrl: voteUrl(dayOf.get(paper.id)!) })),
    titles: shown.titles,
    code: shown.code.map((paper) => ({ ...card(paper).code!, title: paper.title })),
    webUrl,
    privacyUrl,
    voteUrl: voteUrl(last.id),
    ...own,
  });
}
const withRepository = (paper: PrintedPaper) => ({ ...paper, repository: card(paper).code?.repository });

const printed = (papers: readonly StoredPaper[], end: string) => print(papers.map(kept), new Date(end));

const MAILS = [
  [
    'the seed',
    async () => new Map([['2026-03-19', printed(await papersOf(SEED, '2026-03-18'), '2026-03-19T05:00:00Z')]]),
    'daily',
  ],
  [
    'a real day',
    async () => new Map([['2026-06-13', printed(await papersOf(HF, '2026-06-12'), '2026-06-13T05:00:00Z')]]),
    'daily',
  ],
  [
    'two days owed',
    async () =>
      new Map([
        ['2026-06-13', printed(await papersOf(HF, '2026-06-12'), '2026-06-13T05:00:00Z')],
        ['2026-06-12', printed(await papersOf(SEED, '2026-06-11'), '2026-06-12T05:00:00Z')],
      ]),
    'daily',
  ],
  [
    'a week of both',
    async () =>
      new Map([
        ['2026-06-15', printed(await papersOf(SEED, '2026-06-14', 7), '2026-06-15T05:00:00Z')],
        ['2026-06-14', printed(await papersOf(HF, '2026-06-13', 6), '2026-06-14T05:00:00Z')],
      ]),
    'weekly',
  ],
] as const;

describe.each(MAILS)('the mail of %s', (_, daysOf, frequency) => {
  const made = async () => {
    const days = await daysOf();
    const [last = ''] = days.keys();
    return { days, last: editionOf(last, frequency, `${last}T05:00:00.000Z`) };
  };

  it('[R29] is byte for byte what rendering these papers whole gives', async () => {
    const { days, last } = await made();
    expect(await copyOf(days, last)).toEqual(await direct(days, last));
  });

  it('[R35] is HTML of at most 90 KiB and 1.3 times its text part, escaped', async () => {
    const { days, last } = await made();
    const { html, text } = await copyOf(days, last);
    expect(html.length).toBeLessThanOrEqual(90 * 1024);
    expect(html.length / escaped(text).length).toBeLessThanOrEqual(1.3);
  });

  it('gives each card one sentence, which its extract does not say again, and says where it is from', async () => {
    const { days } = await made();
    for (const { title, tldr, extract, source, day } of [...days.values()].flat().map(card)) {
      expect.soft(tldr, title).not.toBe('');
      expect.soft(extract, title).not.toContain(tldr);
      expect.soft([source, day], title).toEqual([expect.any(String), expect.stringMatching(/^2026-/)]);
    }
  });
});

it('tells the sources, the most upvoted, and every repository once', async () => {
  const papers = printed(
    [...(await papersOf(SEED, '2026-06-12')), ...(await papersOf(HF, '2026-06-12'))],
    '2026-06-13T05:00:00Z',
  );
  const { about, code } = select(papers.map(withRepository), 'daily', new Date('2026-06-13T05:00:00Z'));
  expect(about).toEqual({
    sources: [
      { name: 'the papers page', papers: 62 },
      { name: 'Hugging Face', papers: 30 },
    ],
    mostUpvoted: { title: 'EvoArena: Tracking Memory Evolution for Robust LLM Agents in Dynamic Environments', upvotes: 118 },
    withCode: 33,
  });
  const names = code.map(({ repository }) => repository);
  expect(names).toContain('MiniMax-AI/MSA');
  expect(new Set(names).size).toBe(names.length);
});

it('a week is its best, not the sum of its days', async () => {
  const week = [...(await papersOf(SEED, '2026-06-14', 7)), ...(await papersOf(HF, '2026-06-13', 6))];
  const papers = printed(week, '2026-06-15T05:00:00Z');
  const { cards, titles, total } = select(papers, 'weekly', new Date('2026-06-15T05:00:00Z'));
  expect([...cards, ...titles].map(({ id }) => id)).toEqual(papers.slice(0, 48).map(({ id }) => id));
  expect(total).toBe(92);
});

it('[R16] keeps of a paper what an edition shows, and says how many authors it does not name', async () => {
  const [paper] = await papersOf(HF, '2026-06-12');
  const authors = Array.from({ length: 3_000 }, (_, n) => `Author Number${n}`);
  const large = kept({
    ...paper!,
    abstract: 'Long. '.repeat(4_000),
    authors,
    original: { title: '', abstract: 'x'.repeat(20_000) },
  });
  expect(large).toMatchObject({ authors: authors.slice(0, 20), moreAuthors: 2_980 });
  expect(JSON.stringify(large).length).toBeLessThan(8_000);
  expect(card({ ...large, position: 0 })).toMatchObject({ moreAuthors: 2_980 });
});
