import { writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { payload } from '../../infra/local/http-api.ts';
import { openMailbox } from '../../infra/local/mailbox.ts';
import { event } from '../../infra/local/s3-events.ts';
import { ses } from '../../infra/local/ses.ts';
import { identitiesOf } from '../../infra/local/ses-request.ts';
import { readTemplate } from '../../infra/local/template.ts';
import { temporaryFolder } from './harness.ts';

const now = new Date('2026-03-18T09:05:03.000Z');
const request = (headers: Record<string, string>, url = '/') => ({
  method: 'POST',
  url,
  headers,
  httpVersion: '1.1',
  socket: new Socket(),
});

test.each([
  ['application/x-www-form-urlencoded', true],
  ['multipart/form-data; boundary=x', true],
  [undefined, true],
  ['application/octet-stream', true],
  ['text/plain; charset=utf-8', false],
  ['application/json', false],
  ['application/problem+json', false],
])('an HTTP API hands a body of type %s over in base64: %s', (type, base64) => {
  const { body, isBase64Encoded } = payload(request(type ? { 'content-type': type } : {}), Buffer.from('a=b'), now);
  expect({ body, isBase64Encoded }).toEqual({ body: base64 ? 'YT1i' : 'a=b', isBase64Encoded: base64 });
});

test('an HTTP API splits cookies off, joins repeated parameters and leaves the query as it came', () => {
  const { cookies, headers, queryStringParameters, rawPath, rawQueryString, requestContext } = payload(
    request({ cookie: 'a=1; b=2', host: 'example.org' }, '/x%20y?t=1&t=2&u=%C3%A9'),
    Buffer.alloc(0),
    now,
  );
  expect(cookies).toEqual(['a=1', 'b=2']);
  expect(headers).not.toHaveProperty('cookie');
  expect(queryStringParameters).toEqual({ t: '1,2', u: 'é' });
  expect({ rawPath, rawQueryString }).toEqual({ rawPath: '/x%20y', rawQueryString: 't=1&t=2&u=%C3%A9' });
  expect(requestContext.time).toBe('18/Mar/2026:09:05:03 +0000');
});

test('S3 writes keys in events percent-encoded, blanks as plus, and sequencers that rise', () => {
  const created = { name: 'Put', bucket: 'b', eTag: 'e', size: 1, at: now };
  const first = event({ ...created, key: "feeds/a b+c (1) é's.txt" });
  const second = event({ ...created, key: 'feeds/x' });
  expect(first.s3.object.key).toBe('feeds/a+b%2Bc+%281%29+%C3%A9%27s.txt');
  expect(second.s3.object.sequencer > first.s3.object.sequencer).toBe(true);
});

test('SES publishes the events of a mail after its answer; when it stops, at once, and none later', async () => {
  const { dir, remove } = temporaryFolder();
  const Resources = {
    Domain: { Type: 'AWS::SES::EmailIdentity', Properties: { EmailIdentity: 'example.org' } },
    Set: { Type: 'AWS::SES::ConfigurationSet' },
    Events: {
      Type: 'AWS::SES::ConfigurationSetEventDestination',
      Properties: {
        ConfigurationSetName: { Ref: 'Set' },
        EventDestination: { MatchingEventTypes: ['send', 'bounce'], SnsDestination: { TopicARN: 'topic' } },
      },
    },
  };
  writeFileSync(join(dir, 'x.template.json'), JSON.stringify({ Resources }));
  writeFileSync(join(dir, 'x.assets.json'), '{"files":{}}');
  const template = readTemplate(dir, { gateway: 'http://127.0.0.1:1', site: 'http://127.0.0.1:2' });
  const published: string[] = [];
  const { answer, busy, stop } = ses(template, {
    identities: identitiesOf(template),
    mailbox: openMailbox(join(dir, 'mails')),
    clock: { now: () => now, offset: () => 0, set: () => {} },
    publish: (_, message) => published.push(JSON.parse(message).eventType),
  });
  const text = { Data: 'x' };
  const body = JSON.stringify({
    FromEmailAddress: 'digest@example.org',
    Destination: { ToAddresses: ['bounce@simulator.amazonses.com'] },
    ConfigurationSetName: 'Set',
    Content: { Simple: { Subject: text, Body: { Html: text, Text: text } } },
  });
  const call = { method: 'POST', path: '/v2/email/outbound-emails', query: new URLSearchParams(), target: '' };
  expect(await answer({ ...call, body: Buffer.from(body) })).toMatchObject({ status: 200 });
  expect([published, busy()]).toEqual([[], true]);
  stop();
  expect([published, busy()]).toEqual([['Send', 'Bounce'], false]);
  await sleep(200);
  expect(published).toHaveLength(2);
  remove();
});
