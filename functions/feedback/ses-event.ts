import * as z from 'zod';

const base = {
  mail: z.object({
    messageId: z.string(),
    // Tags arrive as lists of values (Amazon SES Developer Guide, "Contents of event data").
    tags: z.record(z.string(), z.array(z.string())).optional(),
  }),
};
const bounce = z.object({ bounceType: z.string(), bounceSubType: z.string() });
const complaint = z.object({ complaintFeedbackType: z.string().nullish(), complaintSubType: z.string().nullish() });

/** An event of SES. Its type may come as `eventType` (event publishing) or as `notificationType` (identity). */
const sesEvent = z.union([
  z.object({ ...base, eventType: z.literal('Bounce'), bounce }),
  z.object({ ...base, eventType: z.literal('Complaint'), complaint }),
  z.object({ ...base, eventType: z.string() }),
]);
export type SesEvent = z.infer<typeof sesEvent>;

const named = z.looseObject({ eventType: z.string().optional(), notificationType: z.string().optional() });
const envelope = z.object({ Type: z.literal('Notification'), Message: z.string() });

/** The plain text that SES publishes when an event destination is made or changed. */
const TEST_MESSAGE = /^Successfully validated SNS topic for Amazon SES event publishing/;

/**
 * The body of a queue message: an SNS notification around an SES event, or the bare event (raw delivery). Undefined for a test
 * message.
 */
export const sesMessage = z
  .union([envelope.transform(({ Message }, ctx) => (TEST_MESSAGE.test(Message) ? undefined : json(Message, ctx))), z.unknown()])
  .pipe(
    named
      .transform((event) => ({ ...event, eventType: event.eventType ?? event.notificationType }))
      .pipe(sesEvent)
      .optional(),
  );

/** Parses JSON. Its errors do not quote the text, which holds an address. */
function json(text: string, ctx: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    ctx.addIssue({ code: 'custom', message: 'the SNS message is not JSON' });
    return z.NEVER;
  }
}
