import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, describe, expect, it } from 'vitest';
import { readersStore } from '../../functions/adapters/readers.ts';
import { interestsStore } from '../../functions/adapters/votes.ts';
import { memoryInterests } from '../fakes/memory-interests.ts';
import { memoryReaders } from '../fakes/memory-readers.ts';
import { startTables } from '../fakes/tables.ts';

const tables = await startTables();
afterAll(() => tables.stop());

const learned = {
  ...{ lexicon: 'v1', at: '2026-03-18T05:00:00.000Z', least: 3, about: ['robots'] },
  terms: Uint8Array.of(1, 2, 3, 255),
  liked: [{ ref: 'abc', title: 'Robots', terms: Uint8Array.of(0, 7) }],
};
const preferences = { frequency: 'daily', weekday: 1, hour: 8, zone: 'UTC' } as const;

describe.each(['table', 'memory'])('interests in a %s', (kind) => {
  async function stores() {
    const { subscribers } = await tables.fresh();
    const memory = memoryReaders();
    return kind === 'table'
      ? { readers: readersStore(tables.client, subscribers), interests: interestsStore(tables.client, subscribers) }
      : { readers: memory, interests: memoryInterests(memory) };
  }
  const join = async ({ readers }: Awaited<ReturnType<typeof stores>>, readerId: string) => {
    const at = new Date('2026-03-18T00:00:00Z');
    await readers.signUp({ addressHash: readerId, address: `${readerId}@example.org`, readerId, requested: preferences, at });
    return (await readers.get(readerId))!;
  };

  it('are due once, however often they changed, until they are learned; those of another lexicon come last', async () => {
    const { interests } = await stores();
    for (const id of ['r1', 'r2', 'r1']) await interests.markForLearning(id);
    expect((await interests.due('v1', 10)).sort()).toEqual(['r1', 'r2']);
    expect(await interests.due('v1', 1)).toHaveLength(1);
    expect((await interests.read('r1')).marks).toBe(2);
    expect(await interests.unmark('r1', 1, 'v1')).toBe(false);
    expect(await interests.unmark('r1', 2, 'v1')).toBe(true);
    expect(await interests.due('v1', 10)).toEqual(['r2']);
    expect(await interests.due('v0', 10)).toEqual(['r2', 'r1']);
    expect(await interests.unmark('r2', 1, undefined)).toBe(true);
    expect(await interests.due('v2', 10)).toEqual(['r1']);
  });

  it('are kept over the row they were learned from, and come back as they were', async () => {
    const all = await stores();
    const reader = await join(all, 'r1');
    expect(await all.interests.keep(reader, learned)).toBe(true);
    expect(await all.interests.keep(reader, undefined)).toBe(false);
    const kept = (await all.readers.get('r1'))!;
    expect(kept).toEqual({ ...reader, learned, rev: reader.rev + 1 });
    // Who saves the reader saves it along.
    expect(await all.readers.save({ ...kept, pausedUntil: '2026-04-01T00:00:00.000Z' })).toBe(true);
    const again = (await all.readers.get('r1'))!;
    expect(again.learned).toEqual(learned);
    expect(await all.interests.keep(again, undefined)).toBe(true);
    expect((await all.readers.get('r1'))!.learned).toBeUndefined();
    expect(await all.interests.keep({ readerId: 'nobody', rev: 1 }, learned)).toBe(false);
  });
});

it('reads votes by their kind; one from before there were kinds is a good pick', async () => {
  const { subscribers } = await tables.fresh();
  for (const [sk, more] of [
    ['VOTE#arxiv:1', {}],
    ['VOTE#arxiv:2', { kind: 'not' }],
    ['VOTE#title:a#b', { kind: 'example' }],
  ] as const)
    await tables.client.send(
      new PutCommand({ TableName: subscribers, Item: { pk: 'READER#r1', sk, at: '2026-03-18T05:00:00.000Z', ...more } }),
    );
  const { votes, reader, marks } = await interestsStore(tables.client, subscribers).read('r1');
  expect([reader, marks]).toEqual([undefined, undefined]);
  expect(votes.map(({ paperId, kind }) => [paperId, kind])).toEqual([
    ['arxiv:1', 'good'],
    ['arxiv:2', 'not'],
    ['title:a#b', 'example'],
  ]);
});

it('go with their reader', async () => {
  const { subscribers } = await tables.fresh();
  const interests = interestsStore(tables.client, subscribers);
  await interests.markForLearning('r1');
  await readersStore(tables.client, subscribers).erase('r1');
  const query = { IndexName: 'learn', KeyConditionExpression: 'learn = :all', ExpressionAttributeValues: { ':all': 'LEARN' } };
  expect((await tables.client.send(new QueryCommand({ TableName: subscribers, ...query }))).Items).toEqual([]);
});
