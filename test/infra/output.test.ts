import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify, stripVTControlCharacters } from 'node:util';
import pMap from 'p-map';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findCloud } from '../../infra/cli/lib/running-cloud.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { exportTable, temporaryFolder } from '../e2e/harness.ts';
import { type LocalCloud, localCloud } from '../e2e/local-cloud.ts';

type Line = { args: string[]; ends: RegExp };

const FEED = 'test/fixtures/synthetic-seedshape-jun12.txt';
const HELP: Line = { args: ['--help'], ends: /\S\n+$/ };

/** One harmless line for a command, and how its output ends; where none is here, its help. */
const LINES: Record<string, Line> = {
  upload: { args: [FEED], ends: /0 shortened\n[\s\S]*\n$|0 shortened\n$/ },
  parse: { args: ['--json', FEED], ends: /\}\n$/ },
  preview: { args: ['--out', 'PREVIEW', FEED], ends: /page\.html\n$/ },
  feeds: { args: [], ends: /accepted +62 new\n$/ },
  edition: { args: ['status'], ends: /CLOSED .*\n$/ },
  readers: { args: ['count'], ends: /\nall .*1\n$/ },
  resume: { args: [], ends: /^Sending was not paused\.\n$/ },
  redrive: { args: [], ends: /^In the DLQs: .* feedback 0\n$/ },
  doctor: { args: [], ends: /operate.md#[a-z-]+\n$/ },
  keys: { args: [], ends: /^k1; k1 is the newest, from .*\.\n$/ },
  restore: { args: ['EXPORT', '--yes'], ends: /has their address now\.\n$/ },
  tick: { args: ['--at', '+1m'], ends: /\nMails [\s\S]*\n$/ },
};
const COMMANDS = readdirSync('infra/cli/commands').map((file) => file.replace('.ts', ''));
const lineOf = (name: string) => LINES[name] ?? HELP;

/** Commands that run at once: this machine's tests have two cores. */
const AT_ONCE = 3;
const folder = temporaryFolder();
let local: LocalCloud;

beforeAll(async () => {
  local = await localCloud();
  await local.the.upload('000_52b6d6f3b97a3e4b.txt');
  await local.the.join('ada@example.org');
  await local.the.morning();
  await local.the.moveClock(new Date((await local.the.now()).getTime() + 15 * 60_000));
  await exportTable(local.cloud, 'SubscribersTableName', folder.dir);
});
afterAll(async () => {
  await local?.stop();
  folder.remove();
});

/** What a command writes to standard error, by itself, once output of it waits for its reader. */
const WAITS = '\0';
const TELL_THAT_OUTPUT_WAITS = `setInterval(function () {
  if (process.stdout.writableLength === 0) return;
  process.stderr.write(${JSON.stringify(WAITS)});
  clearInterval(this);
}, 20).unref();`;

/** Runs a command with this as its standard output. */
function run(name: string, stdout: number | 'pipe', args = lineOf(name).args) {
  const { FORCE_COLOR: _, NO_COLOR: __, ...env } = process.env;
  const folders: Record<string, string> = { EXPORT: folder.dir, PREVIEW: join(folder.dir, 'preview') };
  const words = args.map((word) => folders[word] ?? word);
  const state = ['parse', 'preview', 'deploy', 'destroy'].includes(name) ? [] : ['--state', local.dir];
  const tell = ['--import', `data:text/javascript,${encodeURIComponent(TELL_THAT_OUTPUT_WAITS)}`];
  const child = spawn(process.execPath, [...tell, 'infra/cli/broadsheet.ts', name, ...state, ...words], {
    stdio: ['ignore', stdout, 'pipe'],
    env,
  });
  let told = '';
  const waits = new Promise<void>((resolve) => {
    child.stderr?.on('data', (text: Buffer) => {
      told += text;
      if (told.includes(WAITS)) resolve();
    });
  });
  const ended = once(child, 'close').then(([code]) => ({ code, told: told.replace(WAITS, '') }));
  return { child, waits, ended };
}

/** A pipe that takes no byte before it is read from, as behind a reader that sleeps: where to write, and where to read. */
function fullPipe(file: string) {
  execFileSync('mkfifo', [file]);
  const [reader, filler] = [constants.O_RDONLY, constants.O_WRONLY].map((way) => openSync(file, way | constants.O_NONBLOCK));
  while (tried(() => writeSync(filler!, '\0'.repeat(4096))) > 0);
  // A child takes "do not block" off the description it is given, so it is given one of its own.
  const writer = openSync(file, constants.O_WRONLY);
  closeSync(filler!);
  return { reader: reader!, writer };
}

/** How many bytes a call moved: none when it would have had to wait. */
function tried(move: () => number): number {
  try {
    return move();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    throw error;
  }
}

/** Runs a command before a reader that sleeps until the command waits for it, or has ended. */
async function slowly(name: string, args?: string[], meanwhile: (child: ChildProcess) => Promise<unknown> = async () => {}) {
  const { reader, writer } = fullPipe(join(mkdtempSync(join(folder.dir, name)), 'pipe'));
  const { child, waits, ended } = run(name, writer, args);
  closeSync(writer);
  await meanwhile(child);
  await Promise.race([waits, ended]);
  const piece = Buffer.alloc(1 << 16);
  let said = '';
  for (let over = false; !over; await sleep(5)) {
    over = child.exitCode !== null || child.signalCode !== null;
    for (let n = 1; n > 0; said += piece.toString('utf8', 0, n)) n = tried(() => readSync(reader, piece));
  }
  closeSync(reader);
  return { ...(await ended), said: said.replaceAll('\0', '') };
}

test('a reader that sleeps gets the whole output of every command, without an escape code', async () => {
  const wrong: Record<string, unknown> = {};
  await pMap(
    COMMANDS,
    async (name) => {
      const { code, said, told } = await slowly(name);
      if (code !== 0 || !lineOf(name).ends.test(said) || told) wrong[name] = { code, said: said.slice(-200), told };
      if (stripVTControlCharacters(said + told) !== said + told) wrong[name] = 'escape codes';
    },
    { concurrency: AT_ONCE },
  );
  expect(wrong).toEqual({});
});

test('a reader that goes away, as head does, changes nothing: every command ends quietly with its own code', async () => {
  const wrong: Record<string, unknown> = {};
  await pMap(
    COMMANDS,
    async (name) => {
      const { child, ended } = run(name, 'pipe');
      child.stdout?.destroy();
      const { code, told } = await ended;
      if (code !== 0 || told) wrong[name] = { code, told };
    },
    { concurrency: AT_ONCE },
  );
  expect(wrong).toEqual({});
});

test.skipIf(!existsSync('/dev/full'))(
  'output that finds no room makes every command fail, with one sentence',
  async () => {
    const wrong: Record<string, unknown> = {};
    await pMap(
      COMMANDS,
      async (name) => {
        const full = openSync('/dev/full', 'w');
        const { code, told } = await run(name, full).ended.finally(() => closeSync(full));
        if (code !== 1 || !/^The output .*no space left.*\n$/.test(told)) wrong[name] = { code, told };
      },
      { concurrency: AT_ONCE },
    );
    expect(wrong).toEqual({});
  },
  240_000,
);

test('a file that takes only the beginning of the output makes the command fail too', async () => {
  const file = join(folder.dir, 'cut.json');
  const limited = spawn('sh', [
    '-c',
    `ulimit -f 40; exec "$0" infra/cli/commands/parse.ts --json ${FEED} > ${file}`,
    process.execPath,
  ]);
  const [code] = await once(limited, 'close');
  expect([code, readFileSync(file, 'utf8').endsWith('}\n')]).toEqual([1, false]);
});

test('npm start: what it said is not lost when it is stopped, and it ends when its reader goes away', async () => {
  const state = ['--no-demo', '--state', join(folder.dir, 'own')];
  const runs = async () => {
    while (!(await findCloud(state[2]))) await sleep(50);
  };
  const stopped = await slowly('start', state, async (child) => {
    await runs();
    child.kill('SIGTERM');
  });
  expect(stopped).toMatchObject({
    code: 0,
    told: '',
    said: expect.stringMatching(/^✔ Syn[\s\S]+ is running\.[\s\S]+ Stop .*\n\n$/),
  });
  const { child, ended } = run('start', 'pipe', state);
  child.stdout?.destroy();
  expect(await ended).toEqual({ code: 0, told: '' });
});

const SCRIPT = '/usr/bin/script';
const ESCAPE = String.fromCharCode(27);
test.skipIf(!existsSync(SCRIPT))(
  'a terminal sees progress without colours where NO_COLOR is set, and plain text where it is dumb',
  async () => {
    const line = `stty cols 100; "${process.execPath}" infra/cli/commands/upload.ts ${FEED} --state ${local.dir}`;
    const seen = async (env: NodeJS.ProcessEnv) => {
      const { PATH, HOME } = process.env;
      return (await promisify(execFile)(SCRIPT, ['-qec', line, '/dev/null'], { env: { PATH, HOME, ...env } })).stdout;
    };
    const colour = new RegExp(`${ESCAPE}\\[[\\d;]*m`);
    expect(await seen({ TERM: 'xterm' })).toMatch(colour);
    const plain = await seen({ TERM: 'xterm', NO_COLOR: '1' });
    expect(plain).not.toMatch(colour);
    expect(plain).toMatch(/jun12\.txt {2}reading[\s\S]+0 shortened/);
    const dumb = await seen({ TERM: 'dumb' });
    expect(dumb).toMatch(/0 shortened/);
    expect(dumb).not.toContain('reading');
    expect(stripVTControlCharacters(dumb)).toBe(dumb);
  },
);

test('--version is that of the package', () => {
  expect(execFileSync(process.execPath, ['infra/cli/broadsheet.ts', '--version'], { encoding: 'utf8' })).toBe(
    `${packageJson.version}\n`,
  );
});
