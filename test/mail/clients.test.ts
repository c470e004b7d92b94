import { caniemail } from 'caniemail';
import { expect, test } from 'vitest';
import { specimens } from './specimens.ts';

/** As caniemail.com names them; the new Outlook is Outlook.com in a frame. Not tested there: Thunderbird for Windows. */
const CLIENTS = [
  ...['gmail.desktop-webmail', 'gmail.mobile-webmail', 'gmail.ios', 'gmail.android', 'outlook.windows', 'outlook.outlook-com'],
  ...['apple-mail.macos', 'apple-mail.ios', 'yahoo.desktop-webmail', 'yahoo.ios', 'yahoo.android'],
  ...['thunderbird.macos', 'samsung-email.android'],
] as const;

/** What at least one of those clients drops, and what its readers see instead. */
const FALLBACKS: Record<string, string> = {
  '<bdi> element': 'facts of a card in one direction: text without the element',
  '<body> element': 'Yahoo: colours stand on the outer cell too',
  '<style> element':
    "Gmail's mobile site: headings, paragraphs and lists as the browser draws them, in the faces and colours of the outer cell",
  '@media':
    'Outlook for Windows keeps 580 px; others the light colours, which survive forced inversion, and large headlines on phones',
  'Attribute selector': 'for Apple alone, which knows it',
  'Class selector': 'as for <style>',
  'aria-hidden attribute': 'a screen reader may read letters of no width after the preview, that is nothing',
  'aria-label attribute': 'a screen reader says Good pick without the paper',
  'Descendant combinator': 'as for <style>',
  'Type selector': 'as for <style>',
  'border-radius': 'Outlook for Windows: a button with corners',
  'color-scheme CSS property': 'colours by media query, else light ones',
  'color-scheme meta tag': 'colours by media query, else light ones',
  'display:none': "Gmail's mobile site: the preview text is a line of 1 px",
  'max-height property': 'Outlook for Windows: mso-hide hides the preview text',
  overflow: 'Outlook for Windows: as for max-height',
  'text-decoration-color': 'titles underlined in ink',
  'text-underline-offset': 'the line stands closer',
  'white-space': 'an action may break between its words',
  'target attribute': 'links open in a new window anyway',
  'word-break': 'Yahoo: a word of 300 letters widens the mail, and one scrolls sideways to its end',
};

/** What some of them know in part, and why that part is enough. */
const ENOUGH: Record<string, string> = {
  '!important keyword': 'in the dark colours alone: else the light ones, which survive forced inversion',
  background: 'colours alone',
  border: 'on table cells, up to 3 px',
  'dir attribute': "on cells, and on links whose words are ours; Gmail's mobile site may turn a whole mail around",
  display: 'none, and inline of a heading, which else takes a line',
  'font-size': 'px alone',
  'font-weight': '700 alone',
  'lang attribute': 'on <html> alone',
  'letter-spacing': '1 px',
  'line-height': 'px',
  margin: 'never negative or auto; Outlook for Windows centres the page by its align',
  'max-width': 'Outlook keeps the width of 580 px; Mail on an iPhone fills the screen',
  padding: 'on table cells alone',
  'role attribute': 'on tables, where it matters most; main is a help besides',
  'text-align': 'center alone',
  'text-decoration': 'underline of titles, which links have anyway; none for what Apple makes a link of',
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
