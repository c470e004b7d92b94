import { createReadStream } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { assemble } from '../../emails/assemble.ts';
import { renderParts } from '../../emails/index.tsx';
import { card } from '../../functions/digest/card.ts';
import { choosable, compose, siteLinks } from '../../functions/digest/compose.ts';
import { kept, print } from '../../functions/digest/print.ts';
import type { Edition, PrintedPaper } from '../../functions/domain/edition.ts';
import type { StoredPaper } from '../../functions/domain/paper.ts';
import { select } from '../../functions/domain/selection.ts';
import { parseFeed } from '../../functions/ingest/parse-feed.ts';
import { copiesOf, inWords } from '../../functions/send/copies.ts';
import { renderWhole } from '../emails/whole.tsx';
import { aPrintedEdition } from '../fakes/build.ts';
import { escaped } from '../mail/rules/broadsheet.ts';

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

const editionOf = (day: string, frequency: Edition['frequency'], end: string) =>
  aPrintedEdition(frequency === 'daily' ? day : `${day}-week`, { start: end, end, recent: [{ day, end }], madeAt: end });

/** What DIGEST keeps of a day, and SEND makes of some days: the copy, by way of stored parts, as text of JSON. */
async function copyOf(days: Map<string, PrintedPaper[]>, last: Edition & { files: { papers: string; parts: string } }) {
  const stored = new Map(
    [...days, [last.id, last.frequency === 'weekly' ? [] : days.get(last.id)!] as const].map(([id, papers]) => {
      const frequency = id.endsWith('-week') ? ('weekly' as const) : ('daily' as const);
      const parts = compose({ id, day: id.slice(0, 10), frequency, note: undefined }, papers, (model, edition) =>
        renderParts({ ...model, publication, ...siteLinks(SITE, edition) }),
      );
      return [id, JSON.stringify(parts)];
    }),
  );
  const copies = copiesOf(
    {
      editions: { get: async (id) => editionOf(id, 'daily', last.end) },
      parts: async ({ id }) => JSON.parse(stored.get(id)!),
      finder: async () => undefined,
      assemble,
      language: 'en-GB',
    },
    last,
  );
  return (await copies.assemble([...days.keys()], false)).common(own);
}

/** The same papers rendered whole, as one mail, by nothing that SEND uses. */
function direct(days: Map<string, PrintedPaper[]>, last: Edition) {
  const papers = [...days].flatMap(([day, all]) =>
    all.map((paper) => ({
      ...choosable({ ...paper, day }),
      ...(last.frequency === 'weekly' && { pin: undefined }),
      parts: { ...card(paper, day), voteUrl: siteLinks(SITE, day).voteUrl },
    })),
  );
  const { webUrl, privacyUrl } = siteLinks(SITE, last.id);
  const chosen = select(papers, last.frequency, new Date(last.end));
  return renderWhole({
    ...inWords(chosen, last, [...days.keys()], 'en-GB'),
    ...{ publication, frequency: last.frequency, webUrl, privacyUrl },
    ...own,
  });
}

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
    expect(await copyOf(days, last)).toEqual(direct(days, last));
  });

  it('[R35] is HTML of at most 20 KB and 1.75 times its text part, escaped', async () => {
    const { days, last } = await made();
    const { html, text } = await copyOf(days, last);
    expect(html.length).toBeLessThanOrEqual(20_000);
    const page = html.replace(/<style>[^<]*<\/style>|&#847;&#8204;&#160;/g, '');
    expect(page.length / escaped(text).length).toBeLessThanOrEqual(1.75);
  });

  it('says of each paper what it is, apart from that what it found, and its subject', async () => {
    const { days } = await made();
    for (const paper of [...days.values()].flat()) {
      const { title, tldr, found } = card(paper, '2026-03-18');
      expect.soft(tldr, title).not.toBe('');
      expect.soft(found, title).not.toBe(tldr);
      expect.soft(paper.subject, title).toEqual(expect.any(String));
    }
  });
});

it('a card says when its paper appeared if that is long before the edition, and only then', async () => {
  const [paper] = printed(await papersOf(SEED, '2026-03-18'), '2026-03-19T05:00:00Z');
  expect(card({ ...paper!, publishedOn: '2007-04-02' }, '2026-03-19').dated).toBe('April 2007');
  expect(card({ ...paper!, publishedOn: '2025-12-01' }, '2026-03-19').dated).toBe('December 2025');
  expect(card({ ...paper!, publishedOn: '2026-03-11' }, '2026-03-19').dated).toBeUndefined();
});

it('counts from the listing day, but no more than a week before a paper came', async () => {
  const [paper] = await papersOf(SEED, '2026-03-18');
  const since = (listedOn?: string) => kept({ ...paper!, listedOn, newsAt: '2026-03-18T09:00:00.000Z' }).since;
  expect(since('2026-03-17')).toBe('2026-03-17');
  expect(since('2007-04-02')).toBe('2026-03-11T09:00:00.000Z');
  expect(since(undefined)).toBe('2026-03-18T09:00:00.000Z');
});

it('a place counts only where the order of the feed is an opinion', async () => {
  const [trending] = await papersOf(SEED, '2026-03-18');
  expect(kept({ ...trending!, position: 7 }).position).toBe(7);
  const [listed] = await papersOf('feeds/arxiv-atom-cs-25.xml', '2026-03-18');
  expect(kept({ ...listed!, position: 7 }).position).toBeUndefined();
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
  expect(card(large, '2026-06-13')).toMatchObject({ moreAuthors: 2_980 });
});
