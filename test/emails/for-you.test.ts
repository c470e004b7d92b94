import { expect, test } from 'vitest';
import { assemble } from '../../emails/assemble.ts';
import { renderParts } from '../../emails/index.tsx';
import { bare, card, digest, eachLink, headings, hrefs, links, skeleton, words } from './support.ts';

const edition = digest({ total: 9 });
const titles = ['One: a study', 'Two: a study', 'Three: a study', 'Four: a study'];
const [one, two, three, four] = renderParts({
  ...edition,
  voteUrl: 'https://papers.example.org/vote?edition=2026-03-18&paper=',
  papers: titles.map((title, i) => (i < 2 ? card({ title, vote: `paper${i}` }) : bare({ title, vote: `paper${i}` }))),
}).papers as [never, never, never, never];
const selection = {
  ...edition,
  facts: undefined,
  front: [one, two],
  next: [],
  lists: [{ name: 'Data', papers: [three, four] }],
  rising: [],
};
const own = { unsubscribeUrl: edition.unsubscribeUrl, preferencesUrl: edition.preferencesUrl, voteToken: 't' };
const fill = assemble(renderParts({ ...edition, voteUrl: '', papers: [] }).frame, selection);
const mine = (reason: string, only = false) =>
  fill(own, {
    ...{ facts: undefined, next: [], rising: [], only },
    forYou: [{ paper: three, reason }],
    ...(only ? { front: [], lists: [] } : { front: [one], lists: [{ name: 'Data', papers: [four] }] }),
  });

test('what is for a reader stands first, each with its reason, under the subject that all have', () => {
  const common = fill(own);
  const { subject, html, text } = mine('You follow “speculative decoding”');
  expect(subject).not.toContain('Two');
  expect(headings(html)).toEqual(['In brief', 'For you', titles[2], 'Front page', titles[0], 'Data']);
  for (const title of [0, 2, 3].map((i) => titles[i]!)) expect(html.split(`>${title}</a>`)).toHaveLength(2);
  expect(words(html)).toContain('You follow “speculative decoding”');
  expect(words(html)).toContain('Change what you follow: this copy was chosen by it.');
  expect(words(common.html)).toContain('Say what you work on');
  expect(text).toMatch(/FOR YOU\n-+\n\n 1\. Three: a study\n {4}» You follow “speculative decoding”\n/);
  expect(text).toMatch(/FRONT PAGE\n-+\n\n 2\. One: a study\n/);
  expect(text).toContain('Vote: https://papers.example.org/vote?edition=2026-03-18&paper=paper2.paper0&token=t');
  // Both parts lead to the same places.
  expect([...new Set(hrefs(html))].filter((url) => !url.includes('#')).sort()).toEqual([...new Set(eachLink(text))].sort());
});

const previewOf = (html: string) => /class="preview"[^>]*>([^<]*)/.exec(html)![1];

test('the subject is that of all copies if they show the papers it names, else it names none; the preview is of the copy', () => {
  const common = fill(own);
  expect(common.subject).toBe('One · Two · Three · Four');
  const mineOf = (paper: typeof one, front: (typeof one)[]) =>
    fill(own, {
      ...{ facts: undefined, next: [], rising: [], only: false },
      ...{ forYou: [{ paper, reason: 'You follow “x”' }], front, lists: [{ name: 'Data', papers: [four] }] },
    });
  const all = mineOf(three, [one, two]);
  const muted = mineOf(three, [one]);
  expect([all.subject, muted.subject]).toEqual([common.subject, `${edition.publication.listName} · ${edition.date}`]);
  expect(muted.html).toContain(`<title>${edition.publication.listName}`);
  expect(previewOf(mineOf(two, [one]).html)).toBe(previewOf(common.html));
  expect(previewOf(muted.html)!.length).toBeLessThan(previewOf(common.html)!.length);
});

test('who wants nothing else has nothing else', () => {
  const { html, text } = mine('From cs.RO, which you follow', true);
  expect(headings(html)).toEqual(['For you', titles[2]]);
  expect(words(html)).toContain('8 more papers on the web');
  for (const part of [html, text])
    for (const title of ['One', 'Two', 'Four']) expect(part).not.toContain(`${title}: a study</a>`);
});

test.each([
  '</p><script>alert(1)</script>',
  '<a href="https://evil.example">x</a>',
  '\u202egnidoced\u0000\u001b[31m\u200b',
  'x'.repeat(10_000),
  `\u0001unsubscribeUrl\u0001 $& \${1}`,
  'a\r\nBcc: evil@example.org',
  '&#x3c;img src=x&#x3e;',
])('what a reader follows cannot change their mail: %j', (said) => {
  const plain = mine('You follow “quiet words”');
  const { html, text, subject } = mine(`You follow “${said}”`);
  expect(skeleton(html)).toEqual(skeleton(plain.html));
  expect(html).toMatch(/^[\n -~]*$/);
  expect(Math.max(...html.split('\n').map((line) => line.length))).toBeLessThan(998);
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(text.split('\n').length).toBeLessThan(plain.text.split('\n').length + 6);
  expect(links(text)).toEqual(links(plain.text));
  expect(subject).toBe(plain.subject);
});
