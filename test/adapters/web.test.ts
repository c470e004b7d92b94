import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { web } from '../../functions/adapters/web.ts';

const pem = readFileSync(new URL('../fixtures/tls/feeds-example.pem', import.meta.url), 'utf8');
const AT = new Date('2026-03-18T09:41:00.000Z');
const HOSTS = ['feeds.example', 'www.feeds.example'];

/** How the server answers; what it was asked; how many connections it has seen. */
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let asked: IncomingMessage[];
let connections = 0;
const server = createServer({ key: pem, cert: pem }, (request, response) => {
  asked.push(request);
  answer(request, response);
});
server.on('secureConnection', () => connections++);
let port: number;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked = [];
  connections = 0;
  answer = (_, response) => response.end('<rss></rss>');
});

/** Names that were resolved. */
let resolved: string[];
function client({
  limits = { bytes: 10_000, ms: 2_000, redirects: 5 },
  address = '127.0.0.1',
  allows = (_: string) => true,
} = {}) {
  resolved = [];
  return web({
    userAgent: 'Broadsheet (paper digest; desk@example.org)',
    now: () => AT,
    resolve: async (host) => {
      resolved.push(host);
      return [{ address, family: address.includes(':') ? 6 : 4 }];
    },
    allows,
    limits,
    connection: { ca: pem, port },
  });
}
const to =
  (location: string, status = 302) =>
  (_: IncomingMessage, response: ServerResponse) =>
    response.writeHead(status, { location }).end();

describe('[R115] what a server is told and what it tells', () => {
  test('who asks, and what is known of the answer before', async () => {
    const get = client();
    answer = (_, response) => response.writeHead(200, { etag: '"a"', 'last-modified': 'Tue, 17 Mar 2026 04:00:00 GMT' }).end('x');
    const first = await get('https://feeds.example/rss', { hosts: HOSTS });
    expect(first).toEqual({
      outcome: 'fetched',
      bytes: Buffer.from('x'),
      etag: '"a"',
      lastModified: 'Tue, 17 Mar 2026 04:00:00 GMT',
    });
    answer = (_, response) => response.writeHead(304).end();
    const again = await get('https://feeds.example/rss', {
      hosts: HOSTS,
      etag: '"a"',
      lastModified: 'Tue, 17 Mar 2026 04:00:00 GMT',
    });
    expect(again).toEqual({ outcome: 'unchanged' });
    expect(asked.map(({ headers }) => [headers['user-agent'], headers['if-none-match'], headers['if-modified-since']])).toEqual([
      ['Broadsheet (paper digest; desk@example.org)', undefined, undefined],
      ['Broadsheet (paper digest; desk@example.org)', '"a"', 'Tue, 17 Mar 2026 04:00:00 GMT'],
    ]);
    expect(connections).toBe(1);
  });

  test.each([
    [429, { 'retry-after': '120' }, { outcome: 'later', says: 'it answered 429', waitMs: 120_000 }],
    [503, { 'retry-after': 'Wed, 18 Mar 2026 10:41:00 GMT' }, { outcome: 'later', says: 'it answered 503', waitMs: 3_600_000 }],
    [503, { 'retry-after': '31536000' }, { outcome: 'later', says: 'it answered 503', waitMs: 86_400_000 }],
    [500, {}, { outcome: 'later', says: 'it answered 500', waitMs: undefined }],
    [429, { 'retry-after': 'soon' }, { outcome: 'later', says: 'it answered 429', waitMs: undefined }],
    [404, {}, { outcome: 'refused', says: 'it answered 404' }],
    [204, {}, { outcome: 'refused', says: 'it answered 204' }],
  ])('%i %o', async (status, headers, expected) => {
    answer = (_, response) => response.writeHead(status, headers).end();
    expect(await client()('https://feeds.example/rss', { hosts: HOSTS })).toEqual(expected);
  });

  test('a packed answer is unpacked, and not beyond what is taken', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('papers'));
    expect(await client()('https://feeds.example/rss', { hosts: HOSTS })).toMatchObject({ bytes: Buffer.from('papers') });
    answer = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(1_000_000)));
    expect(await client()('https://feeds.example/rss', { hosts: HOSTS })).toMatchObject({
      outcome: 'refused',
      says: expect.stringMatching(/more than/),
    });
    answer = (_, response) => response.writeHead(200, { 'content-encoding': 'br' }).end('x');
    expect(await client()('https://feeds.example/rss', { hosts: HOSTS })).toMatchObject({
      outcome: 'refused',
      says: expect.stringMatching(/compressed as br/),
    });
  });
});

describe('[R117] an answer without end', () => {
  test('is cut off', async () => {
    answer = (_, response) => {
      const more = setInterval(() => response.write('x'.repeat(5_000)), 1);
      response.on('close', () => clearInterval(more));
    };
    expect(await client()('https://feeds.example/rss', { hosts: HOSTS })).toEqual({
      outcome: 'refused',
      says: 'its answer has more than 0.01 MB',
    });
  });

  test.each([
    ['no word', () => {}],
    [
      'a word now and then',
      (_: IncomingMessage, response: ServerResponse) => setInterval(() => response.write('x'), 100).unref(),
    ],
  ])('%s: after its time', async (_, slow) => {
    answer = slow;
    const limits = { bytes: 10_000, ms: 300, redirects: 5 };
    expect(await client({ limits })('https://feeds.example/rss', { hosts: HOSTS })).toEqual({
      outcome: 'later',
      says: 'no whole answer in 0.3 s',
    });
  });

  test('one that breaks off is none', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': '5000' }).write('<rss>');
      setTimeout(() => response.destroy(), 20);
    };
    expect(await client()('https://feeds.example/rss', { hosts: HOSTS })).toMatchObject({ outcome: 'later' });
  });
});

describe('[R116] where a request may go', () => {
  test.each([
    'http://feeds.example/rss',
    'https://feeds.example:8443/rss',
    'https://user:secret@feeds.example/rss',
    'https://127.0.0.1/rss',
    'https://2130706433/rss',
    'https://0x7f.0.0.1/rss',
    'https://[::1]/rss',
    'https://[::ffff:127.0.0.1]/rss',
    'https://[64:ff9b::a9fe:a9fe]/rss',
    'https://feeds.example@elsewhere.example/rss',
    'https://elsewhere.example\\@feeds.example/rss',
    'https://feeds.example\t.elsewhere.example/rss',
    'https://elsewhere.example/rss',
    'https://feeds.example.elsewhere.example/rss',
    'https://feeds.example./rss',
    'file:///etc/passwd',
  ])('not to %s, neither at first nor by a redirect', async (address) => {
    expect(await client()(address, { hosts: HOSTS })).toMatchObject({ outcome: 'refused' });
    expect(asked).toEqual([]);
    answer = to(address);
    expect(await client()('https://feeds.example/rss', { hosts: HOSTS })).toMatchObject({ outcome: 'refused' });
    expect(asked).toHaveLength(1);
  });

  test('along a redirect among its hosts, each name resolved again', async () => {
    answer = (request, response) =>
      request.url === '/rss' ? to('https://www.feeds.example/new', 301)(request, response) : response.end('x');
    expect(await client()('https://feeds.example/rss', { hosts: HOSTS })).toMatchObject({ outcome: 'fetched' });
    expect(asked.map(({ headers, url }) => headers.host?.split(':')[0] + (url ?? ''))).toEqual([
      'feeds.example/rss',
      'www.feeds.example/new',
    ]);
    expect(resolved).toEqual(['feeds.example', 'www.feeds.example']);
  });

  test('not round in circles', async () => {
    answer = to('/rss');
    expect(await client()('https://feeds.example/rss', { hosts: HOSTS })).toEqual({
      outcome: 'refused',
      says: 'it redirects more than 5 times',
    });
    expect(asked).toHaveLength(6);
  });

  test.each(['10.0.0.1', '169.254.169.254', '::ffff:127.0.0.1', 'fd00::1'])('not to a name that leads to %s', async (address) => {
    const get = web({
      userAgent: 'x',
      now: () => AT,
      resolve: async () => [
        { address: '151.101.3.42', family: 4 },
        { address, family: 4 },
      ],
    });
    expect(await get('https://feeds.example/rss', { hosts: HOSTS })).toEqual({
      outcome: 'refused',
      says: `feeds.example resolves to ${address}, which is not a public address`,
    });
  });

  test('the connection goes to the address that was judged, whatever the name leads to a moment later', async () => {
    const answers = ['127.0.0.1', '127.0.0.2'];
    const judged: string[] = [];
    const get = web({
      userAgent: 'x',
      now: () => AT,
      resolve: async () => [{ address: answers.shift() ?? '', family: 4 }],
      allows: (address) => judged.push(address) > 0,
      connection: { ca: pem, port },
    });
    expect(await get('https://feeds.example/rss', { hosts: HOSTS })).toMatchObject({ outcome: 'fetched' });
    expect([judged, asked.map(({ socket }) => socket.localAddress)]).toEqual([['127.0.0.1'], ['127.0.0.1']]);
    // Only once was asked where it is.
    expect(answers).toEqual(['127.0.0.2']);
  });

  test('a certificate of another name, or a host that is away, is a fault of the network', async () => {
    const get = web({
      userAgent: 'x',
      now: () => AT,
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
      allows: () => true,
      connection: { port },
    });
    expect(await get('https://feeds.example/rss', { hosts: HOSTS })).toMatchObject({
      outcome: 'later',
      says: expect.stringMatching(/cannot be reached/),
    });
    const away = web({
      userAgent: 'x',
      now: () => AT,
      resolve: async () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' })),
    });
    expect(await away('https://feeds.example/rss', { hosts: HOSTS })).toEqual({
      outcome: 'later',
      says: 'it cannot be reached (ENOTFOUND)',
    });
  });
});
