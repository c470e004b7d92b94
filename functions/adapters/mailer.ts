import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import {
  AccountSuspendedException,
  BadRequestException,
  MailFromDomainNotVerifiedException,
  MessageRejected,
  NotFoundException,
  SESv2Client,
  type SESv2ClientConfig,
  SESv2ServiceException,
  SendEmailCommand,
  SendingPausedException,
  TooManyRequestsException,
} from '@aws-sdk/client-sesv2';
import type { Mail, SendOutcome, Shared } from '../domain/mail.ts';
import { sesAccount } from './account.ts';
import { freshSockets } from './fresh-sockets.ts';
import { PLACES, splice } from './splice.ts';
import { TIMEOUTS } from './timeouts.ts';

/** Connection errors that prove that no request reached SES. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND']);

/**
 * `name` is shown as the sender, `from` is the bare address that SES verified; an empty `replyTo` means `from`. `share` is the part of
 * the account's rate and quota to use, all of it by default.
 */
export type MailerConfig = { name: string; from: string; replyTo: string; configurationSet: string; share?: number };

/**
 * SES, called so that one call accepts at most one mail. SES knows no idempotency token and the SDK's default of three
 * attempts accepted one mail three times against an endpoint that resets after accepting: hence one attempt. After a timeout
 * nobody knows whether the mail was accepted. A connection that has lain idle is not used again,
 * for SES may have closed it.
 */
export function mailer(
  config: MailerConfig,
  now: () => Date,
  place: Pick<SESv2ClientConfig, 'endpoint' | 'region' | 'credentials'> = {},
) {
  const kept = { keepAlive: true, maxSockets: 50 };
  const agents = { httpAgent: new HttpAgent(kept), httpsAgent: new HttpsAgent(kept) };
  const closeIdle = Object.values(agents).map((agent) => freshSockets(agent, now));
  const ses = new SESv2Client({ ...place, maxAttempts: 1, requestHandler: { ...agents, ...TIMEOUTS } });

  return {
    /** Sends one mail. Never throws: what is not proved is `unknown`. */
    async send({ html, text, ...mail }: Mail<string | Shared>): Promise<SendOutcome> {
      try {
        const request = splice(command({ ...mail, ...PLACES }, config), { html: shared(html), text: shared(text) });
        for (const close of closeIdle) close();
        const { MessageId } = await ses.send(request);
        return MessageId ? { kind: 'sent', messageId: MessageId } : { kind: 'unknown', code: 'NoMessageId' };
      } catch (error) {
        return outcomeOf(error);
      }
    },

    account: sesAccount(config.share),
  };
}

const shared = (text: string | Shared): Shared => (typeof text === 'string' ? { pieces: [text], values: {} } : text);

function command(mail: Mail, config: MailerConfig): SendEmailCommand {
  const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
  return new SendEmailCommand({
    FromEmailAddress: `${displayName(config.name)} <${config.from}>`,
    ReplyToAddresses: config.replyTo ? [config.replyTo] : undefined,
    Destination: { ToAddresses: [mail.to] },
    ConfigurationSetName: config.configurationSet,
    // Links go straight where they say, and nobody is counted by a pixel, whatever the configuration set is told later.
    ConfigurationOverrides: { Tracking: { OpenTrackingEnabled: 'DISABLED', ClickTrackingEnabled: 'DISABLED' } },
    EmailTags: Object.entries(mail.tags).map(([Name, Value]) => ({ Name, Value })),
    Content: {
      Simple: {
        Subject: utf8(mail.subject),
        Body: { Html: utf8(mail.html), Text: utf8(mail.text) },
        Headers: mail.headers.map(({ name, value }) => ({ Name: name, Value: value })),
      },
    },
  });
}

/** A display name as a header takes it: quoted when it is printable ASCII (RFC 5322, 3.2.4), else encoded (RFC 2047). */
function displayName(name: string): string {
  if (/^[ -~]*$/.test(name)) return `"${name.replace(/[\\"]/g, '\\$&')}"`;
  return `=?UTF-8?B?${Buffer.from(name).toString('base64')}?=`;
}

/** Sorts an error of SendEmail by what it proves. Only the answers listed here prove that nothing was accepted. */
function outcomeOf(error: unknown): SendOutcome {
  if (
    error instanceof TooManyRequestsException ||
    (error instanceof SESv2ServiceException && error.name === 'ThrottlingException')
  ) {
    return /daily message quota/i.test(error.message) ? { kind: 'quota' } : { kind: 'busy', code: error.name };
  }
  if (error instanceof MessageRejected && /not verified/i.test(error.message)) return { kind: 'stopped', code: 'NotVerified' };
  if (error instanceof MessageRejected || error instanceof BadRequestException) return { kind: 'rejected', code: error.name };
  if (
    error instanceof AccountSuspendedException ||
    error instanceof SendingPausedException ||
    error instanceof MailFromDomainNotVerifiedException ||
    error instanceof NotFoundException
  ) {
    return { kind: 'stopped', code: error.name };
  }
  const code = codeOf(error);
  return NEVER_SENT.has(code) ? { kind: 'busy', code } : { kind: 'unknown', code };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'NotAnError';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
