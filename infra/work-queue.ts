import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Monitoring } from './monitoring.ts';
import type { NodeFunction } from './node-function.ts';

export interface WorkQueueProps {
  monitoring: Monitoring;
  /** What readers or the publisher miss while a message lies in the DLQ. */
  impact: string;
  /** Timeout of the function that consumes it. */
  consumerTimeout: Duration;
  /** Tries before a message goes to the DLQ. At least five, so that throttling alone does not send it there. */
  attempts: number;
  /** Age of the oldest message at which the alarm `Late` rings. */
  lateAfter: Duration;
  /** How long messages are kept, in the queue and in its DLQ. By default 14 days, the longest that SQS allows. */
  retention?: Duration;
}

/** A queue with its DLQ and two alarms: `DLQNotEmpty` for messages in the DLQ, `Late` for work that waits too long. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly dlq: Queue;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const { monitoring, impact, consumerTimeout, attempts, lateAfter, retention = Duration.days(14) } = props;
    this.dlq = deadLetterQueue(scope, this, { monitoring, impact, retention });
    this.queue = new Queue(this, 'Queue', {
      ...PRIVATE,
      retentionPeriod: retention,
      // Six times the timeout (Lambda's rule for SQS), so that nobody else gets a message while one worker has it.
      visibilityTimeout: Duration.seconds(6 * consumerTimeout.toSeconds()),
      deadLetterQueue: { queue: this.dlq, maxReceiveCount: attempts },
    });
    monitoring.alarm(scope, 'Late', {
      severity: 'low',
      impact: `Work has waited for ${lateAfter.toHumanString()}. ${impact}`,
      metric: this.queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: Duration.minutes(5) }),
      when: { comparison: ComparisonOperator.GREATER_THAN_THRESHOLD, threshold: lateAfter.toSeconds() },
    });
  }

  /**
   * Calls `consumer` with the messages of this queue, two calls at a time, the least SQS allows: a new account runs 10 functions
   * at once in all, and reserved concurrency would have to leave 100 unreserved. Not the CDK's SqsEventSource, which also grants
   * GetQueueUrl.
   */
  trigger(consumer: NodeFunction): void {
    const polling = ['ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility', 'GetQueueAttributes'];
    consumer.allow(
      polling.map((action) => `sqs:${action}`),
      [this.queue.queueArn],
    );
    new EventSourceMapping(this, 'Source', {
      target: consumer,
      eventSourceArn: this.queue.queueArn,
      batchSize: consumer.batch,
      maxConcurrency: 2,
      reportBatchItemFailures: true,
    });
  }
}

/** A DLQ in `parent` whose alarm `DLQNotEmpty` belongs to the stage `scope`. */
export function deadLetterQueue(
  scope: Construct,
  parent: Construct,
  { monitoring, impact, retention = Duration.days(14) }: { monitoring: Monitoring; impact: string; retention?: Duration },
): Queue {
  const dlq = new Queue(parent, 'DLQ', { ...PRIVATE, retentionPeriod: retention });
  monitoring.alarm(scope, 'DLQNotEmpty', {
    severity: 'high',
    impact,
    metric: dlq.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: Duration.minutes(5) }),
  });
  return dlq;
}

const PRIVATE = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
