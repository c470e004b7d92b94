import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { afterAll, afterEach, expect, test } from 'vitest';
import { ringingAlarms } from '../../functions/adapters/alarms.ts';
import { describeAlarm } from '../../functions/contract/alarms.ts';

let asked: unknown[] = [];
let answer: object | undefined;
const server = createServer(async (request, response) => {
  asked.push(JSON.parse((await request.toArray()).join('')));
  if (answer) response.end(JSON.stringify(answer));
  else response.writeHead(500).end('{}');
}).listen(0, '127.0.0.1');
const client = () =>
  new CloudWatchClient({
    ...{ region: 'us-east-1', maxAttempts: 1, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } },
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
afterEach(() => {
  asked = [];
});
afterAll(() => server.close());

const AlarmDescription = describeAlarm({ severity: 'low', impact: 'Late.', cure: 'Wait: `x`.' }, 'broadsheetsendlate');
const alarm = (name: string, StateValue: string, more: object = {}) => ({
  ...{ AlarmName: `Broadsheet-trial/${name}`, AlarmDescription, StateValue, StateUpdatedTimestamp: 1_800_000_000 },
  ...{ InsufficientDataActions: [], ...more },
});

test('alarms of this stack that ring, also for missing data, if that rings; what each means, and its cure', async () => {
  answer = {
    MetricAlarms: [
      alarm('Send/Late', 'ALARM'),
      alarm('Send/Errors', 'OK'),
      alarm('Digest/Errors', 'INSUFFICIENT_DATA'),
      alarm('Digest/NoTicks', 'INSUFFICIENT_DATA', { InsufficientDataActions: ['topic'] }),
      alarm('Mine/Own', 'ALARM', { AlarmDescription: 'Somebody wrote this.' }),
    ],
  };
  const since = new Date(1_800_000_000_000);
  const said = { severity: 'low', impact: 'Late.', cure: 'Wait: `x`.', since };
  expect(await ringingAlarms('Broadsheet-trial', client())()).toEqual([
    { ...said, name: 'Send/Late', silent: false },
    { ...said, name: 'Digest/NoTicks', silent: true },
    { name: 'Mine/Own', severity: 'high', impact: 'Somebody wrote this.', cure: '', since, silent: false },
  ]);
  // Not those of `Broadsheet-trial-2`.
  expect(asked).toEqual([{ AlarmNamePrefix: 'Broadsheet-trial/', MaxRecords: 100 }]);
});

test('CloudWatch that fails is asked once', async () => {
  answer = undefined;
  await expect(ringingAlarms('Broadsheet', client())()).rejects.toThrow();
  expect(asked).toHaveLength(1);
});
