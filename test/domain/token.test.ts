import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type KeyRing, signToken, verifyToken } from '../../functions/domain/token.ts';

const k1 = new Uint8Array(32).fill(1);
const k2 = new Uint8Array(32).fill(2);
const ring: KeyRing = { newest: 'k1', keys: new Map([['k1', k1]]) };
const rotated: KeyRing = { newest: 'k2', keys: new Map([...ring.keys, ['k2', k2]]) };
const NOW = new Date('2026-03-18T12:00:00Z');
const INVALID = { ok: false, reason: 'invalid' };

const readerId = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('base64url'));
const grant = fc.record({
  purpose: fc.constantFrom('confirm' as const, 'unsubscribe' as const),
  subject: readerId,
  generation: fc.nat(1_000_000),
  expiresAt: fc.option(fc.date({ min: new Date(NOW.getTime() + 1000), max: new Date('2100-01-01'), noInvalidDate: true }), {
    nil: undefined,
  }),
});

test('[R69] a token proves its subject and generation, for its purpose alone', () => {
  fc.assert(
    fc.property(grant, ({ purpose, subject, generation, expiresAt }) => {
      const token = signToken(ring, { purpose, subject, generation, expiresAt });
      expect(verifyToken(ring, purpose, token, NOW)).toEqual({ ok: true, subject, generation });
      expect(verifyToken(ring, purpose === 'confirm' ? 'unsubscribe' : 'confirm', token, NOW)).toEqual(INVALID);
      expect(token).toMatch(/^[\w.-]{1,100}$/);
      expect(token).toMatch(/[\da-z]$/);
    }),
  );
});

test('[R69] every flipped bit, changed, missing or added character makes a token void', () => {
  fc.assert(
    fc.property(grant, (g) => {
      const token = signToken(rotated, g);
      for (let i = 0; i < token.length; i++) {
        const [before, after] = [token.slice(0, i), token.slice(i + 1)];
        expect(verifyToken(rotated, g.purpose, before + after, NOW)).toEqual(INVALID);
        for (let bit = 0; bit < 8; bit++) {
          const flipped = before + String.fromCharCode(token.charCodeAt(i) ^ (1 << bit)) + after;
          expect(verifyToken(rotated, g.purpose, flipped, NOW)).toEqual(INVALID);
        }
      }
      for (const extra of ['0', 'A', '.', '=', '\n', '%'])
        expect(verifyToken(rotated, g.purpose, token + extra, NOW)).toEqual(INVALID);
    }),
    { numRuns: 20 },
  );
});

test('[R69] the last digit of the MAC has spare bits, and they count', () => {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const token = signToken(ring, { purpose: 'confirm', subject: 'r'.repeat(22), generation: 0 });
  const last = token.indexOf('.', 3) - 1;
  const passing = [...digits].filter(
    (d) => verifyToken(ring, 'confirm', token.slice(0, last) + d + token.slice(last + 1), NOW).ok,
  );
  expect(passing).toEqual([token[last]]);
});

test('[R69] another key, or another reader’s MAC, proves nothing', () => {
  const mine = signToken(ring, { purpose: 'unsubscribe', subject: 'a'.repeat(22), generation: 1 });
  const theirs = signToken(ring, { purpose: 'unsubscribe', subject: 'b'.repeat(22), generation: 1 });
  const [id, mac] = mine.split('.');
  expect(verifyToken(ring, 'unsubscribe', [id, mac, ...theirs.split('.').slice(2)].join('.'), NOW)).toEqual(INVALID);
  expect(verifyToken({ newest: 'k1', keys: new Map([['k1', k2]]) }, 'unsubscribe', mine, NOW)).toEqual(INVALID);
  expect(verifyToken(ring, 'unsubscribe', mine.replace('k1', 'k9'), NOW)).toEqual(INVALID);
});

test('[R70] a confirmation ends on the second it says; an unsubscribe link outlives years and key rotations', () => {
  const subject = 'r'.repeat(22);
  const confirm = signToken(ring, { purpose: 'confirm', subject, generation: 0, expiresAt: new Date('2026-03-21T12:00:00Z') });
  expect(verifyToken(ring, 'confirm', confirm, new Date('2026-03-21T11:59:59.999Z')).ok).toBe(true);
  expect(verifyToken(ring, 'confirm', confirm, new Date('2026-03-21T12:00:00Z'))).toMatchObject({ ok: false, reason: 'expired' });
  const leave = signToken(ring, { purpose: 'unsubscribe', subject, generation: 3 });
  expect(verifyToken(rotated, 'unsubscribe', leave, new Date('2036-01-01'))).toEqual({ ok: true, subject, generation: 3 });
  expect(signToken(rotated, { purpose: 'unsubscribe', subject, generation: 3 })).toMatch(/^k2\./);
});

test('the header of a digest stays far below SES’s 995 characters', () => {
  const token = signToken(ring, { purpose: 'unsubscribe', subject: 'r'.repeat(22), generation: 1_000_000 });
  expect(`<https://abcdefghij.execute-api.ap-southeast-2.amazonaws.com/unsubscribe?token=${token}>`.length).toBeLessThan(200);
});
