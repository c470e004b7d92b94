import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer, type OutgoingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clients, localStack, output, place } from '../../infra/cli/lib/stack.ts';
import { close, listen } from '../../infra/local/listen.ts';
import { hasBrowser, launch } from './browser.ts';
import { localCloud } from './local-cloud.ts';

const LAB = 'https://lab.example';
const ADA = 'ada@example.org';

const local = await localCloud({ allowedSites: LAB });
const { cloud } = local;
afterAll(() => local.stop());
let ports: number[];
beforeAll(async () => {
  // Every function that a reader meets runs now.
  await local.the.join(ADA);
  ports = hasBooks ? listening(process.pid) : [cloud.gateway, cloud.site, cloud.inbox].map(portOf);
});

const portOf = (url: string) => Number(new URL(url).port);

/** Linux tells which process listens where. */
const hasBooks = existsSync('/proc/net/tcp');

/** The TCP ports on which a process and its children listen. */
function listening(pid: number): number[] {
  const sockets = new Set(
    family(pid).flatMap((each) =>
      readdirSync(`/proc/${each}/fd`).flatMap((fd) => {
        const [, inode] = /^socket:\[(\d+)\]$/.exec(readlink(`/proc/${each}/fd/${fd}`)) ?? [];
        return inode ? [inode] : [];
      }),
    ),
  );
  const rows = ['tcp', 'tcp6'].flatMap((table) => readFileSync(`/proc/net/${table}`, 'utf8').split('\n').slice(1));
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode = '']) => state === '0A' && sockets.has(inode))
    .map(([, address = '']) => Number.parseInt(address.slice(address.lastIndexOf(':') + 1), 16));
}

function family(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(family)];
}

function readlink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

type Sent = { method?: string; path?: string; headers?: OutgoingHttpHeaders; body?: string };

/** What a port answers: its status, the names of its CORS headers, and its body. */
function ask(port: number, { method = 'GET', path = '/', headers = {}, body = '' }: Sent) {
  return new Promise<{ status?: number; cors: string[]; body: string }>((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, async (response) => {
      const cors = Object.keys(response.headers).filter((name) => name.startsWith('access-control-'));
      resolve({ status: response.statusCode, cors, body: await text(response) });
    });
    call.on('error', reject).end(body);
  });
}

/** A call of DynamoDB as any page could write it. */
const scan = (): Sent => ({
  method: 'POST',
  headers: {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'DynamoDB_20120810.Scan',
    'x-amz-date': '20260318T120000Z',
    authorization: 'AWS4-HMAC-SHA256 Credential=a/20260318/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=a',
  },
  body: JSON.stringify({ TableName: cloud.outputs.SubscribersTableName }),
});
const form = (body: string): Sent => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body,
});
const publish = () => {
  const Message = 'from the web';
  const TopicArn = 'arn:aws:sns:us-east-1:000000000000:x';
  return form(`${new URLSearchParams({ Action: 'Publish', TopicArn, Message })}`);
};
const from = (sent: Sent, headers: OutgoingHttpHeaders): Sent => ({ ...sent, headers: { ...sent.headers, ...headers } });

const refusal = { status: 403, cors: [] };

describe('a page of another site', () => {
  test.each<[string, (port: number) => Sent]>([
    ['a script of another site', () => ({ headers: { origin: 'http://evil.example' } })],
    ['a script in a sandbox', () => ({ headers: { origin: 'null' } })],
    [
      'the question of a browser whether it may',
      () => ({
        method: 'OPTIONS',
        headers: {
          origin: 'http://evil.example',
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,x-amz-target',
        },
      }),
    ],
    ['a name that leads here', (port) => ({ headers: { host: `evil.example:${port}` } })],
    ['a name that leads here, without a port', () => ({ headers: { host: 'evil.example' } })],
    ['our name at another port', () => ({ headers: { host: '127.0.0.1:1' } })],
    ['our name in front of another', (port) => ({ headers: { host: `127.0.0.1.evil.example:${port}` } })],
    ['another local port', () => ({ headers: { origin: 'http://127.0.0.1:1' } })],
    ['our port by https', (port) => ({ headers: { origin: `https://127.0.0.1:${port}` } })],
    ['a scan', () => from(scan(), { origin: 'http://evil.example' })],
    [
      'a scan by a name that leads here',
      (port) => from(scan(), { host: `evil.example:${port}`, origin: `http://evil.example:${port}` }),
    ],
    ['a form', () => from(publish(), { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' })],
    ['a form in a sandbox', () => from(publish(), { origin: 'null', 'sec-fetch-site': 'cross-site' })],
    [
      'an upload by form',
      () => from({ ...form('x'), path: `/${cloud.outputs.FeedsBucketName}` }, { origin: 'http://evil.example' }),
    ],
    ['a sign-up', () => from({ ...form(`email=${ADA}`), path: '/subscribe' }, { origin: 'http://evil.example' })],
    ['an unsubscription', () => from({ ...form('token=x'), path: '/unsubscribe' }, { origin: 'http://evil.example' })],
    [
      'a move of the clock',
      () => from({ ...form('{"at":"2036-01-01T00:00:00Z"}'), path: '/clock' }, { origin: 'http://evil.example' }),
    ],
  ])('is refused at every port: %s', async (_, sent) => {
    const answers = await Promise.all(ports.map((port) => ask(port, sent(port))));
    expect(answers.map(({ status, cors }) => ({ status, cors }))).toEqual(ports.map(() => refusal));
    expect(answers.map(({ body }) => body).join()).not.toContain(ADA);
  });

  test.runIf(hasBrowser)('reads nothing and changes nothing in Chromium', async () => {
    const page = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Evil</h1>'));
    const evil = await listen(page);
    const browser = await launch('--host-resolver-rules=MAP evil.example 127.0.0.1');
    const before = await everything();
    try {
      const tab = await browser.newPage();
      await tab.goto(`http://127.0.0.1:${evil}/`);
      const bucket = output(localStack(cloud), 'FeedsBucketName');
      // As a string: what runs in the page is not compiled with these tests.
      const read: string[] = await tab.evaluate(`(async () => {
        const read = [];
        for (const port of ${JSON.stringify(ports)}) {
          const url = 'http://127.0.0.1:' + port;
          const look = async (path, init) => {
            try { const text = await (await fetch(url + path, init)).text(); if (text) read.push(url + path + ' ' + text.slice(0, 80)); } catch {}
          };
          await look('/', {});
          await look('/', ${JSON.stringify(scan())});
          await look('/api/mails', {});
          await look('/_fauxqs/queues', {});
          for (const body of ['key=feeds/from-the-web.txt&file=x', new FormData()])
            for (const path of ['/', '/clock', '/${bucket}'])
              await look(path, { method: 'POST', mode: 'no-cors', body });
        }
        return read;
      })()`);
      expect(read).toEqual([]);
      for (const port of ports) {
        await tab.goto(`http://127.0.0.1:${evil}/`);
        await tab.setContent(`<form method="post" enctype="multipart/form-data" action="http://127.0.0.1:${port}/${bucket}">
          <input name="key" value="feeds/from-the-web.txt"><input name="file" value="x"><button>Win</button></form>`);
        const [answer] = await Promise.all([tab.waitForResponse(() => true), tab.getByRole('button').click()]);
        expect([port, answer.status()]).toEqual([port, 403]);
        expect([port, (await tab.goto(`http://evil.example:${port}/`))?.status()]).toEqual([port, 403]);
      }
    } finally {
      await browser.close();
      await close(page);
    }
    expect(await everything()).toEqual(before);
  });
});

/** What a page might change: readers, feeds, the clock. */
async function everything() {
  const stack = localStack(cloud);
  const { Items } = await clients(stack).dynamo.send(new ScanCommand({ TableName: output(stack, 'SubscribersTableName') }));
  const { Contents } = await new S3Client({ ...place(stack) }).send(
    new ListObjectsV2Command({ Bucket: output(stack, 'FeedsBucketName') }),
  );
  return { Items, Contents, day: cloud.now().toISOString().slice(0, 10) };
}

describe('who may come in', () => {
  test.runIf(hasBooks)('programs reach the gateway, the site and the inbox; every other port answers nobody', async () => {
    const doors = [cloud.gateway, cloud.site, cloud.inbox].map(portOf);
    expect(ports).toEqual(expect.arrayContaining(doors));
    for (const port of ports.filter((each) => !doors.includes(each)))
      for (const sent of [{}, scan(), publish(), { path: '/_fauxqs/queues' }, { headers: { host: `localhost:${port}` } }])
        expect(await ask(port, sent)).toMatchObject(refusal);
    expect((await ask(portOf(cloud.gateway), scan())).body).toContain(ADA);
    for (const door of [cloud.site, cloud.inbox])
      for (const name of ['127.0.0.1', 'localhost'])
        expect((await ask(portOf(door), { headers: { host: `${name}:${portOf(door)}` } })).status).toBe(200);
  });

  test('forms of the site itself, whose origin its own policy makes null, and pages of the sites it names', async () => {
    const sign = { ...form(`email=${ADA}&frequency=daily&weekday=1&hour=8&zone=UTC`), path: '/subscribe' };
    const status = async (headers: OutgoingHttpHeaders, sent: Sent = sign) => await ask(portOf(cloud.site), from(sent, headers));
    expect(await status({ origin: 'null', 'sec-fetch-site': 'same-origin' })).toMatchObject({ status: 202 });
    expect(await status({ origin: cloud.site })).toMatchObject({ status: 202 });
    const fromLab = await status({ origin: LAB, 'sec-fetch-site': 'cross-site' });
    expect([fromLab.status, fromLab.cors]).toEqual([202, ['access-control-allow-origin']]);
    // Only the sign-up form: the site itself refuses the others.
    expect(await status({ origin: LAB }, { ...form(''), path: '/account-link' })).toMatchObject(refusal);
    expect(await ask(portOf(cloud.inbox), { headers: { origin: LAB } })).toMatchObject(refusal);
  });

  test('a connection that was idle for long is still answered', async () => {
    const answers = async (port: number) => {
      const socket = connect(port, '127.0.0.1');
      let answered = 0;
      socket.on('data', (chunk) => {
        answered += String(chunk).split('HTTP/1.1 ').length - 1;
      });
      socket.on('error', () => {});
      for (const want of [1, 2]) {
        socket.write(`HEAD / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
        for (let waited = 0; answered < want && !socket.closed && waited < 30_000; waited += 50) await sleep(50);
        if (want === 1) await sleep(7_000);
      }
      socket.destroy();
      return answered;
    };
    // A caller may be sending on it at the moment it is closed, and would be told "socket hang up": also where the gateway calls.
    expect(await Promise.all(ports.map(answers))).toEqual(ports.map(() => 2));
  });
});
