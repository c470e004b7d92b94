import { relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Cloud, Happening } from '../../local/cloud.ts';
import { explained } from '../../local/damage.ts';
import type { Outside } from '../../local/lambda.ts';
import { close, holdPort } from '../../local/listen.ts';
import { command, Failure, ink, portOf, unread } from '../lib/command.ts';
import { eventPrinter } from '../lib/event-printer.ts';
import { runSteps, type Step } from '../lib/run-steps.ts';
import { STATE_DIR } from '../lib/running-cloud.ts';

const HELP = `Runs Broadsheet on this machine, with the template and bundles of a deployment. No AWS account needed.

  npm start -- [--fresh] [--port 8080] [--inbox-port 8081] [--no-demo] [--sandbox [ADDRESS …]] [--sources "arxiv:cs.CL hf:daily"]
               [--editors "you@example.org"]

  --fresh       start empty: delete papers, readers and mails, damaged ones too
  --port        port of the site; by default 8600 or the next that is free; the same after a restart
  --inbox-port  port of the inbox; by default 8601 or the next that is free
  --no-demo    do not play the demo at the first start
  --sandbox     SES as in a new account: 1 mail a second, 200 a day, only to the list's own domain and these addresses
  --sources     ask these sources for papers every hour, as with --sources of npm run deploy: the real ones, over your network
  --editors     addresses that may enter the desk, /desk on the site; mails to them come to the inbox too
  --sources-from  ask a mirror on this machine instead: http://127.0.0.1:PORT, which has https://HOST/PATH at /HOST/PATH

Ctrl-C stops it. All data is kept in .broadsheet.`;

/** The variables in which npm puts our options if somebody forgets the two dashes before them. */
const OWN: Record<string, string> = {
  npm_config_fresh: '--fresh',
  npm_config_port: '--port',
  npm_config_inbox_port: '--inbox-port',
  npm_config_demo: '--no-demo',
  npm_config_sandbox: '--sandbox',
  npm_config_sources: '--sources',
  npm_config_sources_from: '--sources-from',
  npm_config_editors: '--editors',
};

/** Ports at the first start: these, or the next that are free. */
const PORTS = { site: 8600, inbox: 8601, gateway: 8602 };

await command(HELP, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      fresh: { type: 'boolean', default: false },
      port: { type: 'string' },
      'inbox-port': { type: 'string' },
      'no-demo': { type: 'boolean', default: false },
      sandbox: { type: 'boolean', default: false },
      sources: { type: 'string' },
      editors: { type: 'string' },
      'sources-from': { type: 'string' },
      state: { type: 'string', default: STATE_DIR },
    },
  });
  const kept = Object.keys(OWN).find((name) => process.env[name] !== undefined);
  if (kept && process.env.npm_lifecycle_event === 'start')
    throw new Failure(`npm took ${OWN[kept]} as its own option. Type two dashes before options: npm start -- ${OWN[kept]}`, 2);
  const stray = positionals.find((word) => !values.sandbox || !word.includes('@'));
  if (stray) throw new Failure(`${stray} is neither an option nor an address of --sandbox.`, 2);
  const sandbox = values.sandbox ? positionals : undefined;
  const ports = { site: portOf(values.port), inbox: portOf(values['inbox-port']) };
  if (ports.site && ports.site === ports.inbox) throw new Failure('Site and inbox cannot have the same port.', 2);
  const mirror = values['sources-from'];
  if (mirror !== undefined && !/^http:\/\/127\.0\.0\.1:\d{1,5}$/.test(mirror))
    throw new Failure('--sources-from takes an address of this machine, such as http://127.0.0.1:9000.', 2);
  if (mirror !== undefined && !values.sources)
    throw new Failure('--sources-from says where to ask. Say with --sources what: --sources "hf:daily".', 2);
  const outside = mirror ? { mirror } : values.sources ? 'open' : 'closed';
  const { sources, editors } = values;
  // fauxqs keeps its data with node:sqlite, and the functions run on the Node version of Lambda.
  if (Number(process.versions.node.split('.')[0]) < 24)
    throw new Failure('This needs Node 24. "npm start" uses the one that npm install installed.', 2);
  // Imported here, because SQLite needs that Node.
  const { holdState } = await import('../../local/state.ts');
  try {
    const release = holdState(values.state);
    for (const given of Object.values(ports)) if (given !== undefined) await close((await holdPort(given, undefined)).server);
    await live(values.state, { fresh: values.fresh, withDemo: !values['no-demo'], sources, editors, ports, sandbox, outside });
    release();
  } catch (error) {
    throw explained(error, values.state);
  }
  return 0;
});

/** Runs the cloud of a state folder until a signal stops it, or its output cannot be written any more. */
async function live(
  dir: string,
  {
    fresh,
    withDemo,
    sources,
    editors,
    ...options
  }: {
    fresh: boolean;
    withDemo: boolean;
    sources: string | undefined;
    editors: string | undefined;
    outside: Outside;
    ports: { site?: number; inbox?: number };
    sandbox: readonly string[] | undefined;
  },
): Promise<void> {
  // Imported here, because the CDK takes half a second; --help and mistakes are faster without it.
  const [{ startCloud }, { openState }, { ARCHIVE_MS, demo, digest }] = await Promise.all([
    import('../../local/cloud.ts'),
    import('../../local/state.ts'),
    import('../lib/demo.ts'),
  ]);
  const state = openState(dir, { fresh });
  const playing = withDemo && !state.data.demo;
  if (playing && !sources && state.data.clockOffset === 0) state.save({ clockOffset: -ARCHIVE_MS });
  state.save({ ports: { ...PORTS, ...state.data.ports } });
  let tell = (_: Happening) => {};
  let cloud: Awaited<ReturnType<typeof startCloud>> | undefined;
  const started = () => {
    if (!cloud) throw new Error('the cloud has not started');
    return cloud;
  };
  const steps: Step[] = [
    {
      title: 'Synthesise the stack',
      async run() {
        const { synthesiseInto } = await import('../../app.ts');
        synthesiseInto(state.path('cdk.out'), { ...(sources && { sources }), ...(editors && { editors }) });
        return 'template and bundles, as in a deployment';
      },
    },
    {
      title: 'Start the cloud',
      async run() {
        cloud = await startCloud({ assembly: state.path('cdk.out'), state, tell: (happening) => tell(happening), ...options });
        const { functions, queues } = cloud.status();
        return `${Object.keys(functions).length} functions, ${queues.length} queues, all on 127.0.0.1`;
      },
    },
    ...(playing ? demo(started, sources !== undefined) : []),
  ];
  const told = async () => {
    await runSteps(steps);
    if (withDemo) state.save({ demo: true });
    console.log(`\n${summary(dir, started(), editors, digest(started()))}\n`);
    tell = eventPrinter(() => started().now(), console.log);
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
    await Promise.race([told().then(() => stop), stop, crash]);
  } catch (error) {
    // An error after Ctrl-C is not a failure. The bundler gets the signal before we do, so wait a moment.
    await sleep(20);
    if (!stopped) throw error;
  } finally {
    await cloud?.stop();
  }
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
