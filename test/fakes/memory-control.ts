import type { controlStore } from '../../functions/adapters/control.ts';
import { reputationDays, type SendingStats } from '../../functions/domain/reputation.ts';

/** The switch and its counts in memory, with the same contract as the table: `test/adapters/control.test.ts` runs on both. */
export function memoryControl(): ReturnType<typeof controlStore> {
  const days = new Map<string, SendingStats>();
  let stopped: string | undefined;
  const of = (day: string) => days.get(day) ?? { sent: 0, bounces: 0, complaints: 0 };

  return {
    async paused() {
      return stopped;
    },
    async pause(reason) {
      stopped = reason;
    },
    async resume() {
      stopped = undefined;
    },
    async count(kind, n, at) {
      const day = at.toISOString().slice(0, 10);
      days.set(day, { ...of(day), [kind]: of(day)[kind] + n });
    },
    async record(at) {
      const seen = reputationDays(at).map(of);
      const sum = (kind: keyof SendingStats) => seen.reduce((total, day) => total + day[kind], 0);
      return { sent: sum('sent'), bounces: sum('bounces'), complaints: sum('complaints') };
    },
  };
}
