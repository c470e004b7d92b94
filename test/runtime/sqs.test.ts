import type { Context, SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { sqsBatch } from '../../functions/runtime/sqs.ts';

const printed: string[] = [];
beforeEach(() => {
  printed.length = 0;
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  for (const method of ['log', 'info', 'warn', 'error'] as const)
    vi.spyOn(console, method).mockImplementation((...words) => void printed.push(words.join(' ')));
});
afterEach(() => vi.restoreAllMocks());

const eventOf = (bodies: string[]): SQSEvent => ({
  Records: bodies.map((body, n) => ({
    messageId: `m${n}`,
    receiptHandle: `r${n}`,
    body,
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: '0', SenderId: 's', ApproximateFirstReceiveTimestamp: '0' },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:1:q',
    awsRegion: 'eu-west-1',
  })),
});

const taken: number[] = [];
const handler = sqsBatch(z.object({ n: z.int() }), async ({ n }) => {
  if (n === 13) throw new Error('unlucky');
  taken.push(n);
});
const failedOf = async (bodies: string[]) => {
  taken.length = 0;
  const { batchItemFailures } = await handler(eventOf(bodies), {} as Context);
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
};
const body = (n: number) => JSON.stringify({ n });

describe('[R88] a batch of messages', () => {
  it('gives back the one that fails, and no other', async () => {
    expect(await failedOf([1, 2, 3, 13, 5, 6, 7, 8, 9, 10].map(body))).toEqual(['m3']);
    expect(taken.sort((a, b) => a - b)).toEqual([1, 2, 3, 5, 6, 7, 8, 9, 10]);
  });

  it('gives back all when all fail', async () => {
    expect(await failedOf([13, 13, 13].map(body))).toEqual(['m0', 'm1', 'm2']);
  });

  it('gives back none of none, and none when all went well', async () => {
    expect(await failedOf([])).toEqual([]);
    expect(await failedOf([1, 2].map(body))).toEqual([]);
  });

  it('gives back what does not fit its schema or is no JSON, and quotes neither in the log', async () => {
    expect(await failedOf([body(1), '{"n": "ada@example.org"}', 'ada@example.org {'])).toEqual(['m1', 'm2']);
    expect(printed.join()).toContain('m1');
    expect(printed.join()).not.toContain('ada@');
  });
});
