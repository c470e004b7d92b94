import type { Paper } from '../domain/paper.ts';
import type { Rejection } from '../domain/receipt.ts';
import type { FeedFile } from './collect-papers.ts';
import { lookUpNotice } from './look-up-papers.ts';
import { type Conclusion, readFeed } from './read-feed.ts';

/**
 * All papers of a feed, with its conclusion. `rejected` lists the first rejections, `reasons` counts all by kind, `remarks`
 * counts what papers lack.
 */
export type ParsedFeed = Omit<Conclusion, 'tally'> & {
  papers: Paper[];
  duplicates: number;
  shortened: number;
  rejected: Rejection[];
  reasons: Record<string, number>;
  remarks: Record<string, number>;
};

/** Reads a whole feed file at once; `readFeed` reads it in pieces. */
export async function parseFeed(bytes: AsyncIterable<Uint8Array>, file: FeedFile): Promise<ParsedFeed> {
  const papers: Paper[] = [];
  const pieces = readFeed(bytes, file);
  let next = await pieces.next();
  for (; !next.done; next = await pieces.next()) papers.push(...next.value.papers);
  const { tally, ...conclusion } = next.value;
  if (conclusion.outcome === 'accepted' && conclusion.sought && papers.length === 0)
    conclusion.reason ??= lookUpNotice(conclusion.sought);
  const { counts, rejected, reasons, remarks = {} } = tally;
  return { ...conclusion, papers, duplicates: counts.duplicates, shortened: counts.shortened, rejected, reasons, remarks };
}
