import { readdirSync, readFileSync } from 'node:fs';
import { many, ofType } from '../infra/synth.ts';
import type { Fixed } from './bill.ts';
import { fullDay } from './edition.ts';

const FUNCTIONS = new URL('../../functions/', import.meta.url);

/** What the template and the handlers hold that costs by the month; and the bytes of a full day's edition. */
export async function fixedCosts(): Promise<Fixed> {
  const { parts, papers } = await fullDay();
  const printed = papers.map(({ original: _, ...paper }) => paper);
  return {
    alarms: Object.values(ofType('AWS::CloudWatch::Alarm'))
      .map(({ Properties: { Metrics = [{ MetricStat: true }] } }) => many<{ MetricStat?: unknown }>(Metrics))
      .reduce((sum, metrics) => sum + metrics.filter(({ MetricStat }) => MetricStat).length, 0),
    metrics: ownMetrics(),
    queues: Object.keys(ofType('AWS::Lambda::EventSourceMapping')).length,
    editionBytes: Buffer.byteLength(JSON.stringify(parts)) + Buffer.byteLength(JSON.stringify(printed)),
  };
}

/** Metrics by function, as the handlers count them: CloudWatch takes each name of each function for one. */
function ownMetrics(): number {
  const handlers = readdirSync(FUNCTIONS, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('handler.ts'));
  return handlers
    .map((path) => readFileSync(new URL(path, FUNCTIONS), 'utf8'))
    .reduce((sum, source) => sum + new Set(source.match(/\bcount\('\w+'/g)).size, 0);
}
