import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { editorStore } from '../../functions/adapters/editor-store.ts';
import { startTables } from '../fakes/tables.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 18, 9, minute));
let tables: Awaited<ReturnType<typeof startTables>>;
let store: ReturnType<typeof editorStore>;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());
beforeEach(async () => {
  store = editorStore(tables.client, (await tables.fresh()).editions);
});

it('keeps pins in the order they were made, one choice a paper, and a note a day', async () => {
  expect(await store.choices('2026-03-19')).toEqual({ pins: [], drops: [], note: undefined });
  await store.choose('pin', 'title:z', at(1));
  await store.choose('pin', 'arxiv:2606.00467', at(2));
  await store.choose('pin', 'title:a', at(3));
  await store.choose('drop', 'title:a', at(4));
  await store.choose('drop', 'title:b', at(5));
  await store.release('title:b');
  await store.note('2026-03-19', 'Today.', at(6));
  await store.note('2026-03-20', 'Tomorrow.', at(7));
  expect(await store.choices('2026-03-19')).toEqual({
    pins: ['title:z', 'arxiv:2606.00467'],
    drops: ['title:a'],
    note: 'Today.',
  });
  await store.note('2026-03-19', '', at(8));
  expect((await store.choices('2026-03-19')).note).toBeUndefined();
  expect((await store.choices('2026-03-20')).note).toBe('Tomorrow.');
});
