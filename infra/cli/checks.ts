import type { GetAccountResponse, GetEmailIdentityResponse } from '@aws-sdk/client-sesv2';
import type { Edition } from '../../functions/domain/edition.ts';

/** What a check came to. `fault`: readers get no mail, or wrongly. `warning`: they will not, or the operator would not know. */
export type Finding = { check: string; state: 'ok' | 'warning' | 'fault'; says: string; article: string };

/** The identity as SES has it: whether it may send, and whether receivers can tell that a mail is ours. */
export function identity(domain: string, found: GetEmailIdentityResponse): Finding[] {
  const { VerifiedForSendingStatus, DkimAttributes, MailFromAttributes } = found;
  const dkim = DkimAttributes?.SigningEnabled ? DkimAttributes.Status : 'switched off';
  const article = 'Broadsheet/Send/SendingStopped';
  const dns = 'Put the outputs Dns… of the stack into its DNS';
  return [
    VerifiedForSendingStatus
      ? { check: 'Identity', state: 'ok', says: `${domain} is verified`, article }
      : { check: 'Identity', state: 'fault', says: `${domain} is not verified, so SES sends nothing. ${dns}.`, article },
    dkim === 'SUCCESS'
      ? { check: 'DKIM', state: 'ok', says: 'mails are signed', article }
      : { check: 'DKIM', state: 'fault', says: `Mails are not signed (${dkim ?? 'unknown'}). ${dns}.`, article },
    MailFromAttributes?.MailFromDomainStatus === 'SUCCESS'
      ? { check: 'MAIL FROM', state: 'ok', says: MailFromAttributes.MailFromDomain ?? '', article }
      : {
          ...{ check: 'MAIL FROM', state: 'warning', article },
          says: `SES's own domain takes the bounces (${MailFromAttributes?.MailFromDomainStatus ?? 'not set'}): SPF is not yours. ${dns}.`,
        },
  ];
}

/**
 * What SES lets this account send, against what its readers need on a day that all weekly editions share. `percent` of the quota is
 * this stack's.
 */
export function account(found: GetAccountResponse, readers: number, percent = 100): Finding[] {
  const { SendingEnabled, EnforcementStatus = 'unknown', ProductionAccessEnabled, SendQuota } = found;
  const quota = Math.floor(((SendQuota?.Max24HourSend ?? 0) * percent) / 100);
  const stopped = 'Broadsheet/Send/SendingStopped';
  const shortfall = 'Broadsheet/Digest/QuotaShortfall';
  const n = (value: number) => value.toLocaleString('en');
  const most = { check: 'Quota', article: shortfall };
  return [
    !SendingEnabled || EnforcementStatus === 'SHUTDOWN'
      ? {
          check: 'SES',
          state: 'fault',
          says: `SES has stopped this account (${EnforcementStatus}). Answer its case.`,
          article: stopped,
        }
      : EnforcementStatus === 'HEALTHY'
        ? { check: 'SES', state: 'ok', says: 'may send', article: stopped }
        : {
            check: 'SES',
            state: 'warning',
            says: `SES reviews this account (${EnforcementStatus}). Answer its case.`,
            article: stopped,
          },
    ProductionAccessEnabled
      ? { check: 'Sandbox', state: 'ok', says: 'left', article: stopped }
      : {
          ...{ check: 'Sandbox', state: readers > 0 ? 'fault' : 'warning', article: stopped },
          says: 'Only verified addresses get mail. Ask for production access (SES console, "Get set up").',
        },
    // -1 means unlimited (GetAccount, SendQuota).
    quota < 0 || readers <= 0.8 * quota
      ? { ...most, state: 'ok', says: `${n(readers)} readers, ${quota < 0 ? 'no limit' : `${n(quota)} mails a day`}` }
      : {
          ...{ ...most, state: readers > quota ? 'fault' : 'warning' },
          says: `${n(readers)} readers, but ${n(quota)} mails a day. Ask for more (Service Quotas, "Sending quota").`,
        },
  ];
}

/** Who hears of alarms, by the ARNs of the topic's subscriptions. */
export function alarms(arns: readonly string[]): Finding {
  const about = { check: 'Alarms', article: 'Receive the alarms' };
  const pending = arns.filter((arn) => !arn.startsWith('arn:')).length;
  if (arns.length === 0) return { ...about, state: 'warning', says: 'Nobody gets them: deploy with --alarm-email.' };
  if (pending > 0)
    return { ...about, state: 'fault', says: `${pending} of ${arns.length} addresses have not confirmed the mail from AWS.` };
  return { ...about, state: 'ok', says: `${arns.length} confirmed` };
}

/** The schedule's state. */
export function schedule(state: string | undefined): Finding {
  const about = { check: 'Schedule', article: 'Broadsheet/Digest/NoTicks' };
  if (state === 'ENABLED') return { ...about, state: 'ok', says: 'every quarter of an hour' };
  return { ...about, state: 'fault', says: `It is ${state ?? 'missing'}, so no edition is made. Enable it.` };
}

const KEY_AGE_DAYS = 365;
const DAY_MS = 86_400_000;

/** The age of the newest key. */
export function keyAge(since: Date | undefined, now: Date): Finding {
  const about = { check: 'Keys', article: 'Rotate the keys' };
  const days = Math.floor((now.getTime() - (since?.getTime() ?? 0)) / DAY_MS);
  if (days <= KEY_AGE_DAYS) return { ...about, state: 'ok', says: `the newest is ${days} days old` };
  return { ...about, state: 'warning', says: `The newest is ${days} days old: npx broadsheet keys rotate` };
}

/** Messages that failed for good, by stage. */
export async function deadLetterCounts(
  queues: readonly { stage: string; alarm: string; waiting(): Promise<number> }[],
): Promise<Finding> {
  const counts = await Promise.all(queues.map(async ({ stage, alarm, waiting }) => ({ stage, alarm, n: await waiting() })));
  const [first, ...more] = counts.filter(({ n }) => n > 0);
  const about = { check: 'DLQs', article: first?.alarm ?? 'Re-drive a DLQ' };
  if (!first) return { ...about, state: 'ok', says: 'empty' };
  const all = [first, ...more].map(({ stage, n }) => `${n} in ${stage}`).join(', ');
  return { ...about, state: 'fault', says: `${all}: npx broadsheet redrive` };
}

/** A tick skips what has expired and closes, so an edition that is open this long after its expiry is stuck, ms. */
const STUCK_MS = 30 * 60_000;

/** Open editions. */
export function openEditions(all: readonly (Edition | undefined)[], now: Date): Finding {
  const about = { check: 'Editions', article: 'Broadsheet/Digest/NoTicks' };
  const open = all.filter((edition) => edition !== undefined);
  const stuck = open.filter(({ expiresAt }) => Date.parse(expiresAt) + STUCK_MS < now.getTime());
  if (stuck.length === 0) return { ...about, state: 'ok', says: `${open.length} open, none stuck` };
  return {
    ...about,
    state: 'fault',
    says: `${stuck.map(({ id }) => id).join(', ')} should have closed: look at the log of DIGEST.`,
  };
}

/** Whether somebody, or Broadsheet itself, has stopped all sending. */
export function sending(paused: string | undefined): Finding {
  const about = { check: 'Sending', article: 'Broadsheet/Feedback/SendingPaused' };
  if (paused === undefined) return { ...about, state: 'ok', says: 'not paused' };
  return { ...about, state: 'fault', says: `It is paused: ${paused}. Once that is cured: npx broadsheet resume` };
}
