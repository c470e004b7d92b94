import { createHmac } from 'node:crypto';
import { nearest } from './text/nearest.ts';

/** Longest local part and longest address, octets (RFC 5321, 4.5.3.1.1 and RFC 3696 erratum 1690). */
const MAX_LOCAL = 64;
const MAX_ADDRESS = 254;

// Narrower than RFC 5322's atext. `%` and `!` once routed mail to a third host, `=?` opens an encoded word, and the rest
// appears only in attacks. Every quantifier is followed by something it cannot match, so matching is linear.
const LOCAL = /^[\w'+&~-]+(?:\.[\w'+&~-]+)*$/;
const LABEL = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i;
const TOP_LABEL = /^[a-z]/i;

/**
 * True if Broadsheet sends to this address: dotted ASCII atoms, `@`, a domain of at least two host-name labels. International
 * domains are accepted in their `xn--` form only. Comments, quotes, groups, display names, spaces and literals are refused.
 * Nothing is trimmed or rewritten: SES gets the same bytes.
 */
export function isAddress(text: string): boolean {
  const [local, domain, ...more] = text.split('@');
  if (!local || !domain || more.length > 0 || text.length > MAX_ADDRESS || local.length > MAX_LOCAL) return false;
  const labels = domain.split('.');
  return LOCAL.test(local) && labels.length > 1 && labels.every((l) => LABEL.test(l)) && TOP_LABEL.test(labels.at(-1) ?? '');
}

/**
 * The mailbox that an address probably reaches: without `+tag` and dots, in lower case, under the provider's main domain. Only
 * for counting letters, never for sending.
 */
export function mailboxOf(address: string): string {
  const at = address.lastIndexOf('@');
  const [name = ''] = address.slice(0, at).split('+');
  const domain = address.slice(at + 1).toLowerCase();
  return `${name.replaceAll('.', '').toLowerCase()}@${SAME_MAILBOX[domain] ?? domain}`;
}

/** A provider's second domains, each with its main one: the same name at both is one mailbox. */
const SAME_MAILBOX: Readonly<Record<string, string>> = {
  'googlemail.com': 'gmail.com',
  'me.com': 'icloud.com',
  'mac.com': 'icloud.com',
  'protonmail.com': 'proton.me',
  'pm.me': 'proton.me',
};

/** Big providers' domains, which are often misspelt. `REAL` adds domains that look misspelt but exist. */
const BIG = ['gmail.com', 'googlemail.com', 'hotmail.com', 'outlook.com', 'yahoo.com', 'icloud.com', 'protonmail.com'];
const REAL = [...BIG, 'ymail.com', 'mail.com', 'email.com', 'hotmail.co', 'yahoo.co'];

/** The address that was probably meant, if the domain is one slip away from a big provider's. */
export function likelyAddress(address: string): string | undefined {
  const at = address.lastIndexOf('@') + 1;
  const domain = address.slice(at).toLowerCase();
  const meant = REAL.includes(domain) ? undefined : nearest(domain, BIG);
  return meant && address.slice(0, at) + meant;
}

/**
 * A keyed hash of an address. Without the key the table does not tell who reads. Upper and lower case are one reader. `+tags` and
 * dots are kept, because each provider decides whether they matter.
 */
export function addressHash(key: Uint8Array, address: string): string {
  return createHmac('sha256', key).update(address.toLowerCase()).digest('base64url');
}
