import fc from 'fast-check';
import { expect, test } from 'vitest';
import { awaiting, bookLetter, confirm, unsubscribe } from '../../functions/domain/consent.ts';
import type { Reader } from '../../functions/domain/reader.ts';

const AT = new Date('2026-03-18T12:00:00.000Z');
const DAILY = { frequency: 'daily', weekday: 1, hour: 8, zone: 'Europe/Berlin' } as const;
const WEEKLY = { frequency: 'weekly', weekday: 5, hour: 18, zone: 'Asia/Tokyo' } as const;
const pending: Reader = {
  readerId: 'r'.repeat(22),
  address: 'ada@example.org',
  status: 'pending',
  generation: 0,
  requested: DAILY,
  createdAt: AT.toISOString(),
  rev: 1,
};
const active = confirm(pending, 0, AT).next!;
const gone = unsubscribe(active, 1, AT).next!;

test('confirming makes a reader active in the slot that was asked for', () => {
  expect(active).toMatchObject({
    status: 'active',
    generation: 1,
    preferences: DAILY,
    slot: 'daily#Europe/Berlin#08',
    slotSince: AT.toISOString(),
  });
  expect(active.requested).toBeUndefined();
});

test('[R70] a confirmation used again says so and changes nothing', () => {
  expect(confirm(active, 0, AT)).toEqual({ outcome: 'already' });
  expect(confirm({ ...active, requested: { ...DAILY, weekday: 3 } }, 1, AT)).toEqual({ outcome: 'already' });
});

test('asking again with other wishes moves an active reader, who keeps the links in older mails', () => {
  const { outcome, next } = confirm({ ...active, requested: WEEKLY }, 1, AT);
  expect(outcome).toBe('moved');
  expect(next).toMatchObject({ generation: 1, slot: 'weekly#Asia/Tokyo#18#5', slotSince: AT.toISOString() });
});

test('who moves begins where the last edition ended: nothing is repeated, nothing falls between', () => {
  const served = new Date('2026-03-20T07:00:00Z');
  const later = new Date('2026-03-20T08:00:00Z');
  const moved = confirm({ ...active, requested: { ...DAILY, hour: 18 } }, 1, later, served).next!;
  expect(moved.slot).toBe('daily#Europe/Berlin#18~20260320T0700-20260321T1700');
  // Moving on before anything came keeps the beginning.
  const again = confirm({ ...moved, requested: { ...DAILY, hour: 20 } }, 1, later).next!;
  expect(again.slot).toBe('daily#Europe/Berlin#20~20260320T0700-20260321T1900');
});

test('who leaves and comes back the same day gets no second edition that day', () => {
  const leaves = new Date('2026-03-20T08:00:00Z');
  const back = new Date('2026-03-20T09:00:00Z');
  const left = unsubscribe(active, 1, leaves).next!;
  const again = confirm({ ...left, requested: { ...DAILY, hour: 18 } }, 1, back).next!;
  expect(again.slot).toBe('daily#Europe/Berlin#18~20260320T0700-20260321T1700');
  // Weeks later it is a subscription like any other.
  const much = confirm({ ...left, requested: { ...DAILY, hour: 18 } }, 1, new Date('2026-05-01T09:00:00Z')).next!;
  expect(much.slot).toBe('daily#Europe/Berlin#18');
});

test('[R62] an old confirmation cannot bring back who has left, an old unsubscribe link cannot end a newer subscription', () => {
  expect(confirm({ ...gone, requested: WEEKLY }, 0, AT)).toEqual({ outcome: 'void' });
  expect(confirm(gone, 1, AT)).toEqual({ outcome: 'void' });
  const back = confirm({ ...gone, requested: WEEKLY }, 1, AT).next!;
  expect(back).toMatchObject({ status: 'active', generation: 2 });
  expect(unsubscribe(back, 1, AT)).toEqual({ outcome: 'older' });
  expect(unsubscribe(back, 2, AT).next).toMatchObject({ status: 'unsubscribed' });
});

test('unsubscribing takes the reader out of the slot, whatever else there is or is not', () => {
  expect(gone.slot ?? gone.slotSince ?? gone.requested).toBeUndefined();
  for (const reader of [undefined, pending, gone, { ...active, status: 'suppressed' as const }])
    expect(unsubscribe(reader, 0, AT)).toEqual({ outcome: 'done' });
});

test('a suppressed or erased reader cannot confirm', () => {
  expect(confirm(undefined, 0, AT)).toEqual({ outcome: 'void' });
  expect(confirm({ ...pending, status: 'suppressed' }, 0, AT)).toEqual({ outcome: 'void' });
  expect(awaiting({ ...pending, status: 'suppressed' })).toBeUndefined();
});

test('[R65] however often a letter is asked for, an address gets one in 24 hours and three in 30 days', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(40 * 24 * 60), { minLength: 1, maxLength: 200 }), (minutes) => {
      let reader: Reader = pending;
      const sent: number[] = [];
      for (const [i, minute] of minutes.sort((a, b) => a - b).entries()) {
        const { outcome, next } = bookLetter(reader, `letter${i}`, new Date(AT.getTime() + minute * 60_000));
        if (outcome === 'booked') sent.push(minute);
        reader = next ?? reader;
      }
      const within = (minute: number, days: number) => sent.filter((m) => m >= minute && m < minute + days * 1440).length;
      for (const minute of sent) {
        expect(within(minute, 1)).toBe(1);
        expect(within(minute, 30)).toBeLessThanOrEqual(3);
      }
      expect(sent[0]).toBe(minutes[0]);
    }),
  );
});

test('a letter keeps the leave it has, so its retry is not refused', () => {
  const first = bookLetter(pending, 'a', AT).next!;
  expect(bookLetter(first, 'a', AT)).toEqual({ outcome: 'booked' });
  expect(bookLetter(first, 'b', AT)).toEqual({ outcome: 'too-many' });
  expect(bookLetter(active, 'c', AT)).toEqual({ outcome: 'nothing' });
  expect(bookLetter(undefined, 'c', AT)).toEqual({ outcome: 'nothing' });
});
