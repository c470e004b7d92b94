import { hkdfSync } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import type { KeyRing } from '../domain/token.ts';
import { TIMEOUTS } from './aws.ts';
import { cached } from './cache.ts';

const material = z.string().check(z.minLength(32));

/** The secret: random strings named k1, k2, … To rotate the signing key, add the next one. k1 stays for ever. */
const secret = z
  .catchall(z.object({ k1: material }), material)
  .check(z.refine((keys) => Object.keys(keys).every((id) => /^k[1-9]\d{0,3}$/.test(id)), 'keys are named k1, k2, …'));

/**
 * How long a function keeps the secret, ms. A rotation reaches all functions within this time, and a new key does not sign
 * before.
 */
const KEPT_MS = 300_000;

/** Keys derived from the secret: `tokens` sign links, `address` hashes addresses and never rotates. */
export type Keys = { tokens: KeyRing; address: Uint8Array };

/** Reads the secret at the first call, and again after five minutes. */
export function keyring(
  secretArn: string,
  now: () => Date,
  client = new SecretsManagerClient({ requestHandler: TIMEOUTS }),
): () => Promise<Keys> {
  const load = async () => {
    const { SecretString, CreatedDate } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
    return deriveKeys(SecretString ?? '', CreatedDate && now().getTime() - CreatedDate.getTime() < KEPT_MS);
  };
  return cached(load, KEPT_MS, now);
}

/**
 * Derives one key for each use, by HKDF (RFC 5869), so that no two uses share one. Throws on a malformed secret, without quoting
 * it. `fresh`: the newest key may not have reached every function yet, so the one before it signs.
 */
export function deriveKeys(secretString: string, fresh = false): Keys {
  const derive = (from: string, use: string) => new Uint8Array(hkdfSync('sha256', from, '', `broadsheet ${use}`, 32));
  const keys = secret.parse(json(secretString));
  const ids = Object.keys(keys).sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
  return {
    tokens: {
      newest: (fresh && ids.at(-2)) || (ids.at(-1) ?? 'k1'),
      keys: new Map(Object.entries(keys).map(([id, from]) => [id, derive(from, 'token')])),
    },
    address: derive(keys.k1, 'address'),
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('the token secret is not JSON');
  }
}
