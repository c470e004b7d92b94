import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderDigest, renderLetter } from '../../emails/index.tsx';
import { edition, hostile } from './hostile-text.ts';
import { card, digest, hrefs, skeleton, welcome, words } from './support.ts';

/** Characters that take room of their own. */
const columns = (line: string) => Array.from(line.replace(/\p{M}/gu, '')).length;

const FORBIDDEN = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Noncharacter_Code_Point}\p{Cs}]|(?!\n)\p{Cc}|\p{M}{5}/u;

test('[R29] [R31] no text of a feed changes an element, an attribute, a class or a style', async () => {
  const plain = skeleton((await renderDigest(edition(''))).html);
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      expect(skeleton((await renderDigest(edition(text))).html)).toEqual(plain);
    }),
  );
});

test('[R29] [R31] nor in a welcome, which shows titles of the latest edition', async () => {
  const welcomeTo = async (title: string) => {
    const latest = {
      url: 'https://papers.example.org/editions/daily-1',
      total: 2,
      titles: [{ title, url: 'https://a.example/b' }],
    };
    const { html } = await renderLetter({ ...welcome, latest });
    return skeleton(html);
  };
  const plain = await welcomeTo('x');
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      expect(await welcomeTo(`x${text}`)).toEqual(plain);
    }),
  );
});

test('[R32] control, bidi and zero-width characters and towers of marks reach neither part nor the subject', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      const mail = await renderDigest(edition(text));
      for (const part of [words(mail.html), mail.text, mail.subject]) expect(part).not.toMatch(FORBIDDEN);
    }),
  );
});

test('[R33] text stays within its columns and never opens like a header, whatever the feed says', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      const lines = (await renderDigest(edition(text))).text.split('\n');
      expect(lines[0]).toBe('='.repeat(72));
      for (const line of lines) expect(columns(line) <= 72 || /^ *https?:/.test(line)).toBe(true);
    }),
  );
});

test('[R34] the subject is one line of at most 200 characters that keeps count and date', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      const { subject } = await renderDigest(edition(text));
      expect(subject.length).toBeLessThanOrEqual(200);
      expect(subject).toMatch(/^[^\r\n]+ and 2 more papers · 18 March$/);
    }),
  );
});

const REFUSED = [
  'javascript:alert(1)',
  'JAVASCRIPT:alert(1)',
  'java\tscript:alert(1)',
  '\u0001javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox',
  'file:///etc/passwd',
  '//evil.example/x',
  '/x',
  'x',
  '',
  'http://arxiv.org/abs/1',
  'http://127.0.0.1/x',
  'https://arxiv.org@evil.example/',
  'https://user:secret@evil.example/',
  'https://evil.example\\@arxiv.org/',
  'https://аrxiv.org/abs/1',
  'https://xn--rxiv-43d.org/abs/1',
  'https://localhost/x',
  'https://evil.example/a b',
  'https://evil.example/\u202egnp.exe',
  'ht\ntps://evil.example/',
  `https://evil.example/${'a'.repeat(2000)}`,
];

test.each(REFUSED)('[R30] %j is printed as text, not linked', async (url) => {
  const own = hrefs((await renderDigest(digest({ cards: [card({ url: '', links: [] })], titles: [], code: [] }))).html);
  const mail = await renderDigest(
    digest({ cards: [card({ url, links: [{ label: 'Code', url }] })], titles: [{ title: 'TimesNet', url }], code: [] }),
  );
  expect(hrefs(mail.html)).toEqual(own);
  for (const part of [words(mail.html), mail.text]) expect(part).toMatch(/Matryoshka[\s\S]*Code[\s\S]*TimesNet/);
});

test.each([
  ['https://arxiv.org/abs/2205.13147', 'https://arxiv.org/abs/2205.13147'],
  ['https://huggingface.co/papers?q=a+b&x=1#y', 'https://huggingface.co/papers?q=a+b&x=1#y'],
  ['https://a.example/"><b>', 'https://a.example/%22%3E%3Cb%3E'],
  ['HTTPS://A.example:8443/é', 'https://a.example:8443/%C3%A9'],
])('[R30] %j is linked in its normal form', async (url, normal) => {
  const mail = await renderDigest(digest({ cards: [card({ url })] }));
  expect(hrefs(mail.html)).toContain(normal);
  expect(mail.text).toContain(`\n    ${normal}\n`);
});

test.each(['javascript:alert(1)', 'http://papers.example.org/x', 'https://a@papers.example.org/', ''])(
  'refuses to render with %j as the way to unsubscribe',
  async (unsubscribeUrl) => {
    await expect(renderDigest(digest({ unsubscribeUrl }))).rejects.toThrow(RangeError);
  },
);
