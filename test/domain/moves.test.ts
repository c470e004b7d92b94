import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastDue, type Preferences, parseSlot, slotAfter, slotOf } from '../../functions/domain/schedule.ts';

const HOUR = 3_600_000;
const at = (iso: string) => new Date(iso);
const daily = (zone: string, hour: number): Preferences => ({ frequency: 'daily', weekday: 1, zone, hour });

describe('moving to another slot', () => {
  it('keeps how far the reader was served, also where the usual window begins there', () => {
    const berlin = daily('Europe/Berlin', 8);
    expect(slotAfter(slotOf(berlin), at('2026-03-18T07:00:00Z'), daily('Europe/Paris', 8), at('2026-03-18T12:00:00Z'))).toBe(
      'daily#Europe/Paris#08~20260318T0700-20260319T0700',
    );
  });

  it('westward over the date line begins at the end of the last edition', () => {
    const auckland = slotOf(daily('Pacific/Auckland', 8));
    const slot = slotAfter(auckland, at('2026-03-18T19:00:00Z'), daily('Pacific/Honolulu', 8), at('2026-03-18T20:00:00Z'));
    expect(slot).toBe('daily#Pacific/Honolulu#08~20260318T1900-20260319T1800');
    expect(parseSlot(slot).first).toEqual({ start: at('2026-03-18T19:00:00Z'), end: at('2026-03-19T18:00:00Z') });
  });

  it('eastward over the date line waits for the next local day', () => {
    const honolulu = slotOf(daily('Pacific/Honolulu', 8));
    const slot = slotAfter(honolulu, at('2026-03-18T18:00:00Z'), daily('Pacific/Auckland', 8), at('2026-03-18T18:30:00Z'));
    expect(slot).toBe('daily#Pacific/Auckland#08~20260318T1800-20260319T1900');
  });

  it('to a later hour of the same day does not bring a second edition that day', () => {
    const slot = slotAfter('daily#UTC#08', at('2026-03-18T08:00:00Z'), daily('UTC', 10), at('2026-03-18T09:00:00Z'));
    expect(slot).toBe('daily#UTC#10~20260318T0800-20260319T1000');
  });

  it('from one weekday to another waits for the next week', () => {
    const weekly = (weekday: number): Preferences => ({ frequency: 'weekly', weekday, zone: 'UTC', hour: 8 });
    const slot = slotAfter(slotOf(weekly(1)), at('2026-03-16T08:00:00Z'), weekly(5), at('2026-03-17T09:00:00Z'));
    expect(slot).toBe('weekly#UTC#08#5~20260316T0800-20260327T0800');
  });
});

const zone = fc.constantFrom(
  'Pacific/Auckland',
  'Pacific/Honolulu',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Pacific/Kiritimati',
  'UTC',
);
const preferences = fc.record({
  frequency: fc.constantFrom('daily' as const, 'daily' as const, 'weekly' as const),
  weekday: fc.integer({ min: 1, max: 7 }),
  hour: fc.integer({ min: 0, max: 23 }),
  zone,
});

/** What a reader gets who changes preferences now and then: the windows delivered, as DIGEST would find them due. */
function live(start: Preferences, moves: { after: number; to: Preferences }[]) {
  let now = Date.UTC(2026, 2, 1, 12, 2);
  let slot = slotOf(start);
  let served = lastDue(slot, new Date(now));
  const windows: { start: Date; end: Date; zone: string }[] = [];
  const pending = moves.map(({ after, to }) => ({ at: now + after * HOUR, to }));
  for (const move of pending) move.at += pending.filter((m) => m !== move && m.at < move.at).length;
  pending.sort((a, b) => a.at - b.at);
  const until = now + 60 * 24 * HOUR;
  let next = pending.shift();
  for (; now < until; now += HOUR / 2) {
    while (next && next.at <= now) {
      slot = slotAfter(slot, served, next.to, new Date(now));
      next = pending.shift();
    }
    const { first, zone: local } = parseSlot(slot);
    const end = lastDue(slot, new Date(now));
    if (end <= served || (first && end < first.end)) continue;
    windows.push({ start: served, end, zone: local });
    served = end;
  }
  return windows;
}

describe('[R91][R94] over any moves, a reader', () => {
  it('gets windows that tile time, at most one a local day, and is never left out for long', () => {
    fc.assert(
      fc.property(
        preferences,
        fc.array(fc.record({ after: fc.integer({ min: 1, max: 1000 }), to: preferences }), { maxLength: 6 }),
        (start, moves) => {
          const windows = live(start, moves);
          for (const [n, window] of windows.entries()) {
            const before = windows[n - 1];
            if (!before) continue;
            expect(window.start).toEqual(before.end);
            const day = (instant: Date) =>
              new Intl.DateTimeFormat('sv-SE', { timeZone: window.zone, dateStyle: 'short' }).format(instant);
            expect(day(window.end) > day(before.end)).toBe(true);
            // A fortnight at most: from weekly to weekly on a later day of the next week.
            expect(window.end.getTime() - window.start.getTime()).toBeLessThan(14 * 24 * HOUR);
          }
          expect(windows.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 60 },
    );
  }, 120_000);
});
