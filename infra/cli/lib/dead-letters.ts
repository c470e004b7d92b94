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
import { clients, output, type Stack } from './stack.ts';

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

type Kind = { name: string; queue: string | undefined; alarm: string; about: z.ZodType<string> };

/** Every DLQ `<name>DlqUrl`: the queue of its messages, its alarm, and what a message is about, by ids only. */
const DEAD_LETTERS: Record<string, Kind> = {
  ingest: {
    ...{ name: 'Ingest', queue: 'IngestQueueUrl', alarm: 'Broadsheet/Ingest/DLQNotEmpty' },
    about: s3Notification.transform(({ uploads }) => uploads.map(({ key }) => key).join(', ') || 'no upload'),
  },
  ranges: {
    ...{ name: 'Ranges', queue: 'RangesQueueUrl', alarm: 'Broadsheet/Ingest/Ranges/DLQNotEmpty' },
    about: rangeMessage.transform(({ key, range }) => `${key}, range ${range}`),
  },
  // The next run or tick does the work of an old one, so these have no queue.
  fetch: { name: 'Fetch', queue: undefined, alarm: 'Broadsheet/Fetch/DLQNotEmpty', about: tick },
  digest: { name: 'Digest', queue: undefined, alarm: 'Broadsheet/Digest/DLQNotEmpty', about: tick },
  send: {
    ...{ name: 'Send', queue: 'SendQueueUrl', alarm: 'Broadsheet/Send/DLQNotEmpty' },
    about: z
      .unknown()
      .pipe(batchMessage)
      .transform(({ edition, due, batch }) => `${edition} due ${due}, batch ${batch}`),
  },
  letters: {
    ...{ name: 'Letters', queue: 'LettersQueueUrl', alarm: 'Broadsheet/Subscribe/Letters/DLQNotEmpty' },
    about: z
      .unknown()
      .pipe(z.union([letterMessage, deskLetterMessage]))
      .transform((order) => ('editorId' in order ? `${order.kind}, an editor` : `${order.kind}, reader ${order.readerId}`)),
  },
  leave: {
    ...{ name: 'Leave', queue: 'LeaveQueueUrl', alarm: 'Broadsheet/Leave/DLQNotEmpty' },
    about: z
      .unknown()
      .pipe(recipientsOf)
      .transform((to) => `a mail to ${to.length === 1 ? 'one address' : `${to.length} addresses`}`),
  },
  feedback: {
    ...{ name: 'Feedback', queue: 'FeedbackQueueUrl', alarm: 'Broadsheet/Feedback/DLQNotEmpty' },
    about: sesMessage.transform((event) => {
      if (!event) return 'the test message of SES';
      const { eventType, mail } = event;
      const told = [eventType, mail.messageId, mail.tags?.reader?.[0]].map((id) => (/^[\w -]{1,80}$/.test(id ?? '') ? id : '?'));
      return `${told[0]} of mail ${told[1]}, reader ${told[2]}`;
    }),
  },
};

/** A message that failed for good. `about` holds ids and never quotes the message: FEEDBACK's carry addresses. */
export type DeadLetter = { id: string; since: string; about: string };

/** The DLQs of a stack. */
export function deadLetters(stack: Stack) {
  const { sqs } = clients(stack);

  async function receive(url: string, VisibilityTimeout: number, WaitTimeSeconds: number): Promise<Message[]> {
    const names = { MessageSystemAttributeNames: ['SentTimestamp' as const], MessageAttributeNames: ['All'] };
    const request = { QueueUrl: url, MaxNumberOfMessages: 10, VisibilityTimeout, WaitTimeSeconds, ...names };
    return (await sqs.send(new ReceiveMessageCommand(request))).Messages ?? [];
  }

  // Stages that not every deployment has.
  const optional = ['Fetch', 'Leave'];
  const there = Object.entries(DEAD_LETTERS).filter(
    ([, { name }]) => !optional.includes(name) || stack.outputs[`${name}DlqUrl`] !== undefined,
  );
  return there.map(([stage, { name, queue, alarm, about }]) => {
    const dlq = output(stack, `${name}DlqUrl`);
    const target = queue && output(stack, queue);

    async function waiting(): Promise<number> {
      const AttributeNames = ['ApproximateNumberOfMessages' as const, 'ApproximateNumberOfMessagesNotVisible' as const];
      const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: dlq, AttributeNames }));
      return AttributeNames.map((attribute) => Number(Attributes[attribute] ?? 0)).reduce((a, b) => a + b, 0);
    }

    return {
      stage,
      alarm,
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
            old.map(async ({ Body, MessageAttributes, ReceiptHandle }) => {
              if (target) await sqs.send(new SendMessageCommand({ QueueUrl: target, MessageBody: Body, MessageAttributes }));
              await sqs.send(new DeleteMessageCommand({ QueueUrl: dlq, ReceiptHandle }));
            }),
          );
          moved += old.length;
          progress(moved);
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
