import { expect, test } from 'vitest';
import * as z from 'zod';
import { signLocalPart } from '../../functions/domain/mail-token.ts';
import { leaveByMail, recipientsOf } from '../../functions/leave/leave-by-mail.ts';
import { NOW, onlyReader, RING, withReader } from '../subscribe/site.ts';

const ADDRESS = `${signLocalPart(RING, { subject: 'id00000000000000000000', generation: 1 })}@unsubscribe.example.org`;

async function world() {
  const site = await withReader(true);
  const take = leaveByMail({
    readers: site.readers,
    tokenKeys: async () => RING,
    addressKey: async () => new Uint8Array(32).fill(9),
    noteDeparture: async (hash, { what }) => void site.departures.set(hash, what),
    now: () => NOW,
  });
  return { site, take, status: () => onlyReader(site)?.status };
}

test('[R60] the address alone unsubscribes, as one click does, and again changes nothing', async () => {
  const { site, take, status } = await world();
  expect(await take(['ada@example.org', 'abuse@unsubscribe.example.org', '', '@'])).toEqual({ recipients: 4, proved: 0 });
  expect(status()).toBe('active');
  for (const _ of 'twice') expect(await take([ADDRESS.toUpperCase()])).toEqual({ recipients: 1, proved: 1 });
  expect(status()).toBe('unsubscribed');
  expect([...site.departures.values()]).toEqual(['unsubscribed']);
});

test('[R62] an address of an earlier subscription leaves the newer one alone', async () => {
  const { site, take, status } = await world();
  const reader = onlyReader(site)!;
  site.readers.all.set(reader.readerId, { ...reader, generation: 2 });
  await take([ADDRESS]);
  expect(status()).toBe('active');
});

test.each([
  [
    'a mail',
    JSON.stringify({ notificationType: 'Received', receipt: { recipients: ['a@b.example'] }, content: 'x' }),
    ['a@b.example'],
  ],
  ['a word of SES', 'Successfully validated SNS topic', []],
  ['another notification', '{"notificationType":"Bounce"}', []],
])('to whom came %s', (_, Message, recipients) => {
  expect(z.parse(recipientsOf, { Type: 'Notification', Message })).toEqual(recipients);
});
