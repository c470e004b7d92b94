import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import { ink } from './command.ts';

const NONE = '';
const BORDERLESS = {
  ...{ top: NONE, 'top-mid': NONE, 'top-left': NONE, 'top-right': NONE, bottom: NONE, 'bottom-mid': NONE },
  ...{ 'bottom-left': NONE, 'bottom-right': NONE, left: NONE, 'left-mid': NONE, mid: NONE, 'mid-mid': NONE },
  ...{ right: NONE, 'right-mid': NONE, middle: '  ' },
};

type Row = readonly (string | number)[];

/** The width of the terminal, columns; 80 if it is unknown, and for a pipe. */
export const terminalWidth = () => process.stdout.columns || 80;

const widthOf = (cell: string | number = '') => stripVTControlCharacters(String(cell)).length;
const longestWord = (cell: string | number = '') => Math.max(...String(cell).split(' ').map(widthOf));

/**
 * Rows in columns under a dim head, without lines and without columns that are empty. Numbers are on the right. A table that is too
 * wide for `room` wraps texts between words. If that is not enough, each row becomes a list.
 */
export function columns(heads: readonly string[], cells: readonly Row[], room = terminalWidth()): string {
  const tells = (column: number) => cells.some((row) => (row[column] ?? '') !== '');
  const head = heads.filter((_, column) => tells(column));
  const rows = cells.map((row) => row.filter((_, column) => tells(column)));
  const wide = (of: (cell: string | number | undefined) => number) =>
    head.map((name, column) => Math.max(of(name), ...rows.map((row) => of(row[column]))));
  const [widths, least] = [wide(widthOf), wide(longestWord)];
  while (widths.reduce((sum, width) => sum + width + 2, -2) > room) {
    const slack = widths.map((width, column) => (width > (least[column] ?? 0) ? width : 0));
    const widest = slack.indexOf(Math.max(...slack));
    if (slack[widest] === 0) return lists(head, rows, room);
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  const shown = (cell: string | number = '', column: number) =>
    typeof cell === 'number' ? cell : wrapped(cell, widths[column] ?? 0).join('\n');
  return table(
    head,
    rows.map((row) => head.map((_, column) => shown(row[column], column))),
  );
}

/** Each row as lines of a name and a value. */
function lists(head: readonly string[], rows: readonly Row[], room: number): string {
  const names = Math.max(...head.map(widthOf)) + 2;
  const line = (name: string, cell: string | number) =>
    wrapped(String(cell), room - names).map((text, i) => ink.soft((i === 0 ? name : '').padEnd(names)) + text);
  const told = (row: Row) => head.flatMap((name, i) => (row[i] === '' || row[i] === undefined ? [] : line(name, row[i])));
  return rows.map((row) => told(row).join('\n')).join('\n\n');
}

/** Text in lines of at most this width, unless a word is longer. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const grown = `${lines.at(-1) ?? ''} ${word}`;
    if (lines.length > 0 && widthOf(grown) <= width) lines[lines.length - 1] = grown;
    else lines.push(word);
  }
  return lines;
}

function table(head: readonly string[], rows: readonly Row[]): string {
  const table = new Table({
    chars: BORDERLESS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    head: head.map(ink.soft),
    colAligns: head.map((_, column) => (rows.some((row) => typeof row[column] === 'number') ? 'right' : 'left')),
  });
  for (const row of rows) table.push([...row]);
  return table.toString().replace(/ +$/gm, '');
}

/** True if lines can be overwritten there: a terminal, not a log or a pipe. */
const redraws = ({ isTTY }: { isTTY?: boolean }) => isTTY === true && process.env.TERM !== 'dumb';

/** What clears the line that is being written, if the output is a terminal. */
export const clearLine = () => (redraws(process.stdout) ? '\r\u001b[2K' : '');

/** Returns a function that prints a growing count in place, each hundredth, if standard error is a terminal. */
export function counter(done: string): (n: number) => void {
  if (!redraws(process.stderr)) return () => {};
  return (n) => n % 100 === 0 && process.stderr.write(`\r\u001b[2K${n.toLocaleString('en')} ${done}\r`);
}
