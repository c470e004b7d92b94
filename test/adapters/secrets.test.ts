import { expect, test } from 'vitest';
import { cached, cachedByKey } from '../../functions/adapters/cache.ts';
import { deriveKeys } from '../../functions/adapters/secrets.ts';
import { signToken, verifyToken } from '../../functions/domain/token.ts';

const K1 = 'a'.repeat(48);
const K2 = 'b'.repeat(48);
const grant = { purpose: 'unsubscribe', subject: 'r'.repeat(22), generation: 1 } as const;

test('[R70] a rotated key signs, the old one still verifies, and addresses keep their names', () => {
  const before = deriveKeys(JSON.stringify({ k1: K1 }));
  const after = deriveKeys(JSON.stringify({ k10: K2, k1: K1, k2: K2 }));
  expect([before.tokens.newest, after.tokens.newest]).toEqual(['k1', 'k10']);
  expect(verifyToken(after.tokens, 'unsubscribe', signToken(before.tokens, grant), new Date()).ok).toBe(true);
  expect(after.address).toEqual(before.address);
  expect(before.address).not.toEqual(before.tokens.keys.get('k1'));
});

test('[R70] a key that not every function knows yet verifies, and does not sign', () => {
  const fresh = deriveKeys(JSON.stringify({ k1: K1, k2: K2 }), true).tokens;
  const settled = deriveKeys(JSON.stringify({ k1: K1, k2: K2 })).tokens;
  expect([fresh.newest, settled.newest, deriveKeys(JSON.stringify({ k1: K1 }), true).tokens.newest]).toEqual(['k1', 'k2', 'k1']);
  expect(verifyToken(fresh, 'unsubscribe', signToken(settled, grant), new Date()).ok).toBe(true);
});

test.each([
  '',
  '{',
  '[]',
  '{}',
  JSON.stringify({ k1: 'short' }),
  JSON.stringify({ k2: K2 }),
  JSON.stringify({ k1: K1, key: K2 }),
])('the malformed secret %j is refused without being quoted', (secret) => {
  expect(() => deriveKeys(secret)).toThrow();
  try {
    deriveKeys(secret);
  } catch (error) {
    expect(String(error)).not.toMatch(/short|aaaa|bbbb/);
  }
});

test('what was loaded is kept for a while, a failure is not', async () => {
  let [now, loads] = [0, 0];
  const get = cached(
    async () => {
      if (++loads === 1) throw new Error('down');
      return loads;
    },
    1000,
    () => new Date(now),
  );
  await expect(get()).rejects.toThrow('down');
  expect([await get(), await get()]).toEqual([2, 2]);
  now = 1000;
  expect(await get()).toBe(3);
});

test('who asks while something is loaded waits for it; a failure is not kept', async () => {
  let loads = 0;
  const load = async ({ id }: { id: string }) => {
    loads += 1;
    await Promise.resolve();
    if (loads === 1) throw new Error('down');
    return id;
  };
  const ask = cachedByKey(load, { most: 2, forMs: 1000, now: () => new Date(0) });
  expect((await Promise.allSettled([ask({ id: 'a' }), ask({ id: 'a' })])).map(({ status }) => status)).toEqual([
    'rejected',
    'rejected',
  ]);
  expect(await Promise.all([ask({ id: 'a' }), ask({ id: 'a' }), ask({ id: 'b' })])).toEqual(['a', 'a', 'b']);
  expect(loads).toBe(3);
});
