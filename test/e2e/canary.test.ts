import { readdirSync, readFileSync } from 'node:fs';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, expect, test } from 'vitest';
import { cloudMails } from '../../infra/cli/lib/running-cloud.ts';
import { clients, localStack, output } from '../../infra/cli/lib/stack.ts';
import { readerAt, say } from './interests.ts';
import { localCloud } from './local-cloud.ts';

const local = await localCloud();
const { cloud, the } = local;
afterAll(() => local.stop());

const NAME = 'canary-7f3a9c';
const DOMAIN = 'zebra-mail.example';
const CANARY = `${NAME}@${DOMAIN}`;
/** What the reader follows and mutes: words, authors, the title of a paper. */
const FOLLOWED = ['quokka-pouch-4d2e', 'Xanthippe Quillon', 'wombat-burrow-9e1c', 'Zebulon Yarrow'];
const MOVED = `${NAME}+moved@${DOMAIN}`;

/** What nobody else follows. */
const WORD = 'quagga-speculation';
const WISH = 'numbat-decoding';
const AUTHOR = 'Thylacine Okapi-Lovelace';

/** A form with a file, as a browser sends it. */
function multipart({ file, ...fields }: Record<string, string>): FormData {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  if (file) body.append('file', new File([file], 'mine.bib'));
  return body;
}

/** A word as it may hide: plain, in capitals, percent-encoded, and in base64 at each of its three alignments. */
function disguises(word: string): string[] {
  const aligned = [0, 1, 2].map((shift) => {
    const base64 = Buffer.from(' '.repeat(shift) + word).toString('base64');
    // Digits at either end also hold bits of the neighbours.
    return base64.slice(shift === 0 ? 0 : shift + 1, -4);
  });
  return [
    word,
    word.toUpperCase(),
    encodeURIComponent(word),
    ...aligned,
    ...aligned.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

const tokenOf = async (path: string, address: string) => {
  await the.quiet();
  const link = new RegExp(`/${path}\\?token=([\\w.~%-]+)`);
  return (await the.mailsTo(address)).map(({ text }) => link.exec(text)?.[1]).findLast(Boolean) ?? '';
};

test('[R97] an address, and what its reader follows, go through every path, errors included, and no log line, key or other table ever holds them', async () => {
  const { page, form } = the;
  const json = (body: string) => page('/subscribe', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  // Faults: malformed, too much, of another site, in the query, and with a token of nobody.
  await json(`{"email":"${CANARY}"`);
  await json(JSON.stringify({ email: CANARY, hour: CANARY, [CANARY]: CANARY }));
  await form('/subscribe', { email: `${CANARY}\r\nBcc: x@y.example`, frequency: CANARY });
  await form('/subscribe', { email: CANARY.repeat(1_000) });
  await page(`/subscribe?email=${CANARY}`, { method: 'POST', headers: { origin: 'https://evil.example' } });
  await page(`/confirm?token=${CANARY}`);
  await page(`/${CANARY}`);
  await form('/unsubscribe', { token: CANARY });
  // Letters that SES refuses, or that come back: their events carry the address.
  for (const fault of ['rejected', 'bounce', 'complaint', 'accept-then-500'] as const) {
    await the.fail(fault);
    await the.signUp(`${fault}@${DOMAIN}`);
    await the.faultsHappened();
  }
  // And a life.
  await the.signUp(CANARY);
  await the.signUp(CANARY);
  expect((await the.confirm(CANARY)).status).toBe(200);
  const [word, author, muted, other] = FOLLOWED as [string, string, string, string];
  const follow = { words: [word, 'canaries', 'speculative decoding'], authors: [author] };
  await say(cloud, CANARY, { follow, mute: { words: [muted], authors: [other] } }, [word]);
  await the.uploadPage('2026-03-18', ['News for canaries', 'Speculative decoding for canaries']);
  await the.morning();
  const [digest, ...more] = await the.digestsTo(CANARY);
  expect([digest?.text.match(/You follow “canaries”/g), more]).toEqual([expect.any(Array), []]);
  // What SES's events tell of a mail.
  for (const { subject, tags } of await cloudMails(cloud)) expect(JSON.stringify([subject, tags])).not.toMatch(/follow|quokka/i);
  expect((await readerAt(cloud, CANARY)).learned?.terms.length).toBeGreaterThan(0);
  await form('/preferences', {
    token: await tokenOf('preferences', CANARY),
    frequency: 'daily',
    hour: '9',
    zone: 'UTC',
    pause: '',
  });
  await form('/account-link', { email: CANARY });
  const former = await tokenOf('account', CANARY);
  // What they work on: saved, searched for, refused, named in a file and a link, voted on.
  const interests = (fields: Record<string, string>) =>
    page('/interests', { method: 'POST', body: multipart({ token: former, ...fields }) });
  const said = await interests({
    words: WORD,
    authors: AUTHOR,
    muteWords: `${WORD} muted`,
    papers: `News for canaries\n${WORD} title`,
  });
  expect([said.status, (await said.text()).includes('1 paper added')]).toEqual([200, true]);
  expect((await interests({ do: 'find', find: WORD, authors: AUTHOR })).status).toBe(200);
  expect((await interests({ words: WORD.repeat(20), categories: WORD })).status).toBe(400);
  expect(
    (await interests({ file: `@article{a, title={${WORD} in a file}}`, fromVotes: 'yes', words: WORD, authors: AUTHOR })).status,
  ).toBe(200);
  await form('/subscribe', { email: `wishes@${DOMAIN}`, frequency: 'weekly', hour: '8', zone: 'UTC', follow: WISH });
  await form('/confirm', { token: await tokenOf('confirm', `wishes@${DOMAIN}`) });
  await json(JSON.stringify({ email: CANARY, follow: WORD }));
  await page('/interests', { method: 'POST', body: multipart({ token: 'x', words: WORD }) });
  await form('/account/address', { token: former, email: MOVED });
  expect((await form('/address', { token: await tokenOf('address', MOVED) })).status).toBe(200);
  await the.quiet();
  expect((await form('/account/export', { token: former })).status).toBe(400);
  await form('/account-link', { email: MOVED });
  const account = await tokenOf('account', MOVED);
  expect(await (await form('/account/export', { token: account })).text()).toContain(MOVED);
  expect((await form('/account/erase', { token: account, sure: 'yes' })).status).toBe(200);
  await the.quiet();

  const { dynamo, s3 } = clients(localStack(cloud));
  const rows = async (table: string) =>
    JSON.stringify((await dynamo.send(new ScanCommand({ TableName: output(localStack(cloud), table) }))).Items);
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: output(localStack(cloud), 'StoreBucketName') }));
  const logs = readdirSync(`${local.dir}/logs`).map((name) => readFileSync(`${local.dir}/logs/${name}`, 'utf8'));
  const written = {
    logs: logs.join('\n'),
    editions: await rows('EditionsTableName'),
    papers: await rows('PapersTableName'),
    keys: JSON.stringify(Contents),
  };
  expect(written.logs).toMatch(/"level":"(?:WARN|ERROR)"|"outcome":"rejected"/);
  expect(written.keys).toContain('withdrawn/');
  for (const [where, text] of Object.entries(written)) {
    for (const word of [NAME, 'zebra-mail', 'quagga', 'Okapi-Lovelace', 'numbat', ...FOLLOWED].flatMap(disguises))
      expect(text.includes(word), `${word} in ${where}`).toBe(false);
    expect(text.includes(account), `a token in ${where}`).toBe(false);
  }
  // Of whoever was erased, the table of people says no more either.
  for (const word of [NAME, 'quagga', 'Okapi-Lovelace'].flatMap(disguises))
    expect(await rows('SubscribersTableName')).not.toContain(word);
});

test('[R97] the search finds what it looks for, however it is written', () => {
  for (const shift of ['', 'x', 'xy'])
    for (const text of [shift + CANARY, encodeURIComponent(shift + CANARY), Buffer.from(shift + CANARY).toString('base64url')])
      expect(
        disguises(NAME).some((word) => text.includes(word)),
        text,
      ).toBe(true);
});
