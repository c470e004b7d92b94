import { relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Cloud, Happening } from '../../local/cloud.ts';
import { explained } from '../../local/damage.ts';
import { command, Failure, ink, unread } from '../lib/command.ts';
import { STATE_DIR } from '../lib/running-cloud.ts';
import { clearLine } from '../lib/table.ts';

const HELP = `Runs Broadsheet on this machine, with the template and bundles of a deployment. No AWS account needed.

  npm start -- [--fresh] [--no-demo] [--sandbox [ADDRESS …]] [--sources "arxiv:cs.CL hf:daily"] [--editors "you@example.org"]

  --fresh       start empty: delete papers, readers and mails, damaged ones too
  --no-demo     do not play the demo at the first start
  --sandbox     SES as in a new account: 1 mail a second, 200 a day, only to the list's own domain and these addresses
  --sources     ask these sources for papers every hour, as with --sources of npm run deploy: the real ones, over your network
  --editors     addresses that may enter the desk, /desk on the site; mails to them come to the inbox too
  --sources-from  ask a mirror on this machine instead: http://127.0.0.1:PORT, which has https://HOST/PATH at /HOST/PATH

The site is at port 8600, the inbox at 8601, or the next that are free; they stay the same after a restart. Ctrl-C
stops it. All data is kept in .broadsheet.`;

const OPTIONS = {
  fresh: { type: 'boolean', default: false },
  'no-demo': { type: 'boolean', default: false },
  sandbox: { type: 'boolean', default: false },
  sources: { type: 'string' },
  editors: { type: 'string' },
  'sources-from': { type: 'string' },
  state: { type: 'string', default: STATE_DIR },
} as const;

/** Ports at the first start: these, or the next that are free. */
const PORTS = { site: 8600, inbox: 8601, gateway: 8602 };

await command(HELP, async () => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: OPTIONS });
  // npm takes options before the two dashes as its own, and passes them in variables.
  const taken = Object.keys(OPTIONS).find(
    (name) => process.env[`npm_config_${name.replace('no-', '').replace('-', '_')}`] !== undefined,
  );
  if (taken && process.env.npm_lifecycle_event === 'start')
    throw new Failure(`npm took --${taken} as its own option. Type two dashes before options: npm start -- --${taken}`, 2);
  const stray = positionals.find((word) => !values.sandbox || !word.includes('@'));
  if (stray) throw new Failure(`${stray} is neither an option nor an address of --sandbox.`, 2);
  const sandbox = values.sandbox ? positionals : undefined;
  const mirror = values['sources-from'];
  if (mirror !== undefined && !/^http:\/\/127\.0\.0\.1:\d{1,5}$/.test(mirror))
    throw new Failure('--sources-from takes an address of this machine, such as http://127.0.0.1:9000.', 2);
  if (mirror !== undefined && !values.sources)
    throw new Failure('--sources-from says where to ask. Say with --sources what: --sources "hf:daily".', 2);
  // fauxqs keeps its data with node:sqlite, and the functions run on the Node version of Lambda.
  if (Number(process.versions.node.split('.')[0]) < 24)
    throw new Failure('This needs Node 24. "npm start" uses the one that npm install installed.', 2);
  // Imported here, because SQLite needs that Node.
  const { holdState } = await import('../../local/state.ts');
  try {
    const release = holdState(values.state);
    await runCloud(values, sandbox);
    release();
  } catch (error) {
    throw explained(error, values.state);
  }
  return 0;
});

/** Runs the cloud of a state folder until a signal stops it, or its output cannot be written any more. */
async function runCloud(
  {
    state: dir,
    fresh,
    'no-demo': noDemo,
    sources,
    editors,
    'sources-from': mirror,
  }: {
    state: string;
    fresh: boolean;
    'no-demo': boolean;
    sources?: string | undefined;
    editors?: string | undefined;
    'sources-from'?: string | undefined;
  },
  sandbox: readonly string[] | undefined,
): Promise<void> {
  // Imported here, because the CDK takes half a second; --help and mistakes are faster without it.
  const [{ startCloud }, { openState }, { PAST_EDITIONS_MS, demo, digest }] = await Promise.all([
    import('../../local/cloud.ts'),
    import('../../local/state.ts'),
    import('../lib/demo.ts'),
  ]);
  const state = openState(dir, { fresh });
  const playing = !noDemo && !state.data.demo;
  if (playing && !sources && state.data.clockOffset === 0) state.save({ clockOffset: -PAST_EDITIONS_MS });
  state.save({ ports: { ...PORTS, ...state.data.ports } });
  let cloud: Cloud | undefined;
  const startAndTell = async () => {
    const assembly = state.path('cdk.out');
    const synthesised = async () =>
      (await import('../../app.ts')).synthesiseInto(assembly, { ...(sources && { sources }), ...(editors && { editors }) });
    await step('Synthesise the stack', synthesised, () => 'template and bundles, as in a deployment');
    let tell = (_: Happening) => {};
    const outside = mirror ? { mirror } : sources ? 'open' : 'closed';
    const started = await step(
      'Start the cloud',
      () => startCloud({ assembly, state, sandbox, outside, tell: (happening) => tell(happening) }),
      ({ status }) => `${status().functions} functions, ${status().queues.length} queues, all on 127.0.0.1`,
    );
    cloud = started;
    for (const { title, run } of playing ? demo(started, sources !== undefined) : []) await step(title, run, (said) => said);
    if (!noDemo) state.save({ demo: true });
    console.log(`\n${summary(dir, started, editors, digest(started))}\n`);
    const when = () => ink.soft(started.now().toISOString().slice(0, 19).replace('T', ' '));
    tell = ({ kind, text }) => console.log(`${when()}  ${kind.padEnd(7)} ${text}`);
  };
  let stopped = false;
  const stop = new Promise<void>((resolve) => {
    const end = () => {
      stopped = true;
      resolve();
    };
    // A signal may come twice: from the terminal, and passed on by npm.
    process.on('SIGINT', end).on('SIGTERM', end);
    void unread().then(end);
  });
  // Errors outside any awaited call, such as dynalite's when it cannot read its files.
  const crash = new Promise<never>((_, reject) => process.on('uncaughtException', reject));
  try {
    await Promise.race([startAndTell().then(() => stop), stop, crash]);
  } catch (error) {
    // An error after Ctrl-C is not a failure. The bundler gets the signal before we do, so wait a moment.
    await sleep(20);
    if (!stopped) throw error;
  } finally {
    await cloud?.stop();
  }
}

/** Does one step and prints it with what it says of its result, in one line; on a terminal also while it runs. */
async function step<T>(title: string, run: () => Promise<T>, says: (result: T) => string): Promise<T> {
  const room = (process.stdout.columns || Number.POSITIVE_INFINITY) - 30;
  if (clearLine()) process.stdout.write(`… ${title}`);
  const result = await run();
  const said = says(result);
  console.log(`${clearLine()}✔ ${title.padEnd(24)}${ink.soft(said.length > room ? `${said.slice(0, room)}…` : said)}`);
  return result;
}

function summary(
  dir: string,
  cloud: Pick<Cloud, 'site' | 'inbox' | 'now' | 'mails' | 'sandbox'>,
  editors: string | undefined,
  mail?: { id: string; tags: Record<string, string> },
): string {
  const line = (name: string, value: string) => `  ${name.padEnd(17)} ${value}`;
  const sandbox = cloud.sandbox();
  return [
    ink.bold('Broadsheet is running.'),
    '',
    line('Sign-up page', `${cloud.site}/`),
    line('Inbox', `${cloud.inbox}/  ${ink.soft(`${cloud.mails().length} mails`)}`),
    ...(mail
      ? [line('Digest', `${cloud.inbox}/mails/latest`), line('Web edition', `${cloud.site}/editions/${mail.tags.edition}`)]
      : []),
    ...(editors ? [line('Desk', `${cloud.site}/desk  ${ink.soft('the link to enter comes to the inbox')}`)] : []),
    ...(sandbox ? [line('SES', `in its sandbox: it sends only to ${sandbox.verified.join(', ')}`)] : []),
    line('Clock', `${cloud.now().toISOString().slice(0, 19)}Z`),
    '',
    line('More news', 'npx broadsheet upload test/fixtures/synthetic-seedshape-jun12.txt'),
    line('Next morning', 'npx broadsheet tick --at +1d'),
    line('Stop', ink.soft(`Ctrl-C; all data is kept in ${relative(process.cwd(), dir) || '.'}`)),
  ].join('\n');
}
