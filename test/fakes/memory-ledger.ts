import type { ledgerStore } from '../../functions/adapters/ledger-store.ts';
import { type Copy, LEASE_MS, type LedgerRow, ledgerRow } from '../../functions/domain/ledger.ts';

/** The ledger in memory, by the same contract as the table: `test/adapters/ledger-store.test.ts` runs on both. */
export function memoryLedger(): ReturnType<typeof ledgerStore> {
  const batches = new Map<string, Map<string, LedgerRow>>();
  const of = (edition: string, batch: number) => {
    const key = `${edition}#${batch}`;
    const rows = batches.get(key) ?? new Map<string, LedgerRow>();
    batches.set(key, rows);
    return rows;
  };

  /** Writes what `next` makes of a copy's row; false when `next` has nothing to write. */
  function change(copy: Copy, next: (row: LedgerRow | undefined) => Omit<LedgerRow, 'readerId'> | undefined): boolean {
    const rows = of(copy.edition, copy.batch);
    const row = next(rows.get(copy.readerId));
    if (row) rows.set(copy.readerId, ledgerRow.parse({ readerId: copy.readerId, ...row }));
    return row !== undefined;
  }
  const offer = (copy: Copy & { attempt: number }, from: LedgerRow['state']) =>
    change(copy, (row) =>
      row?.state === from && row.attempt === copy.attempt ? { state: 'PENDING', attempt: row.attempt, at: row.at } : undefined,
    );

  return {
    async rows(edition, batch) {
      return structuredClone(of(edition, batch));
    },
    async claim(copy, previous, now) {
      const claim = { ...copy, attempt: previous + 1, lease: new Date(now.getTime() + LEASE_MS) };
      const won = change(copy, (row) => {
        const free = previous === 0 ? !row : row?.state === 'PENDING' && row.attempt === previous;
        if (!free) return undefined;
        return { state: 'CLAIMED', attempt: claim.attempt, at: now.toISOString(), lease: claim.lease.toISOString() };
      });
      return won ? claim : undefined;
    },
    async settle(claim, { state, detail }, at) {
      return change(claim, (row) =>
        row?.state === 'CLAIMED' && row.attempt === claim.attempt
          ? { state, attempt: claim.attempt, at: at.toISOString(), detail }
          : undefined,
      );
    },
    release: async (claim) => offer(claim, 'CLAIMED'),
    reopen: async (copy) => offer(copy, 'UNKNOWN'),
    async skip(copy, detail, at) {
      return change(copy, (row) =>
        !row || row.state === 'PENDING'
          ? { state: 'SKIPPED', attempt: row?.attempt ?? 1, at: at.toISOString(), detail }
          : undefined,
      );
    },
    async confirm(copy, detail, at) {
      return change(copy, (row) =>
        row && ['CLAIMED', 'UNKNOWN', 'PENDING'].includes(row.state)
          ? { state: 'SENT', attempt: row.attempt, at: at.toISOString(), detail }
          : undefined,
      );
    },
  };
}
