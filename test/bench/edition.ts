import { createReadStream } from 'node:fs';
import { type DigestProps, renderDigest } from '../../emails/index.tsx';
import { compose, print, type RenderDigest, siteLinks } from '../../functions/digest/compose.ts';
import type { Edition, Parts } from '../../functions/domain/edition.ts';
import type { StoredPaper } from '../../functions/domain/paper.ts';
import type { Reader } from '../../functions/domain/reader.ts';
import { parseFeed } from '../../functions/ingest/parse-feed.ts';
import type { Links } from '../../functions/send/digest-mail.ts';

const FEEDS = ['000_52b6d6f3b97a3e4b.txt', 'hf-daily-api-2026-06-12.json'];
const LISTED_AT = '2026-03-18T09:00:00.000Z';

/** A full day of real papers: the two samples of the tests' fixtures, 92 papers, 20 of them as cards. */
export async function fullDay() {
  const papers: StoredPaper[] = [];
  for (const name of FEEDS) {
    const file = new URL(`../fixtures/${name}`, import.meta.url);
    const parsed = await parseFeed(createReadStream(file), { name, uploadedAt: new Date(LISTED_AT) });
    papers.push(...parsed.papers.map((paper) => ({ ...paper, firstSeenAt: LISTED_AT, newsAt: LISTED_AT, rev: 1 })));
  }
  const printed = print(papers, new Date(edition.windowEnd));
  let props: DigestProps | undefined;
  const render: RenderDigest = (model) => {
    props = withLinks(model, edition.id);
    return renderDigest(props);
  };
  const parts: Parts = await compose(printed, 'daily', render);
  return { papers, parts, props: props! };
}

/** The props of an edition's mail, from what DIGEST says of it. */
export const withLinks = ({ voteToken, ...model }: Parameters<RenderDigest>[0], id: string): DigestProps => ({
  ...model,
  publication,
  ...siteLinks('https://papers.example.org', id, voteToken),
});

const publication = {
  listName: 'Broadsheet',
  publisher: 'Example Lab',
  postalAddress: '1 Example Street, 10115 Berlin, Germany',
  language: 'en-GB',
};
export const list = { name: publication.listName, domain: 'example.org', language: 'en-GB' };

export const edition: Edition = {
  id: 'daily-20260318T0700-20260319T0700',
  frequency: 'daily',
  windowStart: '2026-03-18T07:00:00.000Z',
  windowEnd: '2026-03-19T07:00:00.000Z',
  state: 'OPEN',
  slots: ['daily#Europe/Berlin#08'],
  house: false,
  title: 'Papers',
  papers: 92,
  audience: 1,
  papersKey: 'papers',
  partsKey: 'parts',
  audienceKey: 'audience',
  frozenAt: '2026-03-19T07:02:00.000Z',
  expiresAt: '2026-03-19T19:00:00.000Z',
};

export const readerOf = (n: number): Reader => ({
  readerId: `reader${String(n).padStart(16, '0')}`,
  address: `reader-${n}@example.org`,
  status: 'active',
  generation: 1,
  preferences: { frequency: 'daily', weekday: 1, hour: 8, zone: 'Europe/Berlin' },
  slot: 'daily#Europe/Berlin#08',
  slotSince: '2026-03-01T12:00:00.000Z',
  createdAt: '2026-03-01T12:00:00.000Z',
  confirmedAt: '2026-03-01T12:00:00.000Z',
  rev: 2,
});

/** As long as real ones. */
export const linksOf = (n: number): Links => {
  const vote = `k1.${'m'.repeat(43)}.${readerOf(n).readerId}.1`;
  const link = (path: string) => `https://papers.example.org/${path}?token=${vote}`;
  return { unsubscribe: link('unsubscribe'), preferences: link('preferences'), vote };
};
