import { alarmProperties, evaluate, metricKey as keyOf, type Metrics, type State } from '../../infra/local/alarm-states.ts';
import { type Json, read } from './synth.ts';

export type { Metrics };

/** The key of a metric, as an alarm of the template names it. */
export const metricKey = (namespace: string, name: string, dimensions: Json = []) =>
  keyOf(
    namespace,
    name,
    dimensions.map(({ Value }: Json) => ({ Value: read(Value) })),
  );

const isReference = (value: Json) =>
  typeof value === 'object' && value !== null && ('Ref' in value || 'Fn::GetAtt' in value || 'Fn::Join' in value);
const withNames = (alarm: Json): Json =>
  JSON.parse(JSON.stringify(alarm), (_, value) => (isReference(value) ? read(value) : value));

/** How late points come, s. */
const LAG = 120;

/**
 * Runs alarms minute by minute, all of them new at 0, and tells when each first rang: went to a state for which it has actions. That
 * of OK is no ring, and neither is the state in which an alarm begins.
 */
export function firstRings(alarms: Json[], metrics: Metrics, until: number): Map<string, number> {
  const rang = new Map<string, number>();
  for (const alarm of alarms.map((one) => alarmProperties.parse(withNames(one)))) {
    let state: State = 'INSUFFICIENT_DATA';
    for (let now = 60; now <= until && !rang.has(alarm.AlarmName); now += 60) {
      const before: State = state;
      state = evaluate(alarm, metrics, now - LAG, before);
      const actions = { ALARM: alarm.AlarmActions, INSUFFICIENT_DATA: alarm.InsufficientDataActions, OK: [] }[state];
      if (state !== before && actions.length > 0) rang.set(alarm.AlarmName, now);
    }
  }
  return rang;
}
