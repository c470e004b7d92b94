import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../e2e/harness.ts';
import { mimeOf, specimens } from './specimens.ts';

const program = (name: string) => fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
const run = (...args: string[]) =>
  new Promise<{ code: unknown; out: string; err: string }>((resolve) => {
    execFile(process.execPath, [program('check-mail'), ...args], (error, out, err) =>
      resolve({ code: error?.code ?? 0, out, err }),
    );
  });

const { dir, remove } = temporaryFolder();
const [good, bad, bare, list] = [join(dir, 'good.eml'), join(dir, 'bad.eml'), join(dir, 'bare.eml'), join(dir, 'list.md')];
beforeAll(async () => {
  const mail = await mimeOf((await specimens()).get('one-paper')!);
  writeFileSync(good, mail);
  writeFileSync(bad, mail.toString('latin1').replace(/^List-Archive: .*\r\n/m, 'Date: again\r\n'), 'latin1');
  writeFileSync(bare, `From: Ada <ada@example.org>\r\n\r\n${`${'word '.repeat(20)}\r\n`.repeat(5)}`);
});
afterAll(remove);

test('check-mail says what is wrong, where and what to do, and exits with 0, 1 or 2', async () => {
  expect(await run('--broadsheet', good)).toMatchObject({ code: 0, out: expect.stringMatching(/good\.eml: \d+ rules kept/) });
  const general = await run('--json', good, bad);
  expect(general.code).toBe(1);
  const [first, second] = general.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(first).toEqual({ file: good, findings: [] });
  expect(second.findings).toContainEqual(
    expect.objectContaining({ rule: 'once', where: 'headers', wrong: 'date stands there 2 times' }),
  );
  expect(JSON.stringify(second)).not.toContain('broadsheet/');
  expect((await run('--broadsheet', bad)).out).toMatch(/broadsheet\/headers .*list-archive is/);
  expect(await run()).toMatchObject({ code: 2, err: expect.stringContaining('at least one .eml') });
  expect(await run(join(dir, 'none.eml'))).toMatchObject({ code: 1, err: expect.stringContaining('cannot be read') });
  writeFileSync(list, '# A list\n\nof things');
  expect(await run(list)).toMatchObject({ code: 1, err: expect.stringContaining('is no mail') });
  expect((await run(bare)).out).toMatch(
    /text-lines [\s\S]*line 1 has(?:(?!line 4)[\s\S])*line 2 has(?:(?!line 4)[\s\S])*line 3 has(?:(?!line 4)[\s\S])*and 2 more\n/,
  );
  expect(await run('--rules')).toMatchObject({ code: 0, out: expect.stringContaining('RFC 8058') });
});

test('npm run email serves every kind of mail, with what the rules find', async () => {
  const server = spawn(process.execPath, [program('gallery'), '--port', '0', '--no-open'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [said] = await once(server.stdout, 'data');
    const url = /http:\S+/.exec(String(said).replace(/\p{Cc}\[\d+m/gu, ''))![0];
    const page = async (path: string) => (await fetch(new URL(path, url))).text();
    for (const name of (await specimens()).keys()) {
      expect(await page(name), name).toContain('every rule kept');
      expect(await page(`${name}/html`), name).toContain('<!DOCTYPE html>');
    }
    expect((await fetch(new URL('no-such-mail', url))).status).toBe(404);
  } finally {
    server.kill();
  }
});
