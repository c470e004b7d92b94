import { expect, test } from 'vitest';
import { EMPTY_FILTER, MOST_BYTES, NO_INTERESTS } from '../../functions/domain/interests/interests.ts';
import { pageOf } from './page.ts';
import { ADA, form, json, NOW, onlyReader, sign, testSite, withReader } from './site.ts';

const CONFIRM = sign({ purpose: 'confirm', generation: 0, expiresAt: new Date(NOW.getTime() + 72 * 3_600_000) });
const LINK = '/?follow=cs.ro&follow=speculative+decoding&follow=agents';
const FOLLOW = { words: ['speculative decoding'], authors: [], subjects: ['agents'], categories: ['cs.RO'] };

/** The form of a page as a browser sends it, filled in. */
const fieldsOf = (page: string): Record<string, string> => ({ ...pageOf(page).fields, ...ADA });

test('interests in a sign-up link are shown on the page that confirms, and count with its button', async () => {
  const site = testSite({ now: () => NOW });
  const front = await (await site.app.request(LINK)).text();
  expect(fieldsOf(front)).toMatchObject({ follow: 'cs.ro\nspeculative decoding\nagents' });
  expect(front.split('speculative decoding')).toHaveLength(2);
  expect((await site.app.request('/subscribe', form(fieldsOf(front)))).status).toBe(202);
  expect(onlyReader(site)).toMatchObject({ status: 'pending', requested: { follow: FOLLOW } });
  expect(onlyReader(site)).not.toHaveProperty('interests');

  const page = await (await site.app.request(`/confirm?token=${CONFIRM}`)).text();
  expect(page).toContain(
    'suggests that you follow “<bdi>speculative decoding</bdi>”, “<bdi>Agents</bdi>”, “<bdi>cs.RO</bdi>”. You can change that at any time.',
  );
  expect([onlyReader(site)!.interests, [...site.toLearn]]).toEqual([undefined, []]);
  const confirmed = await site.app.request('/confirm', form({ token: CONFIRM }));
  expect(confirmed.status).toBe(200);
  expect(await confirmed.text()).toContain('begins with what you follow');
  const { interests, requested, preferences, readerId } = onlyReader(site)!;
  expect([interests, requested]).toEqual([{ ...NO_INTERESTS, follow: FOLLOW }, undefined]);
  expect(preferences).toEqual({ frequency: 'daily', weekday: 1, hour: 8, zone: 'Europe/Berlin' });
  expect([...site.toLearn]).toEqual([readerId]);
});

test('so does a sign-up as JSON; without interests nothing of them is stored or told', async () => {
  const site = testSite({ now: () => NOW });
  expect(
    (await site.app.request('/subscribe', json({ ...ADA, follow: ['cs.RO', 'speculative decoding', 'agents'] }))).status,
  ).toBe(202);
  expect(onlyReader(site)!.requested).toMatchObject({ follow: FOLLOW });
  // The last sign-up counts, also a stranger's.
  await site.app.request('/subscribe', form(ADA));
  expect(onlyReader(site)!.requested?.follow).toBeUndefined();
  expect(await (await site.app.request(`/confirm?token=${CONFIRM}`)).text()).not.toContain('suggests');
  await site.app.request('/confirm', form({ token: CONFIRM }));
  expect([onlyReader(site)!.interests, [...site.toLearn]]).toEqual([undefined, []]);
});

test('nobody can plant interests for a reader: what they follow stays until they press the button themselves', async () => {
  const site = await withReader(true, { now: () => NOW });
  const mine = { ...NO_INTERESTS, follow: { ...EMPTY_FILTER, words: ['mine'] } };
  site.readers.put({ ...onlyReader(site)!, interests: mine });
  await site.app.request('/subscribe', json({ ...ADA, follow: ['theirs'] }));
  await site.app.request('/subscribe', json({ ...ADA, hour: '9', follow: ['theirs'] }));
  expect(onlyReader(site)!.interests).toEqual(mine);
  const token = sign({ purpose: 'confirm', generation: 1, expiresAt: new Date(NOW.getTime() + 1000) });
  expect(await (await site.app.request(`/confirm?token=${token}`)).text()).toContain('“<bdi>theirs</bdi>”');
  await site.app.request('/confirm', form({ token }));
  expect(onlyReader(site)!.interests?.follow.words).toEqual(['mine', 'theirs']);
});

const LONG = Array.from({ length: 20 }, (_, i) => `${i} ${'量'.repeat(97)}`);

test.each<[string, string[], string | undefined]>([
  ['a word of 10,000 characters', ['x'.repeat(10_000), 'agents'], 'agents'],
  [
    'a thousand words',
    Array.from({ length: 1_000 }, (_, i) => `w${i}`),
    Array.from({ length: 20 }, (_, i) => `w${i}`).join('\n'),
  ],
  ['markup', ['"><script>alert(1)</script>'], '"><script>alert(1)</script>'],
  ['lines and controls', ['a\nb\u202e\u0000c'], 'a bc'],
  ['nothing', ['', ' ', '\u200b'], undefined],
  ['more bytes than are stored', LONG, LONG.join('\n')],
])('a link with %s does no harm', async (_, follow, carried) => {
  const site = testSite({ now: () => NOW });
  const page = await (
    await site.app.request(`/?${new URLSearchParams(follow.map((one): [string, string] => ['follow', one]))}`)
  ).text();
  expect(fieldsOf(page).follow).toBe(carried);
  expect(page).not.toContain('<script>alert');
  const response = await site.app.request('/subscribe', json({ ...ADA, follow }));
  expect([202, 400, 413]).toContain(response.status);
  expect(Buffer.byteLength(JSON.stringify(onlyReader(site)?.requested?.follow ?? ''))).toBeLessThan(MOST_BYTES);
});
