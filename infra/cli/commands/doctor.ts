import { resolveMx } from 'node:dns/promises';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetAccountCommand, GetEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { paginateListSubscriptionsByTopic, SNSClient } from '@aws-sdk/client-sns';
import { PATIENCE } from '../../../functions/adapters/ses.ts';
import {
  account,
  alarms,
  deadLetterCounts,
  examined,
  type Finding,
  findingsTable,
  identity,
  keyAge,
  openDispatches,
  receiving,
  schedule,
  sending,
  sourcesHealth,
} from '../lib/checks.ts';
import { ink } from '../lib/command.ts';
import { deadLetters } from '../lib/dead-letters.ts';
import { ifAny } from '../lib/dmarc.ts';
import { sourceStates } from '../lib/source-states.ts';
import { output, place, type Stack, timeOf } from '../lib/stack.ts';
import { print, stackCommand } from '../lib/stack-command.ts';
import { storesOf } from '../lib/stack-stores.ts';
import { counter } from '../lib/table.ts';

const HELP = `Checks a stack: what SES lets it send, whether anybody gets its alarms, its schedule, keys, queues and dispatches.

  npx broadsheet doctor [--json]

Each check is ok, a warning or a fault. Below the table are the articles of docs/operate.md with the cures. Exits 1 if there is a fault.

  --json        one JSON object a check`;

await stackCommand(HELP, {}, async ({ values, stack }) => {
  const found = await examine(await stack());
  const cures = found.filter(({ state }) => state !== 'ok').map(({ check, article }) => ink.soft(`${check}: ${link(article)}`));
  print(values.json, found, () => [findingsTable('Check', found), ...cures].join('\n'));
  return found.some(({ state }) => state === 'fault') ? 1 : 0;
});

/** The link to an article of docs/operate.md, as GitHub and the alarms write it. */
function link(article: string): string {
  return `docs/operate.md#${article
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-')}`;
}

/** Runs all checks at once. A check that cannot be made is a fault. */
async function examine(stack: Stack): Promise<Finding[]> {
  const config = { ...place(stack) };
  const ses = new SESv2Client({ ...config, ...PATIENCE });
  const { editions, control } = storesOf(stack);
  const now = await timeOf(stack);
  const domain = output(stack, 'Domain');
  const share = Number(output(stack, 'SesShare'));
  const secret = new GetSecretValueCommand({ SecretId: output(stack, 'TokenSecretArn') });
  const timer = new GetScheduleCommand({ Name: output(stack, 'ScheduleName') });
  const leaves = stack.outputs.UnsubscribeDomain;
  type Look = [check: string, findings: Promise<Finding | Finding[]>];
  const looks: Look[] = [
    [
      'Identity',
      ses
        .send(new GetEmailIdentityCommand({ EmailIdentity: domain }))
        .then((found) => identity(domain, found, Object.keys(stack.outputs))),
    ],
    ['SES', activeReaders(stack).then(async (n) => account(await ses.send(new GetAccountCommand({})), n, share))],
    ['Sending', control.paused().then(sending)],
    ...(leaves ? [['Unsubscribe', exchangesOf(leaves).then((names) => receiving(leaves, names))] satisfies Look] : []),
    ['Alarms', subscriptions(new SNSClient(config), output(stack, 'AlarmsTopicArn')).then(alarms)],
    ['Schedule', new SchedulerClient(config).send(timer).then(({ State }) => schedule(State))],
    ['Dispatches', editions.open().then(async (ids) => openDispatches(await Promise.all(ids.map(editions.dispatch)), now))],
    ...(stack.outputs.Sources || stack.outputs.Expect
      ? [['Sources', sourceStates(stack).then(sourcesHealth)] satisfies Look]
      : []),
    ['DLQs', deadLetterCounts(deadLetters(stack))],
    ['Keys', new SecretsManagerClient(config).send(secret).then(({ CreatedDate }) => keyAge(CreatedDate, now))],
  ];
  return await examined(looks, (check, says) => ({ check, state: 'fault', says, article: 'What operators may do' }));
}

async function exchangesOf(domain: string): Promise<string[]> {
  return (await ifAny(resolveMx(domain), [])).map(({ exchange }) => exchange);
}

async function subscriptions(client: SNSClient, TopicArn: string): Promise<string[]> {
  const arns: string[] = [];
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn }))
    arns.push(...Subscriptions.map(({ SubscriptionArn = '' }) => SubscriptionArn));
  return arns;
}

async function activeReaders(stack: Stack): Promise<number> {
  const { readers } = storesOf(stack);
  const progress = counter('readers');
  let active = 0;
  for (const { wish } of await readers.wishes()) for await (const _ of readers.withWish(wish)) progress(++active);
  return active;
}
