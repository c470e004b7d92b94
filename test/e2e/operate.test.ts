import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalCloud, localCloud } from './local-cloud.ts';

const READERS = ['ada@example.org', 'grace@example.org', 'hopper@example.org'];

const local = await localCloud();
const { the } = local;
afterAll(() => local.stop());
beforeAll(async () => {
  await the.upload('000_52b6d6f3b97a3e4b.txt');
  for (const reader of READERS) await the.join(reader);
});

const type: LocalCloud['type'] = (...args) => local.type(...args);

const digests = async () => (await Promise.all(READERS.map((reader) => the.digestsTo(reader)))).map(({ length }) => length);
const id = async () => (await the.dispatches())[0]?.edition;

test('pause stops all digests; what waits shows in the status; resume sends it within seconds', async () => {
  expect(await type('edition', 'status')).toEqual({ code: 0, said: 'No edition has closed yet.\n' });
  expect(await type('pause', '--reason', 'a wrong subject')).toMatchObject({
    code: 0,
    said: expect.stringContaining('Sending is paused: a wrong subject. No copy begins later than two seconds from now.'),
  });
  await the.morning();
  expect(await digests()).toEqual([0, 0, 0]);
  const { said } = await type('edition', 'status', await id());
  expect(said).toMatch(/ 0 of 3 \(0 %\)[\s\S]+0 under way, 3 waiting[\s\S]+ OPEN +3 +3 waiting /);

  // One of the three will be a copy nobody can vouch for.
  await the.fail('lost');
  expect((await type('resume')).said).toContain('It was paused: a wrong subject. 1 batches that waited are queued.');
  await the.quiet();
  expect((await digests()).sort()).toEqual([0, 1, 1]);
  expect((await type('resume')).said).toBe('Sending was not paused.\n');
});

test('the status names who is unknown; resend-unknown asks, sends each once more, and says so', async () => {
  const edition = await id();
  const { copies } = JSON.parse((await type('edition', 'status', edition, '--json')).said);
  expect(copies).toMatchObject({ SENT: 2, UNKNOWN: 1, gap: 0, unknown: [expect.stringMatching(/^[\w-]{22}$/)] });
  expect((await type('edition', 'status', edition)).said).toContain(`Unknown    ${copies.unknown[0]}`);

  expect(await type('edition', 'resend-unknown', edition)).toMatchObject({
    code: 2,
    said: expect.stringContaining('say --yes.'),
  });
  expect((await digests()).sort()).toEqual([0, 1, 1]);
  expect(await type('edition', 'resend-unknown', edition, '--yes')).toMatchObject({
    code: 0,
    said: expect.stringContaining('1 copies are sent once more'),
  });
  await the.quiet();
  expect(await digests()).toEqual([1, 1, 1]);
  await the.moveClock(new Date((await the.now()).getTime() + 15 * 60_000));
  const { said } = await type('edition', 'status', edition);
  expect(said).toMatch(/3 of 3 \(100 %\)[\s\S]+3 SENT · 0 REJECTED · 0 SKIPPED · 0 UNKNOWN[\s\S]+ CLOSED +3 +3 SENT /);
  expect(said).toMatch(/Resent +1 copies at .* UTC/);
  expect((await type('edition', 'resend-unknown', edition, '--yes')).said).toBe(`No copy of ${edition} is UNKNOWN.\n`);
  expect((await type('edition', 'status')).said).toMatch(new RegExp(`${edition} +CLOSED +62 +1 CLOSED +3 +3 SENT\n`));
});

test('a deployed stack is found by its name, and answers the same commands', async () => {
  const edition = await id();
  const { code, said } = await local.typeDeployed('edition', 'status', '--json');
  const lines = said
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect([code, lines.find(({ id }) => id === edition)]).toMatchObject([
    0,
    { state: 'CLOSED', audience: 3, tally: { SENT: 3 }, dispatches: [{ state: 'CLOSED', audience: 3 }] },
  ]);
  expect(said).toBe((await type('edition', 'status', '--json')).said);
  expect((await local.typeDeployed('edition', 'status', '--json', '--stage', 'Main')).said).toBe(said);
  expect(await local.typeDeployed('pause')).toMatchObject({ code: 0 });
  expect((await type('resume')).said).toContain('It was paused: asked for.');
  const upload = await local.typeDeployed('upload', 'test/fixtures/synthetic-seedshape-jun12.txt', '--json');
  expect([upload.code, JSON.parse(upload.said)]).toMatchObject([0, { outcome: 'accepted', counts: { new: 30 } }]);
  expect((await local.typeDeployed('feeds')).said).toMatch(/synthetic-seedshape-jun12\.txt +accepted/);
  expect(await local.typeDeployed('tick', '--at', '+1d')).toMatchObject({
    code: 2,
    said: expect.stringMatching(/^The clock of a deployed stack cannot be moved/),
  });
  expect(await local.typeDeployed('pause', '--stage', 'trial')).toMatchObject({
    code: 1,
    said: 'There is no stack Broadsheet-trial in this account and region.\n',
  });
});

test('what is asked wrongly is answered with a sentence', async () => {
  expect(await type('edition', 'status', '2026-02-30')).toMatchObject({
    code: 1,
    said: expect.stringMatching(/^There is no edition 2026-02-30/),
  });
  expect(await type('edition', 'resend-unknown')).toMatchObject({ code: 2 });
  expect(await type('edition', 'forget')).toMatchObject({
    code: 2,
    said: expect.stringMatching(/^Say what to do: .*\bresend-unknown\b.*\bpreview\b/),
  });
  expect(await type('pause', '--resaon', 'x')).toMatchObject({ code: 2 });
  expect(await type('puase')).toMatchObject({ code: 2, said: expect.stringMatching(/^There is no command puase/) });
});
