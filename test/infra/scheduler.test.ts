import { expect, test } from 'vitest';
import type { Invocation, LambdaFunction } from '../../infra/local/lambda.ts';
import { scheduler } from '../../infra/local/scheduler.ts';
import type { State } from '../../infra/local/state.ts';
import type { Template } from '../../infra/local/template.ts';

test.each([false, true])('a run that fails goes to the DLQ, unless the cloud stopped under it (%s)', async (stops) => {
  const properties = {
    ...{ ScheduleExpression: 'cron(2/15 * * * ? *)', ScheduleExpressionTimezone: 'UTC', State: 'ENABLED' },
    Target: { Arn: 'fn', Input: '{}', RetryPolicy: { MaximumRetryAttempts: 0 }, DeadLetterConfig: { Arn: 'dlq' } },
  };
  const template = { all: () => [{ id: 'Tick', properties }] } as unknown as Template;
  let end: (invocation: Invocation) => void = () => {};
  const invoke = () => new Promise<Invocation>((resolve) => (end = resolve));
  const data = { fired: {} as Record<string, string> };
  const state = { data, save: (change: object) => Object.assign(data, change) } as unknown as State;
  let at = new Date('2026-03-18T08:00:00Z');
  const clock = { now: () => at, offset: () => 0, set() {} };
  const gaveUp: string[] = [];
  const giveUp = (queue: string) => gaveUp.push(queue);
  const schedules = scheduler(template, [{ arn: 'fn', invoke } as unknown as LambdaFunction], { clock, state, giveUp });
  at = new Date('2026-03-18T08:02:00Z');
  const run = schedules.look();
  if (stops) schedules.stop();
  end({ ok: false, error: 'Runtime exited' });
  await run;
  schedules.stop();
  expect([gaveUp, data.fired]).toEqual(stops ? [[], {}] : [['dlq'], { Tick: at.toISOString() }]);
});
