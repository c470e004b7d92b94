import * as z from 'zod';
import { KEY, LEARN_INDEX, NEWS_INDEX, OPEN_INDEX, VOTE_INDEX, WISH_INDEX } from '../../functions/contract/tables.ts';
import type { Call } from './gateway.ts';
import type { Identities } from './ses-request.ts';
import { ACCOUNT, REGION } from './template.ts';

/** What a call needs in IAM: one action on one resource, and the context that conditions may use. */
export type Access = { action: string; resource: string; context?: Record<string, string[]> };

const item = z.record(z.string(), z.record(z.string(), z.unknown()));
const onTable = z.object({
  TableName: z.string(),
  IndexName: z.string().optional(),
  Key: item.default({}),
  Item: item.default({}),
  KeyConditionExpression: z.string().default(''),
  UpdateExpression: z.string().default(''),
  ConditionExpression: z.string().default(''),
  ExpressionAttributeNames: z.record(z.string(), z.string()).default({}),
  ExpressionAttributeValues: item.default({}),
});
const onTables = z.object({ RequestItems: z.record(z.string(), z.object({ Keys: z.array(item) })) });
const onQueue = z.object({ QueueUrl: z.string() });
const onSecret = z.object({ SecretId: z.string() });
const mail = z.object({
  FromEmailAddress: z.string(),
  Destination: z.object({ ToAddresses: z.array(z.string()) }),
  ConfigurationSetName: z.string().optional(),
});

const arn = (service: string, name: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${name}`;

/**
 * The actions and resources that a call needs, by AWS's "Service Authorization Reference". Empty for an unknown call, which no
 * function may then make. In its sandbox SES also asks IAM for the recipient's identity, which AWS's reference does not say
 * (aws/aws-sdk-js#3641, cloudposse/terraform-aws-ses#40).
 */
export function accessesOf(service: string, call: Call, identities: Identities): Access[] {
  const [, operation = ''] = call.target.split('.');
  const action = `${service}:${operation.replace(/^(Send|Delete)MessageBatch$/, '$1Message')}`;
  const body = () => JSON.parse(call.body.toString());
  switch (service) {
    case 'dynamodb':
      return dynamodb(action, body());
    case 'sqs':
      return [{ action, resource: arn('sqs', onQueue.parse(body()).QueueUrl.replace(/.*\//, '')) }];
    case 'secretsmanager':
      return [{ action, resource: onSecret.parse(body()).SecretId }];
    case 's3':
      return s3(call);
    case 'monitoring':
      // Alarms that are asked for by a prefix are asked for among all (aws-samples/amazon-cloudwatch-auto-alarms#1).
      return [{ action: `cloudwatch:${operation}`, resource: arn('cloudwatch', 'alarm:*') }];
    case 'ses':
      if (call.method === 'GET' && call.path === '/v2/email/account') return [{ action: 'ses:GetAccount', resource: '*' }];
      return call.method === 'POST' && call.path === '/v2/email/outbound-emails' ? sendEmail(mail.parse(body()), identities) : [];
    default:
      return [];
  }
}

function dynamodb(action: string, body: unknown): Access[] {
  const access = (table: string, items: z.output<typeof item>[], index?: string, written: string[] = []): Access => {
    const { partition } = [LEARN_INDEX, NEWS_INDEX, OPEN_INDEX, VOTE_INDEX, WISH_INDEX].find(({ name }) => name === index) ?? KEY;
    const keys = items.flatMap((each) => Object.values(each[partition] ?? {}).map(String));
    return {
      action,
      resource: arn('dynamodb', `table/${table}${index ? `/index/${index}` : ''}`),
      // A call whose partition key is unknown fails conditions on it. (On AWS a Scan passes "ForAllValues".)
      context: {
        'dynamodb:LeadingKeys': keys.length > 0 ? keys : [''],
        'dynamodb:Attributes': [...new Set([...items.flatMap(Object.keys), ...written])],
      },
    };
  };
  if (action === 'dynamodb:BatchGetItem') {
    return Object.entries(onTables.parse(body).RequestItems).map(([table, { Keys }]) => access(table, Keys));
  }
  const call = onTable.parse(body);
  const equal = [...call.KeyConditionExpression.matchAll(/([#\w]+)\s*=\s*(:\w+)/g)].map(([, name = '', value = '']) => ({
    [call.ExpressionAttributeNames[name] ?? name]: call.ExpressionAttributeValues[value] ?? {},
  }));
  const names = Object.values(call.ExpressionAttributeNames);
  const written = [...names, ...attributesIn(call.UpdateExpression), ...attributesIn(call.ConditionExpression)];
  return [access(call.TableName, [call.Key, call.Item, ...equal], call.IndexName, written)];
}

/** The attributes that an expression names plainly: its words that are no placeholders, functions or keywords. */
const attributesIn = (expression: string): string[] =>
  (expression.match(/(?<![#:\w])[A-Za-z]\w*(?![\w(])/g) ?? []).filter(
    (word) => !/^(SET|REMOVE|ADD|DELETE|AND|OR|NOT|BETWEEN|IN)$/.test(word),
  );

function s3({ method, path, query, copied }: Call): Access[] {
  const [, bucket = '', ...rest] = path.split('/').map(decodeURIComponent);
  const resource = `arn:aws:s3:::${[bucket, ...rest].join('/')}`;
  if (rest.join('') === '') return method === 'GET' ? [{ action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket}` }] : [];
  const get = query.has('versionId') ? 'GetObjectVersion' : 'GetObject';
  const actions: Record<string, string> = { GET: get, HEAD: get, PUT: 'PutObject', POST: 'PutObject', DELETE: 'DeleteObject' };
  const read = copied ? [{ action: 's3:GetObject', resource: `arn:aws:s3:::${decodeURIComponent(copied.slice(1))}` }] : [];
  return actions[method] ? [{ action: `s3:${actions[method]}`, resource }, ...read] : [];
}

function sendEmail({ FromEmailAddress, Destination, ConfigurationSetName }: z.output<typeof mail>, { of, sandbox }: Identities) {
  const from = /<([^>]+)>\s*$/.exec(FromEmailAddress)?.[1] ?? FromEmailAddress;
  const asked = new Set([from, ...(sandbox ? Destination.ToAddresses : [])].map((address) => of(address) ?? address));
  const resources = [
    ...[...asked].map((identity) => `identity/${identity}`),
    ...(ConfigurationSetName ? [`configuration-set/${ConfigurationSetName}`] : []),
  ];
  return resources.map((name) => ({
    action: 'ses:SendEmail',
    resource: arn('ses', name),
    context: { 'ses:FromAddress': [from] },
  }));
}
