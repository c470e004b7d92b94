import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  account,
  alarms,
  deadLetterCounts,
  type Finding,
  identity,
  keyAge,
  openDispatches,
  receiving,
  schedule,
  sending,
  sourcesHealth,
} from '../../infra/cli/lib/checks.ts';
import { askForAccess, verifyAddress } from '../../infra/sandbox.ts';
import { aDispatch } from '../fakes/build.ts';

const NOW = new Date('2026-03-18T12:00:00Z');
const HEALTHY = {
  SendingEnabled: true,
  EnforcementStatus: 'HEALTHY',
  ProductionAccessEnabled: true,
  SendQuota: { Max24HourSend: 1_000 },
};
const SIGNED = {
  VerifiedForSendingStatus: true,
  DkimAttributes: { SigningEnabled: true, Status: 'SUCCESS' },
  MailFromAttributes: { MailFromDomain: 'bounce.example.org', MailFromDomainStatus: 'SUCCESS', BehaviorOnMxFailure: undefined },
} as const;
const open = (expiresAt: string) => aDispatch('2026-03-18', { due: '2026-03-18T05:00:00Z', expiresAt });

const CASES: [string, Finding[] | Promise<Finding>, Record<string, Finding['state']>][] = [
  ['a healthy account', account(HEALTHY, 800), { SES: 'ok', Sandbox: 'ok', Quota: 'ok' }],
  ['no limit', account({ ...HEALTHY, SendQuota: { Max24HourSend: -1 } }, 9e9), { SES: 'ok', Sandbox: 'ok', Quota: 'ok' }],
  ['a quota that is nearly used up', account(HEALTHY, 801), { SES: 'ok', Sandbox: 'ok', Quota: 'warning' }],
  ['[R109] a quota below the readers', account(HEALTHY, 1_001), { SES: 'ok', Sandbox: 'ok', Quota: 'fault' }],
  ['[R109] a share of the quota below the readers', account(HEALTHY, 501, 50), { SES: 'ok', Sandbox: 'ok', Quota: 'fault' }],
  ['a new account', account({ ...HEALTHY, ProductionAccessEnabled: false }, 0), { SES: 'ok', Sandbox: 'warning', Quota: 'ok' }],
  [
    'readers in a sandbox',
    account({ ...HEALTHY, ProductionAccessEnabled: false }, 1),
    { SES: 'ok', Sandbox: 'fault', Quota: 'ok' },
  ],
  ['a review', account({ ...HEALTHY, EnforcementStatus: 'PROBATION' }, 1), { SES: 'warning', Sandbox: 'ok', Quota: 'ok' }],
  ['a stop', account({ ...HEALTHY, EnforcementStatus: 'SHUTDOWN' }, 1), { SES: 'fault', Sandbox: 'ok', Quota: 'ok' }],
  ['a switch', account({ ...HEALTHY, SendingEnabled: false }, 1), { SES: 'fault', Sandbox: 'ok', Quota: 'ok' }],
  ['an identity in order', identity('example.org', SIGNED, []), { Identity: 'ok', DKIM: 'ok', 'MAIL FROM': 'ok' }],
  ['no DNS yet', identity('example.org', {}, []), { Identity: 'fault', DKIM: 'fault', 'MAIL FROM': 'warning' }],
  [
    'unsigned mail',
    identity('example.org', { ...SIGNED, DkimAttributes: { SigningEnabled: true, Status: 'PENDING' } }, []),
    { Identity: 'ok', DKIM: 'fault', 'MAIL FROM': 'ok' },
  ],
  ['nobody to hear alarms', [alarms([])], { Alarms: 'warning' }],
  ['an address that has not confirmed', [alarms(['arn:aws:sns:1', 'PendingConfirmation'])], { Alarms: 'fault' }],
  ['one that has', [alarms(['arn:aws:sns:1'])], { Alarms: 'ok' }],
  ['sources that are well', [sourcesHealth([{ name: 'hf:daily', state: 'quiet', says: '' }])], { Sources: 'ok' }],
  [
    '[R122] a source that is late',
    [
      sourcesHealth([
        { name: 'hf:daily', state: 'fresh', says: '' },
        { name: 'arxiv:cs.CL', state: 'stale', says: '' },
      ]),
    ],
    { Sources: 'warning' },
  ],
  ['a schedule that is off', [schedule('DISABLED')], { Schedule: 'fault' }],
  ['a schedule that is on', [schedule('ENABLED')], { Schedule: 'ok' }],
  ['a key of last year', [keyAge(new Date('2025-03-01'), NOW)], { Keys: 'warning' }],
  ['a key of today', [keyAge(NOW, NOW)], { Keys: 'ok' }],
  ['a dispatch that has not closed', [openDispatches([open('2026-03-18T11:00:00Z'), undefined], NOW)], { Dispatches: 'fault' }],
  ['a dispatch on its way', [openDispatches([open('2026-03-18T11:45:00Z')], NOW)], { Dispatches: 'ok' }],
  ['an MX of SES', [receiving('unsubscribe.example.org', ['inbound-smtp.eu-west-1.amazonaws.com'])], { Unsubscribe: 'ok' }],
  ['no MX yet', [receiving('unsubscribe.example.org', [])], { Unsubscribe: 'fault' }],
  [
    'the MX of another',
    [receiving('unsubscribe.example.org', ['inbound-smtp.amazonaws.com.evil.example'])],
    { Unsubscribe: 'fault' },
  ],
  ['a pause', [sending('bounces')], { Sending: 'fault' }],
  ['no pause', [sending(undefined)], { Sending: 'ok' }],
  [
    'empty DLQs',
    deadLetterCounts([{ stage: 'send', alarm: 'Broadsheet/Send/DLQNotEmpty', waiting: async () => 0 }]),
    { DLQs: 'ok' },
  ],
  [
    'a full DLQ',
    deadLetterCounts([{ stage: 'send', alarm: 'Broadsheet/Send/DLQNotEmpty', waiting: async () => 1 }]),
    { DLQs: 'fault' },
  ],
];

describe('doctor', () => {
  const operateDoc = readFileSync(new URL('../../docs/operate.md', import.meta.url), 'utf8');

  test.each(CASES)('%s', async (_, found, states) => {
    const findings = [await found].flat();
    expect(Object.fromEntries(findings.map(({ check, state }) => [check, state]))).toEqual(states);
    for (const { article } of findings) expect(operateDoc).toMatch(new RegExp(`^##+ ${article}$`, 'm'));
  });
});

test('the cure of an unsigned identity is in the outputs of the stack, or, if it has none for it, in the console of SES', () => {
  const cures = (outputs: string[]) => identity('example.org', {}, outputs).map(({ says }) => says);
  for (const says of cures(['ApiUrl', 'DnsDkim1'])) expect(says).toMatch(/Put the outputs Dns… of the stack into its DNS\.$/);
  // Route 53 has the records, or the identity was there before.
  for (const says of cures(['ApiUrl', 'DnsDmarc', 'DnsWeb'])) {
    expect(says).not.toContain('outputs');
    expect(says).toMatch(/The console of SES \(Identities\) shows the records that its DNS should have\.$/);
  }
});

test('a command can be copied into a shell, whatever names and addresses hold', () => {
  const words = (command: string) => execFileSync('sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' }).split('\n');
  const purpose = "O'Brien's lab; $(touch x) `y`";
  expect(words(askForAccess('https://papers.example.org/', purpose))).toEqual(
    expect.arrayContaining(['https://papers.example.org/', purpose]),
  );
  expect(words(verifyAddress("a'$(b)@example.net"))).toContain("a'$(b)@example.net");
});
