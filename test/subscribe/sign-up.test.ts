import { readFileSync } from 'node:fs';
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';
import { expect, test } from 'vitest';
import { confirm } from '../../functions/domain/consent.ts';
import { ZONE_GROUPS, zoneOf } from '../../functions/subscribe/zones.ts';
import { pageOf } from './page.ts';
import { ADA, form, json, NOW, testSite } from './site.ts';

test('a form makes a pending reader and asks for a letter that carries no address', async () => {
  const { app, readers, letters } = testSite();
  const response = await app.request('/subscribe', form({ ...ADA, frequency: 'weekly', weekday: '5', zone: 'New York' }));
  expect(response.status).toBe(202);
  expect(await response.text()).toContain('Check your inbox');
  const [letter] = letters;
  expect(readers.all.get(letter!.readerId)).toMatchObject({
    address: 'ada@example.org',
    status: 'pending',
    requested: { frequency: 'weekly', weekday: 5, hour: 8, zone: 'America/New_York' },
  });
  expect(JSON.stringify(letters)).not.toContain('ada');
});

test('JSON and multipart are taken like a form', async () => {
  const { app, readers } = testSite();
  const response = await app.request(
    '/subscribe',
    json({ email: 'a@example.org', frequency: 'daily', hour: 0, zone: 'Asia/Kolkata' }),
  );
  expect([response.status, await response.json()]).toEqual([202, { status: 'accepted' }]);
  const body = new FormData();
  for (const [name, value] of Object.entries({ ...ADA, email: 'b@example.org' })) body.set(name, value);
  expect((await app.request('/subscribe', { method: 'POST', body })).status).toBe(202);
  expect([...readers.all.values()].map(({ address, requested }) => [address, requested?.zone])).toEqual([
    ['a@example.org', 'Asia/Kolkata'],
    ['b@example.org', 'Europe/Berlin'],
  ]);
});

test('[R64] the answer and the work are the same for every address, whatever is known of it', async () => {
  const { app, readers, calls } = testSite();
  const rows = [];
  for (const email of ['pending', 'active', 'unsubscribed', 'suppressed', 'new'].map((name) => `${name}@example.org`)) {
    if (!email.startsWith('new')) await app.request('/subscribe', form({ ...ADA, email }));
    const row = [...readers.all.values()].find(({ address }) => address === email);
    if (row && !email.startsWith('pending')) readers.put({ ...confirm(row, 0, NOW).next!, rev: 2 });
    if (row && email.startsWith('un')) readers.put({ ...row, status: 'unsubscribed' });
    if (row && email.startsWith('su')) readers.put({ ...row, status: 'suppressed' });
    calls.length = 0;
    const response = await app.request('/subscribe', form({ ...ADA, email }));
    // The page repeats what was typed, and nothing else.
    const page = (await response.text()).replace(email, '');
    rows.push(JSON.stringify([response.status, [...response.headers], page, calls]));
  }
  expect(new Set(rows).size).toBe(1);
});

test.each([
  ['ada@gmial.com', 'ada@gmail.com'],
  ['ada@gmail.con', 'ada@gmail.com'],
  ['ada@hotmial.com', 'ada@hotmail.com'],
  ['ada@gmail.com', undefined],
  ['ada@ymail.com', undefined],
  ['ada@mail.com', undefined],
  ['ada@example.org', undefined],
  ['a&b@gmial.com', 'a&amp;b@gmail.com'],
])('[R67] “Check your inbox” repeats %s, and asks whether %s was meant', async (email, meant) => {
  const { app } = testSite();
  const page = await (await app.request('/subscribe', form({ ...ADA, email }))).text();
  expect(page).toContain(`<bdi>${email.replace('&', '&amp;')}</bdi>`);
  expect(/Did you mean <bdi>([^<]*)</.exec(page)?.[1]).toBe(meant);
});

const summary = (page: string) => /<summary>([\s\S]*?)<\/summary>/.exec(page)?.[1]?.replace(/<[^>]+>/g, '');

test('a link may fill the form in; invalid values are left out of the page', async () => {
  const { app } = testSite();
  const get = async (query: string) => (await app.request(`/?${query}`)).text();
  const page = await get('frequency=weekly&weekday=5&hour=9&zone=America/New_York');
  expect(pageOf(page).fields).toMatchObject({ frequency: 'weekly', weekday: '5', hour: '9', zone: 'New York' });
  expect(page).not.toContain('resolvedOptions');
  expect(summary(page)).toBe('Every Friday at 09:00, New York time · change');
  const plain = await get('');
  for (const query of [
    'frequency=x&weekday=8&hour=24&zone=Mars',
    'hour=-1&hour=9x&weekday=0',
    'utm_source=x&token=t&email=eve@example.org',
  ])
    expect(await get(query)).toBe(plain);
  const hostile = encodeURIComponent('"><script>alert(1)</script>');
  expect(await get(['frequency', 'weekday', 'hour', 'zone', 'email'].map((name) => `${name}=${hostile}`).join('&'))).toBe(plain);
  expect(summary(await get('hour=0'))).toBe('Every day at 00:00, Berlin time · change');
});

test('the fold of when a mail comes opens where something in it is wrong', async () => {
  const { app } = testSite();
  const opened = async (over: object) =>
    pageOf(await (await app.request('/subscribe', form({ ...ADA, ...over }))).text()).find('details', { open: '' });
  expect(await opened({ hour: '25' })).toHaveLength(1);
  expect(await opened({ email: 'x' })).toEqual([]);
});

test('where the form goes, typed into a browser, shows the form', async () => {
  const { app } = testSite();
  const [front, subscribe] = await Promise.all(['/', '/subscribe'].map(async (path) => (await app.request(path)).text()));
  expect(subscribe).toBe(front);
  expect(pageOf(subscribe!).find('link', { rel: 'canonical', href: 'https://papers.example.org/' })).toHaveLength(1);
});

test('a refused form names its wrong fields, and an unknown field if its name is plain', async () => {
  const { app } = testSite();
  const page = await (await app.request('/subscribe', form({ ...ADA, email: 'ada', hour: '25' }))).text();
  expect(page).toContain('Nothing was done yet. Please look at: E-mail address, Hour.');
  const told = async (body: string | object) => (await app.request('/subscribe', json(body))).json();
  expect(await told({ ...ADA, name: 'Ada', nick: '' })).toMatchObject({ faults: { form: 'The form has no field name, nick.' } });
  expect(await told({ ...ADA, '<b>x</b>': '' })).toMatchObject({
    faults: { form: expect.stringContaining('unknown field') },
  });
  expect(await told('{"email":')).toMatchObject({
    faults: { form: 'The form could not be read. As JSON, it must be one object.' },
  });
  expect(await (await app.request('/subscribe', form({ ...ADA, name: 'Ada' }))).text()).toContain('The form has no field name.');
});

test.each([
  ['email', { email: 'ada' }],
  ['email', { email: 'ada@example.org\r\nBcc: eve@evil.example' }],
  ['email', { email: 'ada@example.org\u2028' }],
  ['email', { email: 'ada%0d%0a@example.org' }],
  ['frequency', { frequency: 'hourly' }],
  ['frequency', { frequency: 'daily\r\n' }],
  ['weekday', { weekday: '8' }],
  ['weekday', { weekday: '' }],
  ['hour', { hour: '24' }],
  ['hour', { hour: '8\n' }],
  ['hour', { hour: '0x8' }],
  ['zone', { zone: 'Mars/Olympus' }],
  ['zone', { zone: '+02:00' }],
  ['zone', { zone: 'Europe/Berlin\r\n' }],
  ['form', { hidden: 'x' }],
])('[R68] a fault in %s is named, nothing is written: %j', async (field, fault) => {
  const { app, writes } = testSite();
  const answer = await app.request('/subscribe', json({ ...ADA, ...fault }));
  expect(answer.status).toBe(400);
  expect(await answer.json()).toEqual({ error: 'The form has faults', faults: { [field]: expect.any(String) } });
  const page = await app.request('/subscribe', form({ ...ADA, ...fault }));
  expect(page.status).toBe(400);
  expect(await page.text()).toContain(field === 'form' ? 'has no field hidden' : `id="${field}-fault"`);
  expect(writes).toEqual([]);
});

test('a refused form is shown again as it was filled in, escaped, and without the script that guesses the zone', async () => {
  const { app } = testSite();
  const email = '"><script>alert(1)</script>';
  const page = await (
    await app.request('/subscribe', form({ ...ADA, email, hour: '17', frequency: 'weekly', weekday: '3', zone: 'Kyiv' }))
  ).text();
  expect(page).not.toContain('<script');
  expect(page).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
  expect(pageOf(page).fields).toEqual({ email, frequency: 'weekly', weekday: '3', hour: '17', zone: 'Kyiv' });
});

test.each([
  ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
  ['ada@BÜCHER.example', 'ada@xn--bcher-kva.example'],
  ['ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
  ['ada@xn--a.com', undefined],
  ['ada@mail.XN--a.com', undefined],
  ['ada@ｅxample.org', undefined],
  ['ada@exam\u00adple.org', undefined],
  ['ada@example\u3002org', undefined],
  ['ada@\u202eexample.org', undefined],
  ['adа@example.org', undefined],
])('[R50][R67] of %s, the world sees %s', async (email, address) => {
  const { app, readers } = testSite();
  const { status } = await app.request('/subscribe', json({ ...ADA, email }));
  expect([status, [...readers.all.values()][0]?.address]).toEqual(address ? [202, address] : [400, undefined]);
});

test.each([
  ['malformed JSON', json('{"email":')],
  ['JSON that is no object', json('[1,2]')],
  ['deep nesting', json('['.repeat(8_000))],
  ['a field of the wrong type', json({ ...ADA, email: { toString: 'x' } })],
  ['prototype pollution', json('{"__proto__":{"email":"a@b.cd"},"constructor":1}')],
  ['malformed multipart', { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: '--y\r\n' }],
  ['multipart without boundary', { method: 'POST', headers: { 'content-type': 'multipart/form-data' }, body: 'x' }],
  ['an unknown type', { method: 'POST', headers: { 'content-type': 'text/xml' }, body: '<a/>' }],
  ['no body', { method: 'POST' }],
  ['100 fields', form(Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`f${i}`, 'x'])))],
])('[R74] %s gets a 400 without a stack trace', async (_name, init) => {
  const { app, writes, failures } = testSite();
  const response = await app.request('/subscribe', init);
  expect(response.status).toBe(400);
  expect(await response.text()).not.toMatch(/\bat .+:\d+:\d+|Error:|node_modules/);
  expect([writes, failures, Object.keys(Object.prototype)]).toEqual([[], [], []]);
});

test.each(['/subscribe', '/confirm', '/unsubscribe'])('[R74][R113] more than 16 KB to %s is refused', async (path) => {
  const { app } = testSite();
  expect((await app.request(path, form({ email: 'x'.repeat(17_000) }))).status).toBe(413);
});

test('the sign-up page offers every zone by a name of its own, and weighs less than 16 KB', async () => {
  const places = ZONE_GROUPS.flatMap(({ places }) => places);
  expect(new Set(places).size).toBe(places.length);
  expect(places.length).toBeGreaterThanOrEqual(Intl.supportedValuesOf('timeZone').length - 1);
  expect(places.map(zoneOf)).not.toContain(undefined);
  expect(zoneOf('Singapore')).toBe('Asia/Singapore');
  const page = await (await testSite().app.request('/')).text();
  for (const place of places) expect(page).toContain(`>${place.replaceAll("'", '&#39;')}`);
  expect(pageOf(page).fields.zone).toBe('Berlin');
  expect(Buffer.byteLength(page)).toBeLessThan(16 * 1024);
});

test('the form that the documents offer to other pages is one that is taken', async () => {
  const [, snippet = ''] = /```html\n(.*?)```/s.exec(readFileSync('docs/options.md', 'utf8')) ?? [];
  expect(snippet).toContain('method="post" action="https://YOUR-API/subscribe"');
  const inputs = elementsOf(parseFragment(snippet)).filter(({ tagName }) => tagName === 'input');
  const attribute = (input: (typeof inputs)[number], name: string) => input.attrs.find((a) => a.name === name)?.value ?? '';
  const fields = Object.fromEntries(inputs.map((input) => [attribute(input, 'name'), attribute(input, 'value')]));
  const { app, letters } = testSite();
  const sent = {
    ...form({ ...fields, email: 'ada@example.org' }),
    headers: { origin: 'https://lab.example', 'sec-fetch-site': 'cross-site' },
  };
  expect([(await app.request('/subscribe', sent)).status, letters.length]).toEqual([202, 1]);
});

function elementsOf(node: DefaultTreeAdapterTypes.ParentNode): DefaultTreeAdapterTypes.Element[] {
  return node.childNodes.flatMap((child) => ('tagName' in child ? [child, ...elementsOf(child)] : []));
}
