import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

const broadsheet = async (...args: string[]) =>
  (await promisify(execFile)(process.execPath, ['infra/cli/broadsheet.ts', ...args])).stdout;

test('broadsheet alone lists every command in a line; npm run knows no other, but for pictures of the demo', async () => {
  const listed = [...(await broadsheet()).matchAll(/^ {2}([a-z-]+) {2,}\S/gm)].map(([, name = '']) => name);
  const files = readdirSync('infra/cli').map((file) => file.replace('.ts', ''));
  expect(listed.filter((name) => !files.includes(name))).toEqual([]);
  const scripts = Object.values(packageJson.scripts).flatMap((line) => /^node infra\/cli\/([a-z-]+)\.ts$/.exec(line)?.[1] ?? []);
  expect(scripts.filter((name) => !listed.includes(name))).toEqual(['screenshots']);
  const told = ['README.md', 'docs/runbook.md', 'docs/first-deploy.md'].flatMap((file) => [
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
