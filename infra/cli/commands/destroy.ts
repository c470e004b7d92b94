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

const HELP = `Deletes a deployed stack, in the account and region of your credentials. Its tables, buckets and secret stay.

  npx broadsheet destroy [--stage NAME] [--with-data] [--plan]

  --stage NAME  the stack of that stage; else the one deployed without a name
  --with-data   deletes tables, buckets and secret as well, after the stack's name has been typed: readers and their consent, papers,
                editions, keys. Links in mails that were sent lead nowhere then
  --plan        says what would be deleted and kept; changes nothing

A stack deployed anew begins empty beside what was kept: readers come back out of an export of the old table (npx broadsheet restore).
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

  console.log(`${ink.bold(withData ? 'Deleted with the stack, for good' : 'Kept')}\n${data}\n`);
  if (values.plan) {
    console.log(`Would run: cdk destroy ${name}. Nothing was changed.`);
    return 0;
  }
  if (withData && (await asked(`Type the name of the stack, ${name}, to delete all of it: `)) !== name)
    throw new Failure(`That is not ${name}. Nothing was deleted.`);

  // Without its data the CDK asks by itself.
  const settings = new Map([
    ['domain', output(stack, 'Domain')],
    ['from', output(stack, 'FromAddress')],
  ]);
  await cdk(['destroy', name, ...(withData ? ['--force'] : [])], stage === 'main' ? settings : settings.set('stage', stage));
  if (withData) {
    console.log(ink.soft(`If this breaks off, the rest is deleted by:\n${deleteLater(kept).join('\n')}`));
    await runSteps(deleteData(kept, { ...clients(stack), secrets: new SecretsManagerClient({}), sleep }));
  } else console.log(`${ink.bold('To delete what was kept, later')}\n${deleteLater(kept).join('\n')}`);
  return 0;
});
