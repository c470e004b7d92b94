import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { count, logger, withMetrics } from './log.ts';

/** Makes a message of one of the function's queues come back in `seconds`. */
export type Postpone = (record: Pick<SQSRecord, 'eventSourceARN' | 'receiptHandle'>, seconds: number) => Promise<void>;

/** Seconds until a failed message comes back: 30 after its first failure, then twice as long each time, 360 at most. */
const retryAfter = (received: number): number => Math.min(30 * 2 ** (received - 1), 360);

/**
 * Makes a handler for an SQS event source with partial batch failures ("Handling errors for an SQS event source in Lambda",
 * Lambda Developer Guide). All messages are worked on at once. Each body is parsed as JSON by `schema`. A message that throws is
 * logged with its id, counted as failed and returned to the queue; the others are not. It comes back after `retryAfter`, and goes
 * to the DLQ after the queue's receive count. If all messages fail, the call throws, which returns them all and counts as an
 * error of the Lambda function. `received`: how often the message was received, this time included.
 */
export function sqsBatch<T extends z.core.$ZodType>(
  schema: T,
  postpone: Postpone,
  perMessage: (message: z.output<T>, context: Context, received: number) => Promise<void>,
) {
  async function fails(record: SQSRecord, context: Context): Promise<boolean> {
    const { messageId, body, attributes } = record;
    const received = Number(attributes.ApproximateReceiveCount);
    try {
      await perMessage(z.parse(schema, json(body)), context, received);
      return false;
    } catch (error) {
      logger.error('message failed', { messageId, received, error: asError(error) });
    }
    try {
      await postpone(record, retryAfter(received));
    } catch (error) {
      // It comes back anyway, when the queue's visibility timeout ends.
      logger.warn('message not postponed', { messageId, error: asError(error) });
    }
    return true;
  }
  return (event: SQSEvent, context: Context): Promise<SQSBatchResponse> =>
    withMetrics(async () => {
      const failed = await Promise.all(event.Records.map((record) => fails(record, context)));
      const batchItemFailures = event.Records.filter((_, i) => failed[i]).map(({ messageId }) => ({ itemIdentifier: messageId }));
      count('failed', batchItemFailures.length);
      if (batchItemFailures.length > 0 && batchItemFailures.length === event.Records.length)
        throw new Error(`all ${batchItemFailures.length} messages failed`);
      return { batchItemFailures };
    });
}

const asError = (error: unknown) => (error instanceof Error ? error : String(error));

/** Parses JSON. The error does not quote the input, as that of `JSON.parse` does: a body may hold an address. */
function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Error('the message body is not JSON');
  }
}
