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

test('what is asked wrongly is answered with a sentence', async () => {
  await the.upload('000_52b6d6f3b97a3e4b.txt', 'feeds/again.txt');
  await the.uploadPage('2026-03-20', ['One good paper', 'One better paper']);
  for (const [args, code, said] of [
    [['pin'], 2, /^Say which paper to pin/],
    [['drop', 'no such paper'], 1, /^No paper of the next edition is called “no such paper”/],
    [['pin', 'paper'], 1, /^2 papers of the next edition match “paper”:\n {2}One/],
    [['note', 'x'.repeat(501)], 2, /^A note has at most 500 characters/],
    [['test', 'me@example.org, you@example.org'], 2, /^Say the address/],
  ] as const) {
    expect(await edition(...args)).toMatchObject({ code, said: expect.stringMatching(said) });
  }
});
