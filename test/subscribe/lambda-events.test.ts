import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { handle } from 'hono/aws-lambda';
import { expect, test } from 'vitest';
import { ADA, form, NOW, sign, testSite } from './site.ts';

const MULTIPART = 'multipart/form-data; boundary=----x';
const part = (name: string, value: string) => `------x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const FORM = 'application/x-www-form-urlencoded';

/** A request as an HTTP API hands it on (payload format 2.0): forms and multipart come in base64. */
function event(
  method: string,
  path: string,
  query: string,
  contentType?: string,
  body?: string,
  base64 = true,
): APIGatewayProxyEventV2 {
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    headers: {
      host: 'abc.execute-api.eu-central-1.amazonaws.com',
      'user-agent': 'test',
      ...(contentType && { 'content-type': contentType }),
    },
    requestContext: {
      accountId: '123456789012',
      apiId: 'abc',
      domainName: 'abc.execute-api.eu-central-1.amazonaws.com',
      domainPrefix: 'abc',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'id',
      routeKey: '$default',
      stage: '$default',
      time: '18/Mar/2026:12:00:00 +0000',
      timeEpoch: NOW.getTime(),
    },
    ...(body !== undefined && { body: base64 ? Buffer.from(body).toString('base64') : body }),
    isBase64Encoded: body !== undefined && base64,
  };
}

async function activeSite() {
  const site = testSite();
  await site.app.request('/subscribe', form(ADA));
  await site.app.request(
    '/confirm',
    form({ token: sign({ purpose: 'confirm', generation: 0, expiresAt: new Date(NOW.getTime() + 1000) }) }),
  );
  const call = handle(site.app);
  return { ...site, call: (e: APIGatewayProxyEventV2) => call(e as unknown as Parameters<typeof call>[0]) };
}

const query = `token=${sign({ purpose: 'unsubscribe', generation: 1 })}`;

test.each([
  ['urlencoded', FORM, 'List-Unsubscribe=One-Click', true],
  ['urlencoded, not in base64', FORM, 'List-Unsubscribe=One-Click', false],
  ['urlencoded with a charset', `${FORM}; charset=UTF-8`, 'List-Unsubscribe=One-Click', true],
  ['urlencoded in capitals', FORM.toUpperCase(), 'List-Unsubscribe=One-Click', true],
  ['urlencoded with more fields', FORM, 'a=b&List-Unsubscribe=One-Click&c=%00', true],
  ['without a content type', undefined, 'List-Unsubscribe=One-Click', true],
  ['multipart', MULTIPART, `${part('List-Unsubscribe', 'One-Click')}------x--\r\n`, true],
  ['multipart, not in base64', MULTIPART, `${part('List-Unsubscribe', 'One-Click')}------x--\r\n`, false],
  ['multipart with more fields', MULTIPART, `${part('a', 'b')}${part('List-Unsubscribe', 'One-Click')}------x--\r\n`, true],
])('[R60] one click, %s: 200, plain text, no redirect, no cookie, and it counts', async (_name, type, body, base64) => {
  const site = await activeSite();
  const result = await site.call(event('POST', '/unsubscribe', query, type, body, base64));
  expect(result).toMatchObject({
    statusCode: 200,
    isBase64Encoded: false,
    headers: { 'content-type': 'text/plain; charset=UTF-8', 'cache-control': 'no-store' },
  });
  expect(Object.keys(result).concat(Object.keys((result as { headers: object }).headers))).not.toContain('cookies');
  expect(result).not.toHaveProperty('headers.location');
  expect([...site.readers.all.values()][0]!.status).toBe('unsubscribed');
});

test('[R60][R61] without a body it is no one-click request: 200, and nothing happens', async () => {
  const site = await activeSite();
  expect(await site.call(event('POST', '/unsubscribe', query))).toMatchObject({ statusCode: 200 });
  expect([...site.readers.all.values()][0]!.status).toBe('active');
});

test('a sign-up form arrives through the event', async () => {
  const site = await activeSite();
  const body = new URLSearchParams({ ...ADA, email: 'eve@example.org', zone: 'New York' }).toString();
  expect(await site.call(event('POST', '/subscribe', '', FORM, body))).toMatchObject({ statusCode: 202 });
  expect([...site.readers.all.values()].map(({ address }) => address)).toContain('eve@example.org');
});
