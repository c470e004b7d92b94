import { afterAll, beforeAll, expect, test } from 'vitest';
import { sourcesStore } from '../../functions/adapters/sources.ts';
import type { SourceState } from '../../functions/domain/source-state.ts';
import { startTables } from '../fakes/tables.ts';

let tables: Awaited<ReturnType<typeof startTables>>;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

const AT = new Date('2026-03-18T09:41:00.000Z');
const after = (minutes: number) => new Date(AT.getTime() + minutes * 60_000);

test('a state is kept whole, and one that is known no more is gone from it', async () => {
  const store = sourcesStore(tables.client, (await tables.fresh()).editions);
  const state: SourceState = {
    ...{ name: 'arxiv:cs.CL', since: AT.toISOString(), checkedAt: AT.toISOString(), asked: {} },
    ...{ etag: '"1"', failure: 'it answered 503', gap: { from: '2026-03-15', to: '2026-03-18' } },
    pages: { feed: { content: 'a', names: 'b' } },
    batches: [{ of: '2026-03-17', items: 200, texts: 199 }],
  };
  await store.put(state);
  expect(await store.states()).toEqual([state]);
  const { failure: _, gap: __, ...well } = state;
  await store.put({ ...well, failure: undefined, gap: undefined });
  await store.put({ ...well, name: 'hf:daily' });
  expect(await store.states()).toEqual([well, { ...well, name: 'hf:daily' }]);
});

test('[R120] one at a time may fetch, and nobody waits for ever for one that died', async () => {
  const store = sourcesStore(tables.client, (await tables.fresh()).editions);
  expect(await Promise.all(Array.from({ length: 5 }, () => store.claim(AT, after(10))))).toSatisfy(
    (taken: boolean[]) => taken.filter(Boolean).length === 1,
  );
  expect(await store.claim(after(9), after(19))).toBe(false);
  expect(await store.claim(after(10), after(20))).toBe(true);
  await store.release(after(11));
  expect(await store.claim(after(10), after(20))).toBe(false);
  expect(await store.claim(after(11), after(20))).toBe(true);
});
