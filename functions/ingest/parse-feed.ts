import { dayInName } from '../domain/listing-day.ts';
import { conflict, merge, type Paper } from '../domain/paper.ts';
import type { Rejection } from '../domain/receipt.ts';
import { decode, encodingOf, peek } from './decode.ts';
import { detect, unknownFormat } from './formats/detect.ts';
import { type Format, HEAD, MB } from './formats/format.ts';
import { toPaper } from './to-paper.ts';

/** What is known of a file besides its bytes. `listedOn`, else a day in its name, wins over the days it holds. */
export type FeedFile = { name: string; uploadedAt: Date; listedOn?: string | undefined };

/**
 * What a file holds. Papers are cleaned, and merged within the file: `duplicates` counts the records that fell into an
 * earlier one. `empty`: a good file without papers. `refused`: none of it was taken, and `reason` says why.
 */
export type ParsedFeed = {
  format: string | null;
  outcome: 'accepted' | 'empty' | 'refused';
  reason?: string;
  duplicates: number;
  shortened: number;
  papers: Paper[];
  rejected: Rejection[];
  listedOn?: string;
};

/** Reads a feed file. It never throws for what the file holds; an error of the stream itself goes through. */
export async function parseFeed(bytes: AsyncIterable<Uint8Array>, file: FeedFile): Promise<ParsedFeed> {
  const { head, all } = await peek(bytes, HEAD);
  if (head.length === 0) return without(null, 'empty', 'The file has no bytes.');
  const encoding = encodingOf(head);
  const first = new TextDecoder(encoding).decode(head, { stream: true }).replaceAll('\0', '').replace(/\r\n?/g, '\n');
  const format = detect(first);
  if (!format) return without(null, 'refused', unknownFormat(first, head));
  const budget = { left: format.maxBytes };
  const feed = await collect(format, decode(upTo(all, budget), encoding), file);
  if (budget.left < 0)
    return without(format.name, 'refused', `The file is larger than ${format.maxBytes / MB} MB. Split it into several files.`);
  if (feed.papers.length > 0) return feed;
  if (feed.rejected.length === 0) return { ...feed, outcome: 'empty', reason: 'A valid feed with no papers in it.' };
  return {
    ...feed,
    outcome: 'refused',
    reason: `None of its ${feed.rejected.length} records is a paper; the first: ${feed.rejected[0]?.reason}.`,
  };
}

const without = (format: string | null, outcome: 'empty' | 'refused', reason: string): ParsedFeed => ({
  format,
  outcome,
  reason,
  duplicates: 0,
  shortened: 0,
  papers: [],
  rejected: [],
});

/** Stops the stream one byte past the budget; what is left then is negative. */
async function* upTo(bytes: AsyncIterable<Uint8Array>, budget: { left: number }): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    budget.left -= chunk.length;
    if (budget.left < 0) return;
    yield chunk;
  }
}

/** Every record of a feed, cleaned, with the papers that several records describe joined into one. */
async function collect(
  format: Format,
  text: AsyncIterable<string>,
  { name, uploadedAt, listedOn = dayInName(name) }: FeedFile,
): Promise<ParsedFeed> {
  const rejected: Rejection[] = [];
  const papers: (Paper | undefined)[] = [];
  const byAlias = new Map<string, number>();
  let duplicates = 0;
  let shortened = 0;
  let position = 0;
  for await (const entry of format.parse(text)) {
    const made = 'record' in entry ? toPaper(entry.record, { format, uploadedAt, listedOn, position }) : entry;
    if ('reason' in made) {
      rejected.push({ at: entry.at, reason: made.reason });
      continue;
    }
    position += 1;
    if (made.shortened) shortened += 1;
    let { paper } = made;
    let place = papers.length;
    for (const alias of paper.ids) {
      const known = byAlias.get(alias);
      const earlier = known === undefined ? undefined : papers[known];
      if (known === undefined || !earlier || conflict(earlier.ids, paper.ids)) continue;
      duplicates += 1;
      paper = merge(earlier, paper);
      papers[known] = undefined;
      place = Math.min(place, known);
    }
    papers[place] = paper;
    for (const alias of paper.ids) {
      const holder = papers[byAlias.get(alias) ?? place];
      if (holder === undefined || holder === paper) byAlias.set(alias, place);
    }
  }
  const kept = papers.filter((paper) => paper !== undefined);
  const day = listedOn ?? kept.find((paper) => paper.listedOn)?.listedOn;
  return {
    format: format.name,
    outcome: 'accepted',
    duplicates,
    shortened,
    papers: kept,
    rejected,
    ...(day ? { listedOn: day } : {}),
  };
}
