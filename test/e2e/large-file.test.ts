import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, keyboard, launch, mouse, open } from './browser.ts';
import { type LocalCloud, localCloud } from './local-cloud.ts';

const MB = 1024 * 1024;
const EDITORS = ['phone-light@lab.example', 'desk-dark@lab.example'];
const ABSTRACT = 'We study the problem in depth and propose a new method. Experiments on three benchmarks show clear gains. ';
const TITLE = (n: number) => `Learning ${['Agents', 'Proteins', 'Images', 'Graphs'][n % 4]} with ${n + 2} Examples`;

/** 20 MB of JSON Lines with what ingest does not read. */
const LINES = Array.from({ length: 200 }, (_, n) =>
  JSON.stringify({
    title: TITLE(n),
    summary: ABSTRACT.repeat(8),
    arxiv_id: `2603.${20_000 + n}`,
    fullText: ABSTRACT.repeat(970),
  }),
).join('\n');
/** 5 MB of a papers page in the seed's shape. */
const PAGE = [
  ...['new', 'Get trending papers in your email inbox!', 'Subscribe', 'byAK and the research community', 'Mar 19'],
  ...Array.from({ length: 250 }, (_, n) => [`Measuring ${TITLE(n)}`, `${TITLE(n)}. ${ABSTRACT.repeat(195)}`]).flat(),
].join('\n\n');

let local: LocalCloud;
let cloud: LocalCloud['cloud'];
let the: LocalCloud['the'];
let browser: Browser;

describe.runIf(hasBrowser)('a file that is too large for a function, in a real browser', () => {
  beforeAll(async () => {
    local = await localCloud({ editors: EDITORS.join(' ') });
    ({ cloud, the } = local);
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await local?.stop();
  });

  test.each([
    [
      'phone-light',
      { viewport: { width: 360, height: 740 }, colorScheme: 'light', javaScriptEnabled: true },
      mouse,
      ['of March, day 18 & more.jsonl', LINES, 20, 200, 'of-March-day-18-more.jsonl'],
    ],
    [
      'desk-dark',
      { viewport: { width: 1280, height: 900 }, colorScheme: 'dark', javaScriptEnabled: false },
      keyboard,
      ['página.txt', PAGE, 5, 250, 'p-gina.txt'],
    ],
  ] as const)('from the file to the next edition: %s', async (name, options, handsOn, [file, text, megabytes, papers, kept]) => {
    expect(Math.round(text.length / MB)).toBe(megabytes);
    const { page, strays, inspect, close } = await open(browser, options);
    const hands = handsOn(page);
    const goTo = (link: string) => page.getByRole('link', { name: link, exact: true }).click();
    await page.goto(`${cloud.site}/desk`);
    await hands.fill('Your address', `${name}@lab.example`);
    await hands.press('Mail me a link');
    await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
    await the.quiet();
    const [mail] = await the.mailsTo(`${name}@lab.example`);
    await page.goto(/https?:\S+\/desk\/enter\?token=\S+/.exec(mail?.text ?? '')?.[0] ?? 'no link to the desk');
    await hands.press('Enter');
    await page.getByRole('heading', { level: 1, name: /\d{4}$/ }).waitFor();

    await goTo('Papers');
    await goTo('Send a larger file, up to 500 MB');
    await inspect('Send a larger file', `large-${name}-1`);
    await page.getByLabel('The file').setInputFiles({ name: file, mimeType: 'text/plain', buffer: Buffer.from(text) });
    await hands.press('Send it');
    await inspect(`${papers} papers in it`, `large-${name}-2`);
    expect(await page.locator('.lead bdi').textContent()).toBe(file);
    await hands.press('Put into the next edition');
    await page.getByRole('status').waitFor();
    await the.quiet();
    await page.reload();
    await inspect('Put in papers', `large-${name}-3`);
    expect(await page.getByRole('status').textContent()).toContain(`${papers} papers, ${papers} new`);
    expect(await page.getByRole('link', { name: kept }).count()).toBe(1);
    await goTo('Next edition');
    await page.getByText('On the web alone').waitFor();
    expect(strays).toEqual([]);
    expect(cloud.refused()).toEqual([]);
    await close();
  });

  test('what was looked at is put in, or nothing: a form that was copied may send another file to the same place', async () => {
    const { page, close } = await open(browser, { viewport: { width: 700, height: 900 } });
    await page.goto(`${cloud.site}/desk`);
    const [editor = ''] = EDITORS;
    await page.getByLabel('Your address').fill(editor);
    await page.getByRole('button', { name: 'Mail me a link' }).click();
    await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
    await the.quiet();
    const links = (await the.mailsTo(editor)).flatMap(({ text }) => /https?:\S+\/desk\/enter\?token=\S+/.exec(text)?.[0] ?? []);
    await page.goto(links.at(-1) ?? 'no link to the desk');
    await page.getByRole('button', { name: 'Enter' }).click();
    await page.goto(`${cloud.site}/desk/papers/large`);
    const form = page.locator('form[enctype]').first();
    const body = new FormData();
    for (const field of await form.locator('input[type=hidden]').all())
      body.set((await field.getAttribute('name')) ?? '', await field.inputValue());
    const action = (await form.getAttribute('action')) ?? '';
    await page
      .getByLabel('The file')
      .setInputFiles({ name: 'a.jsonl', mimeType: 'text/plain', buffer: Buffer.from(LINES.slice(0, 110_000)) });
    await page.getByRole('button', { name: 'Send it' }).click();
    await page.getByRole('heading', { name: '1 paper in it' }).waitFor();

    body.set('file', new File([PAGE], 'a.jsonl'));
    expect((await fetch(action, { method: 'POST', body, redirect: 'manual' })).status).toBe(303);
    await page.getByRole('button', { name: 'Put into the next edition' }).click();
    await page.getByRole('heading', { name: 'This file is not there' }).waitFor();
    await page.goBack();
    await page.reload();
    await page.getByRole('heading', { name: '250 papers in it' }).waitFor();
    await close();
  });
});
