import * as dns from 'node:dns/promises';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { stackName } from '../../config.ts';
import { cdk, stillMissing } from '../lib/cdk.ts';
import { findingsTable } from '../lib/checks.ts';
import { command, Failure, ink } from '../lib/command.ts';
import { chooseDmarc } from '../lib/dmarc.ts';
import { manualSteps } from '../lib/manual-steps.ts';
import { type PreflightFinding, preflight } from '../lib/preflight.ts';
import {
  deployedSettings,
  mergeSettings,
  SETTINGS,
  type Settings,
  saidSettings,
  settingLines,
  validSettings,
} from '../lib/settings.ts';
import { deployments, setRegion } from '../lib/stack.ts';

const HELP = `npm run deploy -- --domain example.org --from digest@example.org [options]

Deploys Broadsheet to the AWS account and region of your credentials (AWS_PROFILE, AWS_REGION). First it checks whether that can work. Running
it again updates: options that you leave out stay as they were deployed. Afterwards doctor checks the stack: the identity, production access,
the quota, who gets alarms. docs/first-deploy.md takes you through the first hour.

${settingLines()}

  --drop                allows that this setting is deleted or changed: domain, hosted-zone, web-domain, alarm-email or identity; may be repeated
  --check               only checks account, SES and DNS, as every deployment does first; changes nothing
  --plan                shows what these options alone would deploy; changes nothing, needs no credentials
  --yes                 asks nothing, for scripts
  --help                this text

Options that never change can be in cdk.json instead: { "context": { "domain": "example.org", ... } }, in camelCase.
`;

function readArguments() {
  const options = {
    drop: { type: 'string', multiple: true },
    check: { type: 'boolean' },
    plan: { type: 'boolean' },
    yes: { type: 'boolean' },
  } as const;
  const settings: ParseArgsConfig['options'] = {};
  for (const { key, option } of SETTINGS) settings[option] = { type: key === 'existingIdentity' ? 'boolean' : 'string' };
  return parseArgs({ options: { ...settings, ...options } }).values;
}

/** The settings of this deployment (what is said, and the rest from the deployed stack), and what the preflight found. */
async function prepare(said: Settings, drop: readonly string[]) {
  const region = await setRegion();
  const stacks = await deployments();
  const deployed = stacks.find(({ name }) => name === stackName(said.get('stage')));
  const before = deployed && deployedSettings(deployed);
  const settings = new Map(mergeSettings(said, before, drop));
  const { domain } = validSettings(settings);
  const ours = before?.get('domain') === domain ? (before.get('dmarc') ?? 'none') : undefined;
  const { dmarc, says } = await chooseDmarc(domain, { said: said.get('dmarc'), ours, dns });
  settings.set('dmarc', dmarc);
  const found = await preflight({ settings: validSettings(settings), before, region, stacks, dns });
  return { settings, found: [...found, { check: 'DMARC', state: 'ok', says } satisfies PreflightFinding] };
}

await command(HELP, async () => {
  const given = readArguments();
  const said = saidSettings(given);
  if (given.plan) {
    const valid = validSettings(said);
    console.log(`${ink.bold('What only you can do')}\n${manualSteps(valid)}\n`);
    const stack = stackName(valid.stage);
    await cdk(['synth', '--quiet', stack], said);
    console.log(`Would deploy ${ink.bold(stack)}, as in cdk.out/${stack}.template.json. Nothing was changed.`);
    console.log('With credentials, --check looks at the account, and `npx cdk diff --app cdk.out` at what is deployed.');
    return 0;
  }
  // Reports mistakes in the options before it asks AWS.
  if (said.has('domain') && said.has('from')) validSettings(said);
  if (!given.check && !given.yes && !process.stdin.isTTY)
    throw new Failure('The CDK asks before it grants permissions, and there is no terminal to ask: say --yes.', 2);

  const { settings, found } = await prepare(said, given.drop ?? []);
  const valid = validSettings(settings);
  console.log(findingsTable('Before', found));
  const untold = [...settings].filter(([key]) => !said.has(key) && key !== 'dmarc');
  if (untold.length > 0)
    console.log(ink.soft(`As deployed: ${untold.map(([key, value]) => `${key} ${value.slice(0, 60)}`).join(', ')}`));
  if (found.some(({ state }) => state === 'fault')) throw new Failure('Nothing was deployed. Cure these faults first.');
  if (given.check) return 0;
  console.log(`\n${ink.bold('What only you can do')}\n${manualSteps(valid)}\n`);
  await cdk(['deploy', stackName(valid.stage), ...(given.yes ? ['--require-approval', 'never'] : [])], settings);
  console.log(`\n${ink.bold('What is still missing')}`);
  console.log(await stillMissing(valid.stage ?? 'main'));
  return 0;
});
