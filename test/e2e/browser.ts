import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { CHROMIUM } from './chromium.ts';

export { launch } from './chromium.ts';

/** Whether there is a browser to test with. */
export const hasBrowser = existsSync(CHROMIUM);
if (!hasBrowser)
  console.log(`The tests of pages are skipped: there is no Chromium at ${CHROMIUM} (set CHROMIUM to its program).`);

const PICTURES = fileURLToPath(new URL('../../artifacts/pages/', import.meta.url));

/** Small links that are lower than 24 px (WCAG 2.2, 2.5.8). */
const LOW_LINKS = `[...document.querySelectorAll(':is(p,.soft,footer) a')]
  .filter((link) => [...link.getClientRects()].some(({ height }) => height > 0 && height < 24))
  .map((link) => link.textContent)`;

/** How somebody works a page: by its labels and buttons. */
export type Hands = {
  fill(label: string, text: string): Promise<unknown>;
  choose(label: string, option: string): Promise<unknown>;
  /** A date `2026-04-01`, or none. */
  date(label: string, date: string): Promise<unknown>;
  tick(label: string): Promise<unknown>;
  press(button: string): Promise<unknown>;
  /** Opens what is folded under a summary. */
  unfold(summary: string): Promise<unknown>;
};

export const mouse = (page: Page): Hands => ({
  fill: (label, text) => page.getByLabel(label, { exact: true }).fill(text),
  choose: (label, option) => page.getByLabel(label, { exact: true }).selectOption({ label: option }),
  date: (label, date) => page.getByLabel(label).fill(date),
  tick: (label) => page.getByLabel(label, { exact: true }).first().check(),
  press: (button) => page.getByRole('button', { name: button, exact: true }).click(),
  unfold: (summary) => page.locator('summary', { hasText: summary }).click(),
});

/** Tab, Enter, Space, arrows and text: nothing is clicked. */
export function keyboard(page: Page): Hands {
  const { keyboard: keys } = page;
  async function reach(target: Locator) {
    await target.waitFor();
    for (let tabs = 0; tabs < 80; tabs++) {
      if (await target.and(page.locator(':focus')).count()) return;
      await keys.press('Tab');
    }
    throw new Error(`no number of tabs leads to ${target}`);
  }
  return {
    async fill(label, text) {
      await reach(page.getByLabel(label, { exact: true }));
      await keys.press('Control+A');
      await keys.type(text);
    },
    async choose(label, option) {
      await reach(page.getByLabel(label, { exact: true }));
      await keys.type(option);
    },
    async date(label, date) {
      await reach(page.getByLabel(label));
      const [year = '', month = '', day = ''] = date.split('-');
      if (date) await keys.type(month + day + year);
      else for (const key of ['Backspace', 'ArrowRight', 'Backspace', 'ArrowRight', 'Backspace']) await keys.press(key);
    },
    async tick(label) {
      await reach(page.getByLabel(label, { exact: true }).first());
      await keys.press('Space');
    },
    async unfold(summary) {
      await reach(page.locator('summary', { hasText: summary }));
      await keys.press('Enter');
    },
    async press(button) {
      await reach(page.getByRole('button', { name: button, exact: true }));
      await keys.press('Enter');
    },
  };
}

/** A page that notes every request beyond its own documents, and everything its policy forbade. */
export async function open(browser: Browser, options: BrowserContextOptions) {
  const context = await browser.newContext({ timezoneId: 'Asia/Tokyo', locale: 'en-US', ...options });
  const page = await context.newPage();
  const strays: string[] = [];
  page.on('request', (request) => {
    if (request.resourceType() !== 'document') strays.push(request.url());
  });
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) strays.push(message.text());
  });
  // axe needs scripts, which the page may do without, and no policy.
  const lens = await (await browser.newContext({ ...options, javaScriptEnabled: true })).newPage();

  /** The rules of accessibility that a document breaks. */
  async function violations(html: string): Promise<string[]> {
    await lens.setContent(html);
    await lens.evaluate(axe.source);
    return await lens.evaluate('axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes[0].html))');
  }

  return {
    page,
    strays,
    violations,
    /** Waits for a page by its heading, keeps a picture of it, and looks for what axe knows and for what runs off its side. */
    async inspect(heading: string | RegExp, picture: string) {
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      mkdirSync(PICTURES, { recursive: true });
      await page.screenshot({ path: `${PICTURES}${picture}.png`, fullPage: true });
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), `${picture} fits`).toBe(true);
      expect(await page.evaluate(LOW_LINKS), `${picture}: links lower than a thumb`).toEqual([]);
      expect(await violations(await page.content()), picture).toEqual([]);
    },
    close: () => Promise.all([context.close(), lens.context().close()]),
  };
}
