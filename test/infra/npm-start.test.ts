import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { consoleApp } from '../../infra/local/console.ts';
import { close, holdPort, listen } from '../../infra/local/listen.ts';

const AT = new Date('2026-03-18T08:02:00.000Z');

function inbox(count: number) {
  const mails = Array.from({ length: count }, (_, i) => ({
    ...{ id: `m${i}`, at: AT.toISOString(), to: `${i % 2 ? 'ada' : 'grace'}@example.org`, subject: `Paper ${i}`, tags: {} },
  }));
  const app = consoleApp({
    ...{ site: 'http://127.0.0.1:1', now: () => AT, mails: () => mails, sandbox: () => undefined },
    ...{ fail() {}, status: () => ({}), moveClock: async () => ({}), fetch: async () => [] },
    raw: async (id) => Buffer.from(`Subject: ${id}\r\n\r\nbody`),
  });
  return async (path: string) => {
    const response = await app.request(path);
    return { status: response.status, page: await response.text() };
  };
}
const titles = (page: string) => [...page.matchAll(/<strong>Paper (\d+)/g)].map(([, n]) => Number(n));

test('the inbox is searched by recipient and subject, and a page shows the newest 200', async () => {
  const get = inbox(1000);
  expect(titles((await get('/')).page)).toEqual(Array.from({ length: 200 }, (_, i) => 999 - i));
  expect((await get('/')).page).toContain('1000 mails, of which these are the newest 200.');
  expect(titles((await get('/?q=ADA+paper+99')).page)).toEqual([
    999, 997, 995, 993, 991, 899, 799, 699, 599, 499, 399, 299, 199, 99,
  ]);
  const none = (await get('/?q=%3Cscript%3E')).page;
  expect([titles(none), none.includes('No mail matches.'), none.includes('<script')]).toEqual([[], true, false]);
});

test('/mails/latest is the newest mail, of all or of those that are asked for', async () => {
  const get = inbox(4);
  expect((await get('/mails/latest')).page).toContain('<h2>Paper 3</h2>');
  expect((await get('/mails/latest?q=grace@example.org')).page).toContain('<h2>Paper 2</h2>');
  expect(JSON.parse((await get('/api/mails/latest?q=grace')).page)).toMatchObject({ id: 'm2', text: 'body' });
  expect((await get('/mails/latest?q=nobody')).status).toBe(404);
  expect((await inbox(0)('/mails/latest')).status).toBe(404);
});

test('a port that another has is followed by the next that is free', async () => {
  const other = createServer();
  const taken = await listen(other);
  const held = await holdPort(taken);
  expect(held.port).toBeGreaterThan(taken);
  expect(held.port).toBeLessThan(taken + 20);
  await Promise.all([close(other), close(held.server)]);
});

test('an option that npm keeps for itself is told, with what to type', async () => {
  for (const [name, option] of [
    ['npm_config_fresh', '--fresh'],
    ['npm_config_demo', '--no-demo'],
    ['npm_config_sources', '--sources'],
    ['npm_config_sources_from', '--sources-from'],
    ['npm_config_editors', '--editors'],
  ] as const) {
    const env = { ...process.env, npm_lifecycle_event: 'start', [name]: '' };
    const failed = await promisify(execFile)(process.execPath, ['infra/cli/commands/start.ts'], { env }).catch((error) => error);
    expect([failed.code, failed.stderr]).toEqual([2, expect.stringMatching(new RegExp(`: npm start -- ${option}\n$`))]);
  }
}, 60_000);

test('a mirror without sources is told', async () => {
  const args = ['infra/cli/commands/start.ts', '--sources-from', 'http://127.0.0.1:9000'];
  const failed = await promisify(execFile)(process.execPath, args, { timeout: 20_000 }).catch((error) => error);
  expect([failed.code, failed.stderr]).toEqual([2, expect.stringContaining('--sources')]);
}, 60_000);
