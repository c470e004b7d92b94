import { afterAll, expect, test } from 'vitest';
import { startTables } from '../fakes/tables.ts';
import { multipart, NOW, room } from './room.ts';

const tables = await startTables();
afterAll(() => tables.stop());

const PAPER = JSON.stringify({
  title: 'A good paper',
  summary: 'We study it, and find that it holds. '.repeat(5),
  arxiv_id: '2603.00001',
});

test('a suggestion waits until its paper is known; accepted, it is news and marked; refused, it comes no more', async () => {
  const desk = await room(tables);
  const cookie = await desk.enter();
  const see = async () => (await desk.ask('/desk/suggestions', {}, cookie)).text;
  expect(await see()).toContain('Nothing waits.');
  await desk.suggestions.add({ paper: 'arxiv:2603.00001', why: '<script>alert(1)</script>' }, NOW);
  await desk.suggestions.add({ paper: 'doi:10.5555/x', why: '' }, NOW);
  expect(await see()).toContain('&lt;script&gt;');
  expect(await see()).toContain('not known yet');
  expect((await desk.act(cookie, '/desk/suggestions/accept', { paper: 'arxiv:2603.00001' })).status).toBe(409);

  const form = await desk.formToken(cookie);
  const look = await desk.ask('/desk/papers/look', multipart({ form, text: PAPER }), cookie);
  const stagedHash = /name="stagedHash" value="(\w+)"/.exec(look.text)?.[1] ?? '';
  await desk.act(cookie, '/desk/papers/put', { stagedHash, name: 'a.jsonl', day: '', as: 'archive' });
  expect(await see()).toContain('known, not news yet');
  expect((await desk.act(cookie, '/desk/suggestions/accept', { paper: 'arxiv:2603.00001' })).status).toBe(303);
  expect(desk.world.feeds.at(-1)).toMatchObject({
    key: expect.stringMatching(/^feeds\/desk\/suggested\/\w{16}\.txt$/),
    text: 'https://arxiv.org/abs/2603.00001\n',
  });
  desk.world.now = new Date(NOW.getTime() + 60_000);
  expect((await desk.ask('/desk', {}, cookie)).text).toContain('A good paper');
  expect((await desk.ask('/desk/mail/text', {}, cookie)).text).toContain('Suggested by a reader');

  const before = desk.world.feeds.length;
  await desk.act(cookie, '/desk/suggestions/refuse', { paper: 'doi:10.5555/x' });
  await desk.suggestions.add({ paper: 'doi:10.5555/x', why: 'again' }, NOW);
  for (const paper of ['doi:10.5555/x', 'arxiv:2603.00001', '']) await desk.act(cookie, '/desk/suggestions/accept', { paper });
  for (const paper of ['', 'x'.repeat(3000)])
    for (const what of ['accept', 'refuse'])
      expect((await desk.act(cookie, `/desk/suggestions/${what}`, { paper })).status).toBeLessThan(500);
  expect(await see()).toContain('Nothing waits.');
  expect(desk.world.feeds).toHaveLength(before);
});
