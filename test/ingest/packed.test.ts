import { spawn } from 'node:child_process';
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
    expect(two).toMatchObject({ format: 'arxiv-atom, papers-json', papers: { length: 7 } });
    expect(two.rejected).toEqual([{ at: 'note.txt', reason: expect.stringContaining('This looks like text without titles') }]);
  });

  it('[R11] that is cut, multi-member or followed by garbage keeps what is whole', async () => {
    const many = `${Array.from({ length: 2_000 }, (_, i) => JSON.stringify({ id: `2401.${String(i).padStart(5, '0')}`, title: `T${i}`, abstract: `${Math.sin(i)}`, submitter: 'x' })).join('\n')}\n`;
    const whole = gzipSync(many);
    const cut = await parse(whole.subarray(0, whole.length / 2));
    expect(cut.outcome).toBe('accepted');
    expect(cut.papers.length).toBeGreaterThan(500);
    expect(cut.reason).toMatch(/gzip data is damaged or ends too early.*was taken/);
    const half = many.indexOf('\n', many.length / 2) + 1;
    expect((await parse(Buffer.concat([gzipSync(many.slice(0, half)), gzipSync(many.slice(half))]))).papers).toHaveLength(2_000);
    expect((await parse(Buffer.concat([whole, Buffer.alloc(100, 'x')]))).papers).toHaveLength(2_000);
    const frames = [many.slice(0, half), many.slice(half)].map((part) => zstdCompressSync(part));
    expect(await parse(Buffer.concat(frames))).toMatchObject({ papers: { length: 2_000 }, outcome: 'accepted' });
  });

  it('[R9] gzip in gzip is opened once', async () =>
    expect(await parse(gzipSync(gzipSync(atom)))).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('gzip data inside another archive'),
    }));

  it('a zip keeps to itself: names are names, archives inside are not opened, Office documents have their sentence', async () => {
    const { papers, rejected } = await parse(
      zipSync({ '../../etc/passwd': new Uint8Array(atom), 'inner.zip': zipSync({ 'a.xml': new Uint8Array(atom) }) }),
    );
    expect(papers).toHaveLength(2);
    expect(rejected).toEqual([{ at: 'inner.zip', reason: expect.stringContaining('a zip archive inside another archive') }]);
    const office = zipSync({ '[Content_Types].xml': strToU8('<Types/>'), 'word/document.xml': strToU8('<w:document/>') });
    expect(await parse(office)).toMatchObject({
      outcome: 'refused',
      reason: expect.stringMatching(/^This is an Office document/),
    });
    const many = Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [`${i}.txt`, strToU8('x')]));
    expect(await parse(zipSync(many))).toMatchObject({ outcome: 'refused', reason: 'The archive holds more than 1000 files.' });
  });

  it('[R11] a zip that is cut keeps what is whole', async () => {
    const lines = (from: number) =>
      strToU8(
        Array.from({ length: 500 }, (_, i) =>
          JSON.stringify({ title: `T${from + i}`, author: 'Ann Lee', abstract: `${Math.sin(from + i)}` }),
        ).join('\n'),
      );
    const whole = zipSync({ 'a.jsonl': lines(0), 'b.jsonl': lines(500) });
    const { outcome, reason, papers } = await parse(whole.subarray(0, whole.length * 0.7));
    expect({ outcome, reason }).toEqual({
      outcome: 'accepted',
      reason: 'The zip archive ends too early: what could be unpacked was taken.',
    });
    expect(papers.length).toBeGreaterThan(500);
  });

  it('[R10] 1029:1 is stopped at once by our own counter, below 256 MB, in a process that has 128 MB', async () => {
    const start = Buffer.from('{"title":"T","arxiv_id":"2401.00001"}\n'.repeat(2));
    const bomb = Buffer.concat([start, Buffer.alloc((200 << 20) - start.length, ' ')]);
    const bombs = [gzipSync(bomb), zstdCompressSync(bomb), Buffer.from(zipSync({ 'a.txt': bomb }, { level: 6 }))];
    expect(bomb.length / bombs[0]!.length).toBeGreaterThan(1_000);
    const parser = new URL('../../functions/ingest/parse-feed.ts', import.meta.url);
    // Sampled, because the highest value that the system keeps is inherited from the process that starts this one.
    const script = `import { parseFeed } from ${JSON.stringify(parser.href)};
      let highest = 0;
      const sample = () => { highest = Math.max(highest, process.memoryUsage.rss()); };
      const sampling = setInterval(sample, 2);
      const { outcome, reason } = await parseFeed(process.stdin, { name: 'feeds/x', uploadedAt: new Date(0) });
      sample();
      clearInterval(sampling);
      process.stdout.write(JSON.stringify({ outcome, reason, megabytes: highest / 1024 / 1024 }));`;
    for (const packed of bombs) {
      const child = spawn(process.execPath, ['--max-old-space-size=128', '--input-type=module', '-e', script]);
      child.stdin.on('error', () => {});
      child.stdin.end(packed);
      let out = '';
      for await (const chunk of child.stdout) out += chunk;
      const { megabytes, ...told } = JSON.parse(out);
      expect(told).toEqual({ outcome: 'refused', reason: expect.stringMatching(/^It unpacks to more than 200 times its size/) });
      expect(megabytes).toBeLessThan(256);
    }
  });
});
