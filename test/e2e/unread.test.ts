import type { ForkOptions } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { temporaryFolder } from './harness.ts';
import { type LocalCloud, localCloud } from './local-cloud.ts';

/** Memory of INGEST's processes, MB, in place of what the template gives them. */
const { memory } = vi.hoisted(() => ({ memory: { ingest: 96 } }));
vi.mock('node:child_process', async (original) => {
  const real = await original<typeof import('node:child_process')>();
  const fork = (module: string, options: ForkOptions) => {
    const isIngest = String(options.env?.AWS_ACCESS_KEY_ID).startsWith('IngestFunction');
    const execArgv = isIngest ? [`--max-old-space-size=${memory.ingest}`] : options.execArgv;
    return real.fork(module, { ...options, ...(execArgv ? { execArgv } : {}) });
  };
  return { ...real, fork };
});

const folder = temporaryFolder();
let local: LocalCloud;
beforeAll(async () => {
  local = await localCloud();
});
afterAll(async () => {
  await local?.stop();
  folder.remove();
});

test('a file that INGEST dies of has a receipt, and is read when it can be', async () => {
  const lines = join(folder.dir, 'lines.txt');
  writeFileSync(lines, `Daily Papers\n${'A b.\n'.repeat(300_000)}`);
  const upload = await local.type('upload', lines, '--json');
  expect(upload.code).toBe(1);
  expect(JSON.parse(upload.said)).toMatchObject({ key: 'feeds/lines.txt', outcome: 'refused', tries: 5 });
  expect(await local.the.upload('hf-daily-api-minimal.json')).toMatchObject({ outcome: 'accepted', counts: { new: 2 } });
  await local.the.quiet();

  memory.ingest = 1_024;
  for (;;) {
    const redrive = await local.type('redrive', 'ingest', '--yes', '--json');
    expect(redrive.code).toBe(0);
    if (JSON.parse(redrive.said).moved === 1) break;
  }
  await local.the.quiet();
  const feeds = await local.type('feeds', '--json');
  const receipts = feeds.said
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(receipts).toHaveLength(2);
  for (const receipt of receipts) expect(receipt).toMatchObject({ outcome: 'accepted' });
  for (const receipt of receipts) expect(receipt).not.toHaveProperty('tries');
}, 480_000);
