import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRIC } from '../contract/metrics.ts';

/** One JSON object a line. Reader ids identify people here; addresses never appear. */
export const logger = new Logger();

/** Stack and service are named by POWERTOOLS_METRICS_NAMESPACE and POWERTOOLS_SERVICE_NAME. */
const metrics = new Metrics();

/** Adds `n` to a count. Zero is emitted too, so that graphs have no holes. */
export function count(metric: keyof typeof METRIC, n: number): void {
  metrics.addMetric(METRIC[metric], MetricUnit.Count, n);
}

/** Writes out what was counted, whether `work` succeeds or throws. */
export async function withMetrics<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    metrics.publishStoredMetrics();
  }
}
