import { describe, expect, it } from 'vitest';
import { dayInName, isDay, listingDay } from '../../functions/domain/listing-day.ts';

describe('listingDay', () => {
  it.each([
    ['Mar 18', '2026-03-18T12:00:00Z', '2026-03-18'],
    ['Mar 18', '2026-03-17T09:59:00Z', '2025-03-18'],
    ['Mar 18', '2026-03-17T10:00:00Z', '2026-03-18'], // already the 18th at UTC+14
    ['Dec 31', '2026-01-01T00:00:00Z', '2025-12-31'],
    ['Feb 29', '2026-03-18T00:00:00Z', '2024-02-29'],
    ['Feb 29', '2104-02-28T00:00:00Z', '2096-02-29'], // 2100 is no leap year
    ['March 18', '2026-06-01T00:00:00Z', '2026-03-18'],
    ['18 Mar', '2026-06-01T00:00:00Z', '2026-03-18'],
    ['18th of March', '2026-06-01T00:00:00Z', '2026-03-18'],
    ['Wed, Mar 18', '2026-06-01T00:00:00Z', '2026-03-18'],
    ['Mar 18, 2026', '2030-01-01T00:00:00Z', '2026-03-18'],
    ['18 March 2026', '2030-01-01T00:00:00Z', '2026-03-18'],
    ['2026-03-18', '2030-01-01T00:00:00Z', '2026-03-18'],
    ['2026-6-3', '2030-01-01T00:00:00Z', '2026-06-03'],
    ['2026/6/30', '2030-01-01T00:00:00Z', '2026-06-30'],
    ['30.6.2026', '2030-01-01T00:00:00Z', '2026-06-30'],
    ['03.06.2026', '2030-01-01T00:00:00Z', '2026-06-03'],
    ['30/6/2026', '2030-01-01T00:00:00Z', '2026-06-30'],
    ['6/30/2026', '2030-01-01T00:00:00Z', '2026-06-30'],
    ['6/3/2026', '2030-01-01T00:00:00Z', undefined], // nobody can tell which is the month
    ['30 Jun 26', '2030-01-01T00:00:00Z', '2026-06-30'],
    ['Fri, 12 Jun 26', '2030-01-01T00:00:00Z', '2026-06-12'],
    ['30-Jun-2026', '2030-01-01T00:00:00Z', '2026-06-30'],
    ['30. Juni 2026', '2030-01-01T00:00:00Z', undefined],
    ['20260630', '2030-01-01T00:00:00Z', '2026-06-30'],
    ['2026 Jun 30', '2030-01-01T00:00:00Z', '2026-06-30'],
    ['20261330', '2030-01-01T00:00:00Z', undefined],
    ['2026年6月30日', '2030-01-01T00:00:00Z', '2026-06-30'],
    ['2026-06-30 08:00', '2030-01-01T00:00:00Z', '2026-06-30'],
    ['Jun 26', '2026-07-01T00:00:00Z', '2026-06-26'],
    ['Feb 30', '2026-03-18T00:00:00Z', undefined],
    ['Mar', '2026-03-18T00:00:00Z', undefined],
    ['Mark 18', '2026-03-18T00:00:00Z', undefined],
    ['2026-13-01', '2026-03-18T00:00:00Z', undefined],
  ])('%s uploaded at %s', (line, uploadedAt, day) => expect(listingDay(line, new Date(uploadedAt))).toBe(day));

  it('knows a day from other short lines', () => {
    for (const line of ['May 1', 'sept. 3', 'Tuesday, 3 June 2025', '2026/03/18']) expect(isDay(line)).toBe(true);
    for (const line of ['new', '18', 'Mar 99', 'May the force', 'A Mar 18 Paper', '']) expect(isDay(line)).toBe(false);
  });
});

it.each([
  ['feeds/2026-03-18.txt', '2026-03-18'],
  ['feeds/hf-2026-03-18-evening.json', undefined],
  ['feeds/hf_2026-03-18_evening.json', '2026-03-18'],
  ['archive/2026-03-18/papers.txt', undefined],
  ['feeds/2026-02-30.txt', undefined],
  ['feeds/000_52b6d6f3b97a3e4b.txt', undefined],
])('the day in %s is %s', (name, day) => expect(dayInName(name)).toBe(day));
