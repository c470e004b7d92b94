import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnStage,
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IHostedZone } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import type * as z from 'zod';
import type { lettersEnv, subscribeEnv } from '../functions/contract/env.ts';
import { STORE_PREFIXES, VOTE_INDEX } from '../functions/contract/tables.ts';
import { accentEnv } from './accent.ts';
import type { Config } from './config.ts';
import type { Mail } from './mail.ts';
import { count, type Monitoring } from './monitoring.ts';
import { NodeFunction, partitions } from './node-function.ts';
import type { Storage } from './storage.ts';
import { WebAddress } from './web-address.ts';
import { WorkQueue } from './work-queue.ts';

interface SubscribeProps {
  zone: IHostedZone | undefined;
  storage: Storage;
  mail: Mail;
  config: Config;
  monitoring: Monitoring;
}

/**
 * Browser or mail client -> HTTP API -> SUBSCRIBE: sign-up to erase, web editions, feeds. LETTERS sends the mails it asks for.
 */
export class Subscribe extends Construct {
  readonly api: HttpApi;
  readonly address: WebAddress;
  readonly letters: WorkQueue;

  constructor(scope: Construct, id: string, { zone, storage, mail, config, monitoring }: SubscribeProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', { apiName: Stack.of(this).stackName, createDefaultStage: false });
    const { api } = this;
    this.address = new WebAddress(this, 'Web', { api, domain: config.webDomain, zone });
    const environment = siteEnvironment(storage, config, this.address.url);
    this.letters = new Letters(this, 'Letters', { storage, mail, config, environment, monitoring }).queue;

    const fn = new NodeFunction(this, {
      stage: 'subscribe',
      // Longer than the 10 s of an SDK call, shorter than the API's 30 s, so that readers get our answer.
      timeout: Duration.seconds(20),
      memorySize: 1024,
      environment: {
        ...environment,
        PAPERS_TABLE: storage.papers.tableName,
        LETTERS_QUEUE_URL: this.letters.queue.queueUrl,
        LIST_DOMAIN: config.domain,
        CLOSE_ZONE: config.closeZone,
        CLOSE_HOUR: String(config.closeHour),
        ALLOWED_SITES: config.allowedSites,
        MAILS_PER_HOUR: String(config.mailsPerHour),
        CONTACT: config.replyTo || config.from,
        PRIVACY_NOTE: config.privacyNote,
        LOG_DAYS: String(config.logDays),
        LEDGER_DAYS: String(config.ledgerDays),
        ...(config.editors && { SUGGESTIONS: 'yes' as const }),
      } satisfies z.input<typeof subscribeEnv>,
      monitoring,
      impact: 'People cannot sign up, confirm or unsubscribe.',
    });
    fn.allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], [storage.subscribers.tableArn]);
    fn.allow(['dynamodb:Query'], [`${storage.subscribers.tableArn}/index/${VOTE_INDEX.name}`]);
    // All rows of one reader: the export shows them, erasing deletes them, with the reader's address, sign-up and counts.
    fn.allow(['dynamodb:Query'], [storage.subscribers.tableArn], partitions('READER#*'));
    fn.allow(['dynamodb:DeleteItem'], [storage.subscribers.tableArn], partitions('READER#*', 'ADDR#*', 'ASKED', 'CAP#*'));
    fn.allow(['dynamodb:GetItem', 'dynamodb:Query'], [storage.editions.tableArn], partitions('DAY', 'WEEK'));
    if (config.editors) fn.allow(['dynamodb:PutItem'], [storage.editions.tableArn], partitions('SUGGESTED'));
    // The ledger rows of one reader, for the page that only this reader can open.
    fn.allow(['dynamodb:Query'], [storage.editions.tableArn], partitions('LEDGER#*'));
    // Papers that a reader names as examples are looked up.
    fn.allow(['dynamodb:BatchGetItem'], [storage.papers.tableArn]);
    fn.allowUnder(storage.store, STORE_PREFIXES.editions, ['s3:GetObject']);
    for (const left of [STORE_PREFIXES.withdrawn, STORE_PREFIXES.moved]) fn.allowUnder(storage.store, left, ['s3:PutObject']);
    fn.allow(['sqs:SendMessage'], [this.letters.queue.queueArn]);
    fn.allow(['secretsmanager:GetSecretValue'], [storage.tokenSecret.secretArn]);

    const integration = new HttpLambdaIntegration('Integration', fn);
    const voting = HttpRouteKey.with('/vote', HttpMethod.ANY);
    const routes = Object.entries({ Everything: HttpRouteKey.DEFAULT, Voting: voting }).map(
      ([name, routeKey]) => new HttpRoute(this, name, { httpApi: api, routeKey, integration }),
    );
    for (const route of routes) {
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason:
          'A public page. Without a token signed by SUBSCRIBE one can only ask for a letter or suggest a paper, and both are capped.',
      });
    }
    const stage = new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      // A reader makes two or three requests. One-click unsubscribes come in bursts after a digest; mailbox providers retry after
      // a 429.
      throttle: { rateLimit: 50, burstLimit: 100 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(
          new LogGroup(this, 'AccessLog', { retention: monitoring.logDays, removalPolicy: RemovalPolicy.DESTROY }),
        ),
        format: AccessLogFormat.custom(ACCESS_LOG),
      },
    });
    this.address.leadTo(stage);
    // Votes have their own limit: programs that check mail follow the links of all cards, and must not block unsubscribing.
    const l1 = stage.node.defaultChild;
    if (!(l1 instanceof CfnStage)) throw new TypeError('the stage is no stage of CloudFormation');
    // A stage refuses settings of a route that does not exist yet.
    l1.node.addDependency(...routes);
    l1.routeSettings = { [voting.key]: { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 } };
    monitoring.alarm(this, 'Flood', {
      severity: 'high',
      essential: true,
      impact: `More than ${flood(config.costAlarm).toLocaleString('en')} requests in an hour: the publisher pays, and readers who want to unsubscribe may be refused.`,
      metric: api.metricCount({ period: Duration.hours(1), statistic: 'Sum' }),
      when: { comparison: ComparisonOperator.GREATER_THAN_THRESHOLD, threshold: flood(config.costAlarm) },
    });
    monitoring.alarm(this, 'ServerErrors', {
      severity: 'high',
      essential: true,
      impact: 'People who sign up, confirm or unsubscribe see an error.',
      metric: stage.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' }),
    });
  }
}

/** The environment of every function that shows pages or mails links to them. */
export const siteEnvironment = (storage: Storage, config: Config, url: string) => ({
  SUBSCRIBERS_TABLE: storage.subscribers.tableName,
  EDITIONS_TABLE: storage.editions.tableName,
  STORE_BUCKET: storage.store.bucketName,
  LIST_NAME: config.listName,
  LIST_LANGUAGE: config.language,
  PUBLISHER: config.publisher,
  POSTAL_ADDRESS: config.postalAddress,
  ACCENT: accentEnv(config.accent),
  TOKEN_SECRET_ARN: storage.tokenSecret.secretArn,
  PUBLIC_URL: url,
});

/**
 * Requests in an hour that ring `Flood`, by `--cost-alarm`: 40,000 at 10 USD (all day, they cost 3 USD), and at most 150,000,
 * because the API lets 180,000 through. If every tenth of 10,000 daily readers has a link scanner, these make 15,000 in an hour.
 */
const flood = (costAlarm: number) => Math.min(4_000 * costAlarm, 150_000);

/** The path without its query, which holds tokens. No IP address: nobody needs it. */
const ACCESS_LOG = JSON.stringify({
  requestId: '$context.requestId',
  time: '$context.requestTime',
  method: '$context.httpMethod',
  path: '$context.path',
  status: '$context.status',
  milliseconds: '$context.responseLatency',
  error: '$context.integrationErrorMessage',
});

interface LettersProps {
  storage: Storage;
  mail: Mail;
  config: Config;
  environment: ReturnType<typeof siteEnvironment>;
  monitoring: Monitoring;
}

/**
 * Letters asked for -> LETTERS: confirmations, links to an account. A queue, so that `POST /subscribe` takes equally long for any
 * address.
 */
class Letters extends Construct {
  readonly queue: WorkQueue;

  constructor(scope: Construct, id: string, { storage, mail, config, environment, monitoring }: LettersProps) {
    super(scope, id);
    const timeout = Duration.minutes(1);
    this.queue = new WorkQueue(this, 'Owed', {
      monitoring,
      impact: 'Somebody who signed up waits for the confirmation mail.',
      consumerTimeout: timeout,
      // At most six minutes apart, so 240 tries take a day: SES may recover, its quota frees, and an operator has time.
      attempts: 240,
      lateAfter: Duration.minutes(30),
    });
    const fn = new NodeFunction(this, {
      stage: 'letters',
      timeout,
      batch: 10,
      memorySize: 1024,
      environment: {
        ...environment,
        QUEUE_URL: this.queue.queue.queueUrl,
        ...mail.environment,
        ...(config.editors && { EDITORS: config.editors, CLOSE_ZONE: config.closeZone }),
      } satisfies z.input<typeof lettersEnv>,
      monitoring,
      impact: 'Confirmation mails are late, so people who sign up cannot confirm.',
    });
    fn.allow(['dynamodb:GetItem'], [storage.subscribers.tableArn]);
    // Notes at the reader and the mailbox that a letter is on its way. Never a row that maps an address.
    fn.allow(['dynamodb:PutItem'], [storage.subscribers.tableArn], partitions('READER#*', 'CAP#*'));
    // A letter that SES did not take does not count for its mailbox.
    fn.allow(['dynamodb:DeleteItem'], [storage.subscribers.tableArn], partitions('CAP#*'));
    fn.allow(['dynamodb:UpdateItem'], [storage.subscribers.tableArn], partitions('WISHES'));
    // Claims of letters (a claim is undone by deleting it) and the counters of the rate. Never a row of the ledger.
    fn.allow(
      ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
      [storage.editions.tableArn],
      partitions('LETTER#*', 'RATE#*'),
    );
    // How many links an editor has used: the next link has the next number.
    if (config.editors) fn.allow(['dynamodb:GetItem'], [storage.editions.tableArn], partitions('DESK'));
    // A welcome shows the latest of the past editions.
    fn.allow(['dynamodb:Query'], [storage.editions.tableArn], partitions('DAY'));
    fn.allowUnder(storage.store, STORE_PREFIXES.editions, ['s3:GetObject']);
    fn.allow(['secretsmanager:GetSecretValue'], [storage.tokenSecret.secretArn]);
    mail.grantSend(fn);
    mail.grantAccount(fn);
    this.queue.trigger(fn);

    monitoring.alarm(this, 'GivenUp', {
      severity: 'low',
      impact: 'Somebody who signed up may have no confirmation mail, and it is not sent again.',
      metric: count(this, 'lettersGivenUp', 'letters'),
    });
  }
}
