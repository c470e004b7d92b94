import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clients, localStack, output } from '../../infra/cli/lib/stack.ts';
import { type Access, accessesOf } from '../../infra/local/actions.ts';
import type { Identities } from '../../infra/local/ses-request.ts';
import { ACCOUNT, REGION } from '../../infra/local/template.ts';
import { exportTable } from '../e2e/harness.ts';
import { type LocalCloud, localCloud } from '../e2e/local-cloud.ts';
import { awsAnswers, NEW_ACCOUNT } from '../fakes/aws-answers.ts';
import { listening } from '../fakes/listening.ts';
import { type Json, many } from './synth.ts';

/** The policies of docs/operate.md by name, each with the commands it is for. */
const section = /^### What operators may do\n([\s\S]*?)^##/m.exec(readFileSync('docs/operate.md', 'utf8'))?.[1] ?? '';
const policies = Object.fromEntries(
  [...section.matchAll(/^\*\*(\w+)\.\*\*([\s\S]*?)```json\n([\s\S]*?)```/gm)].map(([, name = '', words = '', json = '']) => [
    name,
    {
      commands: [...words.matchAll(/`([^`]+)`/g)].map(([, command = '']) => command),
      policy: JSON.parse(json.replaceAll('REGION', REGION).replaceAll('ACCOUNT', ACCOUNT)) as Json,
    },
  ]),
);
const granted = (name: string): string[] =>
  policies[name]!.policy.Statement.flatMap(({ Action, Resource }: Json) =>
    many<string>(Action).flatMap((action) => many<string>(Resource).map((resource) => `${action} on ${resource}`)),
  );
const used = new Set<string>();

/** Whether one of these policies lets its holder have this access; remembers which of their grants did. */
async function allowed(names: string[], { action, resource, context = {} }: Access): Promise<boolean> {
  const found = await runSimulation(
    {
      request: {
        principal: `arn:aws:iam::${ACCOUNT}:user/operator`,
        action,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: context,
      },
      identityPolicies: names.map((name) => ({ name, policy: policies[name]!.policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (found.resultType === 'error') throw new Error(JSON.stringify(found.errors));
  const pattern = (glob: string) => new RegExp(`^${glob.replace(/[.$?()]/g, '\\$&').replaceAll('*', '.*')}$`);
  for (const name of names)
    for (const line of granted(name)) {
      const [act = '', on = ''] = line.split(' on ');
      if (pattern(act).test(action) && pattern(on).test(resource)) used.add(line);
    }
  return found.overallResult === 'Allowed';
}

/** Names as CloudFormation makes them: after the stack. */
const physical = (resource: string) =>
  resource.replace(
    /^(arn:aws:(?:dynamodb:.*:table\/|sqs:.*:|sns:.*:|scheduler:.*:schedule\/default\/))(?!.*:secret)/,
    '$1Broadsheet-',
  );

const arn = (service: string, name: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${name}`;

const identities = { of: (address: string) => address.split('@')[1], sandbox: false } as Identities;

/** What a call of a command asks IAM for: as a function's would, or what only operators ask. */
function wanted(service: string, call: Parameters<typeof accessesOf>[1]): Access[] {
  const form = new URLSearchParams(call.body.toString());
  const [, name = ''] = /^\/(?:v2\/email\/identities|schedules)\/([^?]+)/.exec(decodeURIComponent(call.path)) ?? [];
  if (service === 'cloudformation') {
    const stack = form.get('StackName');
    return [{ action: `cloudformation:${form.get('Action')}`, resource: stack ? arn(service, `stack/${stack}/1`) : '*' }];
  }
  if (service === 'sns') return [{ action: `sns:${form.get('Action')}`, resource: form.get('TopicArn') ?? '' }];
  if (service === 'scheduler') return [{ action: 'scheduler:GetSchedule', resource: arn(service, `schedule/default/${name}`) }];
  if (service === 'ses' && name) return [{ action: 'ses:GetEmailIdentity', resource: arn('ses', `identity/${name}`) }];
  if (service === 'lambda') return [{ action: 'lambda:GetAccountSettings', resource: '*' }];
  if (service === 'tagging') return [{ action: 'tag:GetResources', resource: '*' }];
  return accessesOf(service, call, identities);
}

/** A door before AWS's endpoint which writes down what each call asks IAM for. */
async function door(to: string) {
  const asked: Access[] = [];
  const pass = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await buffer(request);
    const [, service = ''] = /Credential=[^/]*\/\d+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
    const { pathname: path, searchParams: query } = new URL(`http://local${request.url}`);
    const method = request.method ?? '';
    const access = wanted(service, { method, path, query, target: String(request.headers['x-amz-target'] ?? ''), body });
    expect(access, `${service} ${method} ${path} ${body.toString().slice(0, 80)}`).not.toEqual([]);
    asked.push(...access.map((one) => ({ ...one, resource: physical(one.resource) })));
    const {
      host: _,
      connection: __,
      'content-length': ___,
      expect: ____,
      'transfer-encoding': _____,
      ...headers
    } = request.headers;
    const init = { method, headers: headers as Record<string, string>, ...(body.length > 0 && { body }) };
    const answer = await fetch(`${to}${request.url}`, init);
    // S3 tells what is missing only to whom it lets list the bucket.
    if (service === 's3' && answer.status === 404)
      asked.push({ action: 's3:ListBucket', resource: `arn:aws:s3:::${path.split('/')[1]}` });
    const { 'content-encoding': ______, 'transfer-encoding': _______, ...told } = Object.fromEntries(answer.headers);
    const bytes = Buffer.from(await answer.arrayBuffer());
    // Queues have URLs of the cloud's own door.
    const out = service === 'cloudformation' ? Buffer.from(bytes.toString().replaceAll(to, url)) : bytes;
    response.writeHead(answer.status, { ...told, 'content-length': String(out.length) }).end(method === 'HEAD' ? undefined : out);
  };
  const server = createServer((request, response) => {
    pass(request, response).catch((error) => {
      asked.push({ action: 'unknown:call', resource: String(error) });
      response.destroy();
    });
  });
  const url = `http://${await listening(server)}`;
  return { asked, url, close: () => server.close() };
}

let local: LocalCloud;
let recorder: Awaited<ReturnType<typeof door>>;
let typist: ChildProcess;
let said = '';
beforeAll(async () => {
  local = await localCloud();
  recorder = await door(local.cloud.gateway);
  const env = { ...process.env, ...local.operator, AWS_ENDPOINT_URL: recorder.url };
  typist = fork(new URL('./typist.ts', import.meta.url), { env, silent: true });
  for (const output of [typist.stdout, typist.stderr])
    output?.on('data', (text) => {
      said += text;
    });
}, 120_000);
afterAll(async () => {
  typist?.disconnect();
  recorder?.close();
  await local?.stop();
});

/** Types a command as who has only these policies would; tells what it asked for and may not. `as` is how docs/operate.md names it. */
async function refusedTo(names: string[], words: string, more: string[] = [], as = words): Promise<string[]> {
  expect(names.flatMap((name) => policies[name]!.commands)).toContain(as);
  recorder.asked.length = 0;
  said = '';
  typist.send({ words: [...words.split(' '), '--stage', 'main', ...more] });
  const [answer] = await once(typist, 'message');
  expect(answer, said).toEqual({ code: 0 });
  return await notAllowed(names, recorder.asked);
}

async function notAllowed(names: string[], asked: Access[]): Promise<string[]> {
  expect(asked.length).toBeGreaterThan(0);
  const seen = new Map(asked.map((access) => [JSON.stringify(access), access]));
  const refused = new Set<string>();
  for (const access of seen.values()) if (!(await allowed(names, access))) refused.add(`${access.action} on ${access.resource}`);
  return [...refused];
}

const LOOK = ['Look'];
const OPERATE = ['Look', 'Operate'];

describe('what docs/operate.md grants', () => {
  test('operators', async () => {
    const { the } = local;
    const stack = localStack(local.cloud);
    const look = (words: string, ...more: string[]) => refusedTo(LOOK, words, more);
    const operate = (words: string, ...more: string[]) => refusedTo(OPERATE, words, more);
    const lay = (queue: string, body: object) =>
      clients(stack).sqs.send(new SendMessageCommand({ QueueUrl: output(stack, queue), MessageBody: JSON.stringify(body) }));
    const list = join(local.dir, 'list.csv');
    writeFileSync(list, 'email,consent\ngrace@example.org,2026-01-01\n');
    const found: Record<string, string[]> = {};

    await the.join('ada@example.org');
    found.upload = await operate('upload', 'test/fixtures/000_52b6d6f3b97a3e4b.txt');
    found.feeds = await look('feeds');
    const { id } = await the.uploadPage('Mar 23', ['A Draft Nobody Should See', 'Another Draft']);
    found.withdraw = await operate('feeds withdraw', id.slice(0, id.indexOf('#')), '--yes');
    found.preview = await look('edition preview');
    found.pin = await operate('edition pin', 'matryoshka');
    found.release = await operate('edition release', 'matryoshka');
    found.drop = await operate('edition drop', 'matryoshka');
    found.note = await operate('edition note', 'A note.');
    found.test = await operate('edition test', 'me@example.org');
    found.import = await operate('readers import', list);
    await the.fail('lost');
    await the.morning();
    const edition = String((await the.dispatches())[0]?.edition);
    found.status = await look('edition status', edition);
    found.resend = await operate('edition resend-unknown', edition, '--yes');
    expect(said).toContain('1 copies are sent once more');
    found.pause = await operate('pause');
    found.resume = await operate('resume');
    found.doctor = await look('doctor');
    found.count = await look('readers count');
    typist.stdin?.write('ada@example.org\n');
    found.why = await look('readers why', '--json');
    const { readerId } = JSON.parse(said);
    found.export = await look('readers export', join(local.dir, 'out.csv'));
    await exportTable(local.cloud, 'SubscribersTableName', join(local.dir, 'export'));
    // A crash interrupted a change of her address.
    await clients(stack).dynamo.send(
      new UpdateCommand({
        TableName: output(stack, 'SubscribersTableName'),
        Key: { pk: `READER#${readerId}`, sk: 'READER' },
        UpdateExpression: 'SET addressChange = :half',
        ExpressionAttributeValues: { ':half': { number: 0, at: '2026-03-23T00:00:00.000Z', from: 'old@example.org' } },
      }),
    );
    typist.stdin?.end('ada@example.org\n');
    found.erase = await operate('readers erase', '--yes');
    found.restore = await operate('restore', join(local.dir, 'export'), '--yes');
    await lay('LettersDlqUrl', { kind: 'confirm', readerId: 'r'.repeat(22), letter: 'l'.repeat(22) });
    found.dlqs = await look('redrive');
    found.redrive = await refusedTo(OPERATE, 'redrive letters', ['--yes'], 'redrive STAGE');
    found.keys = await look('keys');
    found.rotate = await operate('keys rotate', '--yes');
    expect(Object.fromEntries(Object.entries(found).filter(([, refused]) => refused.length > 0))).toEqual({});
  }, 480_000);

  test('who looks before a deployment', async () => {
    const aws = await awsAnswers(NEW_ACCOUNT);
    const before = await door(aws.env.AWS_ENDPOINT_URL);
    const args = ['--check', '--domain', 'lab.org', '--from', 'digest@lab.org', '--dmarc', 'off'];
    const env = { ...process.env, ...aws.env, AWS_ENDPOINT_URL: before.url };
    await promisify(execFile)(process.execPath, ['infra/cli/commands/deploy.ts', ...args], { env });
    // Here the region is another.
    const asked = before.asked.map((access) => ({ ...access, resource: access.resource.replace('eu-central-1', REGION) }));
    expect(policies.Look!.commands).toContain('npm run deploy -- --check');
    expect(await notAllowed(LOOK, asked)).toEqual([]);
    before.close();
    await aws.stop();
  }, 60_000);

  test('is all needed', () => {
    const unused = Object.keys(policies).flatMap((name) => granted(name).filter((line) => !used.has(line)));
    expect(unused).toEqual([]);
  });
});
