import { afterAll, describe, expect, test } from 'vitest';
import { lettersStore } from '../../functions/adapters/ledger.ts';
import { memoryLetters } from '../fakes/memory-letters.ts';
import { startTables } from '../fakes/tables.ts';

const AT = new Date('2026-03-19T08:00:00Z');
const tables = await startTables();
afterAll(() => tables.stop());

describe.each([
  ['in the table', async () => lettersStore(tables.client, (await tables.fresh()).editions)],
  ['in memory', async () => memoryLetters()],
])('claims of letters, %s', (_name, open) => {
  test('one of many has the letter, and after it is given back another', async () => {
    const store = await open();
    const claims = await Promise.all([1, 2, 3].map(() => store.claim('a', AT)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await store.claim('b', AT)).toBe(true);
    expect(await store.release('a')).toBe(true);
    expect(await store.release('a')).toBe(false);
    expect([await store.claim('a', AT), await store.claim('a', AT)]).toEqual([true, false]);
  });

  test.each(['SENT', 'REJECTED', 'UNKNOWN'] as const)(
    'a letter that ended as %s is neither given back nor claimed',
    async (state) => {
      const store = await open();
      await store.claim('a', AT);
      await store.record('a', state, 'detail');
      expect([await store.release('a'), await store.claim('a', AT)]).toEqual([false, false]);
    },
  );
});
