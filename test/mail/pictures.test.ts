import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Mail } from '../../functions/domain/mail.ts';
import { hasBrowser, launch, open } from '../e2e/browser.ts';
import { specimens } from './specimens.ts';

/** Pictures that somebody has looked at. New ones: `PICTURES=new npx vitest run test/mail/pictures.test.ts`; look before you commit. */
const GOLDEN = fileURLToPath(new URL('pictures/', import.meta.url));
/** What the last run saw. */
const SEEN = fileURLToPath(new URL('../../artifacts/mails/', import.meta.url));
const isNew = process.env.PICTURES === 'new';

const VIEWS = [
  ['seed', 'html', 700, 'light'],
  ['seed', 'text', 700, 'light'],
  ['seed-weekly', 'html', 320, 'light'],
  ['real-day', 'html', 360, 'dark'],
  ['real-day', 'text', 360, 'dark'],
  ['real-day-weekly', 'html', 700, 'dark'],
  ['right-to-left', 'html', 360, 'light'],
  ['far-east', 'html', 360, 'light'],
  ['arxiv-mail', 'html', 360, 'light'],
  ['one-paper', 'html', 360, 'light'],
  ['letter-confirm', 'html', 360, 'light'],
  ['letter-welcome', 'html', 360, 'dark'],
] as const;

/**
 * Squares of 8 pixels that differ by a tenth of the scale, as a share of all. Another version of Chromium draws the edges of
 * letters otherwise, which this average does not see; a line that breaks elsewhere moves all below it, which it does.
 */
const TOLERANCE = 0.04;
const DIFFERENCE = `async ([one, other]) => {
  const squares = async (source) => {
    const image = new Image();
    image.src = 'data:image/png;base64,' + source;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [Math.ceil(image.width / 8), Math.ceil(image.height / 8)];
    const context = canvas.getContext('2d');
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return context.getImageData(0, 0, canvas.width, canvas.height).data;
  };
  const [a, b] = [await squares(one), await squares(other)];
  if (a.length !== b.length) return 1;
  let far = 0;
  for (let i = 0; i < a.length; i += 4) if (Math.max(...[0, 1, 2].map((c) => Math.abs(a[i + c] - b[i + c]))) > 25) far++;
  return far / (a.length / 4);
}`;

/** How wide a line is in the faces of the mails: with other fonts, lines break elsewhere, and pictures say nothing. */
const FONTS = `() => ['Georgia,serif', 'bold 20px Georgia,serif', 'Arial,sans-serif', 'monospace'].map((face) => {
  const context = document.createElement('canvas').getContext('2d');
  context.font = face.includes('px') ? face : '20px ' + face;
  return Math.round(context.measureText('The quick brown fox jumps over the lazy dog').width);
})`;

describe.runIf(hasBrowser)('every kind of mail as Chromium shows it', () => {
  let browser: Browser;
  let mails: Map<string, Mail>;
  let lens: Page;
  beforeAll(async () => {
    [browser, mails] = [await launch(), await specimens()];
    lens = await browser.newPage();
    if (isNew) {
      mkdirSync(GOLDEN, { recursive: true });
      writeFileSync(`${GOLDEN}fonts.json`, `${JSON.stringify(await lens.evaluate(`(${FONTS})()`)).replaceAll(',', ', ')}\n`);
    }
  });
  afterAll(() => browser?.close());

  async function picture(html: string, width: number, scheme: 'light' | 'dark'): Promise<Buffer> {
    const page = await browser.newPage({ viewport: { width, height: 1000 }, colorScheme: scheme });
    await page.setContent(html);
    const taken = await page.screenshot();
    await page.close();
    return taken;
  }
  const differ = (a: Buffer, b: Buffer) =>
    lens.evaluate(`(${DIFFERENCE})(${JSON.stringify([a, b].map((png) => png.toString('base64')))})`) as Promise<number>;
  const shown = (name: string, part: 'html' | 'text') =>
    part === 'html' ? mails.get(name)!.html : asText(mails.get(name)!.text);

  test.each(VIEWS)('%s, %s, %i px, %s, looks as somebody saw it', async (name, part, width, scheme) => {
    const file = `${name}-${part}-${width}-${scheme}.png`;
    const now = await picture(shown(name, part), width, scheme);
    mkdirSync(SEEN, { recursive: true });
    writeFileSync(SEEN + file, now);
    if (isNew) writeFileSync(GOLDEN + file, now);
    const fonts = JSON.stringify(await lens.evaluate(`(${FONTS})()`));
    if (fonts !== JSON.stringify(JSON.parse(readFileSync(`${GOLDEN}fonts.json`, 'utf8')))) {
      console.log(`${file} is not compared: this machine has other fonts than the one of the pictures.`);
      return;
    }
    expect(existsSync(GOLDEN + file), `there is no picture ${file} to compare with`).toBe(true);
    expect(await differ(now, readFileSync(GOLDEN + file)), `${file} beside the one in artifacts/mails`).toBeLessThan(TOLERANCE);
  });

  test('a card or a colour less is more than the tolerance', async () => {
    const { html } = mails.get('seed')!;
    const whole = await picture(html, 700, 'light');
    expect(await differ(whole, await picture(html, 700, 'light'))).toBe(0);
    for (const less of [
      html.replace(/<tr><td class="story"[\s\S]*?<\/tr>/, ''),
      html.replaceAll('#fdfcf9', '#ffffff').replaceAll('#1d1b18', '#7d7b78'),
    ]) {
      expect(less).not.toBe(html);
      expect(await differ(whole, await picture(less, 700, 'light'))).toBeGreaterThan(TOLERANCE);
    }
  });

  test('nothing is wider than the screen, and nothing is fetched, so that a client which blocks images shows all', async () => {
    for (const width of [320, 360, 480, 600, 700]) {
      const { page, strays, close } = await open(browser, { viewport: { width, height: 800 } });
      for (const [name, { html }] of mails) {
        await page.setContent(html);
        expect(await page.evaluate('document.documentElement.scrollWidth'), `${name} at ${width} px`).toBeLessThanOrEqual(width);
      }
      expect(strays).toEqual([]);
      await close();
    }
  });

  test.each(['light', 'dark'] as const)(
    'a screen reader has nothing to complain of, nor eyes of the contrast, %s',
    async (colorScheme) => {
      const { violations, close } = await open(browser, { colorScheme, viewport: { width: 700, height: 800 } });
      for (const name of ['seed-weekly', 'real-day', 'hostile', 'right-to-left', 'letter-confirm', 'letter-address-changed'])
        expect(await violations(mails.get(name)!.html), name).toEqual([]);
      await close();
    },
  );
  test('by night text is read whichever rule of a colour a client drops', async () => {
    const { violations, close } = await open(browser, { colorScheme: 'dark', viewport: { width: 700, height: 800 } });
    for (const name of ['real-day', 'letter-confirm']) {
      const { html } = mails.get(name)!;
      const rules = html.slice(html.indexOf('prefers-color-scheme')).match(/[^{}]+\{(?:back|col)[^{}]+\}/g)!;
      expect(rules.length).toBeGreaterThan(4);
      for (const rule of rules) expect(await violations(html.replace(rule, '\n')), `${name} without ${rule}`).toEqual([]);
    }
    await close();
  });
});

/** A text part as mail programs show it. */
const asText = (text: string) =>
  `<meta name="color-scheme" content="light dark"><pre style="font:13px/1.45 monospace;margin:16px;white-space:pre-wrap;overflow-wrap:break-word">${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</pre>`;
