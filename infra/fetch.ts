import { Duration, Validations } from 'aws-cdk-lib';
import { ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type * as z from 'zod';
import type { fetchEnv } from '../functions/contract/env.ts';
import { FEED_PREFIXES } from '../functions/contract/tables.ts';
import type { Config } from './config.ts';
import type { Ingest } from './ingest.ts';
import { count, type Monitoring } from './monitoring.ts';
import { NodeFunction, partitions } from './node-function.ts';
import { schedule } from './schedule.ts';
import type { Storage } from './storage.ts';
import { deadLetterQueue } from './work-queue.ts';

/** Every hour -> FETCH -> the answers of the sources, unchanged, under `feeds/`. Made only if `--sources` names some. */
export class Fetch extends Construct {
  readonly schedule: CfnSchedule;
  readonly dlq: Queue;
  readonly fn: NodeFunction;

  constructor(
    scope: Construct,
    id: string,
    { storage, ingest, config, monitoring }: { storage: Storage; ingest: Ingest; config: Config; monitoring: Monitoring },
  ) {
    super(scope, id);
    this.dlq = deadLetterQueue(this, this, {
      monitoring,
      impact: 'A run of FETCH failed three times. The next run, an hour later, asks for the same papers again.',
    });
    Validations.of(this.dlq).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is the DLQ of a schedule and of an asynchronous call; the rule knows only DLQs of queues.',
    });
    this.fn = new NodeFunction(this, {
      stage: 'fetch',
      // FETCH begins no request after eight minutes, and a request takes at most one minute.
      timeout: Duration.minutes(10),
      // Reading an answer of 50 MB, unpacked, takes four times its size.
      memorySize: 512,
      environment: {
        EDITIONS_TABLE: storage.editions.tableName,
        FEEDS_BUCKET: ingest.feeds.bucketName,
        SOURCES: config.sources,
        CONTACT: config.replyTo || config.from,
      } satisfies z.input<typeof fetchEnv>,
      monitoring,
      impact: 'Sources are not asked for new papers, so editions lack them until FETCH runs again.',
    });
    this.fn.allowUnder(ingest.feeds, FEED_PREFIXES.news, ['s3:PutObject']);
    this.fn.allow(['dynamodb:Query', 'dynamodb:PutItem'], [storage.editions.tableArn], partitions('SOURCE'));
    this.fn.allow(['dynamodb:UpdateItem', 'dynamodb:PutItem'], [storage.editions.tableArn], partitions('FETCH'));
    // Away from the quarter hours of DIGEST, and in time for an edition that closes at the full hour.
    this.schedule = schedule(this, 'EveryHour', { fn: this.fn, cron: '41 * * * ? *', dlq: this.dlq });

    monitoring.alarm(this, 'SourceAmiss', {
      severity: 'low',
      essential: true,
      impact:
        'For three hours a source has been stale, thin or failing, or FETCH did not run: papers may be missing from editions.',
      metric: count(this, 'sourcesAmiss', 'fetch', Duration.hours(1)),
      when: { comparison: ComparisonOperator.GREATER_THAN_THRESHOLD, threshold: 0 },
      periods: 3,
      silenceIsFailure: true,
    });
  }
}
