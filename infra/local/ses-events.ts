import type { SendRequest } from './ses-request.ts';
import { ACCOUNT } from './template.ts';

type Mail = { id: string; at: Date; to: string; request: SendRequest };

/** Makes one event about a message, in the shape of SES's event publishing ("Examples of event data" in its guide). */
export type MailEvent = (mail: Mail) => { eventType: string } & Record<string, unknown>;

/** The plain text that SES publishes to the topic of a new or changed event destination. It is not an event. */
export const HELLO = 'Successfully validated SNS topic for Amazon SES event publishing.';

/** SES took the message. Says nothing about delivery: mails to suppressed recipients have this event too. */
export const send: MailEvent = (mail) => ({ eventType: 'Send', mail: about(mail), send: {} });

/** The recipient's server refused for good. */
export const bounce: MailEvent = (mail) => ({
  ...{ eventType: 'Bounce', mail: about(mail) },
  bounce: {
    bounceType: 'Permanent',
    bounceSubType: 'General',
    bouncedRecipients: [{ emailAddress: mail.to, status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' }],
    timestamp: mail.at.toISOString(),
  },
});

/** The recipient marked it as spam. */
export const complaint: MailEvent = (mail) => ({
  ...{ eventType: 'Complaint', mail: about(mail) },
  complaint: {
    complainedRecipients: [{ emailAddress: mail.to }],
    timestamp: mail.at.toISOString(),
    complaintSubType: null,
    complaintFeedbackType: 'abuse',
  },
});

function about({ id, at, to, request }: Mail) {
  const { FromEmailAddress: from, ConfigurationSetName = '', EmailTags, Content } = request;
  const subject = Content.Simple.Subject.Data;
  const headers = Content.Simple.Headers.map(({ Name, Value }) => ({ name: Name, value: Value }));
  return {
    timestamp: at.toISOString(),
    source: from,
    sendingAccountId: ACCOUNT,
    messageId: id,
    destination: [to],
    headersTruncated: false,
    headers: [{ name: 'From', value: from }, { name: 'To', value: to }, { name: 'Subject', value: subject }, ...headers],
    commonHeaders: { from: [from], to: [to], messageId: id, subject },
    tags: {
      'ses:configuration-set': [ConfigurationSetName],
      'ses:operation': ['SendEmail'],
      ...Object.fromEntries(EmailTags.map(({ Name, Value }) => [Name, [Value]])),
    },
  };
}
