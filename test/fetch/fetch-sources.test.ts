import { describe, expect, test } from 'vitest';
import { healthOf } from '../../functions/domain/source-state.ts';
import { fetchSources } from '../../functions/fetch/fetch-sources.ts';
import { type Answer, atom, daily, fetched, type Get, HOUR, rss, world } from './world.ts';

const ids = (...names: string[]) => names.map((id) => ({ id }));
const MONDAY = '2026-03-16T04:41:00.000Z';
const built = (at: Date) => new Date(`${at.toISOString().slice(0, 10)}T04:00:00Z`);

describe('[R115] an answer is put once', () => {
  test('as it is, under the source’s folder, by the hour; and what it told of itself is said the next time', async () => {
    let answer = fetched(rss(ids('a', 'b'), undefined), { etag: '"1"', lastModified: 'Mon, 16 Mar 2026 04:00:00 GMT' });
    const the = world('rss:https://journal.example/feed', MONDAY, () => answer);
    const { fetched: done } = await the.run();
    expect(done).toMatchObject([{ state: 'fresh', objects: ['feeds/rss-journal.example-feed/2026-03-16T0441.xml'] }]);
    expect(the.puts).toMatchObject([{ text: rss(ids('a', 'b'), undefined), listedOn: undefined }]);
    answer = { outcome: 'unchanged' };
    the.at('2026-03-16T05:41:00Z');
    await the.run();
    expect(the.requests[1]!.asked).toMatchObject({ etag: '"1"', lastModified: 'Mon, 16 Mar 2026 04:00:00 GMT' });
    // A server that knows no conditions.
    answer = fetched(rss(ids('a', 'b'), undefined));
    the.at('2026-03-16T06:41:00Z');
    await the.run();
    expect(the.puts).toHaveLength(1);
    answer = fetched(rss(ids('b', 'c'), undefined));
    the.at('2026-03-16T07:41:00Z');
    await the.run();
    expect(the.puts.map(({ key }) => key)).toEqual([
      'feeds/rss-journal.example-feed/2026-03-16T0441.xml',
      'feeds/rss-journal.example-feed/2026-03-16T0741.xml',
    ]);
  });

  test('a feed that tells the time is not new each hour', async () => {
    const the = world('rss:https://journal.example/feed', MONDAY, (_, __, at) => fetched(rss(ids('a'), at)));
    for (let hour = 0; hour < 5; hour++) {
      the.at(Date.parse(MONDAY) + hour * HOUR);
      await the.run();
    }
    expect(the.puts).toHaveLength(1);
  });

  test('an empty feed is none, and nothing is put of an answer that is no feed', async () => {
    const answers = [rss([], undefined), '<html></html>', rss(ids('a'), undefined).slice(0, -9)];
    const the = world('rss:https://journal.example/feed', MONDAY, () => fetched(answers.shift()!));
    for (let hour = 0; hour < 3; hour++) {
      the.at(Date.parse(MONDAY) + hour * HOUR);
      await the.run();
    }
    expect(the.puts).toEqual([]);
    expect([...the.states.values()]).toMatchObject([
      { failingSince: '2026-03-16T05:41:00.000Z', failure: 'its answer ends in the middle' },
    ]);
  });

  test('a run that died after its put is repeated, and its object with it', async () => {
    const the = world('hf:daily', MONDAY, () => fetched(daily(ids('a'))));
    const { put } = the.ports.store;
    the.ports.store.put = async () => Promise.reject(new Error('the table is away'));
    expect(await the.run()).toMatchObject({ fetched: [], failed: [{ name: 'hf:daily', error: new Error('the table is away') }] });
    the.ports.store.put = put;
    the.at('2026-03-16T04:43:00Z');
    await the.run();
    expect(the.puts.map(({ key }) => key)).toEqual([
      'feeds/hf-daily/2026-03-16T0441.2026-03-15.json',
      'feeds/hf-daily/2026-03-16T0441.json',
      'feeds/hf-daily/2026-03-16T0443.2026-03-15.json',
      'feeds/hf-daily/2026-03-16T0443.json',
    ]);
    expect(the.puts[0]).toMatchObject({ listedOn: '2026-03-15' });
  });

  test('two runs at once are one', async () => {
    const the = world('hf:daily', MONDAY, () => fetched(daily(ids('a'))));
    const [one, other] = await Promise.all([fetchSources(the.ports, the.sources), fetchSources(the.ports, the.sources)]);
    expect([one === 'busy', other === 'busy'].sort()).toEqual([false, true]);
    expect(the.requests).toHaveLength(2);
  });
});

describe('[R120] manners', () => {
  test('arXiv has three seconds between an answer and the next request, over sources and runs', async () => {
    const the = world('arxiv:cs.CL arxiv:cs.LG arxiv:cs.CV', MONDAY, (_, __, at) => fetched(rss(ids('a'), built(at))));
    await the.run();
    // Right after the first one has ended.
    the.at(the.now() + 3_000);
    await the.run();
    expect(the.requests).toHaveLength(6);
    for (const [i, { at }] of the.requests.entries())
      if (i > 0) expect(at - the.requests[i - 1]!.at).toBeGreaterThanOrEqual(3_700);
  });

  test('who is asked to wait waits, for every source of that server, and asks no other less', async () => {
    let storm = true;
    const the = world('arxiv:cs.CL arxiv:cs.LG hf:daily', MONDAY, ({ hostname }, _, at) => {
      if (hostname === 'huggingface.co') return fetched(daily(ids('h')));
      return storm ? { outcome: 'later', says: 'it answered 429', waitMs: 2.5 * HOUR } : fetched(rss(ids('a'), built(at)));
    });
    const arxiv = () => the.requests.filter(({ url }) => url.hostname.endsWith('arxiv.org')).length;
    const seen: number[] = [];
    for (let hour = 0; hour < 5; hour++) {
      the.at(Date.parse(MONDAY) + hour * HOUR);
      storm = hour < 1;
      await the.run();
      seen.push(arxiv());
    }
    expect(seen).toEqual([1, 1, 1, 3, 5]);
    expect(the.puts.filter(({ key }) => key.includes('arxiv'))).toHaveLength(2);
  });

  test('a source that means everything is no source', async () => {
    const page = JSON.stringify({
      meta: { count: 1_000_000 },
      results: Array.from({ length: 200 }, (_, n) => ({ id: `W${n}` })),
    });
    const the = world('openalex:type:article', MONDAY, () => fetched(page));
    await the.run();
    expect(the.requests).toHaveLength(40);
    expect(the.states.get('openalex:type:article')?.failure).toBe('2026-03-15 has more than 8000 papers: name a narrower source');
  });
});

describe('[R121] a gap is filled', () => {
  /** arXiv's day begins at its midnight. */
  const arxivDay = (at: Date, n = 0) => new Date(at.getTime() + (n * 24 - 4) * HOUR).toISOString().slice(0, 10);
  /** arXiv with a paper a day, announced the day after. */
  const arxiv =
    (down: (at: Date, url: URL) => Answer | undefined): Get =>
    (url, _, at) => {
      const fault = down(at, url);
      if (fault) return fault;
      const day = (n: number) => arxivDay(at, n);
      if (url.hostname === 'rss.arxiv.org') return fetched(rss(ids(`p-${day(-1)}`), new Date(`${day(0)}T04:00:00Z`)));
      const [, asked = ''] = /submittedDate:\[(\d{8})/.exec(url.searchParams.get('search_query') ?? '') ?? [];
      const date = `${asked.slice(0, 4)}-${asked.slice(4, 6)}-${asked.slice(6)}`;
      const papers = date < day(0) ? ids(`p-${date}`) : [];
      return fetched(atom(papers, papers.length));
    };
  const told = (the: ReturnType<typeof world>) =>
    [...new Set(the.puts.flatMap(({ text }) => text.match(/p-[\d-]{10}/g) ?? []))].sort();

  test.each([
    ['we were away', false],
    ['arXiv was', true],
  ])('%s for three days: what was announced meanwhile is asked for by days, and not what came before', async (_, theirs) => {
    const away = (at: Date) => at > new Date('2026-03-19T00:00Z') && at < new Date('2026-03-22T00:00Z');
    const the = world(
      'arxiv:cs.CL',
      MONDAY,
      arxiv((at) => (theirs && away(at) ? { outcome: 'later', says: 'it answered 503' } : undefined)),
    );
    for (let at = Date.parse(MONDAY); at < Date.parse('2026-03-23T00:00Z'); at += HOUR) {
      if (!theirs && away(new Date(at))) continue;
      the.at(at);
      await the.run();
    }
    // From the day before the first look to the last one.
    expect(told(the)).toEqual(['15', '16', '17', '18', '19', '20', '21'].map((day) => `p-2026-03-${day}`));
    const gap = the.puts.filter(({ listedOn }) => listedOn !== undefined);
    expect(gap.map(({ listedOn }) => listedOn)).toEqual(['16', '17', '18', '19', '20'].map((day) => `2026-03-${day}`));
    expect(the.states.get('arxiv:cs.CL')).toMatchObject({ gap: undefined, failingSince: undefined });
  });

  test('the archive is away, too: the days are kept until it is back', async () => {
    const the = world(
      'arxiv:cs.CL',
      MONDAY,
      arxiv((at, { hostname }) => {
        const archive = hostname === 'export.arxiv.org' && at < new Date('2026-03-25T00:00Z');
        return archive ? { outcome: 'later', says: 'it answered 503' } : undefined;
      }),
    );
    await the.run();
    for (const at of ['2026-03-19T04:41Z', '2026-03-19T05:41Z', '2026-03-20T05:41Z', '2026-03-24T05:41Z']) {
      the.at(at);
      await the.run();
    }
    expect(the.states.get('arxiv:cs.CL')?.gap).toEqual({ from: '2026-03-16', to: '2026-03-24' });
    the.at('2026-03-25T05:41Z');
    await the.run();
    expect(told(the)).toEqual(Array.from({ length: 10 }, (_, n) => `p-2026-03-${15 + n}`));
  });

  test('a feed that showed yesterday’s batch for a day has hidden one, which is asked for', async () => {
    const the = world('arxiv:cs.CL', MONDAY, (url, asked, at) => {
      const stuck = arxivDay(at) === '2026-03-17' && url.hostname === 'rss.arxiv.org';
      return arxiv(() => undefined)(url, asked, stuck ? new Date(at.getTime() - 24 * HOUR) : at);
    });
    for (let at = Date.parse(MONDAY); at < Date.parse('2026-03-19T00:00Z'); at += HOUR) {
      the.at(at);
      await the.run();
    }
    expect(told(the)).toEqual(['p-2026-03-15', 'p-2026-03-16', 'p-2026-03-17']);
  });

  // As rss.arxiv.org answered for cs.AI on 12 August 2026: github.com/ZJU-REAL/Polaris/issues/414.
  test.each([
    ['shows yesterday’s batch as if it were today’s', (at: Date) => rss(ids('p-2026-03-15'), built(at))],
    ['is empty', (at: Date) => rss([], built(at))],
  ])('a feed that %s has hidden one, which is asked for, once, when it is late', async (_, feed) => {
    const the = world('arxiv:cs.CL', MONDAY, (url, asked, at) => {
      const hidden = arxivDay(at) === '2026-03-17' && url.hostname === 'rss.arxiv.org';
      return hidden ? fetched(feed(at)) : arxiv(() => undefined)(url, asked, at);
    });
    for (let at = Date.parse(MONDAY); at < Date.parse('2026-03-20T00:00Z'); at += HOUR) {
      the.at(at);
      await the.run();
    }
    expect(told(the)).toEqual(['15', '16', '17', '18'].map((day) => `p-2026-03-${day}`));
    expect(the.requests.filter(({ url }) => url.hostname === 'export.arxiv.org').length).toBeLessThan(12);
    expect(the.states.get('arxiv:cs.CL')?.gap).toBeUndefined();
  });

  // As arXiv's API does for minutes: github.com/lukasschwab/arxiv.py/issues/119.
  test('an archive that says it has nothing is asked again before it is believed', async () => {
    const the = world(
      'arxiv:cs.CL',
      MONDAY,
      arxiv((at, { hostname }) =>
        hostname === 'export.arxiv.org' && at < new Date('2026-03-19T05:00Z') ? fetched(atom([], 0)) : undefined,
      ),
    );
    await the.run();
    const asked: number[] = [];
    for (const at of ['2026-03-19T04:41Z', '2026-03-19T05:41Z', '2026-03-19T06:41Z', '2026-03-19T07:41Z']) {
      const before = the.requests.length;
      the.at(at);
      await the.run();
      asked.push(the.requests.length - before);
    }
    expect(told(the)).toEqual(['15', '16', '17', '18'].map((day) => `p-2026-03-${day}`));
    expect(asked).toEqual([5, 5, 1, 1]);
    expect(the.states.get('arxiv:cs.CL')?.gap).toBeUndefined();
  });

  test('a long gap takes several runs, a page of 1,000 at a time', async () => {
    const all = ids(...Array.from({ length: 2_500 }, (_, n) => `p${n}`));
    const the = world('arxiv:cs', MONDAY, (url, _, at) => {
      if (url.hostname === 'rss.arxiv.org') return fetched(rss(ids('x'), built(at)));
      const start = Number(url.searchParams.get('start'));
      return fetched(atom(all.slice(start, start + 1_000), all.length));
    });
    await the.run();
    the.at('2026-04-30T04:41Z');
    await the.run();
    expect(the.requests.length).toBeLessThan(70);
    expect(the.states.get('arxiv:cs')).toMatchObject({ failingSince: undefined, gap: { to: '2026-04-30' } });
    the.at('2026-04-30T05:41Z');
    const { fetched: done } = await the.run();
    expect(done[0]?.says).toMatch(/days from 2026-04-\d\d to 2026-04-30 are still to be fetched/);
    the.at('2026-04-30T06:41Z');
    await the.run();
    expect(the.states.get('arxiv:cs')?.gap).toBeUndefined();
    for (const { text } of the.puts) expect(text.split('<entry>').length).toBeLessThanOrEqual(1_001);
  });

  test('half a page is none: the day is asked for again', async () => {
    let half = true;
    const the = world('openalex:type:article', MONDAY, () => {
      const results = half ? [] : ids('W1', 'W2');
      return fetched(JSON.stringify({ meta: { count: 2 }, results }));
    });
    await the.run();
    expect(the.states.get('openalex:type:article')).toMatchObject({ failure: 'it answered for 2026-03-15 with 0 of 2 papers' });
    half = false;
    the.at('2026-03-16T05:41Z');
    await the.run();
    expect(the.puts.map(({ listedOn }) => listedOn)).toEqual(['2026-03-15', '2026-03-16']);
  });
});

describe('[R122] how a source is', () => {
  const [arxiv] = world('arxiv:cs.CL', MONDAY, () => fetched('')).sources;
  const of = (state: object, at: string) =>
    healthOf(
      { name: 'x', since: '2026-01-01T00:00:00.000Z', checkedAt: at, pages: {}, asked: {}, batches: [], ...state },
      arxiv!.rhythm,
      new Date(at),
    );
  // Friday's batch, seen at once.
  const friday = { newAt: '2026-03-13T04:41:00.000Z' };

  test.each([
    ['fresh', 'on the day itself', friday, '2026-03-13T20:41:00.000Z'],
    ['quiet', 'on Saturday', friday, '2026-03-14T20:41:00.000Z'],
    ['quiet', 'on Sunday', friday, '2026-03-15T23:41:00.000Z'],
    ['quiet', 'on Monday morning, for it may be late', friday, '2026-03-16T13:41:00.000Z'],
    ['stale', 'on Monday afternoon', friday, '2026-03-16T14:41:00.000Z'],
    [
      'quiet',
      'on a Monday of which it says itself that it has none',
      { ...friday, emptyAt: '2026-03-16T04:00:02.000Z' },
      '2026-03-16T20:41:00.000Z',
    ],
    ['stale', 'if it says so for a week', { ...friday, emptyAt: '2026-03-20T04:00:02.000Z' }, '2026-03-20T20:41:00.000Z'],
    ['quiet', 'after one bad hour', { ...friday, failingSince: '2026-03-14T19:41:00.000Z' }, '2026-03-14T20:41:00.000Z'],
    [
      'failing',
      'after three',
      { ...friday, failingSince: '2026-03-14T17:41:00.000Z', failure: 'it answered 503' },
      '2026-03-14T20:41:00.000Z',
    ],
    ['stale', 'that never had any', { since: '2026-03-13T04:41:00.000Z' }, '2026-03-16T14:41:00.000Z'],
  ])('%s: %s', (state, _, known, at) => {
    expect(of(known, at).state).toBe(state);
  });

  test('thin: without abstracts, or much less than usual', () => {
    const at = '2026-03-13T20:41:00.000Z';
    const batches = (...sizes: [number, number][]) =>
      sizes.map(([items, texts], n) => ({ of: `2026-03-0${n + 1}`, items, texts }));
    const usual: [number, number][] = [
      [200, 200],
      [180, 180],
      [220, 219],
      [190, 190],
      [210, 210],
    ];
    expect(of({ ...friday, batches: batches(...usual, [200, 0]) }, at)).toEqual({
      state: 'thin',
      says: 'no abstracts in 200 of 200 papers of its last batch',
    });
    expect(of({ ...friday, batches: batches(...usual, [60, 60]) }, at)).toEqual({
      state: 'thin',
      says: 'its last batch has 60 papers, and 200 are usual',
    });
    expect(of({ ...friday, batches: batches(...usual, [90, 80]) }, at).state).toBe('fresh');
    // One that never had abstracts is as it was.
    expect(of({ ...friday, batches: batches([20, 0], [22, 0]) }, at).state).toBe('fresh');
  });
});
