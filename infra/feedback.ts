import { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type * as z from 'zod';
import type { feedbackEnv } from '../functions/contract/env.ts';
import { KEPT_DAYS } from '../functions/contract/retention.ts';
import { count, type Monitoring } from './monitoring.ts';
import { NodeFunction, partitions } from './node-function.ts';
import type { Storage } from './storage.ts';
import { WorkQueue } from './work-queue.ts';

interface FeedbackProps {
  storage: Storage;
  /** SES's events on every mail. */
  events: Topic;
  monitoring: Monitoring;
}

/** SES events -> SNS -> SQS -> FEEDBACK: bounces and complaints suppress, deliveries reach the ledger. */
export class Feedback extends Construct {
  readonly events: WorkQueue;

  constructor(scope: Construct, id: string, { storage, events, monitoring }: FeedbackProps) {
    super(scope, id);
    const timeout = Duration.minutes(1);
    this.events = new WorkQueue(this, 'Events', {
      monitoring,
      impact: 'Bounces or complaints are not acted on: such readers get the next digest, and the reputation suffers.',
      consumerTimeout: timeout,
      attempts: 5,
      lateAfter: Duration.hours(1),
      // The events hold readers' addresses: no longer than a long weekend, DLQ included.
      retention: Duration.days(KEPT_DAYS.sesEvents),
    });
    events.addSubscription(new SqsSubscription(this.events.queue, { deadLetterQueue: this.events.dlq }));

    const fn = new NodeFunction(this, {
      service: 'feedback',
      timeout,
      memorySize: 512,
      environment: {
        SUBSCRIBERS_TABLE: storage.subscribers.tableName,
        EDITIONS_TABLE: storage.editions.tableName,
      } satisfies z.input<typeof feedbackEnv>,
      monitoring,
      impact: 'Bounces, complaints and deliveries are recorded late.',
    });
    fn.may(['dynamodb:UpdateItem'], [storage.subscribers.tableArn], partitions('READER#*'));
    fn.may(['dynamodb:GetItem', 'dynamodb:UpdateItem'], [storage.editions.tableArn], partitions('LEDGER#*'));
    // The switch that stops all sending, and the counts that throw it.
    fn.may(['dynamodb:GetItem', 'dynamodb:UpdateItem'], [storage.editions.tableArn], partitions('REPUTATION#*'));
    fn.may(['dynamodb:PutItem'], [storage.editions.tableArn], partitions('CONTROL'));
    this.events.feed(fn, 10);

    const period = Duration.hours(6);
    monitoring.alarm(this, 'Silent', {
      severity: 'high',
      impact: 'Mails go out and SES tells nothing of them: bounces and complaints are not acted on.',
      metric: new MathExpression({
        expression: 'IF(sent > 0 AND FILL(events, 0) < 1, 1, 0)',
        usingMetrics: { sent: count(this, 'sent', 'send', period), events: count(this, 'events', 'feedback', period) },
        period,
      }),
    });
    monitoring.alarm(this, 'SendingPaused', {
      severity: 'high',
      impact: 'Bounces or complaints came near what SES reviews, so Broadsheet stopped all digests itself.',
      metric: count(this, 'selfPaused', 'feedback'),
    });
  }
}
