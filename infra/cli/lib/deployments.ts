import { CloudFormationClient, type Output, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import { Failure } from './command.ts';

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
export const outputsOf = (outputs: readonly Output[] = []) =>
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
