import { logEnv } from '../contract/env.ts';
import { METRIC, SHARED } from '../contract/metrics.ts';
import { readEnv } from './env.ts';

const { STACK, SERVICE } = readEnv(logEnv);

/** Writes to stdout directly: Lambda's `console` adds text before each line, which makes it invalid JSON. */
const write = (line: object) => void process.stdout.write(`${JSON.stringify(line, withErrors)}\n`);

/** Copies the members of an error, which are not enumerable, so that JSON shows them. */
const withErrors = (_: string, value: unknown) =>
  value instanceof Error ? { name: value.name, message: value.message, stack: value.stack, cause: value.cause } : value;

const level = (level: 'INFO' | 'WARN' | 'ERROR') => (message: string, details: object) =>
  write({ level, message, timestamp: new Date().toISOString(), service: SERVICE, ...details });

/** Logs one JSON object a line. People appear by reader id, never by address. */
export const logger = { info: level('INFO'), warn: level('WARN'), error: level('ERROR') };

const counts = new Map<string, number>();

/**
 * Adds `n` to a metric. CloudWatch charges for each hour in which a metric is written, so zero is not written, unless an alarm
 * must tell zero from silence (`zero`).
 */
export function count(metric: keyof typeof METRIC, n: number, { zero = false } = {}): void {
  if (n === 0 && !zero) return;
  counts.set(METRIC[metric], (counts.get(METRIC[metric]) ?? 0) + n);
}

/**
 * Runs `work`, then writes what was counted, also if it throws, as a line that CloudWatch turns into metrics ("Embedded metric
 * format specification", CloudWatch User Guide).
 */
export async function withMetrics<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    const names = [...counts.keys()];
    const directives = [
      { dimensions: ['service'], of: names.filter((name) => !SHARED.includes(name)) },
      { dimensions: [], of: names.filter((name) => SHARED.includes(name)) },
    ].filter(({ of }) => of.length > 0);
    const CloudWatchMetrics = directives.map(({ dimensions, of }) => ({
      Namespace: STACK,
      Dimensions: [dimensions],
      Metrics: of.map((Name) => ({ Name, Unit: 'Count' })),
    }));
    if (counts.size > 0)
      write({ _aws: { Timestamp: Date.now(), CloudWatchMetrics }, service: SERVICE, ...Object.fromEntries(counts) });
    counts.clear();
  }
}
