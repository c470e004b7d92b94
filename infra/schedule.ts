import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { NodeFunction } from './node-function.ts';

/**
 * Calls `fn` by a cron expression in UTC. A call goes to the DLQ after a quarter of an hour if the scheduler cannot deliver it or
 * Lambda cannot run it.
 */
export function schedule(
  scope: Construct,
  id: string,
  { fn, cron, dlq }: { fn: NodeFunction; cron: string; dlq: Queue },
): CfnSchedule {
  // Not the CDK's SqsDestination, which also grants GetQueueUrl and GetQueueAttributes.
  fn.allow(['sqs:SendMessage'], [dlq.queueArn]);
  const onFailure = { bind: () => ({ destination: dlq.queueArn }) };
  fn.configureAsyncInvoke({ onFailure, maxEventAge: Duration.minutes(15), retryAttempts: 2 });
  // The L1: the L2's target may also invoke every version of the function.
  return new CfnSchedule(scope, id, {
    scheduleExpression: `cron(${cron})`,
    scheduleExpressionTimezone: 'UTC',
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: fn.functionArn,
      roleArn: schedulerRole(scope, fn, dlq).roleArn,
      input: '{"time":"<aws.scheduler.scheduled-time>"}',
      retryPolicy: { maximumEventAgeInSeconds: Duration.minutes(15).toSeconds(), maximumRetryAttempts: 3 },
      deadLetterConfig: { arn: dlq.queueArn },
    },
  });
}

function schedulerRole(scope: Construct, fn: NodeFunction, dlq: Queue): Role {
  const { account } = Stack.of(scope);
  const group = Stack.of(scope).formatArn({ service: 'scheduler', resource: 'schedule-group', resourceName: 'default' });
  const role = new Role(scope, 'SchedulerRole', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': account, 'aws:SourceArn': group } },
    }),
  });
  role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [fn.functionArn] }));
  role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [dlq.queueArn] }));
  return role;
}
