import { expect, test } from 'vitest';
import { pageOf } from './page.ts';
import { ADA, form, json, NOW, onlyReader, sign, testSite, withReader } from './site.ts';

const token = (generation = 1) => sign({ purpose: 'preferences', generation });
const WISH = { frequency: 'weekly', weekday: '5', hour: '18', zone: 'Asia/Tokyo', pause: '' };

test('[R63] the link in a digest shows the preferences, and not whose they are', async () => {
  const site = await withReader(true);
  const response = await site.app.request(`/preferences?token=${token()}`);
  const page = await response.text();
  const { fields, find } = pageOf(page);
  expect(fields).toMatchObject({ frequency: 'daily', hour: '8', zone: 'Berlin', pause: '' });
  expect(find('input', { name: 'pause', min: '2026-03-19' })).toHaveLength(1);
  expect(page).not.toMatch(/ada@|example\.org|<script/);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(site.writes).toEqual([]);
});

test('saving takes effect at once and says when the next edition is due', async () => {
  const site = await withReader(true);
  const page = await (await site.app.request('/preferences', form({ ...WISH, token: token() }))).text();
  expect(page).toContain('Saved');
  expect(page).toContain('every Friday at 18:00, Asia/Tokyo time');
  expect(page).toMatch(/due on <time[^>]*>Friday, 20 March 2026</);
  expect(onlyReader(site)).toMatchObject({
    preferences: { frequency: 'weekly', weekday: 5, hour: 18, zone: 'Asia/Tokyo' },
    generation: 1,
    status: 'active',
  });
});

test('a pause ends as a day begins, can be lifted, and shows in what is due next', async () => {
  const site = await withReader(true);
  const paused = await site.app.request('/preferences', form({ ...ADA_WISH, token: token(), pause: '2026-04-01' }));
  expect(await paused.text()).toMatch(/due on <time[^>]*>Wednesday, 1 April 2026</);
  expect(onlyReader(site)).toMatchObject({ pausedUntil: '2026-03-31T22:00:00.000Z', preferences: { hour: 8 } });
  expect(await (await site.app.request(`/preferences?token=${token()}`)).text()).toContain('value="2026-04-01"');
  await site.app.request('/preferences', form({ ...ADA_WISH, token: token() }));
  expect(onlyReader(site)!.pausedUntil).toBeUndefined();
});

test('mail about days without an edition is off at first, is saved with the preferences, and survives another sign-up', async () => {
  const site = await withReader(true);
  const shown = async () => pageOf(await (await site.app.request(`/preferences?token=${token()}`)).text()).fields.nothing;
  expect(await shown()).toBeUndefined();
  await site.app.request('/preferences', form({ ...ADA_WISH, token: token(), nothing: 'yes' }));
  expect(onlyReader(site)).toMatchObject({ preferences: { hour: 8, tellEmptyDays: true } });
  expect(await shown()).toBe('yes');
  const again = async (wanted: object) => {
    await site.app.request('/subscribe', form({ ...ADA, ...wanted }));
    await site.app.request('/confirm', form({ token: sign({ purpose: 'confirm', generation: 1 }) }));
  };
  await again({});
  await again({ hour: '9' });
  expect(onlyReader(site)).toMatchObject({ preferences: { hour: 9, tellEmptyDays: true } });
  await site.app.request('/preferences', json({ ...ADA_WISH, token: token() }));
  expect(onlyReader(site)!.preferences?.tellEmptyDays).toBeFalsy();
});

const { email: _, ...ADA_WISH } = ADA;

test.each([
  ['pause', { pause: '2026-03-18' }],
  ['pause', { pause: '2028-01-01' }],
  ['pause', { pause: '2026-02-30' }],
  ['pause', { pause: 'tomorrow' }],
  ['hour', { hour: '24' }],
  ['zone', { zone: 'Mars' }],
  ['form', { status: 'suppressed' }],
])('[R68] a fault in %s is named and nothing is written: %j', async (field, fault) => {
  const site = await withReader(true);
  const answer = await site.app.request('/preferences', json({ ...WISH, token: token(), ...fault }));
  expect([answer.status, await answer.json()]).toEqual([
    400,
    { error: 'The form has faults', faults: { [field]: expect.any(String) } },
  ]);
  const page = await site.app.request('/preferences', form({ ...WISH, token: token(), ...fault }));
  expect([page.status, (await page.text()).includes('role="alert"')]).toEqual([400, true]);
  expect(site.writes).toEqual([]);
});

/** Saves the n-th of many different preferences. */
const saving = (site: Awaited<ReturnType<typeof withReader>>, n: number, over: Record<string, string> = {}) =>
  site.app.request('/preferences', form({ ...ADA_WISH, hour: String(n % 24), token: token(), ...over }));

test('a reader can change preferences 20 times a day; the next change is refused, changes nothing and says when to try again', async () => {
  let now = NOW;
  const site = await withReader(true, { now: () => now });
  for (let n = 1; n <= 20; n++) expect((await saving(site, 8 + n)).status).toBe(200);
  const before = onlyReader(site);
  const wishes: Record<string, string>[] = [{}, { frequency: 'weekly' }, { pause: '2026-04-01' }, { zone: 'Asia/Tokyo' }];
  for (const over of wishes) expect((await saving(site, 8 + 21, over)).status).toBe(429);
  const refused = await site.app.request('/preferences', json({ ...WISH, token: token() }));
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, String(12 * 3600)]);
  expect(await refused.json()).toEqual({ error: expect.any(String), advice: expect.stringContaining('in 12 hours') });
  expect(onlyReader(site)).toEqual(before);

  now = new Date('2026-03-19T00:00:00Z');
  expect((await saving(site, 8 + 21)).status).toBe(200);
});

test('neither saving the same again nor a form with a fault counts as a change', async () => {
  const site = await withReader(true);
  await saving(site, 9, { pause: '2026-04-01' });
  const before = onlyReader(site);
  for (let n = 0; n < 30; n++) expect((await saving(site, 9, { pause: '2026-04-01' })).status).toBe(200);
  for (let n = 0; n < 30; n++) expect((await saving(site, 9, { hour: '24' })).status).toBe(400);
  expect(onlyReader(site)).toEqual(before);
  expect((await saving(site, 10)).status).toBe(200);
});

test('of 30 changes, five sent at once, 20 are made; another reader is not held up', async () => {
  const site = await withReader(true);
  await site.app.request('/subscribe', form({ ...ADA, email: 'grace@example.org' }));
  const [grace] = [...site.readers.all.values()].filter(({ address }) => address === 'grace@example.org');
  const subject = grace!.readerId;
  await site.app.request('/confirm', form({ token: sign({ purpose: 'confirm', generation: 0, subject }) }));
  const answers = [];
  for (let n = 0; n < 30; n += 5) {
    answers.push(...(await Promise.all([0, 1, 2, 3, 4].map((i) => saving(site, 9 + n + i)))));
  }
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(10);
  const hers = sign({ purpose: 'preferences', generation: 1, subject });
  expect((await saving(site, 11, { token: hers })).status).toBe(200);
});

test('[R62] a reader without changes left can still unsubscribe, by button and by one click, and undo it', async () => {
  const site = await withReader(true);
  for (let n = 1; n <= 22; n++) await saving(site, 8 + n);
  const leave = sign({ purpose: 'unsubscribe', generation: 1 });
  const ways: Record<string, string>[] = [{ token: leave }, { 'List-Unsubscribe': 'One-Click' }];
  for (const fields of ways) {
    for (let n = 0; n < 25; n++) expect((await site.app.request(`/unsubscribe?token=${leave}`, form(fields))).status).toBe(200);
    expect(onlyReader(site)!.status).toBe('unsubscribed');
    await site.app.request('/undo', form({ token: sign({ purpose: 'undo', generation: 1 }) }));
    expect(onlyReader(site)!.status).toBe('active');
  }
});

test('[R62] an older link changes nothing; a subscription that has ended says so', async () => {
  const site = await withReader(true);
  site.readers.put({ ...onlyReader(site)!, generation: 2 });
  for (const response of [
    await site.app.request(`/preferences?token=${token()}`),
    await site.app.request('/preferences', form({ ...WISH, token: token() })),
  ])
    expect(await response.text()).toContain('an older one');
  site.readers.put({ ...onlyReader(site)!, status: 'unsubscribed' });
  for (const response of [
    await site.app.request(`/preferences?token=${token(2)}`),
    await site.app.request('/preferences', form({ ...WISH, token: token(2) })),
    await site.app.request('/preferences', form({ ...WISH, hour: '', token: token(2) })),
  ])
    expect(response.status).toBe(410);
  site.readers.put({ ...onlyReader(site)!, status: 'suppressed' });
  const stopped = await site.app.request(`/preferences?token=${token(2)}`);
  expect([stopped.status, await stopped.text()]).toEqual([410, expect.stringContaining('another address')]);
  expect(site.writes).toEqual([]);
});

test('a link to the account is mailed to a reader, who asks with a digest or by address', async () => {
  const site = await withReader(true);
  const { readerId } = onlyReader(site)!;
  expect((await site.app.request('/account-link', form({ token: token() }))).status).toBe(202);
  expect((await site.app.request('/account-link', form({ email: 'ADA@example.org' }))).status).toBe(202);
  expect(site.letters).toEqual([1, 2].map(() => ({ kind: 'account', readerId, letter: expect.any(String) })));
  for (const fields of [{ token: 'x' }, { email: 'ada' }, {}, { token: token(), email: 'ada@example.org' }])
    expect((await site.app.request('/account-link', form(fields as Record<string, string>))).status).toBe(400);
  expect(site.letters).toHaveLength(2);
});

test('the button about interests, here and after confirming, mails a link to the page of interests', async () => {
  const site = await withReader(true);
  const { readerId } = onlyReader(site)!;
  const confirm = sign({ purpose: 'confirm', generation: 0, expiresAt: new Date(NOW.getTime() + 72 * 3_600_000) });
  const fresh = await withReader(false);
  for (const [{ app, letters }, page] of [
    [site, await site.app.request(`/preferences?token=${token()}`)],
    [site, await site.app.request(`/confirm?token=${confirm}`)],
    [fresh, await fresh.app.request('/confirm', form({ token: confirm }))],
  ] as const) {
    const forms = (await page.text()).match(/<form[^>]*action="\/account-link">.*?<\/form>/gs) ?? [];
    const asking = forms.find((one) => one.includes('name="page"')) ?? '';
    expect(asking).toContain('Choose what I follow');
    letters.length = 0;
    expect((await app.request('/account-link', form(pageOf(asking).fields))).status).toBe(202);
    expect(letters).toEqual([{ kind: 'account', page: 'interests', readerId, letter: expect.any(String) }]);
  }
});

test('[R64] asking for that link by address is the same answer and the same work for every address', async () => {
  const site = await withReader(true);
  const answers = [];
  for (const email of ['ada@example.org', 'nobody@example.org']) {
    site.calls.length = 0;
    const response = await site.app.request('/account-link', form({ email }));
    answers.push(JSON.stringify([response.status, [...response.headers], await response.text(), site.calls]));
  }
  expect(new Set(answers).size).toBe(1);
  expect(site.letters[1]!.readerId).not.toBe(site.letters[0]!.readerId);
});

test('the page without a link explains itself and is for everybody', async () => {
  const page = await testSite().app.request('/preferences');
  expect([page.status, (await page.text()).includes('action="/account-link"')]).toEqual([200, true]);
});

test('what is saved is what is shown: the zone of the reader dates the pause', async () => {
  const site = await withReader(true, { now: () => new Date('2026-03-18T23:30:00Z') });
  site.readers.put({ ...onlyReader(site)!, preferences: { ...onlyReader(site)!.preferences!, zone: 'Pacific/Auckland' } });
  expect(await (await site.app.request(`/preferences?token=${token()}`)).text()).toContain('min="2026-03-20"');
  expect(NOW.getTime()).toBeLessThan(Date.parse('2026-03-18T23:30:00Z'));
});
