import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chosen } from '../../functions/domain/editor.ts';
import { type Rankable, rank, score } from '../../functions/domain/ranking.ts';

const at = new Date('2026-03-19T08:00:00Z');
const paper = (over: Partial<Rankable>): Rankable => ({
  id: 'title:a',
  position: 0,
  since: '2026-03-18',
  ...over,
});
const papers = fc.uniqueArray(
  fc
    .record({
      id: fc.stringMatching(/^[0-9a-f]{6}$/),
      position: fc.nat(500),
      upvotes: fc.option(fc.nat(5000), { nil: undefined }),
      readers: fc.option(fc.nat(50), { nil: undefined }),
      since: fc.constantFrom('2026-03-10', '2026-03-18', '2026-03-18T09:00:00.000Z', '2027-01-01'),
    })
    .map((one) => ({ ...one, ids: [one.id, `title:${one.id}`] })),
  { selector: ({ id }) => id },
);

describe('ranking', () => {
  it.each([
    ['one more upvote', ({ upvotes = 0 }: Rankable) => ({ upvotes: upvotes + 1 })],
    ['one more reader', ({ readers = 0 }: Rankable) => ({ readers: readers + 1 })],
    ['a place further up in the feed', ({ position = 1 }: Rankable) => ({ position: Math.max(0, position - 1) })],
    ['a later day', ({ since }: Rankable) => ({ since: new Date(Date.parse(since) + 86_400_000).toISOString() })],
    ['a pin', () => ({ pin: 0 })],
  ])('%s never moves a paper down, whatever the others are', (_, better) => {
    fc.assert(
      fc.property(papers, fc.nat(), (some, n) => {
        const one = some[n % some.length];
        if (!one) return;
        const place = (list: readonly Rankable[]) => rank(list, at).findIndex(({ id }) => id === one.id);
        expect(place(some.map((p) => (p === one ? { ...p, ...better(p) } : p)))).toBeLessThanOrEqual(place(some));
      }),
    );
  });

  it('gives more for a vote, for the top of the feed and for the newer, all else equal; a reader counts as three upvotes', () => {
    expect(score(paper({ upvotes: 4 }), at)).toBeGreaterThan(score(paper({ upvotes: 3 }), at));
    expect(score(paper({ upvotes: 1, readers: 2 }), at)).toBe(score(paper({ upvotes: 7 }), at));
    expect(score(paper({ position: 2 }), at)).toBeGreaterThan(score(paper({ position: 3 }), at));
    expect(score(paper({ since: '2026-03-18' }), at)).toBeGreaterThan(score(paper({ since: '2026-03-17' }), at));
  });

  it('keeps the order of a feed that has no votes', () => {
    const feed = Array.from({ length: 62 }, (_, position) => paper({ id: `title:${(97 - position) * 31}`, position }));
    expect(rank([...feed].reverse(), at)).toEqual(feed);
  });

  it('does not count a listing day in the future as fresher than now', () => {
    expect(score(paper({ since: '2027-01-01' }), at)).toBe(
      score(paper({ since: '2026-03-19' }), new Date('2026-03-19T00:00:00Z')),
    );
  });

  it('puts what is pinned first, in the order of the pins, whichever id names it, and leaves out what is dropped', () => {
    fc.assert(
      fc.property(papers, fc.nat(), fc.nat(), (some, a, b) => {
        const pins = [...new Set(some.length > 0 ? [a % some.length, b % some.length] : [])].map((n) => `title:${some[n]?.id}`);
        const drops = some.slice(0, 2).map(({ id }) => id);
        const names = (list: Rankable[]) => list.map(({ id }) => id);
        const kept = some.filter(({ id }) => !drops.includes(id));
        const first = pins.map((pin) => pin.slice(6)).filter((id) => !drops.includes(id));
        const rest = names(rank(kept, at)).filter((id) => !first.includes(id));
        expect(names(rank(chosen(some, { pins, drops }), at))).toEqual([...first, ...rest]);
      }),
    );
  });

  it('is a total order whatever order the papers were read in', () => {
    fc.assert(
      fc.property(papers, fc.infiniteStream(fc.nat()), (some, noise) => {
        const shuffled = some.map((p) => ({ p, k: noise.next().value })).sort((a, b) => a.k - b.k);
        expect(
          rank(
            shuffled.map(({ p }) => p),
            at,
          ),
        ).toEqual(rank(some, at));
      }),
    );
  });
});
