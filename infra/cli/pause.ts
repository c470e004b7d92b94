import { parseArgs } from 'node:util';
import { command, ink } from './command.ts';
import { cloudStatus, runningCloud } from './running-cloud.ts';
import { storesOf } from './stores.ts';

const HELP = `Stops all digests of the running local cloud, at once.

  npm run pause -- [--reason "a wrong subject"]

  --reason   why, for whoever finds it stopped

Every worker asks before every copy and keeps the answer for two seconds, so none begins after that. Nothing is lost or sent
twice: what has not gone out waits, twelve hours at most. Confirmation letters still go out. npm run resume starts again.

Exits 0 when done, 1 when it failed, 2 when used wrongly.`;

await command(HELP, async () => {
  const { values } = parseArgs({ options: { reason: { type: 'string', default: 'asked for' }, state: { type: 'string' } } });
  const cloud = await runningCloud(values.state);
  await storesOf(cloud).control.pause(values.reason, new Date((await cloudStatus(cloud)).now));
  console.log(`${ink.bold('Sending is paused')}: ${values.reason}. No copy begins later than two seconds from now.`);
  console.log(ink.soft('npm run resume starts it again.'));
  return 0;
});
