import { CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import { Failure } from './command.ts';

/** A stack of the account and region. */
export type Deployment = { name: string; id: string; outputs: Record<string, string> };

/** States of stacks that were never made, or are being deleted. */
const GONE = /^(REVIEW_IN_PROGRESS|CREATE_FAILED|ROLLBACK_|DELETE_)/;

/** All stacks, except those. Throws a `Failure` if AWS does not answer. */
export async function deployments(): Promise<Deployment[]> {
  const found: Deployment[] = [];
  try {
    for await (const { Stacks = [] } of paginateDescribeStacks({ client: new CloudFormationClient({}) }, {}))
      for (const { StackName = '', StackId = '', StackStatus = '', Outputs = [] } of Stacks)
        if (!GONE.test(StackStatus))
          found.push({
            name: StackName,
            id: StackId,
            outputs: Object.fromEntries(Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue])),
          });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Failure(`AWS does not list the stacks: ${why}. Check AWS_PROFILE and AWS_REGION.`, 1, cause);
  }
  return found;
}
