import type { Dispatch, Edition, Printed } from '../../functions/domain/edition.ts';
import type { Reader } from '../../functions/domain/reader.ts';
import { addDays } from '../../functions/domain/schedule.ts';

/** A reader of a daily digest at eight, UTC, active since the beginning of March. */
export const aReader = (over: Partial<Reader> = {}): Reader => ({
  readerId: 'r'.repeat(22),
  address: 'ada@example.org',
  status: 'active',
  generation: 1,
  preferences: { frequency: 'daily', weekday: 1, hour: 8, zone: 'UTC' },
  since: '2026-03-01T12:00:00.000Z',
  createdAt: '2026-03-01T12:00:00.000Z',
  rev: 1,
  ...over,
});

/** A reader who has signed up and not confirmed. */
export const aSignUp = (over: Partial<Reader> = {}): Reader =>
  aReader({ status: 'pending', generation: 0, preferences: undefined, since: undefined, ...over });

/** The edition of a day, `2026-03-18`, or of the week that ends with one, `2026-03-18-week`, closed at five, UTC. */
export function anEdition(id: string, over: Partial<Edition> = {}): Edition {
  const day = id.slice(0, 10);
  const weekly = id.endsWith('-week');
  const end = `${day}T05:00:00.000Z`;
  return {
    ...{ id, day, frequency: weekly ? 'weekly' : 'daily', state: 'CLOSED', title: 'A paper', papers: 1, leftOut: 0 },
    ...{ start: `${addDays(day, weekly ? -7 : -1)}T05:00:00.000Z`, end, recent: [{ day, end }], madeAt: `${day}T05:02:00.000Z` },
    ...over,
  };
}

/** An edition with papers. The names of its files hold its id. */
export const aPrintedEdition = (id: string, over: Partial<Edition> = {}): Printed => ({
  ...anEdition(id, over),
  files: { papers: id, parts: id },
});

/** The dispatch of an edition at seven, UTC, to three readers. */
export const aDispatch = (edition: string, over: Partial<Dispatch> = {}): Dispatch => ({
  ...{ edition, due: `${edition.slice(0, 10)}T07:00:00.000Z`, state: 'OPEN', audience: 3 },
  ...{ madeAt: `${edition.slice(0, 10)}T07:02:00.000Z`, expiresAt: `${edition.slice(0, 10)}T19:00:00.000Z` },
  ...over,
});
