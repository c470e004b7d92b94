import type { editionsStore } from '../../functions/adapters/editions-store.ts';
import { type Edition, edition, type HouseEdition, type Tally } from '../../functions/domain/edition.ts';

/** Editions in memory, by the same contract as the table: `test/adapters/editions-store.test.ts` runs on both. */
export function memoryEditions(): ReturnType<typeof editionsStore> {
  const rows = new Map<string, Edition>();
  const slots = new Map<string, Date>();
  const batches = new Map<string, Map<number, Tally>>();
  const house = new Map<string, HouseEdition>();

  /** Writes over an open edition; false when there is none. */
  function overOpen(id: string, change: Partial<Edition>): boolean {
    const before = rows.get(id);
    if (before?.state !== 'OPEN') return false;
    rows.set(id, edition.parse({ ...before, ...change }));
    return true;
  }

  return {
    async get(id) {
      return structuredClone(rows.get(id));
    },
    async served(wanted) {
      return new Map([...slots].filter(([slot]) => wanted.includes(slot)));
    },
    async servedUntil(slot) {
      return slots.get(slot);
    },
    async advance(slot, until) {
      const before = slots.get(slot);
      if (before && before >= until) return false;
      slots.set(slot, until);
      return true;
    },
    async freeze(candidate) {
      const winner = rows.get(candidate.id) ?? edition.parse(candidate);
      rows.set(candidate.id, winner);
      return structuredClone(winner);
    },
    async open() {
      return [...rows.values()].filter(({ state }) => state === 'OPEN').map(({ id }) => id);
    },
    async enqueued(id, at) {
      const before = rows.get(id);
      if (!before) throw new Error(`there is no edition ${id}`);
      rows.set(id, { ...before, enqueuedAt: at.toISOString() });
    },
    async extend(id, until) {
      const before = rows.get(id);
      if (before && before.expiresAt < until.toISOString()) overOpen(id, { expiresAt: until.toISOString() });
    },
    async finishBatch(id, batch, counts) {
      batches.set(id, new Map(batches.get(id)).set(batch, { ...counts }));
    },
    async finishedBatches(id) {
      return structuredClone(batches.get(id) ?? new Map<number, Tally>());
    },
    async close(id, counts, at) {
      return overOpen(id, { state: 'CLOSED', tally: { ...counts }, closedAt: at.toISOString() });
    },
    async reopen(id, { at, copies }) {
      const before = rows.get(id);
      if (!before) throw new Error(`there is no edition ${id}`);
      const { tally: _, closedAt: __, ...rest } = before;
      rows.set(id, { ...rest, state: 'OPEN', resent: [...(rest.resent ?? []), { at: at.toISOString(), copies }] });
    },
    async publish({ id, title, papers, windowEnd }) {
      house.set(windowEnd, { id, title, papers, windowEnd });
    },
    async house(limit, from = new Date(0), to = new Date('9999-12-31T00:00:00Z')) {
      return [...house.values()]
        .filter(({ windowEnd }) => new Date(windowEnd) >= from && new Date(windowEnd) < to)
        .sort((a, b) => (a.windowEnd < b.windowEnd ? 1 : -1))
        .slice(0, limit);
    },
  };
}
