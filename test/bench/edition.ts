import { createReadStream } from 'node:fs';
import { renderParts } from '../../emails/index.tsx';
import { compose, type RenderParts, siteLinks } from '../../functions/digest/compose.ts';
import { kept, print } from '../../functions/digest/print.ts';
import type { StoredPaper } from '../../functions/domain/paper.ts';
import { parseFeed } from '../../functions/ingest/parse-feed.ts';
import type { OwnLinks } from '../../functions/send/copies.ts';
import { aPrintedEdition, aReader } from '../fakes/build.ts';

const FEEDS = ['000_52b6d6f3b97a3e4b.txt', 'hf-daily-api-2026-06-12.json'];
const LISTED_AT = '2026-03-18T09:00:00.000Z';

/** A full day of real papers: the two samples of the tests' fixtures, 92 papers. */
export async function realPapers() {
  const papers: StoredPaper[] = [];
  for (const name of FEEDS) {
    const file = new URL(`../fixtures/${name}`, import.meta.url);
    const parsed = await parseFeed(createReadStream(file), { name, uploadedAt: new Date(LISTED_AT) });
    papers.push(...parsed.papers.map((paper) => ({ ...paper, firstSeenAt: LISTED_AT, newsAt: LISTED_AT, rev: 1 })));
  }
  return papers;
}

/** An edition of them, as DIGEST keeps it. */
export async function fullDay() {
  const papers = await realPapers();
  return { papers, parts: compose(edition, print(papers.map(kept), new Date(edition.end)), render) };
}

export const render: RenderParts = (model, id) =>
  renderParts({ ...model, publication, ...siteLinks('https://papers.example.org', id) });

const publication = {
  listName: 'Broadsheet',
  publisher: 'Example Lab',
  postalAddress: '1 Example Street, 10115 Berlin, Germany',
  language: 'en-GB',
};
export const list = { name: publication.listName, domain: 'example.org', archiveUrl: 'https://papers.example.org/editions' };

export const edition = aPrintedEdition('2026-03-19', { title: 'Papers', papers: 92 });

export const readerOf = (n: number) =>
  aReader({ readerId: `reader${String(n).padStart(16, '0')}`, address: `reader-${n}@example.org`, rev: 2 });

/** As long as real ones. */
export const ownOf = (n: number): OwnLinks => {
  const voteToken = `k1.${'m'.repeat(43)}.${readerOf(n).readerId}.1`;
  const link = (path: string) => `https://papers.example.org/${path}?token=${voteToken}`;
  return { unsubscribeUrl: link('unsubscribe'), preferencesUrl: link('preferences'), voteToken };
};
