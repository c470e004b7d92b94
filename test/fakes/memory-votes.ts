import type { votesStore } from '../../functions/adapters/votes-store.ts';

/** Votes in memory, by the same contract as the table: `test/subscribe/votes-store.test.ts` runs on both. Writes are noted by name. */
export function memoryVotes(writes: string[] = []): ReturnType<typeof votesStore> {
  const votes = new Map<string, Set<string>>();
  const of = (id: string) => votes.get(id) ?? new Set();
  return {
    async has(readerId, { ids }) {
      return ids.some((id) => of(id).has(readerId));
    },
    async cast(readerId, { id }) {
      writes.push('cast');
      votes.set(id, of(id).add(readerId));
    },
    async withdraw(readerId, { ids }) {
      writes.push('withdraw vote');
      for (const id of ids) of(id).delete(readerId);
    },
    async count(papers) {
      return new Map(papers.map(({ id, ids }) => [id, new Set(ids.flatMap((one) => [...of(one)])).size]));
    },
  };
}
