import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import type { Account } from '../domain/mail.ts';

/**
 * Asks what this SES account may send now. Throws when SES does not answer. A client of its own: unlike a mail, this question
 * may be repeated, and SES answers it only once a second.
 */
export function sesAccount(): () => Promise<Account> {
  const ses = new SESv2Client({});
  return async () => {
    const { SendQuota, SendingEnabled, ProductionAccessEnabled, EnforcementStatus } = await ses.send(new GetAccountCommand({}));
    const max = SendQuota?.Max24HourSend ?? 0;
    return {
      ratePerSecond: SendQuota?.MaxSendRate ?? 1,
      // -1 means unlimited (GetAccount, SendQuota).
      remainingToday: max < 0 ? Number.POSITIVE_INFINITY : Math.max(0, max - (SendQuota?.SentLast24Hours ?? 0)),
      enabled: SendingEnabled === true && EnforcementStatus !== 'SHUTDOWN',
      sandbox: ProductionAccessEnabled !== true,
    };
  };
}
