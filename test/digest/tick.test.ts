import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { changePreferences } from '../../functions/domain/consent.ts';
import { noTally, type Receipt } from '../../functions/domain/receipt.ts';
import { engine, memoryStores, paperOf, readerIdOf, tableStores, utc8 } from '../fakes/engine.ts';
import { startTables } from '../fakes/tables.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const berlin9 = { frequency: 'daily', weekday: 1, hour: 9, zone: 'Europe/Berlin' } as const; // 08:00 UTC in March
// Editions close at 5:00 UTC.
const EDITION = '2026-03-19';
const DUE = '2026-03-19T08:00:00.000Z';

const tables = await startTables();
afterAll(() => tables.stop());
let stores: ReturnType<typeof tableStores>;
let e: ReturnType<typeof engine>;
beforeEach(async () => {
  stores = tableStores(tables.client, await tables.fresh());
  e = engine(stores);
  e.world.papers = [0, 1, 2].map((n) => paperOf(n));
});

describe('a tick', () => {
  it('closes the day, dispatches what is due, and queues it; SEND delivers; a later tick closes the accounts', async () => {
    await e.join(1, utc8);
    await e.join(2, utc8);
    const report = await e.tick();
    expect(report.editions).toEqual([{ id: EDITION, papers: 3, leftOut: 0 }]);
    expect(report.dispatched).toEqual([{ edition: EDITION, due: DUE, audience: 2 }]);
    expect(e.world.queue).toEqual([{ edition: EDITION, due: DUE, batch: 0 }]);

    expect(await e.drain()).toEqual([{ SENT: 2, REJECTED: 0, SKIPPED: 0, UNKNOWN: 0, halt: undefined }]);
    e.after(15 * MINUTE);
    expect((await e.tick()).closed).toEqual([
      { edition: EDITION, due: DUE, audience: 2, SENT: 2, REJECTED: 0, SKIPPED: 0, UNKNOWN: 0, unknown: [], gap: 0 },
    ]);
  });

  it('tells how many revised papers came since the last close, once a file', async () => {
    const receipt = (id: string, eTag: string, over: Partial<Receipt> = {}): Receipt => ({
      ...{ id, eTag, key: `feeds/${id}`, outcome: 'accepted', taken: 'news', durationMs: 1, ...noTally() },
      remarks: { 'no news (replaced version)': 42 },
      ...over,
    });
    e.world.receipts = [
      receipt('1', 'a'),
      receipt('2', 'a'),
      receipt('3', 'b'),
      receipt('4', 'c', { taken: 'archive' }),
      receipt('5', 'd', { remarks: { 'no news (withdrawn or retracted)': 7 } }),
    ];
    await e.tick();
    expect(await stores.editions.get(EDITION)).toMatchObject({ papers: 3, revised: 84 });
  });

  it('[R90] fired three times, also at once, makes one dispatch and no reader gets two copies', async () => {
    await e.join(1, utc8);
    await Promise.all([e.tick(), e.tick(), e.tick()]);
    await e.drain();
    await e.tick();
    await e.drain();
    expect(e.world.journal.map(({ to }) => to)).toEqual(['reader-1@example.org']);
  });

  it('makes one dispatch for wishes that are due at the same instant, and one for each other instant', async () => {
    await e.join(1, berlin9);
    await e.join(2, utc8);
    await e.join(3, { ...utc8, hour: 7 });
    const { dispatched } = await e.tick();
    expect(dispatched.map(({ due, audience }) => [due, audience])).toEqual([
      ['2026-03-19T07:00:00.000Z', 1],
      [DUE, 2],
    ]);
    await e.drain();
    expect(e.world.journal.map(({ subject }) => subject)).toEqual(
      Array(3).fill('Paper number 0 and 2 more papers · Thursday 19 March'),
    );
  });

  it.each([
    ['quiet', ['quiet', 'fresh', 'thin']],
    ['late', ['quiet', 'stale']],
    ['late', ['failing']],
  ] as const)('[R122] notes of a day without news that the sources were %s (%o)', async (missing, states) => {
    e.world.papers = [];
    const known = { since: '2026-01-01T00:00:00.000Z', pages: {}, asked: {}, batches: [] };
    e.world.sources = states.map((state) => ({
      ...{ name: state, ...known, checkedAt: '2026-03-19T04:41:00.000Z' },
      health: { state, says: '' },
    }));
    // One that was named until last week.
    const gone = {
      ...known,
      name: 'gone',
      checkedAt: '2026-03-12T04:41:00.000Z',
      health: { state: 'failing' as const, says: '' },
    };
    e.world.sources.push(gone);
    await e.tick();
    expect(await e.editions.get(EDITION)).toMatchObject({ state: 'EMPTY', missing });
  });

  it('[R96] makes no mail of a day without news, and notes the day', async () => {
    await e.join(1, utc8);
    e.world.papers = [];
    expect(await e.tick()).toMatchObject({ editions: [{ id: EDITION, papers: 0 }], dispatched: [] });
    expect(await e.editions.get(EDITION)).toMatchObject({ state: 'EMPTY', recent: [] });
    expect(await e.editions.get(EDITION)).not.toHaveProperty('missing', expect.anything());
    e.world.papers = [paperOf(8, { newsAt: '2026-03-19T09:00:00.000Z' })];
    e.after(DAY);
    await e.tick();
    await e.drain();
    expect(e.world.journal.map(({ tags }) => tags.edition)).toEqual(['2026-03-20']);
    expect(await e.editions.get('2026-03-20')).toMatchObject({ papers: 1, recent: [{ day: '2026-03-20' }] });
  });

  it('forgets a wish that nobody has and that nobody came to for a fortnight, and begins it anew for who comes later', async () => {
    const e = engine(memoryStores(() => e.world.now));
    const { save, get, wishes } = e.readers;
    const leave = async (readerId: string) => save({ ...(await get(readerId))!, status: 'unsubscribed' });
    const names = async () => (await wishes()).map(({ wish }) => wish).sort();
    let n = 0;
    const live = async (days: number) => {
      for (let day = 0; day < days; day++) {
        e.world.papers.push(paperOf(100 + n++, { newsAt: new Date(e.world.now.getTime() - 10 * HOUR).toISOString() }));
        await e.tick();
        await e.drain();
        e.after(DAY);
      }
    };
    e.world.now = new Date('2026-03-19T09:02:00Z');
    const early = await e.join(1, utc8);
    const late = await e.join(2, { ...utc8, hour: 9 });
    await live(20);
    expect(await names()).toEqual(['daily#UTC#08', 'daily#UTC#09']);
    await leave(early);
    await live(1);
    expect(await names()).toEqual(['daily#UTC#09']);

    // Somebody comes back to it before it is forgotten: the fortnight begins anew.
    await leave(late);
    await save({ ...(await get(late))!, status: 'active' });
    await leave(late);
    await live(14);
    expect(await names()).toEqual(['daily#UTC#09']);
    await live(2);
    expect(await names()).toEqual([]);

    await e.join(3, utc8, e.world.now.toISOString());
    e.world.journal.length = 0;
    await live(2);
    expect(e.world.journal.map(({ to }) => to)).toEqual(['reader-3@example.org']);
  });

  it('[R93] after an outage closes every missed day with its own news: each paper stands in exactly one edition', async () => {
    await e.join(1, utc8);
    for (let n = 0; n < 300; n++)
      e.world.papers.push(paperOf(100 + n, { newsAt: new Date(Date.UTC(2026, 2, 18, 8) + n * HOUR).toISOString() }));
    for (const skip of [1, 1, 4, 1, 2]) {
      await e.tick();
      await e.drain();
      e.after(skip * DAY);
    }
    await e.tick();
    const days = await e.editions.printed('daily', 100);
    const papers = await Promise.all(days.map((edition) => e.files.papers(edition)));
    expect(days.map(({ day }) => day).reverse()).toEqual(Array.from({ length: 10 }, (_, n) => `2026-03-${19 + n}`));
    for (const [i, { start, end }] of days.entries()) {
      const inSpan = e.world.papers.filter(({ newsAt }) => newsAt! >= start && newsAt! < end);
      expect(papers[i]!.map(({ id }) => id).sort()).toEqual(inSpan.map(({ id }) => id).sort());
      if (days[i + 1]) expect(days[i + 1]!.end).toBe(start);
    }
    // One mail a morning that DIGEST saw; the one after the outage brings the days that were missed.
    expect(e.world.journal.map(({ tags }) => tags.edition)).toEqual([
      '2026-03-19',
      '2026-03-20',
      '2026-03-21',
      '2026-03-25',
      '2026-03-26',
    ]);
    const got = e.world.journal.flatMap(({ text }) => text.split('\n').filter((line) => line.startsWith('Paper')));
    expect(new Set(got).size).toBe(got.length);
    // And each dispatch that the outage cost is accounted for.
    const dispatches = await Promise.all(days.map(({ id }) => e.editions.dispatches(id)));
    expect(dispatches.reverse().map((all) => all.map(({ state, audience }) => `${state} ${audience}`))).toEqual([
      ...Array(3).fill(['CLOSED 1']),
      ...Array(3).fill(['MISSED 1']),
      ['CLOSED 1'],
      ['CLOSED 1'],
      ['MISSED 1'],
      ['OPEN 1'],
    ]);
  });

  it('[R57][R93] makes no dispatch that is half a day late, and says so; the next copy brings its papers', async () => {
    await e.join(1, utc8);
    e.world.now = new Date('2026-03-19T20:00:00Z');
    expect(await e.tick()).toMatchObject({ dispatched: [], missed: [{ edition: EDITION, due: DUE }] });
    expect(await e.editions.dispatches(EDITION)).toMatchObject([{ state: 'MISSED', audience: 1 }]);
    expect((await e.tick()).missed).toEqual([]);
    e.world.papers.push(paperOf(9, { newsAt: '2026-03-19T12:00:00.000Z' }));
    e.world.now = new Date('2026-03-20T08:02:00Z');
    await e.tick();
    await e.drain();
    expect(e.world.journal).toMatchObject([
      { tags: { edition: '2026-03-20' }, subject: expect.stringContaining('and 3 more papers') },
    ]);
    expect(await e.ledger.history(readerIdOf(1), '')).toMatchObject([
      { edition: EDITION, state: 'SKIPPED', detail: 'with 2026-03-20' },
      { edition: '2026-03-20', state: 'SENT' },
    ]);
  });

  it('sends an edition late when it closes late', async () => {
    await e.join(1, utc8);
    e.world.now = new Date('2026-03-19T15:02:00Z');
    await e.tick();
    await e.drain();
    expect(e.world.journal.map(({ tags }) => tags.edition)).toEqual([EDITION]);
  });

  it('gives a new reader the first edition that is due after they came', async () => {
    await e.join(1, utc8, '2026-03-19T08:01:00.000Z');
    await e.join(2, utc8, '2026-03-19T07:59:00.000Z');
    await e.tick();
    await e.drain();
    expect(e.world.journal.map(({ to }) => to)).toEqual(['reader-2@example.org']);
    e.world.papers.push(paperOf(9, { newsAt: '2026-03-19T20:00:00.000Z' }));
    e.after(DAY);
    await e.tick();
    await e.drain();
    expect(e.world.journal.slice(1).map(({ to, text }) => [to, text.split('\n')[0]])).toEqual([
      ['reader-1@example.org', 'Paper number 9'],
      ['reader-2@example.org', 'Paper number 9'],
    ]);
  });

  it('makes the week’s edition when it is first due, of the seven days that end with it, ranked anew', async () => {
    const friday = { frequency: 'weekly', weekday: 5, hour: 8, zone: 'UTC' } as const;
    await e.join(1, friday, '2026-03-10T12:00:00.000Z');
    e.world.papers = Array.from({ length: 10 }, (_, n) =>
      paperOf(n, { newsAt: new Date(Date.UTC(2026, 2, 11 + n, 3)).toISOString(), upvotes: n === 4 ? 50 : 1 }),
    );
    for (let day = 11; day <= 20; day++) {
      e.world.now = new Date(Date.UTC(2026, 2, day, 8, 2));
      if (day === 20) e.world.votes = new Map([['title:6', 1000]]);
      await e.tick();
      await e.drain();
    }
    const mails = e.world.journal.map(({ tags, text }) => [tags.edition, text.match(/(?<=^Paper number )\d+/gm)]);
    expect(mails).toEqual([
      ['2026-03-13-week', expect.any(Array)],
      ['2026-03-20-week', ['6', '4', '3', '5', '7', '8', '9']],
    ]);
    expect(await e.editions.get('2026-03-20-week')).toMatchObject({ title: 'Paper number 6', papers: 7, frequency: 'weekly' });
    expect(await e.editions.printed('weekly', 10)).toHaveLength(2);
  });

  it('leaves out of a week, and of copies still to be sent, what an editor dropped from a day or from the week', async () => {
    await e.join(1, { frequency: 'weekly', weekday: 5, hour: 8, zone: 'UTC' }, '2026-03-10T12:00:00.000Z');
    await e.join(2, { frequency: 'weekly', weekday: 5, hour: 9, zone: 'UTC' }, '2026-03-10T12:00:00.000Z');
    e.world.papers = Array.from({ length: 5 }, (_, n) =>
      paperOf(n, { newsAt: new Date(Date.UTC(2026, 2, 16 + n, 3)).toISOString(), upvotes: 9 - n }),
    );
    const drop = async (id: string, paper: string) => {
      const was = (await e.editions.get(id))!;
      await e.editions.amend(was, { ...was, dropped: [paper] });
    };
    for (let day = 16; day <= 20; day++) {
      e.world.now = new Date(Date.UTC(2026, 2, day, 8, 2));
      if (day === 20) await drop('2026-03-17', 'title:1');
      await e.tick();
      await e.drain();
    }
    await drop('2026-03-20-week', 'title:3');
    e.world.now = new Date(Date.UTC(2026, 2, 20, 9, 2));
    await e.tick();
    await e.drain();
    expect(await e.editions.get('2026-03-20-week')).toMatchObject({ papers: 4, amended: 1 });
    const mails = e.world.journal.filter(({ tags }) => tags.edition === '2026-03-20-week');
    expect(mails.map(({ text }) => text.match(/(?<=^Paper number )\d+/gm)?.sort())).toEqual([
      ['0', '2', '3', '4'],
      ['0', '2', '4'],
    ]);
  });

  it('[R54] keeps who joined and what arrived during the run out of the dispatch', async () => {
    await e.join(1, utc8);
    await e.tick();
    const before = new Map(e.world.files);
    await e.join(2, utc8, '2026-03-19T08:03:00.000Z');
    e.world.papers.push(paperOf(9));
    await e.tick();
    await e.drain();
    expect(e.world.files).toEqual(before);
    expect(e.world.journal.map(({ to }) => to)).toEqual(['reader-1@example.org']);
  });

  it('[R91] serves a reader who moves to a later hour on the next local day, with nothing twice', async () => {
    for (let n = 0; n < 80; n++)
      e.world.papers.push(paperOf(100 + n, { newsAt: new Date(Date.UTC(2026, 2, 19, 8) + n * HOUR).toISOString() }));
    const readerId = await e.join(1, utc8);
    await e.tick();
    await e.drain();
    const reader = (await e.readers.get(readerId))!;
    await e.readers.save(changePreferences(reader, 1, { ...utc8, hour: 20, pausedUntil: undefined }, e.world.now).next!);
    for (let hour = 0; hour < 72; hour++) {
      e.after(HOUR);
      await e.tick();
      await e.drain();
    }
    expect(e.world.journal.map(({ tags, at }) => [tags.edition, new Date(at).getUTCHours()])).toEqual([
      ['2026-03-19', 8],
      ['2026-03-20', 20],
      ['2026-03-21', 20],
    ]);
  });

  it('closes with the editor’s pins, drops and note of the day; what is decided later changes nothing', async () => {
    await e.join(1, utc8);
    const days: string[] = [];
    e.world.choices = (day) => {
      days.push(day);
      return { pins: ['title:2'], drops: ['title:0'], note: 'Mind the second one.' };
    };
    expect((await e.tick()).editions).toMatchObject([{ papers: 2 }]);
    // Of the next day it is asked whether it closes early.
    expect(days).toEqual([EDITION, '2026-03-20']);
    expect(await e.editions.get(EDITION)).toMatchObject({ title: 'Paper number 2', note: 'Mind the second one.' });
    e.world.choices = () => ({ pins: [], drops: ['title:2'] });
    await e.tick();
    await e.drain();
    expect(e.world.journal.map(({ subject }) => subject)).toEqual(['Paper number 2 and 1 more papers · Thursday 19 March']);
  });

  it('closes the next day early where the editor says so: the boundary moves, no paper is lost, and nobody’s mail comes sooner', async () => {
    await e.join(1, utc8);
    await e.tick();
    await e.drain();
    const at = (hour: number) => `2026-03-19T${hour}:00:00.000Z`;
    e.world.papers.push(paperOf(60, { newsAt: at(12) }), paperOf(61, { newsAt: at(15) }));
    // The day after it cannot be closed before it is the next.
    e.world.choices = (day) => ({
      pins: [],
      drops: [],
      closesAt: day > '2026-03-20' ? at(13) : day === '2026-03-20' ? at(14) : undefined,
    });
    e.world.now = new Date('2026-03-19T14:17:00Z');
    const mailed = e.world.journal.length;
    expect((await e.tick()).editions).toMatchObject([{ id: '2026-03-20' }]);
    expect(await e.editions.get('2026-03-20')).toMatchObject({ start: '2026-03-19T05:00:00.000Z', end: at(14), papers: 1 });
    e.world.choices = () => ({ pins: [], drops: [] });
    for (e.world.now = new Date('2026-03-19T15:02:00Z'); e.world.now < new Date('2026-03-20T08:00:00Z'); e.after(HOUR)) {
      await e.tick();
      await e.drain();
    }
    expect(e.world.journal).toHaveLength(mailed);
    e.world.now = new Date('2026-03-20T08:02:00Z');
    await e.tick();
    await e.drain();
    expect(e.world.journal.slice(mailed).map(({ tags, subject }) => [tags.edition, subject])).toEqual([
      ['2026-03-20', expect.stringMatching(/^Paper number 60 and/)],
    ]);
    e.world.now = new Date('2026-03-21T08:02:00Z');
    await e.tick();
    expect(await e.editions.get('2026-03-21')).toMatchObject({ start: at(14), papers: 1, title: 'Paper number 61' });
  });

  it('keeps an editor’s sentence and subject, with what stood there before, and asks no model about it', async () => {
    const edits = new Map([['title:1', { tldr: 'The editor says so.', subject: 'science' as const }]]);
    e.world.choices = () => ({ pins: [], drops: [], edits });
    const asked: string[] = [];
    e.world.summarise = (shown) => {
      asked.push(...shown.map(({ id }) => id));
      return new Map(shown.map(({ id }) => [id, 'The model says so.']));
    };
    await e.tick();
    const papers = await e.files.papers((await e.editions.printed('daily', 1))[0]!);
    const edited = papers.find(({ id }) => id === 'title:1');
    expect(edited).toMatchObject({ tldr: 'The editor says so.', subject: 'science' });
    expect(edited?.edited).toEqual({ tldr: 'We study the number 1.', subject: expect.any(String) });
    expect(papers.filter((paper) => paper.edited)).toHaveLength(1);
    expect([asked.includes('title:0'), asked.includes('title:1')]).toEqual([true, false]);
  });

  it('leaves out what was withdrawn after it had become news', async () => {
    e.world.papers = [paperOf(1, {}), paperOf(2, { withdrawn: true, upvotes: 90 })];
    await e.tick();
    const [edition] = await e.editions.printed('daily', 1);
    expect((await e.files.papers(edition!)).map(({ id }) => id)).toEqual(['title:1']);
  });

  it('has a model tell of the papers it shows and whose feed brought no summary; all others speak for themselves', async () => {
    await e.join(1, utc8);
    e.world.papers = Array.from({ length: 20 }, (_, n) => paperOf(n, n === 1 ? { summary: 'The feed says so.' } : {}));
    const asked: string[] = [];
    e.world.summarise = (shown) => {
      asked.push(...shown.map(({ id }) => id));
      return new Map([['title:0', 'The model says so.']]);
    };
    e.world.now = new Date('2026-03-19T08:02:00Z');
    await e.tick();
    // Fourteen are shown, of which one has a summary.
    expect(new Set(asked).size).toBe(13);
    expect(asked).toContain('title:0');
    expect(asked).not.toContain('title:1');
    const papers = await e.files.papers((await e.editions.printed('daily', 1))[0]!);
    const told = (n: number) => papers.find(({ id }) => id === `title:${n}`)?.tldr;
    expect([0, 1, 2].map(told)).toEqual(['The model says so.', 'The feed says so.', 'We study the number 2.']);
  });

  it('has an edition for the web also without readers, and a week on Fridays', async () => {
    await e.tick();
    e.after(DAY);
    e.world.papers.push(paperOf(9, { newsAt: '2026-03-19T20:00:00.000Z' }));
    await e.tick();
    expect((await e.editions.printed('daily', 10)).map(({ id }) => id)).toEqual(['2026-03-20', '2026-03-19']);
    expect((await e.editions.printed('weekly', 10)).map(({ id }) => id)).toEqual(['2026-03-20-week']);
  });

  it('[R57] skips at expiry what nobody delivered, and that fences a worker that comes late', async () => {
    const readerId = await e.join(1, utc8);
    await e.tick();
    const [message] = e.world.queue;
    e.after(13 * HOUR);
    const { closed } = await e.tick();
    expect(closed).toEqual([
      { edition: EDITION, due: DUE, audience: 1, SENT: 0, REJECTED: 0, SKIPPED: 1, UNKNOWN: 0, unknown: [], gap: 0 },
    ]);
    expect(await e.send(message!)).toMatchObject({ SENT: 0 });
    const copy = { edition: EDITION, dispatch: DUE, readerId };
    expect(await e.ledger.claim(copy, undefined, e.world.now)).toBeUndefined();
    expect(e.world.journal).toEqual([]);
  });

  it('queues again what a lost message left unfinished', async () => {
    await e.join(1, utc8);
    await e.tick();
    e.world.queue = [];
    e.after(5 * MINUTE);
    await e.tick();
    expect(e.world.queue).toEqual([]);
    e.after(10 * MINUTE);
    await e.tick();
    await e.drain();
    expect(e.world.journal.map(({ to }) => to)).toEqual(['reader-1@example.org']);
  });

  it('serves an audience of many batches, each reader once', async () => {
    const e = engine(memoryStores());
    e.world.papers = [paperOf(0)];
    for (let n = 0; n < 230; n++) await e.join(n, utc8);
    await e.tick();
    expect(e.world.queue).toHaveLength(3);
    e.world.queue.push(...e.world.queue);
    await e.drain();
    expect(new Set(e.world.journal.map(({ tags }) => tags.reader)).size).toBe(230);
    expect(e.world.journal).toHaveLength(230);
    expect(readerIdOf(1)).toHaveLength(22);
  });
});

describe('a tick in which something fails', () => {
  let e: ReturnType<typeof engine>;
  /** What is made to fail: a call of a port with these arguments. */
  let broken: (name: string, args: readonly unknown[]) => boolean;

  beforeEach(async () => {
    broken = () => false;
    e = engine(memoryStores(), async (name, call, args) => {
      if (broken(name, args)) throw new Error(`${name} fails`);
      return call();
    });
    e.world.papers = [0, 1, 2].map((n) => paperOf(n));
    await e.join(1, utc8);
    await e.join(2, { ...utc8, hour: 7 });
  });

  it.each(['files.keepAudience', 'editions.addDispatch', 'queue.send', 'editions.enqueued'])(
    'serves the others when one dispatch fails as %s is called, and names it; the next tick makes it good',
    async (port) => {
      broken = (name, args) => name === port && JSON.stringify(args).includes('T07:00');
      const report = await e.tickAnyhow();
      expect(report.failed).toEqual([{ what: '2026-03-19 due 2026-03-19T07:00:00.000Z', error: new Error(`${port} fails`) }]);
      expect(report.dispatched).toContainEqual({ edition: EDITION, due: DUE, audience: 1 });
      await e.drain();
      expect(e.world.journal.map(({ to }) => to)).toContain('reader-1@example.org');
      broken = () => false;
      expect((await e.tick()).failed).toEqual([]);
      await e.drain();
      expect(e.world.journal.map(({ to }) => to).sort()).toEqual(['reader-1@example.org', 'reader-2@example.org']);
    },
  );

  it.each(['files.keepPapers', 'editions.make', 'papers.newsBetween'])(
    'carries on with open dispatches when the day cannot be closed (%s), and closes it later',
    async (port) => {
      await e.tick();
      e.after(DAY);
      e.world.papers.push(paperOf(9, { newsAt: '2026-03-19T20:00:00.000Z' }));
      broken = (name) => name === port;
      expect((await e.tickAnyhow()).failed).toMatchObject([{ what: 'closing the day' }]);
      expect((await e.accounts(EDITION)).state).toBe('CLOSED');
      broken = () => false;
      expect((await e.tick()).editions).toMatchObject([{ id: '2026-03-20' }]);
    },
  );

  it('serves the others when one open dispatch cannot be read or carried on', async () => {
    await e.tick();
    for (const port of ['editions.dispatch', 'editions.finishedBatches']) {
      e.after(15 * MINUTE);
      broken = (name, args) => name === port && JSON.stringify(args).includes('T07:00');
      expect((await e.tickAnyhow()).failed).toMatchObject([{ what: '2026-03-19 due 2026-03-19T07:00:00.000Z' }]);
      broken = () => false;
      await e.drain();
      expect(e.world.journal).toHaveLength(2);
    }
  });

  it('serves the other wishes when one of the list cannot be read', async () => {
    const { wishes } = e.readers;
    e.readers.wishes = async () => [{ wish: 'daily#PST#08', usedAt: DUE }, ...(await wishes())];
    const flaky = engine({ ...memoryStores(), readers: e.readers, editions: e.editions, ledger: e.ledger });
    flaky.world.papers = e.world.papers;
    expect((await flaky.tickAnyhow()).failed).toMatchObject([{ what: 'the wish daily#PST#08' }]);
    await flaky.drain();
    expect(flaky.world.journal).toHaveLength(2);
  });

  it('tells what it did when the quota cannot be asked for', async () => {
    broken = (name) => name === 'account';
    expect(await e.tickAnyhow()).toMatchObject({ dispatched: [{ edition: EDITION }, { edition: EDITION }], failed: [{}] });
  });
});
