import { expect, test } from 'vitest';
import { ADA, form, json, NOW, onlyReader, sign, testSite, withReader } from './site.ts';

const token = (generation = 1) => sign({ purpose: 'preferences', generation });
const WISH = { frequency: 'weekly', weekday: '5', hour: '18', zone: 'Asia/Tokyo', pause: '' };

test('[R63] the link in a digest shows what is set, and nothing of whom', async () => {
  const site = await withReader(true);
  const response = await site.app.request(`/preferences?token=${token()}`);
  const page = await response.text();
  for (const part of ['value="daily" checked', '<option value="8" selected>', '<option selected>Berlin', 'min="2026-03-19"'])
    expect(page).toContain(part);
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
  expect(onlyReader(site)).toMatchObject({ slot: 'weekly#Asia/Tokyo#18#5', generation: 1, status: 'active' });
});

test('a pause ends as a day begins, can be lifted, and shows in what is due next', async () => {
  const site = await withReader(true);
  const paused = await site.app.request('/preferences', form({ ...ADA_WISH, token: token(), pause: '2026-04-01' }));
  expect(await paused.text()).toMatch(/due on <time[^>]*>Wednesday, 1 April 2026</);
  expect(onlyReader(site)).toMatchObject({ pausedUntil: '2026-03-31T22:00:00.000Z', slot: 'daily#Europe/Berlin#08' });
  expect(await (await site.app.request(`/preferences?token=${token()}`)).text()).toContain('value="2026-04-01"');
  await site.app.request('/preferences', form({ ...ADA_WISH, token: token() }));
  expect(onlyReader(site)!.pausedUntil).toBeUndefined();
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
  expect(site.writes).toEqual([]);
});

test('a link to all that is personal is mailed to whoever reads here, asked for by digest or by address', async () => {
  const site = await withReader(true);
  const { readerId } = onlyReader(site)!;
  expect((await site.app.request('/account-link', form({ token: token() }))).status).toBe(202);
  expect((await site.app.request('/account-link', form({ email: 'ADA@example.org' }))).status).toBe(202);
  expect(site.letters).toEqual([1, 2].map(() => ({ kind: 'account', readerId, letter: expect.any(String) })));
  for (const fields of [{ token: 'x' }, { email: 'ada' }, {}, { token: token(), email: 'ada@example.org' }])
    expect((await site.app.request('/account-link', form(fields as Record<string, string>))).status).toBe(400);
  expect(site.letters).toHaveLength(2);
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
