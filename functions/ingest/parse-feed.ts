import { dayInName } from '../domain/listing-day.ts';
import { conflict, merge, type Paper } from '../domain/paper.ts';
import type { Rejection } from '../domain/receipt.ts';
import { decode, encodingOf, peek } from './decode.ts';
import { detect, unknownFormat } from './formats/detect.ts';
import { type Entry, type Format, HEAD, MB } from './formats/format.ts';
import { toPaper } from './to-paper.ts';
import { unpack } from './unpack.ts';
import type { Inner } from './unzip.ts';

/** What is known of a file besides its bytes. `listedOn`, else a day in its name, wins over the days it holds. */
export type FeedFile = { name: string; uploadedAt: Date; listedOn?: string | undefined };

/**
 * What a file holds. Papers are cleaned, and merged within the file: `duplicates` counts the records that fell into an
 * earlier one. `empty`: a good file without papers. `refused`: none of it was taken, and `reason` says why.
 */
export type ParsedFeed = {
  format: string | null;
  compression?: string;
  encoding?: string;
  outcome: 'accepted' | 'empty' | 'refused';
  reason?: string;
  duplicates: number;
  shortened: number;
  papers: Paper[];
  rejected: Rejection[];
  listedOn?: string;
};

/**
 * Reads a feed file, or all feeds of a zip archive. It never throws for what the file holds; an error of the stream itself
 * goes through. An accepted file has a reason when it is incomplete: what came before the damage was taken.
 */
export async function parseFeed(bytes: AsyncIterable<Uint8Array>, file: FeedFile): Promise<ParsedFeed> {
  const { head, all } = await peek(bytes, HEAD);
  if (head.length === 0) return without('empty', 'The file has no bytes.', {});
  const unpacked = unpack(head, all);
  const gathered = new Gathered(file);
  const about: About = unpacked.compression ? { compression: unpacked.compression } : {};
  const formats = new Set<string>();
  let refused: string | undefined;
  for await (const inner of unpacked.files) {
    const opened = await open(inner);
    if ('format' in opened) {
      formats.add(opened.format.name);
      about.encoding ??= opened.encoding;
      for await (const entry of opened.entries) gathered.add(entry, opened.format, inner.name);
      if (opened.budget.left < 0)
        refused ??= `The file is larger than ${opened.format.maxBytes / MB} MB. Split it into several files.`;
    } else if (inner.name === undefined) refused ??= opened.reason;
    else gathered.reject(inner.name, opened.reason.replace(/\.$/, ''));
  }
  const format = formats.size > 0 ? [...formats].sort().join(', ') : null;
  const { problem } = unpacked;
  if (problem?.refuse) return without('refused', problem.sentence, { ...about, format });
  // An archive that broke before its head could be recognised is, first of all, broken.
  if (refused) return without('refused', problem?.sentence ?? refused, { ...about, format });
  return { ...about, ...gathered.result(problem?.sentence), format };
}

type About = { compression?: string; encoding?: string; format?: string | null };

const without = (outcome: 'empty' | 'refused', reason: string, about: About): ParsedFeed => ({
  format: null,
  ...about,
  outcome,
  reason,
  duplicates: 0,
  shortened: 0,
  papers: [],
  rejected: [],
});

/** A file's grammar and what it yields, or why it has none. `budget` is below zero once it was found to be too large. */
type Opened = { format: Format; encoding: string; entries: AsyncIterable<Entry>; budget: { left: number } } | { reason: string };

async function open(inner: Inner): Promise<Opened> {
  const { head, all } = await peek(inner.bytes, HEAD);
  if (head.length === 0) return { reason: 'The file has no bytes.' };
  const encoding = encodingOf(head);
  const first = new TextDecoder(encoding).decode(head, { stream: true }).replaceAll('\0', '').replace(/\r\n?/g, '\n');
  const format = detect(first);
  if (!format) return { reason: unknownFormat(first, head) };
  const budget = { left: format.maxBytes };
  const bytes = upTo(all, budget);
  const entries =
    'parse' in format
      ? format.parse(decode(bytes, encoding))
      : format.parseBytes(encoding === 'utf-8' ? bytes : recode(bytes, encoding));
  return { format, encoding, entries, budget };
}

async function* recode(bytes: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<Uint8Array> {
  for await (const text of decode(bytes, encoding)) yield Buffer.from(text);
}

/** Stops the stream one byte past the budget; what is left then is negative. */
async function* upTo(bytes: AsyncIterable<Uint8Array>, budget: { left: number }): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    budget.left -= chunk.length;
    if (budget.left < 0) return;
    yield chunk;
  }
}

/** Every record of an upload, cleaned, with the papers that several records describe joined into one. */
class Gathered {
  readonly #file: FeedFile;
  readonly #listedOn: string | undefined;
  readonly #rejected: Rejection[] = [];
  readonly #papers: (Paper | undefined)[] = [];
  readonly #byAlias = new Map<string, number>();
  #duplicates = 0;
  #shortened = 0;
  #position = 0;
  #verdict: { verdict: 'empty' | 'refused'; sentence: string } | undefined;

  constructor(file: FeedFile) {
    this.#file = file;
    this.#listedOn = file.listedOn ?? dayInName(file.name);
  }

  add(entry: Entry, format: Format, within: string | undefined): void {
    if ('verdict' in entry) {
      this.#verdict ??= entry;
      return;
    }
    const at = within === undefined ? entry.at : `${within}, ${entry.at}`;
    const { uploadedAt } = this.#file;
    const context = { format, uploadedAt, listedOn: this.#listedOn, position: this.#position };
    const made = 'record' in entry ? toPaper(entry.record, context) : entry;
    if ('reason' in made) {
      this.reject(at, made.reason);
      return;
    }
    this.#position += 1;
    if (made.shortened) this.#shortened += 1;
    this.#join(made.paper);
  }

  reject(at: string, reason: string): void {
    this.#rejected.push({ at, reason });
  }

  #join(made: Paper): void {
    const papers = this.#papers;
    let paper = made;
    let place = papers.length;
    for (const alias of made.ids) {
      const known = this.#byAlias.get(alias);
      const earlier = known === undefined ? undefined : papers[known];
      if (known === undefined || !earlier || conflict(earlier.ids, paper.ids)) continue;
      this.#duplicates += 1;
      paper = merge(earlier, paper);
      papers[known] = undefined;
      place = Math.min(place, known);
    }
    papers[place] = paper;
    for (const alias of paper.ids) {
      const holder = papers[this.#byAlias.get(alias) ?? place];
      if (holder === undefined || holder === paper) this.#byAlias.set(alias, place);
    }
  }

  /** What came of it all; `problem` is what kept the upload from being read to its end. */
  result(problem: string | undefined): Omit<ParsedFeed, 'format'> {
    const papers = this.#papers.filter((paper) => paper !== undefined);
    const rejected = this.#rejected;
    const listedOn = this.#listedOn ?? papers.find((paper) => paper.listedOn)?.listedOn;
    const verdict = this.#verdict;
    const sentence = problem ?? verdict?.sentence;
    const found = {
      duplicates: this.#duplicates,
      shortened: this.#shortened,
      papers,
      rejected,
      ...(listedOn ? { listedOn } : {}),
    };
    if (papers.length > 0) return { ...found, outcome: 'accepted', ...(sentence ? { reason: sentence } : {}) };
    if (rejected.length === 0)
      return {
        ...found,
        outcome: problem ? 'refused' : (verdict?.verdict ?? 'empty'),
        reason: sentence ?? 'A valid feed with no papers today.',
      };
    return {
      ...found,
      outcome: 'refused',
      reason: sentence ?? `None of its ${rejected.length} records is a paper; the first: ${rejected[0]?.reason}.`,
    };
  }
}
