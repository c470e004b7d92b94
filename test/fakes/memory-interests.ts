import type { interestsStore } from '../../functions/adapters/votes.ts';
import type { Reader } from '../../functions/domain/reader.ts';

type Store = ReturnType<typeof interestsStore>;
type Votes = Awaited<ReturnType<Store['read']>>['votes'];

/** The marks of readers in memory, with the same contract as the table: `test/adapters/interests.test.ts` runs on both. */
export function memoryInterests(readers: { all: ReadonlyMap<string, Reader>; put(row: Reader): void }) {
  const marks = new Map<string, { marks: number; learnedWith: string }>();
  const votes = new Map<string, Votes>();
  const store: Store = {
    async markForLearning(readerId) {
      marks.set(readerId, { marks: (marks.get(readerId)?.marks ?? 0) + 1, learnedWith: '!' });
    },
    async due(version, most) {
      const due = [...marks].filter(([, { learnedWith }]) => learnedWith !== version);
      return due
        .sort(([, a], [, b]) => Number(a.learnedWith !== '!') - Number(b.learnedWith !== '!'))
        .slice(0, most)
        .map(([readerId]) => readerId);
    },
    async read(readerId) {
      const of = votes.get(readerId) ?? [];
      return { reader: structuredClone(readers.all.get(readerId)), votes: [...of], marks: marks.get(readerId)?.marks };
    },
    async keep({ readerId, rev }, learned) {
      const row = readers.all.get(readerId);
      if (row?.rev !== rev) return false;
      readers.put({ ...row, learned, rev: rev + 1 });
      return true;
    },
    async unmark(readerId, seen, version) {
      const row = marks.get(readerId);
      if (row?.marks !== seen) return false;
      if (version === undefined) marks.delete(readerId);
      else marks.set(readerId, { ...row, learnedWith: version });
      return true;
    },
  };
  return { ...store, votes };
}
