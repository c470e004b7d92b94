import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** AWS's own placeholder account, which the stand-ins use too. */
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';
export const STACK = 'Broadsheet';

/** Resource types that need nothing on one machine. */
const INERT = [
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CDK::Metadata',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::KMS::Alias',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
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
 * Reads the one stack of a cloud assembly. `gateway` and `site` are the base URLs of queue URLs and of the API's endpoint. Throws
 * on an intrinsic function that the local cloud does not know.
 */
export function readTemplate(assembly: string, urls: { gateway: string; site: string }) {
  const template = templateFile.parse(readJson(assembly, '.template.json'));
  const assets = assetsFile.parse(readJson(assembly, '.assets.json'));
  const types = Object.values(template.Resources).map(({ Type }) => Type);
  const unread = new Set(types.filter((type) => !INERT.includes(type)));

  const attribute = (id: string, name: string): string => {
    const resource = template.Resources[id];
    if (!resource) throw new Error(`The template refers to ${id}, which is not in it.`);
    return identity(id, resource, urls)[name] ?? `${id}.${name}`;
  };
  const pseudo: Record<string, string> = {
    'AWS::AccountId': ACCOUNT,
    'AWS::Partition': 'aws',
    'AWS::Region': REGION,
  };
  const reference = (id: string) => pseudo[id] ?? attribute(id, 'Ref');

  const functions: Record<string, (argument: unknown) => unknown> = {
    'Fn::GetAtt': (argument) => attribute(...z.tuple([z.string(), z.string()]).parse(argument)),
    'Fn::Join': (argument) => {
      const [separator, parts] = z.tuple([z.string(), z.array(z.unknown())]).parse(argument);
      return parts.map((part) => text(resolve(part))).join(separator);
    },
    'Fn::Sub': (argument) => text(argument).replace(/\$\{([^}]+)\}/g, (_, id: string) => reference(id)),
  };

  /** Replaces every intrinsic function in a value by its result on this machine. */
  function resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [[name, argument] = ['', undefined], ...others] = entries;
    if (others.length === 0 && name === 'Ref') return reference(text(argument));
    if (others.length === 0 && name.startsWith('Fn::')) {
      const run = functions[name];
      if (!run) throw new Error(`The local cloud does not know ${name}. Add it in infra/local/template.ts.`);
      return run(argument);
    }
    return Object.fromEntries(entries.map(([key, inner]) => [key, resolve(inner)]));
  }

  return {
    /** Types of resources that nothing has read, and that do not need nothing: the local cloud does not know them. */
    unread,
    /** All resources of a type, with their properties resolved and parsed. */
    all<T extends z.ZodType>(
      type: string,
      schema: T,
    ): ({ id: string; ref: string; arn: string } & { properties: z.output<T> })[] {
      unread.delete(type);
      return Object.entries(template.Resources)
        .filter(([, resource]) => resource.Type === type)
        .map(([id, resource]) => ({
          id,
          ref: attribute(id, 'Ref'),
          arn: attribute(id, 'Arn'),
          properties: schema.parse(resolve(resource.Properties)),
        }));
    },
    /** The folder of a function's bundle. */
    asset(objectKey: string): string {
      const file = Object.values(assets.files).find(({ destinations }) =>
        Object.values(destinations).some((d) => d.objectKey === objectKey),
      );
      if (!file) throw new Error(`The assembly has no asset ${objectKey}.`);
      return join(assembly, file.source.path);
    },
    outputs: Object.fromEntries(Object.entries(template.Outputs).map(([name, { Value }]) => [name, text(resolve(Value))])),
  };
}

/** The service and the kind of a resource, as its ARN has them. */
const IN_ARN: Record<string, [service: string, kind: string]> = {
  'AWS::DynamoDB::Table': ['dynamodb', 'table/'],
  'AWS::KMS::Key': ['kms', 'key/'],
  'AWS::Lambda::Function': ['lambda', 'function:'],
  'AWS::Logs::LogGroup': ['logs', 'log-group:'],
  'AWS::SNS::Topic': ['sns', ''],
  'AWS::SQS::Queue': ['sqs', ''],
  'AWS::SecretsManager::Secret': ['secretsmanager', 'secret:'],
};

/** The `Ref` and attributes of a resource. Physical names are logical ids, so logs and template have the same names. */
function identity(
  id: string,
  { Type, Properties }: { Type: string; Properties: Record<string, unknown> },
  urls: { gateway: string; site: string },
): Record<string, string> {
  const [service, kind] = IN_ARN[Type] ?? ['other', ''];
  const Arn = `arn:aws:${service}:${REGION}:${ACCOUNT}:${kind}${id}`;
  switch (Type) {
    case 'AWS::S3::Bucket': {
      // As CloudFormation names them: policies may admit the buckets of a stack by this prefix.
      const bucket = `${STACK}-${id}`.toLowerCase();
      return { Ref: bucket, Arn: `arn:aws:s3:::${bucket}` };
    }
    case 'AWS::IAM::Role':
      return { Ref: id, Arn: `arn:aws:iam::${ACCOUNT}:role/${id}` };
    case 'AWS::SQS::Queue':
      return { Ref: `${urls.gateway}/${ACCOUNT}/${id}`, Arn, QueueName: id };
    case 'AWS::SNS::Topic':
    case 'AWS::SecretsManager::Secret':
      return { Ref: Arn, Arn };
    case 'AWS::SES::EmailIdentity':
      return { Ref: text(Properties.EmailIdentity) };
    case 'AWS::ApiGatewayV2::Api':
      return { Ref: id, ApiEndpoint: urls.site };
    default:
      return { Ref: id, Arn };
  }
}

function text(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new Error(`The template has ${JSON.stringify(value)} where the local cloud expects a string.`);
}

function readJson(dir: string, ending: string): unknown {
  const [file, ...more] = readdirSync(dir).filter((name) => name.endsWith(ending));
  if (!file || more.length) throw new Error(`${dir} must hold exactly one *${ending}.`);
  return JSON.parse(readFileSync(join(dir, file), 'utf8'));
}
