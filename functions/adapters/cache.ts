/** Returns `load`, with its answer cached for `forMs`. A failure is not cached. */
export function cached<T>(load: () => Promise<T>, forMs: number, now: () => Date): () => Promise<T> {
  const one = cachedByKey(load, { most: 1, forMs, now });
  return () => one({ id: '' });
}

/** The same for many keys, by their ids: the `most` that were loaded last are cached. Calls during a load wait for it. */
export function cachedByKey<Key extends { id: string }, T>(
  load: (key: Key) => Promise<T>,
  { most, forMs, now }: { most: number; forMs: number; now: () => Date },
): (key: Key) => Promise<T> {
  const all = new Map<string, { until: number; value: T }>();
  const loading = new Map<string, Promise<T>>();
  return async (key) => {
    const at = now().getTime();
    const last = all.get(key.id);
    if (last && last.until > at) return last.value;
    const begun = loading.get(key.id) ?? load(key).finally(() => loading.delete(key.id));
    loading.set(key.id, begun);
    const value = await begun;
    all.delete(key.id);
    for (const oldest of [...all.keys()].slice(0, Math.max(0, all.size + 1 - most))) all.delete(oldest);
    all.set(key.id, { until: at + forMs, value });
    return value;
  };
}
