import { batchesOf, type Dispatch, type DispatchId } from '../domain/edition.ts';
import type { CopyKey, LedgerRow } from '../domain/ledger.ts';

export type ResendPorts = {
  editions: { reopen(id: DispatchId, resent: { at: Date; copies: number }): Promise<void> };
  files: { batch(dispatch: Dispatch, batch: number): Promise<string[]> };
  ledger: {
    rows(edition: string, readerIds: readonly string[]): Promise<Map<string, LedgerRow>>;
    reopen(copy: CopyKey & { attempt: number }): Promise<boolean>;
  };
  enqueue(messages: (DispatchId & { batch: number })[]): Promise<void>;
};

/**
 * Has the UNKNOWN copies of a dispatch sent once more, so that their readers get at least one and perhaps two. Each is offered to
 * SEND's claim as its next attempt, so one call sends it at most once more. The copies are offered before the dispatch is opened:
 * a call that broke off can be repeated without harm, and a tick queues what was left open. Returns how many copies wait now. The
 * dispatch must not have expired, or the next tick would skip them.
 */
export async function resendUnknown(
  { editions, files, ledger, enqueue }: ResendPorts,
  dispatch: Dispatch,
  now: Date,
): Promise<number> {
  const { edition, due } = dispatch;
  const waiting = new Map<number, number>();
  for (let batch = 0; batch < batchesOf(dispatch.audience); batch++) {
    for (const row of (await ledger.rows(edition, await files.batch(dispatch, batch))).values()) {
      if (row.dispatch !== due) continue;
      const { readerId, state, attempt } = row;
      const offered = state === 'UNKNOWN' && (await ledger.reopen({ edition, readerId, attempt }));
      if (offered || state === 'PENDING') waiting.set(batch, (waiting.get(batch) ?? 0) + 1);
    }
  }
  const copies = [...waiting.values()].reduce((a, b) => a + b, 0);
  if (copies === 0) return 0;
  await editions.reopen({ edition, due }, { at: now, copies });
  await enqueue([...waiting.keys()].map((batch) => ({ edition, due, batch })));
  return copies;
}
