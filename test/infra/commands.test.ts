import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { columns } from '../../infra/cli/lib/table.ts';
import packageJson from '../../package.json' with { type: 'json' };

const broadsheet = async (...args: string[]) =>
  (await promisify(execFile)(process.execPath, ['infra/cli/broadsheet.ts', ...args])).stdout;

const wrong = async (...args: string[]) => {
  const { code, stderr } = await broadsheet(...args).then(
    () => ({ code: 0, stderr: '' }),
    (error: { code: number; stderr: string }) => error,
  );
  return [code, stderr];
};

test('a slip of the finger in a command or an option is told, other words are not guessed', async () => {
  expect(await wrong('uplaod')).toEqual([2, 'There is no command uplaod. Did you mean npx broadsheet upload?\n']);
  expect(await wrong('nope')).toEqual([2, 'There is no command nope: npx broadsheet lists them all.\n']);
  expect(await wrong('upload', '--arhive', 'x')).toEqual([2, "Unknown option '--arhive'. Did you mean --archive?\n"]);
  expect(await wrong('upload', '--nope', 'x')).toEqual([2, "Unknown option '--nope'\n"]);
  expect(await broadsheet('--version')).toBe(`${packageJson.version}\n`);
});

test('a table fits its room: texts are wrapped, or each row is a list; no word is broken', () => {
  const head = ['Id', 'Title', 'New', 'Rejected'];
  const rows = [
    ['2026-11-28', 'a title of some words', 12, 0],
    ['2026-11-29', 'b', 3, 0],
  ];
  const at = (room: number) => stripVTControlCharacters(columns(head, rows, room)).split('\n');
  expect(at(80)[1]).toBe('2026-11-28  a title of some words   12         0');
  expect(at(41).slice(1)).toEqual([
    '2026-11-28  a title of   12         0',
    '            some words',
    '2026-11-29  b             3         0',
  ]);
  expect(at(20).slice(0, 3)).toEqual(['Id        2026-11-28', 'Title     a title of', '          some words']);
});

test('broadsheet alone lists every command in a line, and the documents name no other', async () => {
  const listed = [...(await broadsheet()).matchAll(/^ {2}([a-z-]+) {2,}\S/gm)].map(([, name = '']) => name);
  const files = readdirSync('infra/cli/commands').map((file) => file.replace('.ts', ''));
  expect(listed.sort()).toEqual(files.sort());
  const told = globSync(['README.md', 'docs/*.md']).flatMap((file) => [
    ...readFileSync(file, 'utf8').matchAll(/npx broadsheet ([a-z-]+)/g),
  ]);
  expect(told.map(([, name = '']) => name).filter((name) => !listed.includes(name))).toEqual([]);
  expect(await broadsheet('parse', 'test/fixtures/synthetic-seedshape-jun12.txt')).toMatch(
    /^synthetic-seedshape-jun12\.txt\n {2}accepted {2}page-text, listed on 2026-06-12\n {2}30 papers · 0 duplicates[\s\S]+\n +1 {2}On the Limits/,
  );
  expect(await broadsheet('pause', '--help')).toMatch(/--stage NAME[\s\S]+Exits 0 when done, 1 when it failed, 2/);
  expect(await broadsheet('tick', '--help')).toMatch(
    /^Moves the clock(?:(?!--stage)[\s\S])+Exits 0 when done, 1 when it failed, 2/,
  );
});

test('a preview says how many revised papers it leaves out, as the mail does', async () => {
  const out = mkdtempSync(join(tmpdir(), 'preview-'));
  await broadsheet('preview', '--out', out, 'test/fixtures/feeds/arxiv-mail-cs-2019-07-16-body.txt');
  expect(readFileSync(join(out, 'mail.txt'), 'utf8')).toContain('\n84 revised papers are not listed\n');
  rmSync(out, { recursive: true });
});
