import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findCloud } from '../../infra/cli/lib/running-cloud.ts';
import { assembly } from './assembly.ts';
import { temporaryFolder, world } from './harness.ts';

const SEED = '000_52b6d6f3b97a3e4b.txt';

/** The cloud in a process of its own, on a folder that is synthesised already. */
const PROGRAM = `
  const [{ startCloud }, { openState }] = await Promise.all([import('${local('cloud.ts')}'), import('${local('state.ts')}')]);
  const [assembly, dir] = process.argv.slice(1);
  await startCloud({ assembly, state: openState(dir) });
`;

let folder: ReturnType<typeof temporaryFolder>;
let cloud: ChildProcess | undefined;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  await kill();
  folder.remove();
});

/** Starts the cloud on the state that is there. */
async function start() {
  const started = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, await assembly(), folder.dir], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  cloud = started;
  for (;;) {
    if (started.exitCode !== null) throw new Error('the cloud did not start');
    const found = await findCloud(folder.dir);
    if (found) return world(found);
    await sleep(50);
  }
}

/** kill -9: no handler runs, no file is closed. */
async function kill() {
  if (!cloud || cloud.exitCode !== null || cloud.signalCode !== null) return;
  const gone = once(cloud, 'exit');
  cloud.kill('SIGKILL');
  await gone;
}

/** The copies in the journal by reader, and the final states of the last dispatch. */
async function accounts(the: Awaited<ReturnType<typeof start>>, readers: string[]) {
  const copies = await Promise.all(readers.map(async (reader) => (await the.digestsTo(reader)).length));
  const [dispatch] = await the.dispatches();
  const states = (await the.ledger(dispatch?.edition)).map(({ state }) => state);
  return { copies, dispatch, states };
}

test('[promise 3] a copy whose sending nobody can vouch for stands as UNKNOWN, and is never sent again', async () => {
  let the = await start();
  await the.upload(SEED);
  await the.join('ada@example.org');
  await the.fail('lost');
  const morning = the.morning().catch(() => {});
  await the.faultsHappened();
  await kill();
  await morning;

  the = await start();
  await the.quiet();
  await the.moveClock(new Date((await the.now()).getTime() + 16 * 60_000));
  await the.moveClock(new Date((await the.now()).getTime() + 16 * 60_000));
  const { copies, states, dispatch } = await accounts(the, ['ada@example.org']);
  expect(copies).toEqual([0]);
  expect(states).toEqual(['UNKNOWN']);
  expect(dispatch?.tally).toEqual({ SENT: 0, REJECTED: 0, SKIPPED: 0, UNKNOWN: 1 });
});

test('[promise 2] whenever the process is killed, nobody gets two copies and everybody is accounted for', async () => {
  const readers = Array.from({ length: 12 }, (_, i) => `reader${i}@example.org`);
  let the = await start();
  await the.upload(SEED);
  for (const reader of readers)
    await the.form('/subscribe', { email: reader, frequency: 'daily', weekday: '1', hour: '8', zone: 'UTC' });
  await the.quiet();
  for (const reader of readers) await the.confirm(reader);

  // Each life is a little longer than the one before, so that the kills fall between different steps.
  let morning = the.morning().catch(() => {});
  for (const life of [100, 200, 300, 450, 600, 800, 1_000, 1_300]) {
    await sleep(life);
    await kill();
    await morning;
    the = await start();
    morning = the.quiet().catch(() => {});
  }
  await morning;
  await the.morning();
  await the.moveClock(new Date((await the.now()).getTime() + 16 * 60_000));
  await the.moveClock(new Date((await the.now()).getTime() + 16 * 60_000));

  const { copies, states, dispatch } = await accounts(the, readers);
  expect(Math.max(...copies)).toBe(1);
  expect(states).toHaveLength(readers.length);
  expect(states.filter((state) => state === 'SENT')).toHaveLength(copies.filter((n) => n === 1).length);
  expect(Object.values(dispatch?.tally ?? {}).reduce((sum: number, n) => sum + Number(n), 0)).toBe(readers.length);
});

function local(file: string): string {
  return new URL(`../../infra/local/${file}`, import.meta.url).href;
}
