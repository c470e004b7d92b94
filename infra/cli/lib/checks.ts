import type { GetAccountResponse, GetEmailIdentityResponse } from '@aws-sdk/client-sesv2';
import type { Dispatch } from '../../../functions/domain/edition.ts';
import { isAmiss, type SourceRow } from '../../../functions/domain/source-state.ts';
import { counted } from '../../../functions/domain/wording.ts';
import { askForAccess, verifyAddress } from '../../sandbox.ts';
import { ink } from './command.ts';
import { columns } from './table.ts';

/**
 * The result of a check. `fault`: readers get no mail, or wrong mails. `warning`: they will get none, or the operator would not
 * hear of it. `article` is the article of docs/operate.md with the cure; `commands` are shell commands that cure it.
 */
export type Finding = {
  check: string;
  state: 'ok' | 'warning' | 'fault';
  says: string;
  article: string;
  commands?: readonly string[];
};

/** Makes all checks at once. One that cannot be made is itself a finding, with this state. */
export async function examined<F extends { check: string; says: string }>(
  checks: readonly (readonly [check: string, found: Promise<F | readonly F[] | undefined>])[],
  failed: (check: string, says: string) => F,
): Promise<F[]> {
  const found = checks.map(([check, finding]) =>
    finding.catch((error: unknown) =>
      failed(check, `This check failed: ${error instanceof Error ? `${error.name}: ${error.message}` : error}`),
    ),
  );
  return (await Promise.all(found)).flatMap((each) => each ?? []);
}

/** Makes findings of one check, with one article. */
const about =
  (check: string, article: string) =>
  (state: Finding['state'], says: string): Finding => ({ check, state, says, article });

const SANDBOX = 'Leave the sandbox';
const STOPPED = 'Broadsheet/Send/SendingStopped';

/**
 * Checks the identity: whether it may send, and whether mails are signed. `outputs` are the names of the stack's outputs. They
 * have its DNS records, unless the identity existed before or has a hosted zone.
 */
export function identity(domain: string, found: GetEmailIdentityResponse, outputs: readonly string[]): Finding[] {
  const { VerifiedForSendingStatus, DkimAttributes, MailFromAttributes } = found;
  const dkim = DkimAttributes?.SigningEnabled ? DkimAttributes.Status : 'switched off';
  const mailFrom = MailFromAttributes?.MailFromDomainStatus ?? 'not set';
  const verified = about('Identity', STOPPED);
  const signed = about('DKIM', STOPPED);
  const bounces = about('MAIL FROM', STOPPED);
  const dns = outputs.some((name) => name.startsWith('DnsDkim'))
    ? 'Put the outputs Dns… of the stack into its DNS.'
    : 'The console of SES (Identities) shows the records that its DNS should have.';
  return [
    VerifiedForSendingStatus
      ? verified('ok', `${domain} is verified`)
      : verified('fault', `${domain} is not verified, so SES sends nothing. ${dns}`),
    dkim === 'SUCCESS'
      ? signed('ok', 'mails are signed')
      : signed('fault', `Mails are not signed (${dkim ?? 'unknown'}). ${dns}`),
    mailFrom === 'SUCCESS'
      ? bounces('ok', MailFromAttributes?.MailFromDomain ?? '')
      : bounces('warning', `Bounces go to a domain of SES (${mailFrom}), so SPF is not aligned with your domain. ${dns}`),
  ];
}

/**
 * Checks what SES lets this account send against what its readers need on a day with all weekly editions. `percent` is this
 * stack's share of the quota.
 */
export function account(found: GetAccountResponse, readers: number, percent = 100): Finding[] {
  const { SendingEnabled, EnforcementStatus = 'unknown', ProductionAccessEnabled, SendQuota } = found;
  // -1 means unlimited (GetAccount, SendQuota).
  const quota = Math.floor(((SendQuota?.Max24HourSend ?? 0) * percent) / 100);
  const enough = quota < 0 || readers <= 0.8 * quota;
  return [
    sesStatus(SendingEnabled === true, EnforcementStatus),
    ProductionAccessEnabled
      ? about('Sandbox', SANDBOX)('ok', 'left')
      : {
          ...about('Sandbox', SANDBOX)(
            readers > 0 ? 'fault' : 'warning',
            'Only verified addresses get mail. Verify yours, and ask for production access.',
          ),
          commands: [verifyAddress('you@example.net'), askForAccess('https://…', '…')],
        },
    about('Quota', 'Broadsheet/Digest/QuotaShortfall')(
      enough ? 'ok' : readers > quota ? 'fault' : 'warning',
      enough
        ? `${counted(readers, 'reader')}, ${quota < 0 ? 'no limit' : `${counted(quota, 'mail')} a day`}`
        : `${counted(readers, 'reader')}, but ${counted(quota, 'mail')} a day. Ask for more (Service Quotas, "Sending quota").`,
    ),
  ];
}

function sesStatus(enabled: boolean, status: string): Finding {
  const ses = about('SES', STOPPED);
  if (!enabled || status === 'SHUTDOWN') return ses('fault', `SES has stopped this account (${status}). Answer its case.`);
  return status === 'HEALTHY' ? ses('ok', 'may send') : ses('warning', `SES reviews this account (${status}). Answer its case.`);
}

/** Checks by the MX records that mails which unsubscribe reach SES. DNS cannot say which rule set is active. */
export function receiving(domain: string, exchanges: readonly string[]): Finding {
  const mail = about('Unsubscribe', 'Receive mail that unsubscribes');
  if (exchanges.some((name) => /^inbound-smtp\.[\w-]+\.amazonaws\.com$/i.test(name))) return mail('ok', `${domain} leads to SES`);
  return mail('fault', `Digests say that mail to ${domain} unsubscribes, but its MX record does not lead to SES.`);
}

/** Checks that somebody gets the alarms, by the ARNs of the topic's subscriptions. */
export function alarms(arns: readonly string[]): Finding {
  const heard = about('Alarms', 'Receive the alarms');
  const pending = arns.filter((arn) => !arn.startsWith('arn:')).length;
  if (arns.length === 0) return heard('warning', 'Nobody gets them: deploy with --alarm-email.');
  if (pending > 0) return heard('fault', `${pending} of ${arns.length} addresses have not confirmed the mail from AWS.`);
  return heard('ok', `${arns.length} confirmed`);
}

/** Checks the state of the schedule. */
export function schedule(state = 'missing'): Finding {
  const timer = about('Schedule', 'Broadsheet/Digest/NoTicks');
  if (state === 'ENABLED') return timer('ok', 'every quarter of an hour');
  return timer('fault', `It is ${state}, so no edition is made and none is sent. Enable it.`);
}

const KEY_AGE_DAYS = 365;
const DAY_MS = 86_400_000;

/** Checks the age of the newest key. */
export function keyAge(since: Date | undefined, now: Date): Finding {
  const keys = about('Keys', 'Rotate the keys');
  const days = Math.floor((now.getTime() - (since?.getTime() ?? 0)) / DAY_MS);
  if (days <= KEY_AGE_DAYS) return keys('ok', `the newest is ${counted(days, 'day')} old`);
  return keys('warning', `The newest is ${counted(days, 'day')} old: npx broadsheet keys rotate`);
}

/** Checks that no DLQ has messages. */
export async function deadLetterCounts(
  queues: readonly { stage: string; alarm: string; waiting(): Promise<number> }[],
): Promise<Finding> {
  const counts = await Promise.all(queues.map(async ({ stage, alarm, waiting }) => ({ stage, alarm, n: await waiting() })));
  const full = counts.filter(({ n }) => n > 0);
  const dlqs = about('DLQs', full[0]?.alarm ?? 'Re-drive a DLQ');
  if (full.length === 0) return dlqs('ok', 'empty');
  return dlqs('fault', `${full.map(({ stage, n }) => `${n} in ${stage}`).join(', ')}: npx broadsheet redrive`);
}

/** A tick closes a dispatch that has expired. If it is still open this long after that, ms, it is stuck. */
const STUCK_MS = 30 * 60_000;

/** Checks that no open dispatch is stuck. */
export function openDispatches(all: readonly (Dispatch | undefined)[], now: Date): Finding {
  const dispatches = about('Dispatches', 'Broadsheet/Digest/NoTicks');
  const open = all.filter((dispatch) => dispatch !== undefined);
  const stuck = open.filter(({ expiresAt }) => Date.parse(expiresAt) + STUCK_MS < now.getTime());
  if (stuck.length === 0) return dispatches('ok', `${open.length} open, none stuck`);
  return dispatches(
    'fault',
    `${stuck.map(({ edition, due }) => `${edition} due ${due}`).join(', ')} should have closed: look at the log of DIGEST.`,
  );
}

/** Checks the states of the sources. */
export function sourcesHealth(all: readonly Pick<SourceRow, 'name' | 'state' | 'says'>[]): Finding {
  const asked = about('Sources', 'Broadsheet/Fetch/SourceAmiss');
  const amiss = all.filter(({ state }) => isAmiss(state));
  if (amiss.length === 0) return asked('ok', `${counted(all.length, 'source')}, all well`);
  return asked('warning', amiss.map(({ name, state, says }) => `${name} is ${state}: ${says}`).join('; '));
}

/** Checks that neither a person nor Broadsheet itself has paused sending. */
export function sending(paused: string | undefined): Finding {
  const switched = about('Sending', 'Broadsheet/Feedback/SendingPaused');
  if (paused === undefined) return switched('ok', 'not paused');
  return switched('fault', `It is paused: ${paused}. Cure that first, then npx broadsheet resume`);
}

const MARKS = { ok: ink.good('ok'), warning: ink.bold('warning'), fault: ink.bad('fault') };

/** Findings as a table; below it the commands, each in its own line, so that they can be copied. */
export function findingsTable(when: string, found: readonly Omit<Finding, 'article'>[]): string {
  const rows = found.map(({ check, state, says }) => [check, MARKS[state], says]);
  const typed = found.flatMap(({ check, commands = [] }) =>
    commands.length > 0 ? [`\n${ink.bold(check)}\n${commands.join('\n')}`] : [],
  );
  return [columns([when, 'State', 'Finding'], rows), ...typed].join('\n');
}
