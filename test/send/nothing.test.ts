import { beforeEach, describe, expect, it, test } from 'vitest';
import { changePreferences } from '../../functions/domain/consent.ts';
import { whyEmpty } from '../../functions/domain/empty-day.ts';
import { NO_INTERESTS } from '../../functions/domain/interests/interests.ts';
import type { SourceState } from '../../functions/domain/source-state.ts';
import { engine, memoryStores, paperOf, utc8 } from '../fakes/engine.ts';

const HOUR = 3_600_000;
const told = { ...utc8, tellEmptyDays: true };
const EDITION = '2026-03-19';

let e: ReturnType<typeof engine>;
beforeEach(() => {
  e = engine(memoryStores(() => e.world.now));
  e.world.papers = [];
});
const subjects = () => e.world.journal.map(({ to, subject }) => `${to}: ${subject}`);
const change = async (readerId: string, wanted: Parameters<typeof changePreferences>[2]) => {
  const reader = (await e.readers.get(readerId))!;
  await e.readers.save(changePreferences(reader, reader.generation, wanted, e.world.now).next!);
};
const morning = async () => {
  await e.tick();
  await e.drain();
};

describe('a day without an edition', () => {
  it('is told to who wants to know, once, and to nobody else', async () => {
    const who = await e.join(1, told);
    await e.join(2, utc8);
    for (let i = 0; i < 3; i++) await morning();
    expect(subjects()).toEqual(['reader-1@example.org: No papers · Thursday 19 March']);
    const [mail] = e.world.journal;
    expect(mail!.text).toContain('nothing new had come.');
    expect(mail!.tags).toEqual({ kind: 'digest', edition: EDITION, reader: who });
    expect(mail!.headers.map(({ name }) => name)).toEqual(expect.arrayContaining(['List-Unsubscribe', 'List-Unsubscribe-Post']));
    e.after(HOUR);
    await e.tick();
    expect(await e.accounts(EDITION)).toMatchObject({ state: 'CLOSED', audience: 1, SENT: 1 });
  });

  it('is told by as many ticks and workers at once as there may be, at most once', async () => {
    await e.join(1, told);
    await Promise.all([e.tick(), e.tick(), e.tick()]);
    const [message] = e.world.queue;
    await Promise.all([e.worker()(message!), e.worker()(message!), e.send(message!)]);
    expect(subjects()).toHaveLength(1);
  });

  it('is not told where the answer of SES is lost: the copy is UNKNOWN and stays so', async () => {
    await e.join(1, told);
    e.world.answer = () => ({ outcome: { kind: 'unknown', code: 'timeout' }, accepted: true });
    for (let i = 0; i < 3; i++) {
      await morning();
      e.after(HOUR / 4);
    }
    expect(subjects()).toHaveLength(1);
    expect(await e.accounts(EDITION)).toMatchObject({ UNKNOWN: 1 });
  });

  it.each([
    ['pauses', { ...told, pausedUntil: new Date('2026-04-01T00:00:00Z') }],
    ['wants to be told no more', { ...utc8, pausedUntil: undefined }],
    ['wants another hour', { ...told, hour: 20, pausedUntil: undefined }],
  ])('is not told to who %s before SES is called', async (_, wanted) => {
    const readerId = await e.join(1, told);
    await e.tick();
    await change(readerId, wanted);
    await e.drain();
    expect(subjects()).toEqual([]);
    expect(await e.accounts(EDITION)).toMatchObject({ SKIPPED: 1 });
  });

  it('is not told on a day on which its reader had mail, and takes no papers from a later one', async () => {
    e.world.papers = [paperOf(1, { newsAt: '2026-03-18T09:00:00.000Z' })];
    const readerId = await e.join(1, { ...told, hour: 7 });
    e.world.now = new Date('2026-03-19T07:02:00Z');
    await morning();
    // The edition of the next day is due at two in the morning in the west, which is the same local day there.
    await change(readerId, { ...told, zone: 'America/Los_Angeles', hour: 23, pausedUntil: undefined });
    e.world.now = new Date('2026-03-20T06:02:00Z');
    await morning();
    expect(subjects()).toEqual(['reader-1@example.org: Paper number 1 and 0 more papers · Thursday 19 March']);
    e.world.papers.push(paperOf(2, { newsAt: '2026-03-20T06:00:00.000Z' }));
    e.world.now = new Date('2026-03-21T06:02:00Z');
    await morning();
    expect(e.world.journal.map(({ text }) => text).join()).toContain('Paper number 2');
  });

  it('is not told when it is too late', async () => {
    await e.join(1, told);
    e.world.now = new Date('2026-03-19T20:32:00Z');
    expect(await e.tick()).toMatchObject({ dispatched: [], missed: [] });
  });

  it('of a week is one of a whole week', async () => {
    await e.join(1, { ...told, frequency: 'weekly', weekday: 4 });
    await morning();
    expect(e.world.journal.map(({ tags }) => tags.edition)).toEqual([`${EDITION}-week`]);
  });

  it('does not keep papers that a reader is owed: the next copy brings them', async () => {
    e.world.papers = [paperOf(1, { newsAt: '2026-03-18T09:00:00.000Z' })];
    await e.join(1, told);
    // The dispatch of the 19th is missed.
    e.world.now = new Date('2026-03-19T23:02:00Z');
    await morning();
    e.world.now = new Date('2026-03-20T08:02:00Z');
    await morning();
    e.world.papers.push(paperOf(2, { newsAt: '2026-03-20T12:00:00.000Z' }));
    e.world.now = new Date('2026-03-21T08:02:00Z');
    await morning();
    expect(subjects()[0]).toContain('No papers · Friday 20 March');
    expect(e.world.journal[1]!.text).toMatch(/Paper number 1[\s\S]*Paper number 2|Paper number 2[\s\S]*Paper number 1/);
  });
});

it('who wants only what is for them is told when nothing is', async () => {
  e.world.papers = [paperOf(1)];
  const readerId = await e.join(1, told);
  const reader = (await e.readers.get(readerId))!;
  const follow = { ...NO_INTERESTS.follow, words: ['quasar'] };
  await e.readers.save({ ...reader, interests: { ...NO_INTERESTS, follow, only: true } });
  await morning();
  expect(subjects()).toEqual(['reader-1@example.org: Nothing for you · Thursday 19 March']);
});

describe('why a day is empty', () => {
  const source = (name: string, weekdays: number[] | undefined, state: 'quiet' | 'stale' = 'quiet'): SourceState => ({
    ...{ name, since: '2026-01-01T00:00:00.000Z', checkedAt: '2026-03-21T04:41:00.000Z', pages: {}, asked: {}, batches: [] },
    ...{ weekdays, health: { state, says: '' } },
  });
  const arxiv = source('arxiv:cs.CL', [1, 2, 3, 4, 5]);
  test.each([
    ['arXiv announces nothing on Saturdays.', [arxiv, source('arxiv:cs.LG', [1, 2, 3, 4, 5])]],
    ['Hugging Face and arXiv announce nothing on Saturdays.', [arxiv, source('hf:daily', [1, 2, 3, 4, 5])]],
    ['our sources had nothing new, as on weekends and holidays.', [arxiv, source('rss:https://a.example/b', [])]],
    ['our sources had nothing new, as on weekends and holidays.', [arxiv, source('arxiv:cs.AI', undefined)]],
    [
      'what was due from our sources had not come in time; it stands in a later edition.',
      [arxiv, source('hf:daily', [1], 'stale')],
    ],
    ['nothing new had come.', []],
  ])('%s', async (why, sources) => {
    e.world.now = new Date('2026-03-21T05:02:00Z');
    e.world.sources = sources;
    await e.tick();
    expect(whyEmpty((await e.editions.get('2026-03-21'))!)).toBe(why);
  });
});
