import { expect, test } from 'vitest';
import { changePreferences, confirm, pendingRequest, undoUnsubscribe, unsubscribe } from '../../functions/domain/consent.ts';
import { skipReason, wasAway } from '../../functions/domain/reader.ts';
import { aSignUp } from '../fakes/build.ts';

const AT = new Date('2026-03-18T12:00:00.000Z');
const DAILY = { frequency: 'daily', weekday: 1, hour: 8, zone: 'Europe/Berlin' } as const;
const WEEKLY = { frequency: 'weekly', weekday: 5, hour: 18, zone: 'Asia/Tokyo' } as const;
const pending = aSignUp({ requested: DAILY, createdAt: AT.toISOString() });
const active = confirm(pending, 0, AT).next!;
const gone = unsubscribe(active, 1, AT).next!;
const LATER = new Date('2026-03-20T08:00:00Z');

test('confirming makes a reader active with what was asked for, from now on', () => {
  expect(active).toMatchObject({ status: 'active', generation: 1, preferences: DAILY, since: AT.toISOString() });
  expect(active.requested).toBeUndefined();
});

test('[R70] a confirmation used again says so and changes nothing', () => {
  expect(confirm(active, 0, AT)).toEqual({ outcome: 'no-change' });
  expect(confirm({ ...active, requested: { ...DAILY, weekday: 3 } }, 1, AT)).toEqual({ outcome: 'no-change' });
});

test('asking again with other wishes moves an active reader, who keeps the links in older mails', () => {
  const { outcome, next } = confirm({ ...active, requested: WEEKLY }, 1, LATER);
  expect(outcome).toBe('moved');
  expect(next).toMatchObject({ generation: 1, preferences: WEEKLY, since: AT.toISOString() });
});

test('who leaves and comes back within days goes on, less their absence; weeks later they begin', () => {
  const left = unsubscribe(active, 1, LATER).next!;
  const back = confirm({ ...left, requested: WEEKLY }, 1, new Date('2026-03-22T09:00:00Z')).next!;
  const away = (at: string) => wasAway(back, new Date(at));
  expect([away('2026-03-18T11:00:00Z'), away('2026-03-19T07:00:00Z')]).toEqual([true, false]);
  expect([away('2026-03-21T07:00:00Z'), away('2026-03-22T09:00:00Z')]).toEqual([true, false]);
  const much = confirm({ ...left, requested: DAILY }, 1, new Date('2026-05-01T09:00:00Z')).next!;
  expect(wasAway(much, new Date('2026-03-19T07:00:00Z'))).toBe(true);
  expect(much.gaps).toBeUndefined();
});

test('[R62] an old confirmation cannot bring back who has left, an old unsubscribe link cannot end a newer subscription', () => {
  expect(confirm({ ...gone, requested: WEEKLY }, 0, AT)).toEqual({ outcome: 'link-expired' });
  expect(confirm(gone, 1, AT)).toEqual({ outcome: 'link-expired' });
  const back = confirm({ ...gone, requested: WEEKLY }, 1, AT).next!;
  expect(back).toMatchObject({ status: 'active', generation: 2 });
  expect(unsubscribe(back, 1, AT)).toEqual({ outcome: 'superseded' });
  expect(unsubscribe(back, 2, AT).next).toMatchObject({ status: 'unsubscribed' });
});

test('unsubscribing ends it, whatever else there is or is not', () => {
  expect(gone).toMatchObject({ status: 'unsubscribed', requested: undefined });
  for (const reader of [undefined, pending, gone, { ...active, status: 'suppressed' as const }])
    expect(unsubscribe(reader, 0, AT)).toEqual({ outcome: 'done' });
});

test('a suppressed or erased reader cannot confirm', () => {
  expect(confirm(undefined, 0, AT)).toEqual({ outcome: 'link-expired' });
  expect(confirm({ ...pending, status: 'suppressed' }, 0, AT)).toEqual({ outcome: 'link-expired' });
  expect(pendingRequest({ ...pending, status: 'suppressed' })).toBeUndefined();
});

test('preferences take effect at once, and change nothing of what is owed', () => {
  const { outcome, next } = changePreferences(active, 1, { ...DAILY, hour: 18, pausedUntil: undefined }, LATER);
  expect(outcome).toBe('saved');
  expect(next).toMatchObject({ generation: 1, preferences: { hour: 18 }, since: active.since });
});

test('a copy is for who wants mail at its instant; of a former wish it is not due any more', () => {
  const eight = { due: new Date('2026-03-20T07:00:00Z'), weekly: false };
  const moved = changePreferences(active, 1, { ...DAILY, hour: 18, pausedUntil: undefined }, LATER).next!;
  const weekly = changePreferences(active, 1, { ...DAILY, frequency: 'weekly', weekday: 5, pausedUntil: undefined }, LATER).next!;
  expect(skipReason(active, eight, LATER)).toBeUndefined();
  expect(skipReason(moved, eight, LATER)).toBe('moved');
  expect(skipReason(moved, { ...eight, due: new Date('2026-03-20T17:00:00Z') }, LATER)).toBeUndefined();
  expect(skipReason(weekly, eight, LATER)).toBe('moved');
  expect(skipReason(weekly, { ...eight, weekly: true }, LATER)).toBeUndefined();
});

test('a pause is remembered when it is over, also one that ended early, and was on the way when it was prolonged', () => {
  const wish = (hour: number, until?: string) => ({ ...DAILY, hour, pausedUntil: until ? new Date(until) : undefined });
  const at = (day: number) => new Date(`2026-03-${day}T08:00:00Z`);
  const paused = changePreferences({ ...active, requested: WEEKLY }, 1, wish(8, '2026-03-25T23:00:00Z'), at(20)).next!;
  expect(paused).toMatchObject({ pausedUntil: '2026-03-25T23:00:00.000Z', requested: undefined });
  expect(skipReason(paused, { due: new Date('2026-03-21T07:00:00Z'), weekly: false }, at(21))).toBe('paused');
  const longer = changePreferences(paused, 1, wish(9, '2026-03-28T23:00:00Z'), at(22)).next!;
  const ended = changePreferences(longer, 1, wish(9), at(24)).next!;
  expect(ended.pausedUntil).toBeUndefined();
  const away = (day: number) => wasAway(ended, new Date(`2026-03-${day}T07:00:00Z`));
  expect([19, 20, 21, 22, 23, 24, 25, 26].map(away)).toEqual([false, false, true, true, true, true, false, false]);
  expect(skipReason(ended, { due: new Date('2026-03-24T08:00:00Z'), weekly: false }, at(24))).toBeUndefined();
});

test('[R62] a link from an earlier subscription changes nothing, nor does one to a subscription that has ended', () => {
  const wish = { ...WEEKLY, pausedUntil: undefined };
  expect(changePreferences({ ...active, generation: 2 }, 1, wish, LATER)).toEqual({ outcome: 'superseded' });
  for (const reader of [undefined, pending, gone])
    expect(changePreferences(reader, 1, wish, LATER)).toEqual({ outcome: 'not-subscribed' });
});

test('undo is as if nothing had happened: same links, nothing missed', () => {
  const left = unsubscribe(active, 1, LATER).next!;
  const { outcome, next } = undoUnsubscribe(left, 1, false, new Date('2026-03-20T08:05:00Z'));
  expect(outcome).toBe('restored');
  expect(next).toMatchObject({ status: 'active', generation: 1, preferences: DAILY, since: active.since });
  expect(wasAway(next!, new Date('2026-03-20T08:02:00Z'))).toBe(false);
  expect(undoUnsubscribe(next, 1, false, LATER)).toEqual({ outcome: 'no-change' });
  expect(unsubscribe(next, 1, LATER).next?.status).toBe('unsubscribed');
});

test('weekly instead comes back weekly; nobody else comes back', () => {
  const left = unsubscribe(active, 1, LATER).next!;
  expect(undoUnsubscribe(left, 1, true, LATER).next).toMatchObject({ preferences: { frequency: 'weekly' } });
  for (const [reader, generation] of [
    [undefined, 1],
    [left, 0],
    [left, 2],
    [pending, 0],
    [{ ...left, status: 'suppressed' as const }, 1],
  ] as const)
    expect(undoUnsubscribe(reader, generation, false, LATER)).toEqual({ outcome: 'link-expired' });
});
