import { ink } from './command.ts';

/** Lines of one moment that are shown; then only how many more there were. */
const SHOWN = 10;

/** After so long without another event of the kind a moment is over, ms. */
const MOMENT_MS = 1_000;

/** Writes one line an event, with the time it is there; of a crowd of mails the first ten, and how many more. */
export function eventPrinter(now: () => Date, write: (line: string) => void): (event: { kind: string; text: string }) => void {
  const moments = new Map<string, { count: number; timer?: NodeJS.Timeout }>();
  const line = (kind: string, text: string) =>
    write(`${ink.soft(now().toISOString().slice(0, 19).replace('T', ' '))}  ${kind.padEnd(7)} ${text}`);
  return ({ kind, text }) => {
    const moment = moments.get(kind) ?? { count: 0 };
    moments.set(kind, moment);
    moment.count += 1;
    if (moment.count <= SHOWN) line(kind, text);
    clearTimeout(moment.timer);
    moment.timer = setTimeout(() => {
      moments.delete(kind);
      if (moment.count > SHOWN) line(kind, `and ${(moment.count - SHOWN).toLocaleString('en')} more`);
    }, MOMENT_MS).unref();
  };
}
