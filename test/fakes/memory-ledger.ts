import type { ledgerStore } from '../../functions/adapters/ledger.ts';
import { CLAIM_MS, type CopyKey, type LedgerRow, ledgerRow } from '../../functions/domain/ledger.ts';

/** The ledger in memory, with the same contract as the table: `test/adapters/ledger.test.ts` runs on both. */
export function memoryLedger(): ReturnType<typeof ledgerStore> {
  const readers = new Map<string, Map<string, LedgerRow>>();
  const of = (readerId: string) => {
    const rows = readers.get(readerId) ?? new Map<string, LedgerRow>();
    readers.set(readerId, rows);
    return rows;
  };
  const row = ({ edition, readerId }: CopyKey) => of(readerId).get(edition);
  const put = (next: LedgerRow) => void of(next.readerId).set(next.edition, ledgerRow.parse(next));
  const asSeen = (copy: CopyKey, seen: LedgerRow | undefined) => {
    const now = row(copy);
    return seen ? now?.state === seen.state && now.attempt === seen.attempt : !now;
  };

  /** Changes a row that is in one of these states; false if it is not. */
  function change(
    copy: CopyKey & { attempt?: number },
    states: LedgerRow['state'][],
    next: (row: LedgerRow) => LedgerRow,
  ): boolean {
    const now = row(copy);
    if (!now || !states.includes(now.state) || (copy.attempt !== undefined && copy.attempt !== now.attempt)) return false;
    put(next(now));
    return true;
  }
  const offer = async (copy: CopyKey & { attempt: number }, from: LedgerRow['state']) =>
    change(copy, [from], ({ claimedUntil: _, detail: __, ...rest }) => ({ ...rest, state: 'PENDING' }));

  return {
    async rows(edition, readerIds) {
      const found = readerIds.flatMap((readerId) => row({ edition, readerId }) ?? []);
      return new Map(structuredClone(found).map((one) => [one.readerId, one]));
    },
    async history(readerId, from) {
      const rows = [...of(readerId).values()].filter(({ edition }) => edition >= from);
      return structuredClone(rows.sort((a, b) => (a.edition < b.edition ? -1 : 1)));
    },
    async claim(copy, seen, now) {
      if (!asSeen(copy, seen)) return undefined;
      const { edition, readerId, dispatch } = copy;
      const claimedUntil = new Date(now.getTime() + CLAIM_MS);
      const claim = { edition, readerId, dispatch, attempt: (seen?.attempt ?? 0) + 1, claimedUntil };
      put({ ...claim, state: 'CLAIMED', at: now.toISOString(), claimedUntil: claimedUntil.toISOString() });
      return claim;
    },
    async end({ edition, readerId, attempt }, end, at) {
      return change({ edition, readerId, attempt }, ['CLAIMED'], ({ claimedUntil: _, ...rest }) => ({
        ...rest,
        ...end,
        at: at.toISOString(),
      }));
    },
    release: ({ edition, readerId, attempt }) => offer({ edition, readerId, attempt }, 'CLAIMED'),
    reopen: ({ edition, readerId, attempt }) => offer({ edition, readerId, attempt }, 'UNKNOWN'),
    async skip({ edition, readerId, dispatch }, seen, detail, at) {
      if (!asSeen({ edition, readerId }, seen)) return false;
      const attempt = (seen?.attempt ?? 0) + 1;
      put({ edition, readerId, dispatch: dispatch ?? seen?.dispatch, state: 'SKIPPED', attempt, at: at.toISOString(), detail });
      return true;
    },
    async confirm({ edition, readerId }, detail, at) {
      return change({ edition, readerId }, ['CLAIMED', 'UNKNOWN', 'PENDING'], ({ claimedUntil: _, ...rest }) => ({
        ...rest,
        state: 'SENT',
        detail,
        at: at.toISOString(),
      }));
    },
  };
}
