import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostile } from '../emails/hostile-text.ts';
import { startTables } from '../fakes/tables.ts';
import { NOW, room } from './room.ts';

const SEED = readFileSync(new URL('../fixtures/000_52b6d6f3b97a3e4b.txt', import.meta.url), 'utf8');
const FOLDER = 'cG9ZVtPAQkXbb1h4cGZ3Qw';
const bytesOf = (text: string) => new TextEncoder().encode(text);
const line = (n: number) =>
  `${JSON.stringify({ title: `Paper number ${n}`, summary: 'We study it, and find that it holds. '.repeat(4), arxiv_id: `2603.${10_000 + n}` })}\n`;

let tables: Awaited<ReturnType<typeof startTables>>;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

type Desk = Awaited<ReturnType<typeof room>>;
const send = (desk: Desk, file: string, text: string, eTag = '"1"') =>
  void desk.world.sent.set(file, { pieces: [bytesOf(text)], eTag });
const look = (desk: Desk, cookie: string, file: string, more = '') =>
  desk.ask(`/desk/papers/large/look?file=${encodeURIComponent(file)}${more}`, {}, cookie);
const fieldOf = (page: string, name: string) =>
  (new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
const fieldsOf = (page: string) => ({ file: fieldOf(page, 'file'), eTag: fieldOf(page, 'eTag'), day: fieldOf(page, 'day') });

test('the form goes to the bucket alone, and its page is the only one that may send there', async () => {
  const desk = await room(tables);
  const cookie = await desk.enter();
  const { text, response, status } = await desk.ask('/desk/papers/large', {}, cookie);
  expect(status).toBe(200);
  const [form = ''] = /<form [^>]*action="https:.*?<\/form>/s.exec(text) ?? [];
  expect(form).toContain('action="https://store.s3.eu-west-1.amazonaws.com/" enctype="multipart/form-data"');
  // No token of the editor leaves the site, and the file comes last.
  expect([...form.matchAll(/name="([^"]+)"/g)].map(([, name]) => name)).toEqual([
    ...['key', 'success_action_redirect', 'policy', 'file'],
  ]);
  expect(fieldOf(form, 'key')).toMatch(/^staged\/[\w-]{22}\/\$\{filename\}$/);
  expect(fieldOf(form, 'success_action_redirect')).toBe('https://papers.example.org/desk/papers/arrived');
  expect(fieldOf(form, 'policy')).toBe(String(500 * 1024 * 1024));
  const policyOf = ({ headers }: Response) => /form-action[^;]*/.exec(headers.get('content-security-policy') ?? '')?.[0];
  expect(policyOf(response)).toBe("form-action 'self' https://store.s3.eu-west-1.amazonaws.com");
  for (const path of ['/desk', '/desk/papers', '/desk/running'])
    expect(policyOf((await desk.ask(path, {}, cookie)).response)).toBe("form-action 'self'");
  // Each form has a folder of its own.
  const again = await desk.ask('/desk/papers/large', {}, cookie);
  expect(fieldOf(again.text, 'key')).not.toBe(fieldOf(text, 'key'));
});

test('from the form to the edition: S3 leads back, a look, the copy, its receipt', async () => {
  const desk = await room(tables);
  const cookie = await desk.enter();
  const file = `${FOLDER}/of the day & more.txt`;
  send(desk, file, SEED, `"${createHash('md5').update(SEED).digest('hex')}"`);
  // S3 leads back with the key in the address. The browser may hold the cookie back, so this page leads on and shows nothing.
  const arrived = await desk.ask(`/desk/papers/arrived?bucket=b&key=${encodeURIComponent(`staged/${file}`)}&etag=%221%22`);
  expect(arrived.status).toBe(200);
  const [, next = ''] = /^0; url=(.*)$/.exec(arrived.response.headers.get('refresh') ?? '') ?? [];
  expect(arrived.text).toContain(`href="${next}"`);
  expect((await desk.ask(next)).status).toBe(403);

  const seen = await desk.ask(next, {}, cookie);
  expect(seen.text).toContain('<h1>62 papers in it</h1>');
  expect(seen.text).toMatch(/listed on <time datetime="2026-03-18">/);
  expect([desk.world.feeds, await desk.papers.receipts(5)]).toEqual([[], []]);
  const put = await desk.act(cookie, '/desk/papers/large/put', { ...fieldsOf(seen.text), as: 'news' });
  expect(put.status).toBe(303);
  expect(desk.world.feeds).toMatchObject([
    { key: expect.stringMatching(/^feeds\/desk\/[\da-f]{16}\/of-the-day-more\.txt$/), text: SEED, listedOn: undefined },
  ]);
  const told = await desk.ask(put.response.headers.get('location') ?? '', {}, cookie);
  expect(told.text).toMatch(/role="status">Read · 62 papers, 62 new\./);
  expect(desk.world.acts.at(-1)).toBe('1 papers/large/put 303');

  const [receipt] = await desk.papers.receipts(5);
  const itsReceipt = `href="/desk/papers/receipt?id=${encodeURIComponent(receipt?.id ?? '')}"`;
  expect(seen.text).not.toContain(itsReceipt);
  const day = await look(desk, cookie, file, '&day=2026-03-02');
  expect(day.text).toContain(itsReceipt);
  expect(fieldsOf(day.text).day).toBe('2026-03-02');
  await desk.act(cookie, '/desk/papers/large/put', { ...fieldsOf(day.text), as: 'archive' });
  expect(desk.world.feeds.at(-1)).toMatchObject({ key: expect.stringMatching(/^archive\/desk\//), listedOn: '2026-03-02' });
  expect((await look(desk, cookie, file, '&day=18.3.')).status).toBe(400);
});

test('nobody puts in what was not looked at: another file in its place, one that is gone, a key that is no file of a form', async () => {
  const desk = await room(tables);
  const cookie = await desk.enter();
  const file = `${FOLDER}/a.jsonl`;
  send(desk, file, line(1));
  const fields = fieldsOf((await look(desk, cookie, file)).text);
  // Whoever has the form may send another file to the same place.
  send(desk, file, line(2), '"2"');
  expect((await desk.act(cookie, '/desk/papers/large/put', { ...fields, as: 'news' })).status).toBe(404);
  desk.world.sent.clear();
  expect((await desk.act(cookie, '/desk/papers/large/put', { ...fields, as: 'news' })).status).toBe(404);
  for (const other of [
    '',
    'x',
    `${FOLDER}/`,
    `${FOLDER}/..`,
    `${FOLDER}/a/b`,
    `../editions/${FOLDER}/a`,
    `${FOLDER}/${'x'.repeat(256)}`,
  ]) {
    desk.world.sent.set(other, { pieces: [bytesOf(SEED)], eTag: '"1"' });
    expect((await look(desk, cookie, other)).status, other).toBe(404);
    expect((await desk.act(cookie, '/desk/papers/large/put', { file: other, eTag: '"1"', day: '', as: 'news' })).status).toBe(
      404,
    );
  }
  for (const key of ['', 'staged', 'staged/x/y', `https://evil.example/${FOLDER}`])
    expect((await desk.ask(`/desk/papers/arrived?key=${encodeURIComponent(key)}`)).status).toBe(404);
  expect(desk.world.feeds).toEqual([]);
});

test('an editor taken off the list while a file is on its way gets no further; another editor sees it', async () => {
  const desk = await room(tables);
  const cookie = await desk.enter();
  const other = await desk.enter('ada@lab.example');
  const file = `${FOLDER}/a.jsonl`;
  send(desk, file, line(1));
  const fields = fieldsOf((await look(desk, cookie, file)).text);
  const form = await desk.formToken(cookie);
  desk.world.editors = ['ada@lab.example'];
  const init = {
    method: 'POST',
    body: new URLSearchParams({ form, ...fields, as: 'news' }),
    headers: { origin: 'https://papers.example.org' },
  };
  for (const path of ['/desk/papers/large', `/desk/papers/large/look?file=${file}`])
    expect((await desk.ask(path, {}, cookie)).status).toBe(403);
  expect((await desk.ask('/desk/papers/large/put', init, cookie)).status).toBe(403);
  expect(desk.world.feeds).toEqual([]);
  expect((await look(desk, other, file)).text).toContain('<h1>1 paper in it</h1>');
  // Without the token of the session the form counts for nothing.
  expect((await desk.ask('/desk/papers/large/put', init, other)).status).toBe(403);
});

test('a look ends after ten seconds and says how far it came; what is put in is the whole file', async () => {
  const desk = await room(tables);
  const cookie = await desk.enter();
  const file = `${FOLDER}/a.jsonl`;
  const pieces = Array.from({ length: 8 }, (_, n) =>
    bytesOf(
      `${line(n)
        .trim()
        .padEnd(1024 * 1024 - 1)}\n`,
    ),
  );
  desk.world.sent.set(file, { pieces, eTag: '"1"' });
  desk.world.pieces = async function* (all) {
    for (const piece of all) {
      desk.world.now = new Date(desk.world.now.getTime() + 3000);
      yield piece;
    }
  };
  const seen = await look(desk, cookie, file);
  expect(seen.text).toContain('<h1>4 papers in its beginning</h1>');
  expect(seen.text).toContain('the first 4 MB of 8 MB');
  await desk.act(cookie, '/desk/papers/large/put', { ...fieldsOf(seen.text), as: 'news' });
  expect((await desk.papers.receipts(1))[0]).toMatchObject({ outcome: 'accepted', counts: { new: 8 } });

  // A fast look reads all of it.
  desk.world.now = NOW;
  desk.world.pieces = async function* (all) {
    yield* all;
  };
  expect((await look(desk, cookie, file)).text).toContain('<h1>8 papers in it</h1>');
});

test('hostile names and what is no feed: shown as text, and not put in', async () => {
  const desk = await room(tables);
  const cookie = await desk.enter();
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      const file = `${FOLDER}/${text.toWellFormed().replaceAll('/', '').slice(0, 200)}x`;
      send(desk, file, `${JSON.stringify({ title: text })}\n${text}`);
      const arrived = await desk.ask(`/desk/papers/arrived?key=${encodeURIComponent(`staged/${file}`)}`);
      expect(arrived.response.headers.get('refresh')).toMatch(/^0; url=\/desk\/papers\/large\/look\?file=[\w%.!~*'()-]+$/);
      const seen = await look(desk, cookie, file);
      expect(seen.status).toBe(200);
      for (const page of [arrived.text, seen.text])
        expect(page.split('<main')[1]).not.toMatch(/<(script|img|iframe|svg|base|a href="(?!\/))/i);
    }),
    { numRuns: 50 },
  );
  send(desk, `${FOLDER}/a.txt`, 'Dear all, the meeting is on Monday.');
  const seen = await look(desk, cookie, `${FOLDER}/a.txt`);
  expect(seen.text).toContain('<h1>No papers in it</h1>');
  expect(seen.text).not.toContain('action="/desk/papers/large/put"');
  expect(desk.world.failures).toEqual([]);
});

test('a file of more records than news may have is offered to the store alone', async () => {
  const desk = await room(tables);
  const cookie = await desk.enter();
  for (const [records, as] of [
    [3, ['news', 'archive']],
    [5_001, ['archive']],
  ] as const) {
    const line = (n: number) => JSON.stringify({ title: `A study of large files, part ${n}`, doi: `10.5555/large.${n}` });
    send(desk, `${FOLDER}/${records}.jsonl`, Array.from({ length: records }, (_, n) => line(n)).join('\n'));
    const { text } = await look(desk, cookie, `${FOLDER}/${records}.jsonl`);
    expect(Array.from(text.matchAll(/name="as" value="(\w+)"/g), ([, value]) => value)).toEqual(as);
  }
});
