import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { bill, type Fixed } from './bill.ts';
import { costPage, pageIn, withPage } from './cost-page.ts';
import type { Counts } from './counting.ts';

const units = { reads: 1, writes: 2 };
const counts: Counts = {
  tick: units,
  dispatch: units,
  mail: { ...units, cpuMs: 3 },
  event: units,
  newPaper: units,
  printedPaper: units,
};
const fixed: Fixed = { alarms: 30, metrics: 20, queues: 5, editionBytes: 250_000 };
const total = (readers: number, papers: number) =>
  bill(counts, fixed, { readers, papers }).reduce((sum, { usd }) => sum + usd, 0);

test('the README holds the cost page as the command writes it: its services, sizes and the date of its prices', () => {
  const structure = (page: string) => page.replace(/\d[\d,]*\.?\d*(?= \|)/g, '').replace(/^Counted: .*$/m, '');
  const bySection = (page: string) => structure(page).replaceAll(/[ -]/g, '').split('\n').sort();
  const page = pageIn(readFileSync(new URL('../../README.md', import.meta.url), 'utf8'));
  expect(bySection(page), 'npm run cost -- --write').toEqual(bySection(costPage(counts, fixed, 100)));
});

test('writing the page changes what stands between its markers, and nothing else', () => {
  const text = 'before\n<!-- npm run cost -- --write -->\nold\n<!-- end of cost -->\nafter\n';
  const written = withPage(text, 'new');
  expect(written).toBe('before\n<!-- npm run cost -- --write -->\n\nnew\n\n<!-- end of cost -->\nafter\n');
  expect([pageIn(written), withPage(written, 'new')]).toEqual(['new', written]);
  expect(() => withPage('no markers', 'new')).toThrow('README.md has no');
});

test('a bill has a dime for each thousand mails, nothing below nothing, and grows with readers and papers', () => {
  const ses = bill(counts, fixed, { readers: 1_000, papers: 1 }).find(({ service }) => service === 'SES');
  expect(ses?.usd).toBeCloseTo((30 * 1_000 + 50) / 10_000, 6);
  const size = fc.integer({ min: 1, max: 5_000_000 });
  fc.assert(
    fc.property(size, size, fc.integer({ min: 1, max: 500 }), (some, more, papers) => {
      for (const { usd } of bill(counts, fixed, { readers: some, papers })) expect(usd).toBeGreaterThanOrEqual(0);
      expect(total(some + more, papers)).toBeGreaterThan(total(some, papers));
      expect(total(some, papers + 1)).toBeGreaterThan(total(some, papers));
    }),
  );
});
