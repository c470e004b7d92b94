import { CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import { Failure } from './command.ts';

/** A stack of the account and region, as a deployment sees it. */
export type Deployment = { name: string; id: string; outputs: Record<string, string> };

/** Stacks in these states were never made, or are going: what they held is nobody's. */
const GONE = /^(REVIEW_IN_PROGRESS|CREATE_FAILED|ROLLBACK_|DELETE_)/;

/** Every stack that stands. Throws the sentence that says why AWS does not tell. */
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
    throw new Failure(`AWS does not say which stacks there are: ${why}. Look at AWS_PROFILE and AWS_REGION.`, 1, cause);
  }
  return found;
}
