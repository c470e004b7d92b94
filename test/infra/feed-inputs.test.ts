import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { feedInputs, watched } from '../../infra/cli/lib/feed-inputs.ts';
import { close, listen } from '../../infra/local/listen.ts';

const SEED = 'test/fixtures/synthetic-seedshape-jun12.txt';
const dir = mkdtempSync(join(tmpdir(), 'broadsheet-'));
const site = createServer((request, response) => {
  if (request.url === '/papers/today?x=1') return void response.end(readFileSync(SEED));
  if (request.url === '/slow') return void response.writeHead(200).write('a');
  if (request.url === '/moved') return void response.writeHead(302, { location: '/papers/today?x=1' }).end();
  if (request.url === '/bomb')
    return void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(1 << 22)));
  response.writeHead(404).end();
});
let base: string;
beforeAll(async () => {
  base = `http://127.0.0.1:${await listen(site)}`;
});
afterAll(async () => {
  await close(site);
  rmSync(dir, { recursive: true });
});

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

test('an address is fetched, within a time and a size; the name tells where from', async () => {
  const [input] = await feedInputs([`${base}/moved`]);
  expect([input?.name, readFileSync(input?.file ?? '')]).toEqual(['127.0.0.1-moved', readFileSync(SEED)]);
  await expect(feedInputs([`${base}/none`])).rejects.toThrow(`${base}/none: it answers 404 Not Found.`);
  const limits = { ms: 300, bytes: 1 << 20 };
  await expect(feedInputs([`${base}/slow`], limits)).rejects.toThrow('/slow: it took longer than 0.3 seconds.');
  await expect(feedInputs([`${base}/bomb`], limits)).rejects.toThrow('/bomb: it sends more than 1 MB.');
  await expect(feedInputs(['http://127.0.0.1:1/x'])).rejects.toThrow(/^http:\/\/127\.0\.0\.1:1\/x: .+\.$/);
});

test('a watched folder gives what is put there from then on, once it is whole, and what changes', async () => {
  const folder = join(dir, 'watched');
  mkdirSync(folder);
  writeFileSync(join(folder, 'old.txt'), 'old');
  const stop = new AbortController();
  const seen: string[] = [];
  const watching = (async () => {
    for await (const { name, file } of watched(folder, stop.signal, 50)) seen.push(`${name} ${readFileSync(file, 'utf8')}`);
  })();
  await sleep(120);
  writeFileSync(join(folder, 'new.txt.part'), 'new');
  await sleep(120);
  renameSync(join(folder, 'new.txt.part'), join(folder, 'new.txt'));
  await expect.poll(() => seen).toEqual(['new.txt new']);
  writeFileSync(join(folder, 'old.txt'), 'changed');
  await expect.poll(() => seen).toEqual(['new.txt new', 'old.txt changed']);
  stop.abort();
  await watching;
  expect(seen).toHaveLength(2);
});

test('parse reads standard input, and goes on behind a file that is not there', async () => {
  const child = spawn(process.execPath, ['infra/cli/broadsheet.ts', 'parse', 'nope.txt', '-']);
  child.stdin.end(readFileSync(SEED));
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  expect([code, err]).toEqual([1, 'nope.txt: there is no such file.\n']);
  expect(out).toMatch(/^stdin-\d{8}T\d{6}Z\n {2}accepted {2}page-text, listed on 2026-06-12\n {2}30 papers/);
}, 30_000);
