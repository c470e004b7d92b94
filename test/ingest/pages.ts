import { readFileSync } from 'node:fs';
import { type ParsedFeed, parseFeed } from '../../functions/ingest/parse-feed.ts';

/** A card of a page: what an independent reading would list. */
export type Pair = { title: string; abstract: string };

export const UPLOADED = new Date('2026-03-18T12:00:00Z');
export const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url));
export const HEADER = [
  'new',
  'Get trending papers in your email inbox!',
  'Subscribe',
  'byAK and the research community',
  'Mar 18',
];

/** The sample read by its shape alone: no blank lines, five lines of header, then titles and abstracts in turn. */
export function seed(): Pair[] {
  const lines = fixture('000_52b6d6f3b97a3e4b.txt')
    .toString()
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(HEADER.length);
  return Array.from({ length: lines.length / 2 }, (_, i) => ({
    title: lines[2 * i]!.trim(),
    abstract: lines[2 * i + 1]!.trim(),
  }));
}

/** Parses bytes or text as one upload. */
export async function parse(
  content: string | Uint8Array,
  file: { name?: string; uploadedAt?: Date; listedOn?: string } = {},
): Promise<ParsedFeed> {
  async function* stream() {
    yield typeof content === 'string' ? Buffer.from(content) : content;
  }
  return parseFeed(stream(), { name: 'feeds/page.txt', uploadedAt: UPLOADED, ...file });
}

/** Breaks text greedily at `width`, at spaces and, like most wrappers, after hyphens. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    for (const [i, piece] of word.split(/(?<=[A-Za-z]-)(?=[A-Za-z]{2})/).entries()) {
      const longer = line === '' ? piece : `${line}${i === 0 ? ' ' : ''}${piece}`;
      if (longer.length <= width || line === '') line = longer;
      else {
        lines.push(line);
        line = piece;
      }
    }
  }
  return [...lines, line];
}

/** A small real file of some format, and the folder they are in. */
export const FEEDS = new URL('../fixtures/feeds/', import.meta.url);
export const feed = (name: string) => readFileSync(new URL(name, FEEDS));

/** What a file comes to, in short. */
export async function brief(content: string | Uint8Array) {
  const { format, outcome, papers, rejected } = await parse(content);
  return { format, outcome, ids: papers.map(({ id }) => id), rejected: rejected.length };
}
