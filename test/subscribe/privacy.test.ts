import { expect, test } from 'vitest';
import { reader } from '../../functions/domain/reader.ts';
import { sign, testSite, withReader } from './site.ts';

const read = async (over: Parameters<typeof testSite>[0] = {}) => (await testSite(over).app.request('/privacy')).text();

test('the privacy page says who is responsible, where, and how long each thing is kept', async () => {
  const page = await read();
  for (const said of [
    'Example Lab, 1 Main St, Springfield',
    '<a href="mailto:desk@lab.example">desk@lab.example</a>',
    '(region eu-west-1)',
    'for 1 days. They hold no addresses',
    'after 2 days at the latest',
    'backups of the tables for 3 days',
    'replaced files for 4 days',
    'but not to whom, we keep 5 days',
    'took it. We keep this 6 days',
    'never confirmed is deleted after 7 days',
    'for 30 days: under keyed hashes',
  ])
    expect(page).toContain(said);
});

test('it names every field of a reader’s row, of a vote and of the mark to learn, which an export may hold', async () => {
  const named = [...(await read()).matchAll(/<code>(\w+)<\/code>/g)].map(([, field]) => field);
  expect(named.sort()).toEqual(
    [...Object.keys(reader.shape), 'kind', 'title', 'votedFor', 'at', 'learn', 'learnedWith', 'marks'].sort(),
  );
});

test('the publisher’s own words are text, in paragraphs', async () => {
  const page = await read({ privacyNote: 'Our officer: <b>Ada</b>.\n\nWrite to her.' });
  expect(page).toContain('<p dir="auto">Our officer: &lt;b&gt;Ada&lt;/b&gt;.</p><p dir="auto">Write to her.</p>');
});

test('every page leads to it; so do the sign-up form and the preferences, where data are given', async () => {
  const { app } = await withReader(true);
  const links = async (path: string) => (await (await app.request(path)).text()).split('href="/privacy"').length - 1;
  expect(await links('/')).toBe(2);
  expect(await links(`/preferences?token=${sign({ purpose: 'preferences', generation: 1 })}`)).toBe(2);
  expect(await links('/editions')).toBe(1);
});
