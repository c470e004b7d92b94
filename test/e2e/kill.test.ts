import childProcess, { type ChildProcess, execFile, type ForkOptions } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { type IncomingMessage, Server, type ServerResponse } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cloud, startCloud } from '../../infra/local/cloud.ts';
import { openState } from '../../infra/local/state.ts';
import { assembly } from './assembly.ts';
import { temporaryFolder, world } from './harness.ts';

const READERS = ['ada@example.org', 'grace@example.org'];
const STAGES = ['Digest', 'Send', 'Feedback'] as const;
type Stage = (typeof STAGES)[number];

/** How often a stage is killed in one morning: the schedule tries DIGEST four times, a queue its message five times. */
const KILLS: Record<Stage, number> = { Digest: 2, Send: 1, Feedback: 1 };

/** Every so many moments one is died at: an odd number, for before calls and after them. EVERY=1 takes all, in some minutes. */
const EVERY = Number(process.env.EVERY ?? 17);

/** The functions' processes, by stage. */
const processes = new Map<string, Set<ChildProcess>>();
const { fork } = childProcess;
const forked = (module: string, options: ForkOptions) => {
  const child = fork(module, options);
  const stage = stageOf(String(options.env?.AWS_ACCESS_KEY_ID)) ?? '';
  processes.set(stage, (processes.get(stage) ?? new Set()).add(child));
  child.once('exit', () => processes.get(stage)?.delete(child));
  return child;
};

function stageOf(accessKey: string): Stage | undefined {
  return STAGES.find((stage) => accessKey.startsWith(`${stage}Function`));
}

/** Counts the calls a stage makes at the gateway, two moments each, and kills its processes at the planned ones. */
const moments = { Digest: 0, Send: 0, Feedback: 0 };
const plan: Record<Stage, number[]> = { Digest: [], Send: [], Feedback: [] };
let kills = 0;

/** Whether this is a moment to die at: before a call reaches its service, or after it took effect and before its answer left. */
function strikes(stage: Stage): boolean {
  if (moments[stage]++ !== plan[stage][0]) return false;
  for (const child of processes.get(stage) ?? []) child.kill('SIGKILL');
  plan[stage].shift();
  moments[stage] = 0;
  kills++;
  return true;
}

const folder = temporaryFolder();
let cloud: Cloud;
let the: ReturnType<typeof world>;

const { emit } = Server.prototype;
beforeAll(async () => {
  Object.assign(childProcess, { fork: forked });
  syncBuiltinESMExports();
  Server.prototype.emit = function (this: Server, event: string, ...rest: unknown[]) {
    if (event === 'request' && cloud && (this.address() as AddressInfo).port === Number(new URL(cloud.gateway).port)) {
      const [request, response] = rest as [IncomingMessage, ServerResponse];
      const stage = stageOf(/Credential=([^/]*)/.exec(request.headers.authorization ?? '')?.[1] ?? '');
      if (stage && strikes(stage)) return Boolean(request.socket.destroy());
      const writeHead = response.writeHead.bind(response);
      response.writeHead = (...head: unknown[]) => {
        if (stage && strikes(stage)) request.socket.destroy();
        return Reflect.apply(writeHead, response, head);
      };
    }
    return Reflect.apply(emit, this, [event, ...rest]);
  };
  const state = openState(folder.dir);
  cloud = await startCloud({ assembly: await assembly(), state });
  the = world(cloud);
  for (const reader of READERS) await the.join(reader);
});
afterAll(async () => {
  Object.assign(childProcess, { fork });
  syncBuiltinESMExports();
  Server.prototype.emit = emit;
  await cloud?.stop();
  folder.remove();
});

/**
 * One morning with its own paper and its own deaths. Returns how many moments each stage has; throws when somebody got two
 * copies or is not accounted for.
 */
async function live(day: number, deaths: Record<Stage, number[]>) {
  await the.uploadPage('Mar 20', [`On the number ${day} in the theory of numbers`, `Revisiting the number ${day}, a survey`]);
  Object.assign(plan, deaths);
  Object.assign(moments, { Digest: 0, Send: 0, Feedback: 0 });
  await the.morning();
  const counted = { ...moments };
  const newest = async () => (await the.dispatches())[0];
  // Twice where a batch has to be queued again.
  for (let quarter = 0; quarter < 2 && (await newest())?.state !== 'CLOSED'; quarter++)
    await the.moveClock(new Date((await the.now()).getTime() + 16 * 60_000));
  Object.assign(plan, { Digest: [], Send: [], Feedback: [] });

  const last = await newest();
  const copies = cloud
    .mails()
    .filter(({ tags }) => tags.edition === last?.edition)
    .map(({ to }) => to);
  expect(new Set(copies).size, `day ${day}: ${JSON.stringify(deaths)}`).toBe(copies.length);
  expect(last, `day ${day}: ${JSON.stringify(deaths)}`).toMatchObject({ state: 'CLOSED', audience: READERS.length });
  const { SENT, REJECTED, SKIPPED, UNKNOWN } = last?.tally ?? {};
  expect(SENT + REJECTED + SKIPPED + UNKNOWN).toBe(READERS.length);
  expect(SENT).toBe(copies.length);
  return { ...counted, edition: last?.edition, unknown: UNKNOWN };
}

test('[R39] whenever a real process of a stage is killed, nobody gets two copies and everybody is accounted for', async () => {
  const total = await live(0, { Digest: [], Send: [], Feedback: [] });
  const deaths = Object.fromEntries(
    STAGES.map((stage) => [stage, Array.from({ length: Math.ceil(total[stage] / EVERY) }, (_, n) => n * EVERY)]),
  ) as Record<Stage, number[]>;
  const editions = new Set([total.edition]);
  let unknown = 0;
  let day = 0;
  while (STAGES.some((stage) => deaths[stage].length > 0)) {
    const today = Object.fromEntries(STAGES.map((stage) => [stage, deaths[stage].splice(0, KILLS[stage])])) as typeof deaths;
    const lived = await live(++day, today);
    editions.add(lived.edition);
    unknown += lived.unknown;
  }
  expect(editions.size).toBe(day + 1);
  const all = STAGES.reduce((sum, stage) => sum + total[stage], 0);
  console.log(
    `kill -9 at ${kills} moments of ${all} (${STAGES.map((stage) => `${stage} ${total[stage]}`).join(', ')}), ` +
      `${day} mornings: ${unknown} copies UNKNOWN, 0 doubled / 0 lost`,
  );
  expect(kills).toBeGreaterThan(all / EVERY / 2);
}, 1_800_000);

/** Two batches. */
const MANY = 120;

/** Each costs a start of SEND and a message that comes back: some seconds. */
const STRIKES = 12;

test('[R39] SEND killed a dozen times by a clock of its own while it sends two batches: no copy twice, nobody unaccounted for', async () => {
  const list = join(folder.dir, 'list.csv');
  const addresses = Array.from({ length: MANY - READERS.length }, (_, n) => `reader-${n}@example.org`);
  writeFileSync(list, ['email,consent', ...addresses.map((address) => `${address},2026-01-01`)].join('\n'));
  const broadsheet = fileURLToPath(new URL('../../infra/cli/broadsheet.ts', import.meta.url));
  await promisify(execFile)(process.execPath, [broadsheet, 'readers', 'import', list, '--state', folder.dir]);
  await the.uploadPage('Mar 20', ['On the theory of theories', 'Revisiting the theory of theories, a survey']);

  const random = fc.sample(fc.integer({ min: 20, max: 500 }), 1000).values();
  let struck = 0;
  let over = false;
  const killer = (async () => {
    while (!over) {
      await sleep(random.next().value ?? 100);
      // Not while a new process only loads its code.
      if (struck >= STRIKES || moments.Send < 8) continue;
      for (const child of processes.get('Send') ?? []) child.kill('SIGKILL');
      moments.Send = 0;
      struck++;
    }
  })();
  await the.morning();
  const newest = async () => (await the.dispatches())[0];
  for (let quarter = 0; quarter < 40 && (await newest())?.state !== 'CLOSED'; quarter++)
    await the.moveClock(new Date((await the.now()).getTime() + 16 * 60_000));
  over = true;
  await killer;

  const last = await newest();
  const copies = cloud.mails().flatMap(({ tags, to }) => (tags.edition === last?.edition ? [to] : []));
  expect(new Set(copies).size).toBe(copies.length);
  expect(last).toMatchObject({ state: 'CLOSED', audience: MANY });
  const { SENT, REJECTED, SKIPPED, UNKNOWN } = last?.tally ?? {};
  expect(SENT + REJECTED + SKIPPED + UNKNOWN).toBe(MANY);
  expect(SENT).toBe(copies.length);
  console.log(`SEND killed ${struck} times: ${SENT} SENT, ${UNKNOWN} UNKNOWN, ${SKIPPED} SKIPPED; 0 doubled / 0 lost`);
  expect(struck).toBe(STRIKES);
});
