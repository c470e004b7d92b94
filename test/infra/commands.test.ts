import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

const broadsheet = (...args: string[]) => {
  const { status, stdout } = spawnSync(process.execPath, ['infra/cli/broadsheet.ts', ...args], { encoding: 'utf8' });
  return { status, stdout };
};

test('broadsheet alone lists every command in a line; npm run knows no other, but for pictures of the demo', () => {
  const { status, stdout } = broadsheet();
  const listed = [...stdout.matchAll(/^ {2}([a-z-]+) {2,}\S/gm)].map(([, name = '']) => name);
  expect(status).toBe(0);
  const files = readdirSync('infra/cli').map((file) => file.replace('.ts', ''));
  expect(listed.filter((name) => !files.includes(name))).toEqual([]);
  const scripts = Object.values(packageJson.scripts).flatMap((line) => /^node infra\/cli\/([a-z-]+)\.ts$/.exec(line)?.[1] ?? []);
  expect(scripts.filter((name) => !listed.includes(name))).toEqual(['screenshots']);
  for (const name of listed)
    expect(broadsheet(name, '--help')).toMatchObject({ status: 0, stdout: expect.stringContaining(name) });
}, 60_000);
