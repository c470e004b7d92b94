import { many, ofType, templateOf } from '../infra/synth.ts';
import type { Fixed } from './bill.ts';
import { fullDay } from './edition.ts';

/** What the template with these alarms holds that costs by the month; and the bytes of a full day's edition. */
export async function fixedCosts(wanted: 'essential' | 'all' = 'essential'): Promise<Fixed> {
  const { parts, papers } = await fullDay();
  const printed = papers.map(({ original: _, ...paper }) => paper);
  const template = templateOf({ alarms: wanted });
  const properties = (type: string) => Object.values(ofType(type, template)).map(({ Properties }) => Properties);
  return {
    alarms: properties('AWS::CloudWatch::Alarm')
      .map(({ Metrics = [{ MetricStat: true }] }) => many<{ MetricStat?: unknown }>(Metrics))
      .reduce((sum, metrics) => sum + metrics.filter(({ MetricStat }) => MetricStat).length, 0),
    // SES's reputation by configuration set: two metrics, charged like our own ("Creating configuration sets").
    metrics: 2 * properties('AWS::SES::ConfigurationSet').filter((set) => set.ReputationOptions?.ReputationMetricsEnabled).length,
    dashboards: properties('AWS::CloudWatch::Dashboard').length,
    queues: properties('AWS::Lambda::EventSourceMapping').length,
    // "AWS KMS charges a monthly fee for each version of key material": after a year of rotation there are two.
    keyVersions: properties('AWS::KMS::Key').reduce((n, { EnableKeyRotation }) => n + (EnableKeyRotation ? 2 : 1), 0),
    editionBytes: Buffer.byteLength(JSON.stringify(parts)) + Buffer.byteLength(JSON.stringify(printed)),
  };
}
