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
      // Three quarters of an hour: an outage of the tables should leave nothing to re-drive.
      attempts: 12,
      lateAfter: Duration.hours(1),
      // The events hold readers' addresses: no longer than a long weekend, DLQ included.
      retention: Duration.days(KEPT_DAYS.sesEvents),
    });
    events.addSubscription(new SqsSubscription(this.events.queue, { deadLetterQueue: this.events.dlq }));

    const fn = new NodeFunction(this, {
      service: 'feedback',
      timeout,
      batch: 10,
      memorySize: 512,
      environment: {
        SUBSCRIBERS_TABLE: storage.subscribers.tableName,
        EDITIONS_TABLE: storage.editions.tableName,
        QUEUE_URL: this.events.queue.queueUrl,
      } satisfies z.input<typeof feedbackEnv>,
      monitoring,
      impact: 'Bounces, complaints and deliveries are recorded late.',
    });
    fn.allow(['dynamodb:UpdateItem'], [storage.subscribers.tableArn], partitions('READER#*'));
    fn.allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], [storage.editions.tableArn], partitions('LEDGER#*'));
    // The switch that stops all sending, and the counts that throw it.
    fn.allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], [storage.editions.tableArn], partitions('REPUTATION#*'));
    fn.allow(['dynamodb:PutItem'], [storage.editions.tableArn], partitions('CONTROL'));
    this.events.trigger(fn);

    const period = Duration.hours(3);
    monitoring.alarm(this, 'Silent', {
      severity: 'high',
      essential: true,
      impact: 'Mails go out and SES tells nothing of them: bounces and complaints are not acted on.',
      metric: new MathExpression({
        // Between two series a missing value is 0 ("Using metric math"), also where no event ever came. What was found of the last
        // mails stands until the next ones, or two periods would never have mails where all readers want theirs at one hour.
        expression: 'FILL(IF((sent > 0) > events, 1, 0), REPEAT)',
        usingMetrics: { sent: count(this, 'sent', 'send', period), events: count(this, 'events', 'feedback', period) },
        period,
      }),
      // In the minute in which mails go out their events are still on the way.
      periods: 2,
    });
    monitoring.alarm(this, 'SendingPaused', {
      severity: 'high',
      essential: true,
      impact: 'Bounces or complaints came near what SES reviews, so Broadsheet stopped all digests itself.',
      metric: count(this, 'selfPaused', 'feedback'),
    });
  }
}
