import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { localCloud } from './local-cloud.ts';

const local = await localCloud({ mailtoUnsubscribe: 'inbound' });
const { the } = local;
afterAll(() => local.stop());

test('[R60] a mail to the address of a digest unsubscribes its reader, whoever sends it, and nobody else', async () => {
  await the.join('ada@example.org');
  await the.join('grace@example.org');
  await the.upload('000_52b6d6f3b97a3e4b.txt');
  await the.morning();
  const [digest] = await the.digestsTo('ada@example.org');
  const header = digest?.headers.get('list-unsubscribe') ?? '';
  const [, https, to = ''] = /^<(https?:[^>]+)>, <mailto:([^?>]+)\?subject=unsubscribe>$/.exec(header) ?? [];
  expect(https).toContain('/unsubscribe?token=');
  expect(to).toMatch(/^[\da-z.]{1,64}@unsubscribe\.example\.org$/);

  const mail = 'From: Grace <grace@example.org>\r\nTo: somebody\r\nSubject: unsubscribe\r\n\r\nadamant@example.org';
  const send = (address: string, text = mail) => local.cloud.receive({ from: 'grace@example.org', to: address, mail: text });
  expect(await send('anybody@example.org')).toBe(false);
  for (const nobody of ['abuse@unsubscribe.example.org', `x${to}`, `${to.slice(0, 30)}0${to.slice(30)}`])
    expect(await send(nobody)).toBe(true);
  expect(await send(to.toUpperCase())).toBe(true);
  expect(await send(to)).toBe(true);

  await the.uploadPage('Mar 20', ['Graph Transformers for Protein Folding', 'A Survey of Sparse Attention']);
  await the.morning();
  expect(await the.digestsTo('ada@example.org')).toHaveLength(1);
  expect(await the.digestsTo('grace@example.org')).toHaveLength(2);
});

test('who left by mail is noted for a restore, nothing waits, and no function may more or asked for more', async () => {
  expect(local.cloud.unusedGrants().filter((grant) => /Leave(?!Logs)/.test(grant) && !grant.includes(' logs:'))).toEqual([]);
  expect(local.cloud.refused()).toEqual([]);
  expect(local.cloud.status().queues.filter(({ waiting }) => waiting > 0)).toEqual([]);
  expect((await local.type('redrive', '--json')).said).toContain('"stage":"leave","waiting":0');
});

test('no address reaches a log', () => {
  const logs = readdirSync(`${local.dir}/logs`).map((log) => readFileSync(`${local.dir}/logs/${log}`, 'utf8'));
  expect(logs.some((log) => log.includes('"mail to unsubscribe"'))).toBe(true);
  for (const log of logs) expect(log).not.toMatch(/(ada|grace|adamant)@|unsubscribe\.example/i);
});
