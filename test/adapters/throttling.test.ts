import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { papersStore } from '../../functions/adapters/papers.ts';
import { documentClient } from '../../functions/adapters/table.ts';
import { paper } from '../../functions/domain/paper.ts';
import { awsAt, listening } from '../fakes/listening.ts';

/** What DynamoDB answers when a table cannot keep up. */
const THROTTLED = JSON.stringify({
  __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
  message: 'The level of configured provisioned throughput for the table was exceeded.',
});

/** A DynamoDB that knows nothing, takes every write, and throttles the first tries of each. */
let server: Server;
const tries = new Map<string, number>();
const TOO_MUCH = 3;
beforeAll(async () => {
  server = createServer((request, response) => {
    const target = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const seen = (tries.get(body) ?? 0) + 1;
      tries.set(body, seen);
      const throttled = target === 'PutItem' && seen <= TOO_MUCH;
      response.writeHead(throttled ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(throttled ? THROTTLED : target === 'BatchGetItem' ? '{"Responses":{}}' : '{}');
    });
  });
  Object.assign(process.env, awsAt(await listening(server)));
});
afterAll(() => {
  vi.unstubAllEnvs();
  server.close();
  server.closeAllConnections();
});

const record = (n: number) =>
  paper.parse({
    id: `title:${n}`,
    ids: [`title:${n}`],
    title: `Paper ${n}`,
    abstract: '',
    authors: [],
    url: 'https://example.org/',
    links: [],
    position: n,
    source: 'test',
    original: { title: '', abstract: '' },
  });

it('[R17] a write that DynamoDB throttles again and again is written in the end, once; a patient client needs no other', async () => {
  const store = papersStore(documentClient({ maxAttempts: 12 }), 'papers');
  expect(await store.save([record(1), record(2), record(3)], {})).toEqual(['new', 'new', 'new']);
  const puts = [...tries].filter(([body]) => body.includes('"Item"'));
  expect(puts.map(([, times]) => times)).toEqual([TOO_MUCH + 1, TOO_MUCH + 1, TOO_MUCH + 1]);
  await expect(papersStore(documentClient(), 'papers').save([record(4)], {})).rejects.toThrow('throughput');
});
