import { createServer, type Http2Server } from 'node:http2';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { bedrock, type Tokens } from '../../functions/adapters/bedrock.ts';
import { awsAt, listening } from '../fakes/listening.ts';

const PAPER = { title: 'On “attention”', abstract: 'We look again. It is.' };
const answer = (text: string, stopReason = 'end_turn') => ({
  output: { message: { role: 'assistant', content: [{ text }] } },
  stopReason,
  usage: { inputTokens: 231, outputTokens: 17, totalTokens: 248 },
  metrics: { latencyMs: 300 },
});

/** Bedrock as the SDK speaks to it, over HTTP/2: notes what was asked, and answers what it is told to, in turn. */
let server: Http2Server;
const asked: { path: string; body: unknown }[] = [];
let answers: [status: number, body: object][] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: unknown[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      asked.push({ path: request.url, body: JSON.parse(chunks.join('')) });
      const [status, body] = answers.shift() ?? [500, {}];
      const type = status === 200 ? {} : { 'x-amzn-errortype': 'ThrottlingException' };
      response.writeHead(status, { 'content-type': 'application/json', ...type });
      response.end(JSON.stringify(body));
    });
  });
  Object.assign(process.env, awsAt(await listening(server)));
});
afterAll(() => {
  vi.unstubAllEnvs();
  server.close();
});
beforeEach(() => {
  asked.length = 0;
});

const spent: Tokens[] = [];
const ask = (paper = PAPER) => bedrock('amazon.nova-micro-v1:0', (tokens) => spent.push(tokens))(paper);

test('the one model is asked by Converse, for little, with title and abstract as data; what it costs is told', async () => {
  answers = [[200, answer('Attention is looked at again.')]];
  expect(await ask()).toBe('Attention is looked at again.');
  expect(asked[0]).toMatchObject({
    path: '/model/amazon.nova-micro-v1%3A0/converse',
    body: {
      messages: [{ role: 'user', content: [{ text: 'Title: On “attention”\n\nAbstract: We look again. It is.' }] }],
      inferenceConfig: { maxTokens: 120, temperature: 0 },
    },
  });
  expect(spent.splice(0)).toEqual([{ input: 231, output: 17 }]);
});

test('an abstract as long as a book is not paid for in full', async () => {
  answers = [[200, answer('It is long.')]];
  await ask({ ...PAPER, abstract: 'x'.repeat(1_000_000) });
  expect(JSON.stringify(asked[0]).length).toBeLessThan(8_000);
});

test('a throttled call is tried once more, then fails; an answer that broke off fails, and has its cost', async () => {
  answers = [
    [429, { message: 'Too many requests' }],
    [200, answer('Second try.')],
  ];
  expect(await ask()).toBe('Second try.');
  spent.length = 0;
  answers = Array.from({ length: 3 }, () => [429, { message: 'Too many requests' }]);
  await expect(ask()).rejects.toThrow('Too many requests');
  expect([asked.length, spent]).toEqual([4, []]);
  answers = [[200, answer('It goes on and', 'max_tokens')]];
  await expect(ask()).rejects.toThrow('max_tokens');
  expect(spent).toEqual([{ input: 231, output: 17 }]);
});
