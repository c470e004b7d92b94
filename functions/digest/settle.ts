import pMap from 'p-map';
import { BATCH_SIZE, batchesOf, type Edition, type Tally } from '../domain/edition.ts';
import { type Copy, type LedgerRow, type Settlement, tallyOf } from '../domain/ledger.ts';

/** Batches not finished this long after they were queued are queued again. SEND's messages live shorter than this. */
const REQUEUE_MS = 10 * 60_000;

/** Batches looked at together: ten thousand of them (a million readers) take a quarter of a minute. */
const AT_ONCE = 16;

export type SettlePorts = {
  editions: {
    advance(slot: string, until: Date): Promise<boolean>;
    finishedBatches(id: string): Promise<Map<number, Tally>>;
    finishBatch(id: string, batch: number, counts: Tally, at: Date): Promise<void>;
    enqueued(id: string, at: Date): Promise<void>;
    close(id: string, counts: Tally, at: Date): Promise<boolean>;
  };
  ledger: {
    rows(edition: string, batch: number): Promise<Map<string, LedgerRow>>;
    settle(claim: Copy & { attempt: number }, end: Settlement, at: Date): Promise<boolean>;
    skip(copy: Copy, reason: string, at: Date): Promise<boolean>;
  };
  /** Whose copies these batches hold, read at once: one file names all readers. */
  files: { batches(edition: Edition, batches: readonly number[]): Promise<(batch: number) => string[]> };
  enqueue(messages: { edition: string; batch: number }[]): Promise<void>;
};

/**
 * How an edition ended: its counts, the readers whose copies nobody can vouch for, by batch, and by how many copies the
 * counts miss the frozen audience (0, or the ledger is wrong).
 */
export type Closing = Tally & { unknown: { batch: number; readerIds: string[] }[]; gap: number };

/**
 * Takes one open edition as far as it can go without calling SES: its slots are advanced, claims past their lease become
 * UNKNOWN, unfinished batches are queued (again), what is left at expiry is skipped, and when every copy has ended the
 * edition is closed. Returns its accounts if this call closed it, else how many copies still wait, to within a batch. Safe to
 * repeat and to run twice at once.
 */
export async function settle(ports: SettlePorts, edition: Edition, now: Date): Promise<Closing | { waiting: number }> {
  for (const slot of edition.slots) await ports.editions.advance(slot, new Date(edition.windowEnd));
  const batches = Array.from({ length: batchesOf(edition.audience) }, (_, batch) => batch);
  const runs = now.toISOString() < edition.expiresAt;
  const waited = edition.enqueuedAt ? now.getTime() - Date.parse(edition.enqueuedAt) : Number.POSITIVE_INFINITY;
  // Nobody has tried a batch that was never queued: nothing to look up.
  if (runs && !edition.enqueuedAt && batches.length > 0) {
    await enqueue(ports, edition, batches, now);
    return { waiting: edition.audience };
  }

  const finished = await ports.editions.finishedBatches(edition.id);
  // Where a fate was unknown it is counted again: events may have told since, or an operator had copies resent.
  const done = (batch: number) => finished.get(batch)?.UNKNOWN === 0;
  const readersOf = await ports.files.batches(
    edition,
    batches.filter((batch) => !done(batch)),
  );
  const settled = await pMap(
    batches,
    async (batch) => ({
      batch,
      ...(done(batch)
        ? { tally: finished.get(batch), unknown: [] }
        : await settleBatch(ports, edition, batch, readersOf(batch), now)),
    }),
    { concurrency: AT_ONCE },
  );
  const open = settled.filter(({ tally }) => !tally).map(({ batch }) => batch);
  if (open.length === 0) return (await close(ports, edition, settled, now)) ?? { waiting: 0 };
  if (runs && waited >= REQUEUE_MS) await enqueue(ports, edition, open, now);
  return { waiting: Math.min(edition.audience, open.length * BATCH_SIZE) };
}

async function enqueue(ports: SettlePorts, { id }: Edition, batches: number[], now: Date): Promise<void> {
  await ports.enqueue(batches.map((batch) => ({ edition: id, batch })));
  await ports.editions.enqueued(id, now);
}

type Settled = { tally?: Tally | undefined; unknown: string[] };

/** Ends what time has decided in one batch, and finishes it when nothing is left to do. */
async function settleBatch(
  ports: SettlePorts,
  edition: Edition,
  batch: number,
  readerIds: readonly string[],
  now: Date,
): Promise<Settled> {
  let rows = await ports.ledger.rows(edition.id, batch);
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
  if (changed) rows = await ports.ledger.rows(edition.id, batch);
  const tally = tallyOf(readerIds, rows);
  if (tally) await ports.editions.finishBatch(edition.id, batch, tally, now);
  return { tally, unknown: readerIds.filter((readerId) => rows.get(readerId)?.state === 'UNKNOWN') };
}

async function close(
  ports: SettlePorts,
  edition: Edition,
  settled: (Settled & { batch: number })[],
  now: Date,
): Promise<Closing | undefined> {
  const total: Tally = { SENT: 0, REJECTED: 0, SKIPPED: 0, UNKNOWN: 0 };
  for (const { tally } of settled) {
    total.SENT += tally?.SENT ?? 0;
    total.REJECTED += tally?.REJECTED ?? 0;
    total.SKIPPED += tally?.SKIPPED ?? 0;
    total.UNKNOWN += tally?.UNKNOWN ?? 0;
  }
  if (!(await ports.editions.close(edition.id, total, now))) return undefined;
  const unknown = settled.filter((s) => s.unknown.length > 0).map(({ batch, unknown }) => ({ batch, readerIds: unknown }));
  return { ...total, unknown, gap: edition.audience - total.SENT - total.REJECTED - total.SKIPPED - total.UNKNOWN };
}
