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

/** An event of SES, under either name of its discriminator: `eventType` (event publishing) or `notificationType` (identity). */
const sesEvent = z.union([
  z.object({ ...base, eventType: z.literal('Bounce'), bounce }),
  z.object({ ...base, eventType: z.literal('Complaint'), complaint }),
  z.object({ ...base, eventType: z.string() }),
]);
export type SesEvent = z.infer<typeof sesEvent>;

const named = z.looseObject({ eventType: z.string().optional(), notificationType: z.string().optional() });
const envelope = z.object({ Type: z.literal('Notification'), Message: z.string() });

/** What SES publishes, as plain text, when an event destination is made or changed: no event, and no fault. */
const HELLO = /^Successfully validated SNS topic for Amazon SES event publishing/;

/** The body of a queue message: an SNS notification around an SES event, or the bare event (raw delivery). Undefined for SES's hello. */
export const sesMessage = z
  .union([envelope.transform(({ Message }, ctx) => (HELLO.test(Message) ? undefined : json(Message, ctx))), z.unknown()])
  .pipe(
    named
      .transform((event) => ({ ...event, eventType: event.eventType ?? event.notificationType }))
      .pipe(sesEvent)
      .optional(),
  );

/** Parses without quoting the text in an error: it holds an address. */
function json(text: string, ctx: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    ctx.addIssue({ code: 'custom', message: 'the SNS message is not JSON' });
    return z.NEVER;
  }
}
