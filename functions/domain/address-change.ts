import type { Step } from './consent.ts';
import type { Reader } from './reader.ts';

/** Whether a link to an account still opens it: it is for this very subscription, or for what was left of it. */
export const opens = (reader: Reader | undefined, generation: number): reader is Reader => reader?.generation === generation;

/** Notes the address an active reader wants. Nothing changes until it has proved itself; a second wish replaces the first. */
export function askAddress(
  reader: Reader | undefined,
  generation: number,
  address: string,
  at: Date,
): Step<'asked' | 'same' | 'void'> {
  if (!opens(reader, generation) || reader.status !== 'active') return { outcome: 'void' };
  if (reader.address.toLowerCase() === address.toLowerCase()) return { outcome: 'same' };
  // The row's revision numbers the wish: a link mailed for an earlier one is void.
  return { outcome: 'asked', next: { ...reader, moving: { address, number: reader.rev, at: at.toISOString() } } };
}

/** Moves a subscription to the address that has just proved itself. `already`: this link has done so before. */
export function takeAddress(reader: Reader | undefined, number: number, at: Date): Step<'changed' | 'already' | 'void'> {
  if (reader?.status !== 'active') return { outcome: 'void' };
  if (reader.changed?.number === number) return { outcome: 'already' };
  if (reader.moving?.number !== number) return { outcome: 'void' };
  const changed = { number, at: at.toISOString(), from: reader.address };
  return {
    outcome: 'changed',
    next: { ...reader, address: reader.moving.address, moving: undefined, bouncedOn: undefined, changed },
  };
}
