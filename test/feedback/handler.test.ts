import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { HELLO } from '../../infra/local/ses-events.ts';

beforeAll(() => {
  for (const name of ['SUBSCRIBERS_TABLE', 'EDITIONS_TABLE']) vi.stubEnv(name, 'table');
  vi.stubEnv('QUEUE_URL', 'https://sqs.eu-west-1.amazonaws.com/1/q');
});
afterAll(() => vi.unstubAllEnvs());

/** What FEEDBACK makes of messages of the topic: which it gives back, by their place, and what it writes to its log. */
async function take(...messages: string[]) {
  const lines: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
  const { handler } = await import('../../functions/feedback/handler.ts');
  const Records = messages.map((Message, i) => ({
    ...{ messageId: String(i), attributes: { ApproximateReceiveCount: '1' } },
    body: JSON.stringify({ Type: 'Notification', TopicArn: 'arn:aws:sns:eu-west-1:1:t', Message }),
  }));
  const { batchItemFailures } = await handler({ Records: Records as never }, {} as Context).finally(() => vi.restoreAllMocks());
  return { batchItemFailures, lines: lines.map((line) => JSON.parse(line)) };
}

test("SES's hello, when an event destination is made or changed, is no event and no fault", async () => {
  const { batchItemFailures, lines } = await take(HELLO);
  expect(batchItemFailures).toEqual([]);
  expect(lines).toMatchObject([{ level: 'INFO', message: 'test message of SES' }]);
});

test('any other text is a fault, and is not counted as an event', async () => {
  const { batchItemFailures, lines } = await take(HELLO, `Sorry. ${HELLO}`);
  expect(batchItemFailures).toEqual([{ itemIdentifier: '1' }]);
  expect(lines).toContainEqual(expect.objectContaining({ level: 'ERROR', message: 'message failed' }));
  expect(JSON.stringify(lines)).not.toContain('Events');
});
