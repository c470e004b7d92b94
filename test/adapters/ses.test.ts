import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { mailer } from '../../functions/adapters/ses.ts';
import { awsAt, listening } from '../fakes/listening.ts';

type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

/** An SES on the wire that accepts every mail it reads to the end, whatever it then answers. */
const accepted: unknown[] = [];
let behave: Behaviour;
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    if (request.method === 'POST') accepted.push(JSON.parse(body));
    behave(request, response);
  });
});

const json = (status: number, body: object, type?: string) => (_request: IncomingMessage, response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/json', ...(type && { 'x-amzn-errortype': type }) });
  response.end(JSON.stringify(body));
};

let ses: ReturnType<typeof mailer>;
let clock = Date.parse('2026-03-19T08:02:00Z');
const now = () => new Date(clock);
beforeAll(async () => {
  Object.assign(process.env, awsAt(await listening(server)));
  ses = mailer({ name: 'Broad "sheet"', from: 'digest@example.org', replyTo: '', configurationSet: 'broadsheet' }, now);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  accepted.length = 0;
});

const mail = {
  to: 'ada@example.org',
  subject: 'Näive papers',
  html: '<p>hello</p>',
  text: 'hello',
  headers: [{ name: 'List-Id', value: '<digest.example.org>' }],
  tags: { kind: 'digest' },
};

describe('a mail that SES takes', () => {
  it('[R52] says who sends it in encoded words of at most 75 characters, whatever the list is called', async () => {
    for (const sender of ['研究'.repeat(40), `Große ${'é'.repeat(70)}`, '👩🏽‍🔬'.repeat(20), 'Broadsheet Weekly']) {
      accepted.length = 0;
      behave = json(200, { MessageId: 'abc' });
      await ses.send({ ...mail, sender });
      const { FromEmailAddress = '' } = accepted[0] as { FromEmailAddress?: string };
      const words = FromEmailAddress.match(/=\?UTF-8\?B\?([^?]*)\?=/g) ?? [];
      for (const word of words) expect(word.length).toBeLessThanOrEqual(75);
      const said = words.map((word) => Buffer.from(word.slice(10, -2), 'base64').toString()).join('');
      expect(said || FromEmailAddress).toBe(words.length > 0 ? sender : '"Broadsheet Weekly" <digest@example.org>');
    }
  });

  it('has one recipient, both parts, the configuration set and no tracking [R51][R102]', async () => {
    behave = json(200, { MessageId: 'abc' });
    expect(await ses.send(mail)).toEqual({ kind: 'sent', messageId: 'abc' });
    expect(accepted).toEqual([
      {
        FromEmailAddress: '"Broad \\"sheet\\"" <digest@example.org>',
        Destination: { ToAddresses: ['ada@example.org'] },
        ConfigurationSetName: 'broadsheet',
        ConfigurationOverrides: { Tracking: { OpenTrackingEnabled: 'DISABLED', ClickTrackingEnabled: 'DISABLED' } },
        EmailTags: [{ Name: 'kind', Value: 'digest' }],
        Content: {
          Simple: {
            Subject: { Data: 'Näive papers', Charset: 'UTF-8' },
            Body: { Html: { Data: '<p>hello</p>', Charset: 'UTF-8' }, Text: { Data: 'hello', Charset: 'UTF-8' } },
            Headers: [{ Name: 'List-Id', Value: '<digest.example.org>' }],
          },
        },
      },
    ]);
  });
});

test('text arrives as the text it is, whatever it holds', async () => {
  behave = json(200, { MessageId: 'abc' });
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('"', '\\', '\u2028', '\n'));
  await fc.assert(
    fc.asyncProperty(text, text, async (html, plain) => {
      accepted.length = 0;
      await ses.send({ ...mail, html, text: plain });
      const Body = { Html: { Data: html, Charset: 'UTF-8' }, Text: { Data: plain, Charset: 'UTF-8' } };
      expect(accepted).toMatchObject([{ Content: { Simple: { Body } } }]);
    }),
    { numRuns: 50 },
  );
});

describe('[R37][R38] one call accepts at most one mail and says UNKNOWN when SES', () => {
  it.each<[string, Behaviour]>([
    ['accepts and resets', (request) => request.socket.destroy()],
    ['accepts and answers 500', json(500, { message: 'internal' })],
    ['accepts and answers 503', json(503, { message: 'slow down' })],
    [
      'accepts and cuts its answer short',
      (request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('{"Mess');
        setTimeout(() => request.socket.destroy(), 20);
      },
    ],
    ['accepts and names no message', json(200, {})],
  ])('%s', async (_name, behaviour) => {
    behave = behaviour;
    expect(await ses.send(mail)).toMatchObject({ kind: 'unknown' });
    expect(accepted).toHaveLength(1);
  });

  it('accepts and hangs for longer than the request timeout', async () => {
    behave = () => {};
    const begun = Date.now();
    expect(await ses.send(mail)).toMatchObject({ kind: 'unknown' });
    expect(accepted).toHaveLength(1);
    expect(Date.now() - begun).toBeLessThan(15_000);
  });
});

describe('[R37] a connection that SES may have closed', () => {
  /** Takes one mail a connection. What arrives on it later meets a closed door, as when a request crosses the closing on its way. */
  const onceOnly = (sockets: Set<Socket>): Behaviour => {
    return (request, response) => {
      if (!sockets.has(request.socket)) {
        sockets.add(request.socket);
        return json(200, { MessageId: `m${sockets.size}` })(request, response);
      }
      accepted.pop();
      request.socket.resetAndDestroy();
    };
  };

  it.each([2_000, 15 * 60_000])('is not used after %i ms without a mail, though no timer ran meanwhile', async (idle) => {
    behave = onceOnly(new Set());
    clock += idle;
    const several = await Promise.all([ses.send(mail), ses.send(mail), ses.send(mail)]);
    expect(several.map(({ kind }) => kind)).toEqual(['sent', 'sent', 'sent']);
    clock += idle;
    expect(await ses.send(mail)).toEqual({ kind: 'sent', messageId: 'm4' });
    expect(accepted).toHaveLength(4);
  });

  it('carries mail after mail while it is in use, and the ones left over in a quiet spell are not used', async () => {
    const sockets = new Set<Socket>();
    behave = (request, response) => {
      sockets.add(request.socket);
      json(200, { MessageId: 'm' })(request, response);
    };
    clock += 2_000;
    await Promise.all([ses.send(mail), ses.send(mail)]);
    expect(sockets.size).toBe(2);
    for (let n = 0; n < 5; n++) {
      clock += 500;
      await ses.send(mail);
    }
    expect(sockets.size).toBe(2);
    await Promise.all([ses.send(mail), ses.send(mail)]);
    expect(sockets.size).toBe(3);
  });

  it('ends in UNKNOWN when the closing was crossed all the same', async () => {
    behave = onceOnly(new Set());
    clock += 2_000;
    expect(await ses.send(mail)).toMatchObject({ kind: 'sent' });
    expect(await ses.send(mail)).toMatchObject({ kind: 'unknown', code: 'ECONNRESET' });
    expect(accepted).toHaveLength(1);
  });
});

describe('the account', () => {
  it('[R44][R45] tells what may be sent', async () => {
    behave = json(200, {
      SendQuota: { Max24HourSend: 200, MaxSendRate: 1, SentLast24Hours: 150 },
      SendingEnabled: true,
      ProductionAccessEnabled: false,
      EnforcementStatus: 'HEALTHY',
    });
    expect(await ses.account()).toEqual({ ratePerSecond: 1, remainingToday: 50, usedToday: 0.75, enabled: true, sandbox: true });
    const sharing = mailer({ name: 'A', from: 'a@example.org', replyTo: '', configurationSet: 'a', share: 0.25 }, now);
    expect(await sharing.account()).toMatchObject({ ratePerSecond: 0.25, remainingToday: 12 });
  });
});
