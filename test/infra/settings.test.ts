import { describe, expect, test } from 'vitest';
import { chooseDmarc, type Dns } from '../../infra/cli/lib/dmarc.ts';
import { deployedSettings, mergeSettings, validSettings } from '../../infra/cli/lib/settings.ts';
import { publisherOf } from '../../infra/cli/lib/stack-stores.ts';
import { config } from '../../infra/config.ts';
import { asDescribed } from '../../infra/local/cloud-formation.ts';
import { appWithoutBundles } from './synth.ts';

const map = (settings: Record<string, string>) => new Map(Object.entries(settings));
const LAB = { domain: 'lab.org', from: 'digest@lab.org' };
const WHOLE = { ...LAB, hostedZone: 'Z0123456789ABC', webDomain: 'papers.lab.org', alarmEmail: 'ops@lab.org', closeHour: '7' };

/** The outputs of the stack that was deployed with these, as AWS gives them back: letters beyond ASCII as question marks. */
const outputsOf = (context: Record<string, unknown>): Record<string, string> => {
  const { Outputs } = appWithoutBundles(context).synth().getStackByName('Broadsheet').template;
  const values = Object.entries<{ Value: unknown }>(Outputs).map(([name, { Value }]) => [name, asDescribed(String(Value))]);
  return Object.fromEntries(values);
};
const deployed = (context: Record<string, unknown>) => deployedSettings({ outputs: outputsOf(context) });
const before = deployed(WHOLE);

describe('a second deployment', () => {
  test('takes what it is not told from the stack, which shows it', () => {
    expect(Object.fromEntries(before)).toEqual(WHOLE);
    const settings = mergeSettings(map({ logDays: '30' }), before);
    expect(validSettings(settings)).toEqual(config.parse({ ...WHOLE, logDays: '30' }));
    expect(mergeSettings(map({ closeHour: '0' }), before).get('closeHour')).toBe('0');
  });

  test('every setting comes back as it was', () => {
    const said = {
      ...WHOLE,
      ...{ existingIdentity: 'true', dmarc: 'off', replyTo: 'desk@lab.org', listName: 'Papers', language: 'en-US' },
      ...{ publisher: 'Łab "X" & <Y>', postalAddress: '1 Way', accent: '#0000ee', closeZone: 'Asia/Tokyo' },
      ...{
        allowedSites: 'https://lab.org',
        mailsPerHour: '9',
        mailtoUnsubscribe: 'inbound',
        sesShare: '50',
        summaryModel: 'eu.amazon.nova-micro-v1:0',
      },
      ...{
        privacyNote: 'Ours.\n\nAnd yours.',
        logDays: '30',
        ledgerDays: '30',
        costAlarm: '2.5',
        alarms: 'all',
        sources: 'hf:daily',
        editors: 'ak@lab.org ada@lab.org',
        expect: 'weekdays by 06:00 UTC',
        remind: 'true',
      },
    };
    expect(Object.keys(said).sort()).toEqual(
      Object.keys(config.shape)
        .filter((key) => key !== 'stage')
        .sort(),
    );
    expect(config.parse(Object.fromEntries(deployed(said)))).toEqual(config.parse(said));
  });

  test.each([
    ['domain', { domain: 'other.org', from: 'digest@other.org' }, 'SES forgets lab.org'],
    ['hosted-zone', { hostedZone: 'Z9' }, 'the records in Z0123456789ABC are deleted'],
    ['web-domain', { webDomain: 'news.lab.org' }, 'links to papers.lab.org in mails already sent'],
    ['alarm-email', { alarmEmail: 'me@lab.org' }, 'ops@lab.org'],
    ['identity', { existingIdentity: 'true' }, 'would delete it'],
  ])('changes no %s without --drop', (name, said, loss) => {
    expect(() => mergeSettings(map(said), before)).toThrow(loss);
    expect(() => mergeSettings(map(said), before)).toThrow(`--drop ${name}`);
    expect([...mergeSettings(map(said), before, [name])]).toEqual(expect.arrayContaining(Object.entries(said)));
  });

  test('leaves out what --drop names, and knows its names', () => {
    expect(mergeSettings(map({}), before, ['web-domain', 'alarm-email'])).toEqual(
      map({ ...LAB, hostedZone: 'Z0123456789ABC', closeHour: '7' }),
    );
    const theirs = map({ ...LAB, existingIdentity: 'true' });
    expect([mergeSettings(map({}), theirs), mergeSettings(map({}), theirs, ['identity'])]).toEqual([theirs, map(LAB)]);
    expect(() => mergeSettings(map({}), before, ['papers'])).toThrow('--drop takes domain, hosted-zone');
  });

  test('an operator’s mails have its names, with letters of any script', () => {
    const names = { listName: 'Zürcher Papers 論文 🧬', publisher: 'Université', postalAddress: 'Straße 1, Łódź' };
    const { publication } = publisherOf({ outputs: outputsOf({ ...LAB, ...names }), local: undefined });
    expect(publication).toMatchObject(names);
  });

  test('a first one has what is said', () => {
    expect(mergeSettings(map(LAB), undefined)).toEqual(map(LAB));
  });
});

describe('DMARC', () => {
  /** DNS that holds these texts, in parts as it sends them, and no other name. */
  const dns = (records: Record<string, string[][]>): Dns =>
    ({
      resolveTxt: async (name: string) => {
        if (records[name]) return records[name];
        throw Object.assign(new Error(`queryTxt ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
      },
    }) as never;
  const none = dns({ '_dmarc.lab.org': [['some other text']] });
  const theirs = dns({ '_dmarc.lab.org': [['v=DMARC1; ', 'p=reject']] });

  test('is p=none where there is none, or what is said', async () => {
    expect((await chooseDmarc('lab.org', { dns: none })).dmarc).toBe('none');
    expect((await chooseDmarc('digest.lab.org', { dns: none, said: 'quarantine' })).dmarc).toBe('quarantine');
    expect((await chooseDmarc('lab.org', { dns: theirs, said: 'off' })).dmarc).toBe('off');
  });

  test('is not written beside a record that is there, nor below one that already holds', async () => {
    for (const domain of ['lab.org', 'digest.lab.org'])
      expect(await chooseDmarc(domain, { dns: theirs })).toEqual({
        dmarc: 'off',
        says: '_dmarc.lab.org has it (v=DMARC1; p=reject): none is written',
      });
    await expect(chooseDmarc('lab.org', { dns: theirs, said: 'none' })).rejects.toThrow('would make both void');
    expect((await chooseDmarc('digest.lab.org', { dns: theirs, said: 'none' })).dmarc).toBe('none');
  });

  test('is left as it was deployed: the record that is there is our own', async () => {
    const own = dns({ '_dmarc.lab.org': [['v=DMARC1; p=none']] });
    expect((await chooseDmarc('lab.org', { dns: own, ours: 'none' })).dmarc).toBe('none');
    expect((await chooseDmarc('lab.org', { dns: own, ours: 'none', said: 'quarantine' })).dmarc).toBe('quarantine');
    expect((await chooseDmarc('lab.org', { dns: none, ours: 'off' })).dmarc).toBe('off');
  });

  test('is not guessed when DNS does not answer', async () => {
    const silent = { resolveTxt: () => Promise.reject(Object.assign(new Error('queryTxt ETIMEOUT'), { code: 'ETIMEOUT' })) };
    await expect(chooseDmarc('lab.org', { dns: silent as never })).rejects.toThrow(/lab\.org .+ETIMEOUT.+--dmarc off/);
  });
});
