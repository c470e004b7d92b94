import { LONGEST } from '../lines.ts';

/** A line of the file and its number. */
type Line = { number: number; line: string };

/** A row and its first line; or why a line is not a row. */
export type Row = { line: number; cells: string[] } | { line: number; reason: string };

/** Characters of one row at most. */
const LONGEST_ROW = 2 * 1024 * 1024;
/** After this many unclosed quotes a quote must end on its line, so that the text read twice stays bounded. */
const MOST_STRAY = 100;

/** A row being read: its finished cells, and the text of a cell whose quote is open. */
type Open = { cells: string[]; quoted: string | undefined; lines: Line[]; size: number };

/**
 * Makes rows of lines. A quoted cell may go on for several lines. A quote that never ends, or that ends in another row, costs only
 * its own line: the lines after it are read again. Takes linear time.
 */
export class RowReader {
  readonly #delimiter: string;
  /** Cells of the header. */
  readonly #width: number;
  #open: Open | undefined;
  #stray = 0;

  constructor(delimiter: string, width: number) {
    this.#delimiter = delimiter;
    this.#width = width;
  }

  *add(line: Line): Generator<Row> {
    const waiting = [line];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      if (!this.#open && next.line.trim() === '') continue;
      const open = this.#open ?? { cells: [], quoted: undefined, lines: [], size: 0 };
      const found = this.#read(open, next);
      this.#open = found === 'open' ? open : undefined;
      if (found === 'open') continue;
      if (found === 'row') {
        const [first] = open.lines;
        yield this.#row(first?.number ?? next.number, open.cells);
      } else yield* this.#stranded(open.lines, waiting);
    }
  }

  *end(): Generator<Row> {
    while (this.#open) {
      const waiting: Line[] = [];
      const { lines } = this.#open;
      this.#open = undefined;
      yield* this.#stranded(lines, waiting);
      for (let next = waiting.pop(); next; next = waiting.pop()) yield* this.add(next);
    }
  }

  /** Yields the first of these lines as a row by itself, and queues the others to be read again. */
  *#stranded(lines: readonly Line[], waiting: Line[]): Generator<Row> {
    this.#stray += 1;
    const [first, ...others] = lines;
    for (const line of others.reverse()) waiting.push(line);
    if (!first) return;
    const cells = first.line.split(this.#delimiter);
    yield cells.length === this.#width
      ? { line: first.number, cells: cells.map((cell) => cell.trim().replace(/^"([^"]*)"?$|^([^"]*)"$/, '$1$2')) }
      : { line: first.number, reason: `a quote of this row is never closed; ${first.line.length} characters were not read` };
  }

  #row(line: number, cells: string[]): Row {
    const surplus = cells.slice(this.#width).some((cell) => cell.trim() !== '');
    return surplus ? { line, reason: `a row with ${cells.length} cells under a header of ${this.#width}` } : { line, cells };
  }

  /**
   * Reads one line into a row. The row is then finished (`row`), has an open quote (`open`), or has a quote that is wrong
   * (`fault`).
   */
  #read(open: Open, line: Line): 'row' | 'open' | 'fault' {
    const { line: text } = line;
    open.lines.push(line);
    open.size += text.length + 1;
    if (text.length > LONGEST || open.size > LONGEST_ROW) return 'fault';
    let at = 0;
    /** The open cell has a quote that does not end it. Such a cell does not go on in the next line. */
    let loose = false;
    /** A cell of this row has such a quote. Its number of cells then shows whether the row is whole. */
    let doubtful = open.lines.length > 1;
    const row = () => (doubtful && open.cells.length !== this.#width ? 'fault' : 'row');
    if (open.quoted !== undefined) open.quoted += '\n';
    for (;;) {
      if (open.quoted === undefined) {
        const start = at + (/^ *(?=")/.exec(text.slice(at, at + 40))?.[0].length ?? 0);
        if (text[start] === '"') {
          open.quoted = '';
          loose = false;
          at = start + 1;
        } else {
          const end = text.indexOf(this.#delimiter, at);
          open.cells.push(text.slice(at, end < 0 ? text.length : end));
          if (end < 0) return row();
          at = end + 1;
          continue;
        }
      }
      const quote = text.indexOf('"', at);
      if (quote < 0) {
        open.quoted += text.slice(at);
        return this.#stray < MOST_STRAY && !loose ? 'open' : 'fault';
      }
      open.quoted += text.slice(at, quote);
      at = quote + 1;
      if (text[at] === '"') {
        open.quoted += '"';
        at += 1;
        continue;
      }
      const behind = /^ *$|^ */.exec(text.slice(at, at + 40))?.[0].length ?? 0;
      const ends = at + behind >= text.length || text[at + behind] === this.#delimiter;
      if (ends) {
        open.cells.push(open.quoted);
        open.quoted = undefined;
        if (at + behind >= text.length) return row();
        at += behind + 1;
      } else if (open.lines.length > 1 && this.#begins(text, quote)) return 'fault';
      else {
        open.quoted += '"';
        loose = true;
        doubtful = true;
      }
    }
  }

  /** True if a quote is where a cell begins. Inside a cell of several lines, it belongs to another row. */
  #begins(text: string, quote: number): boolean {
    const before = text[quote - 1];
    return before === undefined || before === this.#delimiter;
  }
}
