import { createHmac } from 'node:crypto';
import { nearest } from './text/nearest.ts';

/** Longest local part and longest address, octets (RFC 5321, 4.5.3.1.1 and RFC 3696 erratum 1690). */
const MAX_LOCAL = 64;
const MAX_ADDRESS = 254;

// Narrower than RFC 5322's atext. `%` and `!` once routed mail to a third host, `=?` opens an encoded word, and the rest
// only ever appears in attacks. Every quantifier below is followed by something it cannot match, so matching is linear.
const LOCAL = /^[\w'+&~-]+(?:\.[\w'+&~-]+)*$/;
const LABEL = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i;
const TOP_LABEL = /^[a-z]/i;

/**
 * Whether this text is an address Broadsheet sends to: dotted ASCII atoms, `@`, a domain of at least two host-name labels.
 * International domains are accepted in their `xn--` form only. No comments, quotes, groups, display names, spaces or
 * literals, and nothing is trimmed or rewritten: what passes here is, byte for byte, what SES is given.
 */
export function isAddress(text: string): boolean {
  const [local, domain, ...more] = text.split('@');
  if (!local || !domain || more.length > 0 || text.length > MAX_ADDRESS || local.length > MAX_LOCAL) return false;
  const labels = domain.split('.');
  return LOCAL.test(local) && labels.length > 1 && labels.every((l) => LABEL.test(l)) && TOP_LABEL.test(labels.at(-1) ?? '');
}

/**
 * The mailbox that an address is likely to reach, whatever the provider's own rule: without a `+tag` and dots, in lower case,
 * under one of a provider's domains. For counting what is sent there, never for sending.
 */
export function mailboxOf(address: string): string {
  const at = address.lastIndexOf('@');
  const [name = ''] = address.slice(0, at).split('+');
  const domain = address.slice(at + 1).toLowerCase();
  return `${name.replaceAll('.', '').toLowerCase()}@${SAME_MAILBOX[domain] ?? domain}`;
}

/** Domains under which a provider gives every mailbox a second address. */
const SAME_MAILBOX: Readonly<Record<string, string>> = {
  'googlemail.com': 'gmail.com',
  'me.com': 'icloud.com',
  'mac.com': 'icloud.com',
  'protonmail.com': 'proton.me',
  'pm.me': 'proton.me',
};

/** Domains that most people read at, which are often misspelt; and others of that look, which are not. */
const BIG = ['gmail.com', 'googlemail.com', 'hotmail.com', 'outlook.com', 'yahoo.com', 'icloud.com', 'protonmail.com'];
const REAL = [...BIG, 'ymail.com', 'mail.com', 'email.com', 'hotmail.co', 'yahoo.co'];

/** The address that was likely meant, where the domain is a big provider's but for one slip. */
export function likelyAddress(address: string): string | undefined {
  const at = address.lastIndexOf('@') + 1;
  const domain = address.slice(at).toLowerCase();
  const meant = REAL.includes(domain) ? undefined : nearest(domain, BIG);
  return meant && address.slice(0, at) + meant;
}

/**
 * The name under which an address is known: a keyed hash, so that a table without the key tells nothing about who reads.
 * Upper and lower case are one reader; `+tags` and dots are kept, because whether they matter is the provider's own rule.
 */
export function addressHash(key: Uint8Array, address: string): string {
  return createHmac('sha256', key).update(address.toLowerCase()).digest('base64url');
}
