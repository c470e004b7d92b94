import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import {
  canonicalZone,
  dueBefore,
  editionId,
  lastDue,
  longDate,
  nextDue,
  parseSlot,
  shortDate,
  slotOf,
} from '../../functions/domain/schedule.ts';

const HOUR = 3_600_000;
const formats = new Map<string, Intl.DateTimeFormat>();
const localDay = (at: Date, zone: string) => {
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' });
  formats.set(zone, format);
  return format.format(at);
};
const zones = Intl.supportedValuesOf('timeZone');

/** How far the clocks of a zone are from UTC when 2024 begins. */
const offsetOf = (zone: string) => Temporal.Instant.from('2024-01-01T00:00Z').toZonedDateTimeISO(zone).offset;

/** When the clocks of a zone change, from 2024 to 2028. */
function changesOf(zone: string): number[] {
  const changes: number[] = [];
  let at = Temporal.Instant.from('2024-01-01T00:00Z').toZonedDateTimeISO(zone).getTimeZoneTransition('next');
  for (; at && at.epochMilliseconds < Date.UTC(2029, 0, 1); at = at.getTimeZoneTransition('next'))
    changes.push(at.epochMilliseconds);
  return changes;
}

const daily = (zone: string, hour: number) => slotOf({ frequency: 'daily', weekday: 1, hour, zone });

describe('slots', () => {
  it('name a frequency, a zone and an hour, and read back', () => {
    expect(slotOf({ frequency: 'weekly', weekday: 5, hour: 7, zone: 'Asia/Kathmandu' })).toBe('weekly#Asia/Kathmandu#07#5');
    expect(parseSlot('daily#Europe/Berlin#23')).toEqual({ frequency: 'daily', weekday: 1, hour: 23, zone: 'Europe/Berlin' });
    expect(parseSlot('daily#eUROPE/bERLIN#23').zone).toBe('Europe/Berlin');
    expect(() => parseSlot('hourly#Europe/Berlin#23')).toThrow('not a slot');
    expect(() => parseSlot('daily#Mars/Olympus#08')).toThrow('not a slot');
  });

  it('know zones, not offsets', () => {
    expect(canonicalZone('Pacific/Kiritimati')).toBe('Pacific/Kiritimati');
    expect(canonicalZone('+02:00')).toBeUndefined();
    expect(canonicalZone('Mars/Olympus')).toBeUndefined();
  });
});

describe('due instants', () => {
  it('[R91] fall after the gap when daylight saving skips the hour', () => {
    expect(lastDue(daily('Europe/Berlin', 2), new Date('2026-03-29T12:00:00Z')).toISOString()).toBe('2026-03-29T01:00:00.000Z');
  });

  it('[R91] fall before the gap when it reaches midnight, so that no day goes without and none has two', () => {
    const slot = daily('America/Nuuk', 23);
    const due = [lastDue(slot, new Date('2024-03-30T12:00:00Z'))];
    for (let n = 0; n < 3; n++) due.push(nextDue(slot, due.at(-1)!));
    expect(due.map((at) => localDay(at, 'America/Nuuk'))).toEqual(['2024-03-29', '2024-03-30', '2024-03-31', '2024-04-01']);
    expect(due[1]!.toISOString()).toBe('2024-03-31T00:00:00.000Z');
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

  it('[R91][R94] come once a local day around every change of every zone, at every hour, over five years', () => {
    // Zones whose clocks stand and change alike are due alike: one of each kind is looked at.
    const kinds = Map.groupBy(zones, (zone) => [offsetOf(zone), ...changesOf(zone)].join());
    let changes = 0;
    for (const [zone = ''] of kinds.values()) {
      const around = [Date.UTC(2024, 1, 29), Date.UTC(2026, 11, 31), ...changesOf(zone)];
      changes += around.length - 2;
      for (const change of around) {
        for (let hour = 0; hour < 24; hour++) {
          const slot = daily(zone, hour);
          let due = lastDue(slot, new Date(change - 26 * HOUR));
          for (let day = 0; day < 3; day++) {
            const next = nextDue(slot, due);
            const between = Date.parse(localDay(next, zone)) - Date.parse(localDay(due, zone));
            // A plain comparison: so many calls of `expect` would take longer than the rule.
            if (between !== 24 * HOUR) throw new Error(`${slot}: after ${due.toISOString()} comes ${next.toISOString()}`);
            due = next;
          }
        }
      }
    }
    console.log(
      `${zones.length} zones of ${kinds.size} kinds, their ${changes} changes from 2024 to 2028, 24 hours each: one edition a local day`,
    );
    expect(changes).toBeGreaterThan(250);
  }, 120_000);

  it.each(['Asia/Calcutta', 'US/Pacific', 'Etc/GMT+12', 'Pacific/Kiritimati', 'UTC', 'America/Scoresbysund'])(
    '[R94] know %s, renamed or at the edge of the day',
    (zone) => {
      const slot = daily(zone, 0);
      const due = lastDue(slot, new Date('2024-02-29T23:00:00Z'));
      expect(Date.parse(localDay(nextDue(slot, due), zone)) - Date.parse(localDay(due, zone))).toBe(24 * HOUR);
    },
  );

  it('[R94] keep the weekday over the turn of a year and week 53', () => {
    const slot = slotOf({ frequency: 'weekly', weekday: 4, hour: 9, zone: 'Europe/Berlin' });
    // 2026 has 53 ISO weeks: 31 December is the Thursday of the last, 7 January of the first.
    let at = new Date('2026-12-20T00:00:00Z');
    const days: string[] = [];
    for (let n = 0; n < 4; n++) {
      at = nextDue(slot, at);
      days.push(localDay(at, 'Europe/Berlin'));
    }
    expect(days).toEqual(['2026-12-24', '2026-12-31', '2027-01-07', '2027-01-14']);
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
    expect(longDate(at, 'Pacific/Auckland', 'en-GB')).toBe('Thursday, 19 March 2026');
    expect(longDate(at, 'Pacific/Honolulu', 'en-GB')).toBe('Wednesday, 18 March 2026');
    expect(longDate(at, 'Pacific/Honolulu', 'en-US')).toBe('Wednesday, March 18, 2026');
    expect(shortDate(at, 'Pacific/Auckland', 'en-US')).toBe('March 19');
  });
});
