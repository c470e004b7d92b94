import { describe, expect, test } from 'vitest';
import { firstRings, type Metrics, metricKey } from './cloudwatch.ts';
import { type Json, many, ofType, templateOf } from './synth.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const alarmsOf = (alarms: string): Json[] =>
  Object.values(
    ofType(
      'AWS::CloudWatch::Alarm',
      templateOf({
        alarms,
        sources: 'hf:daily',
        editors: 'ak@lab.example',
        mailtoUnsubscribe: 'inbound',
        expect: 'weekdays by 06:00 UTC',
      }),
    ),
  ).map(({ Properties }) => Properties);
const all = alarmsOf('all');
const essential = alarmsOf('essential');
const named = (name: string) => all.find(({ AlarmName }) => AlarmName === `Broadsheet/${name}`)!;

/** The metrics that an alarm looks at, by their names as CloudWatch has them, in the order of the template. */
const metricsOf = (name: string): string[] => {
  const { Metrics, Namespace, MetricName, Dimensions } = named(name);
  if (!Metrics) return [metricKey(Namespace, MetricName, Dimensions)];
  return many<Json>(Metrics)
    .filter(({ MetricStat }) => MetricStat)
    .map(({ MetricStat: { Metric } }) => metricKey(Metric.Namespace, Metric.MetricName, Metric.Dimensions));
};

/** A value told at `from` and again every `every` seconds before `until`. */
type Told = { value: number; from: number; every?: number; until?: number };

function put(metrics: Metrics, key: string, { value, from, every = DAY, until = from + 1 }: Told): void {
  const points = metrics.get(key) ?? [];
  for (let at = from; at < until; at += every) points.push({ at, value });
  metrics.set(key, points);
}

const [TICKS] = metricsOf('Digest/NoTicks') as [string];
const [AMISS] = metricsOf('Fetch/SourceAmiss') as [string];
const [SENT, EVENTS] = metricsOf('Feedback/Silent') as [string, string];
const COST = metricsOf('Monitoring/CostHigh');

/** What CloudWatch is told on a day without a fault: a deployment at 0, ticks, editions of a thousand readers, signers-up, scanners. */
function healthy(until = 2 * DAY): Metrics {
  const metrics: Metrics = new Map();
  put(metrics, TICKS, { value: 1, from: 17 * MINUTE, every: 15 * MINUTE, until });
  // A run begins at 41 minutes past, and takes up to ten.
  for (let hour = 0; hour * HOUR < until; hour++)
    put(metrics, AMISS, { value: 0, from: hour * HOUR + (41 + ((hour * 7) % 10)) * MINUTE });
  for (let hour = 3 * HOUR; hour < until; hour += DAY / 3) {
    // The count of a batch comes as its call ends; its first events came before, its last come after.
    for (let batch = 0; batch < 10; batch++) {
      put(metrics, SENT, { value: 100, from: hour + 2 * MINUTE + batch * 10 });
      put(metrics, EVENTS, { value: 100, from: hour + 2 * MINUTE + batch * 10 + 5 });
    }
    put(metrics, key('Subscribe/Flood'), { value: 100, from: hour, every: MINUTE, until: hour + HOUR });
  }
  for (const stage of ['Ingest', 'Send', 'Feedback', 'Subscribe/Letters', 'Digest', 'Subscribe', 'Fetch'])
    put(metrics, key(`${stage}/Errors`), { value: 0, from: 3 * HOUR, every: 17 * MINUTE, until });
  for (const stage of ['Ingest', 'Ingest/Ranges', 'Send', 'Feedback', 'Subscribe/Letters']) {
    put(metrics, key(`${stage}/Late`), { value: 40, from: 3 * HOUR, every: 5 * MINUTE, until });
    put(metrics, key(`${stage}/DLQNotEmpty`), { value: 0, from: 3 * HOUR, every: 5 * MINUTE, until });
  }
  for (const kind of ['Bounce', 'Complaint'])
    put(metrics, key(`Mail/${kind}RateHigh`), {
      value: kind === 'Bounce' ? 0.01 : 0.0002,
      from: 3 * HOUR,
      every: 15 * MINUTE,
      until,
    });
  for (const metric of COST.filter((metric) => metric !== SENT))
    put(metrics, metric, { value: 5_000, from: 3 * HOUR, every: HOUR, until });
  return metrics;
}
const key = (name: string) => metricsOf(name)[0]!;

/** The second day's morning: a fault begins. */
const T = DAY + 6 * HOUR;
const once: Told = { value: 1, from: T };
/** Fails at once and twice again, as a message that comes back does. */
const twice: Told = { value: 1, from: T, every: 4 * MINUTE, until: T + 9 * MINUTE };
const aged = (hours: number): Told => ({
  value: hours * HOUR + 60,
  from: T + hours * HOUR,
  every: MINUTE,
  until: T + hours * HOUR + HOUR,
});
const quarterly = (value: number): Told => ({ value, from: T, every: 15 * MINUTE, until: T + 3 * HOUR });

type Scenario = { told?: Told; change?: (metrics: Metrics) => void; within: number };
const tell = (told: Told, within: number): Scenario => ({ told, within });

/** By alarm: what its metric tells beside a healthy day, or how else the day changes, and within how many minutes it rings. */
const SCENARIOS: Record<string, Scenario> = {
  ...Object.fromEntries(
    ['Ingest', 'Send', 'Feedback', 'Subscribe/Letters', 'Leave'].map((stage) => [`${stage}/Failed`, tell(twice, 10)]),
  ),
  ...Object.fromEntries(
    ['Fetch', 'Ingest', 'Send', 'Feedback', 'Subscribe/Letters', 'Digest', 'Subscribe', 'Desk', 'Leave'].map((stage) => [
      `${stage}/Errors`,
      tell(twice, 10),
    ]),
  ),
  ...Object.fromEntries(
    // SQS tells of an idle queue up to 15 minutes late.
    ['Ingest', 'Ingest/Ranges', 'Send', 'Feedback', 'Subscribe/Letters', 'Digest', 'Fetch', 'Leave'].map((stage) => [
      `${stage}/DLQNotEmpty`,
      tell({ value: 1, from: T + 15 * MINUTE }, 20),
    ]),
  ),
  'Digest/SourceAmiss': tell(once, 20),
  'Ingest/Late': tell(aged(2), 125),
  'Ingest/Ranges/Late': tell(aged(12), 725),
  'Send/Late': tell(aged(4), 245),
  'Feedback/Late': tell(aged(1), 65),
  'Leave/Late': tell(aged(1), 65),
  'Subscribe/Letters/Late': tell(aged(0.5), 35),
  ...Object.fromEntries(
    [
      'Ingest/FeedsRefused',
      'Send/SendingStopped',
      'Send/QuotaNear',
      'Subscribe/Letters/GivenUp',
      'Subscribe/ServerErrors',
      'Digest/DispatchMissed',
      'Digest/UnknownAtClose',
      'Digest/QuotaShortfall',
      'Digest/LedgerGap',
      'Feedback/SendingPaused',
    ].map((name) => [name, tell(once, 5)]),
  ),
  'Mail/BounceRateRising': tell(quarterly(0.09), 75),
  'Mail/BounceRateHigh': tell(quarterly(0.09), 75),
  'Mail/ComplaintRateRising': tell(quarterly(0.003), 75),
  'Mail/ComplaintRateHigh': tell(quarterly(0.003), 75),
  // The fifth of what the API lets through.
  'Subscribe/Flood': tell({ value: 12 * MINUTE, from: T, every: MINUTE, until: T + 3 * HOUR }, 60),
  'Monitoring/CostHigh': {
    // Writes in a loop, 1,000 a second.
    change: (metrics) => put(metrics, COST[0]!, { value: 60_000, from: T, every: MINUTE, until: T + 8 * HOUR }),
    within: 6 * 60,
  },
  // The runs of three hours.
  'Fetch/SourceAmiss': {
    change: (metrics) =>
      metrics.set(
        AMISS,
        metrics.get(AMISS)!.map(({ at, value }) => ({ at, value: at < T ? value : 1 })),
      ),
    within: 4 * 60,
  },
  'Digest/NoTicks': {
    change: (metrics) =>
      metrics.set(
        TICKS,
        metrics.get(TICKS)!.filter(({ at }) => at < T),
      ),
    within: 95,
  },
  'Feedback/Silent': {
    change: (metrics) =>
      metrics.set(
        EVENTS,
        metrics.get(EVENTS)!.filter(({ at }) => at < T),
      ),
    // The next mails go out at 11:00, five hours after.
    within: 5 * 60 + 190,
  },
};

/** When an alarm first rings, minutes after T, of a healthy day and what is told beside. */
function rings(name: string): number | undefined {
  const { told, change } = SCENARIOS[name]!;
  const metrics = healthy();
  if (told) put(metrics, key(name), told);
  change?.(metrics);
  const at = firstRings([named(name)], metrics, 2 * DAY).get(`Broadsheet/${name}`);
  return at === undefined ? undefined : (at - T) / MINUTE;
}

describe('[R109] every alarm rings', () => {
  test('each has a scenario, and each scenario an alarm', () => {
    expect(Object.keys(SCENARIOS).sort()).toEqual(all.map(({ AlarmName }) => AlarmName.replace('Broadsheet/', '')).sort());
  });

  test.each(Object.entries(SCENARIOS))('%s', (name, { within }) => {
    const after = rings(name);
    expect(after).toBeGreaterThan(0);
    expect(after).toBeLessThanOrEqual(within);
  });

  test('Digest/NoTicks, too, of ticks that come and fail', () => {
    const metrics = healthy();
    metrics.set(
      TICKS,
      metrics.get(TICKS)!.map(({ at, value }) => ({ at, value: at < T ? value : 0 })),
    );
    expect(firstRings([named('Digest/NoTicks')], metrics, 2 * DAY).get('Broadsheet/Digest/NoTicks')).toBeLessThanOrEqual(
      T + 80 * MINUTE,
    );
  });

  test('Fetch/SourceAmiss, too, when FETCH falls silent', () => {
    const metrics = healthy();
    metrics.set(
      AMISS,
      metrics.get(AMISS)!.filter(({ at }) => at < T),
    );
    expect(firstRings([named('Fetch/SourceAmiss')], metrics, 2 * DAY).get('Broadsheet/Fetch/SourceAmiss')).toBeLessThanOrEqual(
      T + 5 * HOUR,
    );
  });

  test.each([0, 1, 2, 3])(
    'Feedback/Silent, too, where no event ever came and all mails go out at one hour of the day (%i)',
    (hour) => {
      const metrics: Metrics = new Map();
      put(metrics, SENT, { value: 80, from: DAY + hour * HOUR + 3 * MINUTE });
      const rang = firstRings([named('Feedback/Silent')], metrics, 2 * DAY).get('Broadsheet/Feedback/Silent');
      expect(rang).toBeLessThanOrEqual(DAY + hour * HOUR + 200 * MINUTE);
    },
  );
});

describe('no alarm rings without a fault', () => {
  test('from the first deployment on, for two days, before there is any data', () => {
    expect([...firstRings(all, healthy(), 2 * DAY)]).toEqual([]);
    expect([...firstRings(all, new Map(), 2 * HOUR)]).toEqual([]);
  });

  test('of mails whose events come a minute later, at one hour of the day, for three days', () => {
    const metrics: Metrics = new Map();
    for (const day of [0, 1, 2]) {
      put(metrics, SENT, { value: 80, from: day * DAY + 8 * HOUR + 59 });
      put(metrics, EVENTS, { value: 80, from: day * DAY + 8 * HOUR + 119 });
    }
    expect([...firstRings([named('Feedback/Silent')], metrics, 3 * DAY)]).toEqual([]);
  });

  test('of the link scanners of 10,000 daily readers at one hour', () => {
    const metrics: Metrics = new Map();
    put(metrics, key('Subscribe/Flood'), { value: 10_000 * 0.1 * 15, from: HOUR });
    expect([...firstRings([named('Subscribe/Flood')], metrics, 4 * HOUR)]).toEqual([]);
  });
});

test('what every installation has rings of faults of each stage, and is among all', () => {
  const names = essential.map(({ AlarmName }) => AlarmName);
  expect(all.map(({ AlarmName }) => AlarmName)).toEqual(expect.arrayContaining(names));
  for (const stage of ['Fetch', 'Ingest', 'Digest', 'Send', 'Subscribe', 'Subscribe/Letters', 'Feedback'])
    expect(names.filter((name) => name.startsWith(`Broadsheet/${stage}/`)).length, stage).toBeGreaterThan(0);
});
