import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from './pages.ts';

const LARGE = fileURLToPath(new URL('../../../shared/feeds', import.meta.url));
if (existsSync(LARGE))
  describe('the large set', () => {
    const files = readdirSync(LARGE, { recursive: true, encoding: 'utf8' });
    it.each(files.filter((name) => name.endsWith('.expected.json')).map((name) => name.slice(0, -14)))('%s', async (stem) => {
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
else console.log('The large set of feeds (../shared/feeds) is not here: its tests are left out.');
