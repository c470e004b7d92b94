import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findCloud } from '../../infra/cli/lib/running-cloud.ts';
import { startCloud } from '../../infra/local/cloud.ts';
import { explained } from '../../infra/local/damage.ts';
import { openState } from '../../infra/local/state.ts';
import { checkTables } from '../../infra/local/storage.ts';
import { assembly } from './assembly.ts';
import { temporaryFolder, world } from './harness.ts';

const READER = 'ada@example.org';
const folder = temporaryFolder();
const healthy = join(folder.dir, 'healthy');
const start = async (dir: string) => await startCloud({ assembly: await assembly(), state: openState(dir) });

beforeAll(async () => {
  const cloud = await start(healthy);
  const the = world(cloud);
  await the.join(READER);
  await the.uploadPage('Mar 18', ['A Paper to Keep']);
  await cloud.stop();
  // Opening the files again packs what is in LevelDB's log.
  await checkTables(join(healthy, 'tables'));
});
afterAll(() => folder.remove());

let copies = 0;
/** A copy of what a cloud left, with this damage. */
function damagedCopy(damage: (dir: string) => void): string {
  const dir = join(folder.dir, `copy ${++copies}`);
  cpSync(healthy, dir, { recursive: true });
  damage(dir);
  return dir;
}

const write = (file: string, text: string) => (dir: string) => writeFileSync(join(dir, file), text);
const tear = (file: string) => (dir: string) => truncateSync(join(dir, file), statSync(join(dir, file)).size >> 1);
const named = (dir: string, beginning: string) => readdirSync(join(dir, 'tables')).find((name) => name.startsWith(beginning));

const tearMeta = (dir: string) => {
  const objects = join(dir, 'objects');
  const [meta] = readdirSync(objects, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.meta.json'));
  truncateSync(join(objects, meta!), 5);
};

/** The file or folder that the sentence names, and the damage. */
const DAMAGES: [what: string, names: string, damage: (dir: string) => void][] = [
  ['empty', 'state.json', write('state.json', '')],
  ['torn', 'state.json', tear('state.json')],
  ['foreign', 'state.json', write('state.json', '{"clockOffset":"ada@example.org"}')],
  ['of another program', 'state.json', write('state.json', '{"a":1}')],
  ['without what it held', 'state.json', write('state.json', '{}')],
  ['torn in one object', 'objects', tearMeta],
  [
    'torn in the middle',
    'mails/journal.ndjson',
    (dir) => {
      tear('mails/journal.ndjson')(dir);
      appendFileSync(join(dir, 'mails/journal.ndjson'), '\n{}\n');
    },
  ],
  ['foreign', 'mails/journal.ndjson', write('mails/journal.ndjson', `To: ${READER}\n`)],
  ['missing', 'tables/CURRENT', (dir) => rmSync(join(dir, 'tables/CURRENT'))],
  ['its CURRENT empty', 'tables', write('tables/CURRENT', '')],
  ['its list torn', 'tables', (dir) => truncateSync(join(dir, 'tables', named(dir, 'MANIFEST')!), 20)],
  [
    'a file',
    'tables',
    (dir) => {
      rmSync(join(dir, 'tables'), { recursive: true });
      write('tables', 'x')(dir);
    },
  ],
  [
    'foreign',
    'messaging',
    (dir) => {
      for (const name of readdirSync(join(dir, 'messaging'))) rmSync(join(dir, 'messaging', name));
      write('messaging/fauxqs.db', 'no database '.repeat(500))(dir);
    },
  ],
];

test.each(DAMAGES)('%s: one sentence names %s and the cure, and no reader', async (_, names, damage) => {
  const dir = damagedCopy(damage);
  const error = await start(dir).catch((cause: unknown) => explained(cause, dir));
  const { message } = error as Error;
  expect(message).toContain(join(dir, names));
  expect(message).toContain(`with npm start -- --fresh, which empties ${dir}.`);
  expect(message).not.toMatch(/\n|@/);
});

test('what a kill leaves is no damage: half a line at the end of the journal, or an old or torn note', async () => {
  const dir = damagedCopy((copy) => {
    appendFileSync(join(copy, 'mails/journal.ndjson'), '{"id":"01');
    write('cloud.json', '{"pid"')(copy);
  });
  const cloud = await start(dir);
  expect(cloud.mails().map(({ to }) => to)).toEqual([READER, READER]);
  expect(readFileSync(join(dir, 'mails/journal.ndjson'), 'utf8')).toBe(
    readFileSync(join(healthy, 'mails/journal.ndjson'), 'utf8'),
  );
  expect((await findCloud(dir))?.inbox).toBe(cloud.inbox);
  await cloud.stop();
});

/** Types a command; `over` is how it ended. */
function type(...[program = '', ...args]: string[]) {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let told = '';
  child.stderr.on('data', (text) => {
    told += text;
  });
  return { child, over: once(child, 'close').then(([code]) => ({ code, told })) };
}
const broadsheet = (name: string, dir: string, ...args: string[]) =>
  type(process.execPath, 'infra/cli/broadsheet.ts', name, ...args, '--state', dir);
const npmStart = (dir: string, ...args: string[]) => broadsheet('start', dir, '--no-demo', ...args);

test('npm start says so and exits with 1, also when a stand-in throws where nobody waits for it', async () => {
  const torn = damagedCopy(tear('state.json'));
  expect(await npmStart(torn).over).toEqual({
    code: 1,
    told: `${join(torn, 'state.json')} is damaged: it is not what npm start wrote. Put back a copy of it, or start with npm start -- --fresh, which empties ${torn}.\n`,
  });
  const foreign = damagedCopy(write('lock', 'no database '.repeat(500)));
  expect(await npmStart(foreign).over).toMatchObject({
    code: 1,
    told: expect.stringMatching(/^\S.*\/lock is damaged: .*Delete it.*\n$/),
  });
  const unreadable = damagedCopy((dir) =>
    truncateSync(join(dir, 'tables', readdirSync(join(dir, 'tables')).find((name) => name.endsWith('.ldb'))!), 3_000),
  );
  const { code, told } = await npmStart(unreadable).over;
  expect(told).toMatch(/^[^\n]*\/tables is damaged: [^\n]* --fresh, which empties [^\n]*\n$/);
  expect(code).toBe(1);
});

test('--fresh is a cure', async () => {
  const dir = damagedCopy(tear('state.json'));
  const { data } = openState(dir, { fresh: true });
  expect([data.demo, readdirSync(dir)]).toEqual([false, ['package.json']]);
});

test('of two npm start at once one runs; the others say where, even over a torn note', async () => {
  const dir = damagedCopy(write('cloud.json', ''));
  expect(await broadsheet('feeds', dir).over).toMatchObject({
    code: 1,
    told: expect.stringMatching(
      /^[^\n]*\/cloud\.json is damaged: it is not what npm start wrote\. [^\n]* npm start writes the file again\.\n$/,
    ),
  });
  const both = [npmStart(dir), npmStart(dir, '--fresh')];
  const loser = await Promise.race(both.map(async (one) => ({ one, ...(await one.over) })));
  expect(loser).toMatchObject({
    code: 1,
    told: `Another npm start uses ${dir}. Wait until it runs, or stop it first with Ctrl-C.\n`,
  });
  const [winner] = both.filter((one) => one !== loser.one);
  let cloud: Awaited<ReturnType<typeof findCloud>>;
  while (!cloud) {
    await sleep(100);
    expect(winner!.child.exitCode).toBe(null);
    cloud = await findCloud(dir);
  }
  expect(await npmStart(dir, '--fresh').over).toMatchObject({
    code: 1,
    told: `A local cloud is running already: its inbox is ${cloud.inbox}. Stop it first with Ctrl-C.\n`,
  });
  expect(await broadsheet('feeds', dir).over).toEqual({ code: 0, told: '' });
  winner!.child.kill('SIGINT');
  expect(await winner!.over).toEqual({ code: 0, told: '' });
});

/** A disk of its own for one command, where this machine allows it. */
const ownDisk = (script: string, ...args: string[]) => type('unshare', '-rm', 'sh', '-ec', script, 'sh', ...args);
const disks = spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs none /tmp']).status === 0;
if (!disks) console.log('The test of a full disk is skipped: this machine lets nobody mount one (unshare -rm).');

test.skipIf(!disks).each([
  ['no room at all', '4m'],
  ['room for a part of the bundles', '1m'],
])('on a disk with %s npm start says so, and nothing that was kept is lost', async (_, filler) => {
  const mounted = join(folder.dir, `disk ${filler}`);
  mkdirSync(mounted);
  const script = `mount -t tmpfs -o size=4m none "$1"; cp -a "$2" "$1/state"; head -c "$4" /dev/zero > "$1/filler" 2>/dev/null || true
    code=0; "$3" infra/cli/commands/start.ts --no-demo --state "$1/state" >/dev/null || code=$?
    for file in state.json mails/journal.ndjson tables/CURRENT; do cmp "$2/$file" "$1/state/$file"; done
    exit $code`;
  expect(await ownDisk(script, mounted, healthy, process.execPath, filler).over).toEqual({
    code: 1,
    told: `There is no room left on the disk of ${mounted}/state. Make room and start again: your data is still there.\n`,
  });
});
