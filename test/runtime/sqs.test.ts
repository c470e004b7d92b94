import type { Context, SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { type Postpone, sqsBatch } from '../../functions/runtime/sqs.ts';

const printed: string[] = [];
beforeEach(() => {
  printed.length = 0;
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  for (const method of ['log', 'info', 'warn', 'error'] as const)
    vi.spyOn(console, method).mockImplementation((...words) => void printed.push(words.join(' ')));
});
afterEach(() => vi.restoreAllMocks());

const eventOf = (bodies: string[], received = 1): SQSEvent => ({
  Records: bodies.map((body, n) => ({
    messageId: `m${n}`,
    receiptHandle: `r${n}`,
    body,
    attributes: {
      ApproximateReceiveCount: String(received),
      SentTimestamp: '0',
      SenderId: 's',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:1:q',
    awsRegion: 'eu-west-1',
  })),
});

const taken: number[] = [];
const postponed: [receipt: string, seconds: number][] = [];
const postpone: Postpone = async ({ receiptHandle }, seconds) => {
  postponed.push([receiptHandle, seconds]);
  if (receiptHandle === 'r9') throw new Error('SQS is away');
};
const handler = sqsBatch(z.object({ n: z.int() }), postpone, async ({ n }) => {
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

  it('fails as a call when all fail, so that its errors are counted, and gives back all by that', async () => {
    await expect(failedOf([13, 13, 13].map(body))).rejects.toThrow('all 3 messages failed');
    await expect(failedOf([body(13)])).rejects.toThrow('all 1 messages failed');
  });

  it('counts the messages that failed, whether others were done or not, and writes nothing of none', async () => {
    await failedOf([1, 13, 13].map(body));
    await failedOf([13, 13].map(body)).catch(() => undefined);
    await failedOf([1, 2].map(body));
    const counted = printed.filter((line) => line.includes('_aws')).map((line) => JSON.parse(line).Failed);
    expect(counted).toEqual([2, 2]);
  });

  it('has a failed message come back after 30 s, then twice as long each time, six minutes at most', async () => {
    for (const received of [1, 2, 3, 4, 5, 240]) {
      postponed.length = 0;
      await handler(eventOf([1, 13].map(body), received), {} as Context);
      expect(postponed).toEqual([['r1', { 1: 30, 2: 60, 3: 120, 4: 240, 5: 360, 240: 360 }[received]]]);
    }
  });

  it('leaves a message that cannot be postponed to the visibility timeout', async () => {
    expect(await failedOf([1, 1, 1, 1, 1, 1, 1, 1, 1, 13].map(body))).toEqual(['m9']);
    expect(printed.join()).toContain('message not postponed');
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
