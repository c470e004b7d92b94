import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { stackName } from '../../config.ts';
import { cdk } from '../lib/cdk.ts';
import { command, Failure, ink } from '../lib/command.ts';
import { deleteData, deleteLater, keptBy } from '../lib/destroy-data.ts';
import { runSteps } from '../lib/run-steps.ts';
import { clients, deployedStack, output } from '../lib/stack.ts';
import { asked } from '../lib/stack-command.ts';

const HELP = `Deletes a deployed stack in the account and region of your credentials. Its tables, buckets and secret stay.

  npx broadsheet destroy [--stage NAME] [--with-data] [--plan]

  --stage NAME  the stack of that stage; by default the one deployed without a name
  --with-data   also deletes tables, buckets and secret, after you have typed the stack's name: readers and their consent, papers,
                editions, keys. Links in mails that were sent stop working
  --plan        shows what would be deleted and kept; changes nothing

A new deployment begins with empty tables beside the old ones. To bring readers back, export the old table and use npx broadsheet restore.
Exits 0 when done, 1 when it failed, 2 when used wrongly.`;

await command(HELP, async () => {
  const options = {
    stage: { type: 'string', default: 'main' },
    'with-data': { type: 'boolean', default: false },
    plan: { type: 'boolean', default: false },
  } as const;
  const { values } = parseArgs({ options });
  const stage = values.stage.toLowerCase();
  const name = stackName(stage);
  const withData = values['with-data'];
  const stack = await deployedStack(stage);
  const kept = keptBy(stack);
  const data = [...kept.tables, ...kept.buckets, ...kept.secrets].map((one) => `  ${one}`).join('\n');

  console.log(`${ink.bold(withData ? 'Deleted for good, with the stack' : 'Kept')}\n${data}\n`);
  if (values.plan) {
    console.log(`Would run: cdk destroy ${name}. Nothing was changed.`);
    return 0;
  }
  if (withData && (await asked(`Type the name of the stack, ${name}, to delete all of it: `)) !== name)
    throw new Failure(`That is not ${name}. Nothing was deleted.`);

  // If the data stays, the CDK asks before it deletes the stack.
  const settings = new Map([
    ['domain', output(stack, 'Domain')],
    ['from', output(stack, 'FromAddress')],
  ]);
  await cdk(['destroy', name, ...(withData ? ['--force'] : [])], stage === 'main' ? settings : settings.set('stage', stage));
  if (withData) {
    console.log(ink.soft(`If this breaks off, delete the rest with:\n${deleteLater(kept).join('\n')}`));
    await runSteps(deleteData(kept, { ...clients(stack), secrets: new SecretsManagerClient({}), sleep }));
  } else console.log(`${ink.bold('To delete later what was kept')}\n${deleteLater(kept).join('\n')}`);
  return 0;
});
