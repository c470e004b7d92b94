import { createReadStream } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choosable } from '../../functions/digest/compose.ts';
import { kept, print } from '../../functions/digest/print.ts';
import { isNews } from '../../functions/domain/paper.ts';
import { rank, votesFor } from '../../functions/domain/ranking.ts';
import { type Selectable, select } from '../../functions/domain/selection.ts';
import { SUBJECT_IDS } from '../../functions/domain/subject.ts';
import { parseFeed } from '../../functions/ingest/parse-feed.ts';
import { sequence } from '../fakes/sequence.ts';

const at = new Date('2026-06-13T05:00:00Z');

async function dayOf(name: string, listedOn: string): Promise<Selectable[]> {
  const bytes = createReadStream(new URL(`../fixtures/${name}`, import.meta.url));
  const newsAt = `${listedOn}T09:00:00.000Z`;
  const { papers } = await parseFeed(bytes, { name: name.split('/').at(-1)!, uploadedAt: new Date(newsAt) });
  return print(
    papers.filter(isNews).map((one) => kept({ ...one, listedOn, firstSeenAt: newsAt, newsAt, rev: 1 })),
    at,
  ).map(choosable);
}
const HF = 'hf-daily-api-2026-06-12.json';

describe('a week', () => {
  it('leads with its most voted paper, and has it among its ten, over 400 weeks of seven days with votes of a real one', async () => {
    const votes = (await dayOf(HF, '2026-06-12')).map(({ upvotes = 0 }) => upvotes);
    const random = sequence(20_260_612);
    let [leads, among] = [0, 0];
    for (let n = 0; n < 400; n++) {
      const week: Selectable[] = Array.from({ length: 210 }, (_, i) => ({
        ...{ id: `arxiv:2606.${String(i).padStart(5, '0')}`, tells: true, substance: 0.3 },
        upvotes: votes[Math.floor(random() * votes.length)]!,
        subject: SUBJECT_IDS[Math.floor(random() * SUBJECT_IDS.length)]!,
        ...{ day: `2026-06-0${1 + (i % 7)}`, since: `2026-06-0${1 + (i % 7)}` },
      }));
      const { front, next } = select(week, 'weekly', new Date('2026-06-08T05:00:00Z'));
      const most = Math.max(...week.map(votesFor));
      if (votesFor(front[0]!) === most) leads++;
      if ([...front, ...next].some((paper) => votesFor(paper) === most)) among++;
      expect(front.length + next.length).toBe(10);
    }
    expect({ leads: leads / 400 >= 0.95, among }).toEqual({ leads: true, among: 400 });
  });

  it('compares votes within each day: the best of a quiet day is before the middle of a loud one', () => {
    const paper = (day: string, upvotes: number): Selectable => ({
      ...{ id: `${day}-${upvotes}`, day, since: day, upvotes, tells: true, subject: 'agents' },
    });
    const loud = Array.from({ length: 20 }, (_, i) => paper('2026-06-02', 20 + i));
    const quiet = Array.from({ length: 20 }, (_, i) => paper('2026-06-07', 1 + i));
    const order = rank([...loud, ...quiet], at, 'weekly').map(({ id }) => id);
    expect(order[0]).toBe('2026-06-02-39');
    expect(order.indexOf('2026-06-07-20')).toBeLessThan(order.indexOf('2026-06-02-24'));
    expect(rank([...loud, ...quiet], at).map(({ id }) => id)[0]).toBe('2026-06-07-20');
  });

  it('tells what rose: papers beyond the ten for which readers voted since their own day', () => {
    const paper = (n: number, gained: number): Selectable => ({
      ...{ id: `p${n}`, day: '2026-06-02', since: '2026-06-02', upvotes: 100 - n, tells: true, subject: 'agents', gained },
    });
    const { rising, lists } = select(
      Array.from({ length: 30 }, (_, n) => paper(n, n % 7 === 1 ? n : 0)),
      'weekly',
      at,
    );
    expect(rising.map(({ id }) => id)).toEqual(['p29', 'p22', 'p15']);
    expect(lists.flatMap(({ papers }) => papers).map(({ id }) => id)).not.toContain('p15');
  });
});

describe('a day', () => {
  it('of 222 lines of arXiv shows at least four subjects on its front page, and no revised paper', async () => {
    const { front, total } = select(await dayOf('feeds/arxiv-mail-cs-2019-07-16-body.txt', '2019-07-16'), 'daily', at);
    expect(total).toBe(138);
    expect(front).toHaveLength(5);
    expect(new Set(front.map(({ subject }) => subject)).size).toBeGreaterThanOrEqual(4);
    expect(front.every(({ tells }) => tells)).toBe(true);
  });

  it('with votes leads with the most voted', async () => {
    const { front } = select(await dayOf(HF, '2026-06-12'), 'daily', at);
    expect(front.map(({ upvotes }) => upvotes)).toEqual([118, 103, 74, 25, 18]);
  });

  const some = fc.uniqueArray(
    fc.record({
      id: fc.stringMatching(/^[a-z0-9]{5}$/),
      subject: fc.constantFrom(...SUBJECT_IDS),
      upvotes: fc.option(fc.nat(300), { nil: undefined }),
      pin: fc.option(fc.nat(3), { nil: undefined, freq: 9 }),
      tells: fc.boolean(),
      since: fc.constant('2026-06-12'),
    }),
    { selector: ({ id }) => id, maxLength: 60 },
  );

  it('shows each paper in one place at most, two of a subject on its front page at most, and counts all', () => {
    fc.assert(
      fc.property(some, fc.constantFrom('daily' as const, 'weekly' as const), (papers, frequency) => {
        const { front, next, lists, rising, total, subjects } = select([...papers, ...papers], frequency, at);
        const shown = [...front, ...next, ...lists.flatMap((list) => list.papers), ...rising];
        expect(new Set(shown).size).toBe(shown.length);
        expect(total).toBe(papers.length);
        expect(subjects.reduce((sum, one) => sum + one.papers, 0)).toBe(total);
        const free = papers.filter(({ tells, pin }) => tells && pin === undefined).map(({ subject }) => subject);
        if (frequency === 'daily' && new Set(free).size >= 3)
          for (const subject of SUBJECT_IDS)
            expect(front.filter((paper) => paper.subject === subject && paper.pin === undefined).length).toBeLessThanOrEqual(2);
        if (papers.length > 1) for (const { tells, pin } of front) expect(tells || pin !== undefined).toBe(true);
        if (papers.length === 1) expect(front).toHaveLength(1);
      }),
    );
  });

  it('without any sentence is one list of titles', async () => {
    const titles = (await dayOf(HF, '2026-06-12')).map((paper) => ({ ...paper, tells: false }));
    const { front, lists } = select(titles, 'daily', at);
    expect(front).toEqual([]);
    expect(lists.flatMap(({ papers }) => papers)).toHaveLength(24);
  });
});
