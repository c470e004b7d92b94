import { ArnFormat, Duration, Stack, Validations } from 'aws-cdk-lib';
import { HttpMethod, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import type * as z from 'zod';
import type { deskEnv } from '../functions/contract/env.ts';
import { AMENDED, FEED_PREFIXES, NEWS_INDEX, OPEN_INDEX, STORE_PREFIXES, VOTE_INDEX } from '../functions/contract/tables.ts';
import type { Config } from './config.ts';
import type { Ingest } from './ingest.ts';
import type { Mail } from './mail.ts';
import type { Monitoring } from './monitoring.ts';
import { NodeFunction, partitions } from './node-function.ts';
import type { Storage } from './storage.ts';
import { type Subscribe, siteEnvironment } from './subscribe.ts';
import type { WorkQueue } from './work-queue.ts';

interface DeskProps {
  storage: Storage;
  ingest: Ingest;
  subscribe: Subscribe;
  mail: Mail;
  /** The queue of SEND. */
  batches: WorkQueue;
  config: Config;
  monitoring: Monitoring;
}

/**
 * An editor's browser -> the site's HTTP API, under `/desk` -> DESK. Made only if editors are named. It is a function of its own, so
 * that SUBSCRIBE gets none of its rights.
 */
export class Desk extends Construct {
  constructor(scope: Construct, id: string, { storage, ingest, subscribe, mail, batches, config, monitoring }: DeskProps) {
    super(scope, id);
    const fn = new NodeFunction(this, {
      stage: 'desk',
      // Longer than the 20 s that copying a large file may take, shorter than the API's 30 s, so that editors get our answer.
      timeout: Duration.seconds(28),
      memorySize: 1769,
      environment: {
        ...siteEnvironment(storage, config, subscribe.address.url),
        EDITORS: config.editors,
        PAPERS_TABLE: storage.papers.tableName,
        FEEDS_BUCKET: ingest.feeds.bucketName,
        LETTERS_QUEUE_URL: subscribe.letters.queue.queueUrl,
        SEND_QUEUE_URL: batches.queue.queueUrl,
        SOURCES: config.sources,
        EXPECT: config.expect,
        CLOSE_ZONE: config.closeZone,
        CLOSE_HOUR: String(config.closeHour),
        ...mail.environment,
        MAILS_PER_HOUR: String(config.mailsPerHour),
      } satisfies z.input<typeof deskEnv>,
      monitoring,
      impact: 'Editors cannot work at the desk: the next edition closes as it stands.',
    });
    // How many links an editor used, and how often they signed out everywhere.
    fn.allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], [storage.editions.tableArn], partitions('DESK'));
    fn.allow(['dynamodb:UpdateItem'], [storage.subscribers.tableArn], partitions('CAP#*'));
    fn.allow(['sqs:SendMessage'], [subscribe.letters.queue.queueArn]);
    fn.allow(['secretsmanager:GetSecretValue'], [storage.tokenSecret.secretArn]);

    // A preview of an upload keeps the file for a day and asks which papers are known. The upload writes a feed, which INGEST reads. The
    // form for a large file lets a browser do what DESK itself may: keep a file for a day.
    fn.allowUnder(storage.store, STORE_PREFIXES.staged, ['s3:GetObject', 's3:PutObject']);
    for (const prefix of Object.values(FEED_PREFIXES)) fn.allowUnder(ingest.feeds, `${prefix}desk/`, ['s3:PutObject']);
    fn.allow(['dynamodb:BatchGetItem'], [storage.papers.tableArn]);
    fn.allow(['dynamodb:GetItem', 'dynamodb:Query'], [storage.papers.tableArn], partitions('RECEIPT'));
    // Taking an upload back: its papers are no longer news, and its receipt says so.
    fn.allow(['dynamodb:Query'], [`${storage.papers.tableArn}/index/${NEWS_INDEX.name}`]);
    fn.allow(['dynamodb:UpdateItem'], [storage.papers.tableArn], partitions('PAPER#*', 'RECEIPT'));
    // What an editor may change of a closed edition: not the names of its files, its span or its state.
    fn.allow(['dynamodb:GetItem'], [storage.editions.tableArn], partitions('DAY', 'WEEK'));
    fn.allow(['dynamodb:UpdateItem'], [storage.editions.tableArn], {
      ...partitions('DAY', 'WEEK'),
      'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk', 'sk', ...AMENDED] },
    });
    // The next edition: its news, what the days before hold, votes, and what editors decide. A test of its mail goes to the editor.
    fn.allow(['dynamodb:Query'], [storage.editions.tableArn], partitions('DAY', 'EDITOR'));
    fn.allow(['dynamodb:PutItem', 'dynamodb:DeleteItem'], [storage.editions.tableArn], partitions('EDITOR'));
    fn.allow(['dynamodb:Query'], [`${storage.subscribers.tableArn}/index/${VOTE_INDEX.name}`]);
    fn.allowUnder(storage.store, STORE_PREFIXES.editions, ['s3:GetObject']);
    mail.grantSend(fn);
    // What readers suggest.
    fn.allow(['dynamodb:Query', 'dynamodb:UpdateItem'], [storage.editions.tableArn], partitions('SUGGESTED'));
    // How it runs: dispatches, sources, alarms, and the switch that stops all digests. Resuming queues what waits.
    fn.allow(['dynamodb:Query'], [storage.editions.tableArn], partitions('WEEK', 'DISPATCH#*', 'BATCH#*', 'SOURCE'));
    fn.allow(['dynamodb:Query'], [`${storage.editions.tableArn}/index/${OPEN_INDEX.name}`]);
    fn.allow(['dynamodb:GetItem'], [storage.editions.tableArn], partitions('CONTROL', 'DISPATCH#*'));
    fn.allow(['dynamodb:PutItem'], [storage.editions.tableArn], partitions('CONTROL'));
    fn.allow(['sqs:SendMessage'], [batches.queue.queueArn]);
    const alarms = { service: 'cloudwatch', resource: 'alarm', arnFormat: ArnFormat.COLON_RESOURCE_NAME, resourceName: '*' };
    fn.allow(['cloudwatch:DescribeAlarms'], [Stack.of(this).formatArn(alarms)]);
    fn.acknowledgeWildcard(
      'arn:<AWS::Partition>:cloudwatch:<AWS::Region>:<AWS::AccountId>:alarm:*',
      'CloudWatch asks IAM for all alarms when they are asked for by a prefix.',
    );

    const integration = new HttpLambdaIntegration('DeskIntegration', fn);
    for (const [name, path] of Object.entries({ Home: '/desk', Below: '/desk/{proxy+}' })) {
      const routeKey = HttpRouteKey.with(path, HttpMethod.ANY);
      const route = new HttpRoute(this, name, { httpApi: subscribe.api, routeKey, integration });
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason: 'DESK itself asks for a session, and of every form for a token of its editor.',
      });
    }
  }
}
