import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { count, logger, withMetrics } from './log.ts';

/** Has a message of one of the function's queues, as its record names it, come back in so many seconds. */
export type Postpone = (record: Pick<SQSRecord, 'eventSourceARN' | 'receiptHandle'>, seconds: number) => Promise<void>;

/** When a failed message comes back: 30 s after its first failure, then after twice as long each time, six minutes at most. */
const comesBackIn = (received: number): number => Math.min(30 * 2 ** (received - 1), 360);

/**
 * A handler for an SQS event source with partial batch failures. Messages are worked on at once. Each body is parsed as JSON by
 * `schema`; one that throws is logged with its message id, counted as failed, returned to the queue alone, comes back as
 * `comesBackIn` says, and ends in the DLQ after the queue's receive count ("Handling errors for an SQS event source in Lambda",
 * Lambda Developer Guide). When all fail the call throws, which returns all of them: a call that names them is none of Lambda's
 * errors. `received` counts how often the message was handed out, this time included.
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
      await postpone(record, comesBackIn(received));
    } catch (error) {
      // It comes back all the same, when the queue's visibility timeout ends.
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

/** `JSON.parse` quotes its input in its message, and a body may hold an address: only the fact is reported. */
function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Error('the message body is not JSON');
  }
}
