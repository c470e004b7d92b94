/** One record as its feed has it, not cleaned yet. */
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
  /** Categories of an archive: `cs.CL`. */
  categories?: string[] | undefined;
  /** The organisation whose work it is. */
  organisation?: string | undefined;
  /** Stars of its code. */
  stars?: number | undefined;
  /** The authors' remark: arXiv's comments. */
  note?: string | undefined;
  pdf?: string | undefined;
  /** A page that discusses it. */
  discussion?: string | undefined;
  /** How its feed announces it: `new`, `cross`, `replaced with revised version`. */
  announced?: string | undefined;
  /** Its status in the words of its feed: `Retracted Publication`, `erratum`. */
  said?: string[] | undefined;
  summary?: string | undefined;
  /** The day of the list, as written, with or without a year. */
  listed?: string | undefined;
  published?: string | undefined;
  /** The paper's page. It counts for a paper with neither an arXiv id nor a DOI. */
  url?: string | undefined;
  /** Its page at the source, made from the source's own id. */
  page?: string | undefined;
  /** Where it appeared: a journal, proceedings, a school. */
  venue?: string | undefined;
  /** Its venue, from a field that may also name a room. */
  place?: string | undefined;
  /** Its abstract comes from a field that other texts have too: a summary, a description. */
  loose?: boolean | undefined;
  /** The name of a field that papers do not have: an assignee, a price. */
  foreign?: string | undefined;
  /** Its type in the words of its feed: `article`, `webpage`, `attachment`. */
  type?: string | undefined;
  /** The feed shows that it is a paper: by a card with an abstract, by votes, by elements that only articles have. */
  shown?: boolean | undefined;
  /** Parts that were not taken, for the receipt: a date that cannot be read. */
  remarks?: string[] | undefined;
};

/**
 * What a format yields: a record, the reason why something is not a record, or a paper that is only named. `at` is its place, for
 * a person to find it (`line 12`, `item 3`). A `verdict` is about the whole file: the receipt shows its sentence if the file has no
 * paper.
 */
export type Entry =
  | { at: string; record: RawRecord }
  | { at: string; reason: string }
  | { at: string; sought: Sought }
  | { verdict: 'empty' | 'refused'; sentence: string };

/** A paper that a file only names, to be looked up: the aliases it may be stored by, and the words of the file. */
export type Sought = { at: string; ids: string[]; words: string };

/**
 * A format of feeds. `detects` sees the first characters of a file, never its name, because names are unreliable. `parse` gets the
 * decoded text in pieces (`parseBytes` the same text as UTF-8), yields every record, good or bad, and throws only on a bug or if the
 * file is too large to be held. `splits`: each record is a line, so a file can be read in ranges; `from` is then the byte at which a
 * range begins, and `at` names bytes. `search` returns the address of a search for a title, for papers without any other address;
 * without it that is Google Scholar's.
 */
export type Format = {
  name: string;
  /** Bytes of a file at most, unpacked. */
  maxBytes: number;
  /** Titles and abstracts may hold tags: HTML, or the JATS of publishers. */
  markup?: boolean;
  /** Records may be any news, with authors and summaries. Only a `venue`, which articles of journals have, is then evidence. */
  syndicated?: boolean | undefined;
  detects(head: string): boolean;
  splits?: true;
  search?(title: string): string;
} & (
  | { parse(text: AsyncIterable<string>): AsyncIterable<Entry> }
  | { parseBytes(bytes: AsyncIterable<Uint8Array>, from?: number): AsyncIterable<Entry> }
);

/** Yielded for a valid list without elements. */
export const EMPTY_FEED: Entry = { verdict: 'empty', sentence: 'A valid feed with no papers today.' };

/** Yielded for a file that is no feed, or whose papers may not be taken: why, and what to do instead. */
export const refused = (sentence: string): Entry => ({ verdict: 'refused', sentence });

/** Yielded for a list without elements in a file that counts some. */
export const EMPTY_BUT_COUNTED = refused(
  'It counts papers, but its list holds none. Repeat the search from its first page, and upload that.',
);

/** The entry of a record, if it has a title. */
export const entryOf = (at: string, record: RawRecord | undefined, untitled = 'a record without a title'): Entry =>
  record ? { at, record } : { at, reason: untitled };

/** Bytes of a mebibyte. */
export const MB = 1024 * 1024;

/** The largest file for formats that hold one record at a time, in bytes. */
export const STREAMED_BYTES = 500 * MB;

/** The address of a search for a title in all fields. */
export const scholarSearch = (title: string) => `https://scholar.google.com/scholar?q=${encodeURIComponent(title)}`;

/** Characters of a file that `detects` gets. */
export const HEAD = 64 * 1024;

/** A stream of one piece. */
export async function* once<Piece>(all: Piece): AsyncGenerator<Piece> {
  yield all;
}

/** Joins a stream of text, for formats that need the whole text at once. */
export async function joinText(text: AsyncIterable<string>): Promise<string> {
  let all = '';
  for await (const piece of text) all += piece;
  return all;
}

/** Reads the first pieces of a stream, until they have `size` bytes or characters. `all` is the whole stream. */
export async function peek<Piece extends { length: number }>(
  stream: AsyncIterable<Piece>,
  size: number,
): Promise<{ read: readonly Piece[]; all: AsyncIterable<Piece> }> {
  const iterator = stream[Symbol.asyncIterator]();
  const read: Piece[] = [];
  let next = await iterator.next();
  for (let length = 0; !next.done; next = await iterator.next()) {
    read.push(next.value);
    length += next.value.length;
    if (length >= size) break;
  }
  async function* all() {
    try {
      yield* read;
      if (!next.done) yield* { [Symbol.asyncIterator]: () => iterator };
    } finally {
      await iterator.return?.();
    }
  }
  return { read, all: all() };
}
