import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { uploadFeed } from '../../infra/cli/lib/feed-upload.ts';
import { clients, localStack, output } from '../../infra/cli/lib/stack.ts';
import { event } from '../../infra/local/s3-events.ts';
import { broadsheetRules } from '../mail/rules/broadsheet.ts';
import { rulesForAll } from '../mail/rules/for-all.ts';
import { readMail } from '../mail/rules/read-mail.ts';
import { check } from '../mail/rules/rule.ts';
import { type ReadMail, temporaryFolder } from './harness.ts';
import { type LocalCloud, localCloud } from './local-cloud.ts';

const SEED = '000_52b6d6f3b97a3e4b.txt';
const SECOND_DAY = 'synthetic-seedshape-jun12.txt';

let local: LocalCloud;
let cloud: LocalCloud['cloud'];
let the: LocalCloud['the'];

beforeAll(async () => {
  local = await localCloud();
  ({ cloud, the } = local);
});
afterAll(() => local?.stop());

/** Titles of full cards, and of the list below them. */
function titlesOf({ html, text }: ReadMail) {
  const linked = (tag: string, within = html) =>
    [...within.matchAll(new RegExp(`<${tag}[^>]*>\\s*<a\\s[^>]*>([\\s\\S]*?)</a>`, 'g'))].map(([, title = '']) => title);
  const more = Number(/(\d+) more papers? on the web/.exec(text)?.[1] ?? 0);
  return { cards: linked('h3'), list: linked('td class="item"'), more };
}

test('the seed feed brings 62 papers, and the same file again changes nothing', async () => {
  expect(await the.upload(SEED)).toMatchObject({
    outcome: 'accepted',
    counts: { new: 62, updated: 0, unchanged: 0, rejected: 0 },
  });
  expect(await the.upload(SEED)).toMatchObject({ counts: { new: 0, updated: 0, unchanged: 62, rejected: 0 } });
});

test('looking at the confirmation link subscribes nobody; the button does', async () => {
  const response = await the.signUp('ada@example.org');
  expect(response.status).toBe(202);
  const [mail] = await the.mailsTo('ada@example.org');
  expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
  await the.signUp('looker@example.org');
  const [looked] = await the.mailsTo('looker@example.org');
  const link = /https?:\S+\/confirm\?token=[\w.~%-]+/.exec(looked?.text ?? '')?.[0] ?? '';
  expect((await fetch(link)).status).toBe(200);
  expect((await the.confirm('ada@example.org')).status).toBe(200);
  // `the.confirm` opens the page, too.
  const logs = readdirSync(join(local.dir, 'logs')).map((name) => readFileSync(join(local.dir, 'logs', name), 'utf8'));
  const counted = (metric: string) => [...logs.join('').matchAll(new RegExp(`"service":"subscribe","${metric}":1}`, 'g'))].length;
  expect([counted('ConfirmPages'), counted('Confirmed')]).toEqual([2, 1]);
});

test('the digest arrives on the morning with 15 cards and 47 titles, once', async () => {
  await the.morning();
  const [digest, ...more] = await the.digestsTo('ada@example.org');
  expect(more).toEqual([]);
  expect(await the.digestsTo('looker@example.org')).toEqual([]);
  const { cards, list, more: others } = titlesOf(digest!);
  expect(cards).toHaveLength(5);
  expect(list).toHaveLength(9);
  expect(new Set([...cards, ...list]).size + others).toBe(62);
  expect(digest?.headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
  const web = await the.page(`/editions/${digest?.edition}`);
  expect(web.status).toBe(200);
  expect(await web.text()).toContain(cards[0]);
});

test('a reader finds a paper worth reading: a page with a button, one vote, counted on the web', async () => {
  const [digest] = await the.digestsTo('ada@example.org');
  const all = new URL(/https?:\S+\/vote\S+/.exec(digest?.text ?? '')?.[0] ?? '');
  const refs = all.searchParams.get('paper')?.split('.') ?? [];
  expect(refs).toHaveLength(5);
  const [ballot, other] = [refs[3]!, refs[4]!].map((paper) => ({ ...Object.fromEntries(all.searchParams), paper }));
  expect((await (await fetch(all)).text()).match(/>Good pick</g)).toHaveLength(5);
  for (const _ of 'twice') expect((await the.form('/vote', { ...ballot, vote: 'good' })).status).toBe(200);
  await the.form('/vote', { ...other!, vote: 'good' });
  await the.form('/vote', { ...other!, vote: 'none' });
  // A function keeps its counts for five minutes.
  await the.moveClock(new Date((await the.now()).getTime() + 6 * 60_000));
  const web = await (await the.page(`/editions/${digest?.edition}`)).text();
  expect(web.match(/Why here: [^<]*reader/g)).toEqual([expect.stringContaining('1 reader')]);
});

test('every copy of a dispatch ends in one named state', async () => {
  await the.moveClock(new Date((await the.now()).getTime() + 15 * 60_000));
  for (const { audience, tally } of await the.dispatches()) {
    expect(Object.values(tally).reduce((sum: number, n) => sum + Number(n), 0)).toBe(audience);
  }
});

test('a morning without news brings no mail', async () => {
  await the.morning();
  expect(await the.digestsTo('ada@example.org')).toHaveLength(1);
});

test('a second feed brings a second digest that repeats no paper', async () => {
  const { counts } = await the.upload(SECOND_DAY);
  await the.morning();
  const [first, second] = await the.digestsTo('ada@example.org');
  const [before, now] = [titlesOf(first!), titlesOf(second!)];
  expect(now.cards.length + now.list.length + now.more).toBe(counts.new);
  for (const title of [...now.cards, ...now.list]) expect([...before.cards, ...before.list]).not.toContain(title);
});

test('one click of a mail program unsubscribes: the next mail does not come', async () => {
  await the.join('grace@example.org');
  const [, second] = await the.digestsTo('ada@example.org');
  const link = /<(https?:[^>]+)>/.exec(second?.headers.get('list-unsubscribe') ?? '')?.[1] ?? '';
  expect((await fetch(link)).status).toBe(200);
  const click = await fetch(link, {
    method: 'POST',
    body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
    redirect: 'manual',
  });
  expect(click.status).toBe(200);

  await the.uploadPage('Mar 20', ['Graph Transformers for Protein Folding', 'A Survey of Sparse Attention']);
  await the.morning();
  expect(await the.digestsTo('ada@example.org')).toHaveLength(2);
  expect(await the.digestsTo('grace@example.org')).toHaveLength(1);
});

test('a bounce ends the subscription', async () => {
  await the.join('hopper@example.org');
  await the.uploadPage('Mar 21', ['Learning to Rank with Few Labels', 'On the Stability of Diffusion Sampling']);
  await the.fail('bounce', 2);
  await the.morning();
  expect(await the.digestsTo('hopper@example.org')).toHaveLength(1);
  // Both due readers bounced. Somebody new shows that the next edition does go out.
  await the.join('lovelace@example.org');
  await the.uploadPage('Mar 22', ['Federated Optimisation under Drift', 'Neural Fields for Weather']);
  await the.morning();
  expect(await the.digestsTo('lovelace@example.org')).toHaveLength(1);
  expect(await the.digestsTo('hopper@example.org')).toHaveLength(1);
  expect(await the.digestsTo('grace@example.org')).toHaveLength(2);
});

test('the news of a wrong upload is taken back before an edition holds it, and may come again', async () => {
  const wrong = await the.uploadPage('Mar 23', ['A Draft Nobody Should See', 'Another Draft']);
  const feeds = async (...args: string[]) => (await local.type('feeds', ...args, '--json')).said;
  const id = wrong.id.slice(0, wrong.id.indexOf('#'));
  expect(JSON.parse(await feeds('withdraw', id, '--yes'))).toMatchObject({ withdrawn: 2, kept: 0 });
  const before = (await the.digestsTo('lovelace@example.org')).length;
  await the.morning();
  expect(await the.digestsTo('lovelace@example.org')).toHaveLength(before);
  expect(JSON.parse(await feeds('show', id))).toMatchObject({ withdrawn: 2, counts: { new: 2 } });

  await the.uploadPage('Mar 24', ['A Draft Nobody Should See']);
  await the.morning();
  const [digest] = (await the.digestsTo('lovelace@example.org')).slice(before);
  expect(digest?.subject).toContain('A Draft Nobody Should See');
  const upload = ((await feeds()).split('\n')[0] ?? '').match(/"id":"([^"#]+)/)?.[1] ?? '';
  expect(JSON.parse(await feeds('withdraw', upload, '--yes'))).toMatchObject({ withdrawn: 0, kept: 1 });
});

test('a snapshot is read in ranges, and an event about a file that is gone is no fault', async () => {
  const { dir, remove } = temporaryFolder();
  // Longer than what is held in memory and than two ranges; mostly the same few papers, so that it is quick.
  const pad = 'x'.repeat(6_600);
  const lines = Array.from({ length: 5_200 }, (_, n) => ({
    title: `Paper ${n % 40}`,
    arxiv_id: `2401.${10_000 + (n % 40)}`,
    pad,
  }));
  writeFileSync(`${dir}/snapshot.jsonl`, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const file = { file: `${dir}/snapshot.jsonl`, key: 'archive/snapshot.jsonl' };
  expect(await uploadFeed(localStack(cloud), file).finally(remove)).toMatchObject({ ranges: 3, outcome: 'accepted' });

  const gone = {
    name: 'Put',
    bucket: output(localStack(cloud), 'FeedsBucketName'),
    key: 'feeds/gone.txt',
    eTag: 'e',
    size: 1,
    at: new Date(),
  };
  const MessageBody = JSON.stringify({ Records: [event(gone)] });
  await clients(localStack(cloud)).sqs.send(
    new SendMessageCommand({ QueueUrl: output(localStack(cloud), 'IngestQueueUrl'), MessageBody }),
  );
  await the.quiet();
  expect(cloud.status().queues.filter(({ dead, waiting }) => dead && waiting > 0)).toEqual([]);
});

test('the archive lists editions', async () => {
  expect((await the.page('/editions')).status).toBe(200);
});

test.each(['rate', 'denied', 'quota-limit', 'rejected'] as const)(
  '[R41][R46] a letter that SES refuses (%s) comes with the next attempt',
  async (fault) => {
    const email = `lamarr-${fault}@example.org`;
    await the.fail(fault);
    await the.signUp(email);
    expect(await the.mailsTo(email)).toHaveLength(1);
  },
);

test('what a reader follows stands first in their next copy, with the reason', async () => {
  const token = await accountOf('lovelace@example.org');
  const saved = await the.form('/interests', {
    token,
    words: 'Quokka burrows',
    papers: 'Graphs that Forget\nNo Such Paper at All',
    cards: '5',
  });
  expect(saved.status).toBe(200);
  expect(await saved.text()).toContain('No Such Paper at All');
  await the.uploadPage('Mar 27', ['Notes on Quokka Burrows in Winter', 'Sieves and Other Filters']);
  await the.morning();
  const copy = (await the.digestsTo('lovelace@example.org')).at(-1);
  expect(copy?.text).toMatch(/FOR YOU[\s\S]*Notes on Quokka Burrows in Winter[\s\S]*You follow “Quokka burrows”/i);
});

test('a copy whose answer was lost is SENT once its event comes; a reader who asks is erased', async () => {
  await the.uploadPage('Mar 25', ['Sampling without Regret', 'Graphs that Forget']);
  await the.fail('accept-then-reset');
  await the.morning();
  await the.moveClock(new Date((await the.now()).getTime() + 15 * 60_000));
  for (const { tally } of await the.dispatches()) expect(tally.UNKNOWN).toBe(0);

  // Behind the link to the account stands what became of each copy.
  const page = await (await the.page(`/account?token=${await accountOf('lovelace@example.org')}`)).text();
  expect(page).toMatch(/Sampling without Regret[\s\S]*?Sent at \d\d:\d\d\./);

  const email = 'lovelace@new.example';
  await the.form('/account/address', { token: await accountOf('lovelace@example.org'), email });
  expect((await the.form('/address', { token: await tokenTo(email, 'address') })).status).toBe(200);
  await forget(email);
});

/** The token in the newest mail to an address. */
async function tokenTo(email: string, path: string): Promise<string> {
  await the.quiet();
  const { text = '' } = (await the.mailsTo(email)).at(-1) ?? {};
  return new RegExp(`/${path}\\?token=([\\w.~-]+)`).exec(text)?.[1] ?? '';
}

/** Asks for the link to the account. */
async function accountOf(email: string): Promise<string> {
  await the.form('/account-link', { email });
  return await tokenTo(email, 'account');
}

/** Presses the button that erases the account. */
async function forget(email: string): Promise<void> {
  expect((await the.form('/account/erase', { token: await accountOf(email), sure: 'yes' })).status).toBe(200);
}

test('three complaints stop all digests, and the edition that waits ends in named states', async () => {
  const due = ['noether@example.org', 'curie@example.org', 'meitner@example.org'];
  for (const reader of due) await the.join(reader);
  await the.uploadPage('Mar 26', ['Robust Estimators in Practice', 'Causal Discovery from Text']);
  await the.fail('complaint', 3);
  await the.morning();
  for (const reader of due) expect(await the.digestsTo(reader)).toHaveLength(1);
  await the.join('hamilton@example.org');
  await the.uploadPage('Mar 27', ['An Edition that Nobody Gets', 'And One More Paper']);
  await the.morning();
  expect(await the.digestsTo('hamilton@example.org')).toEqual([]);
  // Past its expiry: the tick gives every copy that never went out its state.
  await the.moveClock(new Date((await the.now()).getTime() + 13 * 3_600_000));
  const [last] = await the.dispatches();
  expect(last).toMatchObject({ audience: 1, tally: { SKIPPED: 1 } });
});

test('an hour at which nobody reads any more is forgotten', async () => {
  const email = 'pasteur@example.org';
  const wishes = async () => {
    const { Items = [] } = await clients(localStack(cloud)).dynamo.send(
      new QueryCommand({
        TableName: output(localStack(cloud), 'SubscribersTableName'),
        KeyConditionExpression: 'pk = :wishes',
        ExpressionAttributeValues: { ':wishes': 'WISHES' },
      }),
    );
    return Items.map(({ sk }) => sk);
  };
  await the.form('/subscribe', { email, frequency: 'daily', weekday: '1', hour: '11', zone: 'UTC' });
  await the.quiet();
  await the.confirm(email);
  await forget(email);
  expect(await wishes()).toContain('daily#UTC#11');
  const later = new Date((await the.now()).getTime() + 15 * 86_400_000);
  later.setUTCHours(12, 0, 0, 0);
  await the.moveClock(later);
  // An edition that is due at that hour makes somebody look who reads then.
  await the.uploadPage('Apr 20', ['A Paper that Is Due to Nobody']);
  await the.moveClock(new Date(later.getTime() + 23 * 3_600_000));
  expect(await wishes()).not.toContain('daily#UTC#11');
});

test('[R100] who never confirmed is forgotten after a month, and may begin anew; who did is not', async () => {
  const { dynamo } = clients(localStack(cloud));
  const TableName = output(localStack(cloud), 'SubscribersTableName');
  const rows = async (prefix: string) => {
    const { Items = [] } = await dynamo.send(new ScanCommand({ TableName }));
    return Items.filter(({ pk }) => String(pk).startsWith(prefix));
  };
  const confirmed = async () =>
    (await rows('READER#')).filter(({ sk, status }) => sk === 'READER' && status !== 'pending').length;
  const before = await confirmed();
  expect((await rows('READER#')).filter(({ address }) => address === 'looker@example.org')).toHaveLength(1);
  const silent = 'silent@example.org';
  await the.signUp(silent);
  const stop = /\/stop\?token=([\w.-]+)/.exec((await the.mailsTo(silent))[0]?.text ?? '')?.[1] ?? '';
  expect((await the.form('/stop', { token: stop })).status).toBe(200);
  await the.moveClock(new Date((await the.now()).getTime() + 31 * 86_400_000));
  // Who asked for silence is remembered until it is over.
  const pending = (await rows('READER#')).filter(({ status }) => status === 'pending');
  expect(pending).toMatchObject([{ address: silent }]);
  expect(await rows('ASKED')).toMatchObject([{ readerId: pending[0]?.readerId }]);
  expect(await confirmed()).toBe(before);
  expect(await rows('ADDR#')).toHaveLength(before + 1);
  await the.join('looker@example.org');
});

/** What is granted for somebody whom this machine lacks. All else must have been needed by now, or it is too much. */
const NEEDED_ELSEWHERE: [grant: RegExp, reason: string][] = [
  [/ logs:(CreateLogStream|PutLogEvents) on /, 'Lambda itself writes the logs of a function, in the name of its role'],
  [/:::broadsheet-storageaccesslogs\w+ \d+: s3:PutObject on /, 'S3 writes its access logs'],
  [/MonitoringAlarms\w+ \d+: sns:Publish on /, 'CloudWatch rings the alarms'],
  [/MailEventsKey\w+ \d+: kms:\* on /, 'whoever administers the account must be able to administer the key'],
];

test('[R104] no function may more than the tests above made it need', () => {
  const unused = cloud.unusedGrants();
  expect(unused.filter((grant) => !NEEDED_ELSEWHERE.some(([pattern]) => pattern.test(grant)))).toEqual([]);
  for (const [pattern] of NEEDED_ELSEWHERE) expect(unused).toContainEqual(expect.stringMatching(pattern));
});

test('[R52] [R102] every mail of this run keeps every rule of a mail', async () => {
  const rules = [...rulesForAll({ local: true }), ...broadsheetRules];
  const files = readdirSync(local.dir, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.eml'));
  expect(files.length).toBeGreaterThan(20);
  for (const file of files) {
    const mail = await readMail(readFileSync(join(local.dir, file)));
    expect(check(mail, rules), mail.subject).toEqual([]);
  }
});

test('no function asked for what it may not', () => expect(cloud.refused()).toEqual([]));

test('no address reaches a log', () => {
  const logs = readdirSync(`${local.dir}/logs`).map((log) => readFileSync(`${local.dir}/logs/${log}`, 'utf8'));
  expect(logs.filter((log) => log.includes('"level":"INFO"')).length).toBeGreaterThanOrEqual(4);
  for (const log of logs)
    expect(log).not.toMatch(/(ada|grace|hopper|looker|lovelace|lamarr|noether|curie|meitner|hamilton|pasteur)@/);
});
