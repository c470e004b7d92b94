import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What a link allows. A token of one purpose is void for every other. People forward digests, so no token in a digest opens
 * personal data.
 */
export type Purpose =
  /** In the letter that asks for consent, 72 hours: begins or changes the subscription. */
  | 'confirm'
  /** In the same letter, no expiry: ends requests to confirm for a year. */
  | 'stop'
  /** In digests and the welcome letter, no expiry: ends the subscription. */
  | 'unsubscribe'
  /** In the page shown after unsubscribing, one hour: takes that back. */
  | 'undo'
  /** In digests and the welcome letter, no expiry: changes when mail comes, and has an `account` link mailed to the reader. */
  | 'preferences'
  /** In digests, no expiry: sets or takes back votes on papers. */
  | 'vote'
  /** In the account letter, one hour: shows and changes personal data (address, interests), exports and erases it. */
  | 'account'
  /** In the letter to a new address, 24 hours: confirms that address. */
  | 'address'
  /** In an editor's letter, 15 minutes, once: begins a session at the desk. */
  | 'desk'
  /** In an editor's cookie, 12 hours: is the session. */
  | 'desk-session'
  /** In the desk's forms, until the editor signs out everywhere: shows that the form comes from the desk. */
  | 'desk-form';

/** Signing keys by id (`k1`, `k2`, …). `newest` signs. All verify, so links in old mails survive a rotation. */
export type KeyRing = { newest: string; keys: ReadonlyMap<string, Uint8Array> };

/** The content of a token. `generation` is that of the reader's row at signing; the caller checks if it is still valid. */
export type Grant = { purpose: Purpose; subject: string; generation: number; expiresAt?: Date };

/** The result of verifying a token. `expired` is told only for a token that we signed, so it helps no forger. */
export type TokenResult =
  | { ok: true; subject: string; generation: number }
  | { ok: false; reason: 'expired'; subject: string; generation: number }
  | { ok: false; reason: 'invalid' };

const TOKEN = /^(k\d{1,4})\.([\w-]{43})\.([\w-]{22})\.([\da-z]{1,8})(?:\.([\da-z]{1,8}))?$/;

const INVALID: TokenResult = { ok: false, reason: 'invalid' };

/**
 * Signs a grant: `<key id>.<HMAC-SHA256>.<reader id>.<generation>[.<expiry>]`, numbers in base 36, expiry in seconds since 1970.
 * At most 90 characters, all URL-safe. The MAC is not last, because programs that look for links in text drop a `-` or `_` at the
 * end. Throws a RangeError if the newest key is missing.
 */
export function signToken(ring: KeyRing, { purpose, subject, generation, expiresAt }: Grant): string {
  const key = ring.keys.get(ring.newest);
  if (!key) throw new RangeError(`no key ${ring.newest}`);
  const claims = [subject, generation.toString(36)];
  if (expiresAt) claims.push(Math.floor(expiresAt.getTime() / 1000).toString(36));
  const text = claims.join('.');
  return `${ring.newest}.${mac(key, ring.newest, purpose, text)}.${text}`;
}

/**
 * Verifies a token for one purpose. The MAC is compared as text, in constant time, so that even the spare bits of the last base64
 * digit must match.
 */
export function verifyToken(ring: KeyRing, purpose: Purpose, token: string, now: Date): TokenResult {
  const [, keyId, given, subject, generation, expiry] = TOKEN.exec(token) ?? [];
  const key = keyId && ring.keys.get(keyId);
  if (!key || !given || !subject || !generation) return INVALID;
  const claims = token.slice(keyId.length + given.length + 2);
  if (!timingSafeEqual(Buffer.from(given), Buffer.from(mac(key, keyId, purpose, claims)))) return INVALID;
  const proved = { subject, generation: Number.parseInt(generation, 36) };
  if (expiry && Number.parseInt(expiry, 36) * 1000 <= now.getTime()) return { ok: false, reason: 'expired', ...proved };
  return { ok: true, ...proved };
}

function mac(key: Uint8Array, keyId: string, purpose: Purpose, claims: string): string {
  return createHmac('sha256', key).update(`${keyId}.${purpose}.${claims}`).digest('base64url');
}
