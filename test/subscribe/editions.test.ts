import fc from 'fast-check';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import { FILTER_SUBJECTS } from '../../functions/domain/interests/interests.ts';
import { pageOf, textOf } from './page.ts';
import { edition, paper, testSite } from './site.ts';

describe('web editions', () => {
  const get = async (over: Parameters<typeof testSite>[0], path = `/editions/${edition.id}`) => {
    const response = await testSite(over).app.request(path);
    return { response, page: await response.text() };
  };

  test('print every paper with what is known of it', async () => {
    const { page } = await get({});
    for (const part of [
      'Wednesday, 18 March 2026',
      `href="${paper.url}"`,
      'Ada Lovelace, Alan Turing',
      paper.abstract,
      '>Code</a>',
      '12 upvotes',
    ])
      expect(page).toContain(part);
  });

  test('say what a paper is about, where it is from and why it has its place, as the mail does', async () => {
    const told = { ...paper, tldr: 'Attention is looked at again.', source: 'Hugging Face', listedOn: '2026-03-15', comments: 2 };
    const papers = [
      { ...told, pin: 0, readers: 3, position: 21, since: '2026-03-15' },
      { ...told, id: 'title:b', ids: [], upvotes: undefined, position: 10, since: '2026-03-18T06:00:00Z' },
    ];
    const { page } = await get({ papers, editions: [{ ...edition, note: 'Two on <attention>.' }] });
    expect(page).toContain('<b>From the editor:</b> Two on &lt;attention&gt;.');
    expect(page).toContain('<p class="tldr" dir="auto">Attention is looked at again.</p>');
    expect(page).toContain('From <bdi>Hugging Face</bdi> · <time datetime="2026-03-15">15 March 2026</time> · 2 comments<br/>');
    expect(page).toContain(`<details><summary>Abstract</summary><p dir="auto">${paper.abstract}</p>`);
    expect([...page.matchAll(/Why here: ([^<]*)</g)].map(([, why]) => why)).toEqual([
      'pinned by the editor, 12 upvotes, 22nd in its feed, 3 days old.',
      '11th in its feed.',
    ]);
  });

  test.each([
    [['EvoArena: Tracking Memory'], 'Wednesday, 18 March 2026', '18 March 2026: EvoArena · The Daily Paper', 'EvoArena'],
    [
      ['大規模：枠組み', 'A short one'],
      '大規模 and A short one',
      '18 March 2026: 大規模 · The Daily Paper',
      '大規模 · A short one',
    ],
    [
      ['On the Provable Advantage of Unsupervised Pretraining', ...Array.from('BCDEFGHIJ', (name) => `${name}: x`)],
      'B: x, C: x and 8 more',
      '18 March 2026: On the Provable Advantage of… · The Daily Paper',
      'On the Provable Advantage of Unsupervised… · B: x · C: x · D: x · E: x · 5 more papers',
    ],
    [
      ['On the Provable Advantage of Unsupervised Pretraining', 'On the Provable Disadvantage of Supervised Pretraining'],
      'Wednesday, 18 March 2026',
      '18 March 2026: On the Provable Advantage of… · The Daily Paper',
      'On the Provable Advantage of Unsupervised… · On the Provable Disadvantage of Supervised…',
    ],
    [['<b>: "x" & y', '\u202eB'], '<b> and \u202eB', '18 March 2026: <b> · The Daily Paper', '<b> · \u202eB'],
    [['x'.repeat(300)], 'Wednesday, 18 March 2026', `18 March 2026: ${'x'.repeat(36)}… · The Daily Paper`, `${'x'.repeat(43)}…`],
  ])(
    'are headed by short names of papers, or by their day, and a link to them tells the front page: %j',
    async (titles, heading, title, about) => {
      const papers = titles.map((title, n) => ({
        ...paper,
        id: `title:${n}`,
        title,
        tldr: 'It is.',
        upvotes: 90 - n,
        source: 'arXiv',
      }));
      const { page } = await get({ papers });
      const { find } = pageOf(page);
      expect(find('h1').map(textOf)).toEqual([heading]);
      expect(find('title').map(textOf)).toEqual([title]);
      expect(Array.from(title).length).toBeLessThanOrEqual(70);
      expect(find('meta', { property: 'og:title', content: title })).toHaveLength(1);
      expect(find('meta', { property: 'og:description', content: about })).toHaveLength(1);
      expect(page.replace(/<[^>]+>/g, '')).toContain(
        `${titles.length === 1 ? '1 paper' : `${titles.length} papers`} from arXiv · ${titles.length} with code`,
      );
    },
  );

  test('lead from the masthead to the box that subscribes, as the pages of their subjects do', async () => {
    const papers = Array.from({ length: 120 }, (_, n) => ({ ...told(1), id: `title:${n}`, subject: 'vision' as const }));
    for (const path of [`/editions/${edition.id}`, `/editions/${edition.id}/vision`]) {
      const { page } = await get({ papers, editions: [{ ...edition, papers: 120 }] }, path);
      const header = page.slice(page.indexOf('<header>'), page.indexOf('</header>'));
      const [, id] = /<a href="#([^"]+)">Subscribe</.exec(header) ?? [];
      expect(page).toMatch(new RegExp(`<section class="offer" id="${id}">(?:(?!</section>).)*action="/subscribe"`));
    }
    expect((await get({}, '/')).page).not.toContain('>Subscribe</a>');
    for (const path of ['/editions', '/editions?q=attention'])
      expect((await get({}, path)).page).toContain('<a href="/">Subscribe</a>');
  });

  test('offer mail as often as they appear', async () => {
    const week = { ...edition, id: '2026-03-18-week', frequency: 'weekly' as const };
    for (const { id, frequency } of [edition, week]) {
      const { page } = await get({ editions: [edition, week] }, `/editions/${id}`);
      expect(
        pageOf(page)
          .find('input', { name: 'frequency' })
          .map(({ attrs }) => attrs.find(({ name }) => name === 'value')?.value),
      ).toEqual([frequency]);
    }
  });

  test('before the first one the archive says so, and where to subscribe', async () => {
    const { page } = await get({ editions: [] }, '/editions');
    expect(page).toContain('No edition yet');
    expect(page).toContain('<a href="/">Get it by e-mail</a>');
  });

  test('fold under subjects what is not on the front page, with a form to subscribe and links to the days before and after', async () => {
    const subjects = ['agents', 'vision', 'agents', 'robotics', 'other'] as const;
    const papers = Array.from({ length: 30 }, (_, n) => ({
      ...paper,
      ...{ id: `title:${n}`, title: `Paper ${n}`, upvotes: 100 - n, subject: subjects[n % 5]! },
    }));
    const days = ['2026-03-16', '2026-03-17', '2026-03-18', '2026-03-20'].map((day) => ({ ...edition, id: day, day }));
    const { page } = await get({ papers, editions: days });
    const [front = '', ...rest] = page.split(/<section><h2 class="subject" id="/);
    expect([...front.matchAll(/>Paper (\d+)<\/a><\/h3>/g)].map(([, n]) => Number(n))).toEqual([0, 1, 2, 3, 4]);
    expect(rest.map((section) => [section.match(/^\w+/)?.[0], section.match(/<details class="fold"/g)?.length])).toEqual([
      ['agents', 10],
      ['vision', 5],
      ['robotics', 5],
      ['other', 5],
    ]);
    for (const id of ['agents', 'vision', 'robotics', 'other']) expect(page).toContain(`<a href="#${id}">`);
    // Before all papers and after them.
    expect(page.match(/href="\/editions\/2026-03-17">← [^<]*<[\s\S]+?href="\/editions\/2026-03-20">/g)).toHaveLength(2);

    const [, form = ''] = /<form method="post" action="\/subscribe">([\s\S]+?)<\/form>/.exec(page) ?? [];
    const hidden = [...form.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(
      ([, name, value]) => [name!, value!] as [string, string],
    );
    const site = testSite();
    const body = new URLSearchParams([...hidden, ['email', 'new@example.org'] as [string, string]]);
    expect((await site.app.request('/subscribe', { method: 'POST', body })).status).toBe(202);
    expect(site.letters).toHaveLength(1);
  });

  const week = (day: string) => ({ ...edition, id: `${day}-week`, day, frequency: 'weekly' as const, title: `Best to ${day}` });

  test('the archive lists the days that have papers, and the weeks that end on a Friday', async () => {
    const empty = { ...edition, id: '2026-03-17', day: '2026-03-17', files: undefined, title: 'Not listed' };
    const { page } = await get({ editions: [edition, empty, week('2026-03-13'), week('2026-03-12')] }, '/editions');
    expect(page).toContain(`href="/editions/${edition.id}"`);
    expect(page).toMatch(/>Wednesday, 18 March 2026<\/time> · 2 papers/);
    expect(page).toMatch(/href="\/editions\/2026-03-13-week" dir="auto">Best to 2026-03-13</);
    expect(page).not.toMatch(/Not listed|2026-03-12-week/);
    expect(page).toMatch(
      />13<\/td>(?:<td>1[45]<\/td>){2}<td><a class="week" href="\/editions\/2026-03-13-week" aria-label="The week to Friday, 13 March 2026, 2 papers">Week</,
    );
    expect(page.match(/class="week"/g)).toHaveLength(1);
  });

  test('the archive says of a day without an edition why there is none, and the feed keeps silent', async () => {
    const empty = (day: string, missing?: 'quiet' | 'late') =>
      ({ ...edition, id: day, day, state: 'EMPTY', files: undefined, title: '', papers: 0, missing }) as const;
    const editions = [
      edition,
      empty('2026-03-17'),
      empty('2026-03-15', 'quiet'),
      empty('2026-03-16', 'late'),
      empty('2026-02-27'),
    ];
    const toldIn = async (editions: (typeof edition)[], path = '/editions') =>
      [...(await get({ editions }, path)).page.matchAll(/<li><time[^>]*>([^<]*)<\/time>: ([^<]*)<\/li>/g)].map(
        ([, day, why]) => `${day}: ${why}`,
      );
    expect(await toldIn(editions)).toEqual([
      'Tuesday, 17 March 2026: nothing new had come.',
      'Monday, 16 March 2026: what was due from our sources had not come in time; it stands in a later edition.',
      'Sunday, 15 March 2026: our sources had nothing new, as on weekends and holidays.',
    ]);
    expect((await get({ editions }, '/editions.atom')).page.match(/<entry>/g)).toHaveLength(1);
    expect((await get({ editions: [edition] }, '/editions')).page).not.toContain('Days without');
    // The archive opens with the last month that has an edition, also on the first days of the next.
    const newMonth = [edition, empty('2026-04-01', 'late')];
    expect(await toldIn(newMonth)).toEqual([expect.stringMatching(/^Wednesday, 1 April 2026: what was due/)]);
    expect(await toldIn(newMonth, '/editions?month=2026-02')).toEqual([]);
  });

  const month = (n: number) =>
    Array.from({ length: n }, (_, i) => {
      const end = new Date(Date.parse('2026-03-18T07:00:00Z') - i * 86_400_000).toISOString();
      const day = end.slice(0, 10);
      return { ...edition, id: day, day, end, title: `Lead of ${day}` };
    });

  test('the archive is a calendar, month by month, that ends where the editions do', async () => {
    const editions = month(30);
    const march = (await get({ editions }, '/editions')).page;
    expect(march).toContain('<td><a href="/editions/2026-03-18" aria-label="Wednesday, 18 March 2026, 2 papers">18</a></td>');
    expect(march).toContain('<td>19</td>');
    expect(march).toContain('href="/editions?month=2026-02">Earlier');
    expect(march).not.toContain('Later');
    const february = (await get({ editions }, '/editions?month=2026-02')).page;
    expect(february).toContain('Lead of 2026-02-17');
    expect(february).not.toMatch(/Lead of 2026-03|Earlier/);
    expect(february).toContain('href="/editions?month=2026-03">Later');
    const empty = await get({ editions }, '/editions?month=2020-01');
    expect([empty.response.status, empty.response.headers.get('x-robots-tag')]).toEqual([200, 'noindex']);
    for (const name of ['2026-13', '26-01', '2026-1', '', 'x', '0000-01']) {
      expect((await get({ editions }, `/editions?month=${name}`)).response.status).toBe(404);
    }
  });

  test('an edition says its one address and what it is about', async () => {
    const { page } = await get({}, `/editions/${edition.id}?utm=x`);
    const address = `https://papers.example.org/editions/${edition.id}`;
    const { find } = pageOf(page);
    expect(find('link', { rel: 'canonical', href: address })).toHaveLength(1);
    for (const [property, content] of [
      ['og:url', address],
      ['og:title', '18 March 2026: Attention is still all you need · The Daily Paper'],
      ['og:description', 'Attention is still all you need'],
      ['og:site_name', 'The Daily Paper'],
    ])
      expect(find('meta', { property: property!, content: content! }), property).toHaveLength(1);
  });

  test('dates and numbers come in the list’s language, whatever the browser asks for', async () => {
    const inLanguage = async (language: string | undefined, asked: string) =>
      (await testSite({ language }).app.request(`/editions/${edition.id}`, { headers: { 'accept-language': asked } })).text();
    for (const asked of ['de-CH, de;q=0.9, en;q=0.5', 'ja', 'en-US', '', 'x'.repeat(5_000)]) {
      const page = await inLanguage(undefined, asked);
      expect(page).toContain('<html lang="en-GB">');
      expect(page).toMatch(/<h1><time [^>]*>Wednesday, 18 March 2026</);
      expect(await inLanguage('en-US', asked)).toMatch(/<html lang="en-US">[\s\S]*<h1><time [^>]*>Wednesday, March 18, 2026</);
    }
  });

  test('the feeds name every day, for any title, the map the weeks of the archive too, and no others', async () => {
    const title = 'Is <b> & "quoted" ]]> text \u0007 well\ud800?';
    const editions = [
      ...month(2),
      week('2026-03-13'),
      week('2026-03-12'),
      { ...edition, id: '2026-03-16', day: '2026-03-16', title },
    ];
    const { response, page: atom } = await get({ editions }, '/editions.atom');
    expect(response.headers.get('content-type')).toBe('application/atom+xml; charset=UTF-8');
    const entries = wellFormed(atom);
    expect(entries.title).toEqual([
      'The Daily Paper',
      'Lead of 2026-03-18',
      'Lead of 2026-03-17',
      'Is <b> & "quoted" ]]> text  well?',
    ]);
    expect(entries.id).toEqual([
      'tag:lab.example,2026:daily',
      ...['2026-03-18', '2026-03-17', '2026-03-16'].map((day) => `tag:lab.example,${day}:daily`),
    ]);
    expect(entries.updated?.[0]).toBe('2026-03-18T07:00:00.000Z');

    const json = JSON.parse((await get({ editions }, '/editions.json')).page);
    expect(json).toMatchObject({
      version: 'https://jsonfeed.org/version/1.1',
      feed_url: 'https://papers.example.org/editions.json',
    });
    expect(json.items.map(({ id }: { id: string }) => id)).toEqual(entries.id!.slice(1));
    const addresses = json.items.map(({ url }: { url: string }) => url);
    expect(addresses).toEqual(
      ['2026-03-18', '2026-03-17', '2026-03-16'].map((day) => `https://papers.example.org/editions/${day}`),
    );

    const map = wellFormed((await get({ editions }, '/sitemap.xml')).page);
    expect(map.loc).toEqual([
      'https://papers.example.org/',
      'https://papers.example.org/editions',
      ...addresses,
      'https://papers.example.org/editions/2026-03-13-week',
    ]);
    expect((await get({ editions }, '/robots.txt')).page).toContain('Sitemap: https://papers.example.org/sitemap.xml');
    expect((await get({ editions: [] }, '/editions.atom')).page).toContain('<updated>2026-03-18T12:00:00.000Z</updated>');
  });

  const told = (n: number) => ({
    ...paper,
    ...{ id: `arxiv:2603.0000${n}`, title: `Paper ${n}`, tldr: `What paper ${n} is.`, upvotes: 90 - n },
  });

  test('the sign-up page shows the five papers of the last mail with what each is, and asks for the address before all else', async () => {
    const papers = [1, 2, 3, 4, 5, 6, 7].map(told);
    const { page } = await get({ editions: month(30), papers }, '/');
    const shown = [...page.matchAll(/<li><a href="([^"]*)" dir="auto">([^<]*)<\/a>\s*<span dir="auto">([^<]*)</g)];
    expect(shown.map(([, ...all]) => all)).toEqual(
      [1, 2, 3, 4, 5].map((n) => [`/editions/2026-03-18#2603.0000${n}`, `Paper ${n}`, `What paper ${n} is.`]),
    );
    expect(page).toContain('Today’s mail');
    const day = await get({ editions: month(30), papers }, '/editions/2026-03-18');
    for (const n of [1, 2, 3, 4, 5, 6, 7]) expect(day.page.split(`id="2603.0000${n}"`)).toHaveLength(2);
    const asked = [...page.matchAll(/<(?:input|select|button|details|summary)\b[^>]*/g)].map(
      ([tag]) => /\bname="(\w+)"/.exec(tag)?.[1] ?? tag,
    );
    expect(asked.slice(0, 4)).toEqual(['email', '<button', '<details class="when"', '<summary']);
    expect(page.replace(/<[^>]+>/g, '')).toContain('Every day at 08:00, Berlin time · change');
  });

  test('the sign-up page says of a day without an edition why, and is whole before the first one', async () => {
    const empty = { ...edition, id: '2026-03-19', day: '2026-03-19', state: 'EMPTY', files: undefined, missing: 'late' } as const;
    const { page } = await get({ editions: [edition, empty] }, '/');
    expect(page).toContain('The last mail');
    expect(page.replace(/<[^>]+>/g, '')).toContain(
      'No edition on Thursday, 19 March 2026: what was due from our sources had not come',
    );
    const late = await get({ editions: [{ ...edition, id: '2026-03-15', day: '2026-03-15' }] }, '/');
    expect(late.page).toContain('The last mail');
    const none = await get({ editions: [] }, '/');
    expect([none.response.status, none.page]).toEqual([200, expect.stringContaining('The first edition has not appeared yet')]);
  });

  test('an entry of a feed holds the front page, escaped; its id stays when the site moves; weeks have a feed of their own', async () => {
    const hostile = {
      ...told(1),
      title: '</content><script>x</script> ]]> \u0007',
      tldr: '<img src=x onerror=y> & "z"',
      url: 'javascript:x',
    };
    const papers = [hostile, ...[2, 3, 4, 5, 6, 7].map(told)];
    const { page } = await get({ editions: [edition, week('2026-03-13'), week('2026-03-12')], papers }, '/editions.atom');
    const [content = ''] = wellFormed(page).content ?? [];
    expect(content.match(/<\/?[a-z][^>]*>/gi)?.filter((tag) => !/^<\/?(?:h3|p|a)\b/.test(tag))).toEqual([]);
    expect(content).toContain('&lt;img src=x onerror=y&gt; &amp; &quot;z&quot;');
    expect(content).not.toContain('javascript:');
    expect([2, 3, 4, 5].every((n) => content.includes(`What paper ${n} is.`))).toBe(true);
    expect(content).not.toContain('What paper 6 is.');
    const json = JSON.parse((await get({ papers }, '/editions.json')).page);
    expect(json.items[0].content_html).toContain('What paper 2 is.');

    const weeks = await get({ editions: [edition, week('2026-03-13'), week('2026-03-12')], papers }, '/week.atom');
    expect(weeks.response.headers.get('content-type')).toBe('application/atom+xml; charset=UTF-8');
    expect(wellFormed(weeks.page)).toMatchObject({
      id: ['tag:lab.example,2026:weekly', 'tag:lab.example,2026-03-13:weekly'],
      title: ['The Daily Paper, weekly', 'Best to 2026-03-13'],
    });
    expect(wellFormed((await get({ editions: [] }, '/week.atom')).page).entry).toBeUndefined();
  });

  test.each([
    ['bib', 'text/x-bibtex; charset=UTF-8', '@misc{arxiv:2603.00001,'],
    ['ris', 'text/x-research-info-systems; charset=UTF-8', 'TI  - Attention is still all you need'],
    ['json', 'application/json; charset=UTF-8', '"arxiv_id": "2603.00001"'],
    ['md', 'text/markdown; charset=UTF-8', '# The Daily Paper, Wednesday, 18 March 2026'],
  ])('an edition can be taken along as .%s, and its page says so', async (ending, type, part) => {
    const { response, page } = await get({}, `/editions/${edition.id}.${ending}`);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, type]);
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${edition.id}.${ending}"`);
    expect(page).toContain(part);
    expect((await get({})).page).toContain(`href="/editions/${edition.id}.${ending}"`);
    for (const path of [`2026-03-17.${ending}`, `${edition.id}.${ending}x`, `.${ending}`, `${edition.id}.tex`])
      expect((await get({}, `/editions/${path}`)).response.status).toBe(404);
  });

  test('over 100 papers the page keeps the first of each subject, and each subject has a page with all of it', async () => {
    const subjects = ['agents', 'vision', 'robotics'] as const;
    const papers = Array.from({ length: 330 }, (_, n) => ({
      ...told(1),
      ...{ id: `arxiv:2603.${10_000 + n}`, title: `Paper ${n}`, upvotes: 1000 - n, subject: subjects[n % 3]! },
    }));
    const long = { ...edition, papers: papers.length };
    const { page } = await get({ papers, editions: [long] });
    expect(page.match(/<details class="fold"/g)).toHaveLength(15);
    expect(page).toContain(`<a href="/editions/${edition.id}/vision">All 110 papers in Vision and images →</a>`);
    expect(page).toContain('<a href="#vision">Vision and images 110</a>');
    const own = await get({ papers, editions: [long] }, `/editions/${edition.id}/vision`);
    expect(own.response.headers.get('x-robots-tag')).toBeNull();
    const href = `https://papers.example.org/editions/${edition.id}/vision`;
    expect(pageOf(own.page).find('link', { rel: 'canonical', href })).toHaveLength(1);
    const places = [...own.page.matchAll(/<div id="2603\.(\d+)"/g)].map(([, n]) => Number(n) - 10_000);
    expect(places).toEqual(papers.flatMap(({ subject }, n) => (subject === 'vision' ? [n] : [])));
    expect(own.page.match(/<summary>Abstract/g)).toHaveLength(100);
    for (const path of ['speech', 'nothing', '__proto__', 'constructor', 'vision/x'])
      expect((await get({ papers, editions: [long] }, `/editions/${edition.id}/${path}`)).response.status).toBe(404);
    expect(
      (await get({ papers: papers.slice(0, 100), editions: [{ ...edition, papers: 100 }] }, `/editions/${edition.id}/vision`))
        .response.status,
    ).toBe(404);
  });

  test('a week of 1,258 papers is a short page, and every paper is on the page of its subject', async () => {
    const papers = Array.from({ length: 1_258 }, (_, n) => ({
      ...told(1),
      ...{ id: `arxiv:2603.${10_000 + n}`, title: `Paper ${n}`, abstract: 'We study it. '.repeat(100), upvotes: 2_000 - n },
      subject: FILTER_SUBJECTS[n % FILTER_SUBJECTS.length]!,
    }));
    const editions = [{ ...week('2026-03-13'), papers: papers.length }];
    const { page } = await get({ papers, editions }, '/editions/2026-03-13-week');
    expect(page.match(/<details class="fold"/g)).toHaveLength(5 * FILTER_SUBJECTS.length);
    expect(Buffer.byteLength(page)).toBeLessThan(150_000);
    let found = 0;
    for (const subject of FILTER_SUBJECTS) {
      const address = `/editions/2026-03-13-week/${subject}`;
      expect(page).toContain(`href="${address}"`);
      found += (await get({ papers, editions }, address)).page.match(/<details class="fold"/g)?.length ?? 0;
    }
    expect(found).toBe(papers.length);
  });

  test('the page asks to subscribe after the front page and at its end; fields have names of their own', async () => {
    const papers = Array.from({ length: 30 }, (_, n) => ({ ...told(1), id: `title:${n}`, title: `Paper ${n}` }));
    const { page } = await get({ papers, editions: [{ ...edition, papers: 30 }] });
    expect(page.match(/action="\/subscribe"/g)).toHaveLength(2);
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('the archive finds titles of a month by words that begin theirs, whatever capitals and accents, and leads to the paper', async () => {
    const papers = ['Diffusion of Schrödinger bridges', 'Bridging gaps', 'Bridges alone'].map((title, n) => ({
      ...told(n + 1),
      title,
    }));
    const found = async (query: string, editions = [edition]) => {
      const { response, page } = await get({ papers, editions }, `/editions?month=2026-03&${query}`);
      expect([response.status, response.headers.get('x-robots-tag')]).toEqual([200, 'noindex']);
      return [...page.matchAll(/<li><a href="([^"]*)" dir="auto">([^<]*)</g)].map(([, href, title]) => [href, title]);
    };
    expect(await found('q=SCHRODINGER+bridge')).toEqual([
      ['/editions/2026-03-18#2603.00001', 'Diffusion of Schrödinger bridges'],
    ]);
    expect((await found('q=bridg')).map(([, title]) => title)).toEqual(papers.map(({ title }) => title));
    expect(await found('q=ridge')).toEqual([]);
    expect(await found('q=alone', [{ ...edition, papers: 330 }])).toEqual([
      ['/editions/2026-03-18/other#2603.00003', 'Bridges alone'],
    ]);
    expect(await found('q=bridges', [{ ...edition, id: '2026-02-28', day: '2026-02-28' }])).toEqual([]);
    expect(await found('q=.*')).toEqual([]);
    const hostile = encodeURIComponent('"><script>alert(1)</script>');
    const { page } = await get({ papers }, `/editions?month=2026-03&q=${hostile}`);
    expect(page).not.toContain('<script>alert');
    expect(page).toContain('value="&quot;&gt;&lt;script&gt;');
    expect(await found(`q=${'bridges+'.repeat(2_000)}`)).toHaveLength(2);
    expect((await get({ papers }, '/editions')).page).toContain('role="search"');
  });

  test('a link to a page has a title, a sentence and a picture where Open Graph is read', async () => {
    for (const path of ['/', `/editions/${edition.id}`, '/editions']) {
      const { page } = await get({}, path);
      const head = parse(page)
        .childNodes.flatMap(elements)
        .filter(({ nodeName }) => nodeName === 'meta');
      const said = Object.fromEntries(
        head
          .map(({ attrs }) => Object.fromEntries(attrs.map(({ name, value }) => [name, value])))
          .map((one) => [one.property, one.content]),
      );
      expect(Object.values(said).every((value) => value !== '')).toBe(true);
      expect(said).toMatchObject({
        'og:url': `https://papers.example.org${path}`.replace(
          '/editions',
          path === '/editions' ? '/editions?month=2026-03' : '/editions',
        ),
        'og:image': 'https://papers.example.org/card.png',
        'og:image:width': '1200',
        'og:image:height': '630',
      });
    }
    const picture = await testSite().app.request('/card.png');
    const bytes = Buffer.from(await picture.arrayBuffer());
    expect([
      picture.headers.get('content-type'),
      bytes.subarray(1, 4).toString(),
      bytes.readUInt32BE(16),
      bytes.readUInt32BE(20),
    ]).toEqual(['image/png', 'PNG', 1200, 630]);
    expect(bytes.length).toBeLessThan(10_000);
  });

  test('days and the weeks of the archive are for search engines; other weeks are there for their readers', async () => {
    expect((await get({})).response.headers.get('x-robots-tag')).toBeNull();
    const friday = await get({ editions: [week('2026-03-13')] }, '/editions/2026-03-13-week');
    expect(friday.response.headers.get('x-robots-tag')).toBeNull();
    expect(friday.page).toContain('The week to');
    const other = await get({ editions: [week('2026-03-12')] }, '/editions/2026-03-12-week');
    expect(other.response.headers.get('x-robots-tag')).toBe('noindex');
    expect(pageOf(other.page).find('meta', { name: 'robots', content: 'noindex' })).toHaveLength(1);
  });

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    '//evil.example',
    'https://good.example@evil.example',
    'java\nscript:alert(1)',
    'https://x"onmouseover="alert(1)',
    '',
    'https://',
  ])('[R30] a link to %j is text, not a link', async (url) => {
    const { page } = await get({ papers: [{ ...paper, url, links: [{ kind: 'code', url }] }] });
    const hrefs = [...page.matchAll(/href="([^"]*)"/g)].map(([, href]) => href!);
    expect(hrefs.filter((href) => !/^(?:\/(?!\/)|#|data:image\/svg|https:\/\/papers\.example\.org\/)/.test(href))).toEqual([]);
    expect(page).toContain(paper.title);
  });

  test('[R29] text of a feed changes no structure', async () => {
    const tags = (page: string) => page.match(/<\/?[a-z][^\s>]*/gi);
    const plain = tags((await get({})).page);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('</h2>', '<script>', '"', "'", '&lt;', '<!--', ']]>', '{{x}}', '\u202e', '\0'),
        fc.string(),
        async (a, b) => {
          const text = a + b + a;
          const { page } = await get({ papers: [{ ...paper, title: text, abstract: text, authors: [text, text] }] });
          expect(tags(page)).toEqual(plain);
        },
      ),
    );
  });

  test('[R29] no field of a paper and no note changes the structure of any public page', async () => {
    const tags = (page: string) => page.match(/<\/?[a-z][^\s>]*/gi);
    const filled = (text: string) => ({
      ...paper,
      ...{ title: text, abstract: text, authors: [text], tldr: text, found: text, source: text, keywords: [text], venue: text },
      ...{
        organisation: text,
        note: text,
        categories: [text],
        comments: 2,
        moreAuthors: 3,
        listedOn: '2026-03-17',
        subject: 'vision' as const,
      },
    });
    const pages = ['/', '/editions', '/editions?month=2026-03&q=x', `/editions/${edition.id}`, `/editions/${edition.id}/vision`];
    const of = (text: string, path: string) => {
      const papers = Array.from({ length: 120 }, (_, n) => ({
        ...filled(`x ${text}`),
        id: `${n % 2 ? 'doi' : 'title'}:${text}${n}`,
      }));
      return get({ papers, editions: [{ ...edition, papers: 120, title: text, note: text }] }, path);
    };
    for (const path of pages) {
      const plain = tags((await of('plain', path)).page);
      for (const text of [
        '</title></style><script>alert(1)</script>',
        '" onclick="alert(1)',
        "'><img src=x>",
        '&lt;b&gt; <!-- ]]>',
        '\u202e \0 </bdi></details>',
      ]) {
        const { page } = await of(text, path);
        expect(tags(page), `${path} ${text}`).toEqual(plain);
        expect(page).not.toMatch(/\s(?:id|href)="(?!data:)[^"]*[<>\s]/);
      }
    }
  });

  test('say how many papers are left out, and that there is none of a day without papers', async () => {
    expect((await get({ editions: [{ ...edition, leftOut: 1_234 }] })).page).toContain('1,234 more papers');
    for (const path of ['/editions/2026-03-17', '/editions/2026-02-30', '/editions/daily-1', '/editions/2026-03-18-week'])
      expect((await get({}, path)).response.status).toBe(404);
    const empty = { ...edition, state: 'EMPTY' as const, files: undefined, missing: 'quiet' as const, resting: ['arXiv'] };
    const { response, page } = await get({ editions: [empty] });
    expect([response.status, page]).toEqual([200, expect.stringContaining('arXiv announces nothing on Wednesdays.')]);
    expect((await get({ editions: [empty] }, `/editions/${edition.id}.bib`)).response.status).toBe(404);
  });

  test('a file of thousands of papers stays below what Lambda lets through, with every title', async () => {
    const papers = Array.from({ length: 5_000 }, (_, n) => ({ ...paper, title: `Paper ${n}`, abstract: 'x'.repeat(2_000) }));
    for (const ending of ['bib', 'ris', 'json', 'md']) {
      const { page } = await get({ papers }, `/editions/${edition.id}.${ending}`);
      expect(Buffer.byteLength(page)).toBeLessThan(5_500_000);
      expect(page.match(/Paper \d+/g)).toHaveLength(5_000);
    }
  });

  test('a flood of papers stays below what Lambda lets through, counted in full', async () => {
    for (const abstract of ['x'.repeat(2_000), '"'.repeat(400_000)]) {
      const { page } = await get({ papers: Array.from({ length: 20_000 }, () => ({ ...paper, abstract })) });
      expect(page).toContain('20,000 papers');
      expect(Buffer.byteLength(page)).toBeLessThan(4_000_000);
    }
  });

  test('are sent compressed where that is understood', async () => {
    const response = await testSite().app.request(`/editions/${edition.id}`, { headers: { 'accept-encoding': 'gzip' } });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(response.headers.get('vary')).toBe('Accept, Accept-Encoding');
  });
});

/** An element and all in it. */
function elements(node: DefaultTreeAdapterTypes.Node): DefaultTreeAdapterTypes.Element[] {
  const inside = 'childNodes' in node ? node.childNodes.flatMap(elements) : [];
  return 'attrs' in node ? [node, ...inside] : inside;
}

/** The texts of an XML document by element. Throws where it is not well-formed. */
function wellFormed(xml: string): Record<string, string[]> {
  const texts: Record<string, string[]> = {};
  let text = '';
  const parser = new SaxesParser();
  parser.on('opentag', () => {
    text = '';
  });
  parser.on('text', (chunk) => {
    text += chunk;
  });
  parser.on('closetag', ({ name }) => {
    texts[name] = [...(texts[name] ?? []), text];
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
  return texts;
}
