import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { ACCENT } from '../../functions/contract/colours.ts';
import { layout, policyOf } from '../../functions/subscribe/pages/layout.tsx';
import { sentPage } from '../../functions/subscribe/pages/sign-up.tsx';

test('a page has the publisher’s colour in links, buttons and icon, and its policy admits that very style', () => {
  const site = {
    listName: 'A',
    publisher: 'B',
    postalAddress: 'C',
    publicUrl: 'https://papers.example.org',
    domain: 'd.example',
    language: 'en-GB',
  };
  expect(String(layout({ ...site, accent: ACCENT }, sentPage()))).toBe(String(layout(site, sentPage())));
  const own = { ...site, accent: { light: '#0000ee', dark: '#8080f7' } };
  const page = String(layout(own, sentPage()));
  expect(page).toBe(
    String(layout(site, sentPage()))
      .replaceAll('#8c2318', '#0000ee')
      .replaceAll('#f0a392', '#8080f7')
      .replace('%238c2318', '%230000ee'),
  );
  const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
  expect(style).toContain('--link:#0000ee');
  expect(policyOf(own, sentPage())).toContain(createHash('sha256').update(style).digest('base64'));
});
