import { afterAll, expect, test } from 'vitest';
import { startTables } from '../fakes/tables.ts';
import { town } from './town.ts';

const tables = await startTables();
afterAll(() => tables.stop());

const FORMER = 'ada@example.org';
const EMAIL = 'ada@new.example';

/** A reader of some months, who moved, came back, voted, asked for much and is signed up again by strangers. */
async function aLife() {
  const names = await tables.fresh();
  const the = town(tables, names);
  await the.signUp(FORMER);
  the.after(3_600_000);
  await the.signUp(FORMER, { hour: '9' });
  await the.use(the.newest(FORMER, 'confirm')!);
  await the.post('/account-link', { email: FORMER });
  await the.post('/account/address', { token: the.newest(FORMER, 'account')?.token ?? '', email: EMAIL });
  the.after(3_600_000);
  await the.use(the.newest(EMAIL, 'change-address')!);
  await the.leave((await the.readerAt(EMAIL))!);
  the.after(25 * 3_600_000);
  await the.signUp(EMAIL);
  await the.use(the.newest(EMAIL, 'confirm')!);
  the.after(25 * 3_600_000);
  await the.signUp(EMAIL, { hour: '20' });
  const reader = (await the.readerAt(EMAIL))!;
  expect(reader).toMatchObject({ status: 'active', generation: 2, addressChange: { number: expect.any(Number) } });
  await the.put([{ pk: `READER#${reader.readerId}`, sk: 'VOTE#arxiv:1', votedFor: 'arxiv:1', at: '2026-03-18T12:00:00.000Z' }]);
  return { the, reader };
}

test('[R99] erasing after a long subscription leaves one keyed hash, which no row ties to anything', async () => {
  const { the, reader } = await aLife();
  await the.post('/account-link', { email: EMAIL });
  const { token = '' } = the.newest(EMAIL, 'account')!;
  expect(await the.post('/account/erase', { token, sure: 'yes' })).toBe(200);

  const rows = await the.rows();
  // The list of hours in use, and what networks and domains asked for in this hour.
  expect(rows.filter(({ pk, n }) => pk !== 'WISHES' && n === undefined)).toEqual([]);
  const everything = JSON.stringify([rows, await the.rows('editions'), [...the.objects]]);
  for (const word of [reader.readerId, 'ada@', the.hash(FORMER)])
    expect(everything.replace(`moved/${the.hash(FORMER)}`, '')).not.toContain(word);
  expect(everything.split(the.hash(EMAIL))).toHaveLength(2);
  expect(await the.rows('editions')).not.toEqual([]);
});

test('[R99] the former address is remembered as long as a backup may hold it, and only outside the tables', async () => {
  const { the, reader } = await aLife();
  await the.erase(reader);
  expect([...the.objects.keys()].sort()).toEqual([`moved/${the.hash(FORMER)}`, `withdrawn/${the.hash(EMAIL)}`]);
  expect(await the.bring(FORMER, new Date('2024-05-01'))).toBe('moved');
  the.after(36 * 86_400_000);
  expect(await the.bring(EMAIL, new Date('2024-05-01'))).toBe('erased');
});

test('[R99] an erased reader comes back by confirming a sign-up, as a new reader', async () => {
  const { the, reader } = await aLife();
  await the.erase(reader);
  the.after(3_600_000);
  await the.signUp(EMAIL);
  expect(await the.use(the.newest(EMAIL, 'confirm')!)).toBe(200);
  const again = await the.readerAt(EMAIL);
  expect(again).toMatchObject({ status: 'active', generation: 1 });
  expect(again?.readerId).not.toBe(reader.readerId);
});
