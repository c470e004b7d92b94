import { CloudFormationValidatePlugin, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { appWithoutBundles, type Json, ofType, read, template, templateOf } from './synth.ts';

/** Outlives the stack and every update; only a creation that fails takes it along, when nothing is in it yet. */
const KEPT = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };

const hostedZone = 'Z0123456789ABC';
const EVERYTHING = {
  ...{ hostedZone, webDomain: 'papers.example.org', alarms: 'all', alarmEmail: 'ops@example.org' },
  ...{ sources: 'hf:daily', editors: 'ak@lab.example', mailtoUnsubscribe: 'inbound', summaryModel: 'eu.amazon.nova-micro-v1:0' },
};

test.each([{}, EVERYTHING, { existingIdentity: true }])(
  '[R103] cdk-nag AwsSolutions finds nothing that is not acknowledged with its reason (%o)',
  (context) => {
    const app = appWithoutBundles(context);
    app.synth();
    expect(new AwsSolutionsChecks(app, { verbose: true }).validateScope(app).violations).toEqual([]);
  },
);

test('the template keeps the schemas of CloudFormation', { timeout: 120_000 }, () => {
  const app = appWithoutBundles();
  Validations.of(app).addPlugins(new CloudFormationValidatePlugin());
  expect(() => app.synth()).not.toThrow();
});

describe('[R108] what readers and publishers entrusted outlives mistakes', () => {
  test('tables: point in time recovery, deletion protection, encryption, kept with the stack gone', () => {
    const tables = ofType('AWS::DynamoDB::Table');
    expect(Object.keys(tables).sort()).toEqual(['StorageEditions', 'StoragePapers', 'StorageSubscribers']);
    for (const { Properties, DeletionPolicy, UpdateReplacePolicy } of Object.values(tables)) {
      expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
      expect(Properties).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      });
    }
  });

  test('indexes project what their readers need and no more', () => {
    const projections = Object.values(ofType('AWS::DynamoDB::Table')).flatMap(({ Properties }) =>
      Properties.GlobalSecondaryIndexes.map(({ IndexName, KeySchema, Projection }: Json) => [
        IndexName,
        KeySchema.map(({ AttributeName }: Json) => AttributeName).join(' / '),
        [Projection.ProjectionType, ...(Projection.NonKeyAttributes ?? [])].join(' '),
      ]),
    );
    expect(projections).toEqual([
      ['news', 'newsDay / newsAt', 'KEYS_ONLY'],
      ['wish', 'wishShard / readerId', 'INCLUDE since'],
      ['votes', 'votedFor / pk', 'KEYS_ONLY'],
      ['learn', 'learn / learnedWith', 'KEYS_ONLY'],
      ['open', 'open / pk', 'KEYS_ONLY'],
    ]);
  });

  test('buckets: no public access, TLS only, versions, life cycle, access logs, kept with the stack gone', () => {
    const policies = Object.values(ofType('AWS::S3::BucketPolicy'));
    for (const [name, { Properties, ...kept }] of Object.entries(ofType('AWS::S3::Bucket'))) {
      expect(kept).toMatchObject(KEPT);
      expect(Object.values(Properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
      expect(Properties.LifecycleConfiguration.Rules).not.toHaveLength(0);
      const policy = policies.find(({ Properties }) => read(Properties.Bucket) === name)!;
      expect(JSON.stringify(policy.Properties)).toContain('{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"');
      expect(policy.DeletionPolicy).toBe('Retain');
      if (name === 'StorageAccessLogs') continue;
      expect(Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
      expect(read(Properties.LoggingConfiguration.DestinationBucketName)).toBe('StorageAccessLogs');
    }
  });

  test('audiences go with the ledger; an address that a reader gave up is remembered as long as a backup may hold it', () => {
    const { Rules } = ofType('AWS::S3::Bucket').StorageStore!.Properties.LifecycleConfiguration;
    const days = Object.fromEntries(
      Rules.flatMap(({ Prefix, ExpirationInDays }: Json) => (Prefix ? [[Prefix, ExpirationInDays]] : [])),
    );
    expect(days).toEqual({ 'audiences/': 90, 'moved/': 35 });
  });

  test('queues and the topic of SES events are encrypted; logs end after three months', () => {
    for (const { Properties } of Object.values(ofType('AWS::SQS::Queue'))) expect(Properties.SqsManagedSseEnabled).toBe(true);
    expect(read(ofType('AWS::SNS::Topic').MailEvents!.Properties.KmsMasterKeyId)).toBe('MailEventsKey');
    const groups = Object.values(ofType('AWS::Logs::LogGroup'));
    expect(groups).toHaveLength(7);
    for (const { Properties } of groups) expect(Properties.RetentionInDays).toBe(90);
    for (const { Properties } of Object.values(ofType('AWS::Lambda::Function')))
      expect(Properties.LoggingConfig).toEqual({
        LogGroup: expect.anything(),
        LogFormat: 'JSON',
        // Without START, END and REPORT of each call, which are most of the bytes.
        SystemLogLevel: 'WARN',
      });
  });
});

describe('[R111] no secret is in the template', () => {
  test('environments hold names, never keys', () => {
    for (const { Properties } of Object.values(ofType('AWS::Lambda::Function'))) {
      expect(Object.keys(Properties.Environment.Variables).filter((name) => /SECRET|KEY|PASSWORD|TOKEN/.test(name))).toEqual(
        Properties.Environment.Variables.TOKEN_SECRET_ARN ? ['TOKEN_SECRET_ARN'] : [],
      );
    }
    expect(JSON.stringify(template)).not.toMatch(/\{\{resolve:|AKIA[0-9A-Z]{16}/);
  });

  test('the keys of links are made by AWS and outlive the stack', () => {
    const { Properties, ...kept } = ofType('AWS::SecretsManager::Secret').StorageTokenSecret!;
    expect(kept).toMatchObject(KEPT);
    expect(Properties).not.toHaveProperty('SecretString');
    expect(Properties.GenerateSecretString).toEqual({
      SecretStringTemplate: '{}',
      GenerateStringKey: 'k1',
      PasswordLength: 64,
      ExcludePunctuation: true,
    });
  });
});

test('[R102] SES signs, requires TLS, suppresses, tells what happened, and tracks nobody', () => {
  expect(ofType('AWS::SES::ConfigurationSet').MailConfigurationSet!.Properties).toMatchObject({
    DeliveryOptions: { TlsPolicy: 'REQUIRE', MaxDeliverySeconds: 14_400 },
    SuppressionOptions: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
  });
  // Two metrics that AWS charges for; the alarms look at the account's, which are free.
  expect(ofType('AWS::SES::ConfigurationSet').MailConfigurationSet!.Properties).not.toHaveProperty('ReputationOptions');
  const [destination] = Object.values(ofType('AWS::SES::ConfigurationSetEventDestination'));
  expect(destination!.Properties.EventDestination.MatchingEventTypes).toEqual([
    'send',
    'reject',
    'bounce',
    'complaint',
    'renderingFailure',
  ]);
  expect(ofType('AWS::SES::EmailIdentity').MailIdentity!.Properties).toMatchObject({
    EmailIdentity: 'example.org',
    MailFromAttributes: { MailFromDomain: 'bounce.example.org' },
  });
});

test("SES may use the key of its events' topic without telling for whom; the key is made once and costs one key", () => {
  const { KeyPolicy, EnableKeyRotation } = ofType('AWS::KMS::Key').MailEventsKey!.Properties;
  const statements = KeyPolicy.Statement.filter(({ Principal }: Json) => Principal.Service === 'ses.amazonaws.com');
  expect(statements).toEqual([
    {
      Effect: 'Allow',
      Principal: { Service: 'ses.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
    },
  ]);
  expect(EnableKeyRotation).toBeFalsy();
});

test('two installations in one account have APIs that can be told apart', () => {
  const apis = ['main', 'trial'].flatMap((stage) => {
    const { stacks } = appWithoutBundles(stage === 'main' ? {} : { stage }).synth();
    return Object.values<Json>(stacks[0]!.template.Resources).filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Api');
  });
  expect(apis.map(({ Properties }) => Properties.Name)).toEqual(['Broadsheet', 'Broadsheet-trial']);
});

test("the dashboard has no tags, which not every region's CloudFormation takes", () => {
  const { Resources } = templateOf({ alarms: 'all' });
  const dashboards = Object.values<Json>(Resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Dashboard');
  expect(dashboards).toHaveLength(1);
  for (const { Properties } of dashboards) expect(Properties).not.toHaveProperty('Tags');
});

test('[R53] SES signs with DKIM for the domain mails come from, and bounces to a domain below it: DMARC aligns twice', () => {
  const { EmailIdentity, MailFromAttributes } = ofType('AWS::SES::EmailIdentity').MailIdentity!.Properties;
  const { FROM_ADDRESS } = ofType('AWS::Lambda::Function').SendFunction!.Properties.Environment.Variables;
  expect(FROM_ADDRESS.split('@')[1]).toBe(EmailIdentity);
  expect(MailFromAttributes.MailFromDomain).toMatch(new RegExp(`[.]${EmailIdentity}$`));
  expect(Object.keys(template.Outputs).filter((name) => name.startsWith('DnsDkim'))).toHaveLength(3);
});

test('INGEST is told both sizes of its heap, for where one is told V8 chooses the other; the old one leaves room in its memory', () => {
  const { Environment, MemorySize } = ofType('AWS::Lambda::Function').IngestFunction!.Properties;
  const [, old] = /^--max-semi-space-size=\d+ --max-old-space-size=(\d+)$/.exec(Environment.Variables.NODE_OPTIONS) ?? [];
  expect(Number(old)).toBeGreaterThan(MemorySize / 2);
  expect(Number(old)).toBeLessThan(0.9 * MemorySize);
});

test('a web domain has an address of IPv4 alone, as the API has', () => {
  const { Resources } = templateOf({ hostedZone, webDomain: 'papers.example.org' });
  const records = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Route53::RecordSet');
  const web = records.filter(({ Properties }) => Properties.Name === 'papers.example.org.');
  expect(web.map(({ Properties }) => Properties.Type)).toEqual(['A']);
});

test('nothing in the stack runs but the six functions: no custom resource', () => {
  expect(Object.keys(ofType('AWS::Lambda::Function')).sort()).toEqual([
    'DigestFunction',
    'FeedbackFunction',
    'IngestFunction',
    'SendFunction',
    'SubscribeFunction',
    'SubscribeLettersFunction',
  ]);
  expect(Object.values(template.Resources).filter(({ Type }) => /^Custom::|CustomResource/.test(Type))).toEqual([]);
});
