import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFeed } from '../../functions/ingest/parse-feed.ts';
import { FEEDS, feed, parse, UPLOADED } from './pages.ts';

describe('any damage', () => {
  const samples = readdirSync(FEEDS).filter((name) => !/^(?:dx|fp|rp)-/.test(name));

  it.each(samples)('[R15] one flipped byte in %s: no crash, no silent loss', async (name) => {
    const bytes = feed(name);
    const whole = await parse(bytes);
    const records = whole.papers.length + whole.rejected.length + whole.duplicates;
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const flipped = Uint8Array.from(bytes);
        flipped[at] = flipped[at]! ^ flip;
        const { outcome, reason, papers, rejected, duplicates } = await parse(flipped);
        if (outcome !== 'accepted') expect(reason).toBeTruthy();
        // A flipped quote or bracket can swallow what follows: then something says so.
        else if (!reason && rejected.length === 0) expect(papers.length + duplicates).toBeGreaterThanOrEqual(records - 1);
      }),
      { numRuns: 40, examples: [[0, 1]] },
    );
  });

  it.each(samples)('[R12] %s in pieces of any size gives the same', async (name) => {
    const bytes = feed(name);
    const whole = await parse(bytes);
    for (const size of [1, 7, 1_000])
      expect(
        await parseFeed(
          (async function* () {
            for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
          })(),
          { name: 'feeds/page.txt', uploadedAt: UPLOADED },
        ),
      ).toEqual(whole);
  });
});

const LARGE = fileURLToPath(new URL('../../../shared/feeds', import.meta.url));
if (existsSync(LARGE)) {
  describe('the large set', () => {
    const files = readdirSync(LARGE, { recursive: true, encoding: 'utf8' });
    const stems = files.filter((name) => name.endsWith('.expected.json')).map((name) => name.slice(0, -14));
    it.each(stems)('%s', async (stem) => {
      const want: { count?: number; distinctIds?: number; papers?: number } = JSON.parse(
        readFileSync(join(LARGE, `${stem}.expected.json`), 'utf8'),
      );
      const name = files.find((file) => file.startsWith(`${stem}.`) && !file.endsWith('.expected.json'))!;
      const { outcome, reason, papers, rejected, duplicates } = await parse(readFileSync(join(LARGE, name)));
      if (outcome !== 'accepted') expect(reason).toMatch(/\.$/);
      if (want.count === 0) expect(papers).toEqual([]);
      else if (typeof want.count === 'number')
        expect([papers.length, papers.length + rejected.length + duplicates]).toContain(want.count);
    });
  });
} else console.log('The large set of feeds (../shared/feeds) is not here: its tests are left out.');
