import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { batchMessage, deskLetterMessage, letterMessage } from '../../../functions/contract/messages.ts';
import { sesMessage } from '../../../functions/feedback/ses-event.ts';
import { s3Notification } from '../../../functions/ingest/notification.ts';
import { rangeMessage } from '../../../functions/ingest/range.ts';
import { recipientsOf } from '../../../functions/leave/leave-by-mail.ts';
import { clients, type Stack } from './stack.ts';

/** How long a message is invisible after it was looked at, s. Not 0: the local queues would lose the message. */
const LOOK_S = 2;

/** How long a message is invisible while it is moved, s. */
const MOVE_S = 60;

const tick = z.union([
  z.object({ time: z.iso.datetime() }).transform(({ time }) => `tick of ${time}`),
  // What Lambda writes to an on-failure destination (AWS Lambda Developer Guide, "Capturing records").
  z
    .object({
      requestPayload: z.object({ time: z.iso.datetime() }),
      responsePayload: z.object({ errorType: z.string() }).catch({ errorType: 'no answer' }),
    })
    .transform(({ requestPayload, responsePayload }) => `tick of ${requestPayload.time}: ${responsePayload.errorType}`),
]);

/** What a message of each DLQ is about, by ids only. The DLQ `Ingest/Ranges` is the output `RangesDlqUrl`. */
const ABOUT: Record<string, z.ZodType<string>> = {
  Ingest: s3Notification.transform(({ uploads }) => uploads.map(({ key }) => key).join(', ') || 'no upload'),
  'Ingest/Ranges': rangeMessage.transform(({ key, range }) => `${key}, range ${range}`),
  Fetch: tick,
  Digest: tick,
  Send: z
    .unknown()
    .pipe(batchMessage)
    .transform(({ edition, due, batch }) => `${edition} due ${due}, batch ${batch}`),
  'Subscribe/Letters': z
    .unknown()
    .pipe(z.union([letterMessage, deskLetterMessage]))
    .transform((order) => ('editorId' in order ? `${order.kind}, an editor` : `${order.kind}, reader ${order.readerId}`)),
  Leave: z
    .unknown()
    .pipe(recipientsOf)
    .transform((to) => `a mail to ${to.length === 1 ? 'one address' : `${to.length} addresses`}`),
  Feedback: sesMessage.transform((event) => {
    if (!event) return 'the test message of SES';
    const { eventType, mail } = event;
    const told = [eventType, mail.messageId, mail.tags?.reader?.[0]].map((id) => (/^[\w -]{1,80}$/.test(id ?? '') ? id : '?'));
    return `${told[0]} of mail ${told[1]}, reader ${told[2]}`;
  }),
};

/** A message that failed for good. `about` holds ids and never quotes the message: FEEDBACK's carry addresses. */
export type DeadLetter = { id: string; since: string; about: string };

/** The DLQs of a stack. */
export function deadLetters(stack: Stack) {
  const { sqs } = clients(stack);

  async function receive(url: string, VisibilityTimeout: number, WaitTimeSeconds: number): Promise<Message[]> {
    const request = { QueueUrl: url, MaxNumberOfMessages: 10, VisibilityTimeout, WaitTimeSeconds };
    const names = ['SentTimestamp' as const];
    return (await sqs.send(new ReceiveMessageCommand({ ...request, MessageSystemAttributeNames: names }))).Messages ?? [];
  }

  // Not every deployment has all stages.
  const there = Object.entries(ABOUT).flatMap(([path, about]) => {
    const name = path.replace(/.*\//, '');
    const dlq = stack.outputs[`${name}DlqUrl`];
    return dlq ? [{ path, name, dlq, about }] : [];
  });
  return there.map(({ path, name, dlq, about }) => {
    const stage = name.toLowerCase();
    // The next run or tick does the work of an old one, so FETCH and DIGEST have no queue.
    const target = stack.outputs[`${name}QueueUrl`];

    async function waiting(): Promise<number> {
      const AttributeNames = ['ApproximateNumberOfMessages' as const, 'ApproximateNumberOfMessagesNotVisible' as const];
      const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: dlq, AttributeNames }));
      return AttributeNames.map((attribute) => Number(Attributes[attribute] ?? 0)).reduce((a, b) => a + b, 0);
    }

    return {
      stage,
      alarm: `Broadsheet/${path}/DLQNotEmpty`,
      /** True if its messages go back into a queue; otherwise `move` deletes them. */
      returns: target !== undefined,
      /** How many there are, roughly. */
      waiting,
      /** Up to ten of them. */
      async look(): Promise<DeadLetter[]> {
        const messages = await receive(dlq, LOOK_S, 1);
        return messages.map(({ MessageId = '', Body = '', Attributes }) => ({
          id: MessageId,
          since: new Date(sentAt(Attributes)).toISOString(),
          about: json.pipe(about).safeParse(Body).data ?? `not a message of ${stage.toUpperCase()}`,
        }));
      },
      /** Moves the messages from before `start`. Each is first sent, then deleted, so after a crash a message may exist twice. */
      async move(start: Date, progress: (moved: number) => void): Promise<number> {
        const there = await waiting();
        let moved = 0;
        while (moved < there) {
          const messages = await receive(dlq, MOVE_S, LOOK_S + 1);
          const old = messages.filter(({ Attributes }) => sentAt(Attributes) < start.getTime());
          if (old.length === 0) break;
          await Promise.all(
            old.map(async ({ Body, ReceiptHandle }) => {
              if (target) await sqs.send(new SendMessageCommand({ QueueUrl: target, MessageBody: Body }));
              await sqs.send(new DeleteMessageCommand({ QueueUrl: dlq, ReceiptHandle }));
              progress(++moved);
            }),
          );
        }
        return moved;
      },
    };
  });
}

const sentAt = (attributes: Message['Attributes']) => Number(attributes?.SentTimestamp ?? 0);

const json = z.string().transform((text, ctx): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    ctx.addIssue({ code: 'custom', message: 'not JSON' });
    return z.NEVER;
  }
});
