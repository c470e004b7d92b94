import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { localCloud } from './local-cloud.ts';

const local = await localCloud();
const { the } = local;
afterAll(() => local.stop());

const edition = (...args: string[]) => local.type('edition', ...args);

test('an editor looks at the next edition, pins, drops, notes and tries it; readers get what the editor saw', async () => {
  expect((await edition('preview')).said).toBe('Nothing has arrived for the next edition yet.\n');
  expect((await edition('test', 'me@example.org')).code).toBe(1);
  await the.upload('000_52b6d6f3b97a3e4b.txt');
  await the.join('ada@example.org');

  expect(JSON.parse((await edition('preview', '--json')).said)).toMatchObject({
    papers: 62,
    subject: expect.stringMatching(/ · /),
  });
  expect(await edition('pin', 'matryoshka')).toMatchObject({
    code: 0,
    said: expect.stringMatching(/^Matryoshka Rep.* comes first,/),
  });
  expect(await edition('drop', 'BCI-EEG')).toMatchObject({ code: 0, said: expect.stringContaining('is left out') });
  expect(await edition('pin', 'Timesnet')).toMatchObject({ code: 0 });
  expect(await edition('release', 'Timesnet')).toMatchObject({ code: 0 });
  expect(await edition('note', 'Two papers on & in dolls.')).toMatchObject({ code: 0 });

  const { said } = await edition('preview');
  expect(said).toMatch(/Matryoshka Representation Learning · /);
  expect(said).toMatch(/1 +pinned +Matryoshka[\s\S]*dropped: Classification of BCI-EEG[\s\S]*HTML +\d+\.\d KiB of 90/);
  const [html = '', text = ''] = [...said.matchAll(/KiB.* (\/\S+)$/gm)].map(([, file = '']) => readFileSync(file, 'utf8'));
  expect(text).toMatch(/^={66}\nBROADSHEET\n[\s\S]*From the editor: Two papers on & in dolls\.[\s\S]*\n 1\. Matryoshka/);
  expect(html).toContain('Two papers on &amp; in dolls.');

  expect(await edition('test', 'me@example.org')).toMatchObject({
    code: 0,
    said: expect.stringContaining('Sent: [Test] Matryoshka'),
  });
  const [trial] = await the.mailsTo('me@example.org');
  expect(trial?.subject).toMatch(/^\[Test\] Matryoshka Representation Learning · /);
  expect(trial?.text).toContain('This is a test of the next edition');

  await the.morning();
  const [digest] = await the.digestsTo('ada@example.org');
  expect(digest?.subject).toMatch(/^Matryoshka Representation Learning · /);
  expect(digest?.text).toContain('From the editor: Two papers on & in dolls.');
  expect(digest?.text).not.toMatch(/BCI-EEG|test of the next/);
});

test('after the close the note changes on the web, and a dropped paper is nowhere: web, files, feed, copies still to be sent', async () => {
  await the.form('/subscribe', { email: 'late@example.org', frequency: 'daily', weekday: '1', hour: '20', zone: 'UTC' });
  await the.quiet();
  await the.confirm('late@example.org');
  await the.uploadPage('2026-03-19', ['Alpha of the day, a study', 'Beta of the day, a study', 'Gamma of the day, a study']);
  await edition('note', 'As it closed.');
  await the.morning();
  const id = (await the.digestsTo('ada@example.org')).at(-1)?.edition ?? '';
  const see = async (path: string) => (await the.page(path)).text();
  const entry = async () => (await see('/editions.atom')).split('</entry>')[0] ?? '';
  const [, atomId, lead = 'none'] = /<entry><id>([^<]+)<\/id><title>((?:Alpha|Beta|Gamma)[^<]+)/.exec(await entry()) ?? [];

  expect(await edition('drop', lead, '--closed', id)).toMatchObject({ code: 0, said: expect.stringContaining(`from ${id}`) });
  expect(await edition('note', 'As it is on the web.', '--closed', id)).toMatchObject({ code: 0 });
  const pages = ['', '.md', '.bib', '.ris', '.json'].map((ending) => `/editions/${id}${ending}`);
  for (const path of [...pages, '/editions', '/editions.json', '/']) expect(await see(path), path).not.toContain(lead);
  expect(await see(`/editions?q=${encodeURIComponent(lead)}`)).not.toContain(`<bdi>${lead}`);
  expect(await see(`/editions/${id}`)).toContain('As it is on the web.');
  expect(await entry()).not.toContain(lead);
  expect(/<entry><id>([^<]+)/.exec(await entry())?.[1]).toBe(atomId);
  const stays = lead.startsWith('Alpha') ? 'Beta of the day' : 'Alpha of the day';
  for (const format of ['bibtex', 'ris', 'json', 'md']) {
    const { code, said } = await local.typeDeployed('edition', 'export', id, '--format', format);
    expect([code, said], format).toEqual([0, expect.stringContaining(stays)]);
    expect(said, format).not.toContain(lead);
  }
  expect((await edition('status', id)).said).toMatch(/Papers +2, 1 dropped since/);

  const evening = new Date(await the.now());
  evening.setUTCHours(20, 0, 0, 0);
  await the.moveClock(evening);
  const late = (await the.digestsTo('late@example.org')).at(-1);
  expect(late?.text).toContain('From the editor: As it closed.');
  expect(late?.text).not.toContain(lead);
  expect(late?.text.match(/(Alpha|Beta|Gamma) of the day/g)?.length).toBeGreaterThan(0);

  expect(await edition('release', lead, '--closed', id)).toMatchObject({ code: 0 });
  expect(await see(`/editions/${id}`)).toContain(lead);
  expect(await edition('drop', 'no such paper', '--closed', id)).toMatchObject({
    ...{ code: 1, said: expect.stringContaining(`No paper of ${id} is called`) },
  });
  for (const act of ['drop', 'release', 'note'])
    expect(await edition(act, lead, '--closed', '2020-01-01')).toMatchObject({
      code: 1,
      said: expect.stringContaining('no closed'),
    });
  for (const wrong of [['drop'], ['pin', lead], ['preview'], ['status', id]])
    expect(await edition(...wrong, '--closed', id)).toMatchObject({ code: 2 });
});

test('what is asked wrongly is answered with a sentence', async () => {
  await the.upload('000_52b6d6f3b97a3e4b.txt', 'feeds/again.txt');
  await the.uploadPage('2026-03-20', ['One good paper', 'One better paper']);
  for (const [args, code, said] of [
    [['pin'], 2, /^Say which paper:/],
    [['export', '2026-03-19'], 2, /^Say --format bibtex, ris, json, md/],
    [['drop', 'no such paper'], 1, /^No paper of the next edition is called “no such paper”/],
    [['pin', 'paper'], 1, /^2 papers of the next edition match “paper”:\n {2}One/],
    [['note', 'x'.repeat(501)], 2, /^A note has at most 500 characters/],
    [['test', 'me@example.org, you@example.org'], 2, /^Say the address/],
  ] as const) {
    expect(await edition(...args)).toMatchObject({ code, said: expect.stringMatching(said) });
  }
});
