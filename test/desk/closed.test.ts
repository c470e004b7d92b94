import { decodeHTML } from 'entities';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTables } from '../fakes/tables.ts';
import { paper } from '../subscribe/site.ts';
import { form, NOW, room } from './room.ts';

let tables: Awaited<ReturnType<typeof startTables>>;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

const ID = '2026-03-18';
const PATH = `/desk/closed?id=${ID}`;
const AT = NOW.toISOString();
const HOSTILE = ' "><script>x</script>';

/** What the field of the note holds, if the page says at the field what is wrong with it. */
const fieldOf = (page: string) =>
  /<textarea id="note"[^>]*aria-describedby="note-fault"[^>]*>([^<]*)<\/textarea><span class="fault" id="note-fault"/.exec(
    page,
  )?.[1];

/** An editor at the desk after an edition of three papers has closed. */
async function withClosed(note = 'As it closed.') {
  const desk = await room(tables);
  const cookie = await desk.enter();
  const edition = { id: ID, day: ID, frequency: 'daily', state: 'CLOSED', title: 'Paper a', papers: 3, leftOut: 0 } as const;
  await desk.store.make({ ...edition, note, start: AT, end: AT, recent: [], files: { papers: 'p', parts: 'q' }, madeAt: AT });
  desk.world.printed = ['a', 'b', 'c'].map((id) => ({
    ...paper,
    id,
    ids: [id, `doi:${id}`],
    title: `Paper ${id}${id === 'c' ? HOSTILE : ''}`,
  }));
  const see = async () => (await desk.ask(PATH, {}, cookie)).text;
  const was = async () => decodeHTML(/name="was" value="([^"]*)"/.exec(await see())?.[1] ?? '');
  return {
    ...{ desk, cookie, see, was },
    note: async (text: string, saw?: string) =>
      desk.act(cookie, '/desk/closed/note', { id: ID, note: text, was: saw ?? (await was()) }),
    act: (fields: Record<string, string>) => desk.act(cookie, '/desk/closed/paper', { id: ID, ...fields }),
    row: () => desk.store.get(ID),
  };
}

test('an editor reads what can still change and what cannot, and changes the note on the web', async () => {
  const { see, note, row, was, desk } = await withClosed();
  expect(await see()).toMatch(/<h1>Wednesday,? 18 March 2026<\/h1>/);
  expect(await see()).toMatch(/<h2>What can change<\/h2>[\s\S]*<h2>What cannot<\/h2>\s*<p>\s*Mails that were sent/);
  expect(await see()).toContain(`href="/editions/${ID}"`);
  expect(await see()).toContain('aria-label="Drop: Paper c &quot;&gt;&lt;script&gt;x');
  expect(await see()).not.toContain('<script>x');
  const before = await row();
  expect((await note('  A <b>wrong</b>\n claim was corrected. ')).response.headers.get('location')).toBe(`${PATH}&said=note`);
  expect(await row()).toEqual({ ...before, note: 'A <b>wrong</b> claim was corrected.', dropped: [], amended: 1 });
  expect(await see()).toContain('A &lt;b&gt;wrong&lt;/b&gt; claim was corrected.</textarea>');
  // Another editor saw what is no more.
  const late = await note('Mine.', 'As it closed.');
  expect(late).toMatchObject({ status: 409, text: expect.stringContaining('was corrected') });
  // Nothing that was typed is lost, and there is a way back.
  expect(late.text).toContain('Mine.</pre>');
  expect(late.text).toContain(`href="${PATH}"`);
  const long = await note('x'.repeat(501));
  expect([long.status, fieldOf(long.text)]).toEqual([400, 'x'.repeat(501)]);
  expect(decodeHTML(/name="was" value="([^"]*)"/.exec(long.text)?.[1] ?? '')).toBe('A <b>wrong</b> claim was corrected.');
  expect((await note('')).status).toBe(303);
  expect([(await row())?.note, await was()]).toEqual(['', '']);
  expect(desk.world.acts.slice(1)).toEqual([
    ...['1 closed/note 303', '1 closed/note 409', '1 closed/note 400', '1 closed/note 303'],
  ]);
});

test('a paper is dropped and put back, by any of its ids; the last one stays', async () => {
  const { act, row, see } = await withClosed();
  expect((await act({ drop: 'doi:a' })).status).toBe(303);
  expect(await row()).toMatchObject({ dropped: ['a'], papers: 2, title: 'Paper b', note: 'As it closed.' });
  expect(await see()).toContain('closed with 3 papers, of which 1 dropped since.');
  expect(await see()).toMatch(/Paper a<\/bdi><\/b><br\/><span class="soft">dropped[\s\S]*aria-label="Put back: Paper a"/);
  expect((await act({ drop: 'c' })).status).toBe(303);
  expect(await act({ drop: 'b' })).toMatchObject({ status: 409, text: expect.stringContaining('one paper at least') });
  expect((await act({ release: 'a' })).status).toBe(303);
  expect(await row()).toMatchObject({ dropped: ['c'], papers: 2, title: 'Paper a' });
});

test('two editors at once: both papers are dropped', async () => {
  const { act, row } = await withClosed();
  await Promise.all([act({ drop: 'a' }), act({ drop: 'b' })]);
  expect(await row()).toMatchObject({ dropped: expect.arrayContaining(['a', 'b']), papers: 1, title: `Paper c${HOSTILE}` });
});

test('what has not closed, is no edition or no paper of it, and what a stranger sends, changes nothing', async () => {
  const { desk, cookie, act, row } = await withClosed();
  const before = await row();
  for (const id of ['2026-03-19', 'DAY', '../x', '', '2026-03-18-week'])
    for (const what of ['drop', 'release']) expect((await act({ id, [what]: 'a' })).status, id).toBe(404);
  expect((await act({ drop: 'z' })).status).toBe(404);
  expect((await act({ pin: 'a' })).status).toBe(404);
  expect((await desk.act(cookie, '/desk/closed/note', { id: '2026-03-19', note: 'x', was: '' })).status).toBe(404);
  for (const id of ['2026-03-19', '%00', '<script>'])
    expect((await desk.ask(`/desk/closed?id=${id}`, {}, cookie)).status).toBe(404);
  const token = await desk.formToken(cookie);
  const other = await desk.formToken(await desk.enter('ada@lab.example'));
  for (const path of ['/desk/closed/note', '/desk/closed/paper']) {
    const fields = { id: ID, drop: 'a', note: 'x', was: 'As it closed.' };
    for (const init of [
      form(fields),
      form({ ...fields, form: other }),
      form({ ...fields, form: token }, { origin: 'https://evil.example' }),
    ])
      expect((await desk.ask(path, init, cookie)).status).toBe(403);
    expect((await desk.ask(path, form({ ...fields, form: token }))).status).toBe(403);
    expect((await desk.ask(path, {}, cookie)).status).toBe(405);
  }
  expect(await row()).toEqual(before);
});

test('without a name of an edition the way leads to the list of those that have closed', async () => {
  const { desk, cookie } = await withClosed();
  const { status, response } = await desk.ask('/desk/closed', {}, cookie);
  const to = response.headers.get('location') ?? '';
  expect([status, to]).toEqual([303, '/desk/running#editions']);
  expect((await desk.ask(to.replace(/#.*/, ''), {}, cookie)).text).toMatch(
    /id="editions"[\s\S]*href="\/desk\/closed\?id=2026-03-18"/,
  );
});

test('a note holds nothing that hides or reorders its text', async () => {
  const { note, row } = await withClosed();
  await note('Good \u202eevil\u202c\u0000 \n news');
  expect((await row())?.note).toBe('Good evil news');
});
