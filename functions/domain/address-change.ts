import type { Step } from './consent.ts';
import type { Reader } from './reader.ts';

/**
 * What a link to an account, or to confirm, says besides its reader. It rises with each opt-in and each change of address, so that
 * a link mailed before either is void.
 */
export const letterNumber = ({ generation, addressChange }: Reader): number => generation + (addressChange?.number ?? 0);

/** Whether such a link still holds: it was mailed to the present address, for this very subscription or what was left of it. */
export const holds = (reader: Reader | undefined, number: number): reader is Reader =>
  reader !== undefined && letterNumber(reader) === number;

/** Notes the address an active reader wants. Nothing changes until it has proved itself; a second wish replaces the first. */
export function askAddress(
  reader: Reader | undefined,
  number: number,
  address: string,
  at: Date,
): Step<'asked' | 'same' | 'link-expired'> {
  if (!holds(reader, number) || reader.status !== 'active') return { outcome: 'link-expired' };
  if (reader.address.toLowerCase() === address.toLowerCase()) return { outcome: 'same' };
  // The row's revision numbers the wish: a link mailed for an earlier one is void.
  return { outcome: 'asked', next: { ...reader, pendingAddress: { address, number: reader.rev, at: at.toISOString() } } };
}

/**
 * Moves a subscription to the address that has just proved itself. What the sign-up form was told in the name of the former one
 * is forgotten. `no-change`: this link has done so before.
 */
export function takeAddress(
  reader: Reader | undefined,
  number: number,
  at: Date,
): Step<'changed' | 'no-change' | 'link-expired'> {
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
