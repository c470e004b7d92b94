import type { votesStore } from '../../functions/adapters/votes.ts';
import type { Cast } from '../../functions/domain/vote.ts';

/**
 * Votes in memory, by the contract of the table: `test/subscribe/votes-store.test.ts` runs on both. `writes` gets the name of
 * each write.
 */
export function memoryVotes(writes: string[] = []): ReturnType<typeof votesStore> & { erase(readerId: string): void } {
  const readers = new Map<string, Map<string, Cast>>();
  const of = (readerId: string) => readers.get(readerId) ?? new Map<string, Cast>();
  const put = (readerId: string, row: Cast) => readers.set(readerId, of(readerId).set(row.paperId, row));
  const takeBack = (readerId: string, ids: readonly string[]) => {
    for (const id of ids) of(readerId).delete(id);
  };
  return {
    /** Erasing a reader deletes all their rows. */
    erase: (readerId) => void readers.delete(readerId),
    async of(readerId, { ids }) {
      return ids.flatMap((id) => of(readerId).get(id)?.kind ?? [])[0];
    },
    async all(readerId) {
      return [...of(readerId).values()].sort((a, b) => (a.at === b.at ? 0 : a.at < b.at ? 1 : -1));
    },
    async cast(readerId, { id, ids, title }, kind, at) {
      writes.push('cast');
      put(readerId, { paperId: id, kind, title, at: at.toISOString() });
      takeBack(
        readerId,
        ids.filter((other) => other !== id),
      );
    },
    async name(readerId, { id, title }, at) {
      writes.push('name');
      if (of(readerId).has(id)) return false;
      put(readerId, { paperId: id, kind: 'example', title, at: at.toISOString() });
      return true;
    },
    async takeBack(readerId, { ids }) {
      writes.push('take back vote');
      takeBack(readerId, ids);
    },
    async count(papers) {
      const votes = ({ ids }: { ids: readonly string[] }) =>
        [...readers.values()].filter((rows) => ids.some((id) => rows.get(id)?.kind === 'good')).length;
      return new Map(papers.map((paper) => [paper.id, votes(paper)]));
    },
  };
}
