import { gzipSync, zstdCompressSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { feed, parse } from './pages.ts';

describe('compression', () => {
  const atom = feed('arxiv-atom-2025-10-oldflavour-2.xml');

  it('[R9] is known by its bytes: gzip, zstd, zip with several feeds', async () => {
    const plain = await parse(atom);
    for (const [compression, packed] of [
      ['gzip', gzipSync(atom)],
      ['zstd', zstdCompressSync(atom)],
      ['zip', zipSync({ 'a.xml': new Uint8Array(atom), '__MACOSX/a': strToU8('x') })],
    ] as const) {
      const { compression: seen, ...rest } = await parse(packed);
      expect(seen).toBe(compression);
      expect(rest).toEqual(plain);
    }
    const two = await parse(
      zipSync({
        'a.xml': new Uint8Array(atom),
        'b/s2.json': new Uint8Array(feed('s2-search-transformer.json')),
        'note.txt': strToU8('Hello there'),
      }),
    );
    expect(two).toMatchObject({ format: 'arxiv-atom, s2', papers: { length: 7 } });
    expect(two.rejected).toEqual([{ at: 'note.txt', reason: expect.stringContaining('This looks like text without titles') }]);
  });

  it('[R11] that is cut, multi-member or followed by garbage keeps what is whole', async () => {
    const many = `${Array.from({ length: 2_000 }, (_, i) => JSON.stringify({ id: `2401.${String(i).padStart(5, '0')}`, title: `T${i}`, abstract: `${Math.sin(i)}`, submitter: 'x' })).join('\n')}\n`;
    const whole = gzipSync(many);
    const cut = await parse(whole.subarray(0, whole.length / 2));
    expect(cut.outcome).toBe('accepted');
    expect(cut.papers.length).toBeGreaterThan(500);
    expect(cut.reason).toBe('The gzip data is damaged or ends too early: what could be unpacked was taken.');
    const half = many.indexOf('\n', many.length / 2) + 1;
    expect((await parse(Buffer.concat([gzipSync(many.slice(0, half)), gzipSync(many.slice(half))]))).papers).toHaveLength(2_000);
    expect((await parse(Buffer.concat([whole, Buffer.alloc(100, 'x')]))).papers).toHaveLength(2_000);
  });

  it('[R10] that unpacks to far more than it was is stopped at once', async () => {
    const bomb = Buffer.alloc(200 << 20, ' ');
    bomb.write('{"title":"T","arxiv_id":"2401.00001"}\n'.repeat(2));
    for (const packed of [gzipSync(bomb), zstdCompressSync(bomb), Buffer.from(zipSync({ 'a.txt': bomb }, { level: 6 }))]) {
      const before = process.memoryUsage().arrayBuffers;
      const { outcome, reason } = await parse(packed);
      expect({ outcome, reason }).toEqual({
        outcome: 'refused',
        reason: expect.stringMatching(/^It unpacks to more than 200 times its size/),
      });
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 << 20);
    }
  }, 20_000);
});
