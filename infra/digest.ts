import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type * as z from 'zod';
import type { digestEnv } from '../functions/contract/env.ts';
import { LEARN_INDEX, NEWS_INDEX, OPEN_INDEX, STORE_PREFIXES, VOTE_INDEX, WISH_INDEX } from '../functions/contract/tables.ts';
import { accentEnv } from './accent.ts';
import type { Config } from './config.ts';
import type { Mail } from './mail.ts';
import { count, type Monitoring } from './monitoring.ts';
import { NodeFunction, partitions } from './node-function.ts';
import { schedule } from './schedule.ts';
import type { Storage } from './storage.ts';
import { deadLetterQueue, type WorkQueue } from './work-queue.ts';

interface DigestProps {
  storage: Storage;
  mail: Mail;
  /** Where the batches of dispatches go. */
  batches: WorkQueue;
  /** The queue that asks LETTERS for a mail. */
  letters: WorkQueue;
  config: Config;
  publicUrl: string;
  monitoring: Monitoring;
}

/** Every quarter of an hour -> DIGEST -> the day's edition, its dispatches, and their batches to SEND. */
export class Digest extends Construct {
  readonly schedule: CfnSchedule;
  readonly dlq: Queue;

  constructor(scope: Construct, id: string, { storage, mail, batches, letters, config, publicUrl, monitoring }: DigestProps) {
    super(scope, id);
    this.dlq = deadLetterQueue(this, this, {
      monitoring,
      impact: 'A tick failed three times. The next tick makes up for it; if that fails too, mails are late.',
    });
    Validations.of(this.dlq).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is the DLQ of a schedule and of an asynchronous call; the rule knows only DLQs of queues.',
    });
    const fn = new NodeFunction(this, {
      stage: 'digest',
      // Shorter than a quarter of an hour, so ticks rarely overlap. If they do, conditional writes decide.
      timeout: Duration.minutes(10),
      memorySize: 1769,
      environment: {
        PAPERS_TABLE: storage.papers.tableName,
        SUBSCRIBERS_TABLE: storage.subscribers.tableName,
        EDITIONS_TABLE: storage.editions.tableName,
        STORE_BUCKET: storage.store.bucketName,
        SEND_QUEUE_URL: batches.queue.queueUrl,
        LETTERS_QUEUE_URL: config.remind ? letters.queue.queueUrl : '',
        PUBLIC_URL: publicUrl,
        CLOSE_ZONE: config.closeZone,
        CLOSE_HOUR: String(config.closeHour),
        SES_SHARE: mail.environment.SES_SHARE,
        SUMMARY_MODEL: config.summaryModel,
        EXPECT: config.expect,
        SOURCES: config.expect && config.sources,
        LIST_NAME: config.listName,
        LIST_LANGUAGE: config.language,
        PUBLISHER: config.publisher,
        POSTAL_ADDRESS: config.postalAddress,
        ACCENT: accentEnv(config.accent),
        LEDGER_DAYS: String(config.ledgerDays),
      } satisfies z.input<typeof digestEnv>,
      monitoring,
      impact: 'Some or all editions are late, and their readers get no mail until DIGEST works again.',
    });
    const { papers, subscribers, editions } = storage;
    fn.allow(['dynamodb:BatchGetItem'], [papers.tableArn]);
    fn.allow(['dynamodb:Query'], [`${papers.tableArn}/index/${NEWS_INDEX.name}`]);
    // Receipts say how many revised papers came.
    fn.allow(['dynamodb:Query'], [papers.tableArn], partitions('RECEIPT'));
    const readersBy = [LEARN_INDEX, VOTE_INDEX, WISH_INDEX].map(({ name }) => `${subscribers.tableArn}/index/${name}`);
    fn.allow(['dynamodb:Query'], readersBy);
    fn.allow(['dynamodb:Query'], [subscribers.tableArn], partitions('WISHES', 'ASKED'));
    fn.allow(['dynamodb:DeleteItem'], [subscribers.tableArn], partitions('WISHES'));
    // Deletes sign-ups that were never confirmed, with the row of their address; or notes when to look again.
    fn.allow(['dynamodb:GetItem', 'dynamodb:DeleteItem'], [subscribers.tableArn], partitions('READER#*'));
    fn.allow(['dynamodb:DeleteItem', 'dynamodb:UpdateItem'], [subscribers.tableArn], partitions('ADDR#*'));
    fn.allow(['dynamodb:DeleteItem', 'dynamodb:PutItem'], [subscribers.tableArn], partitions('ASKED'));
    // Learns interests from readers' rows, and writes them there.
    fn.allow(['dynamodb:Query', 'dynamodb:UpdateItem'], [subscribers.tableArn], partitions('READER#*'));
    fn.allow(['dynamodb:Query'], [editions.tableArn, `${editions.tableArn}/index/${OPEN_INDEX.name}`]);
    fn.allow(['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], [editions.tableArn]);
    for (const prefix of [STORE_PREFIXES.editions, STORE_PREFIXES.audiences])
      fn.allowUnder(storage.store, prefix, ['s3:GetObject', 's3:PutObject']);
    fn.allow(['sqs:SendMessage'], [batches.queue.queueArn]);
    if (config.remind) fn.allow(['sqs:SendMessage'], [letters.queue.queueArn]);
    mail.grantAccount(fn);
    if (config.summaryModel) mayAsk(fn, config.summaryModel);

    // Two minutes after the quarter: enough for the lag of an index and the retries of a write.
    this.schedule = schedule(this, 'EveryQuarter', { fn, cron: '2/15 * * * ? *', dlq: this.dlq });

    monitoring.alarm(this, 'NoTicks', {
      severity: 'high',
      essential: true,
      impact: 'For an hour no tick succeeded: editions and mails are late, or are not made at all.',
      metric: count(this, 'ticks', 'digest', Duration.minutes(15)),
      when: { comparison: ComparisonOperator.LESS_THAN_THRESHOLD, threshold: 1 },
      periods: 4,
      silenceIsFailure: true,
    });
    if (config.expect)
      monitoring.alarm(this, 'SourceAmiss', {
        severity: 'low',
        essential: true,
        impact:
          'The upload that was expected by now has not come, or is much smaller than usual: the next edition lacks its papers.',
        metric: count(this, 'sourcesAmiss', 'digest', Duration.minutes(15)),
      });
    monitoring.alarm(this, 'DispatchMissed', {
      severity: 'high',
      essential: true,
      impact: 'An edition was too late to be sent to the readers of some hour. Its papers come with their next copy.',
      metric: count(this, 'dispatchesMissed', 'digest'),
    });
    monitoring.alarm(this, 'UnknownAtClose', {
      severity: 'low',
      essential: true,
      impact: 'SES did not say whether it took some copies. These readers may have no mail; it is not sent again.',
      metric: count(this, 'unknownAtClose', 'digest'),
    });
    monitoring.alarm(this, 'QuotaShortfall', {
      severity: 'high',
      impact:
        'More copies wait than the daily quota of SES has left. The rest go out as it frees; after 24 hours they are SKIPPED.',
      metric: count(this, 'quotaShortfall', 'digest'),
    });
    monitoring.alarm(this, 'LedgerGap', {
      severity: 'high',
      essential: true,
      impact: 'The copies of a dispatch do not add up to its audience: a reader was lost or counted twice.',
      metric: count(this, 'ledgerGap', 'digest'),
    });
  }
}

/** Lets DIGEST ask one model, also by "Converse": in this region, or in all regions of an inference profile. */
function mayAsk(fn: NodeFunction, model: string): void {
  const arn = (resource: string, resourceName: string, at: { region?: string; account?: string } = {}) =>
    Stack.of(fn).formatArn({ service: 'bedrock', resource, resourceName, ...at });
  const [, name] = /^(?:us|us-gov|eu|apac|jp|au|ca|global)\.(.+)$/.exec(model) ?? [];
  const regions = model.startsWith('global.') ? ['*', ''] : ['*'];
  const resources = name
    ? [arn('inference-profile', model), ...regions.map((region) => arn('foundation-model', name, { region, account: '' }))]
    : [arn('foundation-model', model, { account: '' })];
  fn.allow(['bedrock:InvokeModel'], resources);
  fn.acknowledgeWildcard(
    `arn:<AWS::Partition>:bedrock:*::foundation-model/${name}`,
    'An inference profile chooses the region. The model is fixed.',
  );
}
