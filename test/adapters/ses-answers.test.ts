import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createRequire } from 'node:module';
import { connect, createServer as createTcpServer } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { Worker } from 'node:worker_threads';
import { errorTypeRegistries } from '@aws-sdk/client-sesv2';
import { describe, expect, test } from 'vitest';
import { listening } from '../fakes/listening.ts';
import { accept, busy, MAIL, mailerAt, NAMED, OTHERS, outcomeOf, refuse, serve, unknown } from '../fakes/ses-answers.ts';

describe('[R41][R42][R45][R46][R47] an answer of SES that names an error', () => {
  test.each(NAMED)('%s %i "%s" proves %o', async (name, status, message, outcome) => {
    expect(await outcomeOf(refuse(name, status, message))).toEqual({ outcome, requests: 1 });
  });

  test('every error that the SDK declares for SendEmail is in the table, and so is every other error of SES, with its status', () => {
    const sdk = createRequire(import.meta.url).resolve('@aws-sdk/client-sesv2/package.json');
    const command = readFileSync(sdk.replace('package.json', 'dist-types/commands/SendEmailCommand.d.ts'), 'utf8');
    const declared = [...command.matchAll(/@throws \{@link (\w+)\} \(/g)].map(([, name]) => name);
    expect(declared).toContain('MessageRejected');
    expect(NAMED.map(([name]) => name)).toEqual(expect.arrayContaining(declared));
    const all = errorTypeRegistries.flatMap((registry) => [...(registry['schemas' as never] as Map<string, [...unknown[]]>)]);
    const known = all.flatMap(([id, [, , , traits]]) => {
      const status = (traits as { httpError?: number }).httpError;
      return status ? [`${id.replace(/^.*#/, '')} ${status}`] : [];
    });
    expect(known.length).toBeGreaterThanOrEqual(declared.length);
    expect(NAMED.map(([name, status]) => `${name} ${status}`)).toEqual(expect.arrayContaining(known));
  });
});

test.each(OTHERS)('$answer proves $proves', async ({ does, proves }) => {
  expect(await outcomeOf(does)).toMatchObject({ outcome: proves, requests: 1 });
});

const sendTo = (endpoint: string) => mailerAt(endpoint).send(MAIL);

describe('[R37] a call that fails before its connection stands was never made, and may be repeated', () => {
  test('nobody listens', async () => {
    expect(await sendTo('http://127.0.0.1:1')).toEqual(busy('ECONNREFUSED'));
  });

  test('the name has no address', async () => {
    expect(await sendTo('http://ses.invalid')).toMatchObject({
      kind: 'busy',
      code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
    });
  });

  test('the other side does not take the connection', async () => {
    // A thread that listens and then sleeps: two connections wait for it, and it answers no more.
    const sleeper = new Worker(
      `const { createServer } = require('node:net'); const { parentPort } = require('node:worker_threads');
       const server = createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
         parentPort.postMessage(server.address().port);
         setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 50);
       });`,
      { eval: true },
    );
    const port = await new Promise<number>((resolve) => sleeper.once('message', resolve));
    await new Promise((resolve) => setTimeout(resolve, 200));
    const waiting = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => {}));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await sendTo(`http://127.0.0.1:${port}`)).toEqual(busy('TimeoutError'));
    for (const socket of waiting) socket.destroy();
    await sleeper.terminate();
  });

  /** A TCP server that does this with each connection, and what came in on it. */
  async function peer(take: Parameters<typeof createTcpServer>[1]) {
    const server = createTcpServer(take);
    return { endpoint: `https://${await listening(server)}`, stop: () => server.close() };
  }

  test.each<[string, Parameters<typeof createTcpServer>[1]]>([
    ['closes', (socket) => socket.once('data', () => socket.destroy())],
    ['resets', (socket) => socket.once('data', () => socket.resetAndDestroy())],
    ['answers without TLS', (socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))],
    ['never answers', (socket) => socket.on('error', () => {}).resume()],
  ])('the other side %s in the middle of the TLS handshake', async (_name, take) => {
    const { endpoint, stop } = await peer(take);
    expect(await sendTo(endpoint)).toMatchObject({ kind: 'busy' });
    stop();
  });

  const pem = readFileSync(new URL('../fixtures/tls/untrusted.pem', import.meta.url), 'utf8');
  /** A TLS server that answers like this, and how many requests it has seen. */
  async function tls(answer: RequestListener) {
    const seen = { requests: 0 };
    const server = createTlsServer({ key: pem, cert: pem }, (request, response) => {
      seen.requests++;
      answer(request, response);
    });
    const stop = () => {
      server.closeAllConnections();
      server.close();
    };
    return { seen, endpoint: `https://${await listening(server)}`, stop };
  }

  test('the certificate is not to be trusted, and the other side has not seen the request', async () => {
    const { endpoint, seen, stop } = await tls(accept);
    const outcome = await sendTo(endpoint);
    expect({ outcome, ...seen }).toEqual({ outcome: busy('DEPTH_ZERO_SELF_SIGNED_CERT'), requests: 0 });
    stop();
  });

  test('after the TLS handshake a reset is unknown', async () => {
    const before = getCACertificates('default');
    setDefaultCACertificates([pem]);
    const { endpoint, seen, stop } = await tls((request) => request.socket.destroy());
    const outcome = await sendTo(endpoint);
    setDefaultCACertificates(before);
    expect({ outcome, ...seen }).toEqual({ outcome: unknown('ECONNRESET'), requests: 1 });
    stop();
  });

  test('there are no credentials', async () => {
    const { endpoint, seen, stop } = await serve(accept);
    const none = async () => {
      throw Object.assign(new Error('no credentials'), { name: 'CredentialsProviderError' });
    };
    const outcome = await mailerAt(endpoint, none).send(MAIL);
    expect({ outcome, ...seen }).toEqual({ outcome: busy('CredentialsProviderError'), requests: 0 });
    stop();
  });

  test('a connection that stood proves nothing: a reset is unknown on the first request and on a later one', async () => {
    let requests = 0;
    const { endpoint, stop } = await serve((request, response) => {
      if (requests++ === 1) return accept(request, response);
      request.socket.resetAndDestroy();
    });
    const ses = mailerAt(endpoint);
    expect(await ses.send(MAIL)).toEqual(unknown('ECONNRESET'));
    expect(await ses.send(MAIL)).toEqual({ kind: 'sent', messageId: 'm' });
    expect(await ses.send(MAIL)).toEqual(unknown('ECONNRESET'));
    stop();
  });
});
