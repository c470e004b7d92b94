import type { Context, SQSBatchItemFailure, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { logger, withMetrics } from './log.ts';

/**
 * A handler for an SQS event source with partial batch failures. Messages are worked on at once. Each body is parsed as JSON by
 * `schema`; one that throws is logged with its message id, returned to the queue alone, and ends in the DLQ after the queue's
 * receive count ("Handling errors for an SQS event source in Lambda", Lambda Developer Guide). `received` counts how often the
 * message was handed out, this time included.
 */
export function sqsBatch<T extends z.core.$ZodType>(
  schema: T,
  perMessage: (message: z.output<T>, context: Context, received: number) => Promise<void>,
) {
  return (event: SQSEvent, context: Context): Promise<SQSBatchResponse> =>
    withMetrics(async () => {
      const failures = event.Records.map(async ({ messageId, body, attributes }): Promise<SQSBatchItemFailure[]> => {
        try {
          await perMessage(z.parse(schema, json(body)), context, Number(attributes.ApproximateReceiveCount));
          return [];
        } catch (error) {
          logger.error('message failed', { messageId, error: error instanceof Error ? error : String(error) });
          return [{ itemIdentifier: messageId }];
        }
      });
      return { batchItemFailures: (await Promise.all(failures)).flat() };
    });
}

/** `JSON.parse` quotes its input in its message, and a body may hold an address: only the fact is reported. */
function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Error('the message body is not JSON');
  }
}
