import { expect, test } from 'vitest';
import { ADA, form, json, NOW, sign, testSite, withReader } from './site.ts';

const ONE_CLICK = `/unsubscribe?token=${sign({ purpose: 'unsubscribe', generation: 1 })}`;
const LAB = 'https://lab.example';
const from = (init: RequestInit, headers: Record<string, string>): RequestInit => ({
  ...init,
  headers: { ...Object.fromEntries(new Headers(init.headers)), ...headers },
});

test('[R73] an allowed site may send the sign-up form, as a form or as JSON, and without credentials', async () => {
  const { app, writes } = testSite();
  const preflight = await app.request('/subscribe', {
    method: 'OPTIONS',
    headers: { origin: LAB, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
  });
  expect(Object.fromEntries(preflight.headers)).toMatchObject({
    'access-control-allow-origin': LAB,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'Content-Type',
  });
  expect(writes).toEqual([]);
  const answer = await app.request('/subscribe', from(json(ADA), { origin: LAB, 'sec-fetch-site': 'cross-site' }));
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([202, LAB]);
  expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  expect((await app.request('/subscribe', from(form(ADA), { origin: LAB }))).status).toBe(202);
});

test('[R73] no other site may send a form, nor an allowed one any other form; one-click requests and confirmations may come from anywhere', async () => {
  const site = await withReader(true);
  const post = (path: string, headers: Record<string, string | undefined>, fields: Record<string, string> = ADA) =>
    site.app.request(path, from(form(fields), JSON.parse(JSON.stringify(headers))));
  const evil = await post('/subscribe', { origin: 'https://evil.example' });
  expect([evil.status, evil.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  for (const headers of [{ origin: LAB }, { origin: 'null', 'sec-fetch-site': 'cross-site' }])
    for (const path of ['/preferences', '/account/erase', '/account-link', '/undo', '/vote'])
      expect((await post(path, headers)).status).toBe(403);
  expect(site.writes).toEqual([]);
  // Our own pages, whose referrer policy makes their origin null; and a program that is no browser.
  for (const headers of [{ origin: 'null', 'sec-fetch-site': 'same-origin' }, { origin: 'https://papers.example.org' }, {}])
    expect((await post('/subscribe', headers)).status).toBe(202);
  const token = sign({ purpose: 'confirm', generation: 0 });
  expect((await post('/confirm', { origin: 'https://translator.example' }, { token })).status).toBe(200);
  expect((await post(ONE_CLICK, { origin: 'https://mail.example' }, { 'List-Unsubscribe': 'One-Click' })).status).toBe(200);
});

/** The handler hands on where API Gateway says a request came from. */
const fromIp = (sourceIp: string) => ({ requestContext: { http: { sourceIp } } });

test('[R65][R113] one network, one domain and all together cause so many mails an hour; then 429 says when to come back', async () => {
  const { app, letters } = testSite({ mailsPerHour: 20 });
  const signUp = (n: number, domain: string, ip: string) =>
    app.request('/subscribe', form({ ...ADA, email: `r${n}@${domain}` }), fromIp(ip));
  const statuses = async (calls: (Response | Promise<Response>)[]) => (await Promise.all(calls)).map(({ status }) => status);
  // A twentieth of 20 for one network, whatever it forges; a fifth for one domain.
  expect(await statuses([signUp(1, 'a.example', '192.0.2.1'), signUp(2, 'b.example', '192.0.2.99')])).toEqual([202, 429]);
  for (const n of [3, 4, 5, 6, 7, 8]) await signUp(n, 'c.example', `198.51.${n}.1`);
  expect(letters).toHaveLength(5);
  for (let n = 10; n < 40; n++) await signUp(n, `d${n}.example`, `203.0.${n}.1`);
  expect(letters).toHaveLength(20);
  const late = await signUp(50, 'late.example', '2001:db8::1');
  expect([late.status, late.headers.get('retry-after')]).toEqual([429, '3600']);
  expect(await late.text()).toContain('come back in 60 minutes');
});

test.each(['text/html', 'application/json'])('[R74] errors have one voice, as %s', async (accept) => {
  const { app } = testSite({ mailsPerHour: 1 });
  const late = { token: sign({ purpose: 'account', generation: 0, expiresAt: NOW }) };
  const ask = (path: string, init: RequestInit = {}) => app.request(path, from(init, { accept }));
  await ask('/subscribe', form(ADA));
  const answers = {
    400: await ask('/confirm?token=x'),
    404: await ask('/nope'),
    405: await ask('/confirm', { method: 'DELETE' }),
    410: await ask('/account/export', form(late)),
    413: await ask('/subscribe', form({ email: 'x'.repeat(20_000) })),
    429: await ask('/subscribe', form({ ...ADA, email: 'b@c.de' })),
  };
  for (const [status, response] of Object.entries(answers)) {
    expect(response.status).toBe(Number(status));
    expect(response.headers.get('content-type')).toMatch(new RegExp(`^${accept}`));
    expect(response.headers.get('vary')).toContain('Accept');
    expect(await response.text()).toMatch(
      accept === 'text/html' ? /<h1>[^<]+<\/h1><p class="lead">/ : /^\{"error":"[^"]+","advice":"[^"]+"\}$/,
    );
  }
});
