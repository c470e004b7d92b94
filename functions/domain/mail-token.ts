import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Grant, KeyRing, TokenResult } from './token.ts';

/** Base-32 digits of the MAC, 100 bits. An attacker must send one mail for each guess. */
const MAC_LENGTH = 20;
const ID_LENGTH = 27;
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const LOCAL_PART = /^(k\d{1,4})\.([\da-v]{20})\.([\da-v]{27})\.([\da-z]{1,8})$/;

type UnsubscribeGrant = Pick<Grant, 'subject' | 'generation'>;

/**
 * Signs the local part of an address that unsubscribes a reader: `<key id>.<MAC>.<reader id>.<generation>`. At most 63 characters
 * of the 64 allowed (RFC 5321, 4.5.3.1.1), all in lower case, since mail servers may change the case.
 */
export function signLocalPart(ring: KeyRing, { subject, generation }: UnsubscribeGrant): string {
  const key = ring.keys.get(ring.newest);
  if (!key) throw new RangeError(`no key ${ring.newest}`);
  const claims = `${base32(subject)}.${generation.toString(36)}`;
  return `${ring.newest}.${mac(key, ring.newest, claims)}.${claims}`;
}

/** Verifies such a local part, in upper or lower case. */
export function readLocalPart(ring: KeyRing, text: string): TokenResult {
  const [, keyId, given, id, generation] = LOCAL_PART.exec(text.toLowerCase()) ?? [];
  const key = keyId && ring.keys.get(keyId);
  if (!key || !given || !id || !generation) return { ok: false, reason: 'invalid' };
  const expected = mac(key, keyId, `${id}.${generation}`);
  if (!timingSafeEqual(Buffer.from(given), Buffer.from(expected))) return { ok: false, reason: 'invalid' };
  return { ok: true, subject: readerId(id), generation: Number.parseInt(generation, 36) };
}

function mac(key: Uint8Array, keyId: string, claims: string): string {
  const whole = createHmac('sha256', key).update(`${keyId}.mail.${claims}`).digest('hex').slice(0, 25);
  return BigInt(`0x${whole}`).toString(32).padStart(MAC_LENGTH, '0');
}

/** The 22 characters of a reader id as a number in base 32. */
function base32(subject: string): string {
  const number = [...subject].reduce((sum, character) => sum * 64n + BigInt(BASE64URL.indexOf(character)), 0n);
  return number.toString(32).padStart(ID_LENGTH, '0');
}

function readerId(digits: string): string {
  let number = [...digits].reduce((sum, digit) => sum * 32n + BigInt(Number.parseInt(digit, 32)), 0n);
  let id = '';
  for (; id.length < 22; number /= 64n) id = (BASE64URL[Number(number % 64n)] ?? '') + id;
  return id;
}
