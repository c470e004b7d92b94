import type { Decision } from './consent.ts';
import type { Reader } from './reader.ts';

/**
 * The number that a link to confirm or to an account carries. It rises with each confirmation and each change of address, so that a
 * link mailed before is void.
 */
export const letterNumber = ({ generation, addressChange }: Reader): number => generation + (addressChange?.number ?? 0);

/** True if a link with this number is still valid: the reader has not confirmed again or changed their address since. */
export const isLinkValid = (reader: Reader | undefined, number: number): reader is Reader =>
  reader !== undefined && letterNumber(reader) === number;

/**
 * Notes the address that an active reader wants. Mail goes to the old address until the new one is confirmed. A second request
 * replaces the first.
 */
export function askAddress(
  reader: Reader | undefined,
  number: number,
  address: string,
  at: Date,
): Decision<'asked' | 'same' | 'link-expired'> {
  if (!isLinkValid(reader, number) || reader.status !== 'active') return { outcome: 'link-expired' };
  if (reader.address.toLowerCase() === address.toLowerCase()) return { outcome: 'same' };
  // The row's revision numbers the request: a link mailed for an earlier request is void.
  return { outcome: 'asked', next: { ...reader, pendingAddress: { address, number: reader.rev, at: at.toISOString() } } };
}

/**
 * Moves a subscription to the address that has just been confirmed. A pending sign-up request of the old address is dropped.
 * `no-change`: this link was used before.
 */
export function takeAddress(
  reader: Reader | undefined,
  number: number,
  at: Date,
): Decision<'changed' | 'no-change' | 'link-expired'> {
  if (reader?.status !== 'active') return { outcome: 'link-expired' };
  if (reader.addressChange?.number === number) return { outcome: 'no-change' };
  if (reader.pendingAddress?.number !== number) return { outcome: 'link-expired' };
  const addressChange = { number, at: at.toISOString(), from: reader.address };
  return {
    outcome: 'changed',
    next: {
      ...reader,
      address: reader.pendingAddress.address,
      pendingAddress: undefined,
      requested: undefined,
      bouncedOn: undefined,
      addressChange,
    },
  };
}
