import { batchesOf, type Edition } from '../domain/edition.ts';
import type { Copy, LedgerRow } from '../domain/ledger.ts';

export type ResendPorts = {
  editions: { reopen(id: string, resent: { at: Date; copies: number }): Promise<void> };
  ledger: {
    rows(edition: string, batch: number): Promise<Map<string, LedgerRow>>;
    reopen(copy: Copy & { attempt: number }): Promise<boolean>;
  };
  enqueue(messages: { edition: string; batch: number }[]): Promise<void>;
};

/**
 * Has the copies of unknown fate sent once more: at least once is what their readers then get. Each is offered to SEND's own
 * claim as its next attempt, so a call of this function sends it at most once more, whatever happens to it then. The copies
 * come first and the edition after: broken off half-way it is repeated without harm, and a tick queues what was left open.
 * Returns how many copies wait now. The edition must not have expired, or the next tick would skip them.
 */
export async function resendUnknown({ editions, ledger, enqueue }: ResendPorts, edition: Edition, now: Date): Promise<number> {
  const waiting = new Map<number, number>();
  for (let batch = 0; batch < batchesOf(edition.audience); batch++) {
    for (const { readerId, state, attempt } of (await ledger.rows(edition.id, batch)).values()) {
      const offered = state === 'UNKNOWN' && (await ledger.reopen({ edition: edition.id, batch, readerId, attempt }));
      if (offered || state === 'PENDING') waiting.set(batch, (waiting.get(batch) ?? 0) + 1);
    }
  }
  const copies = [...waiting.values()].reduce((a, b) => a + b, 0);
  if (copies === 0) return 0;
  await editions.reopen(edition.id, { at: now, copies });
  await enqueue([...waiting.keys()].map((batch) => ({ edition: edition.id, batch })));
  return copies;
}
