import { parseArgs } from 'node:util';
import { stackName } from '../../config.ts';
import { cdk } from '../lib/cdk.ts';
import { command, ink } from '../lib/command.ts';
import { deleteLater, keptBy } from '../lib/kept-data.ts';
import { deployedStack, output } from '../lib/stack.ts';

const HELP = `Deletes a deployed stack in the account and region of your credentials. Its tables, buckets and secret stay: readers and their
consent, papers, editions, and the keys of the links in mails. It prints the commands that delete them for good.

  npx broadsheet destroy [--stage NAME]

  --stage NAME  the stack of that stage; by default the one deployed without a name

The CDK asks before it deletes. A new deployment begins with empty tables beside the old ones. To bring readers back, export the old
table and use npx broadsheet restore.
Exits 0 when done, 1 when it failed, 2 when used wrongly.`;

await command(HELP, async () => {
  const { values } = parseArgs({ options: { stage: { type: 'string', default: 'main' } } });
  const stage = values.stage.toLowerCase();
  const stack = await deployedStack(stage);
  const settings = new Map([
    ['domain', output(stack, 'Domain')],
    ['from', output(stack, 'FromAddress')],
  ]);
  if (stage !== 'main') settings.set('stage', stage);
  const kept = deleteLater(keptBy(stack));
  await cdk(['destroy', stackName(stage)], settings);
  console.log(`${ink.bold('To delete for good what was kept')}\n${kept.join('\n')}`);
  return 0;
});
