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
  /** Those of its archive, as `cs.CL`. */
  categories?: string[] | undefined;
  /** Whose work it is. */
  organisation?: string | undefined;
  /** Of its code. */
  stars?: number | undefined;
  /** What its authors remark, as arXiv's comments. */
  note?: string | undefined;
  pdf?: string | undefined;
  /** Where it is talked about. */
  discussion?: string | undefined;
  /** As what its feed announces it: `new`, `cross`, `replaced with revised version`. */
  announced?: string | undefined;
  /** What its feed says of its standing: `Retracted Publication`, `erratum`. */
  said?: string[] | undefined;
  summary?: string | undefined;
  listed?: string | undefined;
  published?: string | undefined;
  /** The paper's page, for one that has neither an arXiv id nor a DOI. */
  url?: string | undefined;
  /** Its page at the source itself, made of the source's own id. */
  page?: string | undefined;
  /** Where it appeared: a journal, proceedings, a school. */
  venue?: string | undefined;
  /** The same, under a name that may as well be a room. */
  place?: string | undefined;
  /** Its abstract stands under a name that texts of all kinds have: a summary, a description. */
  loose?: boolean | undefined;
  /** The name of something that it has and papers have not: an assignee, a price. */
  foreign?: string | undefined;
  /** What its feed calls it: `article`, `webpage`, `attachment`. */
  type?: string | undefined;
  /** The feed shows that it is a paper: by a card with an abstract, by votes, by elements that only articles have. */
  shown?: boolean | undefined;
  /** What of it is not taken although it is a paper: a date that cannot be read, an author who is hidden. */
  remarks?: string[] | undefined;
};

/**
 * What a parser yields: a record, or a reason why something is none, each with its place for a person to find it
 * (`line 12`, `item 3`); or a paper that is named alone. A `verdict` is about the file: the sentence its receipt shows when no paper was found in it.
 */
export type Entry =
  | { at: string; record: RawRecord }
  | { at: string; reason: string }
  | { at: string; sought: Sought }
  | { verdict: 'empty' | 'refused'; sentence: string };

/** A paper that a file names and does not describe: the aliases it may be stored by, and the words of the file. */
export type Sought = { at: string; ids: string[]; words: string };

/**
 * A grammar. `detects` sees the first characters of a file, never its name: names lie. `parse` gets the decoded text in
 * pieces (`parseBytes` the same text as UTF-8), yields every record it finds, good or bad, and throws only on a bug.
 * `splits`: a record is a line, so a file may be read in ranges; `from` is then the byte of the file at which one begins,
 * and places are told as bytes.
 * `search` is where a paper that this format knows by title alone can be found.
 */
export type Format = {
  name: string;
  /** Bytes it takes at most, unpacked. */
  maxBytes: number;
  /** Titles and abstracts may hold tags: HTML, or the JATS of publishers. */
  markup?: boolean;
  /** Items may be any news, with authors and summaries; `venue` then holds what only items of journals have. */
  syndicated?: boolean | undefined;
  detects(head: string): boolean;
  splits?: true;
  search(title: string): string;
} & (
  | { parse(text: AsyncIterable<string>): AsyncIterable<Entry> }
  | { parseBytes(bytes: AsyncIterable<Uint8Array>, from?: number): AsyncIterable<Entry> }
);

/** Said of a list that is known, is there, and has no elements. */
export const EMPTY: Entry = { verdict: 'empty', sentence: 'A valid feed with no papers today.' };

/** Said of a list that has none, although it says that there are some. */
export const CLAIMED: Entry = {
  verdict: 'refused',
  sentence: 'It says that it found papers, but its list holds none: ask for them once more, from the first on.',
};

/** A mebibyte. */
export const MB = 1024 * 1024;

/** What grammars that hold one record at a time take of a file. */
export const STREAMED = 500 * MB;

/** Where a paper of any field is found by its title. */
export const anywhere = (title: string) => `https://scholar.google.com/scholar?q=${encodeURIComponent(title)}`;

/** Characters of a file that detectors get to see. */
export const HEAD = 64 * 1024;

/** A text, or bytes, as a grammar takes them: in one piece. */
export async function* once<Piece>(all: Piece): AsyncGenerator<Piece> {
  yield all;
}

/** For grammars that need the whole text at once. */
export async function whole(text: AsyncIterable<string>): Promise<string> {
  let all = '';
  for await (const piece of text) all += piece;
  return all;
}

/** The first `size` characters of a text, and the text as it was. */
export async function peekText(text: AsyncIterable<string>, size: number): Promise<{ head: string; all: AsyncIterable<string> }> {
  const iterator = text[Symbol.asyncIterator]();
  let head = '';
  while (head.length < size) {
    const next = await iterator.next();
    if (next.done) break;
    head += next.value;
  }
  async function* all() {
    yield head;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  }
  return { head, all: all() };
}
