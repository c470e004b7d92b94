import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { batchesOf } from '../../functions/domain/edition.ts';
import { command, ink } from './command.ts';
import { cloudStatus, runningCloud } from './running-cloud.ts';
import { storesOf } from './stores.ts';

const HELP = `Starts sending again in the running local cloud, after npm run pause or after Broadsheet stopped itself.

  npm run resume -- [--reason "the subject is mended"]

  --reason   why, for whoever looks later

What waits of open editions is queued at once; what waited for more than twelve hours is skipped by the next tick.

Exits 0 when done, 1 when it failed, 2 when used wrongly.`;

/** A worker keeps the switch's position for two seconds; a batch that reached it sooner would wait for the next tick. */
const KEPT_MS = 2_100;

await command(HELP, async () => {
  const { values } = parseArgs({ options: { reason: { type: 'string', default: 'asked for' }, state: { type: 'string' } } });
  const cloud = await runningCloud(values.state);
  const { control, editions, enqueue } = storesOf(cloud);
  const now = (await cloudStatus(cloud)).now;
  const before = await control.paused();
  await control.resume(values.reason, new Date(now));
  if (before === undefined) {
    console.log('Sending was not paused.');
    return 0;
  }
  await sleep(KEPT_MS);
  let queued = 0;
  for (const id of await editions.open()) {
    const edition = await editions.get(id);
    if (!edition || edition.expiresAt <= now) continue;
    const finished = await editions.finishedBatches(id);
    const batches = Array.from({ length: batchesOf(edition.audience) }, (_, batch) => batch).filter((n) => !finished.has(n));
    await enqueue(batches.map((batch) => ({ edition: id, batch })));
    queued += batches.length;
  }
  console.log(`${ink.bold('Sending goes on')}. It was paused: ${before}. ${queued} batches that waited are queued.`);
  return 0;
});
