import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { paperRef } from '../../functions/domain/vote.ts';
import { signUpSchema } from '../../functions/subscribe/forms.ts';
import { ADA, edition, form, json, NOW, onlyReader, paper, sign, withReader } from './site.ts';

/** Every route that takes a form, with fields that it accepts. */
const { email, ...schedule } = ADA;
const IN_AN_HOUR = new Date(NOW.getTime() + 3_600_000);
const token = (purpose: Parameters<typeof sign>[0]['purpose'], generation = 1) =>
  sign({ purpose, generation, expiresAt: IN_AN_HOUR });
const POSTS: Record<string, Record<string, string>> = {
  '/subscribe': ADA,
  '/confirm': { token: token('confirm', 0) },
  '/confirm/again': { token: token('confirm', 0) },
  '/stop': { token: token('stop') },
  '/unsubscribe': { token: token('unsubscribe'), 'List-Unsubscribe': 'One-Click' },
  '/undo': { token: token('undo'), weekly: 'yes' },
  '/preferences': { token: token('preferences'), ...schedule, pause: '2026-04-01' },
  '/account-link': { email },
  '/account/address': { token: token('account'), email: 'new@example.org' },
  '/account/export': { token: token('account') },
  '/account/erase': { token: token('account'), sure: 'yes' },
  '/address': { token: token('address') },
  '/vote': { token: token('vote'), edition: edition.id, paper: paperRef(paper.id), vote: 'yes' },
};
const GETS = [
  '/',
  '/confirm',
  '/stop',
  '/unsubscribe',
  '/preferences',
  '/account',
  '/address',
  '/vote',
  '/editions',
  '/privacy',
  '/editions.atom',
  '/editions.json',
  '/sitemap.xml',
  '/robots.txt',
  '/subscribe.schema.json',
];

const strange = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(
    '',
    '0',
    '-1',
    '1e999',
    '2026-02-30',
    '9999-12-31',
    '-000001-01-01',
    '\0',
    '\u2028',
    '../..',
    '%00',
    'null',
    'x'.repeat(5_000),
    'Etc/GMT+12',
    'constructor',
    '__proto__',
  ),
);
const wild = fc.oneof(
  strange,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.array(strange, { maxLength: 3 }),
  fc.object({ maxDepth: 3 }),
);
/** Fields of a form that is right but for some of them. */
const almost = (fields: Record<string, string>, value: fc.Arbitrary<unknown>) =>
  fc
    .dictionary(fc.oneof(fc.constantFrom(...Object.keys(fields)), fc.string()), value, { maxKeys: 3 })
    .map((over) => ({ ...fields, ...over }));

async function calm(response: Response) {
  const text = await response.text();
  expect(response.status).toBeLessThan(500);
  expect(text).not.toMatch(/\bat [^<]+:\d+:\d+|Error:|node_modules|ZodError/);
  expect([response.headers.get('location'), response.headers.get('set-cookie')]).toEqual([null, null]);
}

test.each(Object.entries(POSTS))('[R74] %s takes any form and any JSON without breaking', async (path, fields) => {
  const site = await withReader(path !== '/confirm');
  const before = onlyReader(site)!;
  await fc.assert(
    fc.asyncProperty(almost(fields, strange), almost(fields, wild), fc.string({ unit: 'binary' }), async (text, any, body) => {
      site.readers.put(before);
      await calm(await site.app.request(path, form(text as Record<string, string>)));
      await calm(await site.app.request(path, json(any)));
      await calm(await site.app.request(path, json(body)));
      await calm(
        await site.app.request(path, { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=b' }, body }),
      );
    }),
    { numRuns: 60 },
  );
  expect(site.failures).toEqual([]);
});

test('[R74] any query and any header get an answer of the site', async () => {
  const site = await withReader(true);
  const links = ['preferences', 'account', 'unsubscribe', 'address', 'stop', 'vote'].map(
    (p) => [`/${p}`, token(p as 'stop')] as const,
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...GETS.map((path) => [path, ''] as const), ...links, [`/editions/${edition.id}`, ''] as const),
      fc.constantFrom('token', 'month', 'edition', 'paper', 'x'),
      strange,
      fc.string({ unit: 'grapheme-ascii', maxLength: 60 }),
      async ([path, good], name, value, header) => {
        const query = new URLSearchParams({ ...(good && { token: good }), [name]: value });
        await calm(
          await site.app.request(`${path}?${query}`, { headers: { 'accept-language': header.trim(), accept: header.trim() } }),
        );
      },
    ),
    { numRuns: 300 },
  );
  expect([site.failures, site.writes]).toEqual([[], []]);
});

test('the schema that is published is the one that is kept', async () => {
  const site = await withReader(false);
  const published = await (await site.app.request('/subscribe.schema.json')).json();
  expect(published).toEqual(signUpSchema());
  const taken = z.fromJSONSchema(published as Parameters<typeof z.fromJSONSchema>[0]);
  expect(taken.safeParse(ADA).success).toBe(true);
  for (const wrong of [{ ...ADA, frequency: 'hourly' }, { ...ADA, more: 1 }, { email }])
    expect(taken.safeParse(wrong).success).toBe(false);
});
