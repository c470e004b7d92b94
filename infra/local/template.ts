import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** AWS's own placeholder account, which the stand-ins use too. */
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

/** Resource types that have behaviour here. A type in neither list stops the start: it would be silently missing. */
const ACTIVE = [
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Integration',
  'AWS::DynamoDB::Table',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::S3::Bucket',
  'AWS::SES::ConfigurationSet',
  'AWS::SES::ConfigurationSetEventDestination',
  'AWS::SES::EmailIdentity',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::Scheduler::Schedule',
  'AWS::SecretsManager::Secret',
] as const;
export type ActiveType = (typeof ACTIVE)[number];

/** Resource types that need no behaviour on one machine. */
const INERT = [
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CDK::Metadata',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::ScheduleGroup',
];

const properties = z.record(z.string(), z.unknown());
const templateFile = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: properties.default({}) })),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })).default({}),
});
const assetsFile = z.object({
  files: z.record(
    z.string(),
    z.object({ source: z.object({ path: z.string() }), destinations: z.record(z.string(), z.object({ objectKey: z.string() })) }),
  ),
});

/** The synthesised stack, as this machine reads it. */
export type Template = ReturnType<typeof readTemplate>;

/**
 * Reads the one stack of a cloud assembly. `gateway` and `site` are the base URLs that queue URLs and the API's endpoint
 * resolve to. Throws a sentence on a resource type or intrinsic function the local cloud does not know.
 */
export function readTemplate(assembly: string, urls: { gateway: string; site: string }) {
  const template = templateFile.parse(readJson(assembly, '.template.json'));
  const assets = assetsFile.parse(readJson(assembly, '.assets.json'));
  for (const [id, { Type }] of Object.entries(template.Resources)) {
    if (!INERT.includes(Type) && !ACTIVE.some((type) => type === Type)) {
      throw new Error(
        `The local cloud does not know ${Type} (${id}). Give it behaviour, or list it as inert, in infra/local/template.ts.`,
      );
    }
  }

  const attribute = (id: string, name: string): string => {
    const resource = template.Resources[id];
    if (!resource) throw new Error(`The template refers to ${id}, which it does not hold.`);
    return identity(id, resource.Type, resource.Properties, urls)[name] ?? `${id}.${name}`;
  };
  const pseudo: Record<string, string> = {
    'AWS::AccountId': ACCOUNT,
    'AWS::Partition': 'aws',
    'AWS::Region': REGION,
    'AWS::StackName': 'Broadsheet',
    'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/Broadsheet/local`,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  const reference = (id: string) => pseudo[id] ?? attribute(id, 'Ref');

  const functions: Record<string, (argument: unknown) => unknown> = {
    'Fn::GetAtt': (path) => {
      const [id = '', name = ''] = Array.isArray(path) ? path.map(text) : text(path).split('.');
      return attribute(id, name);
    },
    'Fn::Join': (argument) => {
      const [separator, parts] = z.tuple([z.string(), z.array(z.unknown())]).parse(argument);
      return parts.map((part) => text(resolve(part))).join(separator);
    },
    'Fn::Sub': (argument) =>
      text(Array.isArray(argument) ? argument[0] : argument).replace(/\$\{([^}!]+)\}/g, (_, path: string) => {
        const [id = '', name] = path.split('.');
        return name ? attribute(id, name) : reference(id);
      }),
  };

  /** The value with every intrinsic function replaced by what it means on this machine. */
  function resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [[name, argument] = ['', undefined], ...others] = entries;
    if (others.length === 0 && name === 'Ref') return reference(text(argument));
    if (others.length === 0 && name.startsWith('Fn::')) {
      const run = functions[name];
      if (!run) throw new Error(`The local cloud does not know ${name}. Teach it in infra/local/template.ts.`);
      return run(argument);
    }
    return Object.fromEntries(entries.map(([key, inner]) => [key, resolve(inner)]));
  }

  return {
    /** All resources of a type, their properties resolved and parsed. */
    all<T extends z.ZodType>(type: ActiveType, schema: T): ({ id: string; ref: string; arn: string } & { is: z.output<T> })[] {
      return Object.entries(template.Resources)
        .filter(([, resource]) => resource.Type === type)
        .map(([id, resource]) => ({
          id,
          ref: attribute(id, 'Ref'),
          arn: attribute(id, 'Arn'),
          is: schema.parse(resolve(resource.Properties)),
        }));
    },
    /** The folder of a function's bundle. */
    asset(objectKey: string): string {
      const file = Object.values(assets.files).find(({ destinations }) =>
        Object.values(destinations).some((d) => d.objectKey === objectKey),
      );
      if (!file) throw new Error(`The assembly holds no asset ${objectKey}.`);
      return join(assembly, file.source.path);
    },
    outputs: Object.fromEntries(Object.entries(template.Outputs).map(([name, { Value }]) => [name, text(resolve(Value))])),
  };
}

/** What a resource is called here: `Ref` and its attributes. Physical names are logical ids, so logs and template read alike. */
function identity(
  id: string,
  type: string,
  given: Record<string, unknown>,
  urls: { gateway: string; site: string },
): Record<string, string> {
  const named = (property: string) => (typeof given[property] === 'string' ? given[property] : id);
  const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
  switch (type) {
    case 'AWS::DynamoDB::Table':
      return { Ref: named('TableName'), Arn: arn('dynamodb', `table/${named('TableName')}`) };
    case 'AWS::S3::Bucket': {
      const name = named('BucketName').toLowerCase();
      return { Ref: name, Arn: `arn:aws:s3:::${name}` };
    }
    case 'AWS::SQS::Queue': {
      const name = named('QueueName');
      return { Ref: `${urls.gateway}/${ACCOUNT}/${name}`, Arn: arn('sqs', name), QueueName: name };
    }
    case 'AWS::SNS::Topic': {
      const topic = arn('sns', named('TopicName'));
      return { Ref: topic, Arn: topic, TopicArn: topic, TopicName: named('TopicName') };
    }
    case 'AWS::Lambda::Function':
      return { Ref: named('FunctionName'), Arn: arn('lambda', `function:${named('FunctionName')}`) };
    case 'AWS::SecretsManager::Secret': {
      const secret = arn('secretsmanager', `secret:${named('Name')}`);
      return { Ref: secret, Arn: secret, Id: secret };
    }
    case 'AWS::SES::EmailIdentity':
      return { Ref: named('EmailIdentity') };
    case 'AWS::ApiGatewayV2::Api':
      return { Ref: id, ApiId: id, ApiEndpoint: urls.site };
    default:
      return { Ref: named('Name') };
  }
}

function text(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new Error(`The template holds ${JSON.stringify(value)} where the local cloud expects a string.`);
}

function readJson(dir: string, ending: string): unknown {
  const [file, ...more] = readdirSync(dir).filter((name) => name.endsWith(ending));
  if (!file || more.length) throw new Error(`${dir} must hold exactly one *${ending}.`);
  return JSON.parse(readFileSync(join(dir, file), 'utf8'));
}
