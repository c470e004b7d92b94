import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { METRIC } from '../../functions/contract/metrics.ts';
import { sqsBatch } from '../../functions/runtime/sqs.ts';
import { firstRings, type Metrics, metricKey } from './cloudwatch.ts';
import { queueModel } from './queue-model.ts';
import { ofType, read, templateOf } from './synth.ts';

const MINUTE = 60;
const essential = templateOf();
const all = templateOf({ alarms: 'all' });
const alarmsOf = (template: typeof all) =>
  Object.values(ofType('AWS::CloudWatch::Alarm', template)).map(({ Properties }) => Properties);

/** What is worked through, by the queue's name: whose function, how it is read, and where it ends. */
const stages = Object.values(ofType('AWS::Lambda::EventSourceMapping', all)).map(({ Properties }) => {
  const name = read(Properties.EventSourceArn);
  const { VisibilityTimeout, RedrivePolicy } = ofType('AWS::SQS::Queue', all)[name]!.Properties;
  const fn = read(Properties.FunctionName);
  return {
    name,
    dlq: read(RedrivePolicy.deadLetterTargetArn),
    fn,
    service: ofType('AWS::Lambda::Function', all)[fn]!.Properties.Environment.Variables.SERVICE as string,
    visibility: VisibilityTimeout as number,
    maxReceives: RedrivePolicy.maxReceiveCount as number,
    batch: Properties.BatchSize as number,
  };
});
type Stage = (typeof stages)[number];

let written: Record<string, number>[] = [];
beforeEach(() => {
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => written.push(JSON.parse(String(line))) > 0);
});
afterEach(() => vi.restoreAllMocks());

/** Two hours of a stage that gets `messages`, by when they come, s, and fails on those that `bad` names: what CloudWatch is told. */
async function play(stage: Stage, messages: [id: string, at: number][], bad: (id: string) => boolean) {
  const queue = queueModel(stage);
  for (const [id, at] of messages) queue.send(id, at);
  const metrics: Metrics = new Map();
  const put = (key: string, at: number, value: number) => metrics.set(key, [...(metrics.get(key) ?? []), { at, value }]);
  const dimension = (Value: string) => [{ Value }];
  const handler = sqsBatch(z.object({ id: z.string() }), queue.postpone, async ({ id }) => {
    if (bad(id)) throw new Error('broken');
  });
  for (let now = 0; now < 120 * MINUTE; now += 1) {
    written = [];
    const failed = await queue.poll(now, handler);
    if (failed !== undefined) put(metricKey('AWS/Lambda', 'Errors', dimension(stage.fn)), now, Number(failed));
    for (const line of written.filter((line) => METRIC.failed in line))
      put(metricKey('Broadsheet', METRIC.failed, dimension(stage.service)), now, line[METRIC.failed]!);
    if (now % MINUTE !== 0) continue;
    put(metricKey('AWS/SQS', 'ApproximateAgeOfOldestMessage', dimension(stage.name)), now, queue.ageOfOldest());
    put(metricKey('AWS/SQS', 'ApproximateNumberOfMessagesVisible', dimension(stage.dlq)), now, queue.dlq.length);
  }
  return { metrics, dead: queue.dlq };
}

/** Alarms that rang of what a stage did, and when, in minutes. NoTicks, of which nothing was told, aside. */
const ringsIn = (template: typeof all, metrics: Metrics, since = 0) =>
  Object.fromEntries(
    [...firstRings(alarmsOf(template), metrics, 120 * MINUTE)].map(([name, at]) => [name, Math.ceil((at - since) / MINUTE)]),
  );

describe.each(stages)('$name', (stage) => {
  test('[R109] a stage that fails at everything rings within 15 minutes, wherever in a period its first message comes', async () => {
    for (let offset = 0; offset < 300; offset += 43) {
      const { metrics } = await play(stage, [['m', 600 + offset]], () => true);
      const first = Math.min(...Object.values(ringsIn(essential, metrics, 600 + offset)));
      expect(first, `after ${offset} s`).toBeLessThanOrEqual(15);
    }
  });

  test('one message that fails among good ones rings as fast, where all alarms are wanted or a call takes many', async () => {
    const good = Array.from({ length: 100 }, (_, n): [string, number] => [`good${n}`, 600 + n * 30]);
    const { metrics } = await play(stage, [['bad', 600], ...good], (id) => id === 'bad');
    expect(Math.min(...Object.values(ringsIn(all, metrics, 600)))).toBeLessThanOrEqual(15);
    expect(Math.min(...Object.values(ringsIn(essential, metrics, 600)))).toBeLessThanOrEqual(15);
  });

  test('[R89] it is tried five times at least, for more than ten minutes, before its DLQ has it and rings', async () => {
    expect(stage.maxReceives).toBeGreaterThanOrEqual(5);
    const { metrics, dead } = await play(stage, [['m', 600]], () => true);
    const { [`Broadsheet/${dlqAlarm(stage)}`]: rang } = ringsIn(all, metrics, 600);
    if (stage.service === 'letters') return void expect(dead).toEqual([]);
    expect(dead).toMatchObject([{ receives: stage.maxReceives }]);
    expect(rang).toBeGreaterThan(10);
  });

  test('the age of its oldest message tells nothing of failures: what was received three times is left out', async () => {
    const { metrics } = await play(stage, [['m', 600]], () => true);
    const ages = metrics.get(metricKey('AWS/SQS', 'ApproximateAgeOfOldestMessage', [{ Value: stage.name }]))!;
    expect(Math.max(...ages.map(({ value }) => value))).toBeLessThan(5 * MINUTE);
  });

  test('one failure that passes rings nothing', async () => {
    const failed = new Set<string>();
    const once = (id: string) => !failed.has(id) && failed.add(id).size > 0;
    const { metrics } = await play(stage, [['m', 600 + 60]], once);
    expect(ringsIn(all, metrics)).toEqual({});
  });
});

/** The name of the alarm on the DLQ of a stage. */
const dlqAlarm = ({ dlq }: Stage) =>
  alarmsOf(all)
    .find(
      ({ MetricName, Dimensions }) => MetricName === 'ApproximateNumberOfMessagesVisible' && read(Dimensions[0].Value) === dlq,
    )!
    .AlarmName.replace('Broadsheet/', '');
