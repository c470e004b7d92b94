import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { readDescription } from '../contract/alarms.ts';
import type { Ringing } from '../domain/alarm.ts';

/** Somebody waits for the page that shows the alarms, and it can do without them. */
export const BRIEFLY = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
};

/** CloudWatch's limit. A stack has half as many alarms. */
const MOST = 100;

/**
 * Reads which alarms of this stack ring: those in the state ALARM, and those that tell of missing data, while they have none. A new
 * alarm of that kind has none yet. Throws if CloudWatch does not answer within some seconds.
 */
export function ringingAlarms(stack: string, client = new CloudWatchClient(BRIEFLY)): () => Promise<Ringing[]> {
  const prefix = `${stack}/`;
  return async () => {
    const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNamePrefix: prefix, MaxRecords: MOST }));
    return MetricAlarms.flatMap(({ AlarmName = '', AlarmDescription = '', StateValue, ...alarm }) => {
      const silent = StateValue === 'INSUFFICIENT_DATA' && (alarm.InsufficientDataActions ?? []).length > 0;
      if (!silent && StateValue !== 'ALARM') return [];
      const said = readDescription(AlarmDescription);
      return [{ ...said, name: AlarmName.slice(prefix.length), since: alarm.StateUpdatedTimestamp ?? new Date(0), silent }];
    });
  };
}
