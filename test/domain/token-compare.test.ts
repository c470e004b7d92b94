import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { expect, test, vi } from 'vitest';
import { signToken, verifyToken } from '../../functions/domain/token.ts';

test('[R71] what a token claims to prove is compared in constant time, right or wrong', () => {
  const ring = { newest: 'k1', keys: new Map([['k1', new Uint8Array(32).fill(7)]]) };
  const token = signToken(ring, { purpose: 'account', subject: 'r'.repeat(22), generation: 1 });
  const wrong = token.replace(/^k1\../, (start) => (start.endsWith('A') ? 'k1.B' : 'k1.A'));
  const compared = vi.spyOn(crypto, 'timingSafeEqual');
  syncBuiltinESMExports();
  try {
    for (const [given, ok] of [
      [token, true],
      [wrong, false],
    ] as const) {
      compared.mockClear();
      expect(verifyToken(ring, 'account', given, new Date()).ok).toBe(ok);
      expect(compared.mock.calls.map(([a, b]) => [a.byteLength, b.byteLength])).toEqual([[43, 43]]);
    }
  } finally {
    compared.mockRestore();
    syncBuiltinESMExports();
  }
});
