/** Keeps what `load` answered for `forMs`, so that a warm function asks once in a while. A failure is not kept. */
export function kept<T>(load: () => Promise<T>, forMs: number, now: () => Date): () => Promise<T> {
  let last: { until: number; value: T } | undefined;
  return async () => {
    const at = now().getTime();
    if (!last || last.until <= at) last = { until: at + forMs, value: await load() };
    return last.value;
  };
}
