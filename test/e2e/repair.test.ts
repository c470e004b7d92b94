import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clients, localStack, output } from '../../infra/cli/lib/stack.ts';
import { type LocalCloud, localCloud } from './local-cloud.ts';

const ADA = 'ada@example.org';

const local = await localCloud();
const { the } = local;
afterAll(() => local.stop());
beforeAll(async () => {
  await the.upload('000_52b6d6f3b97a3e4b.txt');
  await the.join(ADA);
});

const type: LocalCloud['type'] = (...args) => local.type(...args);

const lay = (queue: string, body: unknown) => {
  const stack = localStack(local.cloud);
  const MessageBody = typeof body === 'string' ? body : JSON.stringify(body);
  return clients(stack).sqs.send(new SendMessageCommand({ QueueUrl: output(stack, queue), MessageBody }));
};

test('doctor finds nothing wrong with a healthy cloud, and names fault and cure of a sick one', async () => {
  const well = await local.typeDeployed('doctor');
  expect(well.code).toBe(0);
  for (const line of [
    /Identity +ok +example\.org is verified/,
    /DKIM +ok/,
    /MAIL FROM +ok +bounce\.example\.org/,
    /SES +ok/,
    /Sandbox +ok/,
    /Quota +ok +1 reader, 50,000 mails a day/,
    /Sending +ok/,
    /Alarms +warning +Nobody gets them/,
    /Schedule +ok/,
    /Dispatches +ok +0 open/,
    /DLQs +ok/,
    /Keys +ok +the newest is 0 days old/,
    /Alarms: docs\/operate\.md#receive-the-alarms/,
  ])
    expect(well.said).toMatch(line);

  await type('pause', '--reason', 'a wrong subject');
  await lay('LettersDlqUrl', { kind: 'confirm', readerId: 'r'.repeat(22), letter: 'l'.repeat(22) });
  const { code, said } = await type('doctor', '--json');
  expect(code).toBe(1);
  const faults = said
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ state }) => state === 'fault');
  expect(faults).toMatchObject([
    { check: 'Sending', says: expect.stringContaining('a wrong subject'), article: 'Broadsheet/Feedback/SendingPaused' },
    { check: 'DLQs', says: expect.stringContaining('1 in letters'), article: 'Broadsheet/Subscribe/Letters/DLQNotEmpty' },
  ]);
  await type('redrive', 'letters', '--yes');
  await type('resume');
  expect((await type('doctor')).code).toBe(0);
});

test('[R70] a rotated key signs after five minutes, and the links of old mails go on working', async () => {
  expect((await type('keys')).said).toMatch(/^k1; k1 is the newest, from \d{4}-/);
  expect((await type('keys', 'rotate')).code).toBe(2);
  expect((await type('keys', 'rotate', '--yes')).said).toContain('k2 signs in five minutes; links signed by k1 go on working.');
  const keyOf = async (address: string) => {
    await the.signUp(address);
    return /\/confirm\?token=(k\d)/.exec((await the.mailsTo(address)).at(-1)?.text ?? '')?.[1];
  };
  expect(await keyOf('hopper@example.org')).toBe('k1');
  await the.moveClock(new Date((await the.now()).getTime() + 6 * 60_000));
  expect(await keyOf('lovelace@example.org')).toBe('k2');
  expect((await the.confirm('lovelace@example.org')).status).toBe(200);
  expect((await the.confirm('hopper@example.org')).status).toBe(200);
});

test('[R89] redrive shows what failed by ids alone, and what goes back is done as if it had never failed', async () => {
  await the.morning();
  const [digest] = await the.digestsTo(ADA);
  const edition = String(digest?.edition);
  const { readerId } = JSON.parse((await local.pipe(ADA, 'readers', 'why', '--json')).said);
  const bounce = {
    eventType: 'Bounce',
    mail: { messageId: digest?.id, tags: { reader: [readerId], edition: [edition] }, destination: [ADA] },
    bounce: { bounceType: 'Permanent', bounceSubType: 'General', bouncedRecipients: [{ emailAddress: ADA }] },
  };
  await lay('FeedbackDlqUrl', { Type: 'Notification', Message: JSON.stringify(bounce) });
  await lay('FeedbackDlqUrl', `not JSON, from ${ADA}`);
  const [dispatch] = await the.dispatches();
  await lay('SendDlqUrl', { edition, due: dispatch?.due, batch: 0 });
  await lay('DigestDlqUrl', { requestPayload: { time: '2026-03-18T08:02:00Z' }, responsePayload: { errorType: 'Runtime.Exit' } });

  const { code, said } = await type('redrive');
  expect(code).toBe(0);
  // However wide the terminal is: a list of what failed, each with its stage.
  const flat = said.replace(/\s+/g, ' ');
  expect(flat).toMatch(new RegExp(`feedback .*? Bounce of mail ${digest?.id}, reader ${readerId}`));
  expect(flat).toMatch(/feedback .*? not a message of FEEDBACK /);
  expect(flat).toMatch(new RegExp(`send .*? ${edition} due ${dispatch?.due}, batch 0 `));
  expect(flat).toMatch(/digest .*? tick of 2026-03-18T08:02:00Z: Runtime\.Exit /);
  expect(said).toContain('ingest 0 · ranges 0 · digest 1 · send 1 · letters 0 · feedback 2');
  expect(said).not.toContain('@');

  expect(await type('redrive', 'send')).toMatchObject({ code: 2, said: expect.stringContaining('say --yes.') });
  expect(await type('redrive', 'nowhere')).toMatchObject({ code: 2 });
  expect((await type('redrive', 'SEND', '--yes')).said).toContain('1 messages are back in the queue of SEND.');
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
});
