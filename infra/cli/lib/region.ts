import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
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
