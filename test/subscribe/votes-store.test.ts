import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readersStore } from '../../functions/adapters/readers-store.ts';
import { votesStore } from '../../functions/adapters/votes-store.ts';
import { memoryVotes } from '../fakes/memory-votes.ts';
import { startTables } from '../fakes/tables.ts';

const AT = new Date('2026-03-18T12:00:00.000Z');
const SHEET = { id: 'title:sheet', ids: ['title:sheet'] };
/** The same paper, after a feed told its arXiv id. */
const MERGED = { id: 'arxiv:2603.00001', ids: ['arxiv:2603.00001', 'title:sheet'] };
const OTHER = { id: 'arxiv:2603.00002', ids: ['arxiv:2603.00002'] };

let tables: Awaited<ReturnType<typeof startTables>>;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

describe.each([
  ['DynamoDB', async () => votesStore(tables.client, (await tables.fresh()).subscribers)],
  ['memory', async () => memoryVotes()],
])('votes in %s', (_name, open) => {
  test('count once a reader and paper, and can be withdrawn', async () => {
    const votes = await open();
    for (const reader of ['ada', 'ada', 'grace']) await votes.cast(reader, OTHER, AT);
    expect(await votes.count([OTHER, SHEET])).toEqual(
      new Map([
        [OTHER.id, 2],
        [SHEET.id, 0],
      ]),
    );
    await votes.withdraw('ada', OTHER);
    await votes.withdraw('ada', OTHER);
    expect([await votes.has('ada', OTHER), await votes.has('grace', OTHER)]).toEqual([false, true]);
    expect(await votes.count([OTHER])).toEqual(new Map([[OTHER.id, 1]]));
  });

  test('stay with a paper that goes by another id since: still one a reader, still to be withdrawn', async () => {
    const votes = await open();
    await votes.cast('ada', SHEET, AT);
    await votes.cast('ada', MERGED, AT);
    await votes.cast('grace', SHEET, AT);
    expect(await votes.count([MERGED])).toEqual(new Map([[MERGED.id, 2]]));
    await votes.withdraw('ada', MERGED);
    expect(await votes.has('ada', SHEET)).toBe(false);
    expect(await votes.count([MERGED])).toEqual(new Map([[MERGED.id, 1]]));
  });
});

test('votes are among a reader’s rows: shown to them, and erased with them, also one that comes meanwhile', async () => {
  const { subscribers } = await tables.fresh();
  const votes = votesStore(tables.client, subscribers);
  const readers = readersStore(tables.client, subscribers);
  const requested = { frequency: 'daily', weekday: 1, hour: 8, zone: 'UTC' } as const;
  await readers.signUp({ addressHash: 'h', address: 'ada@example.org', readerId: 'ada', requested, at: AT });
  await votes.cast('ada', OTHER, AT);
  await votes.cast('grace', OTHER, AT);
  expect(await readers.rows('ada')).toContainEqual({ votedFor: OTHER.id, at: AT.toISOString() });
  const send = tables.client.send.bind(tables.client);
  const meanwhile = vi
    .spyOn(tables.client, 'send')
    .mockImplementationOnce(send)
    .mockImplementationOnce(async (command) => {
      await votes.cast('ada', SHEET, AT);
      return send(command);
    });
  await readers.erase('ada');
  meanwhile.mockRestore();
  expect(await readers.rows('ada')).toEqual([]);
  expect(await votes.count([OTHER, SHEET])).toEqual(
    new Map([
      [OTHER.id, 1],
      [SHEET.id, 0],
    ]),
  );
});
