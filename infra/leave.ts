import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IHostedZone, MxRecord } from 'aws-cdk-lib/aws-route53';
import { CfnReceiptRule } from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type * as z from 'zod';
import type { leaveEnv } from '../functions/contract/env.ts';
import { KEPT_DAYS } from '../functions/contract/retention.ts';
import { STORE_PREFIXES } from '../functions/contract/tables.ts';
import { type Config, leaveDomain } from './config.ts';
import type { Mail } from './mail.ts';
import type { Monitoring } from './monitoring.ts';
import { NodeFunction, partitions } from './node-function.ts';
import type { Storage } from './storage.ts';
import { WorkQueue } from './work-queue.ts';

interface LeaveProps {
  zone: IHostedZone | undefined;
  storage: Storage;
  mail: Mail;
  config: Config;
  monitoring: Monitoring;
}

/**
 * A mail that unsubscribes -> SES -> SNS -> SQS -> LEAVE. Adds one rule for its own subdomain to the receipt rule set that the
 * account uses. Makes, activates and replaces no rule set.
 */
export class Leave extends Construct {
  readonly received: WorkQueue;
  /** The DNS record that such mail needs, as a line of a zone file. Empty if the stack writes it to Route 53. */
  readonly dnsRecords: Record<string, string>;

  constructor(scope: Construct, id: string, { zone, storage, mail, config, monitoring }: LeaveProps) {
    super(scope, id);
    const timeout = Duration.minutes(1);
    this.received = new WorkQueue(this, 'Received', {
      monitoring,
      impact: 'Somebody who unsubscribed by mail gets the next digest.',
      consumerTimeout: timeout,
      // Three quarters of an hour, as FEEDBACK.
      attempts: 12,
      lateAfter: Duration.hours(1),
      // The mails hold addresses.
      retention: Duration.days(KEPT_DAYS.receivedMails),
    });
    const topic = new Topic(this, 'Mails', { masterKey: mail.key, enforceSSL: true });
    topic.addSubscription(new SqsSubscription(this.received.queue, { deadLetterQueue: this.received.dlq }));

    const { account, partition, region, stackName } = Stack.of(this);
    const ruleSetName = config.mailtoUnsubscribe;
    const name = `${stackName}-unsubscribe`;
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('ses.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: {
            'aws:SourceAccount': account,
            'aws:SourceArn': `arn:${partition}:ses:${region}:${account}:receipt-rule-set/${ruleSetName}:receipt-rule/${name}`,
          },
        },
      }),
    );
    const recipient = leaveDomain(config.domain);
    // SES gives SNS mails of up to 150 KB; larger ones bounce. LEAVE reads only the address that a mail was sent to.
    const rule = new CfnReceiptRule(this, 'Rule', {
      ruleSetName,
      rule: { name, enabled: true, recipients: [recipient], actions: [{ snsAction: { topicArn: topic.topicArn } }] },
    });
    // SES checks that it may publish when the rule is made.
    rule.node.addDependency(topic);
    const hostName = `inbound-smtp.${region}.amazonaws.com`;
    if (zone) new MxRecord(this, 'Mx', { zone, recordName: recipient, values: [{ priority: 10, hostName }] });
    this.dnsRecords = zone ? {} : { DnsUnsubscribe: `${recipient}. MX 10 ${hostName}.` };

    const fn = new NodeFunction(this, {
      stage: 'leave',
      timeout,
      batch: 10,
      memorySize: 512,
      environment: {
        SUBSCRIBERS_TABLE: storage.subscribers.tableName,
        STORE_BUCKET: storage.store.bucketName,
        TOKEN_SECRET_ARN: storage.tokenSecret.secretArn,
        QUEUE_URL: this.received.queue.queueUrl,
      } satisfies z.input<typeof leaveEnv>,
      monitoring,
      impact: 'Readers who unsubscribe by mail still get digests for a while.',
    });
    fn.allow(['dynamodb:GetItem', 'dynamodb:PutItem'], [storage.subscribers.tableArn], partitions('READER#*'));
    fn.allowUnder(storage.store, STORE_PREFIXES.withdrawn, ['s3:PutObject']);
    fn.allow(['secretsmanager:GetSecretValue'], [storage.tokenSecret.secretArn]);
    this.received.trigger(fn);
  }
}
