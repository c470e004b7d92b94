import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ADA, edition, form, NOW, paper, sign, testSite } from './site.ts';

const CONFIRM = `/confirm?token=${sign({ purpose: 'confirm', generation: 0, expiresAt: new Date(NOW.getTime() + 1000) })}`;
const LEAVE = `/unsubscribe?token=${sign({ purpose: 'unsubscribe', generation: 1 })}`;
const PATHS = ['/', '/subscribe', CONFIRM, LEAVE, '/editions', `/editions/${edition.id}`, '/nope'];

test('[R59] no GET, HEAD or OPTIONS calls anything that can write, whatever comes with it', async () => {
  const site = testSite();
  await site.app.request('/subscribe', form(ADA));
  await site.app.request('/confirm', form({ token: CONFIRM.slice(15) }));
  const before = structuredClone(site.readers.rows);
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
      },
    ),
    { numRuns: 500 },
  );
  expect([site.writes, site.readers.rows]).toEqual([[], before]);
});

test.each(PATHS)('[R75] %s carries the security headers, sets no cookie and asks nobody else for anything', async (path) => {
  const response = await testSite().app.request(path);
  const headers = Object.fromEntries(response.headers);
  expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' });
  const policy = headers['content-security-policy']!;
  for (const rule of ["default-src 'none'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"])
    expect(policy).toContain(rule);
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  expect(headers['set-cookie']).toBeUndefined();
  const page = await response.text();
  expect(page).not.toMatch(/<(?:img|iframe|object|embed|base|meta http-equiv)|\s(?:style|on\w+)=|url\(|@import/i);
  if (path.includes('token')) expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' });
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

test('[R73] no other site is let in by CORS', async () => {
  const response = await testSite().app.request('/subscribe', { ...form(ADA), headers: { origin: 'https://evil.example' } });
  expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
});

describe('web editions', () => {
  const get = async (over: Parameters<typeof testSite>[0], path = `/editions/${edition.id}`) => {
    const response = await testSite(over).app.request(path);
    return { response, page: await response.text() };
  };

  test('print every paper with what is known of it', async () => {
    const { page } = await get({});
    for (const part of [
      'Wednesday, 18 March 2026',
      `href="${paper.url}"`,
      'Ada Lovelace, Alan Turing',
      paper.abstract,
      'github.com',
      '12 upvotes',
    ])
      expect(page).toContain(part);
  });

  test('the archive lists the house editions by their day in the house’s zone', async () => {
    const { page } = await get(
      { editions: [edition, { ...edition, id: 'other', house: false, title: 'Not listed' }] },
      '/editions',
    );
    expect(page).toContain(`href="/editions/${edition.id}"`);
    expect(page).toContain('Wednesday, 18 March 2026 · 2 papers');
    expect(page).not.toContain('Not listed');
  });

  test('only house editions are for search engines', async () => {
    expect((await get({})).response.headers.get('x-robots-tag')).toBeNull();
    const other = await get({ editions: [{ ...edition, house: false }] });
    expect(other.response.headers.get('x-robots-tag')).toBe('noindex');
    expect(other.page).toContain('<meta name="robots" content="noindex">');
  });

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    '//evil.example',
    'https://good.example@evil.example',
    'java\nscript:alert(1)',
    'https://x"onmouseover="alert(1)',
    '',
    'https://',
  ])('[R30] a link to %j is text, not a link', async (url) => {
    const { page } = await get({ papers: [{ ...paper, url, links: [{ kind: 'code', url }] }] });
    const hrefs = [...page.matchAll(/href="([^"]*)"/g)].map(([, href]) => href!);
    expect(hrefs.filter((href) => !/^(?:\/(?!\/)|#|data:image\/svg)/.test(href))).toEqual([]);
    expect(page).toContain(paper.title);
  });

  test('[R29] text of a feed changes no structure', async () => {
    const tags = (page: string) => page.match(/<\/?[a-z][^\s>]*/gi);
    const plain = tags((await get({})).page);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('</h2>', '<script>', '"', "'", '&lt;', '<!--', ']]>', '{{x}}', '\u202e', '\0'),
        fc.string(),
        async (a, b) => {
          const text = a + b + a;
          const { page } = await get({ papers: [{ ...paper, title: text, abstract: text, authors: [text, text] }] });
          expect(tags(page)).toEqual(plain);
        },
      ),
    );
  });

  test('a flood of papers stays below what Lambda lets through, counted in full', async () => {
    for (const abstract of ['x'.repeat(2_000), '"'.repeat(400_000)]) {
      const { page } = await get({ papers: Array.from({ length: 20_000 }, () => ({ ...paper, abstract })) });
      expect(page).toContain('20,000 papers');
      expect(Buffer.byteLength(page)).toBeLessThan(4_000_000);
    }
  });

  test('are sent compressed where that is understood', async () => {
    const response = await testSite().app.request(`/editions/${edition.id}`, { headers: { 'accept-encoding': 'gzip' } });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(response.headers.get('vary')).toBe('Accept-Encoding');
  });
});
