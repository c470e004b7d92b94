import { afterAll, expect, test } from 'vitest';
import { startTables } from '../fakes/tables.ts';
import { form, NOW, room } from './room.ts';

const tables = await startTables();
afterAll(() => tables.stop());

const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
const enters = async (desk: Awaited<ReturnType<typeof room>>, token: string) =>
  (await desk.ask('/desk/enter', form({ token }))).status;

test('an editor enters by a mailed link, and is in until the twelve hours end', async () => {
  const desk = await room(tables);
  expect(await desk.ask('/desk')).toMatchObject({ status: 403, text: expect.stringContaining('action="/desk/link"') });
  expect((await desk.ask('/desk/link', form({ email: 'AK@lab.example' }))).status).toBe(202);
  expect(desk.world.mails).toMatchObject([{ to: 'ak@lab.example', tags: { kind: 'letter' } }]);

  // Looking at the link, as programs that check mail do, does not use it up.
  const page = await desk.ask(`/desk/enter?token=${desk.lastLink()}`);
  expect([page.status, page.text.includes('action="/desk/enter"')]).toEqual([200, true]);
  const { response, status } = await desk.ask('/desk/enter', form({ token: desk.lastLink() }));
  expect([status, response.headers.get('location')]).toEqual([303, '/desk']);
  const [set = ''] = response.headers.getSetCookie();
  expect(set.replace(/=[^;]+/, '=…')).toBe('__Host-desk=…; Max-Age=43200; Path=/; HttpOnly; Secure; SameSite=Strict');
  const [cookie = ''] = set.split(';');

  expect((await desk.ask('/desk', {}, cookie)).status).toBe(200);
  desk.world.now = later(12 * 60 - 1);
  expect((await desk.ask('/desk', {}, cookie)).status).toBe(200);
  desk.world.now = later(12 * 60);
  expect((await desk.ask('/desk', {}, cookie)).status).toBe(403);
  expect(desk.world.acts).toEqual(['1 enter']);
  expect(JSON.stringify(desk.world.acts)).not.toContain('@');
});

test('an editor is told of entering from a browser that was not there before, and only then', async () => {
  const desk = await room(tables);
  const told = () => desk.world.mails.filter(({ subject }) => subject === 'desk-entered').map(({ to }) => to);
  const enterWith = async (cookie: string) => {
    await desk.ask('/desk/link', form({ email: 'ak@lab.example' }));
    const { response } = await desk.ask('/desk/enter', form({ token: desk.lastLink() }), cookie);
    return response.headers.getSetCookie()[1] ?? '';
  };
  const set = await enterWith('');
  expect(set).toMatch(/^__Host-desk-browser=[\w-]{22}; Max-Age=31536000; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  expect(told()).toEqual(['ak@lab.example']);
  await enterWith(set.split(';')[0] ?? '');
  expect(told()).toHaveLength(1);
  await enterWith('__Host-desk-browser=<script>');
  expect(told()).toHaveLength(2);
  // It lets nobody in.
  expect((await desk.ask('/desk', {}, set.split(';')[0])).status).toBe(403);
});

test('a link works once, for fifteen minutes, and the ones mailed before it not any more', async () => {
  const desk = await room(tables);
  await desk.ask('/desk/link', form({ email: 'ak@lab.example' }));
  const first = desk.lastLink();
  await desk.ask('/desk/link', form({ email: 'ak@lab.example' }));
  const second = desk.lastLink();
  expect(await Promise.all([enters(desk, second), enters(desk, second), enters(desk, first)]).then((all) => all.sort())).toEqual([
    303, 400, 400,
  ]);
  expect((await desk.ask(`/desk/enter?token=${second}`)).status).toBe(400);

  await desk.ask('/desk/link', form({ email: 'ak@lab.example' }));
  desk.world.now = later(15);
  expect(await enters(desk, desk.lastLink())).toBe(400);
});

test('an address of no editor gets the same answer by the same work, and no mail', async () => {
  const answers = [];
  for (const email of ['ak@lab.example', 'eve@lab.example']) {
    const desk = await room(tables);
    const { response, status, text } = await desk.ask('/desk/link', form({ email }));
    answers.push([status, [...response.headers], text.replaceAll(email, ''), desk.world.calls]);
    expect(desk.world.mails.map(({ to }) => to)).toEqual(email === 'ak@lab.example' ? [email] : []);
  }
  expect(answers[0]).toEqual(answers[1]);
});

test('what strangers can cause is capped: five links an hour to a mailbox, and a domain by its own limit', async () => {
  const desk = await room(tables);
  for (let n = 0; n < 8; n++) expect((await desk.ask('/desk/link', form({ email: 'ak@lab.example' }))).status).toBe(202);
  expect(desk.world.mails).toHaveLength(5);
  for (let n = 0; n < 12; n++) await desk.ask('/desk/link', form({ email: 'eve@lab.example' }));
  expect((await desk.ask('/desk/link', form({ email: 'ada@lab.example' }))).status).toBe(429);
  expect((await desk.ask('/desk/link', form({ email: 'no address' }))).status).toBe(400);
});

test('signing out everywhere ends every session of this editor, of no other, and voids unused links', async () => {
  const desk = await room(tables);
  const [here, there, ada] = [await desk.enter(), await desk.enter(), await desk.enter('ada@lab.example')];
  await desk.ask('/desk/link', form({ email: 'ak@lab.example' }));
  expect((await desk.act(here, '/desk/sign-out-everywhere')).status).toBe(200);
  const seen = await Promise.all([here, there, ada].map((cookie) => desk.ask('/desk', {}, cookie)));
  expect(seen.map(({ status }) => status)).toEqual([403, 403, 200]);
  expect(await enters(desk, desk.lastLink())).toBe(400);
  expect(desk.world.acts.at(-1)).toBe('1 sign-out-everywhere 200');
  expect((await desk.act(ada, '/desk/sign-out')).response.headers.get('set-cookie')).toMatch(/^__Host-desk=; Max-Age=0/);
});

test('a form that was written before the night is sent after entering again, but not after signing out everywhere', async () => {
  const desk = await room(tables);
  const written = await desk.formToken(await desk.enter());
  desk.world.now = later(13 * 60);
  const cookie = await desk.enter();
  expect((await desk.ask('/desk/running/resume', form({ form: written }), cookie)).status).toBe(303);
  await desk.act(cookie, '/desk/sign-out-everywhere');
  expect((await desk.ask('/desk/running/resume', form({ form: written }), await desk.enter())).status).toBe(403);
});

test('a form of another session says so, and shows what was written; without a session nothing is read', async () => {
  const desk = await room(tables);
  const [ak, ada] = [await desk.enter(), await desk.enter('ada@lab.example')];
  const note = 'Two\nlines <b>of</b> mine';
  const foreign = await desk.ask('/desk/note', form({ form: await desk.formToken(ada), day: '2026-03-19', note }), ak);
  expect(foreign.status).toBe(403);
  expect(foreign.text).toContain('Two\nlines &lt;b&gt;of&lt;/b&gt; mine</pre>');
  expect(foreign.text).not.toContain('session has ended');
  const out = await desk.ask('/desk/note', form({ form: await desk.formToken(ada), day: '2026-03-19', note }));
  expect(out.text).toContain('session has ended');
  expect(out.text).not.toContain('lines');
});

test('who is taken off the list is out, with cookie and link; who stands at another place is who they were', async () => {
  const desk = await room(tables);
  const [ak, ada] = [await desk.enter(), await desk.enter('ada@lab.example')];
  await desk.ask('/desk/link', form({ email: 'ak@lab.example' }));
  const link = desk.lastLink();
  desk.world.editors = ['ada@lab.example'];
  expect((await desk.ask('/desk', {}, ak)).status).toBe(403);
  expect(await enters(desk, link)).toBe(400);
  expect((await desk.act(ada, '/desk/sign-out-everywhere')).status).toBe(200);
  expect(desk.world.acts.at(-1)).toBe('1 sign-out-everywhere 200');
});

test("a stranger's attempts change nothing: guesses, other purposes, foreign pages, tokens of other sessions", async () => {
  const desk = await room(tables);
  const [ak, ada] = [await desk.enter(), await desk.enter('ada@lab.example')];
  const [token, other] = [await desk.formToken(ak), await desk.formToken(ada)];
  const out = '/desk/sign-out-everywhere';
  const refused: [why: string, init: RequestInit, cookie: string][] = [
    ['no token', form({}), ak],
    ['a guess', form({ form: `${token}1` }), ak],
    ["another session's token", form({ form: other }), ak],
    ['the cookie as token', form({ form: ak.split('=')[1] ?? '' }), ak],
    ['no cookie', form({ form: token }), ''],
    ["a form's token as cookie", form({ form: token }), `__Host-desk=${token}`],
    ['the link as cookie', form({ form: token }), `__Host-desk=${desk.lastLink()}`],
    ['a cookie without its prefix', form({ form: token }), ak.replace('__Host-', '')],
    ['a foreign page', form({ form: token }, { origin: 'https://evil.example' }), ak],
    ['a page of a sibling domain', form({ form: token }, { origin: 'null', 'sec-fetch-site': 'same-site' }), ak],
    ['JSON without a token', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }, ak],
  ];
  for (const [why, init, cookie] of refused) expect((await desk.ask(out, init, cookie)).status, why).toBe(403);
  expect((await desk.ask(out, {}, ak)).status).toBe(405);
  expect((await desk.ask('/desk/link', form({ email: 'x'.repeat(20_000) }))).status).toBe(413);
  for (const guess of ['', 'x', desk.lastLink().replace(/.$/, 'x'), ak.split('=')[1] ?? ''])
    expect(await enters(desk, guess)).toBe(400);
  expect((await desk.ask('/desk', {}, ak)).status).toBe(200);
  expect(desk.world.acts).toEqual(['1 enter', '2 enter']);
  expect(desk.world.failures).toEqual([]);
});

test('no page of the desk is kept, framed or found, and none runs anything that is not its own', async () => {
  const desk = await room(tables);
  const { response, text } = await desk.ask('/desk', {}, await desk.enter());
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; img-src data:; form-action 'self'/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect([response.headers.get('cache-control'), response.headers.get('x-robots-tag')]).toEqual(['no-store', 'noindex']);
  expect(text).not.toContain('@lab.example');
});
