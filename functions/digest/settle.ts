import { batchesOf, type Edition, type Tally } from '../domain/edition.ts';
import { type Copy, type LedgerRow, type Settlement, tallyOf } from '../domain/ledger.ts';

/** Batches not finished this long after they were queued are queued again. SEND's messages live shorter than this. */
const REQUEUE_MS = 10 * 60_000;

export type SettlePorts = {
  editions: {
    advance(slot: string, until: Date): Promise<boolean>;
    finishedBatches(id: string): Promise<Map<number, Tally>>;
    finishBatch(id: string, batch: number, counts: Tally): Promise<void>;
    enqueued(id: string, at: Date): Promise<void>;
    close(id: string, counts: Tally, at: Date): Promise<boolean>;
  };
  ledger: {
    rows(edition: string, batch: number): Promise<Map<string, LedgerRow>>;
    settle(claim: Copy & { attempt: number }, end: Settlement, at: Date): Promise<boolean>;
    skip(copy: Copy, reason: string, at: Date): Promise<boolean>;
  };
  files: { batch(edition: Edition, batch: number): Promise<string[]> };
  enqueue(messages: { edition: string; batch: number }[]): Promise<void>;
};

/**
 * Takes one open edition as far as it can go without calling SES: its slots are advanced, claims past their lease become
 * UNKNOWN, unfinished batches are queued (again), what is left at expiry is skipped, and when every copy has ended the
 * edition is closed. Returns its accounts if this call closed it. Safe to repeat and to run twice at once.
 */
export async function settle(ports: SettlePorts, edition: Edition, now: Date): Promise<Tally | undefined> {
  for (const slot of edition.slots) await ports.editions.advance(slot, new Date(edition.windowEnd));
  const finished = await ports.editions.finishedBatches(edition.id);
  const open = Array.from({ length: batchesOf(edition.audience) }, (_, batch) => batch).filter((batch) => !finished.has(batch));
  for (const batch of open) {
    const tally = await settleBatch(ports, edition, batch, now);
    if (tally) finished.set(batch, tally);
  }
  if (finished.size === batchesOf(edition.audience)) return close(ports, edition, [...finished.values()], now);
  const waited = edition.enqueuedAt ? now.getTime() - Date.parse(edition.enqueuedAt) : Number.POSITIVE_INFINITY;
  if (waited >= REQUEUE_MS && now.toISOString() < edition.expiresAt) {
    await ports.enqueue(open.filter((batch) => !finished.has(batch)).map((batch) => ({ edition: edition.id, batch })));
    await ports.editions.enqueued(edition.id, now);
  }
  return undefined;
}

/** Ends what time has decided in one batch, and finishes it when nothing is left to do. */
async function settleBatch(ports: SettlePorts, edition: Edition, batch: number, now: Date): Promise<Tally | undefined> {
  const readerIds = await ports.files.batch(edition, batch);
  const rows = await ports.ledger.rows(edition.id, batch);
  const at = now.toISOString();
  let changed = false;
  for (const readerId of readerIds) {
    const row = rows.get(readerId);
    const copy = { edition: edition.id, batch, readerId };
    if (row?.state === 'CLAIMED' && row.lease && row.lease < at) {
      await ports.ledger.settle({ ...copy, attempt: row.attempt }, { state: 'UNKNOWN', detail: 'lease' }, now);
      changed = true;
    } else if ((!row || row.state === 'PENDING') && edition.expiresAt <= at) {
      await ports.ledger.skip(copy, 'expired', now);
      changed = true;
    }
  }
  const tally = tallyOf(readerIds, changed ? await ports.ledger.rows(edition.id, batch) : rows);
  if (tally) await ports.editions.finishBatch(edition.id, batch, tally);
  return tally;
}

async function close(ports: SettlePorts, edition: Edition, tallies: Tally[], now: Date): Promise<Tally | undefined> {
  const total: Tally = { SENT: 0, REJECTED: 0, SKIPPED: 0, UNKNOWN: 0 };
  for (const tally of tallies) {
    total.SENT += tally.SENT;
    total.REJECTED += tally.REJECTED;
    total.SKIPPED += tally.SKIPPED;
    total.UNKNOWN += tally.UNKNOWN;
  }
  return (await ports.editions.close(edition.id, total, now)) ? total : undefined;
}
