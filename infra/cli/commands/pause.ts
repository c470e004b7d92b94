import { ink } from '../lib/command.ts';
import { timeOf } from '../lib/stack.ts';
import { print, stackCommand } from '../lib/stack-command.ts';
import { storesOf } from '../lib/stack-stores.ts';

const HELP = `Stops all digests, at once.

  npx broadsheet pause [--reason "a wrong subject"]

Every worker asks before every copy and keeps the answer for two seconds, so no copy begins later than that. Nothing is lost or
sent twice: copies wait, 12 hours at most (a week's edition: 36). Confirmation letters still go out. npx broadsheet resume starts again.

  --reason      why, for other operators
  --json        one JSON object`;

await stackCommand(HELP, { reason: { type: 'string', default: 'asked for' } }, async ({ values, stack }) => {
  const found = await stack();
  await storesOf(found).control.pause(values.reason, await timeOf(found));
  const says = `${ink.bold('Sending is paused')}: ${values.reason}. No copy begins later than two seconds from now.`;
  print(
    values.json,
    { paused: true, reason: values.reason },
    () => `${says}\n${ink.soft('npx broadsheet resume starts it again.')}`,
  );
  return 0;
});
