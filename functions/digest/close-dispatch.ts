import pMap from 'p-map';
import { BATCH_SIZE, batchesOf, type Dispatch, type DispatchId, sumOf, type Tally } from '../domain/edition.ts';
import { type CopyEnd, type CopyKey, EXPIRED, type LedgerRow, tallyOf } from '../domain/ledger.ts';

/**
 * Batches that are not finished this long after they were queued are queued again, ms. A run of SEND takes five minutes at most. A
 * failing message may still be in the queue then: the ledger makes the repeat harmless.
 */
const REQUEUE_MS = 10 * 60_000;

/** How many batches are worked on at once: ten thousand of them (a million readers) take 15 s. */
const AT_ONCE = 16;

export type CloseDispatchPorts = {
  editions: {
    finishedBatches(id: DispatchId): Promise<Map<number, Tally>>;
    finishBatch(id: DispatchId, batch: number, counts: Tally, at: Date): Promise<void>;
    enqueued(id: DispatchId, at: Date): Promise<void>;
    close(id: DispatchId, counts: Tally, at: Date): Promise<boolean>;
  };
  ledger: {
    rows(edition: string, readerIds: readonly string[]): Promise<Map<string, LedgerRow>>;
    end(claim: CopyKey & { attempt: number }, end: CopyEnd, at: Date): Promise<boolean>;
    skip(copy: CopyKey & { dispatch: string }, seen: LedgerRow | undefined, reason: string, at: Date): Promise<boolean>;
  };
  /** The reader ids of these batches, in one read: one file holds all readers of a dispatch. */
  files: { batches(dispatch: Dispatch, batches: readonly number[]): Promise<(batch: number) => string[]> };
  enqueue(messages: (DispatchId & { batch: number })[]): Promise<void>;
};

/**
 * The counts of a dispatch that has closed. `unknown`: the readers whose copies ended UNKNOWN, by batch. `gap`: the audience minus
 * the counted copies; any other value than 0 means that the ledger is wrong.
 */
export type Closing = Tally & { unknown: { batch: number; readerIds: string[] }[]; gap: number };

/**
 * Advances one open dispatch as far as possible without calling SES. Claims whose time is over become UNKNOWN. Unfinished batches
 * are queued (again). When the dispatch has expired, the copies that are left are skipped. When every copy has ended, the
 * dispatch is closed. Returns its counts if this call closed it, else how many copies still wait, to within a batch. Safe to
 * repeat, and to run twice at once.
 */
export async function closeDispatch(
  ports: CloseDispatchPorts,
  dispatch: Dispatch,
  now: Date,
): Promise<Closing | { waiting: number }> {
  const batches = Array.from({ length: batchesOf(dispatch.audience) }, (_, batch) => batch);
  const maySend = now.toISOString() < dispatch.expiresAt;
  const queuedMs = dispatch.enqueuedAt ? now.getTime() - Date.parse(dispatch.enqueuedAt) : Number.POSITIVE_INFINITY;
  // No worker has tried a batch that was never queued, so there is nothing to look up.
  if (maySend && !dispatch.enqueuedAt && batches.length > 0) {
    await enqueue(ports, dispatch, batches, now);
    return { waiting: dispatch.audience };
  }

  const finished = await ports.editions.finishedBatches(dispatch);
  // A batch with UNKNOWN copies is counted again: events may have ended them since, or an operator had them resent.
  const isDone = (batch: number) => finished.get(batch)?.UNKNOWN === 0;
  const readersOf = await ports.files.batches(
    dispatch,
    batches.filter((batch) => !isDone(batch)),
  );
  const ended = await pMap(
    batches,
    async (batch) => ({
      batch,
      ...(isDone(batch)
        ? { tally: finished.get(batch), unknown: [] }
        : await endBatch(ports, dispatch, batch, readersOf(batch), now)),
    }),
    { concurrency: AT_ONCE },
  );
  const unfinished = ended.filter(({ tally }) => !tally).map(({ batch }) => batch);
  if (unfinished.length === 0) return (await close(ports, dispatch, ended, now)) ?? { waiting: 0 };
  if (maySend && queuedMs >= REQUEUE_MS) await enqueue(ports, dispatch, unfinished, now);
  return { waiting: Math.min(dispatch.audience, unfinished.length * BATCH_SIZE) };
}

async function enqueue(ports: CloseDispatchPorts, { edition, due }: Dispatch, batches: number[], now: Date): Promise<void> {
  await ports.enqueue(batches.map((batch) => ({ edition, due, batch })));
  await ports.editions.enqueued({ edition, due }, now);
}

type BatchEnd = { tally?: Tally | undefined; unknown: string[] };

/**
 * Ends the copies of one batch whose claims are over or whose dispatch has expired. Finishes the batch if all its copies have
 * ended.
 */
async function endBatch(
  ports: CloseDispatchPorts,
  dispatch: Dispatch,
  batch: number,
  readerIds: readonly string[],
  now: Date,
): Promise<BatchEnd> {
  const { edition, due } = dispatch;
  let rows = await ports.ledger.rows(edition, readerIds);
  const at = now.toISOString();
  let changed = false;
  for (const readerId of readerIds) {
    const row = rows.get(readerId);
    if (row?.dispatch && row.dispatch !== due) continue;
    if (row?.state === 'CLAIMED' && row.claimedUntil && row.claimedUntil < at) {
      await ports.ledger.end({ edition, readerId, attempt: row.attempt }, { state: 'UNKNOWN', detail: 'claim-expired' }, now);
      changed = true;
    } else if ((!row || row.state === 'PENDING') && dispatch.expiresAt <= at) {
      await ports.ledger.skip({ edition, readerId, dispatch: due }, row, EXPIRED, now);
      changed = true;
    }
  }
  if (changed) rows = await ports.ledger.rows(edition, readerIds);
  const tally = tallyOf(due, readerIds, rows);
  if (tally) await ports.editions.finishBatch(dispatch, batch, tally, now);
  const unknown = readerIds.filter((readerId) => rows.get(readerId)?.state === 'UNKNOWN' && rows.get(readerId)?.dispatch === due);
  return { tally, unknown };
}

async function close(
  ports: CloseDispatchPorts,
  dispatch: Dispatch,
  ended: (BatchEnd & { batch: number })[],
  now: Date,
): Promise<Closing | undefined> {
  const total = sumOf(ended.flatMap(({ tally }) => tally ?? []));
  if (!(await ports.editions.close(dispatch, total, now))) return undefined;
  const unknown = ended.filter((one) => one.unknown.length > 0).map(({ batch, unknown }) => ({ batch, readerIds: unknown }));
  return { ...total, unknown, gap: dispatch.audience - total.SENT - total.REJECTED - total.SKIPPED - total.UNKNOWN };
}
