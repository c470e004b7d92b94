import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type Answer, type Call, refusal } from './gateway.ts';
import type { Mailbox } from './mailbox.ts';
import { bounce, complaint, HELLO, type MailEvent, send } from './ses-events.ts';
import { type Identities, mime, notVerified, readSendRequest, type SendRequest } from './ses-request.ts';
import type { Clock } from './state.ts';
import type { Template } from './template.ts';

/** What SES grants: mails a second and a day. */
const GRANTED = { sandbox: { rate: 1, daily: 200 }, production: { rate: 14, daily: 50_000 } };

/** Events come this long after the answer, ms, so that the caller has the answer first, as with SES. */
const EVENT_DELAY_MS = 100;

const RATE = refusal(429, 'TooManyRequestsException', 'Maximum sending rate exceeded.');
const QUOTA = refusal(429, 'TooManyRequestsException', 'Daily message quota exceeded.');
/** What SES says when it refuses: its own statuses, names and messages. An exhausted quota has two names. */
const REFUSALS: Record<string, Answer> = {
  rate: RATE,
  quota: QUOTA,
  'quota-limit': refusal(400, 'LimitExceededException', 'Daily message quota exceeded.'),
  suspended: refusal(400, 'AccountSuspendedException', "Your account's ability to send email is disabled."),
  rejected: refusal(400, 'MessageRejected', 'Message rejected: the content was found to be unwanted.'),
  denied: refusal(403, 'AccessDeniedException', 'The caller is not authorized to perform ses:SendEmail.'),
};

/**
 * Faults that can be caused. SES refuses; or it accepts, and its answer is lost; or it neither accepts nor answers (`lost`); or
 * it accepts, and reports this event for any recipient.
 */
export const faultMode = z.enum([
  ...(['rate', 'quota', 'quota-limit', 'suspended', 'rejected', 'denied'] as const),
  ...(['accept-then-reset', 'accept-then-500', 'lost', 'bounce', 'complaint'] as const),
]);
export type FaultMode = z.infer<typeof faultMode>;

/** Where the template wants events of a configuration set to go. */
export const destination = z.object({
  ConfigurationSetName: z.string(),
  EventDestination: z.object({
    MatchingEventTypes: z.array(z.string()),
    SnsDestination: z.object({ TopicARN: z.string() }),
  }),
});

/**
 * SES v2: SendEmail, GetAccount and GetEmailIdentity, with SES's validation, limits and events. `publish` sends an event to a
 * topic.
 */
export function ses(
  template: Template,
  {
    identities,
    mailbox,
    clock,
    publish,
  }: { identities: Identities; mailbox: Mailbox; clock: Clock; publish: (topicArn: string, message: string) => void },
) {
  const granted = identities.sandbox ? GRANTED.sandbox : GRANTED.production;
  const configurationSets = template.all('AWS::SES::ConfigurationSet', z.unknown()).map(({ ref }) => ref);
  const destinations = template
    .all('AWS::SES::ConfigurationSetEventDestination', destination)
    .map(({ properties }) => properties);
  const faults: FaultMode[] = [];
  const rate = bucket(granted.rate);
  /** The rate of calls that are not SendEmail, for the whole account. */
  const questions = bucket(1);
  /** Addresses that SES refused because it is in its sandbox. */
  const unverified = new Set<string>();
  /** Publishes the events of each message whose time has not come. */
  const underWay = new Set<() => void>();
  let stopped = false;

  async function accept(request: SendRequest, fault?: FaultMode): Promise<string> {
    const id = `0100${randomUUID().replaceAll('-', '').slice(0, 12)}-${randomUUID()}-000000`;
    const at = clock.now();
    const [to = ''] = request.Destination.ToAddresses;
    const tags = Object.fromEntries(request.EmailTags.map(({ Name, Value }) => [Name, Value]));
    mailbox.accept(
      { id, at: at.toISOString(), to, subject: request.Content.Simple.Subject.Data, tags },
      await mime(request, id, at),
    );
    const publishAll = () => underWay.delete(publishAll) && !stopped && emit(eventsFor(fault ?? to), { id, at, to, request });
    underWay.add(publishAll);
    setTimeout(publishAll, EVENT_DELAY_MS);
    return id;
  }

  /** Publishes those events of a message that the configuration set wants. */
  function emit(events: MailEvent[], mail: { id: string; at: Date; to: string; request: SendRequest }) {
    for (const event of events.map((make) => make(mail))) {
      for (const { ConfigurationSetName, EventDestination } of destinations) {
        if (ConfigurationSetName !== mail.request.ConfigurationSetName) continue;
        if (!EventDestination.MatchingEventTypes.includes(event.eventType.toLowerCase())) continue;
        publish(EventDestination.SnsDestination.TopicARN, JSON.stringify(event));
      }
    }
  }

  async function sendEmail(body: Buffer): Promise<Answer> {
    const request = readSendRequest(body, identities, configurationSets);
    if ('status' in request) return request;
    const [to = ''] = request.Destination.ToAddresses;
    if (!identities.takes(to)) {
      if (!unverified.has(to)) console.error(`SES is in its sandbox and sends nothing to ${to}: that address is not verified.`);
      unverified.add(to);
      return notVerified(to);
    }
    const fault = faults.shift();
    const refused = REFUSALS[fault ?? ''];
    if (refused) return refused;
    if (mailbox.lastDay(clock.now()) >= granted.daily) return QUOTA;
    if (!rate()) return RATE;
    if (fault === 'lost') return { status: 0, body: undefined, broken: 'hang' };
    const answer: Answer = { status: 200, body: { MessageId: await accept(request, fault) } };
    if (fault === 'accept-then-500') return refusal(500, 'InternalFailure', 'Internal failure');
    if (fault === 'accept-then-reset') return { ...answer, broken: 'reset' };
    return answer;
  }

  return {
    /** Answers one call of the API. */
    async answer({ method, path, body }: Call): Promise<Answer> {
      if (method === 'POST' && path === '/v2/email/outbound-emails') return await sendEmail(body);
      if (!questions()) return refusal(429, 'TooManyRequestsException', 'Rate exceeded');
      if (method === 'GET' && path === '/v2/email/account') {
        const SendQuota = {
          Max24HourSend: granted.daily,
          MaxSendRate: granted.rate,
          SentLast24Hours: mailbox.lastDay(clock.now()),
        };
        return {
          status: 200,
          body: {
            ...{ SendQuota, ProductionAccessEnabled: !identities.sandbox },
            SendingEnabled: faults[0] !== 'suspended',
            EnforcementStatus: faults[0] === 'suspended' ? 'SHUTDOWN' : 'HEALTHY',
          },
        };
      }
      const domain = /^\/v2\/email\/identities\/([^/]+)$/.exec(path)?.[1] ?? '';
      if (method === 'GET' && identities.domains.includes(domain)) {
        const DkimAttributes = { SigningEnabled: true, Status: 'SUCCESS' };
        const MailFromAttributes = { MailFromDomain: `bounce.${domain}`, MailFromDomainStatus: 'SUCCESS' };
        return { status: 200, body: { VerifiedForSendingStatus: true, DkimAttributes, MailFromAttributes } };
      }
      return refusal(404, 'NotFoundException', `The local cloud's SES does not know ${method} ${path}.`);
    },
    /** Publishes its test message to every topic, as SES does when a destination is made. */
    publishTestMessage() {
      for (const { EventDestination } of destinations) publish(EventDestination.SnsDestination.TopicARN, HELLO);
    },
    /** Makes the next `count` sends fail in this way. With 0, no send fails any more. */
    fail(mode: FaultMode, count: number) {
      if (count === 0) faults.length = 0;
      faults.push(...Array.from({ length: count }, () => mode));
    },
    /** Faults that have not happened yet. */
    pending: () => faults.length,
    busy: () => underWay.size > 0,
    /** Publishes the events that are under way at once, and none later. */
    stop() {
      for (const publishAll of underWay) publishAll();
      stopped = true;
    },
    /** In the sandbox: the verified addresses and domains, and the addresses that were refused. */
    sandbox: () =>
      identities.sandbox ? { verified: [...identities.domains, ...identities.addresses], refused: [...unverified] } : undefined,
  };
}

/** The events of a message by the fault that was asked for, or by its recipient: SES's mailbox simulator, or who receives it. */
function eventsFor(fate: string): MailEvent[] {
  if (/^bounce(@simulator\.amazonses\.com)?$/.test(fate)) return [send, bounce];
  if (/^complaint(@simulator\.amazonses\.com)?$/.test(fate)) return [send, complaint];
  return [send];
}

/** A token bucket of one second: bursts of `rate`, and `rate` a second on average. */
function bucket(rate: number) {
  let tokens = rate;
  let last = Date.now();
  return () => {
    const now = Date.now();
    tokens = Math.min(rate, tokens + ((now - last) / 1000) * rate);
    last = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
