import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { gateway } from '../../infra/local/gateway.ts';
import { iamGate, type Permissions, readPermissions } from '../../infra/local/iam.ts';
import { close, inner, listen } from '../../infra/local/listen.ts';
import { checkServices } from '../../infra/local/service-access.ts';
import { identitiesOf } from '../../infra/local/ses-request.ts';
import { readTemplate, type Template } from '../../infra/local/template.ts';
import { appWithoutBundles, type Json } from './synth.ts';

const { directory } = appWithoutBundles({ editors: 'ak@lab.example' }).synth();
const URLS = { gateway: 'http://127.0.0.1:1', site: 'http://127.0.0.1:2' };

/** The template, changed as somebody might change it by mistake. */
function templateWith(change: (resources: Record<string, Json>) => void): Template {
  const dir = mkdtempSync(join(tmpdir(), 'broadsheet-'));
  const synthesised = JSON.parse(readFileSync(join(directory, 'Broadsheet.template.json'), 'utf8'));
  change(synthesised.Resources);
  writeFileSync(join(dir, 'x.template.json'), JSON.stringify(synthesised));
  writeFileSync(join(dir, 'x.assets.json'), JSON.stringify({ files: {} }));
  return readTemplate(dir, URLS);
}
const find = (resources: Record<string, Json>, type: string, name: string) =>
  Object.entries(resources).find(([id, { Type }]) => Type === type && id.startsWith(name))?.[1];

const template = templateWith(() => {});
const named = (type: 'AWS::DynamoDB::Table' | 'AWS::S3::Bucket' | 'AWS::SQS::Queue' | 'AWS::Lambda::Function', name: string) =>
  template.all(type, z.unknown()).find(({ id }) => id.startsWith(name))?.ref ?? '';

/** The stand-ins say yes to everything, but that S3 holds nothing: whatever is refused, the gate refused. */
const s3 = createServer((request, response) => {
  request.resume();
  response.writeHead(request.method === 'PUT' ? 200 : 404, { 'content-type': 'application/xml' });
  const answers: Record<string, string> = { PUT: '<CopyObjectResult/>', HEAD: '' };
  response.end(answers[request.method ?? ''] ?? '<Error><Code>NoSuchKey</Code></Error>');
});
let permissions: Permissions;
let endpoint: string;
const refused = new Set<string>();
let door: ReturnType<typeof gateway>;

beforeAll(async () => {
  permissions = readPermissions(template);
  const yes = () => ({ status: 200, body: {} });
  const routes = {
    dynamodb: yes,
    sqs: yes,
    ses: yes,
    secretsmanager: yes,
    s3: { to: inner('s3', await listen(s3, 0, { names: ['s3'] })) },
  };
  const gate = iamGate(identitiesOf(template), permissions, refused);
  door = gateway(routes, gate, () => new Date());
  endpoint = `http://127.0.0.1:${await listen(door)}`;
});
afterAll(() => Promise.all([close(door), close(s3)]));
beforeEach(() => refused.clear());

const as = (caller: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: named('AWS::Lambda::Function', caller) || caller, secretAccessKey: 'x' },
  maxAttempts: 1,
  forcePathStyle: true,
});
/** What a call comes to: its status, and the name of the exception when it throws. */
const outcome = (call: Promise<{ $metadata: { httpStatusCode?: number } }>) =>
  call.then(
    ({ $metadata }) => [$metadata.httpStatusCode],
    (error) => [error.$metadata?.httpStatusCode, error.name],
  );

describe('what AWS would deny is denied, in the words of each service', () => {
  const tables = {
    papers: named('AWS::DynamoDB::Table', 'StoragePapers'),
    subscribers: named('AWS::DynamoDB::Table', 'StorageSubscribers'),
    editions: named('AWS::DynamoDB::Table', 'StorageEditions'),
  };
  const put = (caller: string, table: string, pk: string) =>
    outcome(
      new DynamoDBClient(as(caller)).send(new PutItemCommand({ TableName: table, Item: { pk: { S: pk }, sk: { S: 'x' } } })),
    );

  test('DynamoDB: by table', async () => {
    expect(await put('IngestFunction', tables.papers, 'arxiv:1')).toEqual([200]);
    expect(await put('IngestFunction', tables.editions, 'arxiv:1')).toEqual([400, 'AccessDeniedException']);
    expect([...refused]).toEqual([
      `${named('AWS::Lambda::Function', 'IngestFunction')} may not dynamodb:PutItem on arn:aws:dynamodb:us-east-1:000000000000:table/${tables.editions}: no policy allows it.`,
    ]);
  });

  test('DynamoDB: by partition key', async () => {
    expect(await put('SubscribeLettersFunction', tables.editions, 'LETTER#1')).toEqual([200]);
    expect(await put('SubscribeLettersFunction', tables.editions, 'LEDGER#1')).toEqual([400, 'AccessDeniedException']);
    expect(await put('SubscribeLettersFunction', tables.subscribers, 'ADDR#1')).toEqual([400, 'AccessDeniedException']);
    expect(await put('FeedbackFunction', tables.editions, 'CONTROL')).toEqual([200]);
    expect(await put('FeedbackFunction', tables.editions, 'LEDGER#1')).toEqual([400, 'AccessDeniedException']);
    const TableName = tables.subscribers;
    const keyOf = (pk: string) => ({ TableName, Key: { pk: { S: pk }, sk: { S: 'x' } } });
    const get = (pk: string) => outcome(new DynamoDBClient(as('SendFunction')).send(new GetItemCommand(keyOf(pk))));
    const update = (pk: string) => outcome(new DynamoDBClient(as('FeedbackFunction')).send(new UpdateItemCommand(keyOf(pk))));
    for (const reach of [get, update]) {
      expect(await reach('READER#1')).toEqual([200]);
      expect(await reach('ADDR#1')).toEqual([400, 'AccessDeniedException']);
    }
  });

  test('DynamoDB: by the attributes that an update names, plainly or by a placeholder', async () => {
    const amend = (UpdateExpression: string, more: object = {}) =>
      outcome(
        new DynamoDBClient(as('DeskFunction')).send(
          new UpdateItemCommand({
            ...{ TableName: tables.editions, Key: { pk: { S: 'DAY' }, sk: { S: 'x' } }, UpdateExpression, ...more },
            ExpressionAttributeValues: { ':x': { S: 'x' } },
          }),
        ),
      );
    expect(await amend('SET note = :x, title = :x', { ConditionExpression: 'attribute_exists(papers)' })).toEqual([200]);
    const denied = [400, 'AccessDeniedException'];
    expect(await amend('SET note = :x, files = :x')).toEqual(denied);
    expect(await amend('SET #a = :x', { ExpressionAttributeNames: { '#a': 'state' } })).toEqual(denied);
    expect(await amend('SET note = :x', { ConditionExpression: 'files = :x' })).toEqual(denied);
  });

  test('DynamoDB: by index, each table of a batch, and no scan', async () => {
    const query = (IndexName?: string, partition = 'x') => {
      const [pk, value] = [IndexName ? 'wishShard' : '#pk', { S: partition }];
      const names = IndexName ? {} : { ExpressionAttributeNames: { '#pk': 'pk' } };
      const request = { TableName: tables.subscribers, ...(IndexName ? { IndexName } : {}), ...names };
      return new QueryCommand({ ...request, KeyConditionExpression: `${pk} = :x`, ExpressionAttributeValues: { ':x': value } });
    };
    const digest = new DynamoDBClient(as('DigestFunction'));
    expect(await outcome(digest.send(query('wish')))).toEqual([200]);
    expect(await outcome(digest.send(query(undefined, 'WISHES')))).toEqual([200]);
    expect(await outcome(digest.send(query(undefined, 'ADDR#1')))).toEqual([400, 'AccessDeniedException']);
    expect(await outcome(digest.send(query('other')))).toEqual([400, 'AccessDeniedException']);
    expect(await outcome(digest.send(new ScanCommand({ TableName: tables.papers })))).toEqual([400, 'AccessDeniedException']);
    const Keys = [{ pk: { S: 'x' }, sk: { S: 'x' } }];
    const batch = (...names: string[]) =>
      new BatchGetItemCommand({ RequestItems: Object.fromEntries(names.map((name) => [name, { Keys }])) });
    expect(await outcome(digest.send(batch(tables.papers, tables.editions)))).toEqual([200]);
    expect(await outcome(digest.send(batch(tables.papers, tables.subscribers)))).toEqual([400, 'AccessDeniedException']);
  });

  test('S3: by prefix; what is missing is told only to whom may list', async () => {
    const feeds = named('AWS::S3::Bucket', 'IngestFeeds');
    const store = named('AWS::S3::Bucket', 'StorageStore');
    const ingest = new S3Client(as('IngestFunction'));
    const send = new S3Client(as('SendFunction'));
    const object = (Bucket: string, Key: string) => ({ Bucket, Key });
    expect(await outcome(ingest.send(new PutObjectCommand({ ...object(store, 'receipts/a b*.json'), Body: 'x' })))).toEqual([
      200,
    ]);
    expect(await outcome(ingest.send(new PutObjectCommand({ ...object(store, 'editions/x'), Body: 'x' })))).toEqual([
      403,
      'AccessDenied',
    ]);
    expect(await outcome(ingest.send(new GetObjectCommand(object(feeds, 'feeds/gone.txt'))))).toEqual([404, 'NoSuchKey']);
    expect(await outcome(ingest.send(new GetObjectCommand({ ...object(feeds, 'feeds/x'), VersionId: '1' })))).toEqual([
      403,
      'AccessDenied',
    ]);
    expect(await outcome(send.send(new GetObjectCommand(object(store, 'editions/gone'))))).toEqual([403, 'AccessDenied']);
    expect(await outcome(send.send(new HeadObjectCommand(object(store, 'receipts/x'))))).toEqual([403, 'Unknown']);
    expect(await outcome(send.send(new ListObjectsV2Command({ Bucket: store })))).toEqual([403, 'AccessDenied']);
  });

  test('S3: a copy needs the right to read and the right to write, and the eTag that it names', async () => {
    const feeds = named('AWS::S3::Bucket', 'IngestFeeds');
    const store = named('AWS::S3::Bucket', 'StorageStore');
    const ingest = new S3Client(as('IngestFunction'));
    const copy = (CopySource: string, Key: string, eTag?: string) =>
      outcome(ingest.send(new CopyObjectCommand({ Bucket: store, Key, CopySource, CopySourceIfMatch: eTag })));
    expect(await copy(`${feeds}/feeds/a%20b.txt`, 'receipts/x')).toEqual([200]);
    expect(await copy(`${store}/receipts/x`, 'receipts/y')).toEqual([403, 'AccessDenied']);
    expect(await copy(`${feeds}/feeds/x`, 'editions/x')).toEqual([403, 'AccessDenied']);
    expect(await copy(`${feeds}/feeds/x`, 'receipts/x', '"another"')).toEqual([412, 'PreconditionFailed']);
  });

  test('SQS: by queue, a batch as its single call', async () => {
    const QueueUrl = named('AWS::SQS::Queue', 'SubscribeLettersOwedQueue');
    const Entries = [{ Id: '0', MessageBody: 'x' }];
    const sends = (caller: string) => {
      const client = new SQSClient({ ...as(caller), useQueueUrlAsEndpoint: false, md5: false });
      return outcome(client.send(new SendMessageBatchCommand({ QueueUrl, Entries })));
    };
    expect(await sends('SubscribeFunction')).toEqual([200]);
    expect(await sends('DigestFunction')).toEqual([403, 'AccessDenied']);
  });

  test('SES: by sender, identity and configuration set', async () => {
    const set = template.all('AWS::SES::ConfigurationSet', z.unknown())[0]?.ref ?? '';
    const mail = (caller: string, from: string, ConfigurationSetName?: string) =>
      outcome(
        new SESv2Client(as(caller)).send(
          new SendEmailCommand({
            FromEmailAddress: from,
            Destination: { ToAddresses: ['ada@example.org'] },
            ...(ConfigurationSetName ? { ConfigurationSetName } : {}),
            Content: { Simple: { Subject: { Data: 'x' }, Body: { Text: { Data: 'x' } } } },
          }),
        ),
      );
    expect(await mail('SendFunction', 'Broadsheet <digest@example.org>', set)).toEqual([200]);
    expect(await mail('SendFunction', 'ceo@example.org', set)).toEqual([403, 'AccessDeniedException']);
    expect(await mail('SendFunction', 'digest@example.org', 'another')).toEqual([403, 'AccessDeniedException']);
    expect(await mail('SendFunction', 'digest@example.com', set)).toEqual([403, 'AccessDeniedException']);
    expect(await mail('IngestFunction', 'digest@example.org', set)).toEqual([403, 'AccessDeniedException']);
  });

  test('SES in its sandbox: by the identity of the recipient too, whom a grant on the domain alone leaves out', async () => {
    const send = (to: string) => ({
      ...{ method: 'POST', path: '/v2/email/outbound-emails', query: new URLSearchParams(), target: '' },
      body: Buffer.from(
        JSON.stringify({ FromEmailAddress: 'Broadsheet <digest@example.org>', Destination: { ToAddresses: [to] } }),
      ),
    });
    const narrow = templateWith((resources) => {
      const { Statement } = find(resources, 'AWS::IAM::Policy', 'SendRole').Properties.PolicyDocument;
      const mayMail = Statement.find(({ Action }: Json) => Action === 'ses:SendEmail');
      mayMail.Resource = 'arn:aws:ses:us-east-1:000000000000:identity/example.org';
    });
    const caller = named('AWS::Lambda::Function', 'SendFunction');
    const judge = (of: Template, sandbox?: string[]) =>
      iamGate(identitiesOf(of, sandbox), readPermissions(of), refused)(caller, 'ses', send('Ada@private.example'));
    expect(await judge(template)).toBeUndefined();
    expect(await judge(template, ['ada@private.example'])).toBeUndefined();
    expect(await judge(narrow)).toBeUndefined();
    expect(await judge(narrow, ['ada@private.example'])).toMatchObject({ status: 403 });
    expect([...refused].join()).toContain('identity/ada@private.example');
    // Beside a verified domain, a verified address of it is what counts.
    expect(identitiesOf(template, ['digest@example.org']).of('digest@example.org')).toBe('digest@example.org');
  });

  test('Secrets Manager; and the operator may all', async () => {
    const SecretId = template.all('AWS::SecretsManager::Secret', z.unknown())[0]?.arn ?? '';
    const read = (caller: string) => outcome(new SecretsManagerClient(as(caller)).send(new GetSecretValueCommand({ SecretId })));
    expect(await read('SendFunction')).toEqual([200]);
    expect(await read('FeedbackFunction')).toEqual([400, 'AccessDeniedException']);
    expect(await read('publisher')).toEqual([200]);
  });
});

describe('a mistake in the template is found before anything runs', () => {
  const check = (change: (resources: Record<string, Json>) => void) => {
    const changed = templateWith(change);
    return checkServices(changed, readPermissions(changed));
  };

  test('the stack as it is has what its services need', async () => {
    await expect(check(() => {})).resolves.toBeUndefined();
  });

  test.each<[string, RegExp, (resources: Record<string, Json>) => void]>([
    [
      'a queue whose policy admits another bucket',
      /^AWS would refuse what the stack relies on: s3\.amazonaws\.com may not sqs:SendMessage on arn:aws:sqs:.*:IngestEventsQueue/,
      (resources) => {
        const { Statement } = find(resources, 'AWS::SQS::QueuePolicy', 'IngestEventsQueue').Properties.PolicyDocument;
        Statement[1].Condition.ArnLike['aws:SourceArn'] = 'arn:aws:s3:::another-*';
      },
    ],
    [
      'a queue that may not be polled',
      /SendRole\w+ may not sqs:ReceiveMessage on .*SendBatchesQueue/,
      (resources) => {
        const { Statement } = find(resources, 'AWS::IAM::Policy', 'SendRole').Properties.PolicyDocument;
        const polling = Statement.find(({ Action }: Json) => [Action].flat().includes('sqs:ReceiveMessage'));
        polling.Action = polling.Action.filter((action: string) => action !== 'sqs:ReceiveMessage');
      },
    ],
    [
      'a schedule that may not call its function',
      /DigestSchedulerRole\w+ may not lambda:InvokeFunction on .*DigestFunction/,
      (resources) => {
        const { Statement } = find(resources, 'AWS::IAM::Policy', 'DigestSchedulerRole').Properties.PolicyDocument;
        Statement[0].Resource = 'arn:aws:lambda:us-east-1:000000000000:function:another';
      },
    ],
    [
      'an encrypted topic whose key SES may not use',
      /ses\.amazonaws\.com may not kms:GenerateDataKey on .*MailEventsKey/,
      (resources) => void find(resources, 'AWS::KMS::Key', 'MailEventsKey').Properties.KeyPolicy.Statement.pop(),
    ],
    [
      'an explicit denial beats every grant',
      /FeedbackRole\w+ may not sqs:DeleteMessage/,
      (resources) => {
        const { Statement } = find(resources, 'AWS::SQS::QueuePolicy', 'FeedbackEventsQueue').Properties.PolicyDocument;
        Statement.push({ Effect: 'Deny', Principal: '*', Action: 'sqs:DeleteMessage', Resource: Statement[0].Resource });
      },
    ],
  ])('%s', async (_, sentence, change) => {
    await expect(check(change)).rejects.toThrow(sentence);
  });

  test('policies where nobody reads them', () => {
    const managed = (resources: Record<string, Json>) =>
      (find(resources, 'AWS::IAM::Role', 'SendRole').Properties.ManagedPolicyArns = [
        'arn:aws:iam::aws:policy/AdministratorAccess',
      ]);
    expect(() => readPermissions(templateWith(managed))).toThrow(/ManagedPolicyArns/);
  });
});

test('a grant counts as needed from the first call that it allowed, action by action and resource by resource', async () => {
  const fresh = readPermissions(template);
  const role = fresh.roles.get(named('AWS::Lambda::Function', 'SendFunction')) ?? '';
  const editions = `arn:aws:dynamodb:us-east-1:000000000000:table/${named('AWS::DynamoDB::Table', 'StorageEditions')}`;
  const left = () => fresh.unused().filter((line) => line.startsWith(role) && line.includes(editions));
  const before = left();
  expect(before).toHaveLength(5);
  expect(await fresh.decide(role, { action: 'dynamodb:DeleteItem', resource: editions })).toBe('ImplicitlyDenied');
  expect(left()).toEqual(before);
  expect(await fresh.decide(role, { action: 'dynamodb:PutItem', resource: editions })).toBe('Allowed');
  expect(left()).toEqual(before.filter((line) => !line.includes('dynamodb:PutItem')));
});
