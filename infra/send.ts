import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type * as z from 'zod';
import type { sendEnv } from '../functions/contract/env.ts';
import { STORE_PREFIXES } from '../functions/contract/tables.ts';
import { type Config, leaveDomain } from './config.ts';
import type { Mail } from './mail.ts';
import { count, type Monitoring } from './monitoring.ts';
import { NodeFunction, partitions } from './node-function.ts';
import { PRICES } from './prices.ts';
import type { Storage } from './storage.ts';
import { WorkQueue } from './work-queue.ts';

interface SendProps {
  storage: Storage;
  mail: Mail;
  config: Config;
  publicUrl: string;
  monitoring: Monitoring;
}

/** Batches of reader ids -> SEND: claim, read consent again, call SES, write the ledger. */
export class Send extends Construct {
  readonly batches: WorkQueue;

  constructor(scope: Construct, id: string, { storage, mail, config, publicUrl, monitoring }: SendProps) {
    super(scope, id);
    // A batch of 100 at SES's slowest, one mail a second, takes 100 s.
    const timeout = Duration.minutes(5);
    this.batches = new WorkQueue(this, 'Batches', {
      monitoring,
      impact: "The readers of a batch, up to 100, get their copy late; after 12 hours (a week's edition: 36) it is SKIPPED.",
      consumerTimeout: timeout,
      // Half an hour; then each tick puts open batches into the queue again.
      attempts: 10,
      lateAfter: Duration.hours(4),
    });
    const fn = new NodeFunction(this, {
      stage: 'send',
      timeout,
      batch: 1,
      // SEND mostly waits, so less memory is cheaper; but the editions of a fortnight must fit (`npm run bench -- memory`).
      memorySize: 1024,
      environment: {
        SUBSCRIBERS_TABLE: storage.subscribers.tableName,
        EDITIONS_TABLE: storage.editions.tableName,
        STORE_BUCKET: storage.store.bucketName,
        LIST_NAME: config.listName,
        LIST_LANGUAGE: config.language,
        TOKEN_SECRET_ARN: storage.tokenSecret.secretArn,
        PUBLIC_URL: publicUrl,
        QUEUE_URL: this.batches.queue.queueUrl,
        ...mail.environment,
        UNSUBSCRIBE_DOMAIN: config.mailtoUnsubscribe && leaveDomain(config.domain),
        LEDGER_DAYS: String(config.ledgerDays),
      } satisfies z.input<typeof sendEnv>,
      monitoring,
      impact: "Digests go out late. After 12 hours (a week's edition: 36) they are SKIPPED.",
    });
    fn.allow(['dynamodb:GetItem'], [storage.subscribers.tableArn], partitions('READER#*'));
    const onEditions = ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'].map((action) => `dynamodb:${action}`);
    fn.allow(onEditions, [storage.editions.tableArn]);
    for (const prefix of [STORE_PREFIXES.editions, STORE_PREFIXES.audiences])
      fn.allowUnder(storage.store, prefix, ['s3:GetObject']);
    fn.allow(['secretsmanager:GetSecretValue'], [storage.tokenSecret.secretArn]);
    mail.grantSend(fn);
    mail.grantAccount(fn);
    this.batches.trigger(fn);

    monitoring.addCost(count(this, 'sent', 'send', Duration.days(1)), PRICES.sesMail);
    monitoring.alarm(this, 'SendingStopped', {
      severity: 'high',
      essential: true,
      impact:
        'SES refuses our mails, its daily quota is used up, or it cannot be reached: digests and confirmation mails do not go out. In the sandbox only verified addresses get mail.',
      metric: count(this, 'sendingStopped'),
    });
    monitoring.alarm(this, 'QuotaNear', {
      severity: 'low',
      impact: 'Four fifths of the daily quota of SES are used: if the list grows, the last readers of the day will wait.',
      metric: count(this, 'quotaNear', 'send'),
    });
  }
}
