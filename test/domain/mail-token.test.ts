import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLocalPart, signLocalPart } from '../../functions/domain/mail-token.ts';
import { type KeyRing, signToken } from '../../functions/domain/token.ts';

const keyOf = (fill: number) => new Uint8Array(32).fill(fill);
const ring: KeyRing = { newest: 'k1', keys: new Map([['k1', keyOf(1)]]) };
const longest: KeyRing = { newest: 'k9999', keys: new Map([...ring.keys, ['k9999', keyOf(2)]]) };
const leave = fc.record({
  subject: fc.stringMatching(/^[\w-]{22}$/),
  generation: fc.nat(36 ** 8 - 1),
});
const INVALID = { ok: false, reason: 'invalid' };

test('a local part proves reader and generation, in any case, and fits into an address', () => {
  fc.assert(
    fc.property(leave, (grant) => {
      for (const keys of [ring, longest]) {
        const local = signLocalPart(keys, grant);
        expect(local).toMatch(/^[\da-z]+(\.[\da-z]+){3}$/);
        expect(local.length).toBeLessThanOrEqual(64);
        expect(readLocalPart(longest, local)).toEqual({ ok: true, ...grant });
        expect(readLocalPart(longest, local.toUpperCase())).toEqual({ ok: true, ...grant });
      }
    }),
  );
});

test('every changed, missing or added character makes it void, as do the key of another list and a token of a link', () => {
  fc.assert(
    fc.property(leave, fc.nat(80), fc.constantFrom('', '0', 'v', 'zz'), (grant, at, other) => {
      const local = signLocalPart(ring, grant);
      const changed = local.slice(0, at) + other + local.slice(at + 1);
      if (changed !== local) expect(readLocalPart(ring, changed)).toEqual(INVALID);
      expect(readLocalPart({ newest: 'k1', keys: new Map([['k1', keyOf(3)]]) }, local)).toEqual(INVALID);
    }),
  );
  const subject = 'r'.repeat(22);
  expect(readLocalPart(ring, signToken(ring, { purpose: 'unsubscribe', subject, generation: 1 }))).toEqual(INVALID);
  for (const hostile of ['', 'abuse', 'k1...', `k1.${'v'.repeat(20)}.${'v'.repeat(27)}.1`, 'k1.\u0000', 'x'.repeat(1e5)])
    expect(readLocalPart(ring, hostile)).toEqual(INVALID);
});
