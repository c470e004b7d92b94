import { expect, test } from 'vitest';
import { type Json, type Resource, template } from './synth.ts';

/**
 * What an installation must never lose, and what CloudFormation goes by when it decides to keep or to replace it. A change
 * here means: the next deployment makes an empty one beside it (or, for a secret's GenerateSecretString, writes new keys over
 * the old: every link in every mail dies), or fails halfway.
 *
 * A renamed construct changes a logical id: keep it with `overrideLogicalId`, or move the data with `cdk refactor` first. An
 * index is added in one deployment and its old one removed in the next, since a table takes one at a time. Whoever means it changes this
 * list, and writes in docs/decisions.md how the data of running installations comes along.
 */
const KEPT: Record<string, [type: string, identity: Json]> = {
  StoragePapersEB5266FB: ['AWS::DynamoDB::Table', { key: 'pk sk', indexes: ['news: newsDay newsAt, KEYS_ONLY'] }],
  StorageSubscribers73F6E21D: [
    'AWS::DynamoDB::Table',
    {
      key: 'pk sk',
      indexes: [
        'wish: wishShard readerId, INCLUDE since',
        'votes: votedFor pk, KEYS_ONLY',
        'learn: learn learnedWith, KEYS_ONLY',
      ],
    },
  ],
  StorageEditions378A453C: ['AWS::DynamoDB::Table', { key: 'pk sk', indexes: ['open: open pk, KEYS_ONLY'] }],
  IngestFeeds653A26B3: ['AWS::S3::Bucket', {}],
  StorageStore8AD3347A: ['AWS::S3::Bucket', {}],
  StorageAccessLogs96FB524C: ['AWS::S3::Bucket', {}],
  StorageTokenSecretAEA753A4: [
    'AWS::SecretsManager::Secret',
    { ExcludePunctuation: true, GenerateStringKey: 'k1', PasswordLength: 64, SecretStringTemplate: '{}' },
  ],
  MailIdentity4EC7C521: ['AWS::SES::EmailIdentity', { EmailIdentity: 'example.org' }],
  MailConfigurationSet2AA84368: ['AWS::SES::ConfigurationSet', {}],
  // Without a domain of one's own, links in mails name this API.
  SubscribeApi2C805474: ['AWS::ApiGatewayV2::Api', { ProtocolType: 'HTTP' }],
  // A queue that is replaced takes its messages with it, the dead ones too.
  IngestEventsQueue31CB673D: ['AWS::SQS::Queue', {}],
  IngestEventsDLQCE583903: ['AWS::SQS::Queue', {}],
  IngestRangesWorkQueue861036D8: ['AWS::SQS::Queue', {}],
  IngestRangesWorkDLQB6F3BD77: ['AWS::SQS::Queue', {}],
  SubscribeLettersOwedQueue26F0470C: ['AWS::SQS::Queue', {}],
  SubscribeLettersOwedDLQ7785377C: ['AWS::SQS::Queue', {}],
  SendBatchesQueueF4C8D98E: ['AWS::SQS::Queue', {}],
  SendBatchesDLQ8E8D4B96: ['AWS::SQS::Queue', {}],
  DigestDLQF4057821: ['AWS::SQS::Queue', {}],
  FeedbackEventsQueue6AD5A57C: ['AWS::SQS::Queue', {}],
  FeedbackEventsDLQ104E7808: ['AWS::SQS::Queue', {}],
};

/** Properties whose change makes CloudFormation replace the resource (its User Guide, "Update requires: Replacement"), by type. */
const IDENTITY: Record<string, (properties: Json) => Json> = {
  'AWS::DynamoDB::Table': ({ TableName, KeySchema, GlobalSecondaryIndexes }) => ({
    TableName,
    key: names(KeySchema),
    indexes: GlobalSecondaryIndexes.map(
      ({ IndexName, KeySchema: key, Projection: { ProjectionType, NonKeyAttributes = [] } }: Json) =>
        `${IndexName}: ${names(key)}, ${[ProjectionType, ...NonKeyAttributes].join(' ')}`,
    ),
  }),
  'AWS::S3::Bucket': ({ BucketName }) => ({ BucketName }),
  'AWS::SecretsManager::Secret': ({ Name, GenerateSecretString }) => ({ Name, ...GenerateSecretString }),
  'AWS::SES::EmailIdentity': ({ EmailIdentity }) => ({ EmailIdentity }),
  'AWS::SES::ConfigurationSet': ({ Name }) => ({ Name }),
  'AWS::ApiGatewayV2::Api': ({ ProtocolType }) => ({ ProtocolType }),
  'AWS::SQS::Queue': ({ QueueName, FifoQueue }) => ({ QueueName, FifoQueue }),
};
const names = (key: Json[]) => key.map(({ AttributeName }) => AttributeName).join(' ');

test('no deployment replaces what holds data: names, keys and indexes are those on record', () => {
  const holding = Object.entries<Resource>(template.Resources).filter(([, { Type }]) => Type in IDENTITY);
  const found = holding.map(([id, { Type, Properties }]) => [id, [Type, IDENTITY[Type]!(Properties)]]);
  expect(Object.fromEntries(found)).toEqual(KEPT);
});
