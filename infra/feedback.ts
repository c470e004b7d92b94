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

/** SES events -> SNS -> SQS -> FEEDBACK: bounces and complaints suppress readers, sent mails are noted in the ledger. */
export class Feedback extends Construct {
  readonly events: WorkQueue;

  constructor(scope: Construct, id: string, { storage, events, monitoring }: FeedbackProps) {
    super(scope, id);
    const timeout = Duration.minutes(1);
    this.events = new WorkQueue(this, 'Events', {
      monitoring,
      impact: 'Bounces or complaints are not acted on: these readers get the next digest, which harms the reputation.',
      consumerTimeout: timeout,
      // Twelve tries take three quarters of an hour, longer than most outages of the tables.
      attempts: 12,
      lateAfter: Duration.hours(1),
      // The events hold readers' addresses, so they are kept for a long weekend only, in the DLQ too.
      retention: Duration.days(KEPT_DAYS.sesEvents),
    });
    events.addSubscription(new SqsSubscription(this.events.queue, { deadLetterQueue: this.events.dlq }));

    const fn = new NodeFunction(this, {
      stage: 'feedback',
      timeout,
      batch: 10,
      memorySize: 512,
      environment: {
        SUBSCRIBERS_TABLE: storage.subscribers.tableName,
        EDITIONS_TABLE: storage.editions.tableName,
        QUEUE_URL: this.events.queue.queueUrl,
      } satisfies z.input<typeof feedbackEnv>,
      monitoring,
      impact: 'Bounces, complaints and sent mails are recorded late.',
    });
    fn.allow(['dynamodb:UpdateItem'], [storage.subscribers.tableArn], partitions('READER#*'));
    fn.allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], [storage.editions.tableArn], partitions('LEDGER#*'));
    // The counts of bounces and complaints, and the switch that stops all sending.
    fn.allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], [storage.editions.tableArn], partitions('REPUTATION#*'));
    fn.allow(['dynamodb:PutItem'], [storage.editions.tableArn], partitions('CONTROL'));
    this.events.trigger(fn);

    const period = Duration.hours(3);
    monitoring.alarm(this, 'Silent', {
      severity: 'high',
      essential: true,
      impact: 'Mails go out, but no event of SES arrives: bounces and complaints are not acted on.',
      metric: new MathExpression({
        // Between two series a missing value counts as 0 ("Using metric math"), also if no event ever came. REPEAT keeps the
        // result of the last mails until the next ones: where all readers have one hour, two periods in a row never have mails.
        expression: 'FILL(IF((sent > 0) > events, 1, 0), REPEAT)',
        usingMetrics: { sent: count(this, 'sent', 'send', period), events: count(this, 'events', 'feedback', period) },
        period,
      }),
      // Two periods: when mails have just gone out, their events are still on the way.
      periods: 2,
    });
    monitoring.alarm(this, 'SendingPaused', {
      severity: 'high',
      essential: true,
      impact: 'Bounces or complaints came near the rate at which SES reviews the account, so Broadsheet stopped all digests.',
      metric: count(this, 'selfPaused', 'feedback'),
    });
  }
}
