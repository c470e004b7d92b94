import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type * as z from 'zod';
import { INGEST_NODE_OPTIONS, INGEST_TRIES, type ingestEnv } from '../functions/contract/env.ts';
import { FEED_PREFIXES, STORE_PREFIXES } from '../functions/contract/tables.ts';
import { count, type Monitoring } from './monitoring.ts';
import { NodeFunction } from './node-function.ts';
import { PrivateBucket, type Storage } from './storage.ts';
import { WorkQueue } from './work-queue.ts';

/** Feed file -> S3 -> SQS -> INGEST -> papers and a receipt. */
export class Ingest extends Construct {
  /** Where publishers upload. It is INGEST's trigger, so INGEST cannot write to it. */
  readonly feeds: PrivateBucket;
  readonly events: WorkQueue;
  /** Ranges of long snapshots. Their own queue, so that today's feed does not wait behind 300 of them. */
  readonly ranges: WorkQueue;

  constructor(scope: Construct, id: string, { storage, monitoring }: { storage: Storage; monitoring: Monitoring }) {
    super(scope, id);
    const timeout = Duration.minutes(10);
    this.events = new WorkQueue(this, 'Events', {
      monitoring,
      impact: 'A feed file was not read: its papers are missing from the next edition.',
      consumerTimeout: timeout,
      attempts: INGEST_TRIES.upload + 1,
      lateAfter: Duration.hours(2),
    });
    // A scope of its own, so that its alarms are called Ingest/Ranges/….
    this.ranges = new WorkQueue(new Construct(this, 'Ranges'), 'Work', {
      monitoring,
      impact: 'A range of a snapshot was not read: its papers are not in the store. The receipt says which.',
      consumerTimeout: timeout,
      attempts: INGEST_TRIES.range + 1,
      lateAfter: Duration.hours(12),
    });
    this.feeds = new PrivateBucket(this, 'Feeds', { logs: storage.accessLogs, oldVersions: Duration.days(90) });
    this.notify();

    const fn = new NodeFunction(this, {
      stage: 'ingest',
      timeout,
      batch: 1,
      memorySize: 1769,
      environment: {
        NODE_OPTIONS: INGEST_NODE_OPTIONS,
        ...({
          PAPERS_TABLE: storage.papers.tableName,
          FEEDS_BUCKET: this.feeds.bucketName,
          STORE_BUCKET: storage.store.bucketName,
          QUEUE_URL: this.events.queue.queueUrl,
          RANGES_QUEUE_URL: this.ranges.queue.queueUrl,
        } satisfies z.input<typeof ingestEnv>),
      },
      monitoring,
      impact: 'Feed files are read late or not at all.',
    });
    fn.allow(['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:Query'], [storage.papers.tableArn]);
    for (const prefix of Object.values(FEED_PREFIXES)) fn.allowUnder(this.feeds, prefix, ['s3:GetObject']);
    // Without this right S3 answers 403 instead of 404 for a missing file, and a deleted feed would look like a fault.
    fn.allow(['s3:ListBucket'], [this.feeds.bucketArn]);
    fn.allowUnder(storage.store, STORE_PREFIXES.receipts, ['s3:PutObject']);
    fn.allow(['sqs:SendMessage'], [this.ranges.queue.queueArn]);
    this.events.trigger(fn);
    this.ranges.trigger(fn);

    monitoring.alarm(this, 'FeedsRefused', {
      severity: 'low',
      essential: true,
      impact: 'A feed file was refused as a whole: none of its papers is in the next edition.',
      metric: count(this, 'feedsRefused', 'ingest'),
    });
  }

  /**
   * Sends S3's events to the queue, by the L1: the L2's `addEventNotification` would deploy a function that may rewrite the
   * notifications of any bucket. The queue's policy must exist before the bucket, so it cannot name the bucket: it admits all
   * buckets whose names CloudFormation makes for this stack, in this account.
   */
  private notify(): void {
    const { account, partition, stackName } = Stack.of(this);
    const { queue } = this.events;
    queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:s3:::${stackName.toLowerCase()}-*` },
        },
      }),
    );
    const bucket = this.feeds.node.defaultChild;
    if (!(bucket instanceof CfnBucket)) throw new TypeError('the feeds bucket has no resource');
    bucket.notificationConfiguration = {
      queueConfigurations: Object.values(FEED_PREFIXES).map((value) => ({
        event: 's3:ObjectCreated:*',
        queue: queue.queueArn,
        filter: { s3Key: { rules: [{ name: 'prefix', value }] } },
      })),
    };
    bucket.node.addDependency(queue);
  }
}
