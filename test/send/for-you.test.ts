import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_FILTER, type Interests, NO_INTERESTS } from '../../functions/domain/interests/interests.ts';
import { bytesOf } from '../../functions/domain/interests/learned.ts';
import type { Reader } from '../../functions/domain/reader.ts';
import { historyOf } from '../../functions/subscribe/history.ts';
import { sentenceOf } from '../../functions/subscribe/pages/history.tsx';
import { engine, memoryStores, paperOf, readerIdOf, type Step, TOPICS, tableStores, utc8 } from '../fakes/engine.ts';
import { startTables } from '../fakes/tables.ts';

const DAY = 86_400_000;

/** Papers of one day: sixteen that nobody voted for, two of each topic, one by an author of her own, one of a subject of its own. */
const dayOf = (day: string, from: number) =>
  Array.from({ length: 16 }, (_, i) =>
    paperOf(from + i, {
      title: `${TOPICS[i % 8]} ${from + i}`,
      abstract: `We watch how ${TOPICS[i % 8]}. It was unknown. Here it is told.`,
      authors: i === 9 ? ['Grete Hermann', 'Emmy Noether'] : ['Ada Lovelace'],
      categories: i === 6 ? ['cs.RO', 'cs.CV'] : [],
      newsAt: `${day}T01:00:00.000Z`,
      listedOn: day,
    }),
  );

const tables = await startTables();
afterAll(() => tables.stop());
let e: ReturnType<typeof engine>;
let names: Awaited<ReturnType<typeof tables.fresh>>;
beforeEach(async () => {
  names = await tables.fresh();
  e = engine(tableStores(tables.client, names));
  e.world.papers = [...dayOf('2026-03-19', 0), ...dayOf('2026-03-20', 100)];
});

type Said = Partial<Omit<Interests, 'follow' | 'mute'>> & { follow?: object; mute?: object };
const saying = ({ follow, mute, ...others }: Said): Interests => ({
  ...{ ...NO_INTERESTS, ...others },
  ...{ follow: { ...EMPTY_FILTER, ...follow }, mute: { ...EMPTY_FILTER, ...mute } },
});

/** A reader who says what they work on, as the pages leave them. */
async function join(n: number, said: Said, votes: [paperId: string, kind: 'good' | 'not' | 'example'][] = []) {
  const readerId = await e.join(n, utc8);
  const reader = (await e.readers.get(readerId))!;
  await e.readers.save({ ...reader, interests: saying(said) });
  for (const [paperId, kind] of votes)
    await tables.client.send(
      new PutCommand({
        TableName: names.subscribers,
        Item: { pk: `READER#${readerId}`, sk: `VOTE#${paperId}`, kind, at: '2026-03-18T12:00:00.000Z' },
      }),
    );
  await e.interests.markForLearning(readerId);
  return readerId;
}

/** One morning: the day closes, what is due goes out. */
async function morning() {
  await e.tick();
  await e.drain();
}
const textTo = (n: number) => e.world.journal.filter(({ to }) => to === `reader-${n}@example.org`).at(-1)!.text;
const cardsIn = (text: string) => [...text.matchAll(/^(.+) \((By|You|Like|Near|From|Not) .+\)$/gm)].map(([, title]) => title);

describe('a copy of a reader who says what they work on', () => {
  it('has what they follow first, each paper with its reason and none twice, muted ones nowhere', async () => {
    await join(1, {
      follow: { words: ['proteins fold'], authors: ['emmy NOETHER'], categories: ['cs.cv'] },
      mute: { words: ['melodies'], authors: ['Grete Hermann-Nobody'] },
    });
    await join(2, {});
    await morning();
    const text = textTo(1);
    expect(text.split('\n').slice(0, 3)).toEqual([
      'proteins fold slowly 9 (By Emmy Noether, whom you follow)',
      'proteins fold slowly 1 (You follow “proteins fold”)',
      'bridges carry trains 6 (From cs.CV, which you follow)',
    ]);
    for (const title of ['proteins fold slowly 1', 'proteins fold slowly 9', 'bridges carry trains 6'])
      expect(text.split(title)).toHaveLength(2);
    expect(text).not.toContain('melodies');
    expect(textTo(2)).toContain('melodies');
    expect(e.world.journal[0]!.subject).toBe(e.world.journal[1]!.subject);
  });

  it('is the common one where they say nothing, or nothing of it fits', async () => {
    await e.join(1, utc8);
    await join(2, {});
    await join(3, { follow: { words: ['quokkas'], authors: ['Nobody'] } });
    await morning();
    const [one, ...others] = [1, 2, 3].map((n) => textTo(n).replaceAll(readerIdOf(n), ''));
    expect(others).toEqual([one, one]);
  });

  it('knows what is like a paper they named, and says which and why', async () => {
    const readerId = await join(1, {}, [['title:0', 'example']]);
    await morning();
    // It is learned before the mail goes out; the paper itself is none for them.
    expect(cardsIn(textTo(1))).toEqual(['robots grasp cups 8']);
    const learned = (await e.readers.get(readerId))!.learned!;
    expect(learned.liked.map(({ title }) => title)).toEqual(['robots grasp cups 0']);
    expect(bytesOf(learned)).toBeLessThan(4_000);
    e.after(DAY);
    await morning();
    expect(cardsIn(textTo(1))).toEqual(['robots grasp cups 100', 'robots grasp cups 108']);
    expect(textTo(1)).toContain('(Like “robots grasp cups 0” of your picks: grasp cups, robots)');
  });

  it('knows it of who names papers and says nothing else, and forgets it when they are gone', async () => {
    const readerId = await e.join(1, utc8);
    const key = { pk: `READER#${readerId}`, sk: 'VOTE#title:0' };
    const named = { ...key, kind: 'example', at: '2026-03-18T12:00:00.000Z' };
    await tables.client.send(new PutCommand({ TableName: names.subscribers, Item: named }));
    await e.interests.markForLearning(readerId);
    await morning();
    expect(cardsIn(textTo(1))).toEqual(['robots grasp cups 8']);
    await tables.client.send(new DeleteCommand({ TableName: names.subscribers, Key: key }));
    await e.interests.markForLearning(readerId);
    e.after(DAY);
    await morning();
    expect(cardsIn(textTo(1))).toEqual([]);
    expect((await e.readers.get(readerId))!.learned).toBeUndefined();
  });

  it('is learned anew when the archive has doubled', async () => {
    const readerId = await join(1, {}, [['title:0', 'example']]);
    await morning();
    const first = (await e.readers.get(readerId))!.learned!.at;
    e.after(DAY);
    await morning();
    expect((await e.readers.get(readerId))!.learned!.at > first).toBe(true);
  });

  it('learns from votes if they say so, and not from what they do not like', async () => {
    const votes = [
      ['title:0', 'good'],
      ['title:1', 'not'],
      ['title:9', 'good'],
    ] as [string, 'good' | 'not'][];
    const asked = await join(1, { fromVotes: true }, votes);
    const unasked = await join(2, {}, votes);
    await morning();
    expect((await e.readers.get(unasked))!.learned).toBeUndefined();
    expect((await e.readers.get(asked))!.learned!.liked).toHaveLength(2);
    e.after(DAY);
    await morning();
    expect(cardsIn(textTo(1))[0]).toContain('robots grasp cups');
    expect(cardsIn(textTo(2))).toEqual([]);
  });

  it('forgets what was learned when they erase it all, and leaves no mark', async () => {
    const readerId = await join(1, {}, [['title:0', 'example']]);
    await morning();
    const reader = (await e.readers.get(readerId))!;
    const { interests: _, ...bare } = reader;
    await e.readers.save(bare);
    const key = { pk: `READER#${readerId}`, sk: 'VOTE#title:0' };
    await tables.client.send(new DeleteCommand({ TableName: names.subscribers, Key: key }));
    await e.interests.markForLearning(readerId);
    await e.tick();
    expect((await e.readers.get(readerId))!.learned).toBeUndefined();
    expect((await e.interests.read(readerId)).marks).toBeUndefined();
  });

  it('has at most as many cards as they want, and one of five from outside that many voted for', async () => {
    const liked = paperOf(50, { title: 'Everybody reads this', upvotes: 300, newsAt: '2026-03-19T01:00:00.000Z' });
    const others = [60, 61, 62, 63, 64, 65].map((n) =>
      paperOf(n, { title: `Much read ${n}`, upvotes: 900, newsAt: '2026-03-19T01:00:00.000Z' }),
    );
    e.world.papers.push(liked, ...others);
    const follow = { words: ['robots', 'proteins', 'courts', 'stars'] };
    await join(1, { follow, cards: 3 });
    await join(2, { follow: { words: ['robots', 'proteins'] }, cards: 5 });
    await join(3, { follow, cards: 0 });
    await join(4, { follow: { words: ['robots', 'proteins'] }, outside: false });
    await morning();
    expect(cardsIn(textTo(1))).toHaveLength(3);
    expect(cardsIn(textTo(2))).toHaveLength(5);
    expect(textTo(2)).toMatch(/ \(Not what you follow, but \d+ voted for it\)/);
    expect(cardsIn(textTo(3))).toEqual([]);
    expect(cardsIn(textTo(4))).toHaveLength(4);
  });

  it('brings nothing on a day without any, to who wants only what is for them; and says so', async () => {
    await join(1, { follow: { words: ['quokkas'] }, only: true });
    await join(2, { follow: { words: ['bees'] }, only: true });
    await join(3, { mute: { words: ['paper', 'we watch'] } });
    await morning();
    expect(e.world.journal.map(({ to }) => to)).toEqual(['reader-2@example.org']);
    expect(textTo(2).split('\n\n')[0]).toMatch(/^bees find flowers 15 .*\nbees find flowers 7 .*$/);
    const ports = { editions: e.editions, ledger: e.ledger };
    for (const n of [1, 3]) {
      const reader = (await e.readers.get(readerIdOf(n))) as Reader;
      const [fate] = await historyOf(ports, reader, { zone: 'UTC', hour: 5 }, e.world.now);
      expect(fate).toMatchObject({ state: 'SKIPPED', reason: 'nothing-for-you', says: expect.stringContaining('nothing in it') });
      expect(sentenceOf(fate!, '')).toBe('Not sent: nothing in it was for you, and you want only what is.');
    }
    e.after(DAY);
    await morning();
    // The papers of the day before are not owed again.
    expect(textTo(2).split('\n\n')[0]).toMatch(/^bees find flowers 107 .*\nbees find flowers 115 .*$/);
  });

  it('cannot be forced by a paper that repeats a word', async () => {
    e.world.papers.push(
      paperOf(70, {
        title: 'Buy this',
        abstract: `Buy this. ${'robots grasp cups '.repeat(5_000)}`,
        newsAt: '2026-03-20T01:00:00.000Z',
      }),
    );
    await join(1, { cards: 2 }, [
      ['title:0', 'example'],
      ['title:8', 'example'],
    ]);
    await morning();
    e.after(DAY);
    await morning();
    expect(cardsIn(textTo(1))).toEqual(['robots grasp cups 100', 'robots grasp cups 108']);
  });
});

describe('learning', () => {
  it('goes on with the next tick wherever it is broken off', async () => {
    for (let crash = 1; ; crash++) {
      let calls = 0;
      const step: Step = async (name, call) => {
        const before = /^interests|^papers.getMany/.test(name) && ++calls === crash;
        if (before) throw new Error('the process dies');
        return call();
      };
      const m = engine(memoryStores(), step);
      m.world.papers = dayOf('2026-03-19', 0);
      const readerId = await m.join(1, utc8);
      await m.readers.save({ ...(await m.readers.get(readerId))!, interests: saying({ follow: { words: ['robots grasp'] } }) });
      await m.interests.markForLearning(readerId);
      const first = await m.tickAnyhow();
      const dies = first.failed.length > 0;
      if (dies) await m.tick();
      expect((await m.readers.get(readerId))!.learned!.about).toEqual(['robots grasp']);
      expect(await m.interests.due('test.05', 10)).toEqual([]);
      if (!dies) break;
    }
  });

  it('keeps a change that comes while it learns', async () => {
    const readerId = await join(1, { follow: { words: ['robots'] } });
    const { marks } = await e.interests.read(readerId);
    await e.interests.markForLearning(readerId);
    expect(await e.interests.unmark(readerId, marks!, 'test')).toBe(false);
    expect(await e.interests.due('test', 10)).toEqual([readerId]);
  });

  it('starts again for all with another lexicon, and passes over a row that cannot be read', async () => {
    const readerId = await join(1, { follow: { words: ['robots'] } });
    const spoilt = await join(2, { follow: { words: ['robots'] } });
    await tables.client.send(
      new PutCommand({
        TableName: names.subscribers,
        Item: { pk: `READER#${spoilt}`, sk: 'READER', readerId: spoilt, rev: 'x' },
      }),
    );
    await e.tick();
    // With the lexicon and the size of the archive: sixteen papers.
    expect(await e.interests.due('test.05', 10)).toEqual([spoilt]);
    expect((await e.interests.due('another', 10)).sort()).toEqual([readerId, spoilt]);
    expect((await e.interests.due('a', 10)).sort()).toEqual([readerId, spoilt]);
  });
});
