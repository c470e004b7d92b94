import childProcess, { type ForkOptions } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from './harness.ts';
import { type LocalCloud, localCloud } from './local-cloud.ts';

/** Memory of INGEST's processes, MB, in place of what the template gives them. */
const memory = { ingest: 96 };
const { fork } = childProcess;
const forked = (module: string, options: ForkOptions) => {
  const isIngest = String(options.env?.AWS_ACCESS_KEY_ID).startsWith('IngestFunction');
  const execArgv = isIngest ? [`--max-old-space-size=${memory.ingest}`] : options.execArgv;
  return fork(module, { ...options, ...(execArgv ? { execArgv } : {}) });
};

const folder = temporaryFolder();
let local: LocalCloud;
beforeAll(async () => {
  Object.assign(childProcess, { fork: forked });
  syncBuiltinESMExports();
  local = await localCloud();
});
afterAll(async () => {
  Object.assign(childProcess, { fork });
  syncBuiltinESMExports();
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
