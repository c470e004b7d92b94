import { describe, expect, test } from 'vitest';
import { appWithoutBundles, type Json, many, ofType, read, template } from './synth.ts';

/** What each role may do: `resource: actions`, one line a resource. Widening a grant changes a line here. */
function permissions(role: string): string[] {
  const allowed = new Map<string, Set<string>>();
  for (const { Properties } of Object.values(ofType('AWS::IAM::Policy'))) {
    if (!Properties.Roles.some((attached: unknown) => read(attached) === role)) continue;
    for (const { Effect, Action, Resource, Condition } of Properties.PolicyDocument.Statement) {
      expect(Effect).toBe('Allow');
      for (const resource of many(Resource).map(read)) {
        const key = Condition ? `${resource} if ${JSON.stringify(Condition)}` : resource;
        const actions = allowed.get(key) ?? new Set();
        for (const action of many(Action)) actions.add(action);
        allowed.set(key, actions);
      }
    }
  }
  return [...allowed].map(([resource, actions]) => `${resource}: ${[...actions].sort().join(' ')}`).sort();
}

describe('[R104] each function has its own role, and exactly these grants', () => {
  test('ingest', () =>
    expect(permissions('IngestRole')).toMatchInlineSnapshot(`
      [
        "IngestEventsQueue: sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage",
        "IngestFeeds/archive/*: s3:GetObject",
        "IngestFeeds/feeds/*: s3:GetObject",
        "IngestFeeds: s3:ListBucket",
        "IngestLogs: logs:CreateLogStream logs:PutLogEvents",
        "IngestRangesWorkQueue: sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage sqs:SendMessage",
        "StoragePapers: dynamodb:BatchGetItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query",
        "StorageStore/receipts/*: s3:PutObject",
      ]
    `));
  test('digest', () =>
    expect(permissions('DigestRole')).toMatchInlineSnapshot(`
      [
        "*: ses:GetAccount",
        "DigestDLQ: sqs:SendMessage",
        "DigestLogs: logs:CreateLogStream logs:PutLogEvents",
        "SendBatchesQueue: sqs:SendMessage",
        "StorageEditions/index/open: dynamodb:Query",
        "StorageEditions: dynamodb:BatchGetItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem",
        "StoragePapers if {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["RECEIPT"]}}: dynamodb:Query",
        "StoragePapers/index/news: dynamodb:Query",
        "StoragePapers: dynamodb:BatchGetItem",
        "StorageStore/audiences/*: s3:GetObject s3:PutObject",
        "StorageStore/editions/*: s3:GetObject s3:PutObject",
        "StorageSubscribers if {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["ADDR#*"]}}: dynamodb:DeleteItem dynamodb:UpdateItem",
        "StorageSubscribers if {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["ASKED"]}}: dynamodb:DeleteItem dynamodb:PutItem",
        "StorageSubscribers if {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["READER#*"]}}: dynamodb:DeleteItem dynamodb:GetItem dynamodb:Query dynamodb:UpdateItem",
        "StorageSubscribers if {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["WISHES","ASKED"]}}: dynamodb:Query",
        "StorageSubscribers if {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["WISHES"]}}: dynamodb:DeleteItem",
        "StorageSubscribers/index/learn: dynamodb:Query",
        "StorageSubscribers/index/votes: dynamodb:Query",
        "StorageSubscribers/index/wish: dynamodb:Query",
      ]
    `));
  test('send', () =>
    expect(permissions('SendRole')).toMatchInlineSnapshot(`
      [
        "*: ses:GetAccount",
        "SendBatchesQueue: sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage",
        "SendLogs: logs:CreateLogStream logs:PutLogEvents",
        "StorageEditions: dynamodb:BatchGetItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem",
        "StorageStore/audiences/*: s3:GetObject",
        "StorageStore/editions/*: s3:GetObject",
        "StorageSubscribers if {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["READER#*"]}}: dynamodb:GetItem",
        "StorageTokenSecret: secretsmanager:GetSecretValue",
        "arn:AWS::Partition:ses:AWS::Region:AWS::AccountId:configuration-set/MailConfigurationSet if {"StringEquals":{"ses:FromAddress":"digest@example.org"}}: ses:SendEmail",
        "arn:AWS::Partition:ses:AWS::Region:AWS::AccountId:identity/* if {"StringEquals":{"ses:FromAddress":"digest@example.org"}}: ses:SendEmail",
      ]
    `));
  test('subscribe', () =>
    expect(permissions('SubscribeRole')).toMatchInlineSnapshot(`
      [
        "StorageEditions if {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["DAY","WEEK"]}}: dynamodb:GetItem dynamodb:Query",
        "StorageEditions if {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["LEDGER#*"]}}: dynamodb:Query",
        "StoragePapers: dynamodb:BatchGetItem",
        "StorageStore/editions/*: s3:GetObject",
        "StorageStore/moved/*: s3:PutObject",
        "StorageStore/withdrawn/*: s3:PutObject",
        "StorageSubscribers if {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["READER#*","ADDR#*","ASKED","CAP#*"]}}: dynamodb:DeleteItem",
        "StorageSubscribers if {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["READER#*"]}}: dynamodb:Query",
        "StorageSubscribers/index/votes: dynamodb:Query",
        "StorageSubscribers: dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem",
        "StorageTokenSecret: secretsmanager:GetSecretValue",
        "SubscribeLettersOwedQueue: sqs:SendMessage",
        "SubscribeLogs: logs:CreateLogStream logs:PutLogEvents",
      ]
    `));
  test('letters', () =>
    expect(permissions('SubscribeLettersRole')).toMatchInlineSnapshot(`
      [
        "*: ses:GetAccount",
        "StorageEditions if {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["DAY"]}}: dynamodb:Query",
        "StorageEditions if {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["LETTER#*","RATE#*"]}}: dynamodb:DeleteItem dynamodb:PutItem dynamodb:UpdateItem",
        "StorageStore/editions/*: s3:GetObject",
        "StorageSubscribers if {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["CAP#*"]}}: dynamodb:DeleteItem",
        "StorageSubscribers if {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["READER#*","CAP#*"]}}: dynamodb:PutItem",
        "StorageSubscribers if {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["WISHES"]}}: dynamodb:UpdateItem",
        "StorageSubscribers: dynamodb:GetItem",
        "StorageTokenSecret: secretsmanager:GetSecretValue",
        "SubscribeLettersLogs: logs:CreateLogStream logs:PutLogEvents",
        "SubscribeLettersOwedQueue: sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage",
        "arn:AWS::Partition:ses:AWS::Region:AWS::AccountId:configuration-set/MailConfigurationSet if {"StringEquals":{"ses:FromAddress":"digest@example.org"}}: ses:SendEmail",
        "arn:AWS::Partition:ses:AWS::Region:AWS::AccountId:identity/* if {"StringEquals":{"ses:FromAddress":"digest@example.org"}}: ses:SendEmail",
      ]
    `));
  test('feedback', () =>
    expect(permissions('FeedbackRole')).toMatchInlineSnapshot(`
      [
        "FeedbackEventsQueue: sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage",
        "FeedbackLogs: logs:CreateLogStream logs:PutLogEvents",
        "StorageEditions if {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["CONTROL"]}}: dynamodb:PutItem",
        "StorageEditions if {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["LEDGER#*"]}}: dynamodb:GetItem dynamodb:UpdateItem",
        "StorageEditions if {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["REPUTATION#*"]}}: dynamodb:GetItem dynamodb:UpdateItem",
        "StorageSubscribers if {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["READER#*"]}}: dynamodb:UpdateItem",
      ]
    `));
  test('the scheduler', () =>
    expect(permissions('DigestSchedulerRole')).toMatchInlineSnapshot(`
    [
      "DigestDLQ: sqs:SendMessage",
      "DigestFunction: lambda:InvokeFunction",
    ]
  `));

  test.each([
    ['amazon.nova-micro-v1:0', ['arn:AWS::Partition:bedrock:AWS::Region::foundation-model/amazon.nova-micro-v1:0']],
    [
      'eu.amazon.nova-micro-v1:0',
      [
        'arn:AWS::Partition:bedrock:AWS::Region:AWS::AccountId:inference-profile/eu.amazon.nova-micro-v1:0',
        'arn:AWS::Partition:bedrock:*::foundation-model/amazon.nova-micro-v1:0',
      ],
    ],
  ])('digest, where %s is to summarise: that one model besides, and else none', (summaryModel, arns) => {
    const policies = (resources: Record<string, Json>) =>
      Object.values(resources).filter(({ Type }) => Type === 'AWS::IAM::Policy');
    const asking = appWithoutBundles({ summaryModel }).synth().getStackByName('Broadsheet').template.Resources;
    const granted = policies(asking)
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Action }: Json) => JSON.stringify(Action).includes('bedrock'));
    expect(granted.map(({ Action, Resource }: Json) => [Action, many(Resource).map(read)])).toEqual([
      ['bedrock:InvokeModel', arns],
    ]);
    expect(JSON.stringify(policies(template.Resources))).not.toContain('bedrock');
  });

  test('no two functions share a role, and no role has a managed policy', () => {
    const roles = Object.values(ofType('AWS::Lambda::Function')).map(({ Properties }) => read(Properties.Role));
    expect(new Set(roles).size).toBe(6);
    for (const { Properties } of Object.values(ofType('AWS::IAM::Role'))) {
      expect(Properties).not.toHaveProperty('ManagedPolicyArns');
      expect(Properties).not.toHaveProperty('Policies');
    }
  });
});

test('[R8] what triggers INGEST and what INGEST writes never meet', () => {
  const watching = Object.entries(ofType('AWS::S3::Bucket')).filter(([, { Properties }]) => Properties.NotificationConfiguration);
  expect(watching.map(([name]) => name)).toEqual(['IngestFeeds']);
  const configurations = watching[0]![1].Properties.NotificationConfiguration.QueueConfigurations;
  const prefixes = configurations.map(({ Filter }: Json) => Filter.S3Key.Rules);
  expect(prefixes).toEqual([[{ Name: 'prefix', Value: 'feeds/' }], [{ Name: 'prefix', Value: 'archive/' }]]);
  for (const role of Object.keys(ofType('AWS::IAM::Role'))) {
    for (const line of permissions(role)) if (line.startsWith('IngestFeeds')) expect(line).not.toMatch(/Put|Delete|Abort/);
  }
});

test('the feeds bucket waits for the policy that lets it write to the queue', () => {
  const [id] = Object.entries(template.Resources).find(
    ([, r]) => r.Type === 'AWS::SQS::QueuePolicy' && read(r.Properties.Queues[0]) === 'IngestEventsQueue',
  )!;
  expect(ofType('AWS::S3::Bucket').IngestFeeds!.DependsOn).toContain(id);
});

test('[R110] every service that may call another says for which account, and from what', () => {
  const policies = [
    ...Object.values(ofType('AWS::SQS::QueuePolicy')),
    ...Object.values(ofType('AWS::SNS::TopicPolicy')),
    ...Object.values(ofType('AWS::S3::BucketPolicy')),
  ].flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  const trusts = Object.values(ofType('AWS::IAM::Role')).flatMap(
    ({ Properties }) => Properties.AssumeRolePolicyDocument.Statement,
  );
  const byServices = [...policies, ...trusts].filter(
    ({ Effect, Principal }) => Effect === 'Allow' && Principal.Service !== 'lambda.amazonaws.com',
  );
  expect(byServices.map(({ Principal }) => Principal.Service).sort()).toEqual([
    'cloudwatch.amazonaws.com',
    'logging.s3.amazonaws.com',
    'logging.s3.amazonaws.com',
    's3.amazonaws.com',
    'scheduler.amazonaws.com',
    'ses.amazonaws.com',
    'sns.amazonaws.com',
    'sns.amazonaws.com',
  ]);
  for (const { Condition } of byServices) expect(JSON.stringify(Condition).toLowerCase()).toMatch(/aws:source(account|arn)/);
  const [permission] = Object.values(ofType('AWS::Lambda::Permission'));
  expect(read(permission!.Properties.SourceArn)).toContain('SubscribeApi');
});

test("[R86] nothing but the topic of SES's events writes to their queue, and nothing but SES to the topic", () => {
  const statements = (type: string, of: (properties: Json) => string, name: string) =>
    Object.values(ofType(type))
      .filter(({ Properties }) => of(Properties) === name)
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Effect }) => Effect === 'Allow');
  const queue = statements('AWS::SQS::QueuePolicy', ({ Queues }) => read(Queues[0]), 'FeedbackEventsQueue');
  expect(queue).toMatchObject([{ Action: 'sqs:SendMessage', Principal: { Service: 'sns.amazonaws.com' } }]);
  expect(read(queue[0].Condition.ArnEquals['aws:SourceArn'])).toBe('MailEvents');
  const topic = statements('AWS::SNS::TopicPolicy', ({ Topics }) => read(Topics[0]), 'MailEvents');
  expect(topic).toMatchObject([{ Action: 'sns:Publish', Principal: { Service: 'ses.amazonaws.com' } }]);
});

test('SES events are read by FEEDBACK alone', () => {
  const readers = Object.keys(ofType('AWS::IAM::Role')).filter((role) =>
    permissions(role).some((line) => line.startsWith('FeedbackEvents') && line.includes('ReceiveMessage')),
  );
  expect(readers).toEqual(['FeedbackRole']);
});
