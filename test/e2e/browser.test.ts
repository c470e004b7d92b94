import { readFileSync } from 'node:fs';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Reader } from '../../functions/domain/reader.ts';
import { cloudMails } from '../../infra/cli/lib/running-cloud.ts';
import { clients, localStack, output } from '../../infra/cli/lib/stack.ts';
import { ADA, edition, form, NOW, onlyReader, paper, sign, testSite, withReader } from '../subscribe/site.ts';
import { hasBrowser, keyboard, launch, mouse, open } from './browser.ts';
import { type LocalCloud, localCloud } from './local-cloud.ts';

let local: LocalCloud;
let cloud: LocalCloud['cloud'];
let the: LocalCloud['the'];
let browser: Browser;

describe.runIf(hasBrowser)('in a real browser', () => {
  beforeAll(async () => {
    local = await localCloud();
    ({ cloud, the } = local);
    browser = await launch();
    await the.upload('000_52b6d6f3b97a3e4b.txt');
  });
  afterAll(async () => {
    await browser?.close();
    await local?.stop();
  });

  /** The newest link to a path in the mails to an address. */
  async function linkIn(address: string, path: string): Promise<string> {
    await the.quiet();
    const link = new RegExp(`https?:\\S+/${path}\\?token=\\S+`);
    return (await the.mailsTo(address)).map(({ text }) => link.exec(text)?.[0]).findLast(Boolean) ?? `no link to ${path}`;
  }

  test.each([
    ['phone-light', { viewport: { width: 360, height: 740 }, colorScheme: 'light', javaScriptEnabled: true }, mouse],
    ['desk-dark-keyboard', { viewport: { width: 1280, height: 900 }, colorScheme: 'dark', javaScriptEnabled: false }, keyboard],
  ] as const)(
    'the whole life of a reader: %s',
    async (name, options, handsOn) => {
      const address = `${name}@example.org`;
      const { page, strays, inspect, close } = await open(browser, options);
      const hands = handsOn(page);
      let pictures = 0;
      const see = (heading: string) => inspect(heading, `${name}-${String(++pictures).padStart(2, '0')}`);

      await page.goto(`${cloud.site}/`);
      await see('Get trending papers');
      // The browser's zone is guessed by a script, and the form works without one.
      expect(await page.getByLabel('Time zone').inputValue()).toBe(options.javaScriptEnabled ? 'Tokyo' : 'UTC');
      await hands.fill('E-mail address', 'ada@localhost');
      await hands.press('Subscribe');
      await page.getByRole('alert').waitFor();
      await see('Get trending papers');
      await hands.fill('E-mail address', address);
      await hands.unfold('change');
      await hands.choose('Hour', '08:00');
      await hands.press('Subscribe');
      await see('Check your inbox');

      await page.goto(await linkIn(address, 'confirm'));
      await see('One click to go');
      await hands.press('Confirm subscription');
      await see('You are subscribed');
      await page.goto(await linkIn(address, 'confirm'));
      await see('Already confirmed');

      await the.uploadPage('2026-03-18', [`News for ${name}`, `More news for ${name}`]);
      // The day closes at 5:00 UTC; eight o'clock in Tokyo is 23:00 UTC.
      const closes = new Date(await the.now());
      closes.setUTCHours(5, 0, 0, 0);
      if (closes < (await the.now())) closes.setUTCDate(closes.getUTCDate() + 1);
      const morning = new Date(closes);
      morning.setUTCHours(options.javaScriptEnabled ? 23 : 8);
      await the.moveClock(morning);
      const [digest] = await the.digestsTo(address);
      expect(digest?.text).toContain(`News for ${name}`);

      await page.goto(/https?:\S+\/vote\?\S+/.exec(digest?.text ?? '')?.[0] ?? 'no link to vote');
      await see('Good picks?');
      await page.goto(/https?:[^"]+\/vote\?[^"]+/.exec(digest?.html ?? '')?.[0].replaceAll('&amp;', '&') ?? 'no link to vote');
      await see('A good pick?');
      await hands.press('Good pick');
      await see('Your vote counts');
      await hands.press('Not for me');
      await see('Noted: not for you');
      await hands.press('Take back my vote');
      await see('Your vote is taken back');
      await hands.press('Good pick');
      await see('Your vote counts');

      await page.goto(await linkIn(address, 'preferences'));
      await see('Your subscription');
      await hands.choose('Hour', '09:00');
      await hands.press('Save');
      await see('Saved');
      expect(await page.textContent('main')).toContain('every day at 09:00');
      const later = new Date(morning.getTime() + 20 * 86_400_000).toISOString().slice(0, 10);
      await hands.date('Pause until', later);
      await hands.press('Save');
      await expect.poll(() => page.locator('[role=status] time').getAttribute('datetime')).toContain(later.slice(0, 7));
      expect(await page.getByLabel('Pause until').inputValue()).toBe(later);
      await hands.date('Pause until', '');
      await hands.press('Save');
      await expect.poll(() => page.getByLabel('Pause until').inputValue()).toBe('');

      await hands.press('Mail me that link');
      await see('Check your inbox');
      const former = await linkIn(address, 'account');
      await page.goto(former);
      await see('Your account');
      await page.getByRole('link', { name: 'Say what you work on' }).click();
      await see('What I follow');
      await hands.fill('Find authors and categories of the last weeks’ papers', 'x');
      await hands.press('Find');
      await page.getByRole('alert').waitFor();
      await see('What I follow');
      await hands.fill('Words and phrases', 'speculative decoding');
      await hands.fill('Authors', 'Ada Lovelace');
      await hands.tick('Agents');
      await hands.fill('Papers, a line each', `More news for ${name}`);
      await hands.choose('How many papers “For you”, at most', '3');
      await hands.tick('Learn from my votes, too');
      await hands.press('Save');
      await see('Saved');
      expect(await page.textContent('main')).toContain('1 paper added to your examples.');
      await page.getByText('Show me what you know').click();
      await see('Saved');
      expect(await page.textContent('main')).toContain('You follow the words “speculative decoding”.');
      await page.getByRole('link', { name: 'My picks' }).click();
      await see('My picks');
      expect(await page.getByRole('button', { name: 'Take back' }).count()).toBe(2);
      await page.getByRole('button', { name: 'Take back' }).last().click();
      await page.getByRole('status').waitFor();
      await see('My picks');
      expect(await page.textContent('[role=status]')).toBe(`Taken back: More news for ${name}`);
      await page.getByRole('link', { name: 'What I follow' }).click();
      await hands.press('Erase it all');
      await see('Erased');
      await page.goto(former);
      const moved = `moved-${address}`;
      await hands.fill('New address', moved);
      await hands.press('Change address');
      await see('Check the new inbox');
      await page.goto(await linkIn(moved, 'address'));
      await see('Read at this address?');
      await hands.press('Use this address');
      await see('Your address is changed');
      await the.quiet();
      expect((await the.mailsTo(address)).at(-1)?.subject).toMatch(/^Your address for Broadsheet was changed · /);

      await page.goto(await linkIn(address, 'unsubscribe'));
      await see('Unsubscribe?');
      await hands.press('Unsubscribe');
      await see('You are unsubscribed');
      await hands.press('Undo');
      await see('Welcome back');
      const oneClick = digest?.headers.get('list-unsubscribe')?.slice(1, -1) ?? '';
      expect(
        (await fetch(oneClick, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) })).status,
      ).toBe(200);

      await page.goto(former);
      await see('This link does not work');
      await the.form('/account-link', { email: moved });
      const account = await linkIn(moved, 'account');
      await page.goto(account);
      expect(await page.textContent('main')).toContain('The subscription is ended');
      const [download] = await Promise.all([page.waitForEvent('download'), hands.press('Download my data')]);
      const data = JSON.parse(readFileSync(await download.path(), 'utf8'));
      const [reader, vote, ...rest] = data.filter((row: object) => !('marks' in row));
      expect(reader).toMatchObject({ address: moved, status: 'unsubscribed' });
      expect(vote).toEqual({
        kind: 'good',
        title: expect.any(String),
        votedFor: expect.stringMatching(/^title:/),
        at: expect.any(String),
      });
      expect(rest).toEqual([]);
      await page.goto(account);
      await hands.tick('Yes, delete everything');
      await hands.press('Erase my data');
      await see('Your data is erased');
      await page.goto(account);
      await see('This link does not work');
      expect(strays).toEqual([]);
      await close();
    },
    180_000,
  );

  test('what a reader follows, from a link with wishes until it is forgotten, on a dark phone without scripts', async () => {
    const address = 'follows@example.org';
    const long = `Supercalifragilistic${'expialidocious'.repeat(4)}`;
    const titles = [`Robots that read ${long}`, '机器人如何学会阅读：一种新的方法', 'كيف تتعلم الروبوتات القراءة في المنزل'];
    const abstract = 'We study the problem in depth and propose a new method. Experiments show clear gains. '.repeat(4);
    const bib = titles.map(
      (title, i) =>
        `@article{r${i}, title={${title}}, author={Lovelace, Ada and ${long}, Grace}, abstract={${abstract}}, eprint={2603.0700${i}}, archivePrefix={arXiv}, primaryClass={cs.RO}}`,
    );
    await the.uploadText('robots.bib', bib.join('\n'));
    await the.morning();

    const options = { viewport: { width: 360, height: 740 }, colorScheme: 'dark', javaScriptEnabled: false } as const;
    const { page, strays, inspect, close } = await open(browser, options);
    const hands = mouse(page);
    let pictures = 0;
    const see = (heading: string) => inspect(heading, `follows-${String(++pictures).padStart(2, '0')}`);
    const main = () => page.textContent('main');

    await page.goto(`${cloud.site}/?follow=cs.RO&follow=${long}&follow=speculative+decoding`);
    await hands.fill('E-mail address', address);
    await hands.press('Subscribe');
    await see('Check your inbox');
    await page.goto(await linkIn(address, 'confirm'));
    await see('One click to go');
    expect(await main()).toContain(`suggests that you follow “${long}”, “speculative decoding”, “cs.RO”.`);
    await hands.press('Confirm subscription');
    await see('You are subscribed');

    // The welcome asks what they work on; its link is one that may be passed on, so the page itself is mailed for.
    await page.goto(await linkIn(address, 'preferences'));
    await hands.press('Choose what I follow');
    await see('Check your inbox');
    await page.goto(await linkIn(address, 'interests'));
    await see('What I follow');
    expect(await page.getByLabel('arXiv categories', { exact: true }).inputValue()).toBe('cs.RO');
    await hands.fill('Words and phrases', titles.join('\n'));
    await hands.fill('Find authors and categories of the last weeks’ papers', 'ada');
    await hands.press('Find');
    await page.getByRole('status').waitFor();
    await see('What I follow');
    await page.getByLabel('Ada Lovelace').check();
    await page.getByText('Mute something').click();
    await hands.fill('Words and phrases to mute', 'x'.repeat(101));
    await hands.press('Save');
    await page.getByRole('alert').waitFor();
    await see('What I follow');
    await hands.fill('Words and phrases to mute', 'blockchain');
    await hands.fill('Papers, a line each', `2603.07001\n2603.99999\n${long} ${long}`);
    await page.getByLabel(/^A file of references/).setInputFiles({
      ...{ name: 'mine.bib', mimeType: 'application/x-bibtex' },
      buffer: Buffer.from(bib.slice(0, 2).join('\n')),
    });
    await hands.press('Save');
    await see('Saved');
    expect(await main()).toContain('2 papers added to your examples.');
    expect(await page.locator('[role=status] li').allTextContents()).toEqual(['2603.99999', `${long} ${long}`]);
    await page.getByText('Show me what you know').click();
    await see('Saved');
    expect(await main()).toContain('You follow the authors “Ada Lovelace”.');
    await page.getByRole('link', { name: 'My picks' }).click();
    await see('My picks');
    await page.getByRole('link', { name: 'What I follow' }).click();
    await hands.tick('My votes, too');
    await hands.press('Erase it all');
    await see('Erased');
    await page.getByRole('link', { name: 'What I follow' }).click();
    expect(await page.getByLabel('Words and phrases', { exact: true }).inputValue()).toBe('');
    expect(await main()).toContain('You named no papers.');
    expect(strays).toEqual([]);
    await close();
  }, 120_000);

  test.each(['light', 'dark'] as const)(
    'no public page and no mail breaks a rule of accessibility that axe knows (%s)',
    async (colorScheme) => {
      const latest = (await the.days()).find(({ papers }) => papers > 0);
      const { page, inspect, violations, close } = await open(browser, { colorScheme, viewport: { width: 1280, height: 900 } });
      const pages = {
        front: ['/', 'Get trending papers'],
        editions: ['/editions', 'Past editions'],
        edition: [`/editions/${latest?.id}`, ''],
        ask: ['/preferences', 'Your subscription'],
        privacy: ['/privacy', 'Privacy'],
        none: ['/nowhere', 'No such page'],
      };
      for (const [name, [path, heading]] of Object.entries(pages)) {
        await page.goto(cloud.site + path);
        await inspect(heading ?? '', `${name}-${colorScheme}`);
      }
      const mails = await cloudMails(cloud);
      const kinds = new Map(
        mails.map((mail) => [mail.tags.kind === 'digest' ? 'digest' : mail.subject.replace(/ · .*/, ''), mail]),
      );
      expect(kinds.size).toBe(6);
      for (const { id, to, subject } of kinds.values()) {
        const mail = (await the.mailsTo(to)).find((candidate) => candidate.id === id);
        expect(await violations(mail?.html ?? ''), subject).toEqual([]);
      }
      await close();
    },
  );

  test('nor does any page that is seldom seen', async () => {
    const { violations, close } = await open(browser, { viewport: { width: 360, height: 740 } });
    const site = await withReader(true);
    const late = (purpose: 'confirm' | 'account') => sign({ purpose, generation: 0, expiresAt: NOW });
    const token = (purpose: 'stop' | 'preferences' | 'account' | 'unsubscribe') => sign({ purpose, generation: 1 });
    const afterwards = async (reader: Reader, request: () => Response | Promise<Response>) => {
      site.readers.put(reader);
      return await request();
    };
    const papers = Array.from({ length: 130 }, (_, n) => ({
      ...paper,
      ...{ id: `title:${n}`, title: `Paper ${n}`, tldr: 'What it is.', subject: n % 9 ? ('vision' as const) : ('data' as const) },
    }));
    const long = testSite({ papers, editions: [{ ...edition, papers: 130 }] }).app;
    const answers = {
      'stop?': await site.app.request(`/stop?token=${token('stop')}`),
      stopped: await site.app.request('/stop', form({ token: token('stop') })),
      'what I follow, with faults': await site.app.request(
        '/interests',
        form({
          token: token('account'),
          words: 'x'.repeat(101),
          categories: 'x',
          cards: '11',
          'follow-data': 'yes',
          'mute-data': 'yes',
        }),
      ),
      found: await site.app.request('/interests', form({ token: token('account'), do: 'find', find: 'ada' })),
      'no picks': await site.app.request(`/picks?token=${token('account')}`),
      'late account': await site.app.request(`/account?token=${late('account')}`),
      'wrong pause': await site.app.request('/preferences', form({ token: token('preferences'), pause: 'x' })),
      unsure: await site.app.request('/account/erase', form({ token: token('account') })),
      'older link': await afterwards({ ...onlyReader(site)!, generation: 2 }, () =>
        site.app.request('/unsubscribe', form({ token: token('unsubscribe') })),
      ),
      'late confirmation': await (await withReader(false)).app.request(`/confirm?token=${late('confirm')}`),
      'ended subscription': await (await withReader(false)).app.request(`/preferences?token=${token('preferences')}`),
      'too many': await testSite({ mailsPerHour: 0 }).app.request('/subscribe', form(ADA)),
      'a long day': await long.request(`/editions/${edition.id}`),
      'a subject of a long day': await long.request(`/editions/${edition.id}/vision`),
      'a search': await long.request('/editions?month=2026-03&q=paper'),
      'a day without an edition': await testSite({
        editions: [
          edition,
          { ...edition, id: '2026-03-19', day: '2026-03-19', state: 'EMPTY', files: undefined, missing: 'quiet' },
        ],
      }).app.request('/'),
      'an archive of nothing': await testSite({ editions: [] }).app.request('/editions'),
    };
    for (const [name, answer] of Object.entries(answers)) expect(await violations(await answer.text()), name).toEqual([]);
    await close();
  });

  test('[R59][R63] a mail scanner that runs scripts and follows every link, but submits nothing, changes nothing', async () => {
    const address = 'scanned@example.org';
    await the.join(address);
    await the.uploadPage('2026-03-19', ['News for scanners']);
    await the.morning();
    await the.signUp('unconfirmed@example.org');
    const tables = async () => {
      const { dynamo } = clients(localStack(cloud));
      const dumps = ['SubscribersTableName', 'EditionsTableName', 'PapersTableName'].map((name) =>
        dynamo.send(new ScanCommand({ TableName: output(localStack(cloud), name) })),
      );
      return JSON.stringify([(await Promise.all(dumps)).map(({ Items }) => Items), (await cloudMails(cloud)).length]);
    };
    const mails = [...(await the.mailsTo(address)), ...(await the.mailsTo('unconfirmed@example.org'))];
    const queue = mails.flatMap(({ html, text }) =>
      [...`${html} ${text}`.matchAll(/https?:\/\/[^\s"'<>]+/g)].map(([url]) => url.replaceAll('&amp;', '&')),
    );
    const { page, close } = await open(browser, {});
    const before = await tables();
    const seen = new Set<string>();
    for (let url = queue.shift(); url; url = queue.shift()) {
      if (seen.has(url) || !url.startsWith(cloud.site)) continue;
      seen.add(url);
      const response = await page.goto(url, { waitUntil: 'load' }).catch(() => null);
      if (!response?.headers()['content-type']?.startsWith('text/html')) continue;
      for (const control of await page.locator('button').all()) await control.hover({ timeout: 200 }).catch(() => {});
      const links: string[] = await page.evaluate('[...document.querySelectorAll("a[href],link[href]")].map(({ href }) => href)');
      queue.push(...links);
    }
    await the.quiet();
    for (const path of ['/confirm', '/unsubscribe', '/preferences', '/stop'])
      expect(
        [...seen].some((url) => url.includes(`${path}?token=`)),
        path,
      ).toBe(true);
    expect(await tables()).toBe(before);
    await close();
  });
});
