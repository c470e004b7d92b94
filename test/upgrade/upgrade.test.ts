import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clients, localStack, output } from '../../infra/cli/lib/stack.ts';
import { type LocalCloud, localCloud } from '../e2e/local-cloud.ts';
import { load, type Release, readRelease, rowsOf } from './release.ts';

/** The last release's data, written in the middle of an edition, under the code of today. */
const old: Release = readRelease();
const rows = (table: string, prefix: string) => old.tables[table]!.filter(({ pk }) => String(pk).startsWith(prefix));
const readers = rows('SubscribersTableName', 'READER#');
const [open] = rows('EditionsTableName', 'DISPATCH#').filter(({ state }) => state === 'OPEN');
const days = rows('EditionsTableName', 'DAY').filter(({ state }) => state === 'CLOSED');
const edition = days.find(({ id }) => id === open!.edition)!;
const copies = rows('EditionsTableName', 'LEDGER#').filter(({ sk }) => sk === edition.id);
const audience = Object.entries(old.objects)
  .find(([key]) => key === open!.audienceKey)![1]
  .split('\n')
  .filter(Boolean);
const addressOf = (readerId: unknown) => String(readers.find((row) => row.readerId === readerId)!.address);
const stateOf = (readerId: string) => copies.find((row) => row.readerId === readerId)?.state;
/** Readers whose copy nobody had begun. */
const waiting = audience.filter((readerId) => [undefined, 'PENDING'].includes(stateOf(readerId) as string)).map(addressOf);
const claimed = audience.filter((readerId) => stateOf(readerId) === 'CLAIMED');
/** Who changes their mind now, by the link in a mail of the release before. */
const LEAVES = waiting[0]!;
/** The link to a page in the first mail somebody had, by the release before. */
const link = (to: string, page: string) =>
  old.mails
    .filter((mail) => mail.to === to)
    .flatMap(({ links }) => links)
    .find((path) => path.startsWith(page))!;
const token = (path: string) => new URL(path, 'http://x').searchParams.get('token')!;

let local: LocalCloud;
let the: LocalCloud['the'];
beforeAll(async () => {
  const clockOffset = Date.parse(old.at) - Date.now();
  local = await localCloud({}, { secrets: old.secrets, clockOffset });
  ({ the } = local);
  await load(local.cloud, old);
});
afterAll(() => local?.stop());

test('the fixture holds what an upgrade must carry over', () => {
  expect(readers.map(({ status }) => status)).toEqual(
    expect.arrayContaining(['active', 'pending', 'unsubscribed', 'suppressed']),
  );
  expect(copies.map(({ state }) => state)).toEqual(expect.arrayContaining(['SENT', 'CLAIMED', 'PENDING']));
  expect(copies.length).toBeLessThan(audience.length);
  expect(JSON.stringify(old).length).toBeLessThan(100_000);
});

test('pages show the editions and receipts of the release before', async () => {
  expect(days).toHaveLength(2);
  for (const { id, title } of days) {
    expect(await (await the.page('/editions')).text()).toContain(title);
    expect(await (await the.page(`/editions/${id}`)).text()).toContain(title);
  }
  expect((await local.type('feeds')).said.match(/accepted/g)).toHaveLength(2);
  expect((await local.type('edition', 'status', String(edition.id))).said).toContain(`of ${audience.length}`);
});

test('links in its mails go on working', async () => {
  const [served] = audience.filter((readerId) => stateOf(readerId) === 'SENT').map(addressOf);
  expect(await (await the.page(link(served!, '/preferences'))).text()).toContain('value="8"');
  expect((await the.form('/confirm', { token: token(link('pending@example.org', '/confirm')) })).status).toBe(200);
  const click = { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) };
  expect((await the.page(link(LEAVES, '/unsubscribe'), click)).status).toBe(200);
  await the.quiet();
});

test('[R57] the dispatch it left half sent is finished: nobody gets a second copy, nobody is forgotten', async () => {
  const QueueUrl = output(localStack(local.cloud), 'SendQueueUrl');
  await clients(localStack(local.cloud)).sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(old.message) }));
  await the.quiet();
  for (let ticks = 0; ticks < 3; ticks++) await the.moveClock(new Date((await the.now()).getTime() + 15 * 60_000));

  const got = local.cloud.mails().filter(({ tags }) => tags.edition === edition.id);
  expect(got.map(({ to }) => to).sort()).toEqual(waiting.filter((address) => address !== LEAVES).sort());
  const [mail] = (await the.digestsTo(waiting[1]!)).filter((mail) => mail.edition === edition.id);
  expect(mail!.subject).toContain(edition.title);
  expect(mail!.html).toContain(String(edition.title));
  expect((await the.dispatches()).find(({ due }) => due === open!.due)).toMatchObject({
    state: 'CLOSED',
    audience: audience.length,
    tally: { SENT: audience.length - claimed.length - 1, SKIPPED: 1, UNKNOWN: claimed.length, REJECTED: 0 },
  });
});

test('[R91] a reader who moved before it gets the edition at the new hour', async () => {
  await the.moveClock(new Date('2026-03-19T09:02:00Z'));
  const [copy, ...more] = await the.digestsTo('moved@example.org');
  expect(more).toEqual([]);
  expect(copy!.subject).toContain(edition.title);
});

test('an event about one of its mails finds the row', async () => {
  const tags = { edition: [edition.id], reader: [claimed[0]] };
  const event = { eventType: 'Send', mail: { messageId: '0100000000000001-old-000000', tags }, send: {} };
  const MessageBody = JSON.stringify({ Type: 'Notification', Message: JSON.stringify(event) });
  const QueueUrl = output(localStack(local.cloud), 'FeedbackQueueUrl');
  await clients(localStack(local.cloud)).sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  await the.quiet();
  const now = await rowsOf(local.cloud, 'EditionsTableName');
  expect(now.find(({ pk, sk }) => pk === `LEDGER#${claimed[0]}` && sk === edition.id)).toMatchObject({ state: 'SENT' });
});

test('the next edition goes to everybody who wants it, and repeats no paper', async () => {
  await the.uploadPage('Mar 19', ['Graphs that Forget']);
  await the.morning();
  const next = local.cloud.mails().filter(({ tags, to }) => tags.edition === '2026-03-20' && to !== '');
  const active = readers.filter(
    ({ status, address }) => status === 'active' && address !== LEAVES && address !== 'moved@example.org',
  );
  expect(next.map(({ to }) => to).sort()).toEqual([...active.map(({ address }) => address), 'pending@example.org'].sort());
  expect(next[0]!.subject).toMatch(/^Graphs that Forget/);
  expect(
    local.cloud.mails().filter(({ to }) => ['gone@example.org', 'bounce@simulator.amazonses.com', LEAVES].includes(to)),
  ).toEqual([]);
  expect(local.cloud.status().queues.filter(({ dead, waiting: stuck }) => dead && stuck > 0)).toEqual([]);
});
