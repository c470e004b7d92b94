import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { logger, withMetrics } from './log.ts';

/**
 * A handler for an SQS event source with partial batch failures. Each body is parsed as JSON by `schema`; a record that
 * throws is logged with its message id, returned to the queue alone, and ends in the DLQ after the queue's receive count.
 */
export function sqsBatch<T extends z.core.$ZodType>(
  schema: T,
  perMessage: (message: z.output<T>, context: Context) => Promise<void>,
) {
  const processor = new BatchProcessor(EventType.SQS);
  const perRecord = async (record: SQSRecord, context?: Context) => {
    if (!context) throw new Error('Lambda passed no context');
    try {
      await perMessage(z.parse(schema, json(record.body)), context);
    } catch (error) {
      logger.error('message failed', { messageId: record.messageId, error: error instanceof Error ? error : String(error) });
      throw error;
    }
  };
  return (event: SQSEvent, context: Context): Promise<SQSBatchResponse> =>
    withMetrics(() => processPartialResponse(event, perRecord, processor, { context, throwOnFullBatchFailure: false }));
}

/** `JSON.parse` quotes its input in its message, and a body may hold an address: only the fact is reported. */
function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Error('the message body is not JSON');
  }
}
