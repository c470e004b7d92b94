import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cloud, startCloud } from '../../infra/local/cloud.ts';
import { openState } from '../../infra/local/state.ts';
import { synthesiseInto } from '../../infra/local/synthesis.ts';
import { temporaryFolder, world } from './harness.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const there = existsSync(CHROMIUM);
if (!there) console.log(`The tests of pages are skipped: there is no Chromium at ${CHROMIUM} (set CHROMIUM to its program).`);

/** Without these, Chromium calls home at every start. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
];

const folder = temporaryFolder();
let cloud: Cloud;
let the: ReturnType<typeof world>;
let browser: Browser;

describe.runIf(there)('in a real browser', () => {
  beforeAll(async () => {
    const state = openState(folder.dir);
    await synthesiseInto(state.path('cdk.out'));
    cloud = await startCloud({ assembly: state.path('cdk.out'), state });
    the = world(cloud);
    browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
    await the.upload('000_52b6d6f3b97a3e4b.txt');
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await cloud?.stop();
    folder.remove();
  });

  /** A page that notes every request beyond its own documents. */
  async function open(options: BrowserContextOptions): Promise<{ page: Page; strays: string[]; close: () => Promise<void> }> {
    const context = await browser.newContext({ timezoneId: 'Asia/Tokyo', bypassCSP: false, ...options });
    const page = await context.newPage();
    const strays: string[] = [];
    page.on('request', (request) => {
      if (request.resourceType() !== 'document') strays.push(request.url());
    });
    return { page, strays, close: () => context.close() };
  }

  const linkIn = async (address: string, path: string) => {
    const mail = (await the.mailsTo(address)).findLast(({ text }) => text.includes(path));
    return new RegExp(`https?:\\S+${path}\\S+`).exec(mail?.text ?? '')?.[0] ?? '';
  };

  test.each([
    ['phone-light', { viewport: { width: 360, height: 740 }, colorScheme: 'light', javaScriptEnabled: true }],
    ['desk-dark-without-script', { viewport: { width: 1280, height: 900 }, colorScheme: 'dark', javaScriptEnabled: false }],
  ] as const)(
    'a reader signs up, confirms, reads and unsubscribes: %s',
    async (name, options) => {
      const address = `${name}@example.org`;
      const { page, strays, close } = await open(options);
      const fits = async () => expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);

      await page.goto(`${cloud.site}/`);
      await fits();
      // The browser's zone is guessed by a script, and the form works without one.
      const zone = await page.getByLabel('Time zone').inputValue();
      expect(zone).toBe(options.javaScriptEnabled ? 'Tokyo' : 'UTC');
      await page.getByLabel('E-mail address').fill(address);
      await page.getByLabel('Hour').selectOption({ label: '08:00' });
      await page.getByRole('button', { name: 'Subscribe' }).click();
      await fits();
      await the.quiet();

      await page.goto(await linkIn(address, '/confirm'));
      await page.getByRole('button').click();
      expect(await page.getByRole('heading', { level: 1 }).last().textContent()).toMatch(/subscribed|confirmed/i);
      await fits();

      await the.uploadPage('2026-03-18', [`News for ${name}`, `More news for ${name}`]);
      // Eight o'clock in Tokyo is 23:00 UTC.
      const morning = new Date(await the.now());
      morning.setUTCHours(options.javaScriptEnabled ? 23 : 8, 0, 0, 0);
      if (morning < (await the.now())) morning.setUTCDate(morning.getUTCDate() + 1);
      await the.moveClock(morning);
      const [digest] = await the.digestsTo(address);
      expect(digest?.text).toContain(`News for ${name}`);

      await page.goto(await linkIn(address, '/unsubscribe'));
      await page.getByRole('button').click();
      expect(await page.textContent('main')).toMatch(/unsubscribed/i);
      expect(strays).toEqual([]);
      await close();
    },
    120_000,
  );

  test.each(['light', 'dark'] as const)(
    'no page breaks a rule of accessibility that axe knows (%s)',
    async (colorScheme) => {
      const [latest] = await the.editions();
      const { page, close } = await open({ colorScheme, bypassCSP: true });
      for (const path of ['/', '/editions', `/editions/${latest?.id}`, '/confirm?token=x', '/unsubscribe?token=x', '/nowhere']) {
        await page.goto(cloud.site + path);
        await page.evaluate(axe.source);
        const violations = await page.evaluate(
          'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes[0].html))',
        );
        expect(violations, path).toEqual([]);
      }
      await close();
    },
    60_000,
  );
});
