import fc from 'fast-check';
import { expect, test } from 'vitest';
import { preferences } from '../../functions/domain/schedule.ts';
import { preferencesForm, signUpForm } from '../../functions/subscribe/forms.ts';
import { zoneOf } from '../../functions/subscribe/zones.ts';
import { config } from '../../infra/config.ts';
import { pageOf } from './page.ts';
import { ADA, form, onlyReader, sign, testSite, withReader } from './site.ts';

/** Names of the tz database that the runtime's own list lacks: later names of cities, links, and the oddest spellings. */
const LINKS =
  'Europe/Kyiv Europe/Kiev Asia/Kolkata Asia/Calcutta America/Nuuk America/Argentina/Buenos_Aires Asia/Ho_Chi_Minh Asia/Tel_Aviv ' +
  'Europe/Belfast America/Argentina/ComodRivadavia Antarctica/McMurdo Antarctica/DumontDUrville America/Port-au-Prince US/Pacific ' +
  'US/East-Indiana America/Knox_IN Mexico/BajaNorte Brazil/DeNoronha Chile/EasterIsland Australia/ACT Australia/LHI Etc/GMT+12 Etc/UTC ' +
  'UTC GMT GMT0 UCT Zulu EST EST5EDT CET MET PRC ROK W-SU NZ-CHAT GB-Eire';
const ZONES = [...Intl.supportedValuesOf('timeZone'), ...LINKS.split(' ')];

/** A zone, and its name in any mixture of small and capital letters. */
const typed = fc
  .constantFrom(...ZONES)
  .chain((zone) =>
    fc
      .array(fc.boolean(), { minLength: zone.length, maxLength: zone.length })
      .map((capital) => ({ zone, text: [...zone].map((c, i) => (capital[i] ? c.toUpperCase() : c.toLowerCase())).join('') })),
  );

const WISH = { frequency: 'daily', weekday: 1, hour: 8 } as const;

/** Wherever a zone enters: forms and imports, what is stored (which confirming and restoring read), the configuration. */
const ENTRANCES = {
  'the sign-up form and an import': (zone: string) => signUpForm.parse({ ...WISH, email: 'ada@example.org', zone }).zone,
  preferences: (zone: string) => preferencesForm.parse({ ...WISH, token: 'x', zone }).zone,
  'a stored row': (zone: string) => preferences.parse({ ...WISH, zone }).zone,
  'the configuration': (closeZone: string) => config.parse({ closeZone }).closeZone,
};

test.each(Object.entries(ENTRANCES))('every zone, typed in any case, enters %s as its one name', (_name, enter) => {
  for (const zone of ZONES) expect([enter(zone.toLowerCase()), enter(zone.toUpperCase())]).toEqual([zone, zone]);
  fc.assert(
    fc.property(typed, ({ zone, text }) => {
      expect(enter(text)).toBe(zone);
    }),
    { numRuns: 2_000 },
  );
});

test.each(Object.entries(ENTRANCES))('what is no zone of the tz database does not enter %s', (_name, enter) => {
  // The short ones are known to Intl, but to no calendar: a slot of theirs would never be due.
  for (const text of [
    'PST',
    'pst',
    'Act',
    'JST',
    '+02:00',
    'Mars/Olympus',
    'Europe/Berl\u0131n',
    'T12:00[Europe/Berlin]',
    'Z',
    'Factory',
    '',
  ])
    expect(() => enter(text), text).toThrow();
});

test('a place of the list is known in any case', () => {
  for (const place of ['New York', 'new york', 'NEW YORK']) expect(zoneOf(place)).toBe('America/New_York');
  for (const place of ['Singapore', 'SINGAPORE']) expect(zoneOf(place)).toBe('Asia/Singapore');
});

test('one zone is one name, from signing up to changing it, however it is typed', async () => {
  const site = testSite();
  await site.app.request('/subscribe', form({ ...ADA, zone: 'eUrOpE/bErLiN' }));
  await site.app.request('/confirm', form({ token: sign({ purpose: 'confirm', generation: 0 }) }));
  expect(onlyReader(site)).toMatchObject({ preferences: { zone: 'Europe/Berlin' } });
  const token = sign({ purpose: 'preferences', generation: 1 });
  await site.app.request('/preferences', form({ frequency: 'daily', hour: '8', zone: 'america/ARGENTINA/buenos_aires', token }));
  expect(onlyReader(site)).toMatchObject({ preferences: { zone: 'America/Argentina/Buenos_Aires' } });
});

test('who chose Kyiv is shown Kyiv', async () => {
  const site = await withReader(true);
  const token = sign({ purpose: 'preferences', generation: 1 });
  const saved = await site.app.request('/preferences', form({ frequency: 'daily', hour: '8', zone: 'europe/KYIV', token }));
  expect(pageOf(await saved.text()).fields.zone).toBe('Kyiv');
});
