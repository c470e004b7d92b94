import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from './pages.ts';

/** Words of everyday things, and of research, which tasks and news are about as well. */
const word = fc.constantFrom(
  ...'door garden model trains budget release holiday recipe dataset meeting camera evaluation market weather login crash update study review network lamp bicycle results training'.split(
    ' ',
  ),
);
const words = (min: number, max: number) => fc.array(word, { minLength: min, maxLength: max }).map((all) => all.join(' '));
const name = fc.constantFrom('Ann Lee', 'Bo Xu', 'Cy Day', 'Di Eng', 'Flo Gray', 'The Team');
const n = fc.integer({ min: 1, max: 9_999 });
const thing = fc.record({ title: words(2, 6), text: words(3, 60), who: name, n, day: fc.constant('2026-03-12') });
type Thing = { title: string; text: string; who: string; n: number; day: string };

const table = (header: string, row: (thing: Thing) => (string | number)[]) => (all: Thing[]) =>
  [
    header,
    ...all.map((one) =>
      row(one)
        .map((cell) => `"${cell}"`)
        .join(','),
    ),
  ].join('\n');
const list = (item: (thing: Thing) => unknown) => (all: Thing[]) => JSON.stringify(all.map(item));
const each = (item: (thing: Thing) => string) => (all: Thing[]) => all.map(item).join('\n');
const lines = (item: (thing: Thing) => unknown) => (all: Thing[]) =>
  [...all, ...all].map((one) => JSON.stringify(item(one))).join('\n');
const under = (key: string, item: (thing: Thing) => unknown) => (all: Thing[]) =>
  JSON.stringify({ status: 'ok', totalResults: all.length, [key]: all.map(item) });
const entries = (kind: string, fields: (thing: Thing) => string) => (all: Thing[]) =>
  all.map((one) => `@${kind}{k${one.n},\n  title = {${one.title}},\n  ${fields(one)}\n}`).join('\n');
const ris = (type: string, fields: (thing: Thing) => string[]) => (all: Thing[]) =>
  all.map((one) => [`TY  - ${type}`, `TI  - ${one.title}`, ...fields(one), 'ER  - ', ''].join('\n')).join('\n');

const KINDS: [string, (all: Thing[]) => string][] = [
  [
    'tasks as a table whose columns are apart',
    (all) =>
      JSON.stringify({
        title: Object.fromEntries(all.map(({ title }, i) => [i, title])),
        assignee: Object.fromEntries(all.map(({ who }, i) => [i, who])),
        due: Object.fromEntries(all.map(({ day }, i) => [i, day])),
      }),
  ],
  [
    "web pages in Zotero's RDF",
    (all) =>
      `<rdf:RDF xmlns:z="http://www.zotero.org/namespaces/export#">${all.map(({ title, who, n: id }) => `<bib:Document rdf:about="https://example.org/${id}"><z:itemType>webpage</z:itemType><bib:authors><rdf:Seq><rdf:li><foaf:Person><foaf:surname>${who}</foaf:surname></foaf:Person></rdf:li></rdf:Seq></bib:authors><dc:title>${title}</dc:title></bib:Document>`).join('')}</rdf:RDF>`,
  ],
  ['posts with their votes', each(({ title, n: votes }) => `- ${title} (${votes} ▲)`)],
  [
    'people of a lab, each with a page',
    (all) => all.map(({ who, title }) => `- [${who}](https://example.org/people/${who.split(' ')[0]}): ${title}`).join('\n'),
  ],
  [
    'a print of a text browser',
    (all) =>
      `   [1]Home [2]News\n\n${all.map(({ title, text }, i) => `   [${i + 3}]${title}\n   ${text}\n`).join('\n')}\nReferences\n\n${[1, 2, ...all.map((_, i) => i + 3)].map((i) => `   ${i}. https://example.org/${i}`).join('\n')}\n`,
  ],
  [
    'issues as a table',
    table('Title,Author,Description,URL', ({ title, who, text, n: id }) => [
      title,
      who,
      text,
      `https://github.com/a/b/issues/${id}`,
    ]),
  ],
  [
    'issues as a table without links',
    table('Title,Author,Description,Labels,State', ({ title, who, text }) => [title, who, text, 'bug', 'open']),
  ],
  [
    'issues as JSON',
    list(({ title, who, text, n: id }) => ({
      number: id,
      title,
      user: { login: who },
      author: who,
      body: text,
      summary: text,
      html_url: `https://github.com/a/b/issues/${id}`,
    })),
  ],
  [
    'tickets',
    lines(({ title, who, text, n: id }) => ({
      key: `AB-${id}`,
      title,
      authors: [who],
      summary: text,
      url: `https://x.atlassian.net/browse/AB-${id}`,
    })),
  ],
  [
    'news',
    under('articles', ({ title, who, text }) => ({
      source: { id: null, name: 'The News' },
      author: who,
      title,
      description: text,
      url: `https://www.theguardian.com/world/${title.replaceAll(' ', '-')}`,
      urlToImage: 'https://i.example/x.jpg',
      publishedAt: '2026-03-12T00:00:00Z',
      content: text,
    })),
  ],
  [
    'news of a site that nobody lists',
    under('articles', ({ title, who, text, n: id }) => ({
      author: who,
      title,
      abstract: text,
      url: `https://news.town.example/${id}`,
    })),
  ],
  [
    'videos',
    under('items', ({ title, who, text }) => ({
      title,
      author: who,
      description: text,
      channelTitle: who,
      url: 'https://www.youtube.com/watch?v=abcdefghijk',
    })),
  ],
  [
    'videos as a table',
    table('title,authors,summary,link', ({ title, who, text }) => [title, who, text, 'https://youtu.be/abcdefghijk']),
  ],
  ['tasks', list(({ title, who, text }) => ({ title, authors: [who], summary: text.slice(0, 150), done: false }))],
  ['tasks as a table', table('Title,Authors,Summary,Due Date', ({ title, who, text, day }) => [title, who, text, day])],
  ['talks', list(({ title, who }) => ({ title, author: who, venue: 'Town Hall', date: '2026-03-12' }))],
  [
    'events as a table',
    table('Title,Author,Venue,Description', ({ title, who, text }) => [title, who, 'Room 3', text.slice(0, 120)]),
  ],
  [
    'talks with abstracts',
    list(({ title, who, text }) => ({ title, author: who, abstract: text, venue: 'Lecture Hall B', room: 'B' })),
  ],
  [
    'jobs',
    list(({ title, who, text, n: id }) => ({
      title,
      author: who,
      company: 'Acme',
      abstract: text,
      url: `https://jobs.acme.example/${id}`,
    })),
  ],
  [
    'wares',
    lines(({ title, who, text }) => ({ title, creator: who, abstract: text, price: '9.99', url: 'https://shop.example/x' })),
  ],
  ['books as a table', table('title,author,description', ({ title, who, text }) => [title, who, text.slice(0, 120)])],
  ['web pages in BibTeX', entries('misc', ({ who }) => `author = {${who}},\n  howpublished = {\\url{https://www.overleaf.com}}`)],
  [
    'visited pages in BibTeX',
    entries(
      'misc',
      ({ who, n: id }) =>
        `author = {${who}},\n  abstract = {A page.},\n  howpublished = {\\url{https://ann.example/${id}}},\n  note = {Accessed: 2026-01-01}`,
    ),
  ],
  [
    'software in BibTeX',
    entries('software', ({ who, text }) => `author = {${who}},\n  abstract = {${text}},\n  url = {https://github.com/a/b}`),
  ],
  ['code in BibTeX', entries('misc', ({ who }) => `author = {${who}},\n  howpublished = {\\url{https://github.com/a/b}}`)],
  [
    'pages in RIS',
    ris('ELEC', ({ who, text }) => [`AU  - ${who}`, `AB  - ${text}`, 'T2  - A Site', 'UR  - https://a.example/b']),
  ],
  ['posts in RIS', ris('BLOG', ({ who, text }) => [`AU  - ${who}`, `AB  - ${text}`, 'UR  - https://a.example/b'])],
  ['notes in RIS', ris('NOTE', ({ who, text }) => [`AU  - ${who}`, `AB  - ${text}`, 'DO  - 10.5555/x'])],
  ['newspapers in RIS', ris('NEWS', ({ who, text }) => [`AU  - ${who}`, `AB  - ${text}`, 'T2  - The Times'])],
  [
    'posts in CSL',
    list(({ title, who, text }) => ({
      type: 'post-weblog',
      title,
      author: [{ family: who }],
      abstract: text,
      'container-title': 'A Blog',
    })),
  ],
  [
    'a library of Zotero',
    table('Item Type,Title,Author,Publication Title,Abstract Note,Url', ({ title, who, text }) => [
      'blogPost',
      title,
      who,
      'A Blog',
      text,
      'https://a.example/b',
    ]),
  ],
  [
    'posts of a forum',
    list(({ title, who, text, n: id }) => ({
      title,
      author: who,
      selftext: text,
      abstract: text,
      subreddit: 'ml',
      url: `https://www.reddit.com/r/ml/comments/${id}`,
    })),
  ],
];

const at = (n: number) => `https://arxiv.org/abs/2603.${String(n).padStart(5, '0')}`;
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const headers = (subject: string) =>
  `From: Ann Lee <ann@lab.example>\nTo: bo@lab.example\nSubject: ${subject}\nDate: Fri, 12 Jun 2026 09:00:00 +0000\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n`;
const texts =
  (text: (thing: Thing) => string, between = '\n') =>
  (all: Thing[]) =>
    all.map(text).join(between);

/** Texts that name papers and are about something else. */
const MENTIONS: [string, (all: Thing[]) => string][] = [
  [
    'mails between people',
    (all) =>
      `${headers('Friday')}Hi Bo,\n\n${texts(({ text, n: id }) => `I think ${at(id)} is wrong about the ${text}. Do not tell Cy.`)(all)}\n\nAnn\n`,
  ],
  [
    'an invitation to review',
    (all) =>
      `${headers('Invitation to review')}Dear Dr. Lee,\n\n${texts(({ title, n: id }) => `Manuscript: ${capital(title)}\nAbstract: Confidential.\n\nPlease see our policy at https://doi.org/10.5555/p.${id} and reply within 7 days.\n`)(all)}\nKind regards\n`,
  ],
  [
    'minutes',
    (all) =>
      `Minutes of the group, 12 June\n\nPresent: Ann, Bo\n\n${all.map(({ who, text, n: id }, i) => `${2 * i + 1}. ${who} is leaving in August (${text}).\n${2 * i + 2}. ${who} presents ${at(id)} next week.`).join('\n')}\n`,
  ],
  [
    'a proposal',
    texts(
      ({ text, n: id }) =>
        `Our approach builds on recent advances in ${text} (${at(id)}). We will extend it to gardens, following https://doi.org/10.5555/d.${id}, and evaluate it on five markets.`,
      '\n\n',
    ),
  ],
  [
    'the log of a server',
    texts(
      ({ n: id }) =>
        `127.0.0.1 - - [12/Jun/2026:08:00:00 +0000] "GET /abs/2603.${id} HTTP/1.1" 200 5120 "${at(id)}" "Mozilla/5.0"`,
    ),
  ],
  ['the log of a program', texts(({ title, n: id }) => `2026-06-12 08:00:01 INFO saved ${capital(title)} (${at(id)})`)],
  [
    'source code',
    (all) =>
      `"""Reimplements it.\n\nSee ${at(1)}\n"""\nimport torch\n\n${all.map(({ title, n: id }, i) => `class C${i}:\n    """${capital(title)}, from ${at(id)}, section 3."""\n    url = "${at(id)}"\n    def run(self):\n        return ${id}\n`).join('\n')}`,
  ],
  [
    'commits',
    texts(
      ({ title, who, n: id }) =>
        `commit 4a576d${id}\nAuthor: ${who} <a@x.example>\nDate:   Fri Jun 12 08:00:00 2026 +0000\n\n    ${title} from ${at(id)}\n`,
    ),
  ],
  ['settings', texts(({ title, n: id }) => `name: ${title}\nsteps: [a, b]\n# see ${at(id)}\nmodel:\n  size: ${id}`, '\n---\n')],
  [
    'a calendar',
    (all) =>
      `BEGIN:VCALENDAR\nVERSION:2.0\n${texts(({ title, n: id }) => `BEGIN:VEVENT\nDTSTART:20260612T090000Z\nSUMMARY:Reading group: ${capital(title)}\nDESCRIPTION:${at(id)}\nEND:VEVENT`)(all)}\nEND:VCALENDAR\n`,
  ],
  ['a chat', texts(({ who, text, n: id }) => `${who}  9:12 AM\nhave a look: ${at(id)} :fire:\n${text}, no?`)],
  [
    'tasks',
    (all) =>
      `# To do\n${texts(({ title, n: id }) => `- [ ] ${title}\n- [ ] write the rebuttal for 2603.${id}\n- [ ] ask Ann about ${at(id)}`)(all)}\n`,
  ],
  [
    'what a browser visited',
    (all) =>
      `DateTime,NavigatedToUrl,PageTitle\n${texts(({ title, n: id }) => `2026-06-12T08:00:00Z,${at(id)},${title}`)(all)}\n`,
  ],
];

describe('[R16] a text that names papers describes none', () => {
  it.each(MENTIONS)('%s', (_, file) =>
    fc.assert(
      fc.asyncProperty(fc.array(thing, { minLength: 1, maxLength: 5 }), async (all) => {
        expect((await parse(file(all))).papers.map(({ title }) => title)).toEqual([]);
      }),
      { numRuns: 25 },
    ),
  );
});

describe('[R16] what is no paper is none, however it is filled in', () => {
  it.each(KINDS)('%s', (_, file) =>
    fc.assert(
      fc.asyncProperty(fc.array(thing, { minLength: 1, maxLength: 5 }), async (all) => {
        const { outcome, papers, reason } = await parse(file(all));
        expect({ outcome, papers: papers.map(({ title }) => title) }).toEqual({ outcome: 'refused', papers: [] });
        expect(reason).toMatch(/\.$/);
      }),
      { numRuns: 25 },
    ),
  );

  it.each<[string, string]>([
    [
      'a summary that reads like an abstract',
      JSON.stringify([
        {
          title: 'T',
          authors: ['Ann Lee'],
          summary:
            'We propose a method for long lists and train a small model on a new dataset. Experiments on three benchmarks show that it outperforms existing approaches by four points while using half of the memory of the baseline.',
        },
      ]),
    ],
    ['the name of a conference', JSON.stringify([{ title: 'T', authors: ['Ann Lee'], venue: 'ICLR 2027 Poster' }])],
    [
      'an abstract beside a link to code',
      JSON.stringify([{ title: 'T', authors: ['Ann Lee'], abstract: 'We show it.', url: 'https://github.com/ann/t' }]),
    ],
    [
      'a letter of a group with its own page',
      '@misc{a, title={T}, author={{The Ring Group}}, howpublished={\\url{https://lab.example.org/letters\\_1}}}',
    ],
    ['an id, whatever else it has', JSON.stringify([{ title: 'T', assignee: 'Ann', url: 'https://arxiv.org/abs/2603.00001' }])],
  ])('but %s shows a paper', async (_, text) =>
    expect(await parse(text)).toMatchObject({ outcome: 'accepted', papers: [{ title: 'T' }] }),
  );
});
