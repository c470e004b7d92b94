import { setTimeout as sleep } from 'node:timers/promises';
import { batchesOf } from '../../../functions/domain/edition.ts';
import { ink } from '../lib/command.ts';
import { operate } from '../lib/operate.ts';
import { timeOf } from '../lib/stack.ts';
import { storesOf } from '../lib/stores.ts';

const HELP = `Starts sending again, after npx broadsheet pause or after Broadsheet stopped itself.

  npx broadsheet resume [--reason "the subject is mended"]

What waits of open dispatches is queued at once; what waited for more than twelve hours is skipped by the next tick.

  --reason      why, for whoever looks later
  --json        one JSON object`;

/** A worker keeps the switch's position for two seconds; a batch that reached it sooner would wait for the next tick. */
const KEPT_MS = 2_100;

await operate(HELP, { reason: { type: 'string', default: 'asked for' } }, async ({ values, stack }) => {
  const found = await stack();
  const { control, editions, enqueue } = storesOf(found);
  const now = await timeOf(found);
  const before = await control.paused();
  await control.resume(values.reason, now);
  let queued = 0;
  if (before !== undefined) {
    await sleep(KEPT_MS);
    for (const id of await editions.open()) {
      const dispatch = await editions.dispatch(id);
      if (!dispatch || dispatch.expiresAt <= now.toISOString()) continue;
      const finished = await editions.finishedBatches(id);
      const batches = Array.from({ length: batchesOf(dispatch.audience) }, (_, batch) => batch).filter((n) => !finished.has(n));
      await enqueue(batches.map((batch) => ({ ...id, batch })));
      queued += batches.length;
    }
  }
  if (values.json) console.log(JSON.stringify({ paused: false, before, queued }));
  else if (before === undefined) console.log('Sending was not paused.');
  else console.log(`${ink.bold('Sending goes on')}. It was paused: ${before}. ${queued} batches that waited are queued.`);
  return 0;
});
