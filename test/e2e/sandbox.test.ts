import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { localCloud } from './local-cloud.ts';

const VERIFIED = 'ada@private.example';
const STRANGER = 'bob@private.example';
const IMPORTED = 'grace@private.example';

const local = await localCloud({}, {}, { sandbox: [VERIFIED] });
const { the } = local;
afterAll(() => local.stop());

/** What a function wrote to its log, a value a line. */
function logOf(service: string) {
  const file = readdirSync(join(local.dir, 'logs')).find((name) => new RegExp(`^${service}Function\\w+\\.log$`).test(name)) ?? '';
  const lines = readFileSync(join(local.dir, 'logs', file), 'utf8').split('\n');
  return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
}

test("[R86] SES's hello at the start is neither an event nor a fault", async () => {
  await the.quiet();
  expect(logOf('Feedback')).toMatchObject([{ level: 'INFO', message: 'test message of SES' }]);
  expect(local.cloud.status().queues.filter(({ dead, waiting }) => dead && waiting > 0)).toEqual([]);
});

test('in the sandbox a verified private address signs up, confirms and gets its digest, at one mail a second', async () => {
  expect((await the.join(VERIFIED)).status).toBe(200);
  await the.uploadPage('Mar 20', ['Graph Transformers for Protein Folding', 'A Survey of Sparse Attention']);
  await the.morning();
  const [digest, ...more] = await the.digestsTo(VERIFIED);
  expect(digest?.subject).toMatch(/Graph Transformers|Sparse Attention/);
  expect(more).toEqual([]);
});

test('[R46] who is not verified sees the same page; the operator sees an alarm, the reason and what to do', async () => {
  const again = await the.signUp(VERIFIED);
  const first = await the.signUp(STRANGER);
  const named = (page: string, address: string) => page.replaceAll(address, 'ADDRESS');
  expect([first.status, named(await first.text(), STRANGER)]).toEqual([again.status, named(await again.text(), VERIFIED)]);
  expect(await the.mailsTo(STRANGER)).toEqual([]);
  const letters = logOf('SubscribeLetters');
  expect(letters).toContainEqual(expect.objectContaining({ outcome: 'rejected', code: 'RecipientNotVerified' }));
  expect(letters).toContainEqual(expect.objectContaining({ LettersGivenUp: 1, SendingStopped: 1 }));
  const inbox = await (await fetch(local.cloud.inbox)).text();
  expect(inbox).toContain('SES is in its sandbox: it sends 200 mails a day, only to example.org, ada@private.example.');
  expect(inbox).toContain(`${STRANGER} got no mail: SES has not verified it.`);
  expect(inbox).toContain(`aws sesv2 create-email-identity --email-identity ${STRANGER}`);
});

test('a reader who is not verified gets no copy, and that rings SendingStopped; doctor names the commands', async () => {
  const file = join(local.dir, 'list.csv');
  writeFileSync(file, `email,consent,frequency,hour,zone\n${IMPORTED},2026-01-01,daily,8,UTC\n`);
  expect(await local.type('readers', 'import', file)).toMatchObject({ code: 0 });
  await the.uploadPage('Mar 21', ['Neural Fields for Weather', 'Federated Optimisation under Drift']);
  await the.morning();
  expect(await the.mailsTo(IMPORTED)).toEqual([]);
  expect(await the.digestsTo(VERIFIED)).toHaveLength(2);
  const send = logOf('Send');
  expect(send).toContainEqual(expect.objectContaining({ message: 'batch', REJECTED: 1, unverified: 1 }));
  expect(send).toContainEqual(expect.objectContaining({ SendingStopped: 1, Rejected: 1 }));

  const { code, said } = await local.type('doctor');
  expect(code).toBe(1);
  expect(said).toMatch(/Sandbox +fault +Only verified addresses get mail/);
  const flat = said.replace(/\s+/g, ' ');
  expect(flat).toContain('aws sesv2 create-email-identity --email-identity you@example.net');
  expect(flat).toContain('aws sesv2 put-account-details --production-access-enabled --mail-type MARKETING --website-url');
  expect(said).toContain('docs/operate.md#leave-the-sandbox');
});

test('no function asked for what it may not', () => expect(local.cloud.refused()).toEqual([]));
