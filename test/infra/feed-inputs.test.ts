import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import { feedInputs } from '../../infra/cli/lib/feed-inputs.ts';

const SEED = 'test/fixtures/synthetic-seedshape-jun12.txt';
const dir = mkdtempSync(join(tmpdir(), 'broadsheet-'));
afterAll(() => rmSync(dir, { recursive: true }));

test('a folder stands for its files, in order, without what is hidden or still being written', async () => {
  const folder = join(dir, 'folder');
  mkdirSync(join(folder, 'sub'), { recursive: true });
  for (const name of ['b.txt', 'a.bib', '.hidden', 'c.txt.part', 'sub/a.bib']) writeFileSync(join(folder, name), name);
  expect((await feedInputs([folder, SEED])).map(({ name }) => name)).toEqual([
    ...['a.bib', 'b.txt', 'sub/a.bib', 'synthetic-seedshape-jun12.txt'],
  ]);
  mkdirSync(join(dir, 'empty'));
  await expect(feedInputs([join(dir, 'empty')])).rejects.toThrow('is a folder without files.');
  await expect(feedInputs([join(dir, 'none')])).rejects.toThrow('there is no such file.');
});

test('parse reads standard input, and goes on behind a file that is not there', async () => {
  const child = spawn(process.execPath, ['infra/cli/broadsheet.ts', 'parse', 'nope.txt', '-']);
  child.stdin.end(readFileSync(SEED));
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  expect([code, err]).toEqual([1, 'nope.txt: there is no such file.\n']);
  expect(out).toMatch(/^stdin-\d{8}T\d{6}Z\n {2}accepted {2}page-text, listed on 2026-06-12\n {2}30 papers/);
}, 30_000);
