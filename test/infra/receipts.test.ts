import { expect, it, describe as suite } from 'vitest';
import { noTally, type Receipt } from '../../functions/domain/receipt.ts';
import { describe, keys, totals } from '../../infra/cli/lib/feed-upload.ts';
import { parse } from '../ingest/pages.ts';

const receipt = (about: Partial<Receipt>): Receipt => ({
  ...noTally(),
  ...{ id: '2026-03-18T06:59:00.000Z#00', key: 'feeds/a.txt', eTag: 'e', durationMs: 1, outcome: 'accepted', taken: 'news' },
  ...about,
});
const counts = { ...noTally().counts, new: 30, updated: 2 };

suite('a receipt', () => {
  it('says how to take its news back, and that it was', () => {
    const undo = 'take its news back: npx broadsheet feeds withdraw 2026-03-18T06:59:00.000Z';
    expect(describe(receipt({ counts })).split('\n').at(-1)).toBe(undo);
    expect(describe(receipt({ counts, taken: 'archive' }))).not.toContain('withdraw');
    expect(
      describe(receipt({ counts, withdrawn: 32 }))
        .split('\n')
        .at(-1),
    ).toBe('withdrawn: 32 of its papers are not news any more');
  });

  it('says what is missing everywhere, and of how many papers', () => {
    const lines = describe(receipt({ counts, remarks: { 'no abstracts': 32, 'no news (replaced version)': 3 } })).split('\n');
    expect(lines.slice(2, 4)).toEqual(['no abstracts in 32 of 32', 'no news (replaced version) in 3 of 32']);
  });

  it.each([
    ['[{"title":"On lists","doi":"10.5555/x"},{"title":"On rings","doi":"10.5555/y"}]', { 'no abstracts': 2, 'no authors': 2 }],
    ['[{"title":"On lists","doi":"10.5555/x","abstract":"We."},{"title":"On rings","doi":"10.5555/y"}]', { 'no authors': 2 }],
    ['[{"title":"On lists","doi":"10.5555/x"}]', {}],
  ])('%s', async (file, remarks) => expect((await parse(file)).remarks).toEqual(remarks));
});

suite('several files', () => {
  it('of one name go by keys of their own, and keep a day in them; a file that comes again keeps its key', () => {
    const keyOf = keys();
    const names = ['x.txt', 'x.txt', 'x-2.txt', '2026-03-18.json', 'old/2026-03-18.json', '2026-03-18.json'];
    const inputs = names.map((name, n) => ({ said: `${n}/${name}`, name }));
    const expected = ['x.txt', 'x-2.txt', 'x-2-2.txt', '2026-03-18.json', 'old/2026-03-18.json', '2026-03-18-2.json'];
    expect(inputs.map(keyOf)).toEqual(expected);
    expect(inputs.map(keyOf)).toEqual(expected);
  });

  it('end in their sum', () =>
    expect(
      totals([
        { outcome: 'accepted', counts: { new: 3, updated: 1 } },
        { outcome: 'refused', counts: { new: 0, updated: 0 } },
        { outcome: 'accepted', counts: { new: 4, updated: 0 } },
      ]),
    ).toBe('3 files  2 accepted, 1 refused · 7 new · 1 updated'));
});
