/** What a bench found: tables to read, and the goals that `--check` holds it to. */
export type Report = { tables: Table[]; goals: Goal[]; notes?: string[] };
export type Table = { head: string[]; rows: (string | number)[][] };

/** A ratio of two measurements of one run, and the bound it must keep. Absolute figures depend on the machine; these do not. */
export type Goal = { what: string; ratio: number } & ({ atLeast: number } | { atMost: number });

export const met = (goal: Goal) => ('atLeast' in goal ? goal.ratio >= goal.atLeast : goal.ratio <= goal.atMost);

/** A ratio as people read it. */
export const short = (n: number) => (n >= 100 ? Math.round(n).toLocaleString('en') : n.toFixed(2));

/** The middle of an odd number of values, the mean of the two in the middle otherwise. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}

/** CPU time of this process, user and system, µs. Neighbours on a shared machine take wall time, hardly CPU time. */
export function cpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/**
 * CPU time of one call of each case, µs: the median of rounds that take the cases in turn, so that whatever slows the machine
 * down for a while slows all of them. A case runs in a round until it has used `roundMs`.
 */
export async function costs<Name extends string>(
  cases: Record<Name, () => unknown>,
  { rounds = 9, roundMs = 150 } = {},
): Promise<Record<Name, number>> {
  const names = Object.keys(cases) as Name[];
  const found = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  const calls = {} as Record<Name, number>;
  for (const name of names) calls[name] = await calibrated(cases[name], roundMs);
  for (let round = 0; round < rounds; round++) {
    progress(`round ${round + 1} of ${rounds}`);
    for (const name of round % 2 ? names.toReversed() : names) {
      const before = cpu();
      await repeat(cases[name], calls[name]);
      found[name].push((cpu() - before) / calls[name]);
    }
  }
  progress();
  return Object.fromEntries(names.map((name) => [name, median(found[name])])) as Record<Name, number>;
}

/** How many calls use about `ms` of CPU. Also warms the case up. */
async function calibrated(call: () => unknown, ms: number): Promise<number> {
  for (let n = 1; ; n *= 2) {
    const before = cpu();
    await repeat(call, n);
    const used = (cpu() - before) / 1000;
    if (used > ms / 2) return Math.max(1, Math.round((n * ms) / used));
  }
}

async function repeat(call: () => unknown, n: number): Promise<void> {
  for (let i = 0; i < n; i++) {
    const result = call();
    if (result instanceof Promise) await result;
  }
}

/** Says on a terminal what is under way, in one line that the next one replaces. */
export function progress(text = ''): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

/** Keeps what a case made, so that the compiler cannot leave the work out. */
export function sink(value: unknown): void {
  kept = value;
}
let kept: unknown;
export const lastKept = () => kept;
