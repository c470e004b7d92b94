import { expect, test } from 'vitest';
import { config, settingsSaid } from '../../infra/config.ts';
import { type Json, many, ofType, read, template, templateOf } from './synth.ts';

const EDITORS = 'ak@lab.example ada@lab.example';
const withDesk = templateOf({ editors: ' AK@lab.example,  ada@lab.example ak@lab.example ' });
const added = Object.keys(withDesk.Resources).filter((id) => !(id in template.Resources));
/** What knows of editors besides the desk itself: SUBSCRIBE takes suggestions, LETTERS mails links, the store keeps for a day what is looked at. */
const CHANGED = /^Subscribe(Letters)?(Function|RoleDefaultPolicy)|^StorageStore[\dA-F]{8}$/;

test('without editors there is no desk; with them nothing else changes but what leads to it', () => {
  expect(JSON.stringify(template)).not.toMatch(/desk|editors/i);
  expect(added.map((id) => withDesk.Resources[id]!.Type).sort()).toEqual([
    'AWS::ApiGatewayV2::Integration',
    'AWS::ApiGatewayV2::Route',
    'AWS::ApiGatewayV2::Route',
    'AWS::IAM::Policy',
    'AWS::IAM::Role',
    'AWS::Lambda::Function',
    'AWS::Lambda::Permission',
    'AWS::Lambda::Permission',
    'AWS::Logs::LogGroup',
  ]);
  for (const id of Object.keys(template.Resources))
    if (!CHANGED.test(id)) expect(withDesk.Resources[id], id).toEqual(template.Resources[id]);
});

const granted = (role: string, from: typeof template) =>
  Object.values(ofType('AWS::IAM::Policy', from))
    .filter(({ Properties }) => Properties.Roles.map(read).includes(role))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .map(({ Action, Resource, Condition }: Json) => {
      const keys = Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'];
      const only = Condition?.['ForAllValues:StringEquals']?.['dynamodb:Attributes'];
      return `${many(Resource).map(read)}${keys ? ` ${many(keys)}` : ''}${only ? ` only ${only}` : ''}: ${many(Action).sort().join(' ')}`;
    })
    .sort();

test('[R104] DESK may do what its pages do, and nothing else', () => {
  expect(granted('DeskRole', withDesk)).toEqual([
    'DeskLogs: logs:CreateLogStream logs:PutLogEvents',
    'IngestFeeds/archive/desk/*,IngestFeeds/feeds/desk/*: s3:PutObject',
    'SendBatchesQueue,SubscribeLettersOwedQueue: sqs:SendMessage',
    'StorageEditions CONTROL,DISPATCH#*: dynamodb:GetItem',
    'StorageEditions CONTROL: dynamodb:PutItem',
    'StorageEditions DAY,EDITOR: dynamodb:Query',
    'StorageEditions DAY,WEEK only pk,sk,note,dropped,papers,title,amended: dynamodb:UpdateItem',
    'StorageEditions DAY,WEEK: dynamodb:GetItem',
    'StorageEditions DESK: dynamodb:GetItem dynamodb:UpdateItem',
    'StorageEditions EDITOR: dynamodb:DeleteItem dynamodb:PutItem',
    'StorageEditions SUGGESTED: dynamodb:Query dynamodb:UpdateItem',
    'StorageEditions WEEK,DISPATCH#*,BATCH#*,SOURCE: dynamodb:Query',
    'StorageEditions/index/open,StoragePapers/index/news,StorageSubscribers/index/votes: dynamodb:Query',
    'StoragePapers PAPER#*,RECEIPT: dynamodb:UpdateItem',
    'StoragePapers RECEIPT: dynamodb:GetItem dynamodb:Query',
    'StoragePapers: dynamodb:BatchGetItem',
    'StorageStore/editions/*: s3:GetObject',
    'StorageStore/staged/*: s3:GetObject s3:PutObject',
    'StorageSubscribers CAP#*: dynamodb:UpdateItem',
    'StorageTokenSecret: secretsmanager:GetSecretValue',
    'arn:AWS::Partition:cloudwatch:AWS::Region:AWS::AccountId:alarm:*: cloudwatch:DescribeAlarms',
    'arn:AWS::Partition:ses:AWS::Region:AWS::AccountId:configuration-set/MailConfigurationSet,arn:AWS::Partition:ses:AWS::Region:AWS::AccountId:identity/*: ses:SendEmail',
  ]);
});

test('what editors send and never put in is gone after a day, and its old version a day later', () => {
  const { Rules } = ofType('AWS::S3::Bucket', withDesk).StorageStore!.Properties.LifecycleConfiguration;
  expect(Rules.filter(({ Prefix }: Json) => Prefix === 'staged/')).toEqual([
    { Prefix: 'staged/', Status: 'Enabled', ExpirationInDays: 1, NoncurrentVersionExpiration: { NoncurrentDays: 1 } },
  ]);
  // Nothing hears of what is put into the store's bucket.
  expect(ofType('AWS::S3::Bucket', withDesk).StorageStore!.Properties.NotificationConfiguration).toBeUndefined();
});

test('SUBSCRIBE may keep suggestions, and no more than before', () => {
  const [before, now] = [template, withDesk].map((from) => granted('SubscribeRole', from));
  expect(now?.filter((grant) => !before?.includes(grant))).toEqual(['StorageEditions SUGGESTED: dynamodb:PutItem']);
});

test('LETTERS may look how many links an editor used, and no more than before', () => {
  const [before, now] = [template, withDesk].map((from) => granted('SubscribeLettersRole', from));
  expect(now?.filter((grant) => !before?.includes(grant))).toEqual(['StorageEditions DESK: dynamodb:GetItem']);
});

test('it is led to by /desk and what is below, and everything else goes where it went', () => {
  const routes = Object.values(ofType('AWS::ApiGatewayV2::Route', withDesk)).map(({ Properties }) => Properties.RouteKey);
  expect(routes.sort()).toEqual(['$default', 'ANY /desk', 'ANY /desk/{proxy+}', 'ANY /vote']);
});

test('the list of editors is addresses; the next deployment begins with those of the last', () => {
  expect(config.safeParse({ editors: 'ak@lab.example, ada' }).success).toBe(false);
  expect(settingsSaid(config.parse({ editors: EDITORS }))).toMatchObject({ editors: EDITORS });
  expect(ofType('AWS::Lambda::Function', withDesk).DeskFunction?.Properties.Environment.Variables.EDITORS).toBe(EDITORS);
});
