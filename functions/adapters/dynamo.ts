import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { TIMEOUTS } from './timeouts.ts';

/**
 * The document client all stores share. Undefined attributes are left out of items. A throttled request is tried
 * `maxAttempts` times in all, the SDK waiting longer each time.
 */
export function documentClient({ maxAttempts = 3 } = {}): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts, requestHandler: TIMEOUTS }), {
    marshallOptions: { removeUndefinedValues: true },
  });
}

/** Whether a write was refused by its own condition: an expected outcome, not a failure. */
export function isConditionFailed(error: unknown): boolean {
  return error instanceof ConditionalCheckFailedException;
}

/** Runs a conditional write. False when its condition did not hold; every other failure throws. */
export async function succeeds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
}
