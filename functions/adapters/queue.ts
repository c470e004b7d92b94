import { ChangeMessageVisibilityCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { TIMEOUTS } from './aws.ts';

/** The queue at this URL, for JSON messages. */
export function queue(url: string, sqs = new SQSClient({ requestHandler: TIMEOUTS })) {
  return {
    /** Sends every message, ten a request (the SQS limit). Throws when SQS refuses any; the caller may repeat them all. */
    async send(messages: unknown[]): Promise<void> {
      for (let i = 0; i < messages.length; i += 10) {
        const entries = messages.slice(i, i + 10).map((message, n) => ({ Id: String(n), MessageBody: JSON.stringify(message) }));
        const { Failed } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: entries }));
        const [first] = Failed ?? [];
        if (first)
          throw new Error(`SQS refused ${Failed?.length} of ${entries.length} messages: ${first.Code} ${first.Message ?? ''}`);
      }
    },
  };
}

/** Returns a function that has a message of one of the queues at these URLs come back after `seconds`. */
export function postponeIn(urls: readonly string[]) {
  // Made when a message first fails: making a client is 5 % of SEND's cold start.
  let sqs: SQSClient | undefined;
  const names = new Map(urls.map((url) => [url.split('/').at(-1), url]));
  return async ({ eventSourceARN, receiptHandle }: { eventSourceARN: string; receiptHandle: string }, seconds: number) => {
    const QueueUrl = names.get(eventSourceARN.split(':').at(-1));
    sqs ??= new SQSClient({ requestHandler: TIMEOUTS });
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds }));
  };
}
