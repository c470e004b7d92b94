import { ink } from './command.ts';

/** How many lines of one burst are printed. */
const SHOWN = 10;

/** A burst ends when no event of its kind comes for this long, ms. */
const BURST_MS = 1_000;

/**
 * Returns a function that writes one line an event, with the cloud's time. Of a burst it writes ten, then how many more there
 * were.
 */
export function eventPrinter(now: () => Date, write: (line: string) => void): (event: { kind: string; text: string }) => void {
  const bursts = new Map<string, { count: number; timer?: NodeJS.Timeout }>();
  const line = (kind: string, text: string) =>
    write(`${ink.soft(now().toISOString().slice(0, 19).replace('T', ' '))}  ${kind.padEnd(7)} ${text}`);
  return ({ kind, text }) => {
    const burst = bursts.get(kind) ?? { count: 0 };
    bursts.set(kind, burst);
    burst.count += 1;
    if (burst.count <= SHOWN) line(kind, text);
    clearTimeout(burst.timer);
    burst.timer = setTimeout(() => {
      bursts.delete(kind);
      if (burst.count > SHOWN) line(kind, `and ${(burst.count - SHOWN).toLocaleString('en')} more`);
    }, BURST_MS).unref();
  };
}
