import { type Paper, titleAlias } from '../domain/paper.ts';
import { type IngestCounts, noCounts } from '../domain/receipt.ts';
import { decode, encodingOf, peek } from './decode.ts';
import { newsNotPapers } from './evidence.ts';
import { detect, unknownFormat } from './formats/detect.ts';
import { type Entry, type Format, HEAD, MB, once, type Sought, whole } from './formats/format.ts';
import { titlesIn } from './formats/links/id-list.ts';
import { wrapping } from './formats/wrapped.ts';
import { type FeedFile, Gathering } from './gathering.ts';
import { unpack } from './unpack.ts';
import type { Inner } from './unzip.ts';

/** Records that are held before any of them is acted on. A feed with more is handed on in pieces, the others of this many. */
export const HELD = 5_000;
export const PIECE = 1_000;

/**
 * What a file as a whole came to. `empty`: a good feed whose list of papers is there and has none. `refused`: nothing of it was handed on, and `reason`
 * says why. An accepted file has a reason when it is incomplete: what came before the damage was taken.
 */
export type Conclusion = {
  format: string | null;
  compression?: string;
  encoding?: string;
  outcome: 'accepted' | 'empty' | 'refused';
  reason?: string;
  account: IngestCounts;
  listedOn?: string;
  /** Papers that the file names and does not describe: the store may know them. A refused file may be a list of their titles. */
  sought?: Sought[];
};

/**
 * Papers of a feed. `more` says that the feed goes on: it is longer than any list of news. `lines` names its format when a
 * record is a line of the file as it was uploaded, so that it can be read in ranges as well.
 */
export type Piece = { papers: Paper[]; more: boolean; lines: string | undefined };

/**
 * Reads a feed file, or all feeds of a zip archive, in pieces, so that memory stays flat. It never throws
 * for what the file holds: what a grammar throws ends the file, and what was read before is kept. An error of the stream itself
 * goes through. A file that is refused for its first piece yields none.
 */
export async function* readFeed(bytes: AsyncIterable<Uint8Array>, file: FeedFile): AsyncGenerator<Piece, Conclusion> {
  const source = { failed: false };
  const { head, all } = await peek(watched(bytes, source), HEAD);
  if (head.length === 0) return { format: null, outcome: 'refused', reason: 'The file has no bytes.', account: noCounts() };
  const unpacked = unpack(head, all);
  const gathering = new Gathering(file);
  const about: About = { format: null, ...(unpacked.compression ? { compression: unpacked.compression } : {}) };
  const formats = new Set<string>();
  /** Why no more of the file may be read, why no more of it could be, and what a grammar found out against it. */
  let beyond: string | undefined;
  let stopped: string | undefined;
  let refused: string | undefined;
  let titles: Sought[] = [];
  for await (const inner of unpacked.files) {
    try {
      const opened = await open(inner);
      if ('reason' in opened) {
        if (inner.name === undefined) titles = opened.titles;
        if (inner.name === undefined) beyond ??= opened.reason;
        else gathering.reject(inner.name, opened.reason.replace(/\.$/, ''));
        continue;
      }
      const { format, encoding, entries, budget, plain } = opened;
      about.format = [...formats.add(format.name)].sort().join(', ');
      about.encoding ??= encoding;
      const lines = format.splits && plain && !unpacked.compression && encoding === 'utf-8' ? format.name : undefined;
      let found = false;
      for await (const entry of entries) {
        found = true;
        if (gathering.held === (gathering.taken === 0 ? HELD : PIECE)) {
          const refusal = gathering.taken === 0 ? hopeless(gathering) : undefined;
          if (refusal) return { ...about, outcome: 'refused', reason: refusal, account: gathering.account };
          yield { papers: gathering.take(), more: true, lines };
        }
        gathering.add(entry, format, inner.name);
      }
      if (budget.left < 0) beyond ??= tooLong(format);
      else if (!found) gathering.add({ verdict: 'refused', sentence: nothingIn(format) }, format, inner.name);
      if (gathering.verdict?.verdict === 'refused') refused ??= gathering.verdict.sentence;
    } catch (error) {
      if (source.failed) throw error;
      stopped ??= `${inner.name ? `${inner.name} was` : 'It was'} not read to its end: ${inWords(error)}.`;
    }
  }
  const { problem } = unpacked;
  if (problem?.refuse) beyond = problem.sentence;
  const papers = gathering.take();
  const { taken, verdict, listedOn, sought } = gathering;
  const account = gathering.closed();
  // What was handed on cannot be taken back, so only a feed of one piece can still be refused as a whole.
  const known = problem?.sentence ?? stopped ?? refused;
  const refusal = beyond ?? hopeless(gathering, known);
  if (taken === papers.length && refusal)
    return {
      ...about,
      outcome: 'refused',
      reason: refusal,
      account: beyond ? noCounts() : account,
      ...(titles.length > 0 ? { sought: titles } : {}),
    };
  if (papers.length > 0) yield { papers, more: false, lines: undefined };
  const found = { ...about, account, ...(listedOn ? { listedOn } : {}), ...(sought.length > 0 ? { sought } : {}) };
  if (taken === 0 && sought.length > 0 && !known) return { ...found, outcome: 'accepted' };
  if (taken === 0) {
    const { verdict: outcome, sentence } = known || !verdict ? { verdict: 'refused' as const, sentence: known } : verdict;
    return { ...found, outcome, reason: sentence ?? 'The archive holds no file.' };
  }
  const cut = beyond ?? (known === stopped ? stopped : undefined);
  const reason = cut ? `The first ${taken} papers were taken. ${cut}` : known;
  return { ...found, outcome: 'accepted', ...(reason ? { reason } : {}) };
}

/** Hands bytes on, and notes when it is they that fail: reading them again may help then. */
async function* watched(bytes: AsyncIterable<Uint8Array>, source: { failed: boolean }): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    source.failed = true;
    throw error;
  }
}

/** What was thrown, for a receipt. */
const inWords = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 200).replace(/\.$/, '');

type About = { format: string | null; compression?: string; encoding?: string };

/** Of records that are nearly all bad, so that the file seems to be something else: at least nine in ten, and ten. */
function hopeless(
  { account: { counts, rejected, reasons }, taken, joined, sought }: Gathering,
  known?: string,
): string | undefined {
  const bad = counts.rejected;
  const good = taken + joined + sought.length;
  if (bad === 0 || (good > 0 && (bad < 10 || bad < 9 * good))) return undefined;
  const which = good > 0 ? `${bad} of its first ${bad + good} records are no papers` : `None of its ${bad} records is a paper`;
  return (good === 0 && (known ?? newsNotPapers(reasons))) || `${which}; the first: ${rejected[0]?.reason}.`;
}

const nothingIn = ({ name }: Format) => `This looks like ${name}, but no record of a paper was found in it.`;

const tooLong = ({ maxBytes, splits }: Format) =>
  `The file is larger than ${maxBytes / MB} MB. Split it into several files${splits ? '' : ', or upload it as JSON Lines (one record a line)'}.`;

/**
 * A file's grammar and what it yields, or why it has none. `budget` is below zero once it was found to be too large; `plain`: what
 * is read is the file itself, and not what was taken out of it.
 */
type Opened =
  | { format: Format; encoding: string; entries: AsyncIterable<Entry>; budget: { left: number }; plain: boolean }
  | { reason: string; titles: Sought[] };

async function open(inner: Inner, wrapped = 0): Promise<Opened> {
  const { head, all } = await peek(inner.bytes, HEAD);
  if (head.length === 0) return { reason: 'The file has no bytes.', titles: [] };
  let encoding = encodingOf(head);
  const first = new TextDecoder(encoding).decode(head, { stream: true }).replaceAll('\0', '').replace(/\r\n?/g, '\n');
  const format = detect(first);
  const unwrap = wrapped < MOST_WRAPPED ? wrapping(first, format !== undefined) : undefined;
  let bytes = all;
  if (unwrap) {
    const text = await whole(decode(upTo(all, { left: 64 * MB }), encoding));
    const inside = unwrap(text);
    const found = inside === undefined ? undefined : await open({ ...inner, bytes: once(Buffer.from(inside)) }, wrapped + 1);
    if (found && 'format' in found) return found;
    encoding = 'utf-8';
    bytes = once(Buffer.from(text));
  }
  if (!format) return { reason: unknownFormat(first, head), titles: head.length < HEAD ? titlesIn(first, titleAlias) : [] };
  const budget = { left: format.maxBytes };
  const taken = upTo(bytes, budget);
  const entries =
    'parse' in format
      ? format.parse(decode(taken, encoding))
      : format.parseBytes(encoding === 'utf-8' ? taken : recode(taken, encoding));
  return { format, encoding, entries, budget, plain: wrapped === 0 };
}

/** A list in Python, fenced in Markdown, behind the headers of an answer: deeper than that nothing is looked for. */
const MOST_WRAPPED = 3;

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
