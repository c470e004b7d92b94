import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { bill, type Fixed, fetchBill } from './bill.ts';
import { costPage, pageIn, withPage } from './cost-page.ts';
import type { Counts } from './counting.ts';
import { fixedCosts } from './fixed.ts';

const units = { reads: 1, writes: 2 };
const counts: Counts = {
  tick: units,
  dispatch: units,
  mail: { ...units, cpuMs: 3 },
  event: units,
  newPaper: units,
  printedPaper: units,
};
const fixed: Fixed = { alarms: 30, metrics: 2, dashboards: 1, queues: 5, keyVersions: 1, editionBytes: 250_000 };
const total = (readers: number, papers: number) =>
  bill(counts, fixed, { readers, papers }).reduce((sum, { usd }) => sum + usd, 0);

const costs = readFileSync(new URL('../../docs/cost.md', import.meta.url), 'utf8');

test('docs/cost.md holds the cost page as the command writes it: its services, sizes and the date of its prices', () => {
  const structure = (page: string) =>
    page
      .replace(/\d[\d,]*\.?\d*(?= \|)/g, '')
      .replace(/^Counted: .*$/m, '')
      .replace(/costs [\d.]+ more/, '');
  const bySection = (page: string) => structure(page).replaceAll(/[ -]/g, '').split('\n').sort();
  const page = pageIn(costs);
  expect(bySection(page), 'npm run cost -- --write').toEqual(bySection(costPage(counts, fixed, 100, 5)));
});

test('a list of 100 readers costs less than 6 USD a month, and the README begins with what its table says', async () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, all] = /^\| all +\| +([\d.]+)/m.exec(pageIn(costs)) ?? [];
  expect(Number(all)).toBeLessThan(6);
  expect(readme.split('\n').slice(0, 5).join('\n')).toContain(`for 100 readers ${all} USD a month`);
  const lines = bill(counts, await fixedCosts(), { readers: 100, papers: 100 });
  expect(lines.reduce((sum, { usd }) => sum + usd, 0)).toBeLessThan(6);
});

test('what FETCH costs is told beside the table', () => {
  const [one, five] = [1, 5].map((sources) => fetchBill(sources).usd.toFixed(2));
  expect(costs).toContain(`\`--sources\` costs ${one} USD a month more with one source, ${five} with five`);
});

test('the bill has a rotated key, reputation metrics and a dashboard, and the links that scanners open', () => {
  const usd = (change: Partial<Fixed>) =>
    bill(counts, { ...fixed, ...change }, { readers: 100, papers: 1 }).reduce((sum, line) => sum + line.usd, 0);
  expect(usd({ keyVersions: 2 }) - usd({})).toBeCloseTo(1, 6);
  expect(usd({ metrics: 4 }) - usd({})).toBeCloseTo(0.6, 6);
  expect(usd({}) - usd({ dashboards: 0 })).toBeCloseTo(3, 6);
  const api = bill(counts, fixed, { readers: 1_000_000, papers: 1 }).find(({ service }) => service === 'API Gateway');
  // Every tenth of a million readers, 15 links a day, and four requests a month of each.
  expect(api?.usd).toBeCloseTo(45 + 4, 6);
});

test('writing the page changes what stands between its markers, and nothing else', () => {
  const text = 'before\n<!-- npm run cost -- --write -->\nold\n<!-- end of cost -->\nafter\n';
  const written = withPage(text, 'new');
  expect(written).toBe('before\n<!-- npm run cost -- --write -->\n\nnew\n\n<!-- end of cost -->\nafter\n');
  expect([pageIn(written), withPage(written, 'new')]).toEqual(['new', written]);
  expect(() => withPage('no markers', 'new')).toThrow('docs/cost.md has no');
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
