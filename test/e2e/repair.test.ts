import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clients, localStack, output } from '../../infra/cli/stack.ts';
import { type LocalCloud, localCloud } from './local-cloud.ts';

const ADA = 'ada@example.org';

let local: LocalCloud;
let the: LocalCloud['the'];

beforeAll(async () => {
  local = await localCloud();
  ({ the } = local);
  await the.upload('000_52b6d6f3b97a3e4b.txt');
  await the.join(ADA);
}, 120_000);
afterAll(() => local?.stop());

const type: LocalCloud['type'] = (...args) => local.type(...args);

const lay = (queue: string, body: unknown) => {
  const stack = localStack(local.cloud);
  const MessageBody = typeof body === 'string' ? body : JSON.stringify(body);
  return clients(stack).sqs.send(new SendMessageCommand({ QueueUrl: output(stack, queue), MessageBody }));
};

test('[R89] redrive shows what failed by ids alone, and what goes back is done as if it had never failed', async () => {
  await the.morning();
  const [digest] = await the.digestsTo(ADA);
  const edition = String(digest?.edition);
  const [{ readerId } = { readerId: '' }] = await the.ledger(edition);
  const bounce = {
    eventType: 'Bounce',
    mail: { messageId: digest?.id, tags: { reader: [readerId], edition: [edition], batch: ['0'] }, destination: [ADA] },
    bounce: { bounceType: 'Permanent', bounceSubType: 'General', bouncedRecipients: [{ emailAddress: ADA }] },
  };
  await lay('FeedbackDlqUrl', { Type: 'Notification', Message: JSON.stringify(bounce) });
  await lay('FeedbackDlqUrl', `not JSON, from ${ADA}`);
  await lay('SendDlqUrl', { edition, batch: 0 });
  await lay('DigestDlqUrl', { requestPayload: { time: '2026-03-18T08:02:00Z' }, responsePayload: { errorType: 'Runtime.Exit' } });

  const { code, said } = await type('redrive');
  expect(code).toBe(0);
  expect(said).toMatch(new RegExp(`feedback .* Bounce of mail ${digest?.id}, reader ${readerId}`));
  expect(said).toMatch(/feedback .* not a message of FEEDBACK\n/);
  expect(said).toMatch(new RegExp(`send .* ${edition}, batch 0\n`));
  expect(said).toMatch(/digest .* tick of 2026-03-18T08:02:00Z: Runtime\.Exit\n/);
  expect(said).toContain('ingest 0 · ranges 0 · digest 1 · send 1 · letters 0 · feedback 2');
  expect(said).not.toContain('@');

  expect(await type('redrive', 'send')).toMatchObject({ code: 2, said: expect.stringContaining('say --yes.') });
  expect(await type('redrive', 'nowhere')).toMatchObject({ code: 2 });
  expect((await type('redrive', 'send', '--yes')).said).toContain('1 messages are back in the queue of SEND.');
  expect((await type('redrive', 'digest', '--yes')).said).toContain('1 messages are deleted.');
  const told = await local.typeDeployed('redrive', 'feedback', '--yes', '--json');
  expect(JSON.parse(told.said)).toMatchObject({ stage: 'feedback', waiting: 2, moved: 2 });
  await the.quiet();
  expect(await the.digestsTo(ADA)).toHaveLength(1);
  await the.uploadPage('2026-03-20', ['Another paper']);
  await the.morning();
  expect(await the.digestsTo(ADA)).toHaveLength(1);
  // Nobody can read this one, whenever it is tried.
  expect((await type('redrive', '--json')).said).toContain('"stage":"feedback","waiting":1');
}, 120_000);
