import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dueWindows } from '../../functions/digest/freeze.ts';
import { dateOf } from '../../functions/domain/calendar.ts';
import { confirm, prefer, undo, unsubscribe } from '../../functions/domain/consent.ts';
import { objection, type Reader } from '../../functions/domain/reader.ts';
import { editionId } from '../../functions/domain/schedule.ts';

const QUARTER = 15 * 60_000;
const DAYS = 14;
const START = Date.UTC(2026, 2, 1, 12, 5);

const preferences = fc.record({
  frequency: fc.constantFrom('daily' as const, 'daily' as const, 'weekly' as const),
  weekday: fc.integer({ min: 1, max: 7 }),
  hour: fc.integer({ min: 0, max: 23 }),
  zone: fc.constantFrom('Pacific/Auckland', 'Pacific/Honolulu', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'UTC'),
});
const deed = fc.oneof(
  fc.record({ kind: fc.constant('prefer' as const), to: preferences }),
  fc.record({ kind: fc.constant('undo' as const), after: fc.integer({ min: 0, max: 3 }), weekly: fc.boolean() }),
);

type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;

const fail = (_slot: string, error: unknown): never => {
  throw error;
};

/** The windows of the editions that a reader gets who does these things, with DIGEST's own rule of what is due when. */
async function live(first: Reader, deeds: ReadonlyMap<number, Deed>) {
  let reader = first;
  const slots = new Map([[first.slot ?? '', first.slotSince ?? '']]);
  const served = new Map<string, Date>();
  const ports = {
    readers: { slots: async () => [...slots].map(([slot, since]) => ({ slot, since })) },
    editions: { served: async () => served },
    house: { zone: 'UTC', hour: 7 },
  };
  const got: { id: string; start: Date; end: Date; zone: string }[] = [];
  let back: { at: number; weekly: boolean } | undefined;
  for (let quarter = 0; quarter < DAYS * 96; quarter++) {
    const now = new Date(START + quarter * QUARTER);
    const upTo = (slot: string | undefined) => (slot ? served.get(slot) : undefined);
    const decide = () => {
      const wish = deeds.get(quarter);
      if (back && quarter >= back.at) {
        const { weekly } = back;
        back = undefined;
        return undo(reader, 1, weekly, now, upTo(reader.left?.slot)).next;
      }
      if (back || !wish) return undefined;
      if (wish.kind === 'prefer') return prefer(reader, 1, { ...wish.to, pausedUntil: undefined }, now, upTo(reader.slot)).next;
      back = { at: quarter + wish.after, weekly: wish.weekly };
      return unsubscribe(reader, 1, now).next;
    };
    reader = decide() ?? reader;
    if (reader.slot && !slots.has(reader.slot)) slots.set(reader.slot, reader.slotSince ?? '');

    const tick = new Date(now.getTime() + 12 * 60_000);
    for (const due of await dueWindows(ports as unknown as Parameters<typeof dueWindows>[0], tick, fail)) {
      const theirs = reader.slot && due.slots.includes(reader.slot) && (reader.slotSince ?? '') < due.end.toISOString();
      if (theirs && !objection(reader, { slots: due.slots, windowEnd: due.end.toISOString() }, tick))
        got.push({ id: editionId(due), start: due.start, end: due.end, zone: reader.preferences?.zone ?? 'UTC' });
      for (const slot of due.slots) served.set(slot, due.end);
    }
  }
  return got;
}

test('[R91] whoever changes hour, day, zone and frequency, leaves and undoes it, repeats and misses no paper', async () => {
  await fc.assert(
    fc.asyncProperty(preferences, fc.array(fc.tuple(fc.nat(5 * 96), deed), { maxLength: 6 }), async (wish, deeds) => {
      const asked: Reader = {
        readerId: 'r'.repeat(22),
        address: 'ada@example.org',
        status: 'pending',
        generation: 0,
        requested: wish,
        createdAt: new Date(START).toISOString(),
        rev: 1,
      };
      const got = await live(confirm(asked, 0, new Date(START)).next!, new Map(deeds));
      for (const [n, edition] of got.entries()) {
        const before = got[n - 1];
        if (!before) continue;
        expect(edition.start).toEqual(before.end);
        const day = (at: Date) => dateOf(at, edition.zone);
        expect(day(edition.end) > day(before.end)).toBe(true);
      }
      expect(new Set(got.map(({ id }) => id)).size).toBe(got.length);
      expect(got.length).toBeGreaterThan(0);
    }),
    { numRuns: 30 },
  );
}, 60_000);
