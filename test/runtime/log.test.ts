import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { count, logger, withMetrics } from '../../functions/runtime/log.ts';

const lines: Record<string, unknown>[] = [];
beforeEach(() => {
  lines.length = 0;
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(JSON.parse(String(line))) > 0);
});
afterEach(() => vi.restoreAllMocks());

test('a line is one JSON object, and an error in it tells its name, message, stack and cause, and nothing else', () => {
  const error = Object.assign(new TypeError('no such\nthing', { cause: new Error('why') }), { address: 'ada@example.org' });
  logger.error('failed', { messageId: 'm', error });
  expect(lines).toEqual([
    {
      level: 'ERROR',
      message: 'failed',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      service: 'none',
      messageId: 'm',
      error: {
        name: 'TypeError',
        message: 'no such\nthing',
        stack: expect.stringContaining('log.test.ts'),
        cause: { name: 'Error', message: 'why', stack: expect.any(String) },
      },
    },
  ]);
});

test('counts are summed and written once, zero only where it is asked for, as CloudWatch takes metrics, also when the work fails', async () => {
  const work = async () => {
    count('sent', 2);
    count('sent', 3);
    count('rejected', 0);
    count('sendingStopped', 1);
    count('ticks', 0, { zero: true });
    throw new Error('broken');
  };
  await expect(withMetrics(work)).rejects.toThrow('broken');
  await withMetrics(async () => {});
  const named = (Name: string) => ({ Name, Unit: 'Count' });
  expect(lines).toEqual([
    {
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          { Namespace: 'Broadsheet', Dimensions: [['service']], Metrics: [named('Sent'), named('Ticks')] },
          { Namespace: 'Broadsheet', Dimensions: [[]], Metrics: [named('SendingStopped')] },
        ],
      },
      service: 'none',
      Sent: 5,
      SendingStopped: 1,
      Ticks: 0,
    },
  ]);
});
