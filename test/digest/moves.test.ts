import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confirm } from '../../functions/domain/consent.ts';
import type { Preferences } from '../../functions/domain/schedule.ts';
import { engine, memoryStores, paperOf, readerIdOf } from '../fakes/engine.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 2, 18, 12);
const daily = (zone: string, hour = 8): Preferences => ({ frequency: 'daily', weekday: 1, zone, hour });

/** Lives days hour by hour, a paper an hour, while one reader moves. Returns the papers of each mail, by hour of arrival. */
async function live(days: number, first: Preferences, moves: { after: number; to: Preferences }[], outage?: [number, number]) {
  const e = engine(memoryStores());
  e.world.now = new Date(START + 2 * 60_000);
  e.world.papers = Array.from({ length: days * 24 }, (_, n) =>
    paperOf(n, { newsAt: new Date(START + n * HOUR + 1_800_000).toISOString() }),
  );
  await e.join(1, first, e.world.now.toISOString());
  for (let hour = 0; hour < days * 24; hour++) {
    for (const { to } of moves.filter(({ after }) => after === hour)) {
      const reader = (await e.readers.get(readerIdOf(1)))!;
      const { next } = confirm({ ...reader, requested: to }, 1, e.world.now, await e.editions.servedUntil(reader.slot!));
      if (next) await e.readers.save(next);
    }
    if (!outage || hour < outage[0] || hour >= outage[1]) {
      await e.tick();
      await e.drain();
    }
    e.after(HOUR);
  }
  return Promise.all(
    e.world.journal.map(async ({ tags, at }) => {
      const edition = (await e.editions.get(tags.edition!))!;
      const papers: { id: string }[] = JSON.parse(e.world.files.get(edition.papersKey)!);
      return {
        at: new Date(at),
        papers: papers.map(({ id }) => Number(id.slice('title:'.length))).sort((a, b) => a - b),
      };
    }),
  );
}

/** Every paper from the first mail's first to the last mail's last, once and in order. */
function expectTiled(mails: { papers: number[] }[]) {
  const got = mails.flatMap(({ papers }) => papers);
  expect(got).toEqual(Array.from({ length: got.length }, (_, n) => got[0]! + n));
}

describe('[R91][R94] a reader who moves', () => {
  it.each([
    ['Pacific/Auckland', 'Pacific/Honolulu'],
    ['Pacific/Honolulu', 'Pacific/Auckland'],
  ])('from %s to %s between two editions gets every paper once, and one edition a local day', async (from, to) => {
    for (let after = 24; after < 72; after++) {
      const mails = await live(7, daily(from), [{ after, to: daily(to) }]);
      expectTiled(mails);
      expect(mails.length).toBeGreaterThanOrEqual(5);
      for (const [n, { at }] of mails.entries()) {
        const day = new Intl.DateTimeFormat('sv-SE', {
          timeZone: at.getTime() < START + after * HOUR ? from : to,
          dateStyle: 'short',
        });
        if (n > 0) expect(day.format(at) > day.format(mails[n - 1]!.at), `moved after ${after} hours`).toBe(true);
      }
    }
  });

  it('there and back, to another hour, from daily to weekly and back, whenever: every paper comes once', async () => {
    const preferences = fc.record({
      frequency: fc.constantFrom('daily' as const, 'daily' as const, 'weekly' as const),
      weekday: fc.integer({ min: 1, max: 7 }),
      hour: fc.integer({ min: 0, max: 23 }),
      zone: fc.constantFrom('Pacific/Auckland', 'Pacific/Honolulu', 'Europe/Berlin', 'Asia/Kathmandu', 'America/New_York'),
    });
    const moves = fc.array(fc.record({ after: fc.integer({ min: 1, max: 400 }), to: preferences }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(preferences, moves, async (first, wishes) => {
        expectTiled(await live(21, first, wishes));
      }),
      { numRuns: 25 },
    );
  }, 120_000);
});

describe('[R93] an outage of three days', () => {
  it('is made good by one catch-up at most, with every paper in it', async () => {
    // It ends at 8:00, 12:00, 19:00 (just in time for that morning's edition), 21:00 (too late for it) and 8:00.
    for (const begin of [20, 24, 31, 33, 44]) {
      const mails = await live(8, daily('UTC'), [], [begin, begin + 72]);
      expectTiled(mails);
      expect(mails.filter(({ papers }) => papers.length > 24)).toHaveLength(1);
      expect(Math.max(...mails.map(({ papers }) => papers.length))).toBeGreaterThanOrEqual(72);
      expect(new Set(mails.map(({ at }) => at.toISOString().slice(0, 10))).size).toBe(mails.length);
    }
  });
});
