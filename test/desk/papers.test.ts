import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { hostile } from '../emails/hostile-text.ts';
import { startTables } from '../fakes/tables.ts';
import { multipart, NOW, room } from './room.ts';

const SEED = readFileSync(new URL('../fixtures/000_52b6d6f3b97a3e4b.txt', import.meta.url), 'utf8');
const LINE = (title: string) =>
  JSON.stringify({ title, summary: 'We study it in depth, and find that it holds. '.repeat(4), arxiv_id: '2603.00001' });

const tables = await startTables();
afterAll(() => tables.stop());

type Desk = Awaited<ReturnType<typeof room>>;
const look = async (desk: Desk, cookie: string, fields: Record<string, string | File>) =>
  desk.ask('/desk/papers/look', multipart({ form: await desk.formToken(cookie), ...fields }), cookie);
const fieldsOf = (page: string) => ({
  ...{
    stagedHash: /name="stagedHash" value="([\w ]+)"/.exec(page)?.[1] ?? '',
    name: /name="name" value="([^"]*)"/.exec(page)?.[1] ?? '',
  },
  day: /name="day" value="([^"]*)"/.exec(page)?.[1] ?? '',
});

test('the page of a day: a look that writes nothing, then the upload, its receipt, and taking it back', async () => {
  const desk = await room(tables);
  const cookie = await desk.enter();
  const seen = await look(desk, cookie, { text: SEED });
  expect(seen.status).toBe(200);
  expect(seen.text).toContain('<h1>62 papers in it</h1>');
  expect(seen.text).toMatch(/listed on <time datetime="2026-03-18">/);
  expect(seen.text).toContain('Matryoshka Representation Learning');
  expect([...seen.text.matchAll(/<span class="soft">new<\/span>/g)]).toHaveLength(62);
  expect([desk.world.feeds, await desk.papers.receipts(5)]).toEqual([[], []]);

  const put = await desk.act(cookie, '/desk/papers/put', { ...fieldsOf(seen.text), as: 'news' });
  expect([put.status, put.response.headers.get('location')]).toEqual([
    303,
    expect.stringMatching(/^\/desk\/papers\?put=[\da-f]{16}$/),
  ]);
  const told = async () => (await desk.ask(put.response.headers.get('location') ?? '', {}, cookie)).text;
  expect(await told()).toMatch(/role="status">Read · 62 papers, 62 new\. <a href="\/desk">/);
  expect(desk.world.feeds).toMatchObject([{ key: expect.stringMatching(/^feeds\/desk\/[\da-f]{16}\/pasted\.txt$/), text: SEED }]);
  const [receipt] = await desk.papers.receipts(5);
  expect(receipt).toMatchObject({ outcome: 'accepted', taken: 'news', counts: { new: 62 } });
  const again = (await look(desk, cookie, { text: SEED })).text;
  expect(again).toContain('was news before');
  // The same file has a receipt; another one, with as many papers, has none.
  const itsReceipt = `href="/desk/papers/receipt?id=${encodeURIComponent(receipt?.id ?? '')}"`;
  expect(again).toContain(itsReceipt);
  expect((await look(desk, cookie, { text: `${SEED}\n` })).text).not.toContain(itsReceipt);
  const mixed = await look(desk, cookie, {
    text: `${SEED}\n\nA title that was not there\n\n${'We study it in depth, and find that it holds. '.repeat(6)}`,
  });
  expect(mixed.text).toContain('<p>New to readers: 1 of them.</p>');

  const list = await desk.ask('/desk/papers', {}, cookie);
  const [, path = ''] = /href="(\/desk\/papers\/receipt[^"]+)"/.exec(list.text) ?? [];
  expect((await desk.ask(path, {}, cookie)).text).toContain('Take its news back');
  const back = await desk.act(cookie, '/desk/papers/withdraw', { id: receipt?.id ?? '' });
  expect(back.text).toContain('Taken back: 62 papers.');
  expect(back.text).not.toContain('Take its news back');
  expect(await desk.papers.newsBetween(new Date(NOW.getTime() - 1), new Date(NOW.getTime() + 1))).toEqual([]);
  expect(desk.world.acts.slice(-2)).toEqual(['1 papers/look 200', '1 papers/withdraw 200']);
});

test('a file with a stated day, for the store alone', async () => {
  const desk = await room(tables);
  const cookie = await desk.enter();
  const file = new File([`${LINE('A good paper')}\n`], '../of the day.jsonl');
  const seen = await look(desk, cookie, { file, text: '', day: '2026-03-02' });
  expect(fieldsOf(seen.text)).toMatchObject({ name: 'of-the-day.jsonl', day: '2026-03-02' });
  await desk.act(cookie, '/desk/papers/put', { ...fieldsOf(seen.text), as: 'archive' });
  expect(desk.world.feeds).toMatchObject([
    { key: expect.stringMatching(/^archive\/desk\/\w+\/of-the-day\.jsonl$/), listedOn: '2026-03-02' },
  ]);
  const [stored] = await desk.papers.getMany(['arxiv:2603.00001']);
  expect([stored?.title, stored?.listedOn, stored?.newsAt]).toEqual(['A good paper', '2026-03-02', undefined]);
  // Links and ids are looked up among what came before; now it is news.
  const links = await look(desk, cookie, { text: 'https://arxiv.org/abs/2603.00001\nhttps://arxiv.org/abs/2603.09999\n' });
  expect(links.text).toContain('known, news for the first time');
  expect(links.text).toContain('not among the papers that came before');
});

test('what is no feed is said to be none, and cannot be put in', async () => {
  const desk = await room(tables);
  const cookie = await desk.enter();
  const seen = await look(desk, cookie, { text: 'Dear all, the meeting is on Monday.' });
  expect(seen.text).toContain('<h1>No papers in it</h1>');
  expect(seen.text).not.toContain('action="/desk/papers/put"');
  for (const fields of [
    { text: '', day: '' },
    { text: SEED, day: '18.3.' },
  ])
    expect((await look(desk, cookie, fields)).status).toBe(400);
  for (const stagedHash of ['', '0'.repeat(64), '../secret'])
    expect((await desk.act(cookie, '/desk/papers/put', { stagedHash, name: 'x', day: '', as: 'news' })).status).toBe(400);
  for (const id of ['', 'x', 'x'.repeat(2000)]) {
    expect((await desk.ask(`/desk/papers/receipt?id=${id}`, {}, cookie)).status).toBe(404);
    expect((await desk.act(cookie, '/desk/papers/withdraw', { id })).status).toBe(404);
  }
  expect(desk.world.feeds).toEqual([]);
});

test('ten megabytes are refused, by whatever way they come, before anything is kept', async () => {
  const desk = await room(tables);
  const cookie = await desk.enter();
  expect((await look(desk, cookie, { text: 'x'.repeat(10_000_000) })).status).toBe(413);
  expect((await look(desk, cookie, { file: new File(['x'.repeat(4_194_305)], 'a.txt') })).status).toBe(400);
  expect(desk.world.staged.size).toBe(0);
});

test('hostile text is shown as text, in every field and every record', async () => {
  const desk = await room(tables);
  const cookie = await desk.enter();
  const form = await desk.formToken(cookie);
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      const file = new File([`${LINE(text)}\n${text}`], `${text}.jsonl`);
      const { status, text: page } = await desk.ask('/desk/papers/look', multipart({ form, file, text }), cookie);
      expect(status).toBe(200);
      expect(page.split('<main')[1]).not.toMatch(/<(script|img|iframe|svg|base|a href="(?!\/))/i);
      expect(fieldsOf(page).name).toMatch(/^[\w.-]*$/);
    }),
    { numRuns: 50 },
  );
  expect(desk.world.failures).toEqual([]);
});

test('several files at once: each is looked at, and those with papers are put in with a receipt each', async () => {
  const desk = await room(tables);
  const cookie = await desk.enter();
  const files = [
    new File([`${LINE('A good paper')}\n`], 'one of two.jsonl'),
    new File([SEED], 'seed.txt'),
    new File([SEED], 'again.txt'),
    new File(['nothing to see'], 'empty.txt'),
  ];
  const form = await desk.formToken(cookie);
  const init = multipart({ form, text: '', day: '' });
  for (const file of files) if (init.body instanceof FormData) init.body.append('file', file);
  const seen = await desk.ask('/desk/papers/look', init, cookie);
  expect(seen.text).toContain('<h1>63 papers in 2 files</h1>');
  for (const name of ['one-of-two.jsonl', 'seed.txt', 'empty.txt']) expect(seen.text).toContain(`<h2><bdi>${name}</bdi></h2>`);
  expect(desk.world.feeds).toEqual([]);
  const put = await desk.act(cookie, '/desk/papers/put', { ...fieldsOf(seen.text), as: 'news' });
  expect(desk.world.feeds.map(({ key }) => key.replace(/^.*\//, ''))).toEqual(['one-of-two.jsonl', 'seed.txt']);
  expect((await desk.papers.receipts(5)).map(({ counts }) => counts.new).sort()).toEqual([1, 62]);
  const told = (await desk.ask(put.response.headers.get('location') ?? '', {}, cookie)).text;
  expect(told).toMatch(/role="status">.*one-of-two\.jsonl.*1 new.*seed\.txt.*62 new/);

  // One file that is gone: none is put.
  desk.world.staged.delete([...desk.world.staged.keys()][1] ?? '');
  desk.world.feeds.length = 0;
  expect((await desk.act(cookie, '/desk/papers/put', { ...fieldsOf(seen.text), as: 'news' })).status).toBe(400);
  expect(desk.world.feeds).toEqual([]);
});

test('more files than one look takes are refused, and those that are more than 4 MB together', async () => {
  const desk = await room(tables);
  const cookie = await desk.enter();
  const send = async (files: File[]) => {
    const init = multipart({ form: await desk.formToken(cookie), text: '', day: '' });
    for (const file of files) if (init.body instanceof FormData) init.body.append('file', file);
    return desk.ask('/desk/papers/look', init, cookie);
  };
  const many = Array.from({ length: 11 }, (_, n) => new File([`${n}`], `${n}.txt`));
  expect(await send(many)).toMatchObject({ status: 400, text: expect.stringContaining('10 files') });
  const half = (letter: string) => new File([letter.repeat(2.1 * 1024 * 1024)], `${letter}.txt`);
  expect((await send([half('a'), half('b')])).status).toBeGreaterThanOrEqual(400);
  expect(desk.world.staged.size).toBe(0);
});
