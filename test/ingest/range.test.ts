import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesWithin, rangesOf, startOf } from '../../functions/ingest/range.ts';

async function* pieces(bytes: Buffer, from: number, size: number) {
  for (let at = from; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Buffer, range: { first: number; last: number }, size: number): Promise<string> {
  let text = '';
  for await (const chunk of linesWithin(pieces(bytes, startOf(range), size), range))
    text += Buffer.from(chunk).toString('latin1');
  return text;
}

describe('ranges of a file', () => {
  it('hold each line once, whole, at its own offset, however they and the stream are cut', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '{', '"'), maxLength: 30 }), { maxLength: 40 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 50 }),
        async (lines, ended, length, size) => {
          const bytes = Buffer.from(lines.join('\n') + (ended ? '\n' : ''), 'latin1');
          const found: string[] = [];
          for (const range of rangesOf(bytes.length, length)) {
            const text = await read(bytes, range, size);
            const own = text.trimStart();
            const offset = startOf(range) + text.length - own.length;
            expect(bytes.toString('latin1', offset, offset + own.length)).toBe(own);
            found.push(...own.split('\n').filter((line) => line !== ''));
          }
          expect(found).toEqual(lines.filter((line) => line !== ''));
        },
      ),
      { numRuns: 500 },
    ));

  it('[R12] of 5 GB: every line once, and nothing is read beyond the last line of a range', async () => {
    const block = Buffer.from(`${'x'.repeat(1_700)}\n${'y'.repeat(900)}\n${'z'.repeat(2_500)}\n`.repeat(200));
    const size = block.length * 5_000;
    expect(size).toBeGreaterThan(5e9);
    let lines = 0;
    let taken = 0;
    async function* from(start: number) {
      for (let at = start; at < size; ) {
        const chunk = block.subarray(at % block.length);
        taken += chunk.length;
        at += chunk.length;
        yield chunk;
      }
    }
    const ranges = rangesOf(size, 16 * 1024 * 1024);
    for (const range of ranges)
      for await (const chunk of linesWithin(from(startOf(range)), range)) {
        const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
        for (let at = buffer.indexOf(10); at !== -1; at = buffer.indexOf(10, at + 1)) lines += 1;
      }
    // Each range but the first sees, as blanks, the end of the line before it.
    expect(lines - (ranges.length - 1)).toBe(600 * 5_000);
    expect(taken - size).toBeLessThan(ranges.length * 2 * block.length);
  });
});
