import { caniemail } from 'caniemail';
import { expect, test } from 'vitest';
import { specimens } from '../../infra/cli/specimens.ts';

/** As caniemail.com names them; the new Outlook is Outlook.com in a frame. Not tested there: Thunderbird for Windows. */
const CLIENTS = [
  ...['gmail.desktop-webmail', 'gmail.mobile-webmail', 'gmail.ios', 'gmail.android', 'outlook.windows', 'outlook.outlook-com'],
  ...['apple-mail.macos', 'apple-mail.ios', 'yahoo.desktop-webmail', 'yahoo.ios', 'yahoo.android'],
  ...['thunderbird.macos', 'samsung-email.android'],
] as const;

/** What at least one of those clients drops, and what its readers see instead. */
const FALLBACKS: Record<string, string> = {
  '<body> element': 'Yahoo: colours stand on the outer cell too',
  '<style> element':
    "Gmail's mobile site: headings, paragraphs and lists as the browser draws them, in the faces and colours of the outer cell",
  '@media': 'Outlook for Windows keeps 600 px; others one column of titles and the light colours, which survive forced inversion',
  'Class selector': 'as for <style>',
  'Descendant combinator': 'as for <style>',
  'Type selector': 'as for <style>',
  'border-radius': 'Outlook for Windows: a button with corners',
  'color-scheme CSS property': 'colours by media query, else light ones',
  'color-scheme meta tag': 'colours by media query, else light ones',
  'column-count': 'one column',
  'css column properties': 'one column',
  'display:none': "Gmail's mobile site: the preview text is a line of 1 px",
  'gap, column-gap, row-gap': 'the usual gap between columns',
  'max-height property': 'Outlook for Windows: mso-hide hides the preview text',
  overflow: 'Outlook for Windows: as for max-height',
  'target attribute': 'links open in a new window anyway',
  'word-break': 'Yahoo: a word of 300 letters widens the mail, and one scrolls sideways to its end',
};

/** What some of them know in part, and why that part is enough. */
const ENOUGH: Record<string, string> = {
  '!important keyword': 'in the dark colours alone: else the light ones, which survive forced inversion',
  '<ul>, <ol> and <dl>': 'no reversed list, no value on an item',
  background: 'colours alone',
  border: 'on table cells, up to 3 px',
  'dir attribute': "on cells and items, never on links; Gmail's mobile site may turn a whole mail around",
  display: 'none alone',
  'font-size': 'px alone',
  'font-weight': '700 alone',
  'lang attribute': 'on <html> alone',
  'letter-spacing': '1 px',
  'line-height': 'without unit',
  'list-style': 'none alone',
  margin: 'never negative or auto, on blocks without background; Outlook for Windows centres the page by its align',
  'max-width': 'Outlook keeps the width of 600 px; Mail on an iPhone fills the screen',
  padding: 'on table cells alone',
  'role attribute': 'on tables, where it matters most; main is a help besides',
  'text-align': 'center alone',
  'text-decoration': 'none alone; where it is dropped, titles are underlined links',
  'text-transform': 'uppercase alone',
  'width attribute': '100 % of tables, no images',
  'width property': 'on tables alone',
};

test('each client of Gmail, Outlook, Apple, Yahoo, Thunderbird and Samsung shows every kind of mail, with the fallbacks written down', async () => {
  const [dropped, inPart] = [new Set<string>(), new Set<string>()];
  for (const { html } of (await specimens()).values()) {
    // The rules inside media queries too, which the checker passes over.
    const css = [...html.matchAll(/@media[^{]+\{((?:[^{}]+\{[^{}]*\})+)\}/g)].map(([, rules]) => rules).join('');
    for (const given of [{ html }, { css }]) {
      const { issues } = caniemail({ clients: [...CLIENTS], ...given });
      for (const { title } of [...issues.errors.values()].flat()) dropped.add(title);
      for (const { title } of [...issues.warnings.values()].flat()) inPart.add(title);
    }
  }
  expect([...dropped].sort()).toEqual(Object.keys(FALLBACKS).sort());
  expect([...inPart].filter((title) => !dropped.has(title)).sort()).toEqual(Object.keys(ENOUGH).sort());
});
