import type { SQSClient } from '@aws-sdk/client-sqs';
import { expect, test, vi } from 'vitest';
import { eventSources } from '../../infra/local/event-source.ts';
import type { LambdaFunction } from '../../infra/local/lambda.ts';
import { ACCOUNT, REGION, type Template } from '../../infra/local/template.ts';

const ARN = `arn:aws:sqs:${REGION}:${ACCOUNT}:work`;

/** Hands out these messages once, to a function that fails at them; tells for how many seconds each is hidden afterwards. */
async function hiddenAfterFailure(seconds: Record<string, number>, ok: boolean): Promise<Record<string, number>> {
  const hidden: Record<string, number> = {};
  const waiting = [Object.keys(seconds)];
  const now = Date.now();
  const send = async ({ constructor: { name }, input }: { constructor: { name: string }; input: Record<string, never> }) => {
    if (name === 'ChangeMessageVisibilityCommand') hidden[input.ReceiptHandle!] = input.VisibilityTimeout!;
    if (name !== 'ReceiveMessageCommand') return {};
    const ids = waiting.pop() ?? (await new Promise<string[]>(() => undefined));
    return { Messages: ids.map((id) => ({ MessageId: id, ReceiptHandle: id, Body: '{}' })) };
  };
  const mapping = {
    EventSourceArn: ARN,
    FunctionName: 'fn',
    BatchSize: 10,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: 1 },
  };
  const template = { all: () => [{ id: 'Source', properties: mapping }] } as unknown as Template;
  const batchItemFailures = Object.keys(seconds).map((itemIdentifier) => ({ itemIdentifier }));
  const fn = {
    name: 'fn',
    invoke: async () => (ok ? { ok, result: { batchItemFailures } } : { ok }),
  } as unknown as LambdaFunction;
  const queues = {
    sqs: { send } as unknown as SQSClient,
    urls: new Map([[ARN, 'http://queue/work']]),
    visibleAt: (_: string, id: string) => now + 1000 * seconds[id]!,
  };
  eventSources(template, queues, [fn]);
  await vi.waitFor(() => expect(Object.keys(hidden)).toHaveLength(Object.keys(seconds).length));
  return hidden;
}

test.each([true, false])(
  'a failed message comes back when the function or its queue said, 600 times as fast (told by name: %s)',
  async (named) => {
    const hidden = await hiddenAfterFailure({ first: 30, second: 60, later: 360, 'cut off': 3600, overdue: -1 }, named);
    const about = (seconds: number) => expect.closeTo(seconds, 2);
    expect(hidden).toEqual({
      first: about(0.05),
      second: about(0.1),
      later: about(0.6),
      'cut off': about(6),
      overdue: 0.001,
    });
    expect(hidden.second).toBeGreaterThan(hidden.first!);
    expect(hidden.first).toBeLessThanOrEqual(0.05);
  },
);
