import { setTimeout as sleep } from 'node:timers/promises';
import { resumeSending } from '../../../functions/send/resume-sending.ts';
import { ink } from '../lib/command.ts';
import { timeOf } from '../lib/stack.ts';
import { print, stackCommand } from '../lib/stack-command.ts';
import { storesOf } from '../lib/stack-stores.ts';

const HELP = `Starts sending again, after npx broadsheet pause or after Broadsheet stopped itself.

  npx broadsheet resume [--reason "the subject is mended"]

Copies that wait are queued at once. Copies that have waited for more than 12 hours (a week's edition: 36) are skipped by the next tick.

  --reason      why, for other operators
  --json        one JSON object`;

await stackCommand(HELP, { reason: { type: 'string', default: 'asked for' } }, async ({ values, stack }) => {
  const found = await stack();
  const ports = { ...storesOf(found), sleep: (ms: number) => sleep(ms) };
  const { before, queued } = await resumeSending(ports, values.reason, await timeOf(found));
  print(values.json, { paused: false, before, queued }, () =>
    before === undefined
      ? 'Sending was not paused.'
      : `${ink.bold('Sending goes on')}. It was paused: ${before}. ${queued} batches that waited are queued.`,
  );
  return 0;
});
