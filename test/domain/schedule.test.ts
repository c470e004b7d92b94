import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueBefore, editionId, isZone, lastDue, longDate, nextDue, parseSlot, slotOf } from '../../functions/domain/schedule.ts';

const HOUR = 3_600_000;
const localDay = (at: Date, zone: string) => new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(at);
const zones = Intl.supportedValuesOf('timeZone');
const daily = (zone: string, hour: number) => slotOf({ frequency: 'daily', weekday: 1, hour, zone });

describe('slots', () => {
  it('name a frequency, a zone and an hour, and read back', () => {
    expect(slotOf({ frequency: 'weekly', weekday: 5, hour: 7, zone: 'Asia/Kathmandu' })).toBe('weekly#Asia/Kathmandu#07#5');
    expect(parseSlot('daily#Europe/Berlin#23')).toEqual({ frequency: 'daily', weekday: 1, hour: 23, zone: 'Europe/Berlin' });
    expect(() => parseSlot('hourly#Europe/Berlin#23')).toThrow('not a slot');
    expect(() => parseSlot('daily#Mars/Olympus#08')).toThrow('not a slot');
  });

  it('know zones, not offsets', () => {
    expect(isZone('Pacific/Kiritimati')).toBe(true);
    expect(isZone('+02:00')).toBe(false);
    expect(isZone('Mars/Olympus')).toBe(false);
  });
});

describe('due instants', () => {
  it('[R91] fall after the gap when daylight saving skips the hour', () => {
    expect(lastDue(daily('Europe/Berlin', 2), new Date('2026-03-29T12:00:00Z')).toISOString()).toBe('2026-03-29T01:00:00.000Z');
  });

  it('[R91] fall on the first pass when the hour comes twice', () => {
    expect(lastDue(daily('Europe/Berlin', 2), new Date('2026-10-25T12:00:00Z')).toISOString()).toBe('2026-10-25T00:00:00.000Z');
  });

  it('[R91][R94] come exactly once a local day, in every zone, over five years', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2028, 11, 31) }),
        (zone, hour, at) => {
          const slot = daily(zone, hour);
          const due = lastDue(slot, new Date(at));
          const before = dueBefore(slot, due);
          expect(due.getTime()).toBeLessThanOrEqual(at);
          expect(at - due.getTime()).toBeLessThan(26 * HOUR);
          expect(localDay(before, zone) < localDay(due, zone)).toBe(true);
          // The day between two neighbours is exactly one: no local day goes without.
          expect(Date.parse(localDay(due, zone)) - Date.parse(localDay(before, zone))).toBe(24 * HOUR);
          expect(nextDue(slot, before)).toEqual(due);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('[R91] leave a whole local year without a hole or a double where daylight saving is odd', () => {
    for (const zone of [
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
      'America/Havana',
      'Asia/Beirut',
    ]) {
      for (const hour of [0, 1, 2, 3, 23]) {
        const slot = daily(zone, hour);
        const days = new Set<string>();
        let at = new Date('2027-01-01T00:00:00Z');
        for (let n = 0; n < 365; n++) {
          at = nextDue(slot, at);
          days.add(localDay(at, zone));
        }
        expect(days.size, `${zone} ${hour}`).toBe(365);
      }
    }
  });

  it('come once a week for a weekly slot, on its weekday', () => {
    const slot = slotOf({ frequency: 'weekly', weekday: 1, hour: 9, zone: 'America/New_York' });
    const due = lastDue(slot, new Date('2026-11-23T10:00:00Z'));
    expect(due.toISOString()).toBe('2026-11-16T14:00:00.000Z');
    expect(nextDue(slot, new Date('2026-11-23T10:00:00Z')).toISOString()).toBe('2026-11-23T14:00:00.000Z');
  });
});

describe('editions', () => {
  it('have ids that SES takes as tag values', () => {
    const id = editionId({ frequency: 'daily', start: new Date('2026-03-17T07:00:00Z'), end: new Date('2026-03-18T07:00:00Z') });
    expect(id).toBe('daily-20260317T0700-20260318T0700');
    expect(id).toMatch(/^[\w-]{1,256}$/);
  });

  it('carry the date of the reader, not of the server', () => {
    const at = new Date('2026-03-18T20:00:00Z');
    expect(longDate(at, 'Pacific/Auckland')).toBe('Thursday, 19 March 2026');
    expect(longDate(at, 'Pacific/Honolulu')).toBe('Wednesday, 18 March 2026');
  });
});
