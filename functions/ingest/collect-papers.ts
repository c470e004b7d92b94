import { dayInName } from '../domain/listing-day.ts';
import { conflict, merge, type Paper } from '../domain/paper.ts';
import { type IngestTally, lacking, noTally, reject, remark } from '../domain/receipt.ts';
import type { Entry, Format, Sought } from './formats/format.ts';
import { toPaper } from './to-paper.ts';

/** Facts about a file besides its bytes. `listedOn`, else a day in its name, wins over the days in its records. */
export type FeedFile = { name: string; uploadedAt: Date; listedOn?: string | undefined };

/** What a format says about the whole file. The receipt shows its sentence if the file has no paper. */
export type Verdict = { verdict: 'empty' | 'refused'; sentence: string };

/**
 * Makes papers of records and merges records of the same paper. Papers leave in pieces, so records merge only within a piece; the
 * table merges them across pieces.
 */
export class PaperCollector {
  readonly tally: IngestTally = noTally();
  /** Records of the current piece, with the rejected ones. */
  recordsInPiece = 0;
  verdict: Verdict | undefined;
  listedOn: string | undefined;
  /** Papers that the file only names. */
  readonly sought: Sought[] = [];
  /** Papers of earlier pieces. */
  papersTaken = 0;
  /** Papers of the current piece. */
  get papersInPiece(): number {
    return this.#papers.reduce((n, paper) => (paper ? n + 1 : n), 0);
  }
  readonly #uploadedAt: Date;
  readonly #stated: string | undefined;
  #papers: (Paper | undefined)[] = [];
  #byAlias = new Map<string, number>();
  #position = 0;
  readonly #without = { abstracts: 0, authors: 0 };

  constructor({ name, uploadedAt, listedOn }: FeedFile) {
    this.#uploadedAt = uploadedAt;
    this.#stated = listedOn ?? dayInName(name);
    this.listedOn = this.#stated;
  }

  /** Adds an entry. `within` is the entry's file if it comes from an archive. */
  add(entry: Entry, format: Format, within: string | undefined): void {
    if ('verdict' in entry) {
      this.verdict = entry;
      return;
    }
    const at = within === undefined ? entry.at : `${within}, ${entry.at}`;
    if ('sought' in entry) {
      this.sought.push({ ...entry.sought, at });
      return;
    }
    const context = { format, uploadedAt: this.#uploadedAt, listedOn: this.#stated, position: this.#position };
    const made = 'record' in entry ? toPaper(entry.record, context) : entry;
    if ('reason' in made) {
      this.reject(at, made.reason);
      return;
    }
    this.recordsInPiece += 1;
    this.#position += 1;
    this.listedOn ??= made.paper.listedOn;
    if (made.shortened) this.tally.counts.shortened += 1;
    for (const kind of made.remarks) remark(this.tally, kind);
    if (made.paper.abstract === '') this.#without.abstracts += 1;
    if (made.paper.authors.length === 0) this.#without.authors += 1;
    this.#join(made.paper);
  }

  reject(at: string, reason: string): void {
    this.recordsInPiece += 1;
    reject(this.tally, { at, reason });
  }

  /** The tally of the whole file, with remarks on what none of its papers has. */
  finalTally(): IngestTally {
    lacking(this.tally, this.#position, this.#without);
    return this.tally;
  }

  /** Returns the papers of the current piece and begins the next one. */
  takePiece(): Paper[] {
    const papers = this.#papers.filter((paper) => paper !== undefined);
    this.#papers = [];
    this.#byAlias = new Map();
    this.recordsInPiece = 0;
    this.papersTaken += papers.length;
    return papers;
  }

  #join(made: Paper): void {
    const papers = this.#papers;
    let paper = made;
    let place = papers.length;
    for (const alias of made.ids) {
      const known = this.#byAlias.get(alias);
      const earlier = known === undefined ? undefined : papers[known];
      if (known === undefined || !earlier || conflict(earlier.ids, paper.ids)) continue;
      this.tally.counts.duplicates += 1;
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
}
