import { describe, expect, it, test } from 'vitest';
import { expectation } from '../../functions/contract/expect.ts';
import { judgeUploads } from '../../functions/digest/uploads.ts';
import { noTally, type Receipt } from '../../functions/domain/receipt.ts';
import type { SourceState } from '../../functions/domain/source-state.ts';
import { engine, memoryStores } from '../fakes/engine.ts';

const WEEKDAYS = expectation.parse('weekdays by 06:00 UTC')!;

const upload = (at: string, over: Partial<Receipt> = {}, papers = 20): Receipt => ({
  ...{ id: `${at}#1`, key: `feeds/ours/${at}.json`, eTag: at, outcome: 'accepted', taken: 'news', durationMs: 1, ...noTally() },
  counts: { ...noTally().counts, new: papers },
  ...over,
});

/** What a tick at each of these instants says, with what was uploaded by then. */
async function judged(receipts: readonly Receipt[], ...at: string[]) {
  let row: SourceState | undefined;
  for (const now of at)
    row = await judgeUploads(
      {
        papers: {
          receiptsBetween: async (start, end) => receipts.filter(({ id }) => id >= start.toISOString() && id < end.toISOString()),
        },
        sources: { states: async () => (row ? [row] : []), put: async () => {} },
        expected: { rhythm: WEEKDAYS, fetched: ['arxiv-cs.CL'] },
      },
      new Date(now),
    );
  return row?.health;
}

describe('[R122] uploads of a publisher who says when they come', () => {
  // The 13th of March 2026 is a Friday.
  const friday = upload('2026-03-13T05:30:00.000Z');
  const monday = upload('2026-03-15T22:00:00.000Z');
  test.each([
    ['fresh', 'on the day itself', [friday], '2026-03-13T08:02:00Z'],
    ['quiet', 'on Sunday', [friday], '2026-03-15T20:02:00Z'],
    ['quiet', 'on Monday before the hour', [friday], '2026-03-16T05:47:00Z'],
    ['stale', 'on Monday from the hour on', [friday], '2026-03-16T06:02:00Z'],
    ['fresh', 'on Monday, with what came on Sunday night', [friday, monday], '2026-03-16T06:02:00Z'],
    ['stale', 'by a file of last week once more', [friday, { ...monday, counts: noTally().counts }], '2026-03-16T06:02:00Z'],
    ['stale', 'by what fills the archive', [friday, { ...monday, taken: 'archive' as const }], '2026-03-16T06:02:00Z'],
    ['stale', 'by what FETCH put', [friday, { ...monday, key: 'feeds/arxiv-cs.CL/a.xml' }], '2026-03-16T06:02:00Z'],
    [
      'quiet',
      'where the file says itself that it is empty',
      [friday, { ...monday, outcome: 'empty' as const, counts: noTally().counts }],
      '2026-03-16T06:02:00Z',
    ],
    ['quiet', 'before the first hour that was said, with nothing ever uploaded', [], '2026-03-16T05:47:00Z'],
  ])('are %s: %s', async (state, _, receipts, at) => {
    expect(await judged(receipts, at)).toMatchObject({ state });
    expect(await judged(receipts, '2026-03-13T07:00:00Z', at)).toMatchObject({ state });
  });

  it('say by when they were due, and go on saying it', async () => {
    const said = { state: 'stale', says: 'last new papers 2026-03-13 05:30 UTC; more was due by 2026-03-16 06:00 UTC' };
    expect(await judged([friday], '2026-03-16T06:02:00Z')).toEqual(said);
    expect(await judged([friday], '2026-03-14T06:02:00Z', '2026-03-16T06:02:00Z', '2026-03-16T23:47:00Z')).toEqual(said);
  });

  it('are thin by whole days, in however many files they come', async () => {
    const days = ['02', '03', '04', '05', '06', '09', '10'].map((day) => `2026-03-${day}`);
    const files = days.flatMap((day) => [upload(`${day}T03:00:00.000Z`, {}, 40), upload(`${day}T04:00:00.000Z`, {}, 5)]);
    const each = days.map((day) => `${day}T06:02:00Z`);
    const next = '2026-03-12T05:00:00Z';
    expect(await judged([...files, upload('2026-03-11T03:00:00.000Z', {}, 5)], ...each, '2026-03-11T03:02:00Z')).toMatchObject({
      state: 'fresh',
    });
    expect(await judged([...files, upload('2026-03-11T03:00:00.000Z', {}, 5)], ...each, next)).toMatchObject({
      state: 'thin',
      says: 'its last batch has 5 papers, and 45 are usual',
    });
    const bare = upload('2026-03-11T03:00:00.000Z', { remarks: { 'no abstracts': 40 } }, 40);
    expect(await judged([...files, bare], ...each, next)).toMatchObject({ state: 'thin' });
  });

  it('give an empty day its reason when it closes', async () => {
    const e = engine(memoryStores());
    e.expectUploads({ rhythm: expectation.parse('every day by 04:00 UTC')!, fetched: [] });
    e.world.now = new Date('2026-03-18T05:02:00Z');
    e.world.receipts = [upload('2026-03-18T03:00:00.000Z')];
    expect(await e.tick()).toMatchObject({ uploads: { state: 'fresh' } });
    e.world.now = new Date('2026-03-19T05:02:00Z');
    expect(await e.tick()).toMatchObject({ uploads: { state: 'stale' } });
    expect(await e.editions.get('2026-03-19')).toMatchObject({ state: 'EMPTY', missing: 'late' });
  });
});

test('a rhythm is days, an hour and a zone, or a sentence says so', () => {
  expect(expectation.parse('')).toBeUndefined();
  expect(expectation.parse('every day by 05:00 Europe/Berlin')).toMatchObject({ zone: 'Europe/Berlin', hour: 5 });
  // From the same hour of the day before on.
  expect(expectation.parse('Monday, Thursday by 12:00 UTC')?.weekdays).toEqual([7, 3]);
  for (const wrong of [
    'weekdays',
    'weekdays by 6',
    'weekdays by 06:30 UTC',
    'Mondays by 06:00 UTC',
    'weekdays by 06:00 Mars/North',
    'weekdays by 25:00 UTC',
  ])
    expect(expectation.safeParse(wrong).error?.issues[0]?.message, wrong).toContain('weekdays by 06:00 UTC');
});
