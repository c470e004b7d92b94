import type { SendRequest } from './ses-request.ts';
import { ACCOUNT, REGION } from './template.ts';

type Mail = { id: string; at: Date; to: string; request: SendRequest };

/** Makes one event about a message, in the shape of SES's event publishing ("Examples of event data" in its guide). */
export type MailEvent = (mail: Mail) => { type: string; body: Record<string, unknown> };

/** The plain text that SES publishes to the topic of a new or changed event destination. It is not an event. */
export const HELLO = 'Successfully validated SNS topic for Amazon SES event publishing.';

/** SES took the message. Says nothing about delivery: mails to suppressed recipients have this event too. */
export const send: MailEvent = (mail) => ({ type: 'SEND', body: { eventType: 'Send', mail: about(mail), send: {} } });

/** The recipient's server took the message. */
export const delivery: MailEvent = (mail) => ({
  type: 'DELIVERY',
  body: {
    eventType: 'Delivery',
    mail: about(mail),
    delivery: {
      timestamp: mail.at.toISOString(),
      processingTimeMillis: 100,
      recipients: [mail.to],
      smtpResponse: '250 2.6.0 Message received',
      reportingMTA: 'a8-33.smtp-out.amazonses.com',
    },
  },
});

/** The recipient's server refused for good, or the address is on the suppression list. */
export const bounce =
  (bounceSubType: 'General' | 'OnAccountSuppressionList'): MailEvent =>
  (mail) => ({
    type: 'BOUNCE',
    body: {
      eventType: 'Bounce',
      mail: about(mail),
      bounce: {
        bounceType: 'Permanent',
        bounceSubType,
        bouncedRecipients: [
          { emailAddress: mail.to, action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' },
        ],
        timestamp: mail.at.toISOString(),
        feedbackId: `${mail.id}-bounce`,
        reportingMTA: 'dns; a8-33.smtp-out.amazonses.com',
      },
    },
  });

/** The recipient marked it as spam. */
export const complaint: MailEvent = (mail) => ({
  type: 'COMPLAINT',
  body: {
    eventType: 'Complaint',
    mail: about(mail),
    complaint: {
      complainedRecipients: [{ emailAddress: mail.to }],
      timestamp: mail.at.toISOString(),
      feedbackId: `${mail.id}-complaint`,
      complaintSubType: null,
      complaintFeedbackType: 'abuse',
      userAgent: 'Amazon SES Mailbox Simulator',
      arrivalDate: mail.at.toISOString(),
    },
  },
});

function about({ id, at, to, request }: Mail) {
  const { FromEmailAddress: from, ConfigurationSetName = '', EmailTags, Content } = request;
  const subject = Content.Simple.Subject.Data;
  const set = { From: from, To: to, Subject: subject };
  return {
    timestamp: at.toISOString(),
    source: from,
    sendingAccountId: ACCOUNT,
    messageId: id,
    destination: [to],
    headersTruncated: false,
    headers: [
      ...Object.entries(set).map(([name, value]) => ({ name, value })),
      ...Content.Simple.Headers.map(({ Name, Value }) => ({ name: Name, value: Value })),
    ],
    commonHeaders: { from: [from], to: [to], messageId: id, subject },
    tags: {
      'ses:source-tls-version': ['TLSv1.3'],
      'ses:configuration-set': [ConfigurationSetName],
      'ses:from-domain': [from.replace(/^.*@|>$/g, '')],
      'ses:caller-identity': ['local'],
      'ses:operation': ['SendEmail'],
      'ses:region': [REGION],
      ...Object.fromEntries(EmailTags.map(({ Name, Value }) => [Name, [Value]])),
    },
  };
}
