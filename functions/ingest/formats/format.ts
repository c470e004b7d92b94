/** One record as its feed words it: nothing is cleaned yet. `listed` is a day as written, with or without a year. */
export type RawRecord = {
  title: string;
  abstract: string;
  authors?: string[] | undefined;
  arxiv?: string | undefined;
  doi?: string | undefined;
  links?: { kind: 'code' | 'project' | 'other'; url: string }[] | undefined;
  upvotes?: number | undefined;
  comments?: number | undefined;
  keywords?: string[] | undefined;
  summary?: string | undefined;
  listed?: string | undefined;
  published?: string | undefined;
};

/** What a parser yields: a record or a reason, each with its place for a person to find it (`line 12`, `item 3`). */
export type Entry = { at: string; record: RawRecord } | { at: string; reason: string };

/**
 * A grammar. `detects` sees the first characters of a file, never its name: names lie. `parse` gets the decoded text in
 * pieces, yields every record it finds, good or bad, and throws only on a bug. `search` is where a paper that this format
 * knows by title alone can be found.
 */
export type Format = {
  name: string;
  /** Bytes it takes at most. */
  maxBytes: number;
  detects(head: string): boolean;
  parse(text: AsyncIterable<string>): AsyncIterable<Entry>;
  search(title: string): string;
};

/** A mebibyte. */
export const MB = 1024 * 1024;

/** Characters of a file that detectors get to see. */
export const HEAD = 64 * 1024;

/** For grammars that need the whole text at once. */
export async function whole(text: AsyncIterable<string>): Promise<string> {
  let all = '';
  for await (const piece of text) all += piece;
  return all;
}
