import { expect, test } from 'vitest';
import { type Json, many, ofType, read, template, templateOf } from './synth.ts';

const receiving = templateOf({ mailtoUnsubscribe: 'inbound' });
const added = Object.keys(receiving.Resources).filter((id) => !(id in template.Resources));

test('without a rule set there is no LEAVE; with one nothing else changes but what digests are told', () => {
  expect(JSON.stringify(template)).not.toMatch(/Leave|ReceiptRule|inbound-smtp/);
  expect(added.map((id) => receiving.Resources[id]!.Type.replace('AWS::', '')).sort()).toEqual([
    'CloudWatch::Alarm',
    'IAM::Policy',
    'IAM::Role',
    'Lambda::EventSourceMapping',
    'Lambda::Function',
    'Logs::LogGroup',
    'SES::ReceiptRule',
    'SNS::Subscription',
    'SNS::Topic',
    'SNS::TopicPolicy',
    'SQS::Queue',
    'SQS::Queue',
    'SQS::QueuePolicy',
    'SQS::QueuePolicy',
  ]);
  const changed = Object.keys(template.Resources).filter(
    (id) => JSON.stringify(receiving.Resources[id]) !== JSON.stringify(template.Resources[id]),
  );
  expect(changed.map((id) => template.Resources[id]!.Type)).toEqual(['AWS::Lambda::Function']);
  const { Variables } = receiving.Resources[changed[0]!]!.Properties.Environment;
  expect(Variables).toMatchObject({ SERVICE: 'send', UNSUBSCRIBE_DOMAIN: 'unsubscribe.example.org' });
});

test('one rule comes into the set that is there, for a subdomain of its own; no set is made, activated or replaced', () => {
  const { RuleSetName, Rule } = ofType('AWS::SES::ReceiptRule', receiving).LeaveRule!.Properties;
  expect([RuleSetName, Rule.Recipients, Rule.Enabled]).toEqual(['inbound', ['unsubscribe.example.org'], true]);
  expect(Rule.Actions.map(({ SNSAction }: Json) => read(SNSAction.TopicArn))).toEqual(['LeaveMails']);
  expect(JSON.stringify(receiving)).not.toMatch(/ReceiptRuleSet|SetActiveReceiptRuleSet|Custom::/);
});

test('the mail is encrypted on its way, and gone in a day', () => {
  const { KmsMasterKeyId } = ofType('AWS::SNS::Topic', receiving).LeaveMails!.Properties;
  expect(read(KmsMasterKeyId)).toBe('MailEventsKey');
  const queues = Object.entries(ofType('AWS::SQS::Queue', receiving)).filter(([name]) => name.startsWith('Leave'));
  expect(queues.map(([, { Properties }]) => [Properties.MessageRetentionPeriod, Properties.SqsManagedSseEnabled])).toEqual([
    [86_400, true],
    [86_400, true],
  ]);
});

test.each([
  [{}, { DnsUnsubscribe: true }, 0],
  [{ hostedZone: 'Z0123456789ABC' }, {}, 1],
])('its MX is never that of the domain: %j', (settings, outputs, records) => {
  const made = templateOf({ mailtoUnsubscribe: 'inbound', ...settings });
  expect('DnsUnsubscribe' in made.Outputs).toBe('DnsUnsubscribe' in outputs);
  if ('DnsUnsubscribe' in outputs)
    expect(read(made.Outputs.DnsUnsubscribe?.Value)).toMatch(/^unsubscribe\.example\.org\. MX 10 inbound-smtp\./);
  const mx = Object.values(ofType('AWS::Route53::RecordSet', made)).filter(
    ({ Properties }) => Properties.Type === 'MX' && !Properties.Name.startsWith('bounce.'),
  );
  expect(mx.map(({ Properties }) => Properties.Name)).toEqual(Array(records).fill('unsubscribe.example.org.'));
});

test('[R104] LEAVE may read and write readers, note who left, and nothing else', () => {
  const granted = Object.values(ofType('AWS::IAM::Policy', receiving))
    .filter(({ Properties }) => Properties.Roles.map(read).includes('LeaveRole'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .map(({ Action, Resource, Condition }: Json) => {
      const keys = Condition?.['ForAllValues:StringLike']['dynamodb:LeadingKeys'];
      return `${many(Resource).map(read)}${keys ? ` ${many(keys)}` : ''}: ${many(Action).sort().join(' ')}`;
    });
  expect(granted.sort()).toEqual([
    'LeaveLogs: logs:CreateLogStream logs:PutLogEvents',
    'LeaveReceivedQueue: sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage',
    'StorageStore/withdrawn/*: s3:PutObject',
    'StorageSubscribers READER#*: dynamodb:GetItem dynamodb:PutItem',
    'StorageTokenSecret: secretsmanager:GetSecretValue',
  ]);
});
