import { globSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { type Alarm, alarmProperties, evaluate, type Metrics, metricKey, namespacesOf, type State } from './alarm-states.ts';
import { type Answer, type Call, refusal } from './gateway.ts';
import type { Clock } from './state.ts';
import { ACCOUNT, REGION, STACK, type Template } from './template.ts';

const request = z.object({ AlarmNamePrefix: z.string().default('') });

/** A line of a log that CloudWatch turns into metrics. */
const counted = z.looseObject({
  service: z.string(),
  _aws: z.object({
    Timestamp: z.number(),
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.tuple([z.array(z.literal('service'))]),
        Metrics: z.array(z.object({ Name: z.string() })),
      }),
    ),
  }),
});

/** How far back it is looked since when an alarm has its state, s. */
const A_DAY = 86_400;

/**
 * CloudWatch: DescribeAlarms. The states of the template's alarms follow from what the functions counted in their logs. An alarm on
 * what AWS itself measures (crashes, queues, requests, cost) has no data here.
 */
export function cloudWatch(template: Template, logs: string, clock: Clock) {
  const alarms = template.all('AWS::CloudWatch::Alarm', alarmProperties).map(({ properties }) => properties);

  /** The state of an alarm, and since when it has it, s. */
  function stateOf(alarm: Alarm, metrics: Metrics): { state: State; since: number } {
    // Points count at once: whoever moved the clock waits for the result.
    const now = Math.ceil(clock.now().getTime() / 60_000) * 60;
    if (namespacesOf(alarm).some((namespace) => namespace !== STACK)) return { state: 'INSUFFICIENT_DATA', since: now - A_DAY };
    const at = (moment: number) => evaluate(alarm, metrics, moment, 'INSUFFICIENT_DATA');
    const state = at(now);
    let since = now;
    while (state !== 'OK' && since > now - A_DAY && at(since - 60) === state) since -= 60;
    return { state, since };
  }

  return ({ target, body }: Call): Answer => {
    if (target !== 'GraniteServiceVersion20100801.DescribeAlarms')
      return refusal(400, 'InvalidAction', `The local cloud's CloudWatch does not know ${target}.`);
    const { AlarmNamePrefix } = request.parse(JSON.parse(body.toString()));
    const metrics = metricsIn(logs);
    const MetricAlarms = alarms
      .filter(({ AlarmName }) => AlarmName.startsWith(AlarmNamePrefix))
      .map((alarm) => {
        const { AlarmName, AlarmDescription, AlarmActions, InsufficientDataActions } = alarm;
        const { state, since } = stateOf(alarm, metrics);
        return {
          ...{ AlarmName, AlarmDescription, AlarmActions, InsufficientDataActions },
          AlarmArn: `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:${AlarmName}`,
          StateValue: state,
          StateUpdatedTimestamp: since - 60,
        };
      });
    return { status: 200, body: { MetricAlarms, CompositeAlarms: [] } };
  };
}

/** What all functions counted, by their logs. */
function metricsIn(logs: string): Metrics {
  const metrics: Metrics = new Map();
  for (const file of globSync(`${logs}/*.log`)) {
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      if (!line.startsWith('{"_aws"')) continue;
      const { _aws, ...told } = counted.parse(JSON.parse(line));
      for (const { Namespace, Dimensions, Metrics } of _aws.CloudWatchMetrics) {
        for (const { Name } of Metrics) {
          const key = metricKey(
            Namespace,
            Name,
            Dimensions[0].map((dimension) => ({ Value: told[dimension] })),
          );
          const points = metrics.get(key) ?? [];
          points.push({ at: _aws.Timestamp / 1000, value: Number(told[Name]) });
          metrics.set(key, points);
        }
      }
    }
  }
  return metrics;
}
