import { relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { choosePort } from '../local/listen.ts';
import { command, Failure, ink, portOf } from './command.ts';
import { findCloud, STATE_DIR } from './running-cloud.ts';
import { play, type Step } from './steps.ts';

const HELP = `Runs Broadsheet on this machine, from the template and bundles that would be deployed. No AWS account needed.

  npm start -- [--fresh] [--port 8080] [--inbox-port 8081] [--no-story]

  --fresh       start empty: forget papers, readers and mails
  --port        port of the site; by default a free one, kept over restarts
  --inbox-port  port of the inbox
  --no-story    do not play the demo at the first start

Ctrl-C stops it. Everything is kept in .broadsheet.`;

const forever = new Promise<never>(() => {});

await command(HELP, async () => {
  const { values } = parseArgs({
    options: {
      fresh: { type: 'boolean', default: false },
      port: { type: 'string' },
      'inbox-port': { type: 'string' },
      'no-story': { type: 'boolean', default: false },
      state: { type: 'string', default: STATE_DIR },
    },
  });
  const ports = { site: portOf(values.port), inbox: portOf(values['inbox-port']) };
  if (ports.site && ports.site === ports.inbox) throw new Failure('Site and inbox need a port each.', 2);
  // fauxqs keeps its data with node:sqlite, and the functions are to run on Lambda's own Node.
  if (Number(process.versions.node.split('.')[0]) < 24) throw new Failure('Start it with "npm start": that brings Node 24.', 2);
  const other = await findCloud(values.state);
  if (other) throw new Failure(`A local cloud is running already: its inbox is ${other.inbox}. Stop it first with Ctrl-C.`);

  for (const given of Object.values(ports)) if (given !== undefined) await choosePort(given, undefined);

  // Loaded only now: CDK takes half a second, which --help and mistakes need not wait for.
  const [{ startCloud }, { openState }, { synthesiseInto }, { story, digest }] = await Promise.all([
    import('../local/cloud.ts'),
    import('../local/state.ts'),
    import('../local/synthesis.ts'),
    import('./story.ts'),
  ]);
  const state = openState(values.state, { fresh: values.fresh });
  let cloud: Awaited<ReturnType<typeof startCloud>> | undefined;
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await cloud?.stop();
    process.exit(0);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);

  const started = () => {
    if (!cloud) throw new Error('the cloud has not started');
    return cloud;
  };
  const steps: Step[] = [
    {
      title: 'Synthesise the stack',
      async run() {
        // Lets the line be drawn before bundling takes the processor.
        await sleep(20);
        await synthesiseInto(state.path('cdk.out'));
        return 'template and bundles, as they would be deployed';
      },
    },
    {
      title: 'Start the cloud',
      async run() {
        cloud = await startCloud({ assembly: state.path('cdk.out'), state, ports });
        const { functions, queues } = cloud.status();
        return `${Object.keys(functions).length} functions, ${queues.length} queues, all on 127.0.0.1`;
      },
    },
    ...(state.data.story || values['no-story'] ? [] : story(started)),
  ];
  try {
    await play(steps);
  } catch (error) {
    // What fails because somebody pressed Ctrl-C in the middle is no failure.
    if (stopping) return await forever;
    await cloud?.stop();
    throw error;
  }
  if (!values['no-story']) state.save({ story: true });
  console.log(`\n${summary(started(), digest(started()))}\n`);
  return await forever;
});

function summary(
  cloud: { site: string; inbox: string; now: () => Date; mails: () => readonly unknown[] },
  mail?: { id: string; tags: Record<string, string> },
): string {
  const line = (name: string, value: string) => `  ${name.padEnd(17)} ${value}`;
  return [
    ink.bold('Broadsheet is running.'),
    '',
    line('Sign-up page', `${cloud.site}/`),
    line('Inbox', `${cloud.inbox}/  ${ink.soft(`${cloud.mails().length} mails`)}`),
    ...(mail
      ? [line('Digest', `${cloud.inbox}/mails/${mail.id}`), line('Web edition', `${cloud.site}/editions/${mail.tags.edition}`)]
      : []),
    line('Clock', `${cloud.now().toISOString().slice(0, 19)}Z`),
    '',
    line('Another feed', 'npx broadsheet upload FILE'),
    line('Another morning', 'npx broadsheet tick --at +1d'),
    line('Stop', ink.soft(`Ctrl-C; everything is kept in ${relative(process.cwd(), STATE_DIR) || '.'}`)),
  ].join('\n');
}
