import fc from 'fast-check';
import LinkifyIt from 'linkify-it';
import { expect, test } from 'vitest';
import { renderLetter } from '../../emails/index.tsx';
import { paperRef } from '../../functions/domain/vote.ts';
import { edition, hostile } from './hostile-text.ts';
import { assembled, bare, card, digest, hrefs, links, skeleton, welcome, words } from './support.ts';

/** Characters that take room of their own. */
const columns = (line: string) => Array.from(line.replace(/\p{M}/gu, '')).length;

const FORBIDDEN = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Noncharacter_Code_Point}\p{Cs}]|(?!\n)\p{Cc}|\p{M}{5}/u;

test('[R29] [R31] no text of a feed changes an element, an attribute, a class or a style', async () => {
  const plain = skeleton(assembled(edition('')).html);
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      expect(skeleton(assembled(edition(text)).html)).toEqual(plain);
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
      const mail = assembled(edition(text));
      for (const part of [words(mail.html), mail.text, mail.subject]) expect(part).not.toMatch(FORBIDDEN);
    }),
  );
});

test('[R33] text stays within its columns and never opens like a header, whatever the feed says', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      const lines = assembled(edition(text)).text.split('\n');
      expect(lines[0]).toBe('='.repeat(66));
      for (const line of lines) expect(columns(line) <= 66 || /https?:\S+$/.test(line)).toBe(true);
    }),
  );
});

test('[R34] the subject is one line of at most 60 characters', async () => {
  await fc.assert(
    fc.property(hostile, fc.boolean(), (text, weekly) => {
      const { subject } = assembled({ ...edition(text), frequency: weekly ? 'weekly' : 'daily' });
      expect(subject.length).toBeLessThanOrEqual(60);
      expect(subject).toMatch(weekly ? /^The week: [^\r\n]+$/ : /^[^\r\n]+$/);
    }),
  );
});

test('[R52] no line of the HTML has 998 characters, whatever the feed says', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const { html } = assembled(edition(text));
      for (const line of html.split('\n')) expect(line.length).toBeLessThan(998);
    }),
  );
  const worst = card({
    ...{ title: '量'.repeat(300), tldr: '"'.repeat(400), found: '量'.repeat(400), organisation: '量'.repeat(99) },
    ...{ url: `https://a.example/?${'&'.repeat(870)}`, pdf: `https://a.example/?${'&'.repeat(170)}` },
  });
  for (const frequency of ['daily', 'weekly'] as const) {
    const { html } = assembled(digest({ frequency, front: [worst], note: '量'.repeat(600) }));
    for (const line of html.split('\n')) expect(line.length).toBeLessThan(998);
    expect(words(html).replaceAll('\n', '')).toContain('量'.repeat(250));
  }
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
  const own = hrefs(assembled(digest({ front: [bare({ url: '' })], lists: [] })).html);
  const mail = assembled(digest({ front: [bare({ url, pdf: url, code: url, discussion: url })], lists: [] }));
  expect(hrefs(mail.html)).toEqual(own);
  for (const part of [words(mail.html), mail.text]) expect(part).toContain('AutoInt');
});

test.each([
  ['https://evil.example/login', 'https://arxiv.org/abs/1', false],
  ['evil.example', 'https://arxiv.org/abs/1', false],
  ['www.evil.example/a', 'https://arxiv.org/abs/1', false],
  ['https://arxiv.org/abs/1', 'https://arxiv.org/abs/1', true],
  ['www.arxiv.org', 'https://arxiv.org/abs/1', true],
  ['Attention.is all you need', 'https://arxiv.org/abs/1', true],
])('[R30] a title that is the address %j leads to %s: %s', (title, url, linked) => {
  const { html } = assembled(digest({ front: [bare({ title, url })], lists: [] }));
  const titles = html.match(/<h3>[\s\S]*?<\/h3>/)?.[0] ?? '';
  expect(titles.includes('href')).toBe(linked);
});

test('[R33] mail programs take each address of the text part whole, whatever a paper is called', () => {
  const linkify = new LinkifyIt();
  const ids = fc.sample(fc.stringMatching(/^[\w\-.()'*,;:!~]{1,24}$/), { numRuns: process.env.WHOLE ? 10_000 : 2_000, seed: 7 });
  for (let i = 0; i < ids.length; i += 5) {
    const front = ids.slice(i, i + 5).map((id, n) => card({ url: `https://doi.org/10.1/${id}`, vote: paperRef(`${id}${n}`) }));
    const { text } = assembled(digest({ front, lists: [] }));
    const found = linkify.match(text)?.map(({ url }) => url);
    expect(found).toEqual(links(text));
    for (const link of links(text)) expect(link).toMatch(/[\w/]$(?<![_-])/);
  }
});

test.each([
  ['https://arxiv.org/abs/2205.13147', 'https://arxiv.org/abs/2205.13147'],
  ['https://huggingface.co/papers?q=a+b&x=1#y', 'https://huggingface.co/papers?q=a+b&x=1#y'],
  ['https://a.example/"><b>', 'https://a.example/%22%3E%3Cb%3E'],
  ['https://doi.org/10.1/s(2)1-_', 'https://doi.org/10.1/s%282%291%2D%5F'],
  ['HTTPS://A.example:8443/é', 'https://a.example:8443/%C3%A9'],
])('[R30] %j is linked in its normal form', async (url, normal) => {
  const mail = assembled(digest({ front: [bare({ url })] }));
  expect(hrefs(mail.html)).toContain(normal);
  expect(links(mail.text)).toContain(normal);
});

test.each(['javascript:alert(1)', 'http://papers.example.org/x', 'https://a@papers.example.org/', ''])(
  'refuses to render with %j as the way to unsubscribe',
  async (unsubscribeUrl) => {
    expect(() => assembled(digest({ unsubscribeUrl }))).toThrow(RangeError);
  },
);
