import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import type { Account } from '../domain/mail.ts';
import { TIMEOUTS } from './timeouts.ts';

/**
 * Asks what this SES account may send now, and takes `share` of it, where several installations send from one. Throws when SES
 * does not answer. A client of its own: unlike a mail, this question may be repeated, and SES answers it only once a second.
 */
export function sesAccount(share = 1): () => Promise<Account> {
  // Made when first asked: making a client is 5 % of SEND's cold start.
  let ses: SESv2Client | undefined;
  return async () => {
    ses ??= new SESv2Client({ requestHandler: TIMEOUTS });
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
