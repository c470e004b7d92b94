import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import {
  GetAccountCommand,
  SESv2Client,
  type SESv2ClientConfig,
  SESv2ServiceException,
  SendEmailCommand,
} from '@aws-sdk/client-sesv2';
import { type Mail, NOT_VERIFIED, type SendOutcome, type SesAccount } from '../domain/mail.ts';
import { idleSocketCloser, noteDeparture, TIMEOUTS, watchConnections } from './aws.ts';

/**
 * `name` is shown as the sender, `from` is the bare address that SES verified; an empty `replyTo` means `from`. `share` is the
 * part of the account's rate and quota to use, all of it by default.
 */
export type MailerConfig = { name: string; from: string; replyTo: string; configurationSet: string; share?: number };

/**
 * Calls SES so that one call makes at most one mail. SES has no idempotency token. With the SDK's default of three attempts, an
 * endpoint that accepts and then resets the connection accepted one mail three times: hence one attempt. After a timeout nobody
 * knows whether the mail was accepted. A connection that was idle is not used again, because SES may have closed it.
 */
export function mailer(
  config: MailerConfig,
  now: () => Date,
  place: Pick<SESv2ClientConfig, 'endpoint' | 'region' | 'credentials'> = {},
) {
  const kept = { keepAlive: true };
  const agents = { httpAgent: new HttpAgent(kept), httpsAgent: new HttpsAgent(kept) };
  watchConnections(agents.httpAgent, 'connect');
  watchConnections(agents.httpsAgent, 'secureConnect');
  const closeIdle = Object.values(agents).map((agent) => idleSocketCloser(agent, now));
  const ses = new SESv2Client({ ...place, maxAttempts: 1, requestHandler: { ...agents, ...TIMEOUTS } });

  return {
    /** Sends one mail. Never throws: what is not proved is `unknown`. */
    async send(mail: Mail): Promise<SendOutcome> {
      const request = command(mail, config);
      const departure = noteDeparture(request);
      try {
        for (const close of closeIdle) close();
        const { MessageId } = await ses.send(request);
        return MessageId ? { kind: 'sent', messageId: MessageId } : { kind: 'unknown', code: 'NoMessageId' };
      } catch (error) {
        if (error instanceof SESv2ServiceException && isClientError(error)) return refusal(error, mail.to, config.from);
        return { kind: departure.possible ? 'unknown' : 'busy', code: codeOf(error) };
      }
    },

    account: accountOrCareful(config.share),
  };
}

function command(mail: Mail, config: MailerConfig): SendEmailCommand {
  const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
  return new SendEmailCommand({
    FromEmailAddress: `${displayName(mail.sender ?? config.name)} <${config.from}>`,
    ReplyToAddresses: config.replyTo ? [config.replyTo] : undefined,
    Destination: { ToAddresses: [mail.to] },
    ConfigurationSetName: config.configurationSet,
    // No tracking pixel and no rewritten links, however the configuration set is changed later.
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

/** Bytes of text in one encoded word: encoded, they fill the 75 characters that it may have. */
const WORD = 45;

/** A display name for a header: quoted if it is printable ASCII (RFC 5322, 3.2.4), else in encoded words (RFC 2047). */
function displayName(name: string): string {
  if (/^[ -~]*$/.test(name)) return `"${name.replace(/[\\"]/g, '\\$&')}"`;
  const words = [''];
  for (const letter of name) {
    const last = words.length - 1;
    if (Buffer.byteLength(words[last] + letter) > WORD) words.push(letter);
    else words[last] += letter;
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join(' ');
}

/**
 * The outcome of an answer of status 4xx, which proves that nothing was accepted (RFC 9110, 15.5: the request was wrong or, 408,
 * did not arrive as a whole). An error that is not known here stops all sending, because then no copy is lost.
 */
function refusal({ name, message, $metadata }: SESv2ServiceException, to: string, from: string): SendOutcome {
  // SES reports rate and quota under several names. LimitExceeded may also mean the quota of something else.
  if ($metadata.httpStatusCode === 429 || /^(TooManyRequests|Throttl|LimitExceeded)/.test(name)) {
    if (/daily message quota|24.?hour/i.test(message)) return { kind: 'quota' };
    if (!name.startsWith('LimitExceeded') || /rate|throttl/i.test(message)) return { kind: 'busy', code: name };
  }
  if (name === 'BadRequestException') return { kind: 'rejected', code: name };
  if (name !== 'MessageRejected') return { kind: 'stopped', code: name };
  if (!/not verified/i.test(message)) return { kind: 'refused', code: name };
  // In the sandbox, recipients must be verified, too. The message names the addresses that are not.
  const named = new Set<string>(message.toLowerCase().match(/[^\s<>,;:]+@[^\s<>,;:]+/g));
  const recipientOnly = named.has(to.toLowerCase()) && !named.has(from.toLowerCase());
  return recipientOnly ? { kind: 'rejected', code: NOT_VERIFIED } : { kind: 'stopped', code: 'SenderNotVerified' };
}

const isClientError = ({ $metadata: { httpStatusCode = 0 } }: SESv2ServiceException) =>
  httpStatusCode >= 400 && httpStatusCode < 500;

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'NotAnError';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/**
 * Settings of a client that asks SES, and sends no mail. SES answers once a second for the whole account, and all workers may ask
 * in the same second. An answer takes a tenth of a second, so all six attempts together last half a minute at most.
 */
export const PATIENCE = { maxAttempts: 6, requestHandler: { ...TIMEOUTS, requestTimeout: 3_000 } };

/**
 * Asks what this SES account may send now, and takes `share` of it, for several deployments that send from one account. Throws if
 * SES does not answer. It has a client of its own because, unlike a mail, this question may be repeated.
 */
export function sesAccount(share = 1): () => Promise<SesAccount> {
  // Made at the first call: making a client is 5 % of SEND's cold start.
  let ses: SESv2Client | undefined;
  return async () => {
    ses ??= new SESv2Client(PATIENCE);
    const { SendQuota, SendingEnabled, ProductionAccessEnabled, EnforcementStatus } = await ses.send(new GetAccountCommand({}));
    const max = SendQuota?.Max24HourSend ?? 0;
    const sent = SendQuota?.SentLast24Hours ?? 0;
    return {
      ratePerSecond: share * (SendQuota?.MaxSendRate ?? 1),
      // -1 means unlimited (GetAccount, SendQuota).
      remainingToday: max < 0 ? Number.POSITIVE_INFINITY : Math.max(0, Math.floor(share * (max - sent))),
      usedToday: max > 0 ? sent / max : 0,
      enabled: SendingEnabled === true && EnforcementStatus !== 'SHUTDOWN',
      sandbox: ProductionAccessEnabled !== true,
    };
  };
}

/**
 * The same for stages that send: never throws. While SES does not answer, its last answer counts. Before the first one, the rate
 * is one mail a second, which every account may send, and no quota is assumed: SES refuses what is beyond it.
 */
export function accountOrCareful(share = 1): () => Promise<SesAccount> {
  const ask = sesAccount(share);
  let last: SesAccount = {
    ...{ ratePerSecond: share, remainingToday: Number.POSITIVE_INFINITY, usedToday: 0 },
    ...{ enabled: true, sandbox: false },
  };
  return async () => {
    try {
      last = await ask();
      return last;
    } catch (error) {
      return { ...last, unanswered: error instanceof Error ? error.name : String(error) };
    }
  };
}
