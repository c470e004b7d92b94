import { parse } from 'parse5';
import { expect, test } from 'vitest';
import { attributeOf, pageOf } from './page.ts';
import { ADA, form, NOW, onlyReader, sign, testSite, withReader } from './site.ts';

const IN_72_H = new Date(NOW.getTime() + 72 * 3_600_000);
const confirmToken = (generation = 0) => sign({ purpose: 'confirm', generation, expiresAt: IN_72_H });
const leaveToken = (generation = 1) => sign({ purpose: 'unsubscribe', generation });
const statusOf = (site: ReturnType<typeof testSite>) => onlyReader(site)?.status;
const ONE_CLICK = { 'List-Unsubscribe': 'One-Click' };

test('[R63] the whole way without script: the link shows a button, the button subscribes, the link now says so', async () => {
  const site = await withReader(false);
  const page = await (await site.app.request(`/confirm?token=${confirmToken()}`)).text();
  expect(page).toContain('every day at 08:00, Europe/Berlin time');
  const { find, fields } = pageOf(page);
  const action = attributeOf(find('form', { method: 'post' })[0]!, 'action');
  expect(statusOf(site)).toBe('pending');
  const done = await site.app.request(action!, form(fields));
  expect([done.status, statusOf(site)]).toEqual([200, 'active']);
  expect(await done.text()).toMatch(/Your first edition is due on <time[^>]*>Thursday, 19 March 2026</);
  for (const again of [
    await site.app.request(`/confirm?token=${fields.token}`),
    await site.app.request('/confirm', form(fields)),
  ]) {
    expect(again.status).toBe(200);
    expect(await again.text()).toContain('Already confirmed');
  }
});

test('an active reader who signs up with other preferences confirms the change', async () => {
  const site = await withReader(true);
  await site.app.request('/subscribe', form({ ...ADA, hour: '18' }));
  expect(onlyReader(site)!.preferences).toMatchObject({ hour: 8 });
  await site.app.request('/confirm', form({ token: confirmToken(1) }));
  expect(onlyReader(site)!.preferences).toMatchObject({ hour: 18 });
});

test('[R69] every token that does not work gets the same page, on every route', async () => {
  const site = await withReader(true, { now: () => IN_72_H });
  const bad = [
    '',
    'x',
    leaveToken().slice(0, -1),
    `${leaveToken()}0`,
    sign({ purpose: 'confirm', generation: 0, subject: 'z'.repeat(22) }),
  ];
  const pages = new Set<string>();
  for (const token of bad) {
    for (const response of [
      await site.app.request(`/confirm?token=${token}`),
      await site.app.request('/confirm', form({ token })),
      await site.app.request('/unsubscribe', form({ token })),
      await site.app.request(`/unsubscribe?token=${token}`),
      await site.app.request(`/unsubscribe?token=${token}`, form(ONE_CLICK)),
    ]) {
      expect(response.status).toBe(400);
      pages.add(await response.text());
    }
  }
  expect(pages.size).toBe(1);
  expect(site.writes).toEqual([]);
});

test('a token in the query confirms nothing: it has to be in the form', async () => {
  const site = await withReader(false);
  expect((await site.app.request(`/confirm?token=${confirmToken()}`, { method: 'POST' })).status).toBe(400);
  expect(statusOf(site)).toBe('pending');
});

test('[R60][R62] one click unsubscribes; repeated, at once, after erasure it still answers 200 in plain text', async () => {
  const site = await withReader(true);
  const click = () => site.app.request(`/unsubscribe?token=${leaveToken()}`, form(ONE_CLICK));
  for (const response of [await click(), ...(await Promise.all([click(), click(), click(), click()]))]) {
    expect([response.status, response.headers.get('content-type'), response.headers.get('set-cookie')]).toEqual([
      200,
      'text/plain; charset=UTF-8',
      null,
    ]);
  }
  expect(statusOf(site)).toBe('unsubscribed');
  site.readers.all.clear();
  expect((await click()).status).toBe(200);
  expect(site.readers.all.size).toBe(0);
});

test('[R62] a link from an earlier subscription answers 200 and leaves the newer one alone', async () => {
  const site = await withReader(true);
  await site.app.request(`/unsubscribe?token=${leaveToken()}`, form(ONE_CLICK));
  await site.app.request('/subscribe', form(ADA));
  await site.app.request('/confirm', form({ token: confirmToken(1) }));
  expect((await site.app.request(`/unsubscribe?token=${leaveToken(1)}`, form(ONE_CLICK))).status).toBe(200);
  expect(await (await site.app.request('/unsubscribe', form({ token: leaveToken(1) }))).text()).toContain('an older one');
  expect(statusOf(site)).toBe('active');
  await site.app.request(`/unsubscribe?token=${leaveToken(2)}`, form(ONE_CLICK));
  expect(statusOf(site)).toBe('unsubscribed');
});

test.each([
  ['another value', { 'List-Unsubscribe': 'one-click' }],
  ['another name', { 'list-unsubscribe': 'One-Click' }],
  ['nothing', {}],
])('[R61] a POST with %s is not a one-click request: the page with the button is shown', async (_name, fields) => {
  const site = await withReader(true);
  const response = await site.app.request(`/unsubscribe?token=${leaveToken()}`, form(fields));
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('<button>Unsubscribe</button>');
  expect([site.writes, statusOf(site)]).toEqual([[], 'active']);
});

test('the button on the page unsubscribes', async () => {
  const site = await withReader(true);
  const done = await site.app.request('/unsubscribe', form({ token: leaveToken() }));
  expect([done.status, statusOf(site)]).toEqual([200, 'unsubscribed']);
  expect(await done.text()).toContain('You are unsubscribed');
});

test('[R63] pages behind a token hold one form, no script and no address', async () => {
  const site = await withReader(false);
  for (const path of [`/confirm?token=${confirmToken()}`, `/unsubscribe?token=${leaveToken()}`]) {
    const response = await site.app.request(path);
    const page = await response.text();
    expect(page.match(/<form/g)).toHaveLength(1);
    expect(page).not.toMatch(/<script|ada@example/);
    expect(response.headers.get('content-security-policy')).not.toContain('script-src');
    expect(parse(page).mode).toBe('no-quirks');
  }
});

test('[R76] when the tables are down, a one-click request is told to come again', async () => {
  const site = testSite({ fail: new Error('ada@example.org: no such table at /var/task/index.js:1:1') });
  const response = await site.app.request(`/unsubscribe?token=${leaveToken()}`, form(ONE_CLICK));
  expect([response.status, response.headers.get('retry-after'), response.headers.get('cache-control')]).toEqual([
    503,
    '60',
    'no-store',
  ]);
  expect(await response.text()).not.toMatch(/ada|table|index\.js/);
  expect([site.failures.length, site.writes]).toEqual([1, []]);
});

const AFTER_72_H = { now: () => new Date(IN_72_H.getTime() + 1000) };

test('[R70] a link whose 72 hours are over can be asked for again, by pressing a button', async () => {
  const site = await withReader(false, AFTER_72_H);
  const page = await site.app.request(`/confirm?token=${confirmToken()}`);
  expect(page.status).toBe(410);
  expect(await page.text()).toContain('<form method="post" action="/confirm/again">');
  expect((await site.app.request('/confirm', form({ token: confirmToken() }))).status).toBe(410);
  expect([site.letters, statusOf(site)]).toEqual([[], 'pending']);
  expect((await site.app.request('/confirm/again', form({ token: confirmToken() }))).status).toBe(202);
  expect(site.letters).toMatchObject([{ kind: 'confirm', readerId: onlyReader(site)!.readerId }]);
  expect((await site.app.request('/confirm/again', form({ token: `${confirmToken()}x` }))).status).toBe(400);
});

test('confirming a new subscription sends one welcome; confirming a change sends none', async () => {
  const site = await withReader(false);
  const press = (generation: number) => site.app.request('/confirm', form({ token: confirmToken(generation) }));
  await press(0);
  await press(0);
  await site.app.request('/subscribe', form({ ...ADA, hour: '18' }));
  await press(1);
  // Asked for again, in case that the first request broke off; one id, so it goes out once.
  expect(site.letters.map(({ kind }) => kind)).toEqual(['welcome', 'welcome', 'confirm']);
  expect(new Set(site.letters.map(({ letter }) => letter)).size).toBe(2);
});

test('an operator sees how many pages to confirm were opened, and how many were confirmed; opening one writes nothing', async () => {
  const site = await withReader(false);
  for (let n = 0; n < 3; n++) await site.app.request(`/confirm?token=${confirmToken()}`);
  expect([[...site.metrics], site.writes]).toEqual([[['confirmPages', 3]], []]);
  for (let n = 0; n < 2; n++) await site.app.request('/confirm', form({ token: confirmToken() }));
  // Used and broken links show no button.
  await site.app.request(`/confirm?token=${confirmToken()}`);
  await site.app.request('/confirm?token=x');
  expect(Object.fromEntries(site.metrics)).toEqual({ confirmPages: 3, confirmed: 1 });
});

test('[R70] a confirmation that was used says so for ever', async () => {
  let now = NOW;
  const site = await withReader(true, { now: () => now });
  now = AFTER_72_H.now();
  const page = await site.app.request(`/confirm?token=${confirmToken()}`);
  expect([page.status, (await page.text()).includes('Already confirmed')]).toEqual([200, true]);
});

test('[R66] somebody who did not ask can stop the requests for a year', async () => {
  const site = await withReader(false);
  const token = sign({ purpose: 'stop', generation: 0 });
  expect(await (await site.app.request(`/stop?token=${token}`)).text()).toContain('<button>Stop requests</button>');
  expect(onlyReader(site)).not.toHaveProperty('refusedUntil');
  expect((await site.app.request('/stop', form({ token }))).status).toBe(200);
  expect(onlyReader(site)).toMatchObject({ status: 'pending', refusedUntil: '2027-03-18T12:00:00.000Z' });
  const refused = await site.app.request('/confirm', form({ token: confirmToken() }));
  expect([refused.status, statusOf(site)]).toEqual([410, 'pending']);
  expect(await refused.text()).toContain('answer any of our mails');
});

/** Presses a button of a page by its label. */
async function press(site: ReturnType<typeof testSite>, page: string, label: string) {
  const button = [...page.matchAll(/<form method="post" action="([^"]+)">(.*?)<button[^>]*>([^<]*)<\/button>/gs)].find(
    ([, , , text]) => text === label,
  );
  const fields = [...button![2]!.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name!, value!]);
  return site.app.request(button![1]!, form(Object.fromEntries(fields)));
}

test('a reader who unsubscribed by mistake is back with one click', async () => {
  const site = await withReader(true);
  const before = onlyReader(site);
  const gone = await (await site.app.request('/unsubscribe', form({ token: leaveToken() }))).text();
  const back = await press(site, gone, 'Undo');
  expect([back.status, statusOf(site)]).toEqual([200, 'active']);
  expect(await back.text()).toContain('every day at 08:00');
  expect(onlyReader(site)).toMatchObject({ since: before!.since, generation: before!.generation });
});

test('too often? weekly instead', async () => {
  const site = await withReader(true);
  const gone = await (await site.app.request('/unsubscribe', form({ token: leaveToken() }))).text();
  expect(await (await press(site, gone, 'Weekly instead')).text()).toContain('every Monday at 08:00');
  expect(onlyReader(site)).toMatchObject({ status: 'active', preferences: { frequency: 'weekly' } });
  const again = await (await site.app.request('/unsubscribe', form({ token: leaveToken() }))).text();
  expect(again).not.toContain('Weekly instead');
});

test('[R62] after an hour, nobody can undo with an old digest', async () => {
  let now = NOW;
  const site = await withReader(true, { now: () => now });
  const gone = await (await site.app.request('/unsubscribe', form({ token: leaveToken() }))).text();
  now = new Date(NOW.getTime() + 3_600_001);
  expect((await press(site, gone, 'Undo')).status).toBe(400);
  expect(await (await site.app.request('/unsubscribe', form({ token: leaveToken() }))).text()).not.toContain('Undo');
  const stale = sign({ purpose: 'undo', generation: 1 });
  expect((await site.app.request('/undo', form({ token: stale }))).status).toBe(400);
  expect(statusOf(site)).toBe('unsubscribed');
});

test('[R101] every unsubscription is noted outside the table, by the keyed hash alone', async () => {
  const site = await withReader(true);
  await site.app.request(`/unsubscribe?token=${leaveToken()}`, form(ONE_CLICK));
  const [hash] = site.readers.addresses.keys();
  expect([...site.departures]).toEqual([[hash, 'unsubscribed']]);
  expect(hash).toMatch(/^[\w-]{43}$/);
});

test('[R76] the next request completes one that crashed between the row and the note', async () => {
  const site = await withReader(true);
  site.readers.put({ ...onlyReader(site)!, status: 'unsubscribed' });
  expect((await site.app.request(`/unsubscribe?token=${leaveToken()}`, form(ONE_CLICK))).status).toBe(200);
  expect(site.departures.size).toBe(1);
});
