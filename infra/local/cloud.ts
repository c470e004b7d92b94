import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { removeCloudFile, writeCloudFile } from './cloud-file.ts';
import { cloudFormation } from './cloud-formation.ts';
import { cloudWatch } from './cloudwatch.ts';
import { consoleApp } from './console.ts';
import { eventSources } from './event-source.ts';
import { formUploads } from './form-uploads.ts';
import { gateway } from './gateway.ts';
import { allowedSites, httpApi } from './http-api.ts';
import { iamGate, readPermissions } from './iam.ts';
import type { Outside } from './lambda.ts';
import { lambdaFunctions } from './lambda.ts';
import { close, holdPort, listen } from './listen.ts';
import { openMailbox } from './mailbox.ts';
import { receiving } from './receiving.ts';
import { s3Notifications } from './s3-events.ts';
import { scheduler, schedulesOf } from './scheduler.ts';
import { secretsManager } from './secrets.ts';
import { checkServices } from './service-access.ts';
import { ses } from './ses.ts';
import { identitiesOf } from './ses-request.ts';
import { cloudClock, type State } from './state.ts';
import { nameOf, startMessaging, startTables } from './storage.ts';
import { readTemplate } from './template.ts';

/**
 * If a schedule runs within this time after the instant that the clock is moved to, ms, the clock goes on to that run. DIGEST
 * runs two minutes past each quarter, so moving the clock to eight o'clock brings the mails of eight o'clock.
 */
const RUN_ON_MS = 2 * 60_000;

/** How long `quiet` waits, ms. */
const QUIET_TIMEOUT_MS = 120_000;

export type Cloud = Awaited<ReturnType<typeof startCloud>>;

/** An event of the cloud: a file was uploaded, somebody sent a form of the site, SES accepted a mail. */
export type Happening = { kind: 'upload' | 'form' | 'mail'; text: string };

/** The result of moving the clock; `mails` is how many SES accepted. */
export type Moved = { from: Date; to: Date; mails: number };

/**
 * Starts what a synthesised assembly describes, on 127.0.0.1, with its data in the state folder. Throws if the template has a
 * resource that this cloud does not know, or a policy lacks a permission that the services need among themselves.
 */
export async function startCloud({
  assembly,
  state,
  sandbox,
  tell = () => {},
  outside = 'closed',
}: {
  assembly: string;
  state: State;
  /** If set, SES is in its sandbox, and these addresses are verified besides the domain. */
  sandbox?: readonly string[];
  tell?: (happening: Happening) => void;
  /** Whether FETCH reaches the real sources, a mirror or none. */
  outside?: Outside;
}) {
  const { ports } = state.data;
  const held = {
    gateway: await holdPort(ports.gateway),
    site: await holdPort(ports.site),
    inbox: await holdPort(ports.inbox),
  };
  state.save({ ports: { gateway: held.gateway.port, site: held.site.port, inbox: held.inbox.port } });
  const urls = {
    gateway: `http://127.0.0.1:${held.gateway.port}`,
    site: `http://127.0.0.1:${held.site.port}`,
    inbox: `http://127.0.0.1:${held.inbox.port}`,
  };

  const template = readTemplate(assembly, urls);
  const permissions = readPermissions(template);
  const refused = new Set<string>();
  await checkServices(template, permissions);
  const clock = cloudClock(state);
  const mailbox = openMailbox(state.path('mails'), ({ to, subject }) => tell({ kind: 'mail', text: `${to}  ${subject}` }));
  const tables = await startTables(template, state);
  const messaging = await startMessaging(template, state);
  const { server: aws } = messaging;
  const identities = identitiesOf(template, sandbox);
  const mail = ses(template, {
    identities,
    mailbox,
    clock,
    publish: (topic, message) => void aws.publish(nameOf(topic), message),
  });
  const receive = receiving(template, (topic, message) => void aws.publish(nameOf(topic), message));
  const notify = s3Notifications(messaging.notifications, {
    to: messaging.to,
    clock,
    send(queue, body, key) {
      aws.sendMessage(queue, body);
      tell({ kind: 'upload', text: key });
    },
  });
  const gate = iamGate(identities, permissions, refused);
  const door = gateway(
    {
      dynamodb: { to: tables.to },
      s3: { to: messaging.to, afterwards: notify, form: formUploads({ endpoint: urls.gateway, gate, now: clock.now }) },
      sqs: { to: messaging.to },
      sns: { to: messaging.to },
      ses: mail.answer,
      secretsmanager: secretsManager(template, state, clock),
      cloudformation: cloudFormation(template),
      scheduler: schedulesOf(template),
      // CloudWatch signs as the service that it was once called.
      monitoring: cloudWatch(template, state.path('logs'), clock),
    },
    gate,
    clock.now,
  );
  // Forms that browsers send to S3 have the origin `null`, and their signature says what they may.
  await listen(door, held.gateway, { origins: ['null'] });

  const functions = lambdaFunctions(template, { state, clock, endpoint: urls.gateway, outside });
  const site = httpApi(template, functions, clock, (path, status) => tell({ kind: 'form', text: `${path}  ${status}` }));
  await listen(site, held.site, { origins: allowedSites(template) });
  const queues = {
    sqs: messaging.sqs,
    urls: new Map(messaging.queues.map(({ arn, url }) => [arn, url])),
    visibleAt: (arn: string, handle: string) =>
      aws.inspectQueue(nameOf(arn))?.messages.inflight.find(({ receiptHandle }) => receiptHandle === handle)?.visibilityDeadline,
  };
  const sources = eventSources(template, queues, functions);
  const schedules = scheduler(template, functions, {
    clock,
    state,
    giveUp: (queueArn, event) => void aws.sendMessage(nameOf(queueArn), event),
  });

  for (const type of template.unread)
    throw new Error(`The local cloud does not know ${type}. Implement it, or list it as inert, in infra/local/template.ts.`);

  /** The queues, with how many messages are in each; nothing takes those of a dead one. */
  const depths = () =>
    messaging.queues.map(({ name, arn }) => {
      const { ready = [], delayed = [], inflight = [] } = aws.inspectQueue(name)?.messages ?? {};
      return { name, dead: !sources.consumed.has(arn), waiting: ready.length + delayed.length + inflight.length };
    });
  const busy = () =>
    functions.some(({ running }) => running() > 0) ||
    schedules.busy() ||
    mail.busy() ||
    depths().some(({ dead, waiting }) => !dead && waiting > 0);

  if (!state.data.greeted) mail.publishTestMessage();
  state.save({ greeted: true });

  const cloud = {
    ...urls,
    outputs: template.outputs,
    now: clock.now,
    mails: mailbox.mails,
    raw: mailbox.raw,
    fail: mail.fail,
    sandbox: mail.sandbox,
    unusedGrants: permissions.unused,
    /** One sentence for each call that IAM denied to a function. */
    refused: () => [...refused],
    status: () => ({
      now: clock.now().toISOString(),
      busy: busy(),
      faults: mail.pending(),
      functions: functions.length,
      queues: depths(),
    }),

    /** Resolves when no function runs, no message waits and no event is under way. Throws after two minutes. */
    async quiet() {
      const deadline = Date.now() + QUIET_TIMEOUT_MS;
      for (let calm = 0; calm < 3; calm = busy() ? 0 : calm + 1) {
        if (Date.now() > deadline) throw new Error('The cloud is still working after two minutes. Look at the logs.');
        await sleep(50);
      }
    },

    /** Moves the clock forward, runs each schedule that became due once, and waits for the work that follows. */
    async moveClock(at: Date): Promise<Moved> {
      const from = clock.now();
      if (at < from)
        throw new RangeError(`The clock is at ${from.toISOString()}, after ${at.toISOString()}, and never goes back.`);
      await cloud.quiet();
      const run = schedules.nextRun(at);
      const to = run && run.getTime() - at.getTime() <= RUN_ON_MS ? run : at;
      const mails = mailbox.mails().length;
      clock.set(to);
      await schedules.look();
      await cloud.quiet();
      return { from, to, mails: mailbox.mails().length - mails };
    },

    /** Calls FETCH now, for these sources or all, and waits for the work that follows. Returns FETCH's answer. */
    async fetch(only?: readonly string[]): Promise<unknown> {
      const fetch = functions.find(({ name }) => name === template.outputs.FetchFunctionName);
      if (!fetch) throw new RangeError('This cloud has no sources. Start it with --sources.');
      const run = () => fetch.invoke({ time: clock.now().toISOString(), ...(only && { only }) });
      // A busy machine may not start it in time.
      const first = await run();
      const done = first.ok ? first : await run();
      if (!done.ok) throw new Error(`FETCH failed: ${done.error}`);
      await cloud.quiet();
      return done.result;
    },

    /** Delivers a mail from outside and waits for the work that follows. Returns false if SES does not take it. */
    async receive(mail: { from: string; to: string; mail: string }): Promise<boolean> {
      const taken = receive({ ...mail, at: clock.now() });
      await cloud.quiet();
      return taken;
    },

    /** Stops everything. What was under way comes again at the next start. */
    async stop() {
      removeCloudFile(state.dir);
      schedules.stop();
      await Promise.all([close(page), close(site)]);
      const stopped = sources.stop();
      for (const lambda of functions) lambda.stop();
      await stopped;
      await close(door);
      mail.stop();
      await Promise.all([aws.stop(), tables.stop()]);
    },
  };

  const page = createServer(getRequestListener(consoleApp(cloud).fetch));
  await listen(page, held.inbox);
  writeCloudFile(state.dir, cloud);
  return cloud;
}
