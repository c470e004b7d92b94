import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readDescription } from '../../functions/contract/alarms.ts';
import { METRIC, SHARED } from '../../functions/contract/metrics.ts';
import { type Json, ofType, read, templateOf } from './synth.ts';

const all = templateOf({
  alarms: 'all',
  sources: 'hf:daily',
  editors: 'ak@lab.example',
  mailtoUnsubscribe: 'inbound',
  expect: 'weekdays by 06:00 UTC',
});
const alarms = Object.values(ofType('AWS::CloudWatch::Alarm', all)).map(({ Properties }) => Properties);
const named = (name: string) => alarms.find(({ AlarmName }) => AlarmName === name)!;
const operateDoc = readFileSync(new URL('../../docs/operate.md', import.meta.url), 'utf8');
/** What operators read, one after the other. */
const documents = globSync(['README.md', 'docs/*.md'])
  .filter((file) => file !== 'docs/decisions.md')
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');
const articles = operateDoc.split(/^## (?=Broadsheet\/)/m).slice(1);

describe('docs/operate.md', () => {
  test('has an article for every alarm, and an alarm for every article', () => {
    expect(articles.map((article) => article.split('\n')[0])).toEqual([
      ...new Set(articles.map((article) => article.split('\n')[0])),
    ]);
    expect(articles.map((article) => article.split('\n')[0]).sort()).toEqual(alarms.map(({ AlarmName }) => AlarmName).sort());
  });

  test.each(articles.map((article) => [article.split('\n')[0], article]))(
    '%s says what it means, where to look, what cures',
    (_, article) => {
      for (const part of ['**For readers.**', '**Look at.**', '**Cure.**']) expect(article).toContain(part);
    },
  );

  test('[R114] has a day of faults for the real SES: each fate of its simulator, SEND killed, sending stopped', () => {
    const [, day = ''] = /^### A day of faults[^\n]*\n([\s\S]*?)(?=^##)/m.exec(operateDoc) ?? [];
    for (const what of ['success+1@simulator.amazonses.com', 'bounce@', 'complaint@', 'suppressionlist@', 'ooto@'])
      expect(day).toContain(what);
    for (const fault of ['put-function-concurrency', 'Stop sending', 'aws:lambda:invocation-error']) expect(day).toContain(fault);
    expect(day).toMatch(/tally sums to its audience/);
  });

  test('and its neighbours name outputs that the stack has', () => {
    const { Outputs } = templateOf({ sources: 'hf:daily', mailtoUnsubscribe: 'inbound' });
    const told = [...documents.matchAll(/`(ApiUrl|Settings|Dns\w+|[A-Z]\w+(?:Url|Name|Arn))`/g)].map(([, name = '']) => name);
    expect(told.length).toBeGreaterThan(10);
    expect(told.filter((name) => !(name in Outputs))).toEqual([]);
  });

  test('is found by the anchor in the alarm, whatever the stage is called', () => {
    expect(named('Broadsheet/Send/DLQNotEmpty').AlarmDescription).toMatch(/docs\/operate\.md#broadsheetsenddlqnotempty$/);
    const trial = Object.values(templateOf({ stage: 'trial', alarms: 'all' }).Resources).find(
      ({ Properties }) => Properties.AlarmName === 'Broadsheet-trial/Send/DLQNotEmpty',
    );
    expect(trial?.Properties.AlarmDescription).toMatch(/docs\/operate\.md#broadsheetsenddlqnotempty$/);
  });
});

test('how-it-works.md names at each stage alarms that every installation has', () => {
  const pipeline = /^## The stages$([\s\S]*?)^## /m.exec(readFileSync('docs/how-it-works.md', 'utf8'))?.[1] ?? '';
  const stages = pipeline.split(/^\d\. /m).slice(1);
  const essential = Object.values(
    ofType(
      'AWS::CloudWatch::Alarm',
      templateOf({ sources: 'hf:daily', expect: 'weekdays by 06:00 UTC', mailtoUnsubscribe: 'inbound' }),
    ),
  ).map(({ Properties }) => Properties.AlarmName);
  const told = stages.map((stage) =>
    [...(/_Alarms:_([\s\S]*)/.exec(stage)?.[1]?.matchAll(/`([\w/]+)`/g) ?? [])].map(([, name]) => name),
  );
  expect(told).toHaveLength(6);
  for (const names of told) expect(names.length).toBeGreaterThan(0);
  expect(told.flat().filter((name) => !essential.includes(`Broadsheet/${name}`))).toEqual([]);
});

test('every alarm says how bad it is and for whom, and reaches somebody', () => {
  for (const { AlarmName, AlarmDescription, AlarmActions, OKActions } of alarms) {
    expect(AlarmDescription, AlarmName).toMatch(/^(HIGH|LOW): [A-Z].{30,}\. Cure: \S.{20,}[.:?] docs\/operate\.md#[a-z]+$/);
    const cure = /^\*\*Cure\.\*\* (.+)$/m.exec(articles.find((one) => one.startsWith(`${AlarmName}\n`)) ?? '')?.[1] ?? 'none';
    expect(readDescription(AlarmDescription).cure, AlarmName).toBe(cure.replace(/\[(.+?)\]\(.+?\)/g, '$1'));
    // CloudWatch's limit.
    expect(AlarmDescription.length, AlarmName).toBeLessThanOrEqual(1_024);
    expect([...AlarmActions, ...OKActions].map(read)).toEqual(['MonitoringAlarms', 'MonitoringAlarms']);
  }
  expect(JSON.stringify(templateOf({ alarmEmail: 'ops@example.org' }))).toContain('"Endpoint":"ops@example.org"');
});

describe('[R109] what must not pass unnoticed', () => {
  test('a schedule that falls silent is an alarm', () => {
    expect(named('Broadsheet/Digest/NoTicks')).toMatchObject({
      MetricName: 'Ticks',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      Period: 900,
      EvaluationPeriods: 4,
      // Without data it is told as such: never at first, when there was none yet.
      TreatMissingData: 'missing',
      InsufficientDataActions: [expect.anything()],
    });
  });

  test('bounces and complaints alarm before SES reviews the account, at 5 % and 0.1 %', () => {
    expect(named('Broadsheet/Mail/BounceRateHigh')).toMatchObject({
      Namespace: 'AWS/SES',
      MetricName: 'Reputation.BounceRate',
      Threshold: 0.04,
    });
    expect(named('Broadsheet/Mail/ComplaintRateHigh')).toMatchObject({
      Namespace: 'AWS/SES',
      MetricName: 'Reputation.ComplaintRate',
      Threshold: 0.0008,
    });
    expect(named('Broadsheet/Mail/BounceRateRising')).toMatchObject({ MetricName: 'Reputation.BounceRate', Threshold: 0.02 });
    expect(named('Broadsheet/Mail/ComplaintRateRising')).toMatchObject({
      MetricName: 'Reputation.ComplaintRate',
      Threshold: 0.0005,
      AlarmDescription: expect.stringMatching(/^LOW/),
    });
  });

  test('[R113] a day that costs more than was said is an alarm: mails, tables and functions by list prices', () => {
    const { Metrics, Threshold } = named('Broadsheet/Monitoring/CostHigh');
    expect(Threshold).toBe(10);
    const [{ Expression }, ...metrics] = Metrics;
    // CloudWatch takes ten metrics for an alarm at most.
    expect(metrics.map(({ MetricStat: { Metric, Period } }: Json) => [Metric.MetricName, Period])).toEqual([
      ...Array(3).fill(['ConsumedWriteCapacityUnits', 86_400]),
      ...Array(2).fill(['ConsumedReadCapacityUnits', 86_400]),
      ...Array(3).fill(['Duration', 86_400]),
      ['Sent', 86_400],
      ['Duration', 86_400],
    ]);
    const prices = [...Expression.matchAll(/FILL\(m\d, 0\) \* ([\d.]+)/g)].map(([, price]) => Number(price));
    expect(prices).toHaveLength(10);
    expect(Expression).toMatch(/^\(.+\) \/ 1000000$/);
    expect(prices.slice(0, 4)).toEqual([0.625, 0.625, 0.625, 0.125]);
    expect(Metrics.find(({ MetricStat }: Json) => MetricStat?.Metric.MetricName === 'Sent').Id).toBe(`m${prices.indexOf(100)}`);
  });

  test("[R87] SES's silence about mails that went out is an alarm", () => {
    const { Metrics, Threshold, ComparisonOperator } = named('Broadsheet/Feedback/Silent');
    expect({ Threshold, ComparisonOperator }).toEqual({ Threshold: 0, ComparisonOperator: 'GreaterThanThreshold' });
    expect(Metrics.map(({ Id, Expression, MetricStat }: Json) => [Id, Expression ?? MetricStat.Metric.MetricName])).toEqual([
      ['expr_1', 'FILL(IF((sent > 0) > events, 1, 0), REPEAT)'],
      ['sent', METRIC.sent],
      ['events', METRIC.events],
    ]);
  });

  test('[R44][R58] so are an audience above the daily quota, copies unknown or missing at close, and mails that were too late to send', () => {
    for (const [name, metric = name] of [
      ['QuotaShortfall'],
      ['UnknownAtClose'],
      ['LedgerGap'],
      ['DispatchMissed', 'DispatchesMissed'],
    ]) {
      const alarm = named(`Broadsheet/Digest/${name}`);
      expect(alarm).toMatchObject({
        MetricName: metric,
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: 1,
      });
    }
  });

  test('so is a letter of unknown fate, at once', () => {
    expect(named('Broadsheet/Subscribe/Letters/GivenUp')).toMatchObject({
      ...{ MetricName: METRIC.lettersGivenUp, Threshold: 0, Period: 300, EvaluationPeriods: 1 },
      ComparisonOperator: 'GreaterThanThreshold',
    });
  });

  test('own metrics are looked for where the functions write them', () => {
    const stages = Object.values(ofType('AWS::Lambda::Function', all)).map(
      ({ Properties }): string => Properties.Environment.Variables.SERVICE,
    );
    const sqs = readFileSync('functions/runtime/sqs.ts', 'utf8');
    const codeOf = (stage: string) => {
      const handler = readFileSync(`functions/${stage}/handler.ts`, 'utf8');
      return handler.includes('sqsBatch(') ? handler + sqs : handler;
    };
    const own = alarms.filter(({ Namespace }) => Namespace === 'Broadsheet');
    expect(own.length).toBeGreaterThan(15);
    for (const { MetricName, Dimensions } of own) {
      const [name = ''] = Object.entries(METRIC).find(([, metric]) => metric === MetricName) ?? [];
      const writers = stages.filter((stage) => codeOf(stage).includes(`count('${name}', `));
      if (SHARED.includes(MetricName)) expect([Dimensions, writers.length], MetricName).toEqual([undefined, 2]);
      else
        expect([Dimensions.length, Dimensions[0].Name, writers.includes(Dimensions[0].Value)], MetricName).toEqual([
          1,
          'service',
          true,
        ]);
    }
  });

  test('each function has an alarm on its errors', () => {
    const watched = alarms.filter(({ Namespace, MetricName }) => Namespace === 'AWS/Lambda' && MetricName === 'Errors');
    expect(watched.map(({ Dimensions }) => read(Dimensions[0].Value)).sort()).toEqual(
      Object.keys(ofType('AWS::Lambda::Function', all)).sort(),
    );
  });
});

describe('what alarms there are', () => {
  test('is a setting: those without which a fault stays unknown, or all with the dashboard', () => {
    const essential = templateOf();
    const names = Object.values(ofType('AWS::CloudWatch::Alarm', essential)).map(({ Properties }) => Properties.AlarmName);
    expect(names.sort()).toEqual(
      [
        ...['Ingest/Errors', 'Ingest/FeedsRefused', 'Digest/NoTicks', 'Digest/DispatchMissed', 'Digest/UnknownAtClose'],
        ...['Digest/LedgerGap', 'Send/Errors', 'Send/SendingStopped', 'Subscribe/Flood', 'Subscribe/ServerErrors'],
        ...['Subscribe/Letters/Errors', 'Subscribe/Letters/Failed', 'Feedback/Failed', 'Feedback/Silent'],
        'Feedback/SendingPaused',
      ]
        .map((name) => `Broadsheet/${name}`)
        .sort(),
    );
    expect(Object.keys(ofType('AWS::CloudWatch::Dashboard', essential))).toHaveLength(0);
    expect(Object.keys(ofType('AWS::CloudWatch::Dashboard', all))).toHaveLength(1);
  });

  test('[R113] a flood is counted by what a day may cost, and below what the API lets through', () => {
    const flood = (costAlarm: number) =>
      Object.values(ofType('AWS::CloudWatch::Alarm', templateOf({ costAlarm }))).find(
        ({ Properties }) => Properties.AlarmName === 'Broadsheet/Subscribe/Flood',
      )?.Properties;
    expect(flood(10)).toMatchObject({
      Namespace: 'AWS/ApiGateway',
      MetricName: 'Count',
      Statistic: 'Sum',
      Period: 3600,
      Threshold: 40_000,
    });
    expect(flood(150)?.Threshold).toBeLessThan(50 * 3600);
  });
});
