import Table from 'cli-table3';
import { ink } from './command.ts';

const NONE = '';
const BORDERLESS = {
  ...{ top: NONE, 'top-mid': NONE, 'top-left': NONE, 'top-right': NONE, bottom: NONE, 'bottom-mid': NONE },
  ...{ 'bottom-left': NONE, 'bottom-right': NONE, left: NONE, 'left-mid': NONE, mid: NONE, 'mid-mid': NONE },
  ...{ right: NONE, 'right-mid': NONE, middle: '  ' },
};

/** Rows in columns under a quiet head, without lines. Numbers stand on the right. */
export function columns(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const table = new Table({
    chars: BORDERLESS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    head: head.map(ink.soft),
    colAligns: head.map((_, column) => (rows.some((row) => typeof row[column] === 'number') ? 'right' : 'left')),
  });
  for (const row of rows) table.push([...row]);
  return table.toString().replace(/ +$/gm, '');
}

/** `1 reader`, `1,234 readers`. */
export const counted = (n: number, noun: string) => `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;

/** Whether what was written there can be drawn over: logs and pipes stay readable. */
export const redraws = ({ isTTY }: { isTTY?: boolean }) => isTTY === true && process.env.TERM !== 'dumb';

/** A share from 0 to 1 as a bar, which can be read without colours. */
export function bar(share: number, width: number): string {
  const full = Math.floor(Math.min(1, share) * width);
  return '━'.repeat(full) + ink.soft('·'.repeat(width - full));
}

/** Counts long work up in place, where that can be drawn. */
export function counter(done: string): (n: number) => void {
  if (!redraws(process.stderr)) return () => {};
  return (n) => process.stderr.write(`\r\u001b[2K${n.toLocaleString('en')} ${done}\r`);
}
