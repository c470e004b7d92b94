import { describe, expect, it } from 'vitest';
import { cameWith, EXPIRED, isOpenTo, type LedgerRow, MOVED, owed, tallyOf } from '../../functions/domain/ledger.ts';
import { editionId, type Preferences } from '../../functions/domain/schedule.ts';

const day = (n: number) => `2026-03-${String(n).padStart(2, '0')}`;
const DAILY: Preferences = { frequency: 'daily', weekday: 5, hour: 8, zone: 'UTC' };
const WEEKLY: Preferences = { ...DAILY, frequency: 'weekly' };
const ada = { preferences: DAILY, since: '2026-01-01T00:00:00.000Z' };
const weeks = () => [row('2026-03-13-week', 'SENT'), row('2026-03-20-week', 'SENT')];

/** The fortnight to a day, with an edition each day. */
const recent = (to: number) => Array.from({ length: 14 }, (_, i) => ({ day: day(to - i), end: `${day(to - i)}T05:00:00.000Z` }));
const copy = (n: number, frequency: Preferences['frequency'] = 'daily') => ({
  edition: editionId(day(n), frequency),
  day: day(n),
  due: new Date(`${day(n)}T08:00:00.000Z`),
  recent: recent(n),
});
const row = (edition: string, state: LedgerRow['state'], detail?: string): LedgerRow => ({
  edition,
  readerId: 'r',
  dispatch: `${edition.slice(0, 10)}T08:00:00.000Z`,
  state,
  attempt: 1,
  at: `${edition.slice(0, 10)}T08:02:00.000Z`,
  detail,
});
const sent = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => row(day(from + i), 'SENT'));

describe('the days a copy brings', () => {
  it('are its own, for who got every copy before', () => {
    expect(owed(copy(20), ada, sent(1, 19))).toEqual({ days: [day(20)], beyond: [] });
    expect(owed(copy(20, 'weekly'), { ...ada, preferences: WEEKLY }, [row('2026-03-13-week', 'SENT')])).toEqual({
      days: [20, 19, 18, 17, 16, 15, 14].map(day),
      beyond: [],
    });
  });

  it('and those that no copy accounts for: missed, expired, given back, or not due any more, as far back as a fortnight', () => {
    const rows = [
      ...sent(1, 15),
      row(day(16), 'SKIPPED', EXPIRED),
      row(day(17), 'SKIPPED', MOVED),
      row(day(18), 'PENDING'),
      row(day(19), 'SENT'),
    ];
    expect(owed(copy(20), ada, rows)).toEqual({ days: [20, 18, 17, 16].map(day), beyond: [18, 17, 16].map(day) });
    expect(owed(copy(31), ada, [])).toMatchObject({ days: recent(31).map(({ day }) => day) });
  });

  it('no day that ended with a named reason, or whose fate is open or unknown', () => {
    const rows = (['SENT', 'REJECTED', 'UNKNOWN', 'CLAIMED'] as const).map((state, i) => row(day(14 + i), state));
    const named = ['paused', 'away'].map((reason, i) => row(day(18 + i), 'SKIPPED', reason));
    expect(owed(copy(20), ada, [...sent(1, 13), ...rows, ...named]).days).toEqual([day(20)]);
  });

  it('a day that was to come with another copy, if that one left it open after all', () => {
    const left = (carrier: LedgerRow) =>
      owed(copy(21), ada, [...sent(1, 18), row(day(19), 'SKIPPED', cameWith(day(20))), carrier]).days;
    expect(left(row(day(20), 'SENT'))).toEqual([day(21)]);
    for (const reason of [MOVED, EXPIRED]) expect(left(row(day(20), 'SKIPPED', reason))).toEqual([21, 20, 19].map(day));
    expect(owed(copy(20), ada, [...sent(1, 18), row(day(19), 'SKIPPED', cameWith(day(20)))]).beyond).toEqual([day(19)]);
  });

  it('no day before the subscription began, of a pause or an absence, or without an edition', () => {
    const since = { ...ada, since: '2026-03-18T12:00:00.000Z' };
    expect(owed(copy(21), since, []).days).toEqual([21, 20, 19].map(day));
    const paused = { ...ada, gaps: [{ from: '2026-03-17T12:00:00.000Z', to: '2026-03-20T00:00:00.000Z' }] };
    expect(owed(copy(21), paused, sent(1, 16)).days).toEqual([21, 20, 17].map(day));
    const weekend = { ...copy(21), recent: recent(21).filter((one) => one.day !== day(19)) };
    expect(owed(weekend, ada, sent(1, 17)).days).toEqual([21, 20, 18].map(day));
  });

  it('no day that closed, before the close time changed, in an absence that began between the hour now and its close', () => {
    const gone = { ...ada, gaps: [{ from: '2026-03-19T08:30:00.000Z', to: '2026-03-20T12:00:00.000Z' }] };
    const closedAt = (end: string) => recent(21).map((one) => (one.day === day(19) ? { ...one, end } : one));
    const days = (end: string) => owed({ ...copy(21), recent: closedAt(end) }, gone, sent(1, 18)).days;
    expect(days('2026-03-19T05:00:00.000Z')).toEqual([day(21), day(19)]);
    expect(days('2026-03-19T09:00:00.000Z')).toEqual([day(21)]);
  });

  it('from weekly to daily those since the last week, from daily to weekly those not had daily', () => {
    expect(owed(copy(22), ada, weeks())).toEqual({ days: [22, 21].map(day), beyond: [day(21)] });
    expect(owed(copy(20, 'weekly'), { ...ada, preferences: WEEKLY }, sent(1, 17)).days).toEqual([20, 19, 18].map(day));
  });

  it('none on a local day that had mail already, in the zone of the reader; twice weekly none in the same week', () => {
    const late = { ...copy(20), due: new Date('2026-03-20T20:00:00.000Z') };
    const early = row(day(19), 'SENT');
    expect(owed(late, ada, [{ ...early, dispatch: '2026-03-20T01:00:00.000Z' }]).days).toEqual([]);
    expect(owed(late, ada, [{ ...early, dispatch: '2026-03-19T23:00:00.000Z' }]).days).not.toEqual([]);
    const auckland = { ...ada, preferences: { ...DAILY, zone: 'Pacific/Auckland' } };
    expect(owed(copy(20), auckland, [{ ...early, dispatch: '2026-03-19T12:00:00.000Z' }]).days).toEqual([]);
    const skipped = row(day(19), 'SKIPPED', MOVED);
    expect(owed(late, ada, [{ ...skipped, dispatch: '2026-03-20T01:00:00.000Z' }]).days).not.toEqual([]);

    const saturday = copy(21, 'weekly');
    expect(owed(saturday, { ...ada, preferences: WEEKLY }, weeks()).days).toEqual([]);
    expect(owed(copy(23, 'weekly'), { ...ada, preferences: WEEKLY }, weeks()).days).toEqual([23, 22, 21].map(day));
  });
});

describe('a dispatch', () => {
  const [mine, other] = ['2026-03-20T08:00:00.000Z', '2026-03-20T12:00:00.000Z'];
  const at = (dispatch: string, state: LedgerRow['state'], detail?: string) => ({ ...row(day(20), state, detail), dispatch });

  it('may try what nobody has ended: not what another one skipped for good, nor its own twice', () => {
    expect(isOpenTo(mine, undefined)).toBe(true);
    expect(isOpenTo(mine, at(other, 'PENDING'))).toBe(true);
    expect(isOpenTo(mine, at(other, 'SKIPPED', MOVED))).toBe(true);
    for (const ended of [at(mine, 'SKIPPED', MOVED), at(other, 'SKIPPED', 'paused'), at(other, 'SENT'), at(other, 'CLAIMED')])
      expect(isOpenTo(mine, ended)).toBe(false);
  });

  it('counts a copy that another one has as skipped, so that the states of each sum to its audience', () => {
    const rows = new Map<string, LedgerRow>([
      ['a', at(mine, 'SENT')],
      ['b', at(other, 'SENT')],
      ['c', at(other, 'CLAIMED')],
      ['d', { ...at(mine, 'SKIPPED', cameWith(day(21))), dispatch: undefined }],
      ['p', at(mine, 'SKIPPED', 'paused')],
    ]);
    expect(tallyOf(mine, ['a', 'b', 'c', 'd'], rows)).toEqual({ SENT: 1, REJECTED: 0, SKIPPED: 3, UNKNOWN: 0 });
    expect(tallyOf(mine, ['a', 'p'], rows)).toEqual({ SENT: 1, REJECTED: 0, SKIPPED: 1, UNKNOWN: 0, paused: 1 });
    expect(tallyOf(mine, ['a', 'e'], rows)).toBeUndefined();
    expect(tallyOf(other, ['b', 'c'], rows)).toBeUndefined();
  });
});
