import { expect, test } from 'vitest';
import type { Reader } from '../../functions/domain/reader.ts';
import { sinceBackup } from '../../functions/domain/withdrawal.ts';

const day = (n: number) => `2026-03-${String(n).padStart(2, '0')}T08:00:00.000Z`;
const ada: Reader = {
  readerId: 'r'.repeat(22),
  address: 'ada@example.org',
  status: 'active',
  generation: 1,
  preferences: { frequency: 'daily', weekday: 1, hour: 8, zone: 'UTC' },
  slot: 'daily#UTC#08',
  slotSince: day(10),
  createdAt: day(9),
  confirmedAt: day(10),
  rev: 3,
};

test('[R101] out of a backup nobody returns who has left since; who opted in after that stays', () => {
  expect(sinceBackup(ada, undefined)).toEqual(ada);
  expect(sinceBackup(ada, { what: 'erased', at: day(9) })).toEqual(ada);
  expect(sinceBackup(ada, { what: 'unsubscribed', at: day(9) })).toEqual(ada);
  expect(sinceBackup(ada, { what: 'erased', at: day(11) })).toBeUndefined();
  const left = sinceBackup(ada, { what: 'unsubscribed', at: day(11) });
  expect(left).toMatchObject({ status: 'unsubscribed', unsubscribedAt: day(11), left: { slot: 'daily#UTC#08' } });
  expect(left?.slot).toBeUndefined();
  const { confirmedAt: _, ...pending } = ada;
  expect(sinceBackup({ ...pending, status: 'pending' }, { what: 'erased', at: day(9) })).toBeUndefined();
});
