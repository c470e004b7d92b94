import { readFileSync } from 'node:fs';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import * as z from 'zod';
import { type Config, config, stackName } from '../config.ts';
import { cdk, ROOT } from './cdk.ts';
import { command, Failure, ink } from './command.ts';
import { stillMissing } from './deploy-check.ts';
import { stepsForPeople } from './deploy-steps.ts';

const HELP = `npm run deploy -- --domain example.org --from digest@example.org [options]

Deploys Broadsheet to the AWS account and region of your credentials (AWS_PROFILE, AWS_REGION). Running it again updates. Afterwards doctor looks
at it: the identity, production access, the quota, who hears of alarms.

  --domain          domain that SES signs for
  --hosted-zone     id of its Route 53 zone, if it has one: all DNS records are then written for you
  --web-domain      domain of sign-up, editions and links, such as papers.example.org
  --from            address digests come from, at that domain
  --reply-to        address that answers go to
  --list-name       name of the list, in every mail
  --language        how dates are written: en-GB (18 March), en-US (March 18), ...
  --accent          colour of links, buttons and headings, as #8c2318; refused where it cannot be read
  --publisher       who publishes it, in every mail
  --postal-address  where to reach the publisher, in every mail: the law wants it
  --house-zone      time zone in which the day's edition closes, such as Europe/Berlin
  --house-hour      hour at which it closes, 0 to 23: readers who want mail at a later hour get it on the same day
  --allowed-sites   other sites whose pages may send the sign-up form, such as "https://lab.example"
  --mails-per-hour  mails that sign-ups can cause in an hour, in all
  --summary-model   model of Amazon Bedrock that writes the one-sentence summaries which feeds lack
  --privacy-note    what the privacy page says in your own words, besides what is stored and how long
  --log-days        how long logs are kept: 90, to tell this month from the last two, or what else CloudWatch knows (1 to 3653)
  --ledger-days     how long it is known who was sent which edition: 90, for questions about it; 30 at least
  --cost-alarm      USD a day above which an alarm rings: 10, above what 50,000 daily readers cost
  --alarm-email     address that receives alarms
  --stage           name of a second installation, apart from the first; give it a domain or subdomain of its own
  --ses-share       percent of the account's SES rate and quota to use, where installations share one
  --plan            checks everything and says what would be deployed; changes nothing, needs no credentials
  --help            this text

What never changes can stand in cdk.json instead: { "context": { "domain": "example.org", ... } }, in camelCase.
`;

const SETTINGS = Object.keys(config.shape).map((key) => ({
  key,
  option: key.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`),
}));

const misused = (sentence: string) => new Failure(`${sentence}\nnpm run deploy -- --help explains the options.`, 2);

function readArguments() {
  const options: ParseArgsConfig['options'] = { plan: { type: 'boolean' } };
  for (const { option } of SETTINGS) options[option] = { type: 'string' };
  return parseArgs({ options }).values;
}

/** What was said on the command line, over what stands in cdk.json: checked here so that a mistake costs no deployment. */
function readSettings(given: ReturnType<typeof readArguments>): { settings: Map<string, string>; valid: Config } {
  const file = z.object({ context: z.record(z.string(), z.unknown()).default({}) });
  const { context } = file.parse(JSON.parse(readFileSync(`${ROOT}/cdk.json`, 'utf8')));
  const settings = new Map<string, string>();
  for (const { key, option } of SETTINGS) {
    const value = given[option] ?? context[key];
    if (value !== undefined) settings.set(key, String(value));
  }
  for (const name of ['domain', 'from']) if (!settings.has(name)) throw misused(`--${name} is missing.`);
  const parsed = config.safeParse(Object.fromEntries(settings));
  if (parsed.success) return { settings, valid: parsed.data };
  const faults = parsed.error.issues.map(({ path, message }) => {
    const setting = SETTINGS.find(({ key }) => key === path[0]);
    return `--${setting?.option} ${settings.get(String(path[0]))}: ${message}`;
  });
  throw misused(faults.join('\n'));
}

/** How many resources of which type the synthesised stack has, most frequent first. */
function summary(stack: string): string {
  const template = z.object({ Resources: z.record(z.string(), z.object({ Type: z.string() })) });
  const { Resources } = template.parse(JSON.parse(readFileSync(`${ROOT}/cdk.out/${stack}.template.json`, 'utf8')));
  const types = Object.entries(Object.groupBy(Object.values(Resources), ({ Type }) => Type.replace('AWS::', '')));
  const counts = types.map(([type, all]) => ({ type, count: all?.length ?? 0 })).sort((a, b) => b.count - a.count);
  return counts.map(({ type, count }) => `${String(count).padStart(4)} ${type}`).join('\n');
}

await command(HELP, async () => {
  const given = readArguments();
  const { settings, valid } = readSettings(given);
  const stack = stackName(valid.stage);
  console.log(`${ink.bold('What only you can do')}\n${stepsForPeople(valid)}\n`);
  if (given.plan) {
    await cdk(['synth', '--quiet', stack], settings);
    console.log(`${ink.bold(`Would deploy ${stack}`)}\n${summary(stack)}\n`);
    console.log('Nothing was changed. `npx cdk diff`, with credentials, compares it with what is deployed.');
    return 0;
  }
  await cdk(['deploy', stack], settings);
  console.log(`\n${ink.bold('What is still missing')}`);
  console.log(await stillMissing(valid.stage ?? 'main'));
  return 0;
});
