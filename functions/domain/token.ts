import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What a link allows; a token of one purpose is void for every other. `unsubscribe` and `preferences` stand in digests, which
 * people forward, and never expire, like `vote`, which a forwarded digest may at worst take back; `stop` and `confirm` in the mail that asks; `account` opens what is personal; `address` lies
 * in a new mailbox; `undo` only ever stands in the page that ends a subscription. Of an editor: `desk` lies in the mail that lets them in,
 * `desk-session` in their browser's cookie, `desk-form` in their forms.
 */
export type Purpose =
  | 'confirm'
  | 'stop'
  | 'unsubscribe'
  | 'undo'
  | 'preferences'
  | 'vote'
  | 'account'
  | 'address'
  | 'desk'
  | 'desk-session'
  | 'desk-form';

/** Signing keys by id (`k1`, `k2`, …). `newest` signs; all verify, so links in old mails survive a rotation. */
export type KeyRing = { newest: string; keys: ReadonlyMap<string, Uint8Array> };

/** What a link says. `generation` is the reader's at signing: whether it is still good is the reader's row to tell. */
export type Grant = { purpose: Purpose; subject: string; generation: number; expiresAt?: Date };

/** What a token proved. Only who holds a link that we signed learns that it has expired, so telling it helps no forger. */
export type Verdict =
  | { ok: true; subject: string; generation: number }
  | { ok: false; reason: 'expired'; subject: string; generation: number }
  | { ok: false; reason: 'invalid' };

const TOKEN = /^(k\d{1,4})\.([\w-]{43})\.([\w-]{22})\.([\da-z]{1,8})(?:\.([\da-z]{1,8}))?$/;

const INVALID: Verdict = { ok: false, reason: 'invalid' };

/**
 * Signs a grant: `<key id>.<HMAC-SHA256>.<reader id>.<generation>[.<expiry>]`, numbers in base 36, expiry in seconds since
 * 1970. The MAC is not last because its `-` or `_` at the end would be dropped by programs that look for links in text.
 * At most 90 characters, all of them URL-safe.
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
 * Verifies a token for one purpose. The MAC is compared as the text it must be, in constant time, so every bit counts,
 * also the spare ones of the last base64 digit.
 */
export function verifyToken(ring: KeyRing, purpose: Purpose, token: string, now: Date): Verdict {
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
