import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Dns } from '../../infra/cli/lib/dmarc.ts';
import { preflight } from '../../infra/cli/lib/preflight.ts';
import { deployments, setRegion } from '../../infra/cli/lib/stack.ts';
import { config } from '../../infra/config.ts';
import { type Account, awsAnswers, idOf, NEW_ACCOUNT, REGION, refusal, TOOLKIT } from '../fakes/aws-answers.ts';

const LAB = { domain: 'lab.org', from: 'digest@lab.org' };
const missing = () => Promise.reject(Object.assign(new Error('queryTxt ENOTFOUND'), { code: 'ENOTFOUND' }));
const NO_DNS: Dns = { resolveTxt: missing, resolveMx: missing } as never;

/** What the checks say of an account, by check. */
async function sights(
  account: Partial<Account> = {},
  { settings = {}, before, dns = NO_DNS }: { settings?: object; before?: Record<string, string>; dns?: Dns } = {},
) {
  const aws = await awsAnswers({ ...NEW_ACCOUNT, ...account });
  for (const [name, value] of Object.entries(aws.env)) vi.stubEnv(name, value);
  try {
    const found = await preflight({
      settings: config.parse({ ...LAB, ...settings }),
      before: before && new Map(Object.entries(before)),
      region: REGION,
      stacks: await deployments(),
      dns,
    });
    return Object.fromEntries(
      found.map(({ check, state, says, commands = [] }) => [check, [`${state}: ${says}`, ...commands].join('\n')]),
    );
  } finally {
    await aws.stop();
  }
}
afterEach(() => vi.unstubAllEnvs());

describe('before a deployment', () => {
  test('a new account is told by number and region, as a sandbox with few functions at once', async () => {
    expect(await sights()).toEqual({
      Account: 'ok: 111122223333 in eu-central-1',
      SES: 'warning: a sandbox: 200 mails a day, to verified addresses only, until AWS grants production access',
      Identity: 'ok: lab.org is made',
      Lambda: 'warning: 10 functions at once: ask for more (Service Quotas, Lambda, "Concurrent executions")',
      Leftovers: 'ok: none',
    });
  });

  test('an account in order', async () => {
    const account = { ProductionAccessEnabled: true, SendingEnabled: true, SendQuota: { Max24HourSend: 50_000 } };
    const lambda = { AccountLimit: { ConcurrentExecutions: 1_000 } };
    expect(await sights({ account, lambda })).toMatchObject({
      SES: 'ok: production access, 50,000 mails a day',
      Lambda: 'ok: 1,000 functions at once',
    });
  });

  test('an account that the CDK was never set up in, and one that SES has stopped', async () => {
    expect((await sights({ stacks: [] })).Account).toBe('fault: The CDK was never set up in eu-central-1: npm run bootstrap');
    expect((await sights({ account: { SendingEnabled: false } })).SES).toMatch(/^warning: SES has stopped this account/);
  });

  test('a region without SES is a fault, by its name that is not in DNS', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_SESV2', 'http://email.nowhere.invalid');
    const { SES } = await sights();
    expect(SES).toBe('fault: eu-central-1 has no Amazon SES: take another region');
  });

  test('what may not be looked at is a warning with its reason, and stops nothing', async () => {
    expect(await sights({ lambda: refusal('AccessDeniedException', 'no lambda:GetAccountSettings') })).toMatchObject({
      Lambda: 'warning: This check failed: AccessDeniedException: no lambda:GetAccountSettings',
      Identity: 'ok: lab.org is made',
    });
  });

  test('an identity that SES has already is never made again: --existing-identity uses it, the stack’s own is its own', async () => {
    const identity = { IdentityType: 'DOMAIN', VerifiedForSendingStatus: true };
    const existing = { settings: { existingIdentity: true } };
    expect((await sights({ identity })).Identity).toMatch(/^fault: SES has lab\.org already.+--existing-identity/);
    expect((await sights({ identity }, { before: { domain: 'other.org' } })).Identity).toMatch(/^fault/);
    expect((await sights({ identity }, { before: LAB })).Identity).toBe("ok: lab.org, this stack's own");
    expect((await sights({ identity }, existing)).Identity).toBe('ok: lab.org, as it is');
    expect((await sights({ identity: { VerifiedForSendingStatus: false } }, existing)).Identity).toMatch(
      /^warning: lab.org exists but/,
    );
    expect((await sights({}, existing)).Identity).toMatch(/^fault: SES has no lab\.org here/);
  });

  test('a hosted zone that is named later must not hold the records put there by hand', async () => {
    const zone = { settings: { hostedZone: 'Z0123456789ABC' } };
    const dns = { ...NO_DNS, resolveMx: async () => [{ priority: 10, exchange: 'feedback-smtp.eu-central-1.amazonses.com' }] };
    expect((await sights({}, zone)).DNS).toBe('ok: records are written');
    expect((await sights({}, { ...zone, dns, before: LAB })).DNS).toMatch(/^fault: bounce\.lab\.org has an MX record already/);
    expect((await sights({}, { ...zone, dns, before: { ...LAB, hostedZone: 'Z0123456789ABC' } })).DNS).toBeUndefined();
  });

  test('a model answers a sentence, or it is told why not', async () => {
    const settings = { summaryModel: 'eu.amazon.nova-micro-v1:0' };
    expect((await sights({}, { settings })).Model).toBe(
      'ok: eu.amazon.nova-micro-v1:0: The paper tests whether a model answers.',
    );
    expect(
      (await sights({ model: refusal('ValidationException', 'on-demand throughput isn’t supported') }, { settings })).Model,
    ).toMatch(/^warning: eu\.amazon\.nova-micro-v1:0 does not answer \(ValidationException: on-demand/);
  });

  test('what an earlier try left is listed by its tags, with the commands that delete it; what the stack has is not', async () => {
    const one = (ResourceARN: string, stack: string) => ({
      ResourceARN,
      Tags: [
        { Key: 'app', Value: 'broadsheet' },
        { Key: 'aws:cloudformation:stack-id', Value: idOf(stack) },
      ],
    });
    const at = 'eu-central-1:111122223333';
    const tagged = {
      ResourceTagMappingList: [
        one(`arn:aws:dynamodb:${at}:table/Broadsheet-StoragePapers-1`, 'first-try'),
        one(`arn:aws:dynamodb:${at}:table/Broadsheet-StoragePapers-2`, 'Broadsheet'),
        one('arn:aws:s3:::broadsheet-storagestore-1', 'first-try'),
        one(`arn:aws:secretsmanager:${at}:secret:StorageTokenSecret-1-AbCdEf`, 'first-try'),
      ],
    };
    const stacks = [TOOLKIT, { name: 'Broadsheet' }];
    const { Leftovers } = await sights({ tagged, stacks }, { before: LAB });
    expect(Leftovers).toMatch(/^warning: 3 of an earlier deployment/);
    expect(Leftovers?.split('\n').slice(1)).toEqual([
      'aws dynamodb update-table --no-deletion-protection-enabled --table-name Broadsheet-StoragePapers-1',
      'aws dynamodb delete-table --table-name Broadsheet-StoragePapers-1',
      expect.stringContaining('delete-bucket --bucket broadsheet-storagestore-1 '),
      `aws secretsmanager delete-secret --secret-id arn:aws:secretsmanager:${at}:secret:StorageTokenSecret-1-AbCdEf`,
    ]);
    expect((await sights({ tagged, stacks: [TOOLKIT, { name: 'Broadsheet', status: 'ROLLBACK_COMPLETE' }] })).Leftovers).toMatch(
      /^warning: 4/,
    );
  });

  test('installations that together take more than the whole account', async () => {
    const main = { name: 'Broadsheet', outputs: { SesShare: '75' } };
    const trial = { stage: 'trial', domain: 'trial.lab.org', from: 'digest@trial.lab.org' };
    const stacks = [TOOLKIT, main];
    expect((await sights({ stacks }, { settings: { ...trial, sesShare: 25 } })).Shares).toMatch(/^ok: .+ 100 %/);
    expect((await sights({ stacks }, { settings: trial })).Shares).toMatch(
      /^warning: Broadsheet-trial, Broadsheet use 175 % of the account's rate and quota: say --ses-share$/,
    );
    expect((await sights({ stacks }, { before: LAB })).Shares).toBeUndefined();
  });
});

test('the region is AWS_REGION, AWS_DEFAULT_REGION or the profile’s, for every child as well; none is a sentence', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'broadsheet-')), 'config');
  writeFileSync(file, '[profile lab]\nregion = sa-east-1\n');
  vi.stubEnv('AWS_CONFIG_FILE', file);
  for (const [AWS_REGION, AWS_DEFAULT_REGION, region] of [
    ['eu-west-1', 'us-east-1', 'eu-west-1'],
    ['', 'eu-north-1', 'eu-north-1'],
  ]) {
    const env = { AWS_REGION, AWS_DEFAULT_REGION };
    expect(await setRegion(env)).toBe(region);
    expect(env).toEqual({ AWS_REGION: region, AWS_DEFAULT_REGION: region });
  }
  vi.stubEnv('AWS_REGION', undefined);
  vi.stubEnv('AWS_PROFILE', 'lab');
  expect(await setRegion({})).toBe('sa-east-1');
  vi.stubEnv('AWS_PROFILE', 'none');
  await expect(setRegion({})).rejects.toThrow(/^No region is set\. Say which: AWS_REGION=/);
});

describe('npm run deploy -- --check', () => {
  const Settings = JSON.stringify({ ...LAB, webDomain: 'papers.lab.org' });
  const deployed = { name: 'Broadsheet', outputs: { Settings, SesShare: '100' } };
  const check = async (stacks: Account['stacks'], ...args: string[]) => {
    const aws = await awsAnswers({ ...NEW_ACCOUNT, stacks });
    const env = { ...process.env, ...aws.env, NO_COLOR: '1' };
    const { code, said } = await new Promise<{ code: unknown; said: string }>((resolve) =>
      execFile(process.execPath, ['infra/cli/commands/deploy.ts', '--check', ...args], { env }, (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, said: stdout + stderr }),
      ),
    );
    await aws.stop();
    return { code, said, asked: aws.asked };
  };

  test('says what it sees and takes from the stack, and only reads', async () => {
    const { code, said, asked } = await check([TOOLKIT, deployed], '--log-days', '30');
    expect(said).toMatch(/^Account +ok +111122223333 in eu-central-1$/m);
    expect(said).toMatch(/^DMARC +ok +p=none, as Broadsheet's own record$/m);
    expect(said).toMatch(/^As deployed: domain lab\.org, from digest@lab\.org, webDomain papers\.lab\.org$/m);
    expect(code).toBe(0);
    expect(asked.filter((call) => !/Action=DescribeStacks|^GET|GetResources/.test(call))).toEqual([]);
  });

  test('a fault is a failure, and a setting that would be lost is told before anything is looked at', async () => {
    const first = ['--domain', 'lab.org', '--from', 'digest@lab.org', '--dmarc', 'off'];
    expect(await check([], ...first)).toMatchObject({ code: 1, said: expect.stringContaining('Nothing was deployed') });
    expect(await check([TOOLKIT, deployed], '--web-domain', 'news.lab.org')).toMatchObject({
      code: 2,
      said: expect.stringContaining('--drop web-domain'),
    });
  });
});
