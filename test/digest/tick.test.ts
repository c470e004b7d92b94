import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { confirm } from '../../functions/domain/consent.ts';
import type { PrintedPaper } from '../../functions/domain/edition.ts';
import { engine, memoryStores, paperOf, readerIdOf, tableStores } from '../fakes/engine.ts';
import { startTables } from '../fakes/tables.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const berlin8 = { frequency: 'daily', weekday: 1, hour: 8, zone: 'Europe/Berlin' } as const; // 07:00 UTC in March: shares the house's window
const utc8 = { frequency: 'daily', weekday: 1, hour: 8, zone: 'UTC' } as const;

let tables: Awaited<ReturnType<typeof startTables>>;
let e: ReturnType<typeof engine>;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());
beforeEach(async () => {
  e = engine(tableStores(tables.client, await tables.fresh()));
  e.world.papers = [0, 1, 2].map((n) => paperOf(n));
});

describe('a tick', () => {
  it('freezes what is due, with its audience, and queues it; SEND delivers; a later tick closes the accounts', async () => {
    await e.join(1, utc8);
    await e.join(2, utc8);
    const report = await e.tick();
    // 07:00 is the house edition, which has no readers and closes at once; 08:00 has two.
    expect(report.frozen).toEqual([
      { id: 'daily-20260318T0700-20260319T0700', papers: 3, audience: 0 },
      { id: 'daily-20260318T0800-20260319T0800', papers: 3, audience: 2 },
    ]);
    expect(report.closed.map(({ id }) => id)).toEqual(['daily-20260318T0700-20260319T0700']);
    expect(e.world.queue).toEqual([{ edition: 'daily-20260318T0800-20260319T0800', batch: 0 }]);

    expect(await e.drain()).toEqual([{ SENT: 2, REJECTED: 0, SKIPPED: 0, UNKNOWN: 0, halt: undefined }]);
    e.after(15 * MINUTE);
    expect((await e.tick()).closed).toEqual([
      { id: 'daily-20260318T0800-20260319T0800', audience: 2, SENT: 2, REJECTED: 0, SKIPPED: 0, UNKNOWN: 0, unknown: [], gap: 0 },
    ]);
  });

  it('[R90] fired three times, also at once, freezes one edition and no reader gets two copies', async () => {
    await e.join(1, utc8);
    await Promise.all([e.tick(), e.tick(), e.tick()]);
    await e.drain();
    await e.tick();
    await e.drain();
    expect(e.world.journal.map(({ to }) => to)).toEqual(['reader-1@example.org']);
  });

  it('serves slots that share a window with one edition', async () => {
    e.world.now = new Date('2026-03-19T07:02:00Z');
    await e.join(1, berlin8);
    await e.join(2, { ...utc8, hour: 7 });
    const { frozen } = await e.tick();
    expect(frozen).toEqual([{ id: 'daily-20260318T0700-20260319T0700', papers: 3, audience: 2 }]);
    await e.drain();
    expect(e.world.journal.map(({ subject }) => subject)).toEqual(
      Array(2).fill('Paper number 0 and 2 more papers · Thursday, 19 March 2026'),
    );
  });

  it('[R96] sends nothing for a window without news, and its slot still moves on', async () => {
    await e.join(1, utc8);
    e.world.papers = [];
    expect((await e.tick()).frozen).toEqual([]);
    e.world.papers = [paperOf(7, { newsAt: '2026-03-19T07:59:00.000Z' })];
    expect((await e.tick()).frozen).toEqual([]);
    e.world.papers.push(paperOf(8, { newsAt: '2026-03-19T09:00:00.000Z' }));
    e.after(DAY);
    await e.tick();
    const [edition] = await e.editions.open();
    expect(edition).toBe('daily-20260319T0800-20260320T0800');
    expect((await e.editions.get(edition!))!.papers).toBe(1);
  });

  it('forgets a slot that is empty and that nobody came to for a fortnight, and begins it anew for who comes later', async () => {
    const e = engine(memoryStores(() => e.world.now));
    const { save, get, slots } = e.readers;
    const leave = async (readerId: string) => save({ ...(await get(readerId))!, status: 'unsubscribed', slot: undefined });
    const names = async () => (await slots()).map(({ slot }) => slot).sort();
    const live = async (days: number) => {
      for (let day = 0; day < days; day++) {
        await e.tick();
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
    await save({ ...(await get(late))!, status: 'active', slot: 'daily#UTC#09' });
    await leave(late);
    await live(14);
    expect(await names()).toEqual(['daily#UTC#09']);
    await live(2);
    expect(await names()).toEqual([]);

    const hoursAgo = (hours: number) => new Date(e.world.now.getTime() - hours * HOUR).toISOString();
    await e.join(3, utc8, hoursAgo(0));
    e.world.papers = [paperOf(1, { newsAt: hoursAgo(5 * 24) }), paperOf(2, { newsAt: hoursAgo(1) })];
    e.after(DAY);
    const { frozen } = await e.tick();
    expect(frozen.find(({ audience }) => audience === 1)?.papers).toBe(1);
  });

  it('tiles time: every paper is in exactly one edition of a slot, whatever days are missed [R93]', async () => {
    await e.join(1, utc8);
    const seen: string[] = [];
    const days = [1, 1, 4, 1, 2];
    for (let n = 0; n < 300; n++)
      e.world.papers.push(paperOf(100 + n, { newsAt: new Date(Date.UTC(2026, 2, 18, 8) + n * HOUR).toISOString() }));
    for (const skip of days) {
      await e.tick();
      for (const { edition } of e.world.queue) {
        const row = (await e.editions.get(edition))!;
        if (row.windowEnd.includes('T08'))
          seen.push(...JSON.parse(e.world.files.get(row.papersKey)!).map(({ id }: { id: string }) => id));
      }
      await e.drain();
      e.after(skip * DAY);
    }
    const upTo = Date.UTC(2026, 2, 19 + 1 + 1 + 4 + 1, 8);
    const expected = e.world.papers.filter(
      ({ newsAt }) => Date.parse(newsAt!) >= Date.UTC(2026, 2, 18, 8) && Date.parse(newsAt!) < upTo,
    );
    expect([...seen].sort()).toEqual(expected.map(({ id }) => id).sort());
    expect(e.world.journal).toHaveLength(days.length);
  });

  it('[R57][R93] sends no edition that is older than half a day; the next one covers its papers', async () => {
    await e.join(1, utc8);
    e.world.now = new Date('2026-03-20T06:00:00Z');
    expect((await e.tick()).frozen.filter(({ audience }) => audience)).toEqual([]);
    e.world.now = new Date('2026-03-20T08:02:00Z');
    await e.tick();
    await e.drain();
    expect(e.world.journal).toHaveLength(1);
    expect(await e.editions.get('daily-20260318T0800-20260320T0800')).toMatchObject({ papers: 3 });
  });

  it('starts a new slot with its first due instant after somebody came to it', async () => {
    await e.join(1, utc8, '2026-03-19T08:01:00.000Z');
    await e.tick();
    expect(e.world.queue).toEqual([]);
    e.world.papers.push(paperOf(9, { newsAt: '2026-03-19T20:00:00.000Z' }));
    e.after(DAY);
    await e.tick();
    await e.drain();
    expect(e.world.journal).toHaveLength(1);
  });

  it('[R54] keeps who joined and what arrived during the run out of the frozen edition', async () => {
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

  it('serves a reader who moves from where the last edition ended, on the next local day [R91]', async () => {
    for (let n = 0; n < 80; n++)
      e.world.papers.push(paperOf(100 + n, { newsAt: new Date(Date.UTC(2026, 2, 19, 8) + n * HOUR).toISOString() }));
    const readerId = await e.join(1, utc8);
    await e.tick();
    await e.drain();
    const reader = (await e.readers.get(readerId))!;
    const moved = confirm(
      { ...reader, requested: { ...utc8, hour: 20 } },
      1,
      e.world.now,
      await e.editions.servedUntil('daily#UTC#08'),
    ).next!;
    await e.readers.save(moved);
    const windows: string[] = [];
    for (let hour = 0; hour < 72; hour++) {
      e.after(HOUR);
      await e.tick();
      await e.drain();
      windows.push(...e.world.journal.slice(1 + windows.length).map(({ tags }) => tags.edition!));
    }
    expect(windows).toEqual(['daily-20260319T0800-20260320T2000', 'daily-20260320T2000-20260321T2000']);
  });

  it('freezes the editor’s pins, drops and note of the house’s day; what is decided later changes no frozen edition', async () => {
    await e.join(1, utc8);
    const days: string[] = [];
    e.world.choices = (day) => {
      days.push(day);
      return { pins: ['title:2'], drops: ['title:0'], note: 'Mind the second one.' };
    };
    const { frozen } = await e.tick();
    expect(frozen.map(({ papers }) => papers)).toEqual([2, 2]);
    expect(new Set(days)).toEqual(new Set(['2026-03-19']));
    const row = (await e.editions.get('daily-20260318T0800-20260319T0800'))!;
    expect(row).toMatchObject({ title: 'Paper number 2', note: 'Mind the second one.' });
    e.world.choices = () => ({ pins: [], drops: ['title:2'] });
    await e.tick();
    await e.drain();
    expect(e.world.journal.map(({ subject }) => subject)).toEqual(['Paper number 2 and 1 more papers · Thursday, 19 March 2026']);
  });

  it('counts the votes of readers when it freezes; those that come later change no frozen edition', async () => {
    await e.join(1, utc8);
    e.world.papers.push(paperOf(50, { newsAt: '2026-03-19T07:30:00.000Z', listedOn: '2026-03-18' }));
    e.world.votes = new Map([['title:50', 9]]);
    await e.tick();
    const { papersKey } = (await e.editions.get('daily-20260318T0800-20260319T0800'))!;
    const frozen = () => JSON.parse(e.world.files.get(papersKey)!).map(({ id, readers }: PrintedPaper) => [id, readers]);
    expect(frozen()[0]).toEqual(['title:50', 9]);
    e.world.votes = new Map([['title:1', 90]]);
    await e.tick();
    await e.drain();
    expect(frozen()[0]).toEqual(['title:50', 9]);
    expect(e.world.journal[0]?.subject).toMatch(/^Paper number 50/);
  });

  it('has a model tell of the papers it shows as cards and whose feed brought no summary; all others speak for themselves', async () => {
    await e.join(1, utc8);
    e.world.papers = Array.from({ length: 20 }, (_, n) => paperOf(n, n === 1 ? { summary: 'The feed says so.' } : {}));
    const asked: string[] = [];
    e.world.summarise = (shown) => {
      asked.push(...shown.map(({ id }) => id));
      return new Map([['title:0', 'The model says so.']]);
    };
    e.world.now = new Date('2026-03-19T08:02:00Z');
    await e.tick();
    expect(new Set(asked)).toEqual(new Set([0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14].map((n) => `title:${n}`)));
    const { papersKey } = (await e.editions.get('daily-20260318T0800-20260319T0800'))!;
    const frozen: PrintedPaper[] = JSON.parse(e.world.files.get(papersKey)!);
    expect(frozen.slice(0, 3).map(({ tldr }) => tldr)).toEqual([
      'The model says so.',
      'The feed says so.',
      'We study the number 2.',
    ]);
  });

  it('lists the house edition for the web even without readers', async () => {
    await e.tick();
    expect(await e.editions.house(10)).toEqual([
      { id: 'daily-20260318T0700-20260319T0700', title: 'Paper number 0', papers: 3, windowEnd: '2026-03-19T07:00:00.000Z' },
    ]);
  });

  it('[R57] skips at expiry what nobody delivered, and that fences a worker that comes late', async () => {
    const readerId = await e.join(1, utc8);
    await e.tick();
    const [message] = e.world.queue;
    e.after(13 * HOUR);
    const { closed } = await e.tick();
    expect(closed.filter(({ audience }) => audience)).toEqual([
      { id: message!.edition, audience: 1, SENT: 0, REJECTED: 0, SKIPPED: 1, UNKNOWN: 0, unknown: [], gap: 0 },
    ]);
    expect(await e.send(message!)).toMatchObject({ SENT: 0 });
    expect(await e.ledger.claim({ ...message!, readerId }, 0, e.world.now)).toBeUndefined();
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
  const HOUSE = 'daily-20260318T0700-20260319T0700';
  const UTC8 = 'daily-20260318T0800-20260319T0800';
  let e: ReturnType<typeof engine>;
  /** What is made to fail: a call of a port with these arguments. */
  let broken: (name: string, args: readonly unknown[]) => boolean;

  beforeEach(async () => {
    broken = () => false;
    e = engine(tableStores(tables.client, await tables.fresh()), async (name, call, args) => {
      if (broken(name, args)) throw new Error(`${name} fails`);
      return call();
    });
    e.world.papers = [0, 1, 2].map((n) => paperOf(n));
  });

  it.each([
    ['is frozen', 'files.keepPapers', HOUSE],
    ['is published', 'editions.publish', HOUSE],
    ['is closed', 'editions.close', HOUSE],
  ])('serves the other windows when the first one fails as it %s, and names it', async (_what, port, id) => {
    await e.join(1, utc8);
    broken = (name, [first]) => name === port && JSON.stringify(first).includes(id);
    await expect(e.tick()).rejects.toThrow(`${port} fails`);
    expect(e.report).toMatchObject({
      frozen: expect.arrayContaining([{ id: UTC8, papers: 3, audience: 1 }]),
      failed: [{ what: id }],
    });
    await e.drain();
    expect(e.world.journal.map(({ to }) => to)).toEqual(['reader-1@example.org']);

    // What failed is done by the next tick, and nobody gets a second copy.
    broken = () => false;
    expect((await e.tick()).failed).toEqual([]);
    await e.drain();
    expect((await e.editions.get(HOUSE))?.state).toBe('CLOSED');
    expect(e.world.journal).toHaveLength(1);
  });

  it('serves the other editions when an open one cannot be read or carried on', async () => {
    await e.join(1, utc8);
    await e.join(2, { ...utc8, hour: 9 });
    await e.tick();
    await e.drain();
    for (const port of ['editions.get', 'editions.finishedBatches']) {
      e.after(port === 'editions.get' ? HOUR : 15 * MINUTE);
      broken = (name, [id]) => name === port && id === UTC8;
      await expect(e.tick()).rejects.toThrow(`${port} fails`);
      expect(e.report?.failed).toMatchObject([{ what: UTC8 }]);
      await e.drain();
      expect(e.world.journal.map(({ to }) => to)).toEqual(['reader-1@example.org', 'reader-2@example.org']);
    }
  });

  it.each(['editions.advance', 'editions.get'])(
    '[R93] freezes no window that overlaps an open edition whose slots it could not move on (%s)',
    async (port) => {
      await e.join(1, utc8);
      broken = (name, [slot]) => name === 'editions.advance' && slot === 'daily#UTC#08';
      await expect(e.tick()).rejects.toThrow('editions.advance fails');
      e.world.papers.push(paperOf(9, { newsAt: '2026-03-19T20:00:00.000Z' }));
      e.after(DAY);
      broken = (name, [key]) => name === port && (key === 'daily#UTC#08' || key === UTC8);
      await expect(e.tick()).rejects.toThrow(`${port} fails`);
      expect(e.world.queue).toEqual([]);
      broken = () => false;
      await e.tick();
      await e.drain();
      expect(e.world.journal.map(({ tags }) => tags.edition)).toEqual(['daily-20260319T0800-20260320T0800']);
    },
  );

  it('serves the other slots when one of the list cannot be read', async () => {
    await e.join(1, utc8);
    const reader = (await e.readers.get(await e.join(2, utc8)))!;
    await e.readers.save({ ...reader, slot: 'daily#PST#08' });
    await expect(e.tick()).rejects.toThrow('not a slot: daily#PST#08');
    await e.drain();
    expect(e.world.journal.map(({ to }) => to)).toEqual(['reader-1@example.org']);
  });

  it('tells what it did when the quota cannot be asked for or sign-ups cannot be looked through', async () => {
    await e.join(1, utc8);
    broken = (name) => name === 'account' || name === 'unconfirmed.asked';
    await expect(e.tick()).rejects.toThrow();
    expect(e.report).toMatchObject({ frozen: [{ id: HOUSE }, { id: UTC8 }], closed: [{ id: HOUSE }] });
    expect(e.report?.failed).toHaveLength(2);
  });
});
