import * as z from 'zod/mini';
import type { Tally } from './edition.ts';

/**
 * One reader's copy of one edition. No row: nobody has tried. `PENDING`: a claim was given back because SES accepted
 * nothing for certain, or an operator asked to resend it. `CLAIMED` until `lease`: a worker is at it. The other four are
 * final, except that an event from SES turns UNKNOWN into SENT. `detail` is SES's message id when SENT, else the reason.
 */
export const ledgerRow = z.object({
  readerId: z.string(),
  state: z.enum(['PENDING', 'CLAIMED', 'SENT', 'REJECTED', 'SKIPPED', 'UNKNOWN']),
  attempt: z.int().check(z.positive()),
  at: z.iso.datetime(),
  lease: z.optional(z.iso.datetime()),
  detail: z.optional(z.string()),
});
export type LedgerRow = z.infer<typeof ledgerRow>;

/** How a copy ended, and why. */
export type Settlement = { state: 'SENT' | 'REJECTED' | 'SKIPPED' | 'UNKNOWN'; detail: string };

/** Which copy. */
export type Copy = { edition: string; batch: number; readerId: string };

/** A worker's right to try one copy, fenced by its attempt number: a later attempt makes it void. */
export type Claim = Copy & { attempt: number; lease: Date };

/** How long a claim holds, ms: SES's 10 s timeout six times over, so a slow worker is not robbed while it still works. */
export const LEASE_MS = 60_000;

/** Counts the final states of a batch, or undefined while a reader of it is not settled. */
export function tallyOf(readerIds: readonly string[], rows: ReadonlyMap<string, LedgerRow>): Tally | undefined {
  const tally: Tally = { SENT: 0, REJECTED: 0, SKIPPED: 0, UNKNOWN: 0 };
  for (const readerId of readerIds) {
    const state = rows.get(readerId)?.state;
    if (!state || state === 'PENDING' || state === 'CLAIMED') return undefined;
    tally[state]++;
  }
  return tally;
}
