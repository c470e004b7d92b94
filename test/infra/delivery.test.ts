import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { BRIEFLY } from '../../functions/adapters/alarms.ts';
import { TIMEOUTS } from '../../functions/adapters/aws.ts';
import { PATIENCE } from '../../functions/adapters/ses.ts';
import { documentClient } from '../../functions/adapters/table.ts';
import { CLAIM_MS } from '../../functions/domain/ledger.ts';
import { NEEDED_MS } from '../../functions/send/send-batch.ts';
import { type Json, ofType, read, template, templateOf } from './synth.ts';

const queues = ofType('AWS::SQS::Queue');
const functions = ofType('AWS::Lambda::Function');
const sources = Object.values(ofType('AWS::Lambda::EventSourceMapping')).map(({ Properties }) => ({
  fn: functions[read(Properties.FunctionName)]!.Properties,
  queue: queues[read(Properties.EventSourceArn)]!.Properties,
  responses: Properties.FunctionResponseTypes,
  scaling: Properties.ScalingConfig,
}));
const dlqs = Object.keys(queues).filter((name) => name.endsWith('DLQ'));
const HOUR = 3600;

/** Something handed over and not waited for: where it ends when nobody takes it, after how many tries, at what age, s. */
type Edge = { edge: string; dlq: string; attempts: number; age: number };

/** What AWS fixes for SNS to SQS: 100,015 tries over 23 days ("Amazon SNS message delivery retries"). */
const SNS = { attempts: 100_015, age: 23 * 24 * HOUR };

/** Every kind of resource by which AWS delivers later: a type that is none of these, and none below, fails the test. */
const EDGES: Record<string, (properties: Json) => Edge[]> = {
  'AWS::Lambda::EventSourceMapping': ({ EventSourceArn }) => {
    const { RedrivePolicy, MessageRetentionPeriod: age } = queues[read(EventSourceArn)]!.Properties;
    const { deadLetterTargetArn, maxReceiveCount: attempts } = RedrivePolicy;
    return [{ edge: read(EventSourceArn), dlq: read(deadLetterTargetArn), attempts, age }];
  },
  'AWS::Scheduler::Schedule': ({ Target: { DeadLetterConfig, RetryPolicy } }) => [
    {
      edge: 'the schedule',
      dlq: read(DeadLetterConfig.Arn),
      attempts: 1 + RetryPolicy.MaximumRetryAttempts,
      age: RetryPolicy.MaximumEventAgeInSeconds,
    },
  ],
  'AWS::Lambda::EventInvokeConfig': ({
    FunctionName,
    DestinationConfig,
    MaximumRetryAttempts,
    MaximumEventAgeInSeconds: age,
  }) => [
    {
      edge: `the call of ${read(FunctionName)}`,
      dlq: read(DestinationConfig.OnFailure.Destination),
      attempts: 1 + MaximumRetryAttempts,
      age,
    },
  ],
  'AWS::SNS::Subscription': ({ Endpoint, RedrivePolicy }) => [
    { edge: `SNS to ${read(Endpoint)}`, dlq: read(RedrivePolicy.deadLetterTargetArn), ...SNS },
  ],
};
/** What else hands over: to a queue above, or to people. S3 and SES give up in silence, so alarms watch for silence. */
const INTO_QUEUES = [
  'AWS::S3::Bucket',
  'AWS::SES::ConfigurationSetEventDestination',
  'AWS::CloudWatch::Alarm',
  'AWS::ApiGatewayV2::Integration',
];
const ASYNCHRONOUS =
  /EventSource|Schedule|Rule$|Subscription|EventInvoke|Destination$|Pipe|Notification|Stream|Integration$|StateMachine|Alarm$/;

const edges = Object.values(template.Resources).flatMap(({ Type, Properties }) => EDGES[Type]?.(Properties) ?? []);

/** The one alarm on a metric of a queue, where all alarms are wanted. */
const withAlarms = templateOf({ alarms: 'all' });
const alarmOn = (queue: string, metric: string) =>
  Object.values(ofType('AWS::CloudWatch::Alarm', withAlarms)).find(
    ({ Properties: { MetricName, Dimensions } }) => MetricName === metric && read(Dimensions[0].Value) === queue,
  )?.Properties;

describe('[R105] nothing that is handed over and not waited for can get lost', () => {
  test('the walk knows every kind of resource that hands over', () => {
    const kinds = new Set(Object.values(template.Resources).map(({ Type }) => Type));
    const unknown = [...kinds].filter((type) => ASYNCHRONOUS.test(type) && !(type in EDGES) && !INTO_QUEUES.includes(type));
    expect(unknown).toEqual([]);
    for (const { Properties } of Object.values(ofType('AWS::S3::Bucket'))) {
      expect(Object.keys(Properties.NotificationConfiguration ?? { QueueConfigurations: [] })).toEqual(['QueueConfigurations']);
    }
    for (const { Properties } of Object.values(ofType('AWS::SES::ConfigurationSetEventDestination')))
      expect(Object.keys(Properties.EventDestination)).toContain('SnsDestination');
    expect(edges.map(({ edge }) => edge).sort()).toEqual([
      'FeedbackEventsQueue',
      'IngestEventsQueue',
      'IngestRangesWorkQueue',
      'SNS to FeedbackEventsQueue',
      'SendBatchesQueue',
      'SubscribeLettersOwedQueue',
      'the call of DigestFunction',
      'the schedule',
    ]);
  });

  test.each(edges)('[R89] $edge: several tries, an age, and a DLQ that alarms on its first message', ({ dlq, attempts, age }) => {
    expect(attempts).toBeGreaterThanOrEqual(3);
    expect(age).toBeGreaterThanOrEqual(HOUR / 4);
    expect(dlqs).toContain(dlq);
    expect(alarmOn(dlq, 'ApproximateNumberOfMessagesVisible')).toMatchObject({ Threshold: 0, EvaluationPeriods: 1 });
  });

  test('every queue with work tells when work waits too long, in time to do something about it', () => {
    for (const [name, { Properties }] of Object.entries(queues).filter(([name]) => !dlqs.includes(name))) {
      const { Threshold } = alarmOn(name, 'ApproximateAgeOfOldestMessage')!;
      expect(Threshold, name).toBeLessThanOrEqual(Properties.MessageRetentionPeriod / 8);
    }
  });

  test('the schedule gives up before its next firing: a tick serves what is due then, and one is enough', () => {
    const { age } = edges.find(({ edge }) => edge === 'the schedule')!;
    expect(age).toBeLessThanOrEqual(HOUR / 4);
  });

  test('SES events arrive wrapped by SNS, and messages are kept 14 days, or 4 where addresses are in them', () => {
    for (const { Properties } of Object.values(ofType('AWS::SNS::Subscription')))
      expect(Properties.RawMessageDelivery).toBeUndefined();
    for (const [name, { Properties }] of Object.entries(queues))
      expect(Properties.MessageRetentionPeriod / 24 / HOUR, name).toBe(name.startsWith('FeedbackEvents') ? 4 : 14);
  });
});

test('[R106] event sources isolate failures, run two at a time, and see six timeouts of invisibility', () => {
  expect(sources).toHaveLength(5);
  for (const { fn, queue, responses, scaling } of sources) {
    expect(responses).toEqual(['ReportBatchItemFailures']);
    expect(scaling).toEqual({ MaximumConcurrency: 2 });
    expect(queue.VisibilityTimeout).toBeGreaterThanOrEqual(6 * fn.Timeout);
  }
  for (const { Properties } of Object.values(functions)) expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
});

describe('[R107] who waits is never cut off by who waits for it', () => {
  const timeoutOf = (service: string) =>
    Object.values(functions).find(({ Properties }) => Properties.Environment.Variables.SERVICE === service)!.Properties.Timeout;

  test('a call of AWS ends before the function that makes it, in every function', async () => {
    const { requestHandler }: Json = documentClient().config;
    // A handler reads its settings when it is first used.
    await requestHandler.handle({}).catch(() => undefined);
    expect(requestHandler.httpHandlerConfigs()).toMatchObject(TIMEOUTS);
    const adapters = new URL('../../functions/adapters/', import.meta.url);
    const sources = readdirSync(adapters).map((file) => readFileSync(new URL(file, adapters), 'utf8'));
    const made = sources.flatMap((source) => source.match(/new \w+Client\(.*/g) ?? []);
    expect(made.length).toBeGreaterThanOrEqual(7);
    for (const client of made) expect(client).toMatch(/TIMEOUTS|PATIENCE|BRIEFLY/);
    for (const { requestHandler } of [PATIENCE, BRIEFLY])
      expect(requestHandler.requestTimeout).toBeLessThan(TIMEOUTS.requestTimeout);
    for (const { Properties } of Object.values(functions))
      expect(Properties.Timeout).toBeGreaterThan(TIMEOUTS.requestTimeout / 1000);
  });

  test('SEND: a call of SES < what it needs to begin a copy < a claim < the function < its message', () => {
    const { fn, queue } = sources.find((source) => source.fn.Environment.Variables.SERVICE === 'send')!;
    expect(TIMEOUTS.requestTimeout).toBeLessThan(NEEDED_MS);
    expect(NEEDED_MS).toBeLessThan(CLAIM_MS);
    expect(CLAIM_MS / 1000).toBeLessThan(fn.Timeout);
    expect(fn.Timeout).toBeLessThan(queue.VisibilityTimeout);
  });

  test('a consumer ends before its message is handed out again, and that before the message is too old', () => {
    for (const { fn, queue } of sources) {
      expect(fn.Timeout).toBeLessThan(queue.VisibilityTimeout);
      expect(queue.VisibilityTimeout * queue.RedrivePolicy.maxReceiveCount).toBeLessThan(queue.MessageRetentionPeriod);
    }
  });

  test('DIGEST ends before the next tick; SUBSCRIBE answers before the API gives up, after 30 s', () => {
    expect(timeoutOf('digest')).toBeLessThan(HOUR / 4);
    expect(timeoutOf('subscribe')).toBeLessThan(30);
    for (const { Properties } of Object.values(ofType('AWS::ApiGatewayV2::Integration')))
      expect(Properties.TimeoutInMillis).toBeUndefined();
  });
});

test('[R92] the schedule is a cron in a named zone, and hands over the time it stood for', () => {
  const { Target, ...schedule } = ofType('AWS::Scheduler::Schedule').DigestEveryQuarter!.Properties;
  expect(schedule).toMatchObject({
    ScheduleExpression: 'cron(2/15 * * * ? *)',
    ScheduleExpressionTimezone: 'UTC',
    FlexibleTimeWindow: { Mode: 'OFF' },
  });
  expect(JSON.parse(Target.Input)).toEqual({ time: '<aws.scheduler.scheduled-time>' });
});

test('[R113] the API is throttled, and its log holds no query, where tokens stand', () => {
  const [stage] = Object.values(ofType('AWS::ApiGatewayV2::Stage'));
  expect(stage!.Properties.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 });
  // Links of votes, fifteen a mail, use up nothing of what unsubscribing needs.
  expect(stage!.Properties.RouteSettings).toEqual({ 'ANY /vote': { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 } });
  expect(stage!.DependsOn).toContainEqual(expect.stringMatching(/^SubscribeVoting/));
  expect(Object.values(JSON.parse(stage!.Properties.AccessLogSettings.Format)).sort()).toEqual([
    '$context.httpMethod',
    '$context.integrationErrorMessage',
    '$context.path',
    '$context.requestId',
    '$context.requestTime',
    '$context.responseLatency',
    '$context.status',
  ]);
});
