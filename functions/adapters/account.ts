import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import type { Account } from '../domain/mail.ts';
import { TIMEOUTS } from './timeouts.ts';

/**
 * How SES is asked what is no mail: it answers once a second for the whole account, and all workers may ask in the same one. Its
 * answers take a tenth of a second, so half a minute is the most that this lasts.
 */
export const PATIENCE = { maxAttempts: 6, requestHandler: { ...TIMEOUTS, requestTimeout: 3_000 } };

/**
 * Asks what this SES account may send now, and takes `share` of it, where several installations send from one. Throws when SES
 * does not answer. A client of its own: unlike a mail, this question may be repeated.
 */
export function sesAccount(share = 1): () => Promise<Account> {
  // Made when first asked: making a client is 5 % of SEND's cold start.
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
 * The same for who sends: never throws. While SES does not answer, what it said last holds; before it ever has, one mail a second,
 * which every account may send, and the quota is for SES to refuse.
 */
export function accountOrCareful(share = 1): () => Promise<Account> {
  const ask = sesAccount(share);
  let last: Account = {
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
