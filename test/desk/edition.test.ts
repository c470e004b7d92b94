import { readFileSync } from 'node:fs';
import { decodeHTML } from 'entities';
import { afterAll, expect, test, vi } from 'vitest';
import { startTables } from '../fakes/tables.ts';
import { multipart, NOW, room } from './room.ts';

const SEED = readFileSync(new URL('../fixtures/000_52b6d6f3b97a3e4b.txt', import.meta.url), 'utf8');
/** Its head, its first seven papers and two more: every page of the desk reads all papers of the day. */
const [HEAD = '', ...PAPERS] = SEED.split(
  /^(?=Classification of BCI|Unified Multi|iTransformer|Matryoshka R|On the Prov|TimesNet|Trained T)/m,
);
const FEED = [HEAD, PAPERS[0], PAPERS[1], PAPERS[3], PAPERS[5]].join('');

const tables = await startTables();
afterAll(() => tables.stop());

/** An editor at the desk, with the seed's papers in the next edition. */
async function withPapers() {
  const desk = await room(tables);
  const cookie = await desk.enter();
  const form = await desk.formToken(cookie);
  const { text } = await desk.ask('/desk/papers/look', multipart({ form, text: FEED }), cookie);
  const stagedHash = /name="stagedHash" value="(\w+)"/.exec(text)?.[1] ?? '';
  await desk.act(cookie, '/desk/papers/put', { stagedHash, name: 'seed.txt', day: '', as: 'news' });
  desk.world.now = new Date(NOW.getTime() + 60_000);
  const see = async () => (await desk.ask('/desk', {}, cookie)).text;
  /** The id of a paper, by the first words of its title. */
  const idOf = async (words: string) =>
    decodeURIComponent(new RegExp(`href="/desk/paper\\?id=([^"]+)"><bdi>${words}`, 'i').exec(await see())?.[1] ?? '');
  /** What a form says its page showed. */
  const wasOn = async (path: string, by = cookie) =>
    decodeHTML(/name="was" value="([^"]*)"/.exec((await desk.ask(path, {}, by)).text)?.[1] ?? '');
  const pageOf = (id: string) => `/desk/paper?id=${encodeURIComponent(id)}`;
  const act = async (path: string, fields: Record<string, string> = {}) => {
    desk.world.now = new Date(desk.world.now.getTime() + 1000);
    const page = { '/desk/note': '/desk', '/desk/paper': pageOf(fields.paper ?? '') }[path];
    return desk.act(cookie, path, { ...fields, ...(page && { was: await wasOn(page) }) });
  };
  return { desk, cookie, see, idOf, act, wasOn, pageOf };
}

/** Titles of a section of the page, in their order. */
const titlesIn = (page: string, section: string) =>
  [...(page.split(`<h2>${section}</h2>`)[1]?.split('<h2>')[0] ?? '').matchAll(/class="title"[^>]*><bdi>([^<]+)/g)].map(
    ([, title]) => title,
  );

test('an editor pins in an order, drops, takes back, and sees what the mail then shows', async () => {
  const { see, idOf, act, desk, cookie } = await withPapers();
  expect(await see()).toMatch(/<h1>Thursday,? 19 March 2026<\/h1>/);
  expect(await see()).toContain('9 papers so far');
  const [dolls, times, eeg] = [await idOf('Matryoshka'), await idOf('Timesnet'), await idOf('Classification of BCI-EEG')];
  await act('/desk/choose', { pin: times });
  await act('/desk/choose', { pin: dolls });
  expect(titlesIn(await see(), 'Front page').slice(0, 2)).toEqual([
    expect.stringMatching(/^Timesnet/i),
    expect.stringMatching(/^Matryoshka/),
  ]);
  const { response } = await act('/desk/choose', { up: dolls });
  expect((await desk.ask(response.headers.get('location') ?? '', {}, cookie)).text).toMatch(
    /role="status">It stands a place further up\.<br\/><bdi>Matryoshka/,
  );
  await act('/desk/choose', { drop: eeg });
  expect(titlesIn(await see(), 'Front page')[0]).toMatch(/^Matryoshka/);
  expect(titlesIn(await see(), 'Dropped')).toEqual([expect.stringMatching(/^Classification of BCI-EEG/)]);
  await act('/desk/choose', { release: eeg });
  expect(titlesIn(await see(), 'Dropped')).toEqual([]);
  expect((await act('/desk/choose', { praise: eeg })).status).toBe(400);
  // The command line sees the same.
  expect((await desk.editor.choices('2026-03-19')).pins).toEqual([dolls, times]);
});

test('the page of the next edition asks the tables no more often for nine papers than for none', async () => {
  const { desk, cookie } = await withPapers();
  const send = vi.spyOn(tables.client, 'send');
  const asked = async (now: Date) => {
    desk.world.now = now;
    send.mockClear();
    await desk.ask('/desk', {}, cookie);
    return send.mock.calls.length;
  };
  const withNine = await asked(desk.world.now);
  const [receipt] = await desk.papers.receipts(1);
  await desk.act(cookie, '/desk/papers/withdraw', { id: receipt?.id ?? '' });
  // The papers themselves are read by one request.
  expect(withNine).toBe((await asked(desk.world.now)) + 1);
});

test('what is no news of the next edition is neither pinned nor dropped, and a note of a day gone by is not taken', async () => {
  const { act, desk } = await withPapers();
  for (const what of ['pin', 'up', 'drop', 'release'])
    expect((await act('/desk/choose', { [what]: 'arxiv:0000.00000' })).status, what).toBe(404);
  for (const day of ['2026-03-17', '2026-03-18', '2099-01-01'])
    expect((await act('/desk/note', { day, note: 'Too late.' })).status, day).toBe(409);
  expect(await desk.editor.choices('2026-03-17')).toMatchObject({ pins: [], drops: [], note: undefined });
});

test('a paper that was chosen under another of its ids is let go under all', async () => {
  const desk = await room(tables);
  const cookie = await desk.enter();
  const title = 'A paper with two names';
  const form = await desk.formToken(cookie);
  const text = JSON.stringify({ title, summary: 'We study it, and find that it holds. '.repeat(5), arxiv_id: '2603.00001' });
  const look = await desk.ask('/desk/papers/look', multipart({ form, text }), cookie);
  const stagedHash = /name="stagedHash" value="(\w+)"/.exec(look.text)?.[1] ?? '';
  await desk.act(cookie, '/desk/papers/put', { stagedHash, name: 'a.jsonl', day: '', as: 'news' });
  desk.world.now = new Date(NOW.getTime() + 60_000);
  const [paper] = await desk.papers.getMany(['arxiv:2603.00001']);
  const other = paper?.ids.find((id) => id !== paper.id) ?? '';
  for (const choice of ['pin', 'drop'] as const) {
    await desk.editor.choose(choice, other, NOW);
    expect((await desk.act(cookie, '/desk/choose', { release: paper?.id ?? '' })).status).toBe(303);
    expect(await desk.editor.choices('2026-03-19')).toMatchObject({ pins: [], drops: [] });
  }
});

test('a sentence and a subject are changed, marked, and taken back by emptying the field', async () => {
  const { see, idOf, act, desk, cookie } = await withPapers();
  const dolls = await idOf('Matryoshka');
  const page = async () => (await desk.ask(`/desk/paper?id=${encodeURIComponent(dolls)}`, {}, cookie)).text;
  const before = /<textarea id="sentence"[^>]*>([^<]*)/.exec(await page())?.[1] ?? '';
  const sentence = '  One embedding\n serves <b>every</b> size. ';
  expect((await act('/desk/paper', { paper: dolls, sentence, subject: 'science' })).status).toBe(303);
  expect(await page()).toContain('One embedding serves &lt;b&gt;every&lt;/b&gt; size.</textarea>');
  expect(await page()).toContain(`Before: <bdi>${before}`);
  await act('/desk/choose', { pin: dolls });
  expect(await see()).toMatch(/pinned · edited/);
  const mail = async () => (await desk.ask('/desk/mail/text', {}, cookie)).text.replace(/\s+/g, ' ');
  expect(await mail()).toContain('One embedding serves <b>every</b> size.');
  await act('/desk/paper', { paper: dolls, sentence: '', subject: 'science' });
  expect(await page()).not.toContain('Edited. Before');
  expect(await mail()).not.toContain('One embedding');
  const long = await act('/desk/paper', { paper: dolls, sentence: 'x'.repeat(166), subject: 'vision' });
  expect(long.status).toBe(400);
  expect(long.text).toMatch(
    /<textarea id="sentence"[^>]*aria-describedby="sentence-fault"[^>]*>x{166}<\/textarea><span class="fault" id="sentence-fault"/,
  );
  expect(long.text).toContain('<option value="vision" selected="">');
  expect((await act('/desk/paper', { paper: dolls, sentence: '', subject: 'gossip' })).status).toBe(400);
  expect((await act('/desk/paper', { paper: 'arxiv:0000.00000', sentence: '', subject: 'science' })).status).toBe(404);
});

test('of two editors at once, the second is told what the first wrote, and does not overwrite it unseen', async () => {
  const { idOf, desk, cookie, wasOn, pageOf } = await withPapers();
  const ada = await desk.enter('ada@lab.example');
  const dolls = await idOf('Matryoshka');
  const [note, paper] = [
    { day: '2026-03-19', was: await wasOn('/desk', ada) },
    { paper: dolls, subject: 'science', was: await wasOn(pageOf(dolls), ada) },
  ];
  const both = async (by: string, says: string, expected: number) => {
    expect((await desk.act(by, '/desk/note', { ...note, note: says })).status).toBe(expected);
    const { status, text } = await desk.act(by, '/desk/paper', { ...paper, sentence: says });
    expect(status).toBe(expected);
    return text;
  };
  await both(cookie, 'First.', 303);
  // Pressed twice.
  await both(cookie, 'First.', 303);
  expect(await both(ada, 'Second.', 409)).toContain('First.');
  // As the command line may have left it.
  await desk.editor.note('2026-03-19', ' Two\n lines. ', NOW);
  Object.assign(note, { was: await wasOn('/desk', ada) });
  Object.assign(paper, { was: await wasOn(pageOf(dolls), ada) });
  await both(ada, 'Second.', 303);
});

test('a note that is too long, or too late, is not lost', async () => {
  const { desk, cookie, act, wasOn } = await withPapers();
  await act('/desk/note', { day: '2026-03-19', note: 'As it was.' });
  const long = await act('/desk/note', { day: '2026-03-19', note: `<b>${'x'.repeat(500)}` });
  expect(long.status).toBe(400);
  expect(long.text).toMatch(
    /<textarea id="note"[^>]*aria-describedby="note-fault"[^>]*>&lt;b&gt;x{500}<\/textarea><span class="fault" id="note-fault"/,
  );
  expect(/name="was" value="([^"]*)"/.exec(long.text)?.[1]).toBe('As it was.');
  expect(await wasOn('/desk')).toBe('As it was.');
  const late = await desk.act(cookie, '/desk/note', { day: '2026-03-18', note: 'For <yesterday>.' });
  expect(late).toMatchObject({ status: 409, text: expect.stringContaining('For &lt;yesterday&gt;.') });
});

test('the note stands in the mail; the mail is looked at without anything running, and tried on the editor alone', async () => {
  const { act, desk, cookie } = await withPapers();
  await act('/desk/note', { day: '2026-03-19', note: ' Two papers on & in dolls. ' });
  const html = await desk.ask('/desk/mail/html', {}, cookie);
  expect(html.text).toContain('Two papers on &amp; in dolls.');
  expect(html.response.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
  expect((await desk.ask('/desk/mail', {}, cookie)).text).toMatch(/\d+\.\d KiB \(90 at most\)/);
  const { response } = await act('/desk/mail/test', { to: 'eve@evil.example' });
  expect(response.headers.get('location')).toBe('/desk/mail?said=sent');
  expect(desk.world.mails.at(-1)).toMatchObject({
    ...{ to: 'ak@lab.example', subject: expect.stringMatching(/^\[Test\] /), tags: { kind: 'test' } },
    text: expect.stringContaining('This is a test of the next edition'),
  });
  desk.world.ses = { kind: 'stopped', code: 'AccountPaused' };
  expect((await act('/desk/mail/test')).response.headers.get('location')).toBe('/desk/mail?said=unsent');
  expect((await act('/desk/note', { day: '2026-03-19', note: 'x'.repeat(501) })).status).toBe(400);
});

test('closing early takes a second question, and the day it was asked about', async () => {
  const { see, act, desk, cookie } = await withPapers();
  expect((await desk.ask('/desk/close', {}, cookie)).text).toContain('name="day" value="2026-03-19"');
  expect((await desk.editor.choices('2026-03-19')).closesAt).toBeUndefined();
  expect((await act('/desk/close', { day: '2026-03-18' })).status).toBe(409);
  expect((await act('/desk/close', { day: '2026-03-19' })).status).toBe(303);
  expect((await desk.editor.choices('2026-03-19')).closesAt).toBe(desk.world.now.toISOString());
  expect(await see()).toContain('It closes at the next quarter of an hour.');
  expect(await see()).not.toContain('href="/desk/close"');
});

test('only the edition of the next morning can be closed, not the one after it', async () => {
  const { desk, act, cookie } = await withPapers();
  const closed = {
    id: '2026-03-19',
    day: '2026-03-19',
    frequency: 'daily',
    state: 'EMPTY',
    title: '',
    papers: 0,
    leftOut: 0,
  } as const;
  const at = NOW.toISOString();
  await desk.store.make({ ...closed, start: at, end: at, recent: [], madeAt: at });
  expect((await desk.ask('/desk', {}, cookie)).text).not.toContain('href="/desk/close"');
  expect((await act('/desk/close', { day: '2026-03-20' })).status).toBe(409);
});

test('a day without papers says so on every page; twenty tests a day are the most', async () => {
  const desk = await room(tables);
  const cookie = await desk.enter();
  for (const path of ['/desk', '/desk/mail', '/desk/mail/html', '/desk/mail/text', '/desk/close'])
    expect((await desk.ask(path, {}, cookie)).status, path).toBe(200);
  for (let n = 0; n < 20; n++) expect((await desk.act(cookie, '/desk/mail/test')).status).toBe(400);
  expect((await desk.act(cookie, '/desk/mail/test')).status).toBe(429);
  expect(desk.world.failures).toEqual([]);
});
