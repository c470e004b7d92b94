import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Postpone } from '../../functions/runtime/sqs.ts';

/** A queue of the template, and how its event source reads it. Times are seconds. */
export type QueueSettings = { visibility: number; maxReceives: number; batch: number };

type Message = { id: string; sent: number; visible: number; receives: number };

/**
 * SQS with Lambda as its consumer, on a clock of seconds: a message that was handed out is hidden for the visibility timeout, or for
 * as long as `ChangeMessageVisibility` says; the receive after the last one allowed goes to the DLQ; what a call returns is deleted
 * but for the failures it names, and all of it stays when the call throws, which alone is an error of Lambda ("Using Lambda with
 * Amazon SQS", Lambda Developer Guide; "Amazon SQS visibility timeout", SQS Developer Guide).
 */
export function queueModel({ visibility, maxReceives, batch }: QueueSettings) {
  const messages: Message[] = [];
  const dlq: Message[] = [];
  let now = 0;

  return {
    dlq,
    send: (id: string, sent: number) => void messages.push({ id, sent, visible: sent, receives: 0 }),
    /** For the function: postpones a message. */
    postpone: (async ({ receiptHandle }, seconds) => {
      for (const message of messages) if (message.id === receiptHandle) message.visible = now + seconds;
    }) satisfies Postpone,
    /**
     * Seconds since the oldest message was sent, as SQS tells it: those received three times or more are left out ("Available
     * CloudWatch metrics for Amazon SQS", ApproximateAgeOfOldestMessage).
     */
    ageOfOldest: () =>
      Math.max(0, ...messages.filter(({ sent, receives }) => sent <= now && receives < 3).map(({ sent }) => now - sent)),
    /** Hands out what is visible at `at`. Tells whether a call failed; undefined when there was none. */
    async poll(
      at: number,
      handler: (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>,
    ): Promise<boolean | undefined> {
      now = at;
      const due = messages.filter(({ visible }) => visible <= now);
      for (const spent of due.filter(({ receives }) => receives >= maxReceives)) {
        messages.splice(messages.indexOf(spent), 1);
        dlq.push(spent);
      }
      const taken = due.filter(({ receives }) => receives < maxReceives).slice(0, batch);
      if (taken.length === 0) return undefined;
      for (const message of taken) {
        message.receives += 1;
        message.visible = now + visibility;
      }
      try {
        const { batchItemFailures } = await handler(eventOf(taken), {} as Context);
        const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
        for (const done of taken.filter(({ id }) => !failed.has(id))) messages.splice(messages.indexOf(done), 1);
        return false;
      } catch {
        return true;
      }
    },
  };
}

const eventOf = (messages: Message[]): SQSEvent => ({
  Records: messages.map(({ id, receives }) => ({
    messageId: id,
    receiptHandle: id,
    body: JSON.stringify({ id }),
    attributes: {
      ...{ ApproximateReceiveCount: String(receives), SentTimestamp: '0', SenderId: 's', ApproximateFirstReceiveTimestamp: '0' },
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:1:q',
    awsRegion: 'eu-west-1',
  })),
});
