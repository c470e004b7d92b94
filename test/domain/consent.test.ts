import { expect, test } from 'vitest';
import { awaiting, confirm, prefer, undo, unsubscribe } from '../../functions/domain/consent.ts';
import { objection, type Reader } from '../../functions/domain/reader.ts';

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

const SERVED = new Date('2026-03-20T07:00:00Z');
const LATER = new Date('2026-03-20T08:00:00Z');
const tomorrow18 = 'daily#Europe/Berlin#18~20260320T0700-20260321T1700';

test('preferences take effect at once: the next edition begins where the last ended, on a later day', () => {
  const { outcome, next } = prefer(active, 1, { ...DAILY, hour: 18, pausedUntil: undefined }, LATER, SERVED);
  expect(outcome).toBe('saved');
  expect(next).toMatchObject({ generation: 1, preferences: { hour: 18 }, slot: tomorrow18, slotSince: LATER.toISOString() });
});

test('who changes twice before the next edition, or undoes in between, still begins where the last one ended', () => {
  const paris = prefer(active, 1, { ...DAILY, zone: 'Europe/Paris', pausedUntil: undefined }, LATER, SERVED).next!;
  expect(prefer(paris, 1, { ...DAILY, hour: 18, pausedUntil: undefined }, LATER).next!.slot).toBe(tomorrow18);
  const back = undo(unsubscribe(active, 1, LATER).next, 1, false, LATER, SERVED).next!;
  expect(prefer(back, 1, { ...DAILY, hour: 18, pausedUntil: undefined }, LATER, SERVED).next!.slot).toBe(tomorrow18);
});

test('a copy of the old slot that is still on its way comes, and no other', () => {
  const moved = prefer(active, 1, { ...DAILY, hour: 18, pausedUntil: undefined }, LATER, SERVED).next!;
  const again = prefer(moved, 1, { ...DAILY, hour: 20, pausedUntil: undefined }, LATER).next!;
  const old = { slots: ['daily#Europe/Berlin#08'], windowEnd: SERVED.toISOString() };
  for (const reader of [active, moved, again]) expect(objection(reader, old, LATER)).toBeUndefined();
  expect(objection(again, { ...old, windowEnd: '2026-03-21T07:00:00.000Z' }, LATER)).toBe('moved');
  expect(objection(again, { slots: [moved.slot!], windowEnd: '2026-03-21T17:00:00.000Z' }, LATER)).toBe('moved');
});

test('a pause keeps the slot, and what was asked for on the front page is settled by what is saved here', () => {
  const pausedUntil = new Date('2026-04-01T22:00:00Z');
  const { next } = prefer({ ...active, requested: WEEKLY }, 1, { ...DAILY, weekday: 4, pausedUntil }, LATER, SERVED);
  expect(next).toMatchObject({ slot: active.slot, slotSince: active.slotSince, pausedUntil: pausedUntil.toISOString() });
  expect(next!.requested).toBeUndefined();
  expect(prefer(next, 1, { ...DAILY, pausedUntil: undefined }, LATER).next!.pausedUntil).toBeUndefined();
});

test('[R62] a link from an earlier subscription changes nothing, nor does one to a subscription that has ended', () => {
  const wish = { ...WEEKLY, pausedUntil: undefined };
  expect(prefer({ ...active, generation: 2 }, 1, wish, LATER)).toEqual({ outcome: 'older' });
  for (const reader of [undefined, pending, gone]) expect(prefer(reader, 1, wish, LATER)).toEqual({ outcome: 'ended' });
});

test('undo is as if nothing had happened: same links, and the window goes on where it was', () => {
  const left = unsubscribe(active, 1, LATER).next!;
  const { outcome, next } = undo(left, 1, false, new Date('2026-03-20T08:05:00Z'), SERVED);
  expect(outcome).toBe('back');
  expect(next).toMatchObject({ status: 'active', generation: 1, preferences: DAILY, slot: active.slot });
  expect(undo(next, 1, false, LATER)).toEqual({ outcome: 'already' });
  expect(unsubscribe(next, 1, LATER).next?.status).toBe('unsubscribed');
});

test('undone after an edition was frozen without them, the next one reaches back to where they stopped', () => {
  const before = new Date('2026-03-20T06:50:00Z');
  const left = unsubscribe(active, 1, before).next!;
  const { next } = undo(left, 1, false, new Date('2026-03-20T07:10:00Z'), SERVED);
  expect(next!.slot).toBe('daily#Europe/Berlin#08~20260319T0700-20260321T0700');
});

test('weekly instead comes back weekly; nobody else comes back', () => {
  const left = unsubscribe(active, 1, LATER).next!;
  expect(undo(left, 1, true, LATER, SERVED).next).toMatchObject({ preferences: { frequency: 'weekly' } });
  for (const [reader, generation] of [
    [undefined, 1],
    [left, 0],
    [left, 2],
    [pending, 0],
    [{ ...left, status: 'suppressed' as const }, 1],
  ] as const)
    expect(undo(reader, generation, false, LATER)).toEqual({ outcome: 'void' });
});
