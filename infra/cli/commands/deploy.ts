import * as dns from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import * as z from 'zod';
import { stackName } from '../../config.ts';
import { cdk, ROOT } from '../lib/cdk.ts';
import { command, Failure, ink } from '../lib/command.ts';
import { stillMissing } from '../lib/deploy-check.ts';
import { stepsForPeople } from '../lib/deploy-steps.ts';
import { deployments } from '../lib/deployments.ts';
import { chooseDmarc } from '../lib/dmarc.ts';
import { findings } from '../lib/findings.ts';
import { preflight, type Sight } from '../lib/preflight.ts';
import { settleRegion } from '../lib/region.ts';
import { deployedSettings, SETTINGS, type Settings, saidSettings, settle, validSettings } from '../lib/settings.ts';

const HELP = `npm run deploy -- --domain example.org --from digest@example.org [options]

Deploys Broadsheet to the AWS account and region of your credentials (AWS_PROFILE, AWS_REGION). First it looks whether that can work. Running
it again updates: what is not said stays as it was deployed. Afterwards doctor looks at it: the identity, production access, the quota, who
hears of alarms. docs/first-deploy.md tells the first hour.

  --domain          domain that SES signs for: best one of its own for this mail, such as digest.example.org
  --existing-identity  SES has that domain already, for other mail too: use it as it is
  --dmarc           what DMARC asks of receivers if the domain has no record yet: none (the default), quarantine, or off to write none
  --hosted-zone     id of its Route 53 zone, if it has one: all DNS records are then written for you
  --web-domain      domain of sign-up, editions and links, such as papers.example.org
  --from            address digests come from, at that domain
  --reply-to        address that answers go to
  --mailto-unsubscribe  the active receipt rule set of your SES: one rule for unsubscribe.<domain> is put into it, and digests also say
                    how to unsubscribe by mail, which Apple Mail's button wants. docs/mail.md
  --list-name       name of the list, in every mail
  --language        how dates are written: en-GB (18 March), en-US (March 18), ...
  --accent          colour of links, buttons and headings, as #8c2318; refused where it cannot be read
  --publisher       who publishes it, in every mail
  --postal-address  where to reach the publisher, in every mail: the law wants it
  --house-zone      time zone in which the day's edition closes, such as Europe/Berlin
  --house-hour      hour at which it closes, 0 to 23: readers who want mail at a later hour get it on the same day
  --sources         what is asked for papers every hour: "arxiv:cs.CL+cs.LG hf:daily biorxiv:neuroscience rss:https://journal.example/feed.xml"
  --editors         who may enter the desk, the editors' pages: addresses, such as "ak@lab.example ada@lab.example"; nobody by default
  --expect          when the feeds come that you upload yourself, as "weekdays by 06:00 UTC": an alarm tells when one does not
  --allowed-sites   other sites whose pages may send the sign-up form, such as "https://lab.example"
  --mails-per-hour  mails that sign-ups can cause in an hour, in all
  --remind          yes: who signed up and has not confirmed a day later gets one more mail that asks, and never another; no is the default
  --summary-model   model of Amazon Bedrock that writes the one-sentence summaries which feeds lack
  --privacy-note    what the privacy page says in your own words, besides what is stored and how long
  --log-days        how long logs are kept: 90, to tell this month from the last two, or what else CloudWatch knows (1 to 3653)
  --ledger-days     how long it is known who was sent which edition: 90, for questions about it; 30 at least
  --cost-alarm      USD a day above which an alarm rings: 10, above what 50,000 daily readers cost
  --alarms          essential, what no fault may do without; or all of them and the dashboard, for a large list: 5 to 7 USD a month more
  --alarm-email     address that receives alarms
  --stage           name of a second installation, apart from the first; give it a domain or subdomain of its own
  --ses-share       percent of the account's SES rate and quota to use, where installations share one
  --drop            lets a deployed domain, hosted-zone, web-domain, alarm-email or identity go or change; may be said several times
  --check           looks at account, SES and DNS as a deployment does before it begins; changes nothing
  --plan            says what these options alone would deploy; changes nothing, needs no credentials
  --yes             asks nothing: for scripts
  --help            this text

What never changes can stand in cdk.json instead: { "context": { "domain": "example.org", ... } }, in camelCase.
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

/** How many resources of which type the synthesised stack has, most frequent first. */
function summary(stack: string): string {
  const template = z.object({ Resources: z.record(z.string(), z.object({ Type: z.string() })) });
  const { Resources } = template.parse(JSON.parse(readFileSync(`${ROOT}/cdk.out/${stack}.template.json`, 'utf8')));
  const types = Object.entries(Object.groupBy(Object.values(Resources), ({ Type }) => Type.replace('AWS::', '')));
  const counts = types.map(([type, all]) => ({ type, count: all?.length ?? 0 })).sort((a, b) => b.count - a.count);
  return counts.map(({ type, count }) => `${String(count).padStart(4)} ${type}`).join('\n');
}

/** What is said, over what the deployed stack was made with; and all that can be seen before a deployment. */
async function look(said: Settings, drop: readonly string[]) {
  const region = await settleRegion();
  const stacks = await deployments();
  const deployed = stacks.find(({ name }) => name === stackName(said.get('stage')));
  const before = deployed && deployedSettings(deployed.outputs);
  if (deployed && !before && !drop.includes('settings'))
    throw new Failure(`${deployed.name} keeps no settings: say every option anew, and --drop settings.`, 2);
  const settings = new Map(settle(said, before, drop));
  const { domain } = validSettings(settings);
  const ours = before?.get('domain') === domain ? (before.get('dmarc') ?? 'none') : undefined;
  const { dmarc, says } = await chooseDmarc(domain, { said: said.get('dmarc'), ours, dns });
  settings.set('dmarc', dmarc);
  const sights = await preflight({ settings: validSettings(settings), before, region, stacks, dns });
  return { settings, sights: [...sights, { check: 'DMARC', state: 'ok', says } satisfies Sight] };
}

await command(HELP, async () => {
  const given = readArguments();
  const said = saidSettings(given);
  if (given.plan) {
    const valid = validSettings(said);
    console.log(`${ink.bold('What only you can do')}\n${stepsForPeople(valid)}\n`);
    const stack = stackName(valid.stage);
    await cdk(['synth', '--quiet', stack], said);
    console.log(`${ink.bold(`Would deploy ${stack}`)}\n${summary(stack)}\n`);
    console.log(
      'Nothing was changed. With credentials, --check looks at the account, and `npx cdk diff --app cdk.out` at what is deployed.',
    );
    return 0;
  }
  // A mistake in what is said is told before anybody asks AWS.
  if (said.has('domain') && said.has('from')) validSettings(said);
  if (!given.check && !given.yes && !process.stdin.isTTY)
    throw new Failure('The CDK asks before it grants anything, and nobody is here to be asked: say --yes.', 2);

  const { settings, sights } = await look(said, given.drop ?? []);
  const valid = validSettings(settings);
  console.log(findings('Before', sights));
  const untold = [...settings].filter(([key]) => !said.has(key) && key !== 'dmarc');
  if (untold.length > 0)
    console.log(ink.soft(`As deployed: ${untold.map(([key, value]) => `${key} ${value.slice(0, 60)}`).join(', ')}`));
  if (sights.some(({ state }) => state === 'fault')) throw new Failure('Nothing was deployed: the faults come first.');
  if (given.check) return 0;
  console.log(`\n${ink.bold('What only you can do')}\n${stepsForPeople(valid)}\n`);
  await cdk(['deploy', stackName(valid.stage), ...(given.yes ? ['--require-approval', 'never'] : [])], settings);
  console.log(`\n${ink.bold('What is still missing')}`);
  console.log(await stillMissing(valid.stage ?? 'main'));
  return 0;
});
