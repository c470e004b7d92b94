import type { editionsStore } from '../../functions/adapters/editions.ts';
import {
  type Dispatch,
  type DispatchId,
  dispatch,
  type Edition,
  edition,
  isPrinted,
  type Tally,
} from '../../functions/domain/edition.ts';

/** Editions in memory, with the same contract as the table: `test/adapters/editions.test.ts` runs on both. */
export function memoryEditions(): ReturnType<typeof editionsStore> {
  const editions = new Map<string, Edition>();
  const dispatches = new Map<string, Dispatch>();
  const batches = new Map<string, Map<number, Tally>>();
  const keyOf = ({ edition, due }: DispatchId) => `${edition} ${due}`;
  const newestFirst = (frequency: Edition['frequency']) =>
    [...editions.values()].filter((one) => one.frequency === frequency).sort((a, b) => (a.day < b.day ? 1 : -1));

  /** Changes an open dispatch; false if there is none. */
  function overOpen(id: DispatchId, next: Partial<Dispatch>): boolean {
    const before = dispatches.get(keyOf(id));
    if (before?.state !== 'OPEN') return false;
    dispatches.set(keyOf(id), dispatch.parse({ ...before, ...next }));
    return true;
  }

  return {
    async get(id) {
      return structuredClone(editions.get(id));
    },
    async make(candidate) {
      const winner = editions.get(candidate.id) ?? edition.parse(candidate);
      editions.set(candidate.id, winner);
      return structuredClone(winner);
    },
    async lastDay() {
      return structuredClone(newestFirst('daily')[0]);
    },
    async newest(frequency, limit, from = '') {
      return structuredClone(
        newestFirst(frequency)
          .filter(({ day }) => day >= from)
          .slice(0, limit),
      );
    },
    async printed(frequency, limit, from = '', to = '~') {
      const found = newestFirst(frequency).filter(isPrinted);
      return structuredClone(found.filter(({ day }) => day >= from && day <= to).slice(0, limit));
    },
    async dispatch(id) {
      return structuredClone(dispatches.get(keyOf(id)));
    },
    async addDispatch(candidate) {
      const winner = dispatches.get(keyOf(candidate)) ?? dispatch.parse(candidate);
      dispatches.set(keyOf(candidate), winner);
      return structuredClone(winner);
    },
    async dispatches(id) {
      const found = [...dispatches.values()].filter(({ edition }) => edition === id);
      return structuredClone(found.sort((a, b) => (a.due < b.due ? -1 : 1)));
    },
    async open() {
      return [...dispatches.values()].filter(({ state }) => state === 'OPEN').map(({ edition, due }) => ({ edition, due }));
    },
    async enqueued(id, at) {
      const before = dispatches.get(keyOf(id));
      if (before) dispatches.set(keyOf(id), { ...before, enqueuedAt: at.toISOString() });
    },
    async extend(id, until) {
      const before = dispatches.get(keyOf(id));
      if (before && before.expiresAt < until.toISOString()) overOpen(id, { expiresAt: until.toISOString() });
    },
    async finishBatch(id, batch, counts) {
      batches.set(keyOf(id), new Map(batches.get(keyOf(id))).set(batch, { ...counts }));
    },
    async finishedBatches(id) {
      return structuredClone(batches.get(keyOf(id)) ?? new Map<number, Tally>());
    },
    async close(id, counts, at) {
      return overOpen(id, { state: 'CLOSED', tally: { ...counts }, closedAt: at.toISOString() });
    },
    async reopen(id, { at, copies }) {
      const before = dispatches.get(keyOf(id));
      if (!before?.audienceKey) throw new Error(`there is no dispatch of ${id.edition} at ${id.due}`);
      const { tally: _, closedAt: __, ...rest } = before;
      const resent = [...(rest.resent ?? []), { at: at.toISOString(), copies }];
      dispatches.set(keyOf(id), { ...rest, state: 'OPEN', resent });
    },
  };
}
