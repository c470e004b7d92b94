import { dayInName } from '../domain/listing-day.ts';
import { conflict, merge, type Paper } from '../domain/paper.ts';
import { type IngestCounts, lacking, noCounts, reject, remark } from '../domain/receipt.ts';
import type { Entry, Format, Sought } from './formats/format.ts';
import { toPaper } from './to-paper.ts';

/** What is known of a file besides its bytes. `listedOn`, else a day in its name, wins over the days it holds. */
export type FeedFile = { name: string; uploadedAt: Date; listedOn?: string | undefined };

/** What a format found out about the file as a whole; its sentence is shown when there is no paper in it. */
export type Verdict = { verdict: 'empty' | 'refused'; sentence: string };

/**
 * Records as they are read, cleaned, with the papers that several records describe joined into one. Papers are handed out
 * a piece at a time, so records are joined within a piece; across pieces the table joins them.
 */
export class Gathering {
  readonly account: IngestCounts = noCounts();
  /** Records of the current piece, good or bad. */
  held = 0;
  verdict: Verdict | undefined;
  listedOn: string | undefined;
  /** Papers that the file names and does not describe. */
  readonly sought: Sought[] = [];
  /** Papers handed out so far. */
  taken = 0;
  /** Papers of the current piece. */
  get joined(): number {
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

  /** `within` names the file of an archive that the entry is of. */
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
    this.held += 1;
    this.#position += 1;
    this.listedOn ??= made.paper.listedOn;
    if (made.shortened) this.account.counts.shortened += 1;
    for (const kind of made.remarks) remark(this.account, kind);
    if (made.paper.abstract === '') this.#without.abstracts += 1;
    if (made.paper.authors.length === 0) this.#without.authors += 1;
    this.#join(made.paper);
  }

  reject(at: string, reason: string): void {
    this.held += 1;
    reject(this.account, { at, reason });
  }

  /** The account, at the end: with what no paper of the file has. */
  closed(): IngestCounts {
    lacking(this.account, this.#position, this.#without);
    return this.account;
  }

  /** The papers of the current piece; the next one begins. */
  take(): Paper[] {
    const papers = this.#papers.filter((paper) => paper !== undefined);
    this.#papers = [];
    this.#byAlias = new Map();
    this.held = 0;
    this.taken += papers.length;
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
      this.account.counts.duplicates += 1;
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
