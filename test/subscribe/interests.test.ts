import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EMPTY_FILTER, type Interests, MOST_BYTES, NO_INTERESTS } from '../../functions/domain/interests/interests.ts';
import { aliases } from '../../functions/domain/paper.ts';
import { paperRef } from '../../functions/domain/vote.ts';
import { pageOf, textOf } from './page.ts';
import { form, json, NOW, onlyReader, paper, sign, withReader } from './site.ts';

const TOKEN = sign({ purpose: 'account', generation: 1, expiresAt: new Date(NOW.getTime() + 3_600_000) });
const READER = 'id00000000000000000000';
type Site = Awaited<ReturnType<typeof withReader>>;
const open = (): Promise<Site> => withReader(true, { now: () => NOW });

/** The form as a browser sends it, with what is said over what it shows at first. */
function sent(fields: Record<string, string | File>): RequestInit {
  const body = new FormData();
  for (const [name, value] of Object.entries({ token: TOKEN, do: 'save', cards: '5', outside: 'yes', ...fields }))
    body.append(name, value);
  return { method: 'POST', body };
}
const save = (site: Site, fields: Record<string, string | File>) => site.app.request('/interests', sent(fields));
const stored = (site: Site) => onlyReader(site)!.interests;
const text = (page: string) =>
  page
    .replace(/<\/?bdi>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
const known = (title: string, arxiv?: string) => {
  const ids = aliases({ arxiv, title });
  return { id: ids[0]!, ids, title };
};
const file = (body: string, name = 'mine.bib') => new File([body], name);

describe('what a reader follows', () => {
  test('is saved with a form that shows it again, and marks the reader for learning', async () => {
    const site = await open();
    const said: Interests = {
      follow: {
        words: ['speculative decoding', 'agents'],
        authors: ['Ada Lovelace', 'Turing, Alan'],
        subjects: ['agents', 'safety'],
        categories: ['cs.RO', 'cond-mat.str-el', 'hep-th'],
      },
      mute: { words: ['blockchain'], authors: [], subjects: ['speech'], categories: ['cs.CR'] },
      cards: 7,
      outside: false,
      fromVotes: true,
      only: true,
    };
    const response = await save(site, {
      words: 'speculative  decoding\r\n\r\nagents, Agents',
      authors: ' Ada Lovelace\nTuring, Alan;ada lovelace',
      categories: 'CS.ro, Cond-Mat.STR-EL hep-th',
      'follow-agents': 'yes',
      'follow-safety': 'yes',
      muteWords: 'blockchain',
      'mute-speech': 'yes',
      muteCategories: 'cs.CR',
      cards: '7',
      outside: '',
      fromVotes: 'yes',
      only: 'yes',
    });
    expect([response.status, stored(site)]).toEqual([200, said]);
    expect([site.writes, [...site.toLearn]]).toEqual([['count', 'save', 'markForLearning'], [READER]]);
    const page = await (await site.app.request(`/interests?token=${TOKEN}`)).text();
    const { fields, find } = pageOf(page);
    expect(fields).toMatchObject({
      words: 'speculative decoding\nagents',
      'follow-safety': 'yes',
      'mute-speech': 'yes',
      cards: '7',
    });
    expect(fields).not.toHaveProperty('outside');
    expect(find('details', { open: '' }).map(textOf)).toEqual([expect.stringMatching(/^Mute something/)]);
    // In plain words, too.
    for (const line of [
      'You follow the words “speculative decoding”, “agents”.',
      'You follow the authors “Ada Lovelace”, “Turing, Alan”.',
      'You follow the subjects “Agents”, “Safety and evaluation”.',
      'You mute the arXiv categories “cs.CR”.',
      'Up to 7 papers “For you”. Nothing else is in your mail.',
      'Your own mail learns from that.',
      'Nothing has been learned from this so far.',
    ])
      expect(text(page)).toContain(line);
  });

  test('saving the same again writes nothing; saving an empty form stores nothing', async () => {
    const site = await open();
    await save(site, {});
    expect([site.writes, stored(site)]).toEqual([[], undefined]);
    await save(site, { words: 'agents' });
    expect(stored(site)).toEqual({ ...NO_INTERESTS, follow: { ...EMPTY_FILTER, words: ['agents'] } });
    await save(site, { words: ' ' });
    expect(stored(site)).toBeUndefined();
  });

  test('is as much a change as any: 20 a day', async () => {
    const site = await open();
    const statuses = [];
    let last = '';
    for (let n = 1; n <= 21; n++) {
      const response = await save(site, { words: `word ${n}` });
      statuses.push(response.status);
      last = await response.text();
    }
    expect(pageOf(last).fields.words).toContain('word 21');
    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 200), 429]);
    expect(stored(site)?.follow.words).toEqual(['word 20']);
    expect((await site.app.request('/interests/erase', form({ token: TOKEN }))).status).toBe(200);
  });

  test('behind a link that has expired is shown again, so that nothing typed is lost', async () => {
    const site = await open();
    const token = sign({ purpose: 'account', generation: 1, expiresAt: new Date(NOW.getTime() - 1_000) });
    const response = await save(site, { token, words: 'speculative decoding', authors: 'Ada <b>Lovelace' });
    expect(response.status).toBe(410);
    expect(textOf(pageOf(await response.text()).find('pre')[0])).toBe('speculative decoding Ada <b>Lovelace');
    expect(stored(site)).toBeUndefined();
  });

  test('[R69] only behind the link to the account; not without a subscription', async () => {
    const site = await open();
    for (const purpose of ['preferences', 'unsubscribe', 'vote', 'confirm', 'stop', 'address'] as const) {
      const token = sign({ purpose, generation: 1 });
      for (const path of ['/interests', '/picks']) expect((await site.app.request(`${path}?token=${token}`)).status).toBe(400);
      for (const path of ['/interests', '/interests/erase', '/picks'])
        expect((await site.app.request(path, form({ token, words: 'agents' }))).status).toBe(400);
    }
    site.readers.put({ ...onlyReader(site)!, status: 'unsubscribed', unsubscribedAt: NOW.toISOString() });
    expect((await save(site, { words: 'agents' })).status).toBe(410);
    expect([site.writes, stored(site)]).toEqual([[], undefined]);
  });

  test('a reader who left sees what is still known, and can delete it', async () => {
    const site = await open();
    await save(site, { words: 'speculative decoding' });
    site.readers.put({ ...onlyReader(site)!, status: 'unsubscribed', unsubscribedAt: NOW.toISOString() });
    expect(text(await (await site.app.request(`/account?token=${TOKEN}`)).text())).toContain('What we know about your interests');
    const page = await (await site.app.request(`/interests?token=${TOKEN}`)).text();
    expect(text(page)).toContain('You follow the words “speculative decoding”.');
    expect(page).not.toContain('<textarea');
    expect((await site.app.request('/interests/erase', form({ token: TOKEN }))).status).toBe(200);
    expect(stored(site)).toBeUndefined();
  });

  test('a save from an older page is refused and shown again; a second save counts', async () => {
    const site = await open();
    const opened = async () => {
      const page = await (await site.app.request(`/interests?token=${TOKEN}`)).text();
      return /name="before" value="([^"]*)"/.exec(page)![1]!;
    };
    const [one, other] = [await opened(), await opened()];
    expect((await save(site, { words: 'agents', before: one })).status).toBe(200);
    const late = await save(site, { words: 'robots', before: other });
    const page = await late.text();
    expect([late.status, stored(site)?.follow.words]).toEqual([400, ['agents']]);
    expect(text(page)).toContain('changed since you opened this page');
    expect(page).toMatch(/<textarea id="words"[^>]*>\nrobots<\/textarea>/);
    const again = /name="before" value="([^"]*)"/.exec(page)![1]!;
    expect([(await save(site, { words: 'robots', before: again })).status, stored(site)?.follow.words]).toEqual([
      200,
      ['robots'],
    ]);
  });

  test('authors and categories are looked for 60 times an hour', async () => {
    const site = await open();
    const statuses = [];
    for (let n = 1; n <= 61; n++) statuses.push((await save(site, { do: 'find', find: 'ada' })).status);
    expect(statuses).toEqual([...Array.from({ length: 60 }, () => 200), 429]);
  });

  test('a program gets the same as JSON', async () => {
    const site = await open();
    const fields = { token: TOKEN, words: 'agents', outside: 'yes' };
    const good = await site.app.request('/interests', json(fields));
    expect([good.status, await good.json()]).toEqual([200, { status: 'saved', added: 0, missing: [], beyond: 0 }]);
    const bad = await site.app.request('/interests', json({ ...fields, categories: 'robots' }));
    expect([bad.status, await bad.json()]).toMatchObject([400, { faults: { categories: expect.any(String) } }]);
    expect(stored(site)?.follow.words).toEqual(['agents']);
  });

  test('a program may say lists, numbers and true as JSON has them', async () => {
    const site = await open();
    const response = await site.app.request(
      '/interests',
      json({
        ...{ token: TOKEN, words: ['speculative decoding', 'agents'], categories: ['cs.RO', 'hep-th'], cards: 7 },
        ...{ outside: false, only: true, 'follow-agents': true, 'mute-speech': false },
      }),
    );
    expect([response.status, stored(site)]).toEqual([
      200,
      {
        ...{ ...NO_INTERESTS, cards: 7, outside: false, only: true },
        follow: {
          ...{ words: ['speculative decoding', 'agents'], authors: [] },
          ...{ subjects: ['agents'], categories: ['cs.RO', 'hep-th'] },
        },
      },
    ]);
  });

  test.each<[string, object, object]>([
    ['a misspelt field', { wrods: 'x' }, { form: 'The form has no field wrods.' }],
    ['a subject that there is not', { 'follow-robots': true }, { form: 'The form has no field follow-robots.' }],
    ['words that are none', { words: [1] }, { words: expect.any(String) }],
    ['half a card', { cards: 0.5 }, { cards: expect.any(String) }],
    ['a yes that is none', { only: 1 }, { form: 'The form has a field that cannot be read: only.' }],
  ])('%s from a program is a fault: what was said before stays', async (_, fields, faults) => {
    const site = await open();
    await save(site, { words: 'mine' });
    const response = await site.app.request('/interests', json({ token: TOKEN, ...fields }));
    expect([response.status, await response.json()]).toEqual([400, { error: 'The form has faults', faults }]);
    expect(stored(site)?.follow.words).toEqual(['mine']);
  });
});

describe('what nobody would type', () => {
  test.each<[string, Record<string, string>, string]>([
    ['a word of 10,000 characters', { words: 'x'.repeat(10_000) }, 'words'],
    ['10,000 lines', { words: Array.from({ length: 10_000 }, (_, i) => `word ${i}`).join('\n') }, 'form'],
    ['a name of 10,000 characters', { authors: 'y'.repeat(10_000) }, 'authors'],
    ['a name that is hidden behind marks', { authors: 'a\u0301'.repeat(5_000) }, 'authors'],
    ['what is no category', { categories: 'robotics' }, 'categories'],
    ['a category that arXiv does not have', { categories: 'cs.RO, cs.ZZ' }, 'categories'],
    ['a category of ours', { muteCategories: '<b>cs.RO</b>' }, 'muteCategories'],
    ['a subject followed and muted', { 'follow-agents': 'yes', 'mute-agents': 'yes' }, 'subjects'],
    ['a word followed and muted', { words: 'Agents', muteWords: 'agents' }, 'words'],
    ['a category followed and muted', { categories: 'cs.RO', muteCategories: 'cs.ro' }, 'categories'],
    ['a single letter', { words: 'a' }, 'words'],
    ['a word of every paper', { muteWords: 'blockchain\nresults' }, 'muteWords'],
    ['a number', { words: '2026' }, 'words'],
    ['eleven cards', { cards: '11' }, 'cards'],
    ['half a card', { cards: '0.5' }, 'cards'],
    ['nothing but “For you”, and no cards', { only: 'yes', cards: '0' }, 'cards'],
    ['301 papers', { papers: Array.from({ length: 301 }, (_, i) => `2603.${10_000 + i}`).join('\n') }, 'papers'],
  ])('%s is a fault of its field; nothing is written, and the form is shown as it was sent', async (_, fields, field) => {
    const site = await open();
    const response = await save(site, { ...fields, muteAuthors: 'kept as it is' });
    const page = await response.text();
    expect([response.status, site.writes]).toEqual([400, []]);
    expect(page).toMatch(field === 'form' ? /role="alert"[^>]*>Nothing was done yet. All that/ : `id="${field}-fault"`);
    expect(page).toContain('\nkept as it is</textarea>');
    expect(Buffer.byteLength(page)).toBeLessThan(60_000);
  });

  test('controls, bidi, markup and bait for expressions are cleaned or stay text', async () => {
    const site = await open();
    const words = [
      '\u202eagents\u202c',
      'dra\u200bft\u0000 models',
      '<script>alert(1)</script>',
      '(a+)+$',
      '\ud800lone',
      '---',
      '\u0007',
    ];
    expect((await save(site, { words: words.join('\n'), authors: '<img src=x onerror=alert(1)>' })).status).toBe(200);
    expect(stored(site)?.follow.words).toEqual(['agents', 'draft models', '<script>alert(1)</script>', '(a+)+$', '\ufffdlone']);
    const page = await (await site.app.request(`/interests?token=${TOKEN}`)).text();
    expect(page).not.toMatch(/<script>alert|<img/);
  });

  test('whatever it is, what is stored can be read back and is no more than it may be', async () => {
    const site = await open();
    const field = fc.constantFrom('words', 'authors', 'categories', 'muteWords', 'muteAuthors', 'cards', 'papers', 'add-1');
    await fc.assert(
      fc.asyncProperty(fc.dictionary(field, fc.string({ unit: 'binary', maxLength: 300 })), async (fields) => {
        site.readers.put({ ...onlyReader(site)!, interests: undefined });
        expect([200, 400, 429]).toContain((await save(site, fields)).status);
        expect(JSON.stringify(stored(site) ?? '').length).toBeLessThanOrEqual(MOST_BYTES);
        expect((await site.app.request(`/interests?token=${TOKEN}`)).status).toBe(200);
      }),
      { numRuns: 60 },
    );
  });

  test('more than a file and its form may hold is refused, and elsewhere far less is', async () => {
    const site = await open();
    expect((await save(site, { papers: 'x'.repeat(1_500_000) })).status).toBe(413);
    expect((await site.app.request('/interests/erase', form({ token: TOKEN, x: 'x'.repeat(20_000) }))).status).toBe(413);
    expect(site.writes).toEqual([]);
  });

  test.each(['find', 'save'])('the page that shows a form of more than 1 MB again stays small: %s', async (button) => {
    const site = await open();
    const much = '"'.repeat(1_200_000);
    const response = await save(site, { do: button, find: much, cards: '11' });
    expect([response.status, (await response.text()).length < 60_000]).toEqual([button === 'find' ? 200 : 400, true]);
  });
});

const ATTENTION = known('Attention is all you need', '1706.03762');
const SHEET = known('Learning to read a data sheet');
const LINKED = known('A paper that is linked', '2603.00002');

describe('papers like these', () => {
  const library = () => withReader(true, { now: () => NOW, known: [ATTENTION, SHEET, LINKED] });
  const examples = async (site: Site) => (await site.votes.all(READER)).map(({ paperId, kind }) => `${kind} ${paperId}`).sort();
  const ALL = [ATTENTION, LINKED, SHEET].map(({ id }) => `example ${id}`).sort();

  test('are named by id, link and title, a line each; what is not in the store is named', async () => {
    const site = await library();
    const papers =
      '1706.03762v5\n- https://arxiv.org/pdf/2603.00002\nLearning to Read a Data Sheet.\n2001.00001\nNo such <b>title</b>';
    const page = await (await save(site, { papers })).text();
    expect(await examples(site)).toEqual(ALL);
    expect(text(page)).toContain('3 papers added to your examples.');
    expect(page).toContain('<li dir="auto">2001.00001</li><li dir="auto">No such &lt;b&gt;title&lt;/b&gt;</li>');
    // Known with their titles, and no vote of theirs is counted.
    expect(text(page)).toMatch(/You named 3 papers: (?=.*Attention is all you need)(?=.*Learning to read a data sheet)/);
    expect(await site.votes.count([ATTENTION])).toEqual(new Map([[ATTENTION.id, 0]]));
    expect([...site.toLearn]).toEqual([READER]);
    await save(site, { papers });
    expect(await examples(site)).toEqual(ALL);
  });

  test.each([
    [
      'BibTeX',
      'mine.bib',
      '@article{a, title={Attention is all you {N}eed}, author={Vaswani, A}}\n@misc{b, title={Learning to read a data sheet}}\n@misc{c, title={Linked}, eprint={2603.00002}, archivePrefix={arXiv}}',
    ],
    [
      'RIS',
      'mine.ris',
      'TY  - JOUR\nTI  - Attention is all you need\nER  - \n\nTY  - JOUR\nTI  - Learning to read a data sheet\nER  - \n\nTY  - JOUR\nTI  - Linked\nUR  - https://arxiv.org/abs/2603.00002\nER  - \n',
    ],
    [
      'CSV',
      'mine.csv',
      'Title,Authors,Url\nAttention is all you need,A V,\nLearning to read a data sheet,B,\nLinked paper,C,https://arxiv.org/abs/2603.00002\n',
    ],
  ])('are read from %s as ingest reads it', async (_, name, body) => {
    const site = await library();
    const page = await (await save(site, { file: file(body, name) })).text();
    expect(await examples(site), text(page)).toEqual(ALL);
  });

  test.each<[string, File, number]>([
    ['1 MB with one entry', file(`@article{a, title={${'A very long title '.repeat(58_000)}}}`), 200],
    ['1 MB of short titles', file(`title,authors\n${'ab,c\n'.repeat(200_000)}`, 'mine.csv'), 200],
    ['more than 1 MB', file('x'.repeat(1024 * 1024 + 1)), 400],
    ['a picture', new File([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2])], 'a.bib'), 400],
    ['a zip archive', new File([new Uint8Array([0x50, 0x4b, 3, 4, 0, 0])], 'a.bib'), 400],
    ['braces without end', file(`@article{a, title={${'{'.repeat(500_000)}`), 400],
    ['nothing of the kind', file('Dear reader,\n\nthis is a letter.\n'), 400],
  ])('a file of %s does no harm', async (_, upload, status) => {
    const site = await library();
    const response = await save(site, { file: upload });
    expect([response.status, await examples(site)]).toEqual([status, []]);
    if (status === 400) expect(await response.text()).toContain('id="file-fault"');
    else expect(Buffer.byteLength(await response.text())).toBeLessThan(30_000);
  });

  test('no more than 300 in all, and one that was voted for stays a vote', async () => {
    const many = Array.from({ length: 350 }, (_, i) => known(`Paper number ${i}`));
    const site = await withReader(true, { now: () => NOW, known: many });
    await site.votes.cast(READER, many[0]!, 'good', NOW);
    const bib = (papers: typeof many) => file(papers.map(({ title }, i) => `@misc{a${i}, title={${title}}}`).join('\n'));
    await save(site, { file: bib(many.slice(0, 200)) });
    const page = await (await save(site, { file: bib(many) })).text();
    const all = await examples(site);
    expect([all.length, all.filter((one) => one.startsWith('good'))]).toEqual([300, [`good ${many[0]!.id}`]]);
    expect(page).toContain('50 papers left out: no more than 300 are kept.');
  });
});

test('authors and categories are found among recent papers, and ticked into the form without losing what was typed', async () => {
  const of = (title: string, authors: string[], categories: string[]) => ({ ...paper, title, authors, categories });
  const papers = [
    of('Robots that read', ['Ada Lovelace', 'René Descartes'], ['cs.RO', 'cs.AI']),
    of('Robots that write', ['Ada Lovelace', '<b>Eve</b>'], ['cs.RO']),
    of('Other things', ['Adam Smith'], ['econ.GN']),
  ];
  const site = await withReader(true, { now: () => NOW, papers });
  const find = async (find: string, more: Record<string, string> = {}) =>
    await (await save(site, { find, ...more, do: 'find' })).text();
  const offers = (page: string) => [...page.matchAll(/name="add-\d" value="([^"]*)"/g)].map(([, offer]) => offer);
  const page = await find('ada', { words: 'not lost', only: 'yes' });
  expect(offers(page)).toEqual(['author Ada Lovelace', 'author Adam Smith']);
  expect(page).toContain('\nnot lost</textarea>');
  expect(page).toMatch(/name="only" value="yes" checked/);
  expect(offers(await find('robot'))).toEqual(['category cs.RO', 'category cs.AI']);
  expect(offers(await find('rene'))).toEqual(['author René Descartes']);
  expect(offers(await find('cs.ro'))).toEqual(['category cs.RO']);
  expect(offers(await find('eve'))).toEqual(['author &lt;b&gt;Eve&lt;/b&gt;']);
  expect(await find('nobody at all')).toContain('Nothing of that name');
  expect(await find('x')).toContain('id="find-fault"');
  // A second search keeps what was ticked after the first.
  const again = await find('robot', { authors: 'Alan Turing', 'add-0': 'author Ada Lovelace' });
  expect(again).toContain('\nAlan Turing\nAda Lovelace</textarea>');
  expect(new Set(site.writes)).toEqual(new Set(['count']));
  await save(site, { authors: 'Alan Turing', 'add-0': 'author Ada Lovelace', 'add-3': 'category cs.RO', 'add-4': 'x' });
  expect(stored(site)?.follow).toEqual({ ...EMPTY_FILTER, authors: ['Alan Turing', 'Ada Lovelace'], categories: ['cs.RO'] });
});

const learned = {
  lexicon: 'x',
  at: '2026-03-18T06:00:00.000Z',
  terms: new Uint8Array([1, 2, 3]),
  least: 1,
  about: ['draft model', 'speculative'],
  liked: [{ ref: 'r', title: 'Liked', terms: new Uint8Array([4]) }],
};

async function withInterests() {
  const site = await withReader(true, { now: () => NOW, known: [ATTENTION] });
  await save(site, { words: 'zebra words', authors: 'Zoe Zebra', papers: ATTENTION.title });
  await site.votes.cast(READER, LINKED, 'good', NOW);
  site.readers.put({ ...onlyReader(site)!, learned });
  return site;
}

describe('what is known of a reader', () => {
  test('is told in plain words, with what was learned', async () => {
    const site = await withInterests();
    const page = text(await (await site.app.request(`/interests?token=${TOKEN}`)).text());
    expect(page).toContain('You named 1 paper: Attention is all you need');
    expect(page).toContain(
      'Learned from this, on 18 March 2026 : papers for you tend to hold these words, and some hundred more: draft model, speculative.',
    );
    expect(page).toContain('You voted 1 paper a good pick, and 0 papers not for you. Your own mail does not learn from that.');
  });

  test('has each name in its own direction: one that runs from right to left does not turn its neighbours', async () => {
    const site = await withInterests();
    site.readers.put({ ...onlyReader(site)!, learned: { ...learned, about: ['\u05d0', '1'] } });
    const page = await (await save(site, { words: '\u05d0\n\u05d1', authors: '\u05d2' })).text();
    for (const names of [
      'words “<bdi>\u05d0</bdi>”, “<bdi>\u05d1</bdi>”',
      'authors “<bdi>\u05d2</bdi>”',
      '<bdi>\u05d0</bdi>, <bdi>1</bdi>.',
    ])
      expect(page).toContain(names);
  });

  test('is in the export, whole and readable', async () => {
    const site = await withInterests();
    const data = await (await site.app.request('/account/export', form({ token: TOKEN }))).json();
    expect(data).toEqual([
      expect.objectContaining({
        interests: expect.objectContaining({
          follow: expect.objectContaining({ words: ['zebra words'], authors: ['Zoe Zebra'] }),
        }),
        learned: { ...learned, terms: 'AQID', liked: [{ ref: 'r', title: 'Liked', terms: 'BA==' }] },
      }),
      ...[
        { kind: 'example', title: ATTENTION.title, at: NOW.toISOString() },
        { kind: 'good', title: LINKED.title, at: NOW.toISOString() },
      ],
    ]);
  });

  test.each([
    ['votes are kept', {}, [`good ${LINKED.id}`]],
    ['votes too, if they say so', { votes: 'yes' }, []],
  ])('is erased with one button: %s', async (_, more, left) => {
    const site = await withInterests();
    site.writes.length = 0;
    const response = await site.app.request('/interests/erase', form({ token: TOKEN, ...more }));
    expect([response.status, (await response.text()).includes('<h1>Erased</h1>')]).toEqual([200, true]);
    expect([onlyReader(site)?.interests, onlyReader(site)?.learned]).toEqual([undefined, undefined]);
    expect((await site.votes.all(READER)).map(({ paperId, kind }) => `${kind} ${paperId}`)).toEqual(left);
    expect(site.writes.at(-1)).toBe('markForLearning');
    const page = await (await site.app.request(`/interests?token=${TOKEN}`)).text();
    expect(page).not.toMatch(/zebra|Attention is all|draft model/i);
  });

  test('[R99] nothing is left of a reader who is erased at that moment', async () => {
    const site = await withInterests();
    const { name } = site.votes;
    site.votes.name = async (...row) => {
      await site.readers.erase(row[0]);
      site.votes.erase(row[0]);
      return name(...row);
    };
    site.votes.erase(READER);
    await save(site, { papers: ATTENTION.title });
    expect([onlyReader(site), await site.votes.all(READER), [...site.toLearn]]).toEqual([undefined, [], []]);
  });
});

test('my picks: what was voted and named, each taken back by its button', async () => {
  const site = await withInterests();
  await site.votes.cast(READER, SHEET, 'not', NOW);
  const page = await (await site.app.request(`/picks?token=${TOKEN}`)).text();
  expect([...page.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, heading]) => heading)).toEqual([
    'Good picks',
    'Papers I named',
    'Not for me',
  ]);
  for (const { title } of [ATTENTION, LINKED, SHEET]) expect(page).toContain(`>${title}</bdi>`);
  expect(page).toContain('href="https://arxiv.org/abs/2603.00002"');
  site.writes.length = 0;
  for (let again = 0; again < 2; again++) {
    const response = await site.app.request('/picks', form({ token: TOKEN, paper: paperRef(LINKED.id) }));
    expect(response.status).toBe(200);
  }
  expect(site.writes).toEqual(['take back vote', 'markForLearning']);
  expect((await site.votes.all(READER)).map(({ kind }) => kind).sort()).toEqual(['example', 'not']);
});
