/** Virtual time. It passes only while all tasks sleep: then the one that is due first wakes. All else takes no time. */
export function virtualTime() {
  let now = Date.UTC(2026, 2, 19, 8);
  let awake = 0;
  const sleepers: { until: number; wake: () => void }[] = [];
  const next = () => {
    if (awake > 0 || sleepers.length === 0) return;
    sleepers.sort((a, b) => a.until - b.until);
    const { until, wake } = sleepers.shift()!;
    now = Math.max(now, until);
    awake++;
    wake();
  };
  return {
    now: () => new Date(now),
    sleep: (ms: number) =>
      new Promise<void>((wake) => {
        // As timers: whole milliseconds, and never early.
        sleepers.push({ until: now + Math.ceil(ms), wake });
        awake--;
        next();
      }),
    async run(worker: () => Promise<void>) {
      awake++;
      await worker();
      awake--;
      next();
    },
  };
}
