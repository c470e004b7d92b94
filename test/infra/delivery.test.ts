import { describe, expect, test } from 'vitest';
import { SEND_TIMEOUT_MS } from '../../functions/adapters/mailer.ts';
import { LEASE_MS } from '../../functions/domain/ledger.ts';
import { ofType, read } from './synth.ts';

const queues = ofType('AWS::SQS::Queue');
const functions = ofType('AWS::Lambda::Function');
const sources = Object.values(ofType('AWS::Lambda::EventSourceMapping')).map(({ Properties }) => ({
  fn: functions[read(Properties.FunctionName)]!.Properties,
  queue: queues[read(Properties.EventSourceArn)]!.Properties,
  responses: Properties.FunctionResponseTypes,
  scaling: Properties.ScalingConfig,
}));
const dlqs = Object.keys(queues).filter((name) => name.endsWith('DLQ'));

describe('[R105] nothing that is delivered asynchronously can get lost', () => {
  test('[R89] every queue with work has a DLQ and a limit of attempts', () => {
    const work = Object.entries(queues).filter(([name]) => !dlqs.includes(name));
    expect(work.map(([name]) => name).sort()).toEqual([
      'FeedbackEventsQueue',
      'IngestEventsQueue',
      'IngestRangesWorkQueue',
      'SendBatchesQueue',
      'SubscribeLettersOwedQueue',
    ]);
    for (const [, { Properties }] of work) {
      expect(dlqs).toContain(read(Properties.RedrivePolicy.deadLetterTargetArn));
      expect(Properties.RedrivePolicy.maxReceiveCount).toBeGreaterThanOrEqual(3);
    }
  });

  test('the schedule and the function it calls end in the same DLQ, after a bounded time', () => {
    const { Target } = ofType('AWS::Scheduler::Schedule').DigestEveryQuarter!.Properties;
    expect(read(Target.DeadLetterConfig.Arn)).toBe('DigestDLQ');
    expect(Target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 900, MaximumRetryAttempts: 3 });
    const [invoke] = Object.values(ofType('AWS::Lambda::EventInvokeConfig'));
    expect(read(invoke!.Properties.DestinationConfig.OnFailure.Destination)).toBe('DigestDLQ');
    expect(invoke!.Properties).toMatchObject({ MaximumEventAgeInSeconds: 900, MaximumRetryAttempts: 2 });
  });

  test("the subscription to SES's events has a DLQ", () => {
    const [subscription] = Object.values(ofType('AWS::SNS::Subscription'));
    expect(read(subscription!.Properties.RedrivePolicy.deadLetterTargetArn)).toBe('FeedbackEventsDLQ');
    expect(subscription!.Properties.RawMessageDelivery).toBeUndefined();
  });

  test('every DLQ is alarmed on its first message, and kept 14 days, or 4 where addresses are in it', () => {
    const alarmed = Object.values(ofType('AWS::CloudWatch::Alarm')).filter(
      ({ Properties }) => Properties.MetricName === 'ApproximateNumberOfMessagesVisible',
    );
    expect(alarmed.map(({ Properties }) => read(Properties.Dimensions[0].Value)).sort()).toEqual([...dlqs].sort());
    for (const { Properties } of alarmed) expect(Properties).toMatchObject({ Threshold: 0, EvaluationPeriods: 1 });
    const days = Object.fromEntries(dlqs.map((name) => [name, queues[name]!.Properties.MessageRetentionPeriod / 86_400]));
    expect(days).toEqual({
      IngestEventsDLQ: 14,
      IngestRangesWorkDLQ: 14,
      SubscribeLettersOwedDLQ: 14,
      SendBatchesDLQ: 14,
      DigestDLQ: 14,
      FeedbackEventsDLQ: 4,
    });
    expect(queues.FeedbackEventsQueue!.Properties.MessageRetentionPeriod / 86_400).toBe(4);
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

test('[R107] one call of SES < the lease of a claim < the function < the invisibility of its message', () => {
  const { fn, queue } = sources.find(({ fn }) => fn.Environment.Variables.POWERTOOLS_SERVICE_NAME === 'send')!;
  expect(SEND_TIMEOUT_MS).toBeLessThan(LEASE_MS);
  expect(LEASE_MS / 1000).toBeLessThan(fn.Timeout);
  expect(fn.Timeout).toBeLessThan(queue.VisibilityTimeout);
  for (const { Properties } of Object.values(functions)) expect(Properties.Timeout).toBeGreaterThan(SEND_TIMEOUT_MS / 1000);
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
