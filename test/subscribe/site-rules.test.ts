import { globSync, readFileSync } from 'node:fs';
import { gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { paperRef } from '../../functions/domain/vote.ts';
import { ADA, edition, form, NOW, paper, sign, testSite, withReader } from './site.ts';

const CONFIRM = `/confirm?token=${sign({ purpose: 'confirm', generation: 0, expiresAt: new Date(NOW.getTime() + 1000) })}`;
const LEAVE = `/unsubscribe?token=${sign({ purpose: 'unsubscribe', generation: 1 })}`;
const behind = (purpose: 'stop' | 'undo' | 'preferences' | 'account' | 'address') =>
  `/${purpose}?token=${sign({ purpose, generation: 1 })}`;
const VOTE = `/vote?edition=${edition.id}&paper=${paperRef(paper.id)}&token=${sign({ purpose: 'vote', generation: 1 })}`;
const [INTERESTS, PICKS] = ['interests', 'picks'].map(
  (path) => `/${path}?token=${sign({ purpose: 'account', generation: 1 })}`,
) as [string, string];
const PAGES = [
  '/',
  '/preferences',
  CONFIRM,
  LEAVE,
  behind('stop'),
  behind('preferences'),
  behind('account'),
  behind('address'),
  VOTE,
  INTERESTS,
  PICKS,
  '/editions',
  '/privacy',
  '/editions?month=2026-02',
  '/editions?month=2026-03&q=attention',
  `/editions/${edition.id}`,
  '/nope',
];
const PATHS = [
  ...PAGES,
  '/subscribe',
  '/subscribe.schema.json',
  '/confirm/again',
  behind('undo'),
  '/account-link',
  '/account/address',
  '/account/export',
  '/account/erase',
  '/interests/erase',
  '/editions.atom',
  '/week.atom',
  '/card.png',
  ...['bib', 'ris', 'json', 'md'].map((ending) => `/editions/${edition.id}.${ending}`),
  '/editions.json',
  '/robots.txt',
  '/sitemap.xml',
];

test('[R59] no GET, HEAD or OPTIONS calls anything that can write, whatever comes with it', async () => {
  const site = testSite();
  await site.app.request('/subscribe', form(ADA));
  await site.app.request('/confirm', form({ token: CONFIRM.slice(15) }));
  const before = structuredClone(site.readers.all);
  site.writes.length = 0;
  const header = fc.constantFrom(
    'purpose',
    'sec-purpose',
    'x-http-method-override',
    'x-method-override',
    'accept',
    'content-type',
    'origin',
  );
  const value = fc.constantFrom(
    'prefetch',
    'POST',
    'DELETE',
    'application/json',
    '*/*',
    'https://evil.example',
    'List-Unsubscribe=One-Click',
  );
  const query = fc.constantFrom('', '&_method=POST', '&List-Unsubscribe=One-Click', '&token=x', '&confirm=1');
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...PATHS),
      fc.constantFrom('GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH'),
      fc.dictionary(header, value),
      query,
      async (path, method, headers, more) => {
        const response = await site.app.request(path + (path.includes('?') ? more : ''), { method, headers });
        expect(response.status).toBeLessThan(500);
        expect([response.headers.get('location'), response.headers.get('set-cookie')]).toEqual([null, null]);
      },
    ),
    { numRuns: 500 },
  );
  expect([site.writes, site.readers.all]).toEqual([[], before]);
});

test.each(PAGES)('[R75] %s carries the security headers, sets no cookie and asks nobody else for anything', async (path) => {
  const { app } = await withReader(true);
  const response = await app.request(path);
  const headers = Object.fromEntries(response.headers);
  expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' });
  const policy = headers['content-security-policy']!;
  for (const rule of ["default-src 'none'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"])
    expect(policy).toContain(rule);
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  expect(headers['set-cookie']).toBeUndefined();
  const page = await response.text();
  expect(page).not.toMatch(/<(?:img|iframe|object|embed|base|meta http-equiv)|\s(?:style|on\w+)=|url\(|@import/i);
  if (path.includes('token=')) expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' });
});

test('[R75] the policy admits the page’s own style and script by their hash', async () => {
  const response = await testSite().app.request('/');
  const page = await response.text();
  for (const tag of ['style', 'script']) {
    const text = new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(page)![1]!;
    const hash = Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))).toString('base64');
    expect(response.headers.get('content-security-policy')).toContain(`${tag}-src 'sha256-${hash}'`);
  }
});

test.each([
  '/unsubscribe/',
  '//unsubscribe',
  '/Unsubscribe',
  '/unsubscribe;x=1',
  '/%75nsubscribe/',
  '/unsubscribe%2f',
  '/./x/../Confirm',
  '/editions/',
  '/editions/../confirm/x',
  '/editions/%2e%2e%2fconfirm',
  '/editions/a%00b',
  '/editions/EDITION%23x',
  `/editions/${'x'.repeat(129)}`,
  '/editions/__proto__',
  '/%',
  '/%ff',
  '/favicon.ico',
  '/.env',
])('[R72] %s is nobody’s second name', async (path) => {
  const site = testSite();
  for (const init of [{}, form({ token: LEAVE.slice(19), 'List-Unsubscribe': 'One-Click' })]) {
    const { status } = await site.app.request(`http://localhost${path}?token=${LEAVE.slice(19)}`, init);
    expect([404, 405]).toContain(status);
  }
  expect([site.writes, site.failures]).toEqual([[], []]);
});

test('an unknown method says which ones there are; errors speak JSON to whoever asks for it', async () => {
  const { app } = testSite();
  const response = await app.request('/confirm', { method: 'DELETE' });
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  const missing = await app.request('/nope', { headers: { accept: 'application/json' } });
  expect([missing.status, await missing.json()]).toEqual([
    404,
    { error: 'No such page', advice: 'Perhaps the address was cut off or mistyped.' },
  ]);
});

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'];

/** The body as its headers say to read it; throws when they are wrong. */
async function decoded(response: Response): Promise<string> {
  const body = Buffer.from(await response.arrayBuffer());
  expect(Number(response.headers.get('content-length') ?? body.length)).toBe(body.length);
  const encoding = response.headers.get('content-encoding');
  const bytes = encoding === 'gzip' ? gunzipSync(body) : encoding === 'deflate' ? inflateSync(body) : body;
  expect([null, 'gzip', 'deflate']).toContain(encoding);
  const type = response.headers.get('content-type') ?? '';
  const text = type === 'image/png' ? bytes.toString('latin1') : new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  if (text && type.startsWith('text/html')) expect(text).toMatch(/^<!doctype html>.*<\/html>\s*$/is);
  if (text && type.startsWith('application/json')) JSON.parse(text);
  return text;
}

test.each<[string, Parameters<typeof testSite>[0], RequestInit?]>([
  ['as it is', {}],
  ['while a table fails', { fail: new Error('down') }],
  ['from another site', {}, { headers: { origin: 'https://evil.example' } }],
  ['with too large a body', {}, { body: 'x'.repeat(20_000) }],
])('every answer decodes as its headers say: %s', async (_, over, { headers = {}, body } = {}) => {
  const { app } = testSite(over);
  for (const path of PATHS)
    for (const method of METHODS)
      for (const encoding of ['gzip', 'deflate, br', 'identity', '*;q=0.5'])
        for (const accept of ['text/html', 'application/json']) {
          const response = await app.request(path, {
            method,
            headers: { 'accept-encoding': encoding, accept, ...headers },
            ...(['GET', 'HEAD'].includes(method) ? {} : { body }),
          });
          const read = await decoded(response).catch((error: unknown) => {
            throw new Error(`${method} ${path} (${encoding}, ${accept}): ${response.status} cannot be read`, { cause: error });
          });
          if (method === 'HEAD') expect(read).toBe('');
        }
});

test('long pages without a secret are compressed, with the refusal of another method; a page with a token never is', async () => {
  const { app } = await withReader(true);
  const encoding = async (path: string, method = 'GET') =>
    (await app.request(path, { method, headers: { 'accept-encoding': 'gzip' } })).headers.get('content-encoding');
  for (const path of ['/', '/privacy', '/editions', `/editions/${edition.id}`])
    expect([path, await encoding(path), await encoding(path, 'POST')]).toEqual([path, 'gzip', 'gzip']);
  for (const path of PAGES.filter((each) => each.includes('token='))) expect([path, await encoding(path)]).toEqual([path, null]);
});

test('[R77] no answer of any route leads elsewhere, and no code of the site fetches anything', async () => {
  for (const file of globSync('functions/subscribe/**/*.ts', { cwd: process.cwd() }))
    expect(readFileSync(file, 'utf8'), file).not.toMatch(/\bfetch\(|\bredirect\(|node:https?'/);
});

test('no page but an edition itself weighs more than 15 KB, and none needs anything besides', async () => {
  const title = 'A title as long as titles of papers are at their longest: on the limits of what can be said in one line';
  const editions = Array.from({ length: 31 }, (_, i) => {
    const day = new Date(Date.UTC(2026, 2, 1 + i)).toISOString().slice(0, 10);
    return { ...edition, id: day, day, title };
  });
  const { app } = await withReader(true, { editions, papers: Array.from({ length: 30 }, () => ({ ...paper, title })) });
  for (const path of PAGES) {
    const page = await (await app.request(path)).text();
    const onTheWire =
      path === '/' || path === '/privacy' || path.startsWith('/editions') ? gzipSync(page).byteLength : Buffer.byteLength(page);
    expect(onTheWire, path).toBeLessThan(15_000);
    expect(page).not.toMatch(/<(?:script|link rel="stylesheet"|img|video)[^>]* (?:src|href)="(?!data:)/);
  }
});
