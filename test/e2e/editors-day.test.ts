import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, keyboard, launch, mouse, open } from './browser.ts';
import { type LocalCloud, localCloud } from './local-cloud.ts';

const SEED = readFileSync(new URL('../fixtures/000_52b6d6f3b97a3e4b.txt', import.meta.url), 'utf8');
/** A page of papers in the seed's shape. */
const pageOf = (titles: string[]) => {
  const abstract = 'We study the problem in depth and propose a new method. Experiments on three benchmarks show clear gains. ';
  const chrome = ['new', 'Get trending papers in your email inbox!', 'Subscribe', 'byAK and the research community', 'Mar 19'];
  return [...chrome, ...titles.flatMap((title) => [title, `${title}. ${abstract.repeat(4)}`])].join('\n\n');
};
const TITLES = ['Agents', 'Proteins', 'Images', 'Speech', 'Robots', 'Graphs', 'Proofs', 'Markets'].flatMap((of) =>
  ['Learning', 'Measuring', 'Taming'].map((how) => `${how} ${of} with Few Examples`),
);

/** One paper in a file of JSON Lines. */
const LATE = (name: string) =>
  JSON.stringify({
    title: `Late, for ${name}`,
    summary: 'We study it, and find that it holds. '.repeat(5),
    arxiv_id: `2603.100${name.length.toString().padStart(2, '0')}`,
  });

const EDITORS = ['phone-light@lab.example', 'desk-dark@lab.example'];

let local: LocalCloud;
let cloud: LocalCloud['cloud'];
let the: LocalCloud['the'];
let browser: Browser;

describe.runIf(hasBrowser)('at the desk, in a real browser', () => {
  beforeAll(async () => {
    local = await localCloud({ editors: EDITORS.join(' ') });
    ({ cloud, the } = local);
    browser = await launch();
    await the.join('ada@example.org');
  });
  afterAll(async () => {
    await browser?.close();
    await local?.stop();
  });

  /** The link that was mailed to an editor last. */
  async function linkOf(editor: string): Promise<string> {
    await the.quiet();
    const texts = (await the.mailsTo(editor)).map(({ text }) => /https?:\S+\/desk\/enter\?token=\S+/.exec(text)?.[0]);
    return texts.findLast(Boolean) ?? 'no link to the desk';
  }

  /** Enters again, as after a night, unless fewer than the twelve hours of a session have passed. */
  async function enter(page: Page, editor: string) {
    await page.goto(`${cloud.site}/desk`);
    if (await page.getByRole('heading', { level: 1, name: /\d{4}$/ }).isVisible()) return;
    await page.getByLabel('Your address').fill(editor);
    await page.getByRole('button', { name: 'Mail me a link' }).click();
    await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
    await page.goto(await linkOf(editor));
    await page.getByRole('button', { name: 'Enter' }).click();
    await page.getByRole('heading', { level: 1, name: /\d{4}$/ }).waitFor();
  }

  test.each([
    ['phone-light', { viewport: { width: 360, height: 740 }, colorScheme: 'light', javaScriptEnabled: true }, mouse, SEED, 62],
    [
      'desk-dark',
      { viewport: { width: 1280, height: 900 }, colorScheme: 'dark', javaScriptEnabled: false },
      keyboard,
      pageOf(TITLES),
      24,
    ],
  ] as const)("an editor's day: %s", async (name, options, handsOn, text, papers) => {
    const editor = `${name}@lab.example`;
    const { page, strays, inspect, close } = await open(browser, options);
    const hands = handsOn(page);
    let pictures = 0;
    const see = (heading: string | RegExp) => inspect(heading, `desk-${name}-${String(++pictures).padStart(2, '0')}`);
    const goTo = (link: string) => page.getByRole('link', { name: link, exact: true }).click();
    const press = (button: RegExp) => page.getByRole('button', { name: button }).first().click();
    /** Does what leads to another page, and tells what that says was done. */
    async function told(act: () => Promise<unknown>): Promise<string | null> {
      await Promise.all([page.waitForEvent('load'), act()]);
      return page.getByRole('status').textContent();
    }

    await page.goto(`${cloud.site}/desk`);
    await see('Enter the desk');
    await hands.fill('Your address', editor);
    await hands.press('Mail me a link');
    await see('Check your inbox');
    await page.goto(await linkOf(editor));
    await see('Enter the desk?');
    await hands.press('Enter');
    await page.getByRole('heading', { level: 1, name: /\d{4}$/ }).waitFor();
    const cookies = await page.context().cookies();
    expect(cookies.map(({ name, httpOnly, secure, sameSite }) => [name, httpOnly, secure, sameSite]).sort()).toEqual([
      ['__Host-desk', true, true, 'Strict'],
      ['__Host-desk-browser', true, true, 'Strict'],
    ]);

    // From the copied page to the next edition in three steps: paste, look, put in.
    await goTo('Papers');
    await see('Put in papers');
    await page.getByLabel('Text, links or ids').fill(text);
    await hands.press('Look at it');
    await see(`${papers} papers in it`);
    expect(await told(() => press(/^Put into the next edition$/))).toMatch(/being read|^Read · /);
    await the.quiet();
    await page.reload();
    await see('Put in papers');

    await goTo('Next edition');
    await page.getByText('On the web alone').waitFor();
    await see(/\d{4}$/);
    const [first = '', second = '', third = ''] = await page.locator('.places .title').allTextContents();
    expect(await told(() => press(/^Drop: /))).toContain('Dropped');
    for (const title of [third, second])
      expect(await told(() => page.getByRole('button', { name: `Pin: ${title}`, exact: true }).click())).toContain('Pinned');
    expect(await told(() => press(/^Up: /))).toContain('further up');
    expect(await told(() => press(/^Pin: /))).toContain('Pinned');
    expect(
      await told(() =>
        page
          .getByRole('button', { name: /^Unpin: / })
          .last()
          .click(),
      ),
    ).toContain('ranking');
    expect((await page.locator('.places .title').allTextContents()).slice(0, 2)).toEqual([second, third]);
    await goTo(second);
    await see(second);
    await hands.fill('What it is, in one sentence', `Said by ${name}.`);
    expect(await told(() => hands.press('Save'))).toBe('Saved.');
    await goTo('Next edition');
    await hands.fill('A line from you, on top', `A note by ${name}.`);
    expect(await told(() => hands.press('Save the note'))).toBe('The note is saved.');
    await goTo('See the mail');
    await see('The mail');
    expect(await told(() => hands.press('Send me a test'))).toContain('A test is on its way');
    await goTo('As mail programs show it');
    await page.getByText(`A note by ${name}.`).waitFor();
    await page.goBack();
    await the.quiet();
    const trial = (await the.mailsTo(editor)).findLast(({ subject }) => subject.startsWith('[Test] '));
    expect(trial?.text).toContain(`Said by ${name}.`);

    // It closes early, and nobody's mail comes sooner.
    await goTo('Next edition');
    await goTo('What that means, and how');
    await see('Close it now?');
    const digests = (await the.digestsTo('ada@example.org')).length;
    expect(await told(() => hands.press('Yes, close it'))).toContain('It closes at the next quarter of an hour.');
    await the.moveClock(new Date((await the.now()).getTime() + 20 * 60_000));
    expect(await the.digestsTo('ada@example.org')).toHaveLength(digests);
    await goTo('Running');
    await see('Does it run?');
    expect(await page.getByRole('region', { name: 'The last editions' }).textContent()).toContain(String(papers - 1));
    await the.morning();
    const digest = (await the.digestsTo('ada@example.org')).at(-1);
    expect(await the.digestsTo('ada@example.org')).toHaveLength(digests + 1);
    for (const part of [`A note by ${name}.`, `Said by ${name}.`]) expect(digest?.text).toContain(part);
    expect(digest?.text).not.toContain(first);

    // After the close the note changes on the web, and a paper is dropped there.
    await enter(page, editor);
    await goTo('Running');
    await page.locator(`a[href="/desk/closed?id=${digest?.edition}"]`).click();
    await see(/\d{4}$/);
    await hands.fill('The note on the web', `Corrected by <b>${name}</b>.`);
    expect(await told(() => hands.press('Save the note'))).toBe('The note on the web is saved.');
    expect(await told(() => page.getByRole('button', { name: `Drop: ${third}`, exact: true }).click())).toContain('Dropped');
    await see(/\d{4}$/);
    const published = await (await the.page(`/editions/${digest?.edition}`)).text();
    expect(published).toContain(`Corrected by &lt;b&gt;${name}&lt;/b&gt;.`);
    expect(published).not.toContain(third);
    expect(digest?.text).toContain(third);

    // The next upload is taken back.
    await goTo('Papers');
    await page.getByLabel('Or files, 4 MB at most together').setInputFiles({
      ...{ name: 'late.jsonl', mimeType: 'application/json' },
      buffer: Buffer.from(LATE(name)),
    });
    await hands.press('Look at it');
    await told(() => press(/^Put into the next edition$/));
    await the.quiet();
    await page.reload();
    await page
      .getByRole('link', { name: /late\.jsonl$/ })
      .first()
      .click();
    await see('A receipt');
    expect(await told(() => hands.press('Take its news back'))).toBe('Taken back: 1 paper.');

    await hands.press('Sign out everywhere');
    await see('Signed out');
    await page.goto(`${cloud.site}/desk`);
    await see('Enter the desk');
    // Nothing but documents was fetched, and no policy forbade anything.
    expect(strays).toEqual([]);
    await close();
  });

  test('an editor pauses all sending and lets it go on; DESK was refused nothing, and has no right that it did not use', async () => {
    const { page, inspect, close } = await open(browser, { viewport: { width: 700, height: 900 } });
    const [editor = ''] = EDITORS;
    await enter(page, editor);
    await page.getByRole('link', { name: 'Running' }).click();
    await page.getByText('Pause all sending').click();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Sending is paused: asked for at the desk.').waitFor();
    await the.uploadPage('2026-03-30', ['A paper of the morning']);
    const digests = (await the.digestsTo('ada@example.org')).length;
    await the.morning();
    expect(await the.digestsTo('ada@example.org')).toHaveLength(digests);
    await enter(page, editor);
    await page.getByRole('link', { name: 'Running' }).click();
    await page.getByRole('button', { name: 'Resume sending' }).click();
    await page.getByText('Sending is on.').waitFor();
    await the.quiet();
    expect(await the.digestsTo('ada@example.org')).toHaveLength(digests + 1);
    // A file that is no feed is refused, and its alarm rings once CloudWatch has the count.
    expect(await page.getByText('No alarm rings.').count()).toBe(1);
    await the.uploadText('broken.json', '<html><title>502 Bad Gateway</title></html>');
    await page.reload();
    const alarm = page.getByRole('listitem').filter({ hasText: 'Ingest/FeedsRefused' });
    expect(await alarm.textContent()).toMatch(/rings since .*Cure: Upload a good file\./);
    await inspect('Does it run?', 'desk-running');
    // For the store alone, and a choice of another kind, so that every right is used.
    await page.getByRole('link', { name: 'Papers' }).click();
    await page.getByLabel('Text, links or ids').fill(SEED.replaceAll(/representation/gi, 'depiction'));
    await page.getByRole('button', { name: 'Look at it' }).click();
    await page.getByRole('button', { name: 'Only into the store' }).click();
    await page.getByRole('status').waitFor();
    await the.quiet();
    await page.reload();
    await page.getByText('for the store alone').first().waitFor();
    // A reader suggests a paper that the store knows.
    await page.goto(`${cloud.site}/suggest`);
    await page.getByLabel('Its arXiv id, DOI or link').fill('https://huggingface.co/papers/2603.20001');
    await page.getByRole('button', { name: 'Suggest it' }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    await the.uploadText('known.jsonl', LATE('known').replace(/2603\.\d+/, '2603.20001'));
    await page.goto(`${cloud.site}/desk/suggestions`);
    await inspect('Suggested by readers', 'desk-suggestions');
    await page.getByRole('button', { name: 'Mark it as suggested' }).click();
    await page.getByText('Accepted:').waitFor();
    await page.getByRole('link', { name: 'Next edition' }).click();
    expect(await page.getByText('Late, for known').count()).toBe(1);
    expect(cloud.refused()).toEqual([]);
    // Lambda itself writes the logs.
    expect(cloud.unusedGrants().filter((grant) => /DeskRole/.test(grant) && !/ logs:/.test(grant))).toEqual([]);
    await close();
  });
});
