import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { lettersStore } from '../../functions/adapters/ledger.ts';
import { breaker } from '../../functions/domain/breaker.ts';
import type { Printed, PrintedPaper } from '../../functions/domain/edition.ts';
import { NO_INTERESTS } from '../../functions/domain/interests/interests.ts';
import type { Mail, SendOutcome } from '../../functions/domain/mail.ts';
import type { LetterKind, Reader } from '../../functions/domain/reader.ts';
import { verifyToken } from '../../functions/domain/token.ts';
import { sendLetter } from '../../functions/letters/send-letter.ts';
import { memoryMailboxes } from '../fakes/memory-mailboxes.ts';
import { memoryReaders } from '../fakes/memory-readers.ts';
import { startTables } from '../fakes/tables.ts';
import { ADA, NOW, RING } from '../subscribe/site.ts';

const KEY = new Uint8Array(32);
const READER = 'reader0000000000000001';
const letterOf = (n: number) => `letter${String(n).padStart(16, '0')}`;
const { email: address, zone } = ADA;
const requested = { frequency: 'daily', weekday: 1, hour: 8, zone } as const;
const publication = { listName: 'The Daily Paper', publisher: 'Example Lab', postalAddress: '1 Main St', language: 'en-GB' };

const PAPER: PrintedPaper = {
  id: 'arxiv:1',
  ids: ['arxiv:1'],
  position: 0,
  since: '2026-03-18',
  title: 'TimesNet',
  abstract: '',
  authors: [],
  moreAuthors: 0,
  url: 'https://arxiv.org/abs/1',
  links: [],
};
const LATEST = { id: '2026-03-18', frequency: 'daily', end: '2026-03-18T05:00:00.000Z', papers: 62 } as Printed;

const tables = await startTables();
afterAll(() => tables.stop());

/** LETTERS over a real claims table, with an SES that answers as told and keeps what it accepted. */
async function post() {
  const readers = memoryReaders();
  await readers.signUp({ addressHash: 'h', address, readerId: READER, requested, at: NOW });
  const mailboxes = memoryMailboxes(async () => KEY);
  const store = lettersStore(tables.client, (await tables.fresh()).editions);
  const world = {
    now: NOW,
    journal: [] as Mail[],
    answer: { kind: 'sent', messageId: 'm' } as SendOutcome,
    crash: '',
    archive: [] as Printed[],
    papers: [PAPER],
  };
  const step = async <T>(name: string, call: () => Promise<T>): Promise<T> => {
    if (world.crash === `before ${name}`) throw new Error('killed');
    const value = await call();
    if (world.crash === `after ${name}`) throw new Error('killed');
    return value;
  };
  const ports: Parameters<typeof sendLetter>[0] = {
    readers: { get: (id) => step('get', () => readers.get(id)), save: (next) => step('save', () => readers.save(next)) },
    letters: {
      claim: (...args) => step('claim', () => store.claim(...args)),
      release: (...args) => step('release', () => store.release(...args)),
      record: (...args) => step('record', () => store.record(...args)),
    },
    mailboxes: {
      count: (...args) => step('count', () => mailboxes.count(...args)),
      uncount: (...args) => step('uncount', () => mailboxes.uncount(...args)),
    },
    editions: { printed: async () => world.archive },
    papers: async () => world.papers,
    tokenKeys: async () => RING,
    render: async (props) => ({ subject: 'Confirm', html: JSON.stringify(props), text: 'url' in props ? props.url : '' }),
    pace: () => step('pace', async () => {}),
    send: (mail) =>
      step('send', async () => {
        if (world.answer.kind === 'sent' || world.answer.kind === 'unknown') world.journal.push(mail);
        return world.answer;
      }),
    breaker: breaker(),
    now: () => world.now,
  };
  const deliver = (n: number, kind: LetterKind = 'confirm', readerId = READER, page?: 'interests') =>
    sendLetter(ports, { publicUrl: 'https://papers.example.org', publication }, { kind, readerId, letter: letterOf(n), page });
  return { world, readers, deliver };
}

test('[R66] the confirmation goes to the address with a link of 72 hours, and says that a machine wrote it', async () => {
  const { world, deliver } = await post();
  expect(await deliver(1)).toEqual({ kind: 'sent' });
  const [mail] = world.journal;
  expect(mail).toMatchObject({
    to: address,
    headers: [{ name: 'Auto-Submitted', value: 'auto-generated' }],
    tags: { kind: 'letter', reader: READER, letter: letterOf(1) },
  });
  expect(mail!.html).not.toContain('ada');
  const token = new URL(mail!.text).searchParams.get('token')!;
  const at = (hours: number) => verifyToken(RING, 'confirm', token, new Date(NOW.getTime() + hours * 3_600_000));
  expect([at(71.9), at(72)]).toEqual([
    { ok: true, subject: READER, generation: 0 },
    { ok: false, reason: 'expired', subject: READER, generation: 0 },
  ]);
});

test('a message delivered again, or five times at once, is one mail', async () => {
  const { world, deliver } = await post();
  await Promise.all([deliver(1), deliver(1), deliver(1), deliver(1), deliver(1)]);
  expect((await deliver(1)).kind).toBe('repeated');
  expect(world.journal).toHaveLength(1);
});

test('[R65] many sign-ups of one address are one mail in 24 hours', async () => {
  const { world, deliver } = await post();
  expect((await deliver(1)).kind).toBe('sent');
  expect((await deliver(2)).kind).toBe('too-many');
  world.now = new Date(NOW.getTime() + 86_400_000);
  expect((await deliver(3)).kind).toBe('sent');
  expect(world.journal).toHaveLength(2);
});

test('[R65] at most three requests to confirm in 30 days', async () => {
  const { world, deliver } = await post();
  for (let day = 0; day < 30; day++) {
    world.now = new Date(NOW.getTime() + day * 86_400_000);
    await deliver(day);
  }
  expect(world.journal).toHaveLength(3);
});

describe('[R65] a reminder', () => {
  const HOUR = 3_600_000;
  const asked = async () => {
    const office = await post();
    await office.deliver(1);
    office.world.now = new Date(NOW.getTime() + 24 * HOUR);
    return office;
  };

  test('goes out a day after a request nobody confirmed, once, however often it is asked for', async () => {
    const { world, deliver } = await asked();
    expect((await deliver(2, 'remind')).kind).toBe('sent');
    for (const n of [2, 2, 3]) expect((await deliver(n, 'remind')).kind).not.toBe('sent');
    for (let day = 2; day < 29; day++) {
      world.now = new Date(NOW.getTime() + day * 24 * HOUR);
      await deliver(100 + day);
      await deliver(200 + day, 'remind');
    }
    expect(world.journal.filter(({ html }) => JSON.parse(html).again)).toHaveLength(1);
    // It counts towards the three of a month.
    expect(world.journal).toHaveLength(3);
  });

  test.each<[string, (office: Awaited<ReturnType<typeof post>>) => unknown]>([
    ['before the day is over', ({ world }) => (world.now = new Date(NOW.getTime() + 23.9 * HOUR))],
    ['when the link has expired', ({ world }) => (world.now = new Date(NOW.getTime() + 72 * HOUR))],
    ['to who asked for no more', (office) => change(office, { refusedUntil: '2027-01-01T00:00:00.000Z', requested: undefined })],
    ['to who has confirmed', (office) => change(office, { status: 'active', preferences: requested, requested: undefined })],
    [
      'to an active reader who asked for another hour',
      (office) => change(office, { status: 'active', preferences: { ...requested, hour: 9 } }),
    ],
    ['to a mailbox that bounced', (office) => change(office, { status: 'suppressed' })],
    ['where no request was ever sent', (office) => change(office, { letters: [] })],
  ])('does not go out %s', async (_, meanwhile) => {
    const office = await asked();
    await meanwhile(office);
    expect(await office.deliver(2, 'remind')).toEqual({ kind: 'nothing' });
    expect(office.world.journal).toHaveLength(1);
  });
  const change = async ({ readers }: Awaited<ReturnType<typeof post>>, over: Partial<Reader>) =>
    readers.put({ ...(await readers.get(READER))!, ...over });
});

test('[R65] a mailbox that asked for no more gets no request to confirm, and no link to an account it does not have', async () => {
  const { world, readers, deliver } = await post();
  readers.put({ ...(await readers.get(READER))!, refusedUntil: '2027-01-01T00:00:00.000Z' });
  for (const kind of ['confirm', 'account', 'change-address', 'address-changed'] as const)
    expect(await deliver(1, kind)).toEqual({ kind: 'nothing' });
  expect(world.journal).toEqual([]);
});

/** The reader of these tests, confirmed. */
async function active({ readers }: Awaited<ReturnType<typeof post>>, over: Partial<Reader> = {}) {
  const { requested: _, ...row } = (await readers.get(READER))!;
  const confirmed = { status: 'active', generation: 1, preferences: requested } as const;
  readers.put({ ...row, ...confirmed, ...over });
}

test('a link to an account goes to the present address, for an hour, three times a day at most', async () => {
  const office = await post();
  await active(office);
  for (const n of [1, 2, 3, 4]) await office.deliver(n, 'account');
  expect(office.world.journal.map(({ to }) => to)).toEqual([address, address, address]);
  const token = new URL(office.world.journal[0]!.text).searchParams.get('token')!;
  const at = (hours: number) => verifyToken(RING, 'account', token, new Date(NOW.getTime() + hours * 3_600_000)).ok;
  expect([at(0.99), at(1)]).toEqual([true, false]);
});

test('a link to interests is one to an account that opens their page, and counts as one', async () => {
  const office = await post();
  await active(office);
  for (const n of [1, 2, 3, 4]) await office.deliver(n, 'account', READER, n % 2 ? 'interests' : undefined);
  const urls = office.world.journal.map(({ text }) => new URL(text));
  expect(urls.map(({ pathname }) => pathname)).toEqual(['/interests', '/account', '/interests']);
  expect(urls.map(({ searchParams }) => verifyToken(RING, 'account', searchParams.get('token')!, NOW).ok)).toEqual([
    true,
    true,
    true,
  ]);
});

test('the new mailbox is asked, and a bounce there is no bounce of this reader', async () => {
  const office = await post();
  await active(office, { pendingAddress: { address: 'ada@new.example', number: 7, at: NOW.toISOString() } });
  expect((await office.deliver(1, 'change-address')).kind).toBe('sent');
  const [mail] = office.world.journal;
  expect(mail).toMatchObject({ to: 'ada@new.example', tags: { kind: 'letter' } });
  expect(mail!.tags).not.toHaveProperty('reader');
  const token = new URL(mail!.text).searchParams.get('token')!;
  expect(verifyToken(RING, 'address', token, NOW)).toMatchObject({ ok: true, generation: 7 });
});

test('[R99] the former address is told of the change once, and then forgotten', async () => {
  const office = await post();
  await active(office, { addressChange: { number: 7, at: NOW.toISOString(), from: 'ada@old.example' } });
  expect((await office.deliver(1, 'address-changed')).kind).toBe('sent');
  expect((await office.deliver(2, 'address-changed')).kind).toBe('nothing');
  expect(office.world.journal.map(({ to }) => to)).toEqual(['ada@old.example']);
  expect((await office.readers.get(READER))!.addressChange).toEqual({ number: 7, at: NOW.toISOString() });
});

test('nobody gets a letter who is suppressed, erased or has nothing to confirm', async () => {
  const { world, readers, deliver } = await post();
  await readers.suppress(READER, 'bounce', NOW);
  expect(await deliver(1)).toEqual({ kind: 'nothing' });
  readers.all.clear();
  expect(await deliver(2)).toEqual({ kind: 'nothing' });
  expect(world.journal).toEqual([]);
});

const booked = async ({ readers }: Awaited<ReturnType<typeof post>>) => (await readers.get(READER))?.letters?.length ?? 0;

describe.each<[SendOutcome, object]>([
  [
    { kind: 'busy', code: 'x' },
    { kind: 'retry', reason: 'busy', code: 'x' },
  ],
  [{ kind: 'quota' }, { kind: 'retry', reason: 'quota' }],
  [
    { kind: 'stopped', code: 'x' },
    { kind: 'retry', reason: 'stopped', code: 'x' },
  ],
  [
    { kind: 'refused', code: 'x' },
    { kind: 'retry', reason: 'stopped', code: 'x' },
  ],
])('[R41][R42][R46] a letter to which SES answers %o', (answer, outcome) => {
  test('goes back to the queue and arrives later', async () => {
    const { world, deliver } = await post();
    world.answer = answer;
    expect(await deliver(1)).toEqual(outcome);
    world.answer = { kind: 'sent', messageId: 'm' };
    expect(await deliver(1)).toEqual({ kind: 'sent' });
    expect(world.journal).toHaveLength(1);
  });

  test('counts towards nothing: who signs up again the same day gets one letter, and no later one', async () => {
    const office = await post();
    office.world.answer = answer;
    for (let tries = 0; tries < 5; tries++) for (const n of [1, 2]) expect(await office.deliver(n)).toEqual(outcome);
    expect(await booked(office)).toBe(0);
    office.world.answer = { kind: 'sent', messageId: 'm' };
    expect((await office.deliver(3)).kind).toBe('sent');
    expect([(await office.deliver(1)).kind, (await office.deliver(2)).kind]).toEqual(['too-many', 'too-many']);
    expect(office.world.journal).toHaveLength(1);
    expect(await booked(office)).toBe(1);
  });
});

test.each(['unknown', 'rejected'] as const)('[R37] what SES answered with %s is never sent again', async (kind) => {
  const { world, deliver } = await post();
  world.answer = { kind, code: 'x' };
  expect(await deliver(1)).toEqual({ kind, code: 'x' });
  world.answer = { kind: 'sent', messageId: 'm' };
  expect(await deliver(1)).toEqual({ kind: 'repeated' });
  expect(world.journal.length).toBe(kind === 'unknown' ? 1 : 0);
});

test('[R65] a letter that SES may have taken counts, one that it rejected does not', async () => {
  const office = await post();
  for (const [n, kind, then] of [
    [1, 'rejected', 'sent'],
    [3, 'unknown', 'too-many'],
  ] as const) {
    office.world.answer = { kind, code: 'x' };
    await office.deliver(n);
    office.world.answer = { kind: 'sent', messageId: 'm' };
    expect((await office.deliver(n + 1)).kind).toBe(then);
    office.world.now = new Date(office.world.now.getTime() + 86_400_000);
  }
});

test('[R58a] after three letters of unknown fate in a row the others wait; five minutes later one of them is tried', async () => {
  const { world, readers, deliver } = await post();
  const ids = Array.from({ length: 7 }, (_, n) => `reader000000000000001${n}`);
  for (const [n, readerId] of ids.entries())
    await readers.signUp({ addressHash: `h${n}`, address: `r${n}@example.org`, readerId, requested, at: NOW });
  const send = async (...numbers: number[]) => {
    const outcomes = await Promise.all(numbers.map((n) => deliver(n, 'confirm', ids[n])));
    return outcomes.map((outcome) => ('reason' in outcome ? outcome.reason : outcome.kind));
  };
  world.answer = { kind: 'unknown', code: 'ServiceUnavailable' };
  for (const n of [0, 1, 2]) expect(await send(n)).toEqual(['unknown']);
  expect(await send(3, 4, 5, 6)).toEqual(['breaker', 'breaker', 'breaker', 'breaker']);
  world.now = new Date(NOW.getTime() + 5 * 60_000);
  const tried = await send(3, 4, 5, 6);
  expect(tried.toSorted()).toEqual(['breaker', 'breaker', 'breaker', 'unknown']);
  world.now = new Date(NOW.getTime() + 10 * 60_000);
  world.answer = { kind: 'sent', messageId: 'm' };
  for (const n of [3, 4, 5, 6]) if (tried[n - 3] === 'breaker') expect(await send(n)).toEqual(['sent']);
});

test('[R39] killed at any step, twice, in any SES weather: never a second copy', async () => {
  const steps = ['get', 'count', 'save', 'pace', 'claim', 'send', 'release', 'record'].flatMap((name) => [
    `before ${name}`,
    `after ${name}`,
  ]);
  const answers: SendOutcome[] = [
    { kind: 'sent', messageId: 'm' },
    { kind: 'busy', code: 'x' },
    { kind: 'unknown', code: 'x' },
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...steps),
      fc.constantFrom(...steps, ''),
      fc.constantFrom(...answers),
      async (first, second, answer) => {
        const { world, deliver } = await post();
        world.answer = answer;
        for (const crash of [first, second, '', '']) {
          world.crash = crash;
          await deliver(1).catch(() => {});
          world.answer = crash ? answer : { kind: 'sent', messageId: 'm' };
        }
        expect(world.journal.length).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns: 100 },
  );
});

test('[R99] suppressed while waiting for its turn: no mail', async () => {
  const { world, readers, deliver } = await post();
  const sending = deliver(1);
  await readers.suppress(READER, 'complaint', NOW);
  await sending;
  expect(world.journal).toEqual([]);
});

test('who has confirmed is welcomed, once, with the day of the first edition and the latest one', async () => {
  const office = await post();
  office.world.archive = [LATEST];
  expect(await office.deliver(1, 'welcome')).toEqual({ kind: 'nothing' });
  await active(office, { preferences: requested });
  await Promise.all([office.deliver(2, 'welcome'), office.deliver(2, 'welcome')]);
  const [mail, ...more] = office.world.journal;
  expect(more).toEqual([]);
  expect(mail).toMatchObject({ to: address, headers: [{ name: 'Auto-Submitted', value: 'auto-generated' }] });
  const props = JSON.parse(mail!.html);
  expect(props).toMatchObject({
    ...{ kind: 'welcome', frequency: 'daily', hour: 8, zone, firstOn: expect.stringMatching(/^\w+day, \d+ \w+ 20\d\d$/) },
    latest: { url: 'https://papers.example.org/editions/2026-03-18', total: 62, titles: [{ title: 'TimesNet' }] },
  });
  for (const purpose of ['unsubscribe', 'preferences'] as const) {
    const token = new URL(props[`${purpose}Url`]).searchParams.get('token')!;
    expect(verifyToken(RING, purpose, token, NOW)).toEqual({ ok: true, subject: READER, generation: 1 });
  }
});

test('whose sign-up carried wishes is not asked for them; what they follow stands in no letter', async () => {
  const office = await post();
  const interests = { ...NO_INTERESTS, follow: { ...NO_INTERESTS.follow, words: ['quokka pouches'] } };
  await active(office, { preferences: requested, interests });
  await office.deliver(1, 'welcome');
  const { html } = office.world.journal[0]!;
  expect([JSON.parse(html).follows, html.includes('quokka')]).toEqual([true, false]);
});

test('a welcome shows the front page of the latest edition, as its mail does: not the first papers, but several subjects', async () => {
  const office = await post();
  office.world.archive = [LATEST];
  office.world.papers = Array.from({ length: 8 }, (_, n) => ({
    ...PAPER,
    ...{ id: `arxiv:${n}`, ids: [`arxiv:${n}`], title: `Paper ${n}`, position: undefined },
    ...{
      tldr: 'It says what it is.',
      subject: (['vision', 'vision', 'vision', 'vision', 'agents', 'agents', 'language', 'language'] as const)[n],
    },
  }));
  await active(office, { preferences: requested });
  await office.deliver(1, 'welcome');
  const { titles } = JSON.parse(office.world.journal[0]!.html).latest;
  const places = titles.map(({ title }: { title: string }) => Number(title.split(' ')[1]));
  expect([places.length, places.filter((n: number) => n < 4).length]).toEqual([5, 2]);
});

test('a welcome waits for nothing: without an edition it says when the first comes', async () => {
  const office = await post();
  await active(office, { preferences: requested });
  expect(await office.deliver(1, 'welcome')).toEqual({ kind: 'sent' });
  expect(JSON.parse(office.world.journal[0]!.html).latest).toBeUndefined();
});
