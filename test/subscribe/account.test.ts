import { describe, expect, test } from 'vitest';
import { letterNumber } from '../../functions/domain/address-change.ts';
import type { Edition } from '../../functions/domain/edition.ts';
import type { LedgerRow } from '../../functions/domain/ledger.ts';
import type { Reader } from '../../functions/domain/reader.ts';
import { REASONS } from '../../functions/subscribe/history.ts';
import { sentenceOf } from '../../functions/subscribe/pages/history.tsx';
import { ADA, edition, form, NOW, onlyReader, sign, testSite, withReader } from './site.ts';

const IN_AN_HOUR = new Date(NOW.getTime() + 3_600_000);
const account = (generation = 1) => sign({ purpose: 'account', generation, expiresAt: IN_AN_HOUR });
const proof = (site: ReturnType<typeof testSite>) =>
  sign({ purpose: 'address', generation: onlyReader(site)!.pendingAddress?.number ?? 0, expiresAt: IN_AN_HOUR });
const ask = (site: ReturnType<typeof testSite>, email: string) =>
  site.app.request('/account/address', form({ token: account(), email }));

test('the link opens the account and writes nothing', async () => {
  const site = await withReader(true);
  const page = await (await site.app.request(`/account?token=${account()}`)).text();
  for (const part of [
    'ada@example.org',
    'every day at 08:00',
    'action="/account/address"',
    'action="/account/export"',
    'Erase my data',
  ])
    expect(page).toContain(part);
  expect(site.writes).toEqual([]);
});

test('the account has the last 30 days of this reader alone, each with what became of it in plain words', async () => {
  const now = new Date('2026-03-18T12:00:00.000Z');
  const of = (day: string, more: Partial<Edition> = {}): Edition => ({
    ...edition,
    id: day,
    day,
    title: `Paper of ${day}`,
    ...more,
  });
  const empty = (day: string, missing?: 'quiet' | 'late') =>
    of(day, { state: 'EMPTY', title: '', papers: 0, files: undefined, missing });
  const [SENT, UNKNOWN, REFUSED, PAUSED] = ['2026-03-12', '2026-03-13', '2026-03-16', '2026-03-17'] as const;
  const row = (edition: string, state: LedgerRow['state'], detail: string, readerId = 'id00000000000000000000'): LedgerRow => ({
    ...{ edition, readerId, dispatch: `${edition}T07:00:00.000Z`, state, attempt: 1, detail, at: `${edition}T07:02:00.000Z` },
  });
  const site = await withReader(true, {
    now: () => now,
    editions: [
      of(SENT),
      of(UNKNOWN),
      empty('2026-03-14', 'quiet'),
      empty('2026-03-15', 'late'),
      of(REFUSED),
      of(PAUSED),
      of('2026-03-18'),
    ],
    ledger: [
      row(SENT, 'SENT', 'message-1'),
      row(UNKNOWN, 'UNKNOWN', 'timeout'),
      row(REFUSED, 'REJECTED', 'MessageRejected'),
      row(PAUSED, 'SKIPPED', 'paused'),
      row('2026-03-14', 'SKIPPED', 'moved'),
      row('2026-03-15', 'SENT', 'message-2'),
      row('2026-03-18', 'SENT', 'of-another', 'x'.repeat(22)),
    ],
  });
  site.readers.put({ ...onlyReader(site)!, since: '2026-03-01T00:00:00.000Z' });
  site.readers.writes.length = 0;
  const token = sign({ purpose: 'account', generation: 1, expiresAt: new Date(now.getTime() + 3_600_000) });
  const page = await (await site.app.request(`/account?token=${token}`)).text();
  const lines = [...page.matchAll(/<li>([\s\S]*?)<\/li>/g)].map(([, line = '']) =>
    line
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  );
  expect(lines).toEqual([
    'Paper of 2026-03-18 Wednesday, 18 March 2026 It is on its way. If it is not there in some hours, look into the spam folder.',
    'Paper of 2026-03-17 Tuesday, 17 March 2026 Not sent: you were pausing.',
    'Paper of 2026-03-16 Monday, 16 March 2026 Not sent: our mail service refused this one copy. Read it here.',
    'Sunday, 15 March 2026 Not sent: what was due from our sources had not come in time; it stands in a later edition. A mail told you so at 08:02.',
    'Saturday, 14 March 2026 Not sent: our sources had nothing new, as on weekends and holidays.',
    'Paper of 2026-03-13 Friday, 13 March 2026 Perhaps sent: our mail service broke off while it took this copy, and we never send one twice. Read it here.',
    'Paper of 2026-03-12 Thursday, 12 March 2026 Sent at 08:02.',
  ]);
  expect(page).toContain('href="/editions/2026-03-12"');
  expect(page).not.toContain('message-1');
  expect(site.writes).toEqual([]);
});

describe('the account says what is unusual about a subscription, and what to do', () => {
  test.each<[string, Partial<Reader>, RegExp | undefined]>([
    ['nothing', {}, undefined],
    ['a pause', { pausedUntil: '2026-03-31T22:00:00.000Z' }, /pauses until [\s\S]*1 April 2026[\s\S]*“Day, hour or pause”/],
    ['a pause that is over', { pausedUntil: '2026-03-01T22:00:00.000Z' }, undefined],
    ['mail that came back', { bouncedOn: ['2026-03-16', '2026-03-17'] }, /came back on 2 days [\s\S]*17 March[\s\S]*full/],
    ['mail that came back long ago', { bouncedOn: ['2026-02-16'] }, undefined],
    [
      'a new address',
      { pendingAddress: { address: 'new@example.org', number: 3, at: NOW.toISOString() } },
      /new@example\.org[\s\S]*24 hours/,
    ],
    ['a changed address', { addressChange: { number: 0, at: NOW.toISOString() } }, /was changed on[\s\S]*not you/],
    ['the end', { status: 'unsubscribed' }, /sign up<\/a>\./],
    [
      'a stop',
      { status: 'suppressed', suppressed: { reason: 'bounce', at: NOW.toISOString() } },
      /another address<\/a>[\s\S]*write to us/,
    ],
  ])('%s', async (_, over, advice) => {
    const site = await withReader(true);
    site.readers.put({ ...onlyReader(site)!, ...over });
    const page = await (await site.app.request(`/account?token=${account()}`)).text();
    if (advice) expect(page).toMatch(advice);
    else expect(page).not.toMatch(/pauses until|came back|was changed|you asked to move|No more mail/);
  });
});

test('every reason has its own words', () => {
  const empty = ['empty', 'sources-quiet', 'sources-late'];
  for (const reason of REASONS.filter((reason) => !empty.includes(reason)))
    expect(sentenceOf({ state: 'SKIPPED', reason }, ''), reason).not.toBe('Not sent.');
});

const PERSONAL: [path: string, fields: Record<string, string>][] = [
  ['/account/address', { email: 'eve@example.org' }],
  ['/account/export', {}],
  ['/account/erase', { sure: 'yes' }],
];

test.each(PERSONAL)(
  '[R69] %s needs the link mailed to the address: what stands in a digest does not do',
  async (path, fields) => {
    const site = await withReader(true, { now: () => NOW });
    for (const purpose of ['preferences', 'unsubscribe', 'confirm', 'undo', 'stop', 'address'] as const) {
      const { status } = await site.app.request(path, form({ ...fields, token: sign({ purpose, generation: 1 }) }));
      expect(status).toBe(400);
    }
    expect((await site.app.request(path, form({ ...fields, token: account(0) }))).status).toBe(400);
    expect(site.writes).toEqual([]);
  },
);

test('[R70] the link ends after an hour, and says how to get another', async () => {
  const site = await withReader(true, { now: () => NOW });
  const late = testSite({ now: () => IN_AN_HOUR });
  late.readers.put(onlyReader(site)!);
  const page = await late.app.request(`/account?token=${account()}`);
  expect([page.status, (await page.text()).includes('one hour')]).toEqual([410, true]);
  expect((await late.app.request('/account/erase', form({ token: account(), sure: 'yes' }))).status).toBe(410);
  expect(late.writes).toEqual([]);
});

test('a new address is asked first; then it gets the digests, and the former one gets a mail that says so', async () => {
  const site = await withReader(true);
  const before = onlyReader(site)!;
  expect((await ask(site, 'ada@new.example')).status).toBe(202);
  expect(onlyReader(site)!.address).toBe('ada@example.org');
  expect(site.letters).toMatchObject([{ kind: 'change-address', readerId: before.readerId }]);
  const page = await (await site.app.request(`/address?token=${proof(site)}`)).text();
  expect(page).toContain('<button>Use this address</button>');
  expect(page).not.toContain('ada@');
  expect(onlyReader(site)!.address).toBe('ada@example.org');

  const token = proof(site);
  expect((await site.app.request('/address', form({ token }))).status).toBe(200);
  expect(onlyReader(site)).toMatchObject({
    address: 'ada@new.example',
    since: before.since,
    generation: before.generation,
    addressChange: { from: 'ada@example.org' },
  });
  expect(site.letters.at(-1)).toMatchObject({ kind: 'address-changed', readerId: before.readerId });
  // A sign-up with the former address makes a new reader.
  expect([...site.readers.addresses.values()]).toEqual([before.readerId]);
  expect([...site.departures.values()]).toEqual(['moved']);
  const again = await site.app.request('/address', form({ token }));
  expect([again.status, (await again.text()).includes('Already changed')]).toEqual([200, true]);
});

/** What a mailbox holds: links as LETTERS sign them while the reader has this address. */
const lettersOf = (site: ReturnType<typeof testSite>) => {
  const reader = onlyReader(site)!;
  const of = (purpose: 'account' | 'confirm' | 'stop', generation: number) =>
    sign({ purpose, generation, expiresAt: IN_AN_HOUR });
  return {
    account: of('account', letterNumber(reader)),
    confirm: of('confirm', letterNumber(reader)),
    stop: of('stop', reader.addressChange?.number ?? 0),
  };
};

test('[R69] links mailed to a former address do nothing personal any more, those mailed to the new one do', async () => {
  const site = await withReader(true);
  const old = lettersOf(site);
  await site.app.request('/subscribe', form({ ...ADA, hour: '18' }));
  await ask(site, 'ada@new.example');
  expect((await site.app.request('/address', form({ token: proof(site) }))).status).toBe(200);
  const moved = structuredClone(onlyReader(site)!);

  const post = (path: string, fields: Record<string, string>) => site.app.request(path, form(fields));
  expect((await site.app.request(`/account?token=${old.account}`)).status).toBe(400);
  for (const [path, fields] of PERSONAL) expect((await post(path, { ...fields, token: old.account })).status).toBe(400);
  // What was typed for the former address is void, also if the new one is typed later: its mailbox alone may confirm that.
  await post('/confirm', { token: old.confirm });
  expect((await post('/stop', { token: old.stop })).status).toBe(400);
  expect(onlyReader(site)).toEqual(moved);
  await post('/unsubscribe', { token: sign({ purpose: 'unsubscribe', generation: 1 }) });
  await post('/subscribe', { ...ADA, email: moved.address });
  expect((await post('/confirm', { token: old.confirm })).status).toBe(400);
  expect(onlyReader(site)).toMatchObject({ status: 'unsubscribed' });

  const now = lettersOf(site);
  expect((await post('/confirm', { token: now.confirm })).status).toBe(200);
  expect((await post('/stop', { token: now.stop })).status).toBe(200);
  expect((await post('/account/export', { token: lettersOf(site).account })).status).toBe(200);
});

test('a second change makes the first link void; the same address, or none, is a fault', async () => {
  const site = await withReader(true);
  await ask(site, 'a@new.example');
  const first = proof(site);
  await ask(site, 'b@new.example');
  expect((await site.app.request('/address', form({ token: first }))).status).toBe(400);
  const same = await ask(site, 'ADA@example.org');
  expect([same.status, await same.text()]).toEqual([400, expect.stringContaining('already go to this address')]);
  for (const email of ['x', 'a@b.cd\r\nBcc: e@f.gh']) expect((await ask(site, email)).status).toBe(400);
  expect(onlyReader(site)!.address).toBe('ada@example.org');
});

test('[R64] asking for an address that reads here is the same answer and the same work', async () => {
  const site = await withReader(true);
  const other = { ...onlyReader(site)!, readerId: 'other00000000000000000', address: 'eve@example.org' };
  const answers = [];
  await site.app.request('/subscribe', form({ email: 'eve@example.org', frequency: 'daily', hour: '8', zone: 'UTC' }));
  const eve = [...site.readers.all.values()].find(({ address }) => address === 'eve@example.org')!;
  site.readers.put({ ...other, readerId: eve.readerId });
  for (const email of ['eve@example.org', 'nobody@example.org']) {
    site.calls.length = 0;
    const response = await ask(site, email);
    answers.push(
      JSON.stringify([response.status, [...response.headers], (await response.text()).replace(email, ''), site.calls]),
    );
  }
  expect(new Set(answers).size).toBe(1);
});

test('an address with a subscription of its own is not taken, one that never confirmed is', async () => {
  const site = await withReader(true);
  const ada = onlyReader(site)!;
  const eve = { email: 'eve@example.org', frequency: 'daily', hour: '8', zone: 'UTC' };
  await site.app.request('/subscribe', form(eve));
  const other = [...site.readers.all.values()].find(({ address }) => address === eve.email)!;
  await ask(site, eve.email);
  const token = proof(site);
  for (const status of ['active', 'suppressed'] as const) {
    site.readers.put({ ...other, status });
    expect((await site.app.request('/address', form({ token }))).status).toBe(409);
    expect(onlyReader(site)!.address).toBe(ada.address);
  }
  site.readers.put({ ...other, status: 'pending' });
  expect((await site.app.request('/address', form({ token }))).status).toBe(200);
  expect([...site.readers.all.values()].map(({ readerId, address }) => [readerId, address])).toEqual([[ada.readerId, eve.email]]);
});

test('[R65] a mailbox that complained or asked for no more is not asked to take over a subscription', async () => {
  const site = await withReader(true);
  await site.app.request('/subscribe', form({ email: 'eve@example.org', frequency: 'daily', hour: '8', zone: 'UTC' }));
  const eve = [...site.readers.all.values()].find(({ address }) => address === 'eve@example.org')!;
  site.readers.put({ ...eve, refusedUntil: '2027-01-01T00:00:00.000Z' });
  site.letters.length = 0;
  expect((await ask(site, 'eve@example.org')).status).toBe(202);
  expect(site.letters).toEqual([]);
});

test('[R65] asking for a new address answers the same however often; LETTERS counts what its mailbox is sent', async () => {
  const site = await withReader(true);
  expect((await ask(site, 'victim@example.org')).status).toBe(202);
  expect((await ask(site, 'Victim@example.org')).status).toBe(202);
  expect(site.letters.map(({ kind }) => kind)).toEqual(['change-address', 'change-address']);
});

test('[R98] the file of data holds all that is stored about this reader, and nothing about others', async () => {
  const site = await withReader(true);
  await site.app.request('/subscribe', form({ email: 'eve@example.org', frequency: 'daily', hour: '8', zone: 'UTC' }));
  const response = await site.app.request('/account/export', form({ token: account() }));
  expect([response.status, response.headers.get('content-disposition'), response.headers.get('cache-control')]).toEqual([
    200,
    'attachment; filename="my-data.json"',
    'no-store',
  ]);
  expect(await response.json()).toEqual([onlyReader(site)]);
});

test('[R99] erasing leaves one keyed hash, and no old link finds a reader', async () => {
  const site = await withReader(true);
  const [hash] = site.readers.addresses.keys();
  const unsure = await site.app.request('/account/erase', form({ token: account() }));
  expect([unsure.status, (await unsure.text()).includes('Tick the box')]).toEqual([400, true]);
  expect(site.readers.all.size).toBe(1);

  expect((await site.app.request('/account/erase', form({ token: account(), sure: 'yes' }))).status).toBe(200);
  expect([site.readers.all.size, site.readers.addresses.size]).toEqual([0, 0]);
  expect([...site.departures]).toEqual([[hash, 'erased']]);
  for (const path of ['/account', '/preferences', '/confirm']) {
    const purpose = path.slice(1) as 'account';
    const { status } = await site.app.request(`${path}?token=${sign({ purpose, generation: 1 })}`);
    expect(status).toBeGreaterThanOrEqual(400);
  }
  expect(
    (
      await site.app.request(
        `/unsubscribe?token=${sign({ purpose: 'unsubscribe', generation: 1 })}`,
        form({ 'List-Unsubscribe': 'One-Click' }),
      )
    ).status,
  ).toBe(200);
  expect(site.readers.all.size).toBe(0);
});
