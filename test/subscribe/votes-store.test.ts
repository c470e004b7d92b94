import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { readersStore } from '../../functions/adapters/readers.ts';
import { votesStore } from '../../functions/adapters/votes.ts';
import { memoryVotes } from '../fakes/memory-votes.ts';
import { startTables } from '../fakes/tables.ts';

const AT = new Date('2026-03-18T12:00:00.000Z');
const SHEET = { id: 'title:sheet', ids: ['title:sheet'], title: 'A sheet' };
/** The same paper, after a feed told its arXiv id. */
const MERGED = { id: 'arxiv:2603.00001', ids: ['arxiv:2603.00001', 'title:sheet'], title: 'A sheet' };
const OTHER = { id: 'arxiv:2603.00002', ids: ['arxiv:2603.00002'], title: 'Another' };

const tables = await startTables();
afterAll(() => tables.stop());

describe.each([
  ['DynamoDB', async () => votesStore(tables.client, (await tables.fresh()).subscribers)],
  ['memory', async () => memoryVotes()],
])('votes in %s', (_name, open) => {
  test('count once a reader and paper, and can be taken back', async () => {
    const votes = await open();
    for (const reader of ['ada', 'ada', 'grace']) await votes.cast(reader, OTHER, 'good', AT);
    expect(await votes.count([OTHER, SHEET])).toEqual(
      new Map([
        [OTHER.id, 2],
        [SHEET.id, 0],
      ]),
    );
    await votes.takeBack('ada', OTHER);
    await votes.takeBack('ada', OTHER);
    expect([await votes.of('ada', OTHER), await votes.of('grace', OTHER)]).toEqual([undefined, 'good']);
    expect(await votes.count([OTHER])).toEqual(new Map([[OTHER.id, 1]]));
  });

  test('stay with a paper that goes by another id since: still one a reader, still to be taken back', async () => {
    const votes = await open();
    await votes.cast('ada', SHEET, 'good', AT);
    await votes.cast('ada', MERGED, 'good', AT);
    await votes.cast('grace', SHEET, 'good', AT);
    expect(await votes.count([MERGED])).toEqual(new Map([[MERGED.id, 2]]));
    await votes.takeBack('ada', MERGED);
    expect(await votes.of('ada', SHEET)).toBeUndefined();
    expect(await votes.count([MERGED])).toEqual(new Map([[MERGED.id, 1]]));
  });

  test('of three kinds, of which good picks alone are counted; each can be changed, and a paper has one', async () => {
    const votes = await open();
    await votes.cast('ada', SHEET, 'good', AT);
    await votes.cast('ada', MERGED, 'not', new Date(AT.getTime() + 1000));
    expect([await votes.of('ada', SHEET), await votes.of('ada', MERGED)]).toEqual([undefined, 'not']);
    expect(await votes.count([MERGED])).toEqual(new Map([[MERGED.id, 0]]));
    expect([await votes.name('ada', MERGED, AT), await votes.name('ada', OTHER, AT)]).toEqual([false, true]);
    expect(await votes.count([OTHER])).toEqual(new Map([[OTHER.id, 0]]));
    expect(await votes.all('ada')).toEqual([
      { paperId: MERGED.id, kind: 'not', title: 'A sheet', at: '2026-03-18T12:00:01.000Z' },
      { paperId: OTHER.id, kind: 'example', title: 'Another', at: AT.toISOString() },
    ]);
    await votes.cast('ada', OTHER, 'good', AT);
    expect([await votes.of('ada', OTHER), await votes.count([OTHER])]).toEqual(['good', new Map([[OTHER.id, 1]])]);
  });
});

test('a row of before there were kinds is a good pick', async () => {
  const { subscribers } = await tables.fresh();
  const row = { pk: 'READER#ada', sk: `VOTE#${OTHER.id}`, votedFor: OTHER.id, at: AT.toISOString() };
  await tables.client.send(new PutCommand({ TableName: subscribers, Item: row }));
  const votes = votesStore(tables.client, subscribers);
  expect([await votes.of('ada', OTHER), await votes.count([OTHER])]).toEqual(['good', new Map([[OTHER.id, 1]])]);
  expect(await votes.all('ada')).toEqual([{ paperId: OTHER.id, kind: 'good', at: AT.toISOString() }]);
});

test('votes are among a reader’s rows: shown to them, and erased with them, also one that comes meanwhile', async () => {
  const { subscribers } = await tables.fresh();
  const votes = votesStore(tables.client, subscribers);
  const readers = readersStore(tables.client, subscribers);
  const requested = { frequency: 'daily', weekday: 1, hour: 8, zone: 'UTC' } as const;
  await readers.signUp({ addressHash: 'h', address: 'ada@example.org', readerId: 'ada', requested, at: AT });
  await votes.cast('ada', OTHER, 'good', AT);
  await votes.cast('grace', OTHER, 'good', AT);
  expect(await readers.rows('ada')).toContainEqual({ kind: 'good', title: 'Another', votedFor: OTHER.id, at: AT.toISOString() });
  const send = tables.client.send.bind(tables.client);
  const meanwhile = vi
    .spyOn(tables.client, 'send')
    .mockImplementationOnce(send)
    .mockImplementationOnce(async (command) => {
      await votes.cast('ada', SHEET, 'good', AT);
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
