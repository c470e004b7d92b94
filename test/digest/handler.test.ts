import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { Upload } from '@aws-sdk/lib-storage';
import { afterAll, expect, test, vi } from 'vitest';
import { editionsStore } from '../../functions/adapters/editions.ts';
import { OPEN_INDEX } from '../../functions/contract/tables.ts';
import { startTables } from '../fakes/tables.ts';

const tables = await startTables();
afterAll(() => tables.stop());

test('an invocation in which one dispatch failed does the rest, names it in its log, and fails', async () => {
  const { papers, subscribers, editions } = await tables.fresh();
  const { accessKeyId, secretAccessKey } = await tables.client.config.credentials();
  const hour = new Date().getUTCHours();
  for (const [name, value] of Object.entries({
    AWS_ENDPOINT_URL: tables.endpoint,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    PAPERS_TABLE: papers,
    SUBSCRIBERS_TABLE: subscribers,
    EDITIONS_TABLE: editions,
    STORE_BUCKET: 'store',
    SEND_QUEUE_URL: `${tables.endpoint}/queue`,
    PUBLIC_URL: 'https://papers.example.org',
    CLOSE_ZONE: 'UTC',
    CLOSE_HOUR: String(hour),
    LIST_LANGUAGE: 'en-GB',
    SES_SHARE: '1',
    SUMMARY_MODEL: '',
    EXPECT: '',
    LETTERS_QUEUE_URL: '',
    SOURCES: '',
    LEDGER_DAYS: '90',
    LIST_NAME: 'Broadsheet',
    PUBLISHER: 'Example Lab',
    POSTAL_ADDRESS: '1 Example Street',
    ACCENT: '#0000ee #8080f7',
  }))
    vi.stubEnv(name, value);
  const broken = { pk: 'DISPATCH#2026-03-18', sk: '2026-03-18T08:00:00.000Z', [OPEN_INDEX.partition]: 'OPEN' };
  await tables.client.send(new PutCommand({ TableName: editions, Item: broken }));
  const lines: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });

  // What tells of the empty day is kept, where no bucket is.
  vi.spyOn(Upload.prototype, 'done').mockResolvedValue({} as never);
  const { handler } = await import('../../functions/digest/handler.ts');
  const invocation = handler({ time: new Date().toISOString() });
  await expect(invocation.finally(() => vi.restoreAllMocks())).rejects.toBeInstanceOf(AggregateError);

  expect(await editionsStore(tables.client, editions).lastDay()).toMatchObject({ state: 'EMPTY' });
  const said = lines.map((line) => JSON.parse(line));
  expect(said).toContainEqual(expect.objectContaining({ level: 'ERROR', what: '2026-03-18 due 2026-03-18T08:00:00.000Z' }));
  expect(said).toContainEqual(expect.objectContaining({ Ticks: 0, EditionsMade: 1 }));
});
