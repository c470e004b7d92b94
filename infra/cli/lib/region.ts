import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { Failure } from './command.ts';

/**
 * The region of everything a command does from now on, its child processes included: AWS_REGION, else AWS_DEFAULT_REGION, else the
 * profile's. The SDK does not know the second, and the CDK takes us-east-1 where there is none.
 */
export async function settleRegion(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const ofProfile = () => new CloudFormationClient({}).config.region().catch(() => '');
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION || (await ofProfile());
  if (!region) throw new Failure('No region is set. Say which: AWS_REGION=eu-central-1, or a region in your AWS profile.', 2);
  env.AWS_REGION = region;
  env.AWS_DEFAULT_REGION = region;
  return region;
}
