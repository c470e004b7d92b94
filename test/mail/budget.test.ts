import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Mail } from '../../functions/domain/mail.ts';
import { hasBrowser, launch } from '../e2e/browser.ts';
import { hrefs, words } from '../emails/support.ts';
import { specimens } from './specimens.ts';

/** What a mail of a real day may take of its reader: words, links, bytes, and screens of a phone. */
const DAYS = ['seed', 'real-day', 'arxiv-mail', 'arxiv-atom', 'arxiv-rss'];
const MOST = { words: 600, links: 55, bytes: 20_000, screens: 5.5 };
/** A week shows ten and eleven more. */
const WEEKS = ['seed-weekly', 'real-day-weekly'];
const MOST_OF_WEEK = { words: 800, links: 60, bytes: 22_000, screens: 6 };
/** The worst there is may take more, and is bounded too. */
const WORST = [
  'thousand-papers',
  'hostile',
  'right-to-left',
  'far-east',
  'many-authors',
  'long-words',
  'titles-only',
  'one-paper',
];
const MOST_OF_WORST = { words: 700, links: 60, bytes: 40_000, screens: 9 };

let mails: Map<string, Mail>;
let browser: Browser | undefined;
beforeAll(async () => {
  mails = await specimens();
  browser = hasBrowser ? await launch() : undefined;
}, 60_000);
afterAll(() => browser?.close());

async function costOf(html: string) {
  const said = words(html.replace(/<title>[^<]*/, '').replace(/<div\nclass="preview"[\s\S]*?<\/div>/, ''));
  const page = await browser?.newPage({ viewport: { width: 360, height: 740 } });
  await page?.setContent(html);
  const height = Number((await page?.evaluate('document.documentElement.scrollHeight')) ?? 0);
  await page?.close();
  return {
    words: said.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length,
    links: hrefs(html).length,
    bytes: html.length,
    screens: height / 740,
  };
}

describe.each([
  [DAYS, MOST],
  [WEEKS, MOST_OF_WEEK],
  [WORST, MOST_OF_WORST],
])('%j', (names, most) => {
  test.each(names)('%s fits its budget', async (name) => {
    const cost = await costOf(mails.get(name)!.html);
    for (const [what, limit] of Object.entries(most))
      expect.soft(cost[what as keyof typeof cost], what).toBeLessThanOrEqual(limit);
  });
});
