import { CfnOutput, Stack, Tags } from 'aws-cdk-lib';
import { PublicHostedZone } from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import { accentEnv } from './accent.ts';
import { type Config, leaveDomain, settingsSaid } from './config.ts';
import { Desk } from './desk.ts';
import { Digest } from './digest.ts';
import { Feedback } from './feedback.ts';
import { Fetch } from './fetch.ts';
import { Ingest } from './ingest.ts';
import { Leave } from './leave.ts';
import { Mail } from './mail.ts';
import { Monitoring } from './monitoring.ts';
import { Send } from './send.ts';
import { Storage } from './storage.ts';
import { Subscribe } from './subscribe.ts';

/**
 * Wiring only. Papers: sources -> FETCH -> feed file -> INGEST -> papers -> DIGEST -> batches -> SEND -> SES -> events ->
 * FEEDBACK. Readers come in through SUBSCRIBE, editors through DESK. A construct is made before those that need it: SUBSCRIBE has
 * the URL that mails link to, SEND the queue that DIGEST fills.
 */
export class BroadsheetStack extends Stack {
  constructor(scope: Construct, id: string, config: Config) {
    super(scope, id, { description: 'Broadsheet: trending papers in your email inbox' });
    // Tags on dashboards are new: CloudFormation may not know them yet in every region.
    const untagged = { excludeResourceTypes: ['AWS::CloudWatch::Dashboard'] };
    Tags.of(this).add('app', 'broadsheet', untagged);
    Tags.of(this).add('stage', config.stage ?? 'main', untagged);

    const zone =
      config.hostedZone === undefined
        ? undefined
        : PublicHostedZone.fromPublicHostedZoneAttributes(this, 'Zone', {
            hostedZoneId: config.hostedZone,
            zoneName: config.domain,
          });
    const monitoring = new Monitoring(this, 'Monitoring', config);
    const storage = new Storage(this, 'Storage', { monitoring, config });
    const mail = new Mail(this, 'Mail', { zone, config, monitoring });

    const ingest = new Ingest(this, 'Ingest', { storage, monitoring });
    const fetch = config.sources ? new Fetch(this, 'Fetch', { storage, ingest, config, monitoring }) : undefined;
    const subscribe = new Subscribe(this, 'Subscribe', { zone, storage, mail, config, monitoring });
    const publicUrl = subscribe.address.url;
    const send = new Send(this, 'Send', { storage, mail, config, publicUrl, monitoring });
    if (config.editors) new Desk(this, 'Desk', { storage, ingest, subscribe, mail, batches: send.batches, config, monitoring });
    const digest = new Digest(this, 'Digest', {
      storage,
      mail,
      batches: send.batches,
      letters: subscribe.letters,
      config,
      publicUrl,
      monitoring,
    });
    const feedback = new Feedback(this, 'Feedback', { storage, events: mail.events, monitoring });

    const leave = config.mailtoUnsubscribe ? new Leave(this, 'Leave', { zone, storage, mail, config, monitoring }) : undefined;

    monitoring.watchCost(config.costAlarm);
    monitoring.drawDashboard();

    const outputs = {
      ApiUrl: publicUrl,
      FeedsBucketName: ingest.feeds.bucketName,
      StoreBucketName: storage.store.bucketName,
      AccessLogsBucketName: storage.accessLogs.bucketName,
      PapersTableName: storage.papers.tableName,
      SubscribersTableName: storage.subscribers.tableName,
      EditionsTableName: storage.editions.tableName,
      ListLanguage: config.language,
      Accent: accentEnv(config.accent),
      Domain: config.domain,
      FromAddress: config.from,
      SesShare: String(config.sesShare),
      CloseZone: config.closeZone,
      CloseHour: String(config.closeHour),
      ConfigurationSetName: mail.environment.CONFIGURATION_SET,
      TokenSecretArn: storage.tokenSecret.secretArn,
      ScheduleName: digest.schedule.ref,
      AlarmsTopicArn: monitoring.topic.topicArn,
      IngestQueueUrl: ingest.events.queue.queueUrl,
      IngestDlqUrl: ingest.events.dlq.queueUrl,
      RangesQueueUrl: ingest.ranges.queue.queueUrl,
      RangesDlqUrl: ingest.ranges.dlq.queueUrl,
      DigestDlqUrl: digest.dlq.queueUrl,
      SendQueueUrl: send.batches.queue.queueUrl,
      SendDlqUrl: send.batches.dlq.queueUrl,
      LettersQueueUrl: subscribe.letters.queue.queueUrl,
      LettersDlqUrl: subscribe.letters.dlq.queueUrl,
      FeedbackQueueUrl: feedback.events.queue.queueUrl,
      FeedbackDlqUrl: feedback.events.dlq.queueUrl,
      Settings: ascii(JSON.stringify(settingsSaid(config))),
      ...(fetch && {
        Sources: config.sources,
        FetchFunctionName: fetch.fn.functionName,
        FetchScheduleName: fetch.schedule.ref,
        FetchDlqUrl: fetch.dlq.queueUrl,
      }),
      ...(config.expect && { Expect: config.expect }),
      ...(leave && {
        LeaveQueueUrl: leave.received.queue.queueUrl,
        LeaveDlqUrl: leave.received.dlq.queueUrl,
        UnsubscribeDomain: leaveDomain(config.domain),
      }),
      ...mail.dnsRecords,
      ...leave?.dnsRecords,
      ...subscribe.address.dnsRecords,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}

/**
 * Escapes letters beyond ASCII in JSON: CloudFormation returns them as "?" in an output (cloudformation-coverage-roadmap#814).
 */
const ascii = (json: string) => json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
