import { setTimeout as sleep } from 'node:timers/promises';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { Invocation, LambdaFunction } from './lambda.ts';
import { REGION, type Template } from './template.ts';

/** An event source mapping of the template. */
export const mapping = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: z.int(),
  FunctionResponseTypes: z.tuple([z.literal('ReportBatchItemFailures')]),
  ScalingConfig: z.object({ MaximumConcurrency: z.int() }),
});
const partial = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) });

/**
 * How much faster than on AWS a failed message comes back: minutes become tenths of a second, and an hour six seconds, so that
 * nobody waits that long.
 */
const RETRY_SPEED_UP = 600;

interface Queues {
  sqs: SQSClient;
  /** URLs by ARN. */
  urls: ReadonlyMap<string, string>;
  /**
   * When a message that was handed out can be seen again, ms since 1970: as the function said, else as its queue's timeout says.
   */
  visibleAt: (arn: string, receiptHandle: string) => number | undefined;
}

/** Calls functions with the messages of the template's queues, as Lambda's pollers do. */
export function eventSources(template: Template, { sqs, urls, visibleAt }: Queues, functions: LambdaFunction[]) {
  const stopping = new AbortController();
  const mappings = template.all('AWS::Lambda::EventSourceMapping', mapping);
  const loops = mappings.flatMap(({ id, properties }) => {
    const url = urls.get(properties.EventSourceArn);
    const target = functions.find(({ name, arn }) => properties.FunctionName === name || properties.FunctionName === arn);
    if (!url || !target) throw new Error(`The event source mapping ${id} names a queue or function that is not in the template.`);
    return Array.from({ length: properties.ScalingConfig.MaximumConcurrency }, () => poll(url, target, properties));
  });

  async function poll(url: string, target: LambdaFunction, properties: z.output<typeof mapping>) {
    while (!stopping.signal.aborted) {
      try {
        const { Messages: messages = [] } = await sqs.send(
          new ReceiveMessageCommand({
            QueueUrl: url,
            MaxNumberOfMessages: properties.BatchSize,
            WaitTimeSeconds: 20,
            MessageSystemAttributeNames: ['All'],
          }),
          { abortSignal: stopping.signal },
        );
        if (messages.length === 0) continue;
        const failed = failures(
          await target.invoke({ Records: messages.map((m) => record(m, properties.EventSourceArn)) }),
          messages,
        );
        if (stopping.signal.aborted) return;
        await Promise.all(
          messages.map(({ MessageId = '', ReceiptHandle = '' }) => {
            if (!failed.has(MessageId)) return sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
            const hidden = (visibleAt(properties.EventSourceArn, ReceiptHandle) ?? 0) - Date.now();
            const VisibilityTimeout = Math.max(1, Math.ceil(hidden / RETRY_SPEED_UP)) / 1000;
            return sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout }));
          }),
        );
      } catch (error) {
        if (stopping.signal.aborted) return;
        console.error(
          `${target.name}: its queue does not answer (${error instanceof Error ? error.message : error}); trying again.`,
        );
        await sleep(1_000);
      }
    }
  }

  return {
    /** ARNs of the queues that have a function; the others are DLQs. */
    consumed: new Set(mappings.map(({ properties }) => properties.EventSourceArn)),
    /** Stops polling. Unfinished messages come back at the next start. */
    async stop() {
      stopping.abort();
      await Promise.allSettled(loops);
    },
  };
}

/** The messages that failed: those that the function named, or all if it failed or its answer is not valid. */
function failures(invocation: Invocation, messages: Message[]): Set<string> {
  const all = new Set(messages.map(({ MessageId = '' }) => MessageId));
  const answer = partial.safeParse(invocation.ok ? invocation.result : undefined);
  const named = answer.data?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return named?.every((id) => all.has(id)) ? new Set(named) : all;
}

function record(message: Message, arn: string) {
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: {},
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: arn,
    awsRegion: REGION,
  };
}
