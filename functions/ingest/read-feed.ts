import type { Paper } from '../domain/paper.ts';
import { type IngestTally, noTally } from '../domain/receipt.ts';
import { type FeedFile, PaperCollector } from './collect-papers.ts';
import { newsNotPapers } from './evidence.ts';
import { type Format, HEAD, MB, peek, type Sought } from './formats/format.ts';
import { openFeed } from './open-feed.ts';
import { type Unpacked, unpack } from './unpack.ts';

/**
 * Records of the first piece. They are read before any paper is saved, so a feed of one piece can still be refused as a whole.
 */
export const FIRST_PIECE_RECORDS = 5_000;
export const PIECE_RECORDS = 1_000;

/**
 * The result for a whole file. `empty`: a valid feed whose list has no papers. `refused`: none of its papers was taken, and `reason`
 * says why. An accepted file has a reason if it is incomplete: its papers before the damage were taken.
 */
export type Conclusion = {
  format: string | null;
  compression?: string;
  encoding?: string;
  outcome: 'accepted' | 'empty' | 'refused';
  reason?: string;
  tally: IngestTally;
  listedOn?: string;
  /** Papers that the file only names; the store may know them. A refused file with these may be a list of titles. */
  sought?: Sought[];
};

/**
 * Papers of a part of a feed. `more`: the feed goes on, so it is longer than any list of news. `lines` is the format's name if each
 * record is a line of the file as uploaded, so that the file can be read in ranges.
 */
export type Piece = { papers: Paper[]; more: boolean; lines: string | undefined };

/**
 * Reads a feed file, or all feeds of a zip archive, in pieces, so that memory stays flat. The content of a file never makes it
 * throw: if a format throws, the file ends there and the papers before are kept. It does throw the errors of the stream. A file
 * that is refused for its first piece yields no piece.
 */
export async function* readFeed(bytes: AsyncIterable<Uint8Array>, file: FeedFile): AsyncGenerator<Piece, Conclusion> {
  const source = { failed: false };
  const { read, all } = await peek(notingFailure(bytes, source), HEAD);
  const head = Buffer.concat(read).subarray(0, HEAD);
  if (head.length === 0) return { format: null, outcome: 'refused', reason: 'The file has no bytes.', tally: noTally() };
  const unpacked = unpack(head, all);
  const collector = new PaperCollector(file);
  const about: About = { format: null, ...(unpacked.compression ? { compression: unpacked.compression } : {}) };
  const formats = new Set<string>();
  let limitReason: string | undefined;
  let formatError: string | undefined;
  let verdictReason: string | undefined;
  let titles: Sought[] = [];
  for await (const inner of unpacked.files) {
    try {
      const opened = await openFeed(inner.bytes);
      if ('reason' in opened) {
        if (inner.name === undefined) titles = opened.titles;
        if (inner.name === undefined) limitReason ??= opened.reason;
        else collector.reject(inner.name, opened.reason.replace(/\.$/, ''));
        continue;
      }
      const { format, encoding, entries, budget, plain } = opened;
      about.format = [...formats.add(format.name)].sort().join(', ');
      about.encoding ??= encoding;
      const lines = format.splits && plain && !unpacked.compression && encoding === 'utf-8' ? format.name : undefined;
      let found = false;
      for await (const entry of entries) {
        found = true;
        if (collector.recordsInPiece === (collector.papersTaken === 0 ? FIRST_PIECE_RECORDS : PIECE_RECORDS)) {
          const refusal = collector.papersTaken === 0 ? nearlyAllBad(collector) : undefined;
          if (refusal) return { ...about, outcome: 'refused', reason: refusal, tally: collector.tally };
          yield { papers: collector.takePiece(), more: true, lines };
        }
        collector.add(entry, format, inner.name);
      }
      if (budget.left < 0) limitReason ??= tooLong(format);
      else if (!found) collector.add({ verdict: 'refused', sentence: nothingIn(format) }, format, inner.name);
      if (collector.verdict?.verdict === 'refused') verdictReason ??= collector.verdict.sentence;
    } catch (error) {
      if (source.failed) throw error;
      formatError ??= `${inner.name ? `${inner.name} was` : 'It was'} not read to its end: ${messageOf(error)}.`;
    }
  }
  const { papers, conclusion } = concludeFile(collector, about, {
    problem: unpacked.problem,
    limitReason,
    formatError,
    verdictReason,
    titles,
  });
  if (papers.length > 0) yield { papers, more: false, lines: undefined };
  return conclusion;
}

/** The last papers of a file and the result for the whole of it. The papers of a refused file are left out. */
function concludeFile(
  collector: PaperCollector,
  about: About,
  { problem, limitReason, formatError, verdictReason, titles }: Findings,
): { papers: Paper[]; conclusion: Conclusion } {
  const papers = collector.takePiece();
  const { papersTaken: taken, verdict, listedOn, sought } = collector;
  const tally = collector.finalTally();
  const passed = problem?.refuse ? problem.sentence : limitReason;
  const known = problem?.sentence ?? formatError ?? verdictReason;
  const refusal = passed ?? nearlyAllBad(collector, known);
  // Earlier pieces are already saved, so only a feed of one piece can be refused as a whole.
  if (taken === papers.length && refusal) {
    const refused = { ...about, outcome: 'refused', reason: refusal, tally: passed ? noTally() : tally } as const;
    return { papers: [], conclusion: { ...refused, ...(titles.length > 0 ? { sought: titles } : {}) } };
  }
  const found = { ...about, tally, ...(listedOn ? { listedOn } : {}), ...(sought.length > 0 ? { sought } : {}) };
  if (taken === 0 && sought.length > 0 && !known) return { papers, conclusion: { ...found, outcome: 'accepted' } };
  if (taken === 0) {
    const { verdict: outcome, sentence } = known || !verdict ? { verdict: 'refused' as const, sentence: known } : verdict;
    return { papers, conclusion: { ...found, outcome, reason: sentence ?? 'The archive holds no file.' } };
  }
  const cut = passed ?? (known === formatError ? formatError : undefined);
  const reason = cut ? `The first ${taken} papers were taken. ${cut}` : known;
  return { papers, conclusion: { ...found, outcome: 'accepted', ...(reason ? { reason } : {}) } };
}

/** Yields the bytes, and notes if the stream itself fails: then a retry may help. */
async function* notingFailure(bytes: AsyncIterable<Uint8Array>, source: { failed: boolean }): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    source.failed = true;
    throw error;
  }
}

/** The message of an error, for a receipt. */
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 200).replace(/\.$/, '');

type About = { format: string | null; compression?: string; encoding?: string };

/**
 * What was found out about a file besides its records: `problem` of its archive; why reading ended, at a limit or where a format
 * threw; why a format refuses it; `titles`, its lines if they may be titles.
 */
type Findings = {
  problem: Unpacked['problem'];
  limitReason: string | undefined;
  formatError: string | undefined;
  verdictReason: string | undefined;
  titles: Sought[];
};

/**
 * The reason to refuse a file whose records are nearly all bad: all, or at least ten and nine of ten. Undefined for a good file.
 */
function nearlyAllBad(
  { tally: { counts, rejected, reasons }, papersTaken: taken, papersInPiece: joined, sought }: PaperCollector,
  known?: string,
): string | undefined {
  const bad = counts.rejected;
  const good = taken + joined + sought.length;
  if (bad === 0 || (good > 0 && (bad < 10 || bad < 9 * good))) return undefined;
  const which = good > 0 ? `${bad} of its first ${bad + good} records are no papers` : `None of its ${bad} records is a paper`;
  return (good === 0 && (known ?? newsNotPapers(reasons))) || `${which}; the first: ${rejected[0]?.reason}.`;
}

const nothingIn = ({ name }: Format) =>
  `This looks like ${name}, but it has no record of a paper. Check that the export is complete and upload it again.`;

const tooLong = ({ maxBytes, splits }: Format) =>
  `The file is larger than ${maxBytes / MB} MB, the most that this format allows. Split it into several files${splits ? '' : ', or upload it as JSON Lines (one record a line)'}.`;
