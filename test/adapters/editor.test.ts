import { afterAll, beforeEach, expect, it } from 'vitest';
import { editorStore } from '../../functions/adapters/desk.ts';
import { startTables } from '../fakes/tables.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 18, 9, minute));
const tables = await startTables();
afterAll(() => tables.stop());
let store: ReturnType<typeof editorStore>;
beforeEach(async () => {
  store = editorStore(tables.client, (await tables.fresh()).editions);
});

it('keeps pins in the order they were made, one choice a paper, and a note a day', async () => {
  expect(await store.choices('2026-03-19')).toEqual({ pins: [], drops: [], edits: new Map() });
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
    edits: new Map(),
    note: 'Today.',
  });
  await store.note('2026-03-19', '', at(8));
  expect((await store.choices('2026-03-19')).note).toBeUndefined();
  expect((await store.choices('2026-03-20')).note).toBe('Tomorrow.');
});

it('keeps pins in the order they were put into, edits a paper until nothing is changed, and closes a day once', async () => {
  for (const [n, id] of ['a', 'b', 'c'].entries()) await store.choose('pin', id, at(n));
  await store.order(['a', 'c', 'b'], at(9));
  await store.edit('a', { tldr: 'In short.' }, at(1));
  await store.edit('b', { subject: 'science' }, at(1));
  await store.edit('b', {}, at(2));
  expect(await store.close('2026-03-19', at(3))).toBe(true);
  expect(await store.close('2026-03-19', at(4))).toBe(false);
  expect(await store.choices('2026-03-19')).toMatchObject({
    pins: ['a', 'c', 'b'],
    edits: new Map([['a', { tldr: 'In short.' }]]),
    closesAt: at(3).toISOString(),
  });
  expect((await store.choices('2026-03-20')).closesAt).toBeUndefined();
});
