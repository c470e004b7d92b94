import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type ParseArgsConfig, parseArgs, styleText } from 'node:util';
import * as z from 'zod';
import { config, stackName } from '../config.ts';

const HELP = `npm run deploy -- --domain example.org --from digest@example.org [options]

Deploys Broadsheet to the AWS account and region of your credentials (AWS_PROFILE, AWS_REGION). Running it again updates.

  --domain          domain that SES signs for
  --from            address digests come from, at that domain
  --reply-to        address that answers go to
  --list-name       name of the list, in every mail
  --publisher       who publishes it, in every mail
  --postal-address  where to reach the publisher, in every mail: the law wants it
  --house-zone      time zone of the archive of editions, such as Europe/Berlin
  --house-hour      hour at which those editions end, 0 to 23
  --allowed-sites   other sites whose pages may send the sign-up form, such as "https://lab.example"
  --mails-per-hour  mails that sign-ups can cause in an hour, in all
  --alarm-email     address that receives alarms
  --stage           name of a second installation, apart from the first
  --plan            checks everything and says what would be deployed; changes nothing, needs no credentials
  --help            this text

What never changes can stand in cdk.json instead: { "context": { "domain": "example.org", ... } }, in camelCase.
`;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SETTINGS = Object.keys(config.shape).map((key) => ({
  key,
  option: key.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`),
}));

/** Ends the program because it was called wrongly. */
function misused(sentence: string): never {
  console.error(`${styleText('red', sentence)}\nnpm run deploy -- --help explains the options.`);
  process.exit(2);
}

function readArguments() {
  const options: ParseArgsConfig['options'] = { plan: { type: 'boolean' }, help: { type: 'boolean' } };
  for (const { option } of SETTINGS) options[option] = { type: 'string' };
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return misused(error instanceof Error ? error.message : String(error));
  }
}

/** What was said on the command line, over what stands in cdk.json: checked here so that a mistake costs no deployment. */
function readSettings(given: ReturnType<typeof readArguments>): Map<string, string> {
  const file = z.object({ context: z.record(z.string(), z.unknown()).default({}) });
  const { context } = file.parse(JSON.parse(readFileSync(`${ROOT}/cdk.json`, 'utf8')));
  const settings = new Map<string, string>();
  for (const { key, option } of SETTINGS) {
    const value = given[option] ?? context[key];
    if (value !== undefined) settings.set(key, String(value));
  }
  for (const { key, option } of SETTINGS.filter(({ key }) => key === 'domain' || key === 'from')) {
    if (!settings.has(key)) misused(`--${option} is missing.`);
  }
  const parsed = config.safeParse(Object.fromEntries(settings));
  if (parsed.success) return settings;
  const faults = parsed.error.issues.map(({ path, message }) => {
    const setting = SETTINGS.find(({ key }) => key === path[0]);
    return `--${setting?.option} ${settings.get(String(path[0]))}: ${message}`;
  });
  return misused(faults.join('\n'));
}

/** Runs the CDK with these settings, in the user's terminal; ends the program if it fails. */
function cdk(command: string[], settings: Map<string, string>): void {
  const context = [...settings].flatMap(([key, value]) => ['--context', `${key}=${value}`]);
  const { status } = spawnSync(process.execPath, [`${ROOT}/node_modules/aws-cdk/bin/cdk`, ...command, ...context], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(1);
}

/** How many resources of which type the synthesised stack has, most frequent first. */
function summary(stack: string): string {
  const template = z.object({ Resources: z.record(z.string(), z.object({ Type: z.string() })) });
  const { Resources } = template.parse(JSON.parse(readFileSync(`${ROOT}/cdk.out/${stack}.template.json`, 'utf8')));
  const types = Object.entries(Object.groupBy(Object.values(Resources), ({ Type }) => Type.replace('AWS::', '')));
  const counts = types.map(([type, all]) => ({ type, count: all?.length ?? 0 })).sort((a, b) => b.count - a.count);
  return counts.map(({ type, count }) => `${String(count).padStart(4)} ${type}`).join('\n');
}

/** The steps no program can take, in the order they are due. */
function stepsForPeople(settings: Map<string, string>): string {
  const alarms = settings.has('alarmEmail')
    ? `Confirm the subscription that AWS mails to ${settings.get('alarmEmail')}.`
    : 'Say --alarm-email, or alarms only show on the dashboard.';
  const defaults = SETTINGS.filter(({ key }) => ['publisher', 'postalAddress'].includes(key) && !settings.has(key));
  const imprint = defaults.map(({ option }) => `Say --${option} before the first real reader: mails still carry an example.`);
  return [
    'Once an account and region: npx cdk bootstrap',
    `After the first deployment: put the records of the outputs Dns… into the DNS of ${settings.get('domain')}. SES sends once it sees them.`,
    'Ask for production access (SES console, "Get set up"). Until then SES is a sandbox: 200 mails a day, verified recipients only.',
    alarms,
    ...imprint,
  ]
    .map((step, i) => `  ${i + 1}. ${step}`)
    .join('\n');
}

const given = readArguments();
if (given.help) {
  console.log(HELP);
  process.exit(0);
}
const settings = readSettings(given);
const stack = stackName(settings.get('stage'));
console.log(`${styleText('bold', 'What only you can do')}\n${stepsForPeople(settings)}\n`);
if (given.plan) {
  cdk(['synth', '--quiet', stack], settings);
  console.log(`${styleText('bold', `Would deploy ${stack}`)}\n${summary(stack)}\n`);
  console.log('Nothing was changed. `npx cdk diff`, with credentials, compares it with what is deployed.');
} else {
  cdk(['deploy', stack], settings);
}
