import { CloudFormationClient, DescribeStacksCommand, type Output, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { stackName } from '../../config.ts';
import { Failure } from './command.ts';
import { cloudStatus, type RunningCloud } from './running-cloud.ts';

/** A stack, deployed or local. `outputs` has the names of its tables, buckets and queues. */
export type Stack = { outputs: Record<string, string>; local: RunningCloud | undefined };

/** The stack of the local cloud. */
export const localStack = (local: RunningCloud): Stack => ({ outputs: local.outputs, local });

/**
 * Settings for AWS clients: the gateway of a local stack; undefined, which means the operator's own settings, for a deployed one.
 */
export const place = ({ local }: Stack) =>
  local && {
    endpoint: local.gateway,
    region: 'us-east-1',
    credentials: { accessKeyId: 'publisher', secretAccessKey: 'local' },
  };

/** AWS clients of a stack. */
export function clients(stack: Stack) {
  const config = { ...place(stack) };
  return {
    s3: new S3Client(config),
    sqs: new SQSClient(config),
    dynamo: DynamoDBDocumentClient.from(new DynamoDBClient(config), { marshallOptions: { removeUndefinedValues: true } }),
  };
}

/** An output of the stack. Throws a `Failure` if there is none of this name. */
export function output({ outputs }: Pick<Stack, 'outputs'>, name: string): string {
  const value = outputs[name];
  if (value === undefined)
    throw new Failure(`The stack has no output ${name}: it was deployed by another version. Deploy it again.`);
  return value;
}

/** The stack's time: the local cloud has its own clock. */
export const timeOf = async ({ local }: Stack): Promise<Date> => (local ? new Date((await cloudStatus(local)).now) : new Date());

/**
 * The deployed stack of a stage, in the account and region of the operator's credentials. Throws a `Failure` if it cannot be
 * found.
 */
export async function deployedStack(stage: string): Promise<Stack> {
  // A stage has small letters only.
  const StackName = stackName(stage.toLowerCase());
  await setRegion();
  const client = new CloudFormationClient({});
  const { Stacks: [found] = [] } = await client.send(new DescribeStacksCommand({ StackName })).catch((cause: unknown) => {
    const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
    if (name === 'ValidationError') throw new Failure(`There is no stack ${StackName} in this account and region.`, 1, cause);
    throw new Failure(`AWS does not describe ${StackName}: ${message}. Check AWS_PROFILE and AWS_REGION.`, 1, cause);
  });
  return { outputs: outputsOf(found?.Outputs), local: undefined };
}

/**
 * Sets the region for this process and its child processes: AWS_REGION, else AWS_DEFAULT_REGION, else the profile's. The SDK
 * ignores AWS_DEFAULT_REGION, and the CDK takes us-east-1 if no region is set. Throws a `Failure` if there is none.
 */
export async function setRegion(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const ofProfile = () => new CloudFormationClient({}).config.region().catch(() => '');
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION || (await ofProfile());
  if (!region) throw new Failure('No region is set. Say which: AWS_REGION=eu-central-1, or a region in your AWS profile.', 2);
  env.AWS_REGION = region;
  env.AWS_DEFAULT_REGION = region;
  return region;
}

/** A stack of the account and region. */
export type Deployment = { name: string; id: string; outputs: Record<string, string> };

/** States of stacks that were never made, or are being deleted. */
const GONE = /^(REVIEW_IN_PROGRESS|CREATE_FAILED|ROLLBACK_|DELETE_)/;

/** The outputs of a stack by their names. */
const outputsOf = (outputs: readonly Output[] = []) =>
  Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));

/** All stacks, except those. Throws a `Failure` if AWS does not answer. */
export async function deployments(): Promise<Deployment[]> {
  const found: Deployment[] = [];
  try {
    for await (const { Stacks = [] } of paginateDescribeStacks({ client: new CloudFormationClient({}) }, {}))
      for (const { StackName = '', StackId = '', StackStatus = '', Outputs } of Stacks)
        if (!GONE.test(StackStatus))
          found.push({
            name: StackName,
            id: StackId,
            outputs: outputsOf(Outputs),
          });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Failure(`AWS does not list the stacks: ${why}. Check AWS_PROFILE and AWS_REGION.`, 1, cause);
  }
  return found;
}
