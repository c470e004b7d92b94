import { expect, test } from 'vitest';
import { sinceBackup } from '../../functions/domain/departure.ts';
import { aReader } from '../fakes/build.ts';

const day = (n: number) => `2026-03-${String(n).padStart(2, '0')}T08:00:00.000Z`;
const ada = aReader({ since: day(10), createdAt: day(9), confirmedAt: day(10), rev: 3 });

test('[R101] out of a backup nobody returns who has left since; who opted in after that stays', () => {
  expect(sinceBackup(ada, undefined)).toEqual(ada);
  expect(sinceBackup(ada, { what: 'erased', at: day(9) })).toEqual(ada);
  expect(sinceBackup(ada, { what: 'unsubscribed', at: day(9) })).toEqual(ada);
  expect(sinceBackup(ada, { what: 'erased', at: day(11) })).toBeUndefined();
  const left = sinceBackup(ada, { what: 'unsubscribed', at: day(11) });
  expect(left).toMatchObject({ status: 'unsubscribed', unsubscribedAt: day(11) });
  // Who moved has another address by now; who unsubscribed later than that was another reader.
  expect(sinceBackup(ada, { what: 'moved', at: day(11) })).toBeUndefined();
  expect(sinceBackup(ada, { what: 'unsubscribed', at: day(14), since: day(12) })).toBeUndefined();
  expect(sinceBackup(ada, { what: 'unsubscribed', at: day(11), since: ada.createdAt })).toEqual(left);
  // Moving here is consent for this address.
  const moved = { ...ada, addressChange: { number: 2, at: day(12) } };
  for (const what of ['erased', 'moved', 'unsubscribed'] as const)
    expect(sinceBackup(moved, { what, at: day(11) })).toEqual(moved);
  const { confirmedAt: _, ...pending } = ada;
  expect(sinceBackup({ ...pending, status: 'pending' }, { what: 'erased', at: day(9) })).toBeUndefined();
});
