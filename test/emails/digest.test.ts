import { simpleParser } from 'mailparser';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { describe, expect, test } from 'vitest';
import { renderDigest } from '../../emails/index.tsx';
import { attribute, card, digest, elements, headings, hrefs, links, words } from './support.ts';

test('[R33] the text part reads like a mail someone typed', async () => {
  const { text } = await renderDigest(digest({ total: 5 }));
  expect(text).toMatchInlineSnapshot(`
    "========================================================================
    BROADSHEET
    Wednesday, 18 March 2026
    5 papers
    ========================================================================

    5 new papers today: 3 from Hugging Face and 2 from elsewhere.
    “Matryoshka Representation Learning” was upvoted most, 12 times. One of
    them comes with code.

     1. Matryoshka Representation Learning
        https://arxiv.org/abs/2205.13147
        Aditya Kusupati, Gantavya Bhatt, Aniket Rege and 1 more
        Hugging Face, 18 March

        Matryoshka Representation Learning lets one embedding adapt to the
        computational constraints of downstream tasks.

        Learned representations are a central component in modern ML
        systems, serving a multitude of downstream tasks.

        Code: RAIVNLab/MRL
        https://github.com/RAIVNLab/MRL
        Worth reading?
        https://papers.example.org/vote?edition=daily-1&token=t&paper=abcdef123456
        12 upvotes · 3 comments · representation learning, embeddings

     2. AutoInt
        https://arxiv.org/abs/1810.11921
        Hugging Face, 18 March

        Matryoshka Representation Learning lets one embedding adapt to the
        computational constraints of downstream tasks.

        Learned representations are a central component in modern ML
        systems, serving a multitude of downstream tasks.

        Worth reading?
        https://papers.example.org/vote?edition=daily-1&token=t&paper=abcdef123456

    ALSO TODAY
    ----------

     3. TimesNet
        https://arxiv.org/abs/2210.02186

    and 2 more on the web edition:
    https://papers.example.org/editions/daily-1

    CODE RELEASED
    -------------

    RAIVNLab/MRL: Matryoshka Representation Learning
    https://github.com/RAIVNLab/MRL

    ------------------------------------------------------------------------
    You get this because your address was confirmed for the daily edition of
    Broadsheet.
    Links lead straight where they say. Nothing in this mail tells us
    whether you open it or what you read.

    Change day, hour or address:
    https://papers.example.org/preferences?token=t

    Privacy:
    https://papers.example.org/privacy

    Unsubscribe:
    https://papers.example.org/unsubscribe?token=t

    Example Lab
    1 Example Street, 10115 Berlin
    "
  `);
});

test('[R33] both parts lead to the same places and say the same', async () => {
  const { html, text } = await renderDigest(digest());
  expect(new Set(links(text))).toEqual(new Set(hrefs(html)));
  const flat = text.replace(/\s+/g, ' ');
  for (const said of [
    'Aditya Kusupati, Gantavya Bhatt, Aniket Rege and 1 more',
    '12 upvotes',
    'Code: RAIVNLab/MRL',
    '3 papers',
  ]) {
    expect(words(html)).toContain(said);
    expect(flat).toContain(said);
  }
});

test('each card says how many readers voted for it, and leads to its own vote in both parts', async () => {
  const { html, text } = await renderDigest(digest({ cards: [card({ readers: 2 }), card({ vote: 'another12345' })] }));
  const votes = ['abcdef123456', 'another12345'].map(
    (ref) => `https://papers.example.org/vote?edition=daily-1&token=t&paper=${ref}`,
  );
  expect(hrefs(html).filter((href) => href.includes('/vote'))).toEqual(votes);
  expect(links(text).filter((link) => link.includes('/vote'))).toEqual(votes);
  for (const part of [words(html), text]) expect(part.split('12 upvotes · 2 readers · 3 comments')).toHaveLength(2);
});

test('[R34] [R52] a client reads subject and parts as they were written', async () => {
  const mail = await renderDigest(digest({ cards: [card({ title: 'Naïve Bayes für Größen, 表現学習 and Ω' })] }));
  const raw = await new MailComposer({ from: 'digest@example.org', to: 'ada@example.org', ...mail }).compile().build();
  const read = await simpleParser(raw, { skipTextToHtml: true });
  expect(read.subject).toBe('Naïve Bayes für Größen, 表現学習 and Ω and 2 more papers · 18 March');
  expect(read.text).toBe(mail.text);
  expect(read.html).toBe(mail.html);
});

test('[R34] a long title gives way to count and date, between graphemes', async () => {
  const { subject } = await renderDigest(digest({ cards: [card({ title: '👩🏽‍🔬é'.repeat(100) })] }));
  expect(subject.length).toBeLessThanOrEqual(200);
  expect(subject).toMatch(/(👩🏽|é)… and 2 more papers · 18 March$/u);
});

test('placeholders come through verbatim in subject, HTML and text', async () => {
  const { subject, html, text } = await renderDigest(
    digest({
      date: 'blank-0a_B-date',
      day: 'blank-0a_B-day',
      unsubscribeUrl: 'blank-0a_B-unsubscribe',
      preferencesUrl: 'blank-0a_B-preferences',
    }),
  );
  expect(subject).toMatch(/ · blank-0a_B-day$/);
  expect(html).toContain('>blank-0a_B-date &#183; ');
  expect(html).toContain('href="blank-0a_B-unsubscribe"');
  expect(text).toContain('\nblank-0a_B-date\n');
  expect(html).toContain('href="blank-0a_B-preferences"');
  expect(text).toContain('\nblank-0a_B-unsubscribe\n');
  expect(text).toContain('\nblank-0a_B-preferences\n');
});

test('the page names its language, works in dark mode, loads nothing and tells readers of tables from tables of layout', async () => {
  const { html } = await renderDigest(digest());
  const all = elements(html);
  const tags = new Set(all.map(({ tagName }) => tagName));
  for (const tag of ['img', 'script', 'link', 'form', 'iframe', 'object']) expect(tags).not.toContain(tag);
  expect(html).not.toMatch(/url\(|@import|src=/);
  expect(attribute(all[0]!, 'lang')).toBe('en-GB');
  expect(all.filter(({ tagName }) => tagName === 'table').map((table) => attribute(table, 'role'))).not.toContain(undefined);
  expect(all.find((element) => attribute(element, 'name') === 'color-scheme')).toBeDefined();
  expect(all.filter(({ tagName }) => tagName === 'title')).toHaveLength(1);
});

test('HTML is ASCII, so that it stays one byte a character', async () => {
  const { html } = await renderDigest(digest({ cards: [card({ title: 'Ω 表 🙂' })] }));
  expect(html).toMatch(/^[ -~\n]*$/);
  expect(words(html)).toContain('Ω 表 🙂');
});

test('[R36] the same props give the same bytes', async () => {
  expect(await renderDigest(digest())).toEqual(await renderDigest(digest()));
});

test.each([
  [1, 'Matryoshka Representation Learning · 18 March', '1 paper', 'Read this edition on the web'],
  [2, 'Matryoshka Representation Learning and 1 more paper ·', '2 papers', 'and 1 more on the web edition'],
  [1234, 'Matryoshka Representation Learning and 1,233 more papers ·', '1,234 papers', 'and 1,233 more on the web edition'],
])('of %i papers with one shown, subject and links say how many there are', async (total, subject, count, rest) => {
  const mail = await renderDigest(digest({ total, cards: [card()], titles: [] }));
  expect(mail.subject).toContain(subject);
  for (const part of [words(mail.html), mail.text]) {
    expect(part).toContain(count);
    expect(part).toContain(rest);
  }
});

test('a weekly edition says so', async () => {
  const mail = await renderDigest(digest({ frequency: 'weekly' }));
  expect(mail.subject).toBe('Matryoshka Representation Learning and 2 more papers · week to 18 March');
  for (const part of [words(mail.html), mail.text]) {
    expect(part).toMatch(/also this week/i);
    expect(part).toContain('The week to Wednesday, 18 March 2026');
    expect(part).toContain('weekly edition');
  }
});

test('a week stands by day, newest first, each day best first, after the lead; one day needs no heading', async () => {
  const on = (day: string, title: string) => card({ title, day });
  const cards = [on('2026-03-16', 'Lead'), on('2026-03-17', 'A'), on('2026-03-16', 'B'), on('2026-03-17', 'C')];
  const { html, text } = await renderDigest(digest({ frequency: 'weekly', cards, titles: [] }));
  expect(headings(html)).toEqual(['Lead', 'Tuesday 17 March', 'A', 'C', 'Monday 16 March', 'B', 'Code released']);
  expect(text.match(/^(?: {1,2}\d\. )?(?:Lead|A|B|C|\w+DAY \d+ MARCH)$/gm)).toEqual([
    ' 1. Lead',
    'TUESDAY 17 MARCH',
    ' 2. A',
    ' 3. C',
    'MONDAY 16 MARCH',
    ' 4. B',
  ]);
  const daily = await renderDigest(digest({ cards }));
  expect(daily.text).not.toMatch(/TUESDAY/);
});

test('says in a sentence or two what the day brought', async () => {
  const brief = async (about: Parameters<typeof digest>[0]) => {
    const mail = await renderDigest(digest(about));
    const said = / (\d+ new papers?.*?)(?= 1\. Matryoshka)/.exec(mail.text.replace(/\s+/g, ' '))?.[1];
    expect(words(mail.html)).toContain(said);
    return said;
  };
  expect(await brief({})).toBe(
    '3 new papers today, all from Hugging Face. “Matryoshka Representation Learning” was upvoted most, 12 times. One of them comes with code.',
  );
  const sources = [
    { name: 'the papers page', papers: 62 },
    { name: 'arXiv', papers: 30 },
  ];
  expect(await brief({ total: 92, about: { sources, withCode: 0 } })).toBe(
    '92 new papers today: 62 from the papers page and 30 from arXiv.',
  );
  expect(await brief({ total: 100, frequency: 'weekly', about: { sources, withCode: 100 } })).toBe(
    '100 new papers this week: 62 from the papers page, 30 from arXiv and 8 from elsewhere. All of them come with code.',
  );
  expect(await brief({ about: { sources: [], withCode: 0 } })).toBe('3 new papers today.');
});

test('a note from the editor stands on top of both parts', async () => {
  const { html, text } = await renderDigest(digest({ note: 'Read the second one.' }));
  expect(words(html)).toContain('From the editor: Read the second one.');
  expect(text).toMatch(/={72}\n\nFrom the editor: Read the second one\.\n\n3 new papers/);
});

test('code released names repository and paper, and lists only what can be linked', async () => {
  const code = [
    { repository: 'a/b', url: 'https://github.com/a/b', title: 'OReX: Object Reconstruction' },
    { repository: 'evil', url: 'javascript:alert(1)', title: 'Evil' },
    { repository: 'long', url: `https://github.com/${'a'.repeat(200)}`, title: 'Long' },
  ];
  const { html, text } = await renderDigest(digest({ code }));
  expect(text).toContain('CODE RELEASED\n-------------\n\na/b: OReX\nhttps://github.com/a/b\n\n---');
  expect(words(html)).toContain('Code releaseda/b OReXYou get this');
});

describe('[R35] size', () => {
  const KIB = 1024;
  const huge = (i: number) =>
    card({
      title: `${i} ${'\uffe6'.repeat(500)}`,
      url: `https://a.example/?${'&'.repeat(880)}`,
      authors: Array.from({ length: 2832 }, () => '\u4e00'.repeat(200)),
      tldr: '\u4e00'.repeat(50_000),
      extract: '"\u4e00'.repeat(50_000),
      source: '<'.repeat(500),
      keywords: Array.from({ length: 50 }, () => '\u4e00'.repeat(500)),
      links: Array.from({ length: 50 }, () => ({ label: '<'.repeat(500), url: `https://a.example/?${'&'.repeat(880)}` })),
    });
  const large = (i: number) => card({ title: `Paper ${i} ${'t'.repeat(150)}`, extract: 'Word '.repeat(160) });

  test.each([
    ['1,000 huge cards', Array.from({ length: 1000 }, (_, i) => huge(i)), []],
    ['one huge card', [huge(0)], []],
    ['1,000 huge titles', [], Array.from({ length: 1000 }, (_, i) => huge(i))],
    ['200 large cards', Array.from({ length: 200 }, (_, i) => large(i)), []],
  ])('%s stay below 90 KiB, footer and unsubscribe inside', async (_, cards, titles) => {
    const hostile = '\u4e00'.repeat(1000);
    const code = Array.from({ length: 50 }, (_, i) => ({
      repository: hostile,
      url: `https://a.example/?${i}${'&'.repeat(90)}`,
      title: hostile,
    }));
    const about = {
      sources: Array.from({ length: 50 }, () => ({ name: hostile, papers: 1 })),
      mostUpvoted: { title: hostile, upvotes: 9 },
      withCode: 9,
    };
    const mail = await renderDigest(digest({ total: cards.length + titles.length, cards, titles, code, about, note: hostile }));
    expect(mail.html.length).toBeLessThanOrEqual(88 * KIB);
    expect(mail.text.length).toBeLessThanOrEqual(90 * KIB);
    for (const part of [words(mail.html), mail.text]) expect(part).toContain('10115 Berlin');
    expect(hrefs(mail.html).at(-1)).toBe('https://papers.example.org/unsubscribe?token=t');
    expect(links(mail.text).at(-1)).toBe('https://papers.example.org/unsubscribe?token=t');
  });

  test('cards fall back to titles before a title is left out, both from the last, and all are accounted for', async () => {
    const shown = async (n: number) => {
      const papers = Array.from({ length: n }, (_, i) => large(i));
      const mail = await renderDigest(digest({ total: n, cards: papers.slice(0, -10), titles: papers.slice(-10), code: [] }));
      const titles = elements(mail.html).filter(({ tagName }) => tagName === 'li').length;
      const more = Number(/and ([\d,]+) more on the web/.exec(words(mail.html))?.[1] ?? 0);
      const listed = [...mail.text.matchAll(/^ *\d+\. Paper (\d+)/gm)].map(([, i]) => Number(i));
      expect(listed).toEqual(Array.from({ length: n - more }, (_, i) => i));
      return { titles, more };
    };
    expect(await shown(30)).toEqual({ titles: 10, more: 0 });
    const demoted = await shown(120);
    expect(demoted.titles).toBeGreaterThan(10);
    expect(demoted.more).toBe(0);
    const cut = await shown(600);
    expect(cut.more).toBeGreaterThan(0);
    expect(cut.titles + cut.more).toBe(599);
  });
});
