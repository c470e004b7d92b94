import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { feedSummary } from '../../functions/fetch/feed-summary.ts';

const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url));
const of = (text: string, ext: 'xml' | 'json' = 'xml') => feedSummary(Buffer.from(text), ext);
const item = (n: number, inside = `<description>Text ${n}</description>`) => `<item><guid>${n}</guid>${inside}</item>`;
const rss = (...items: string[]) =>
  `<?xml version="1.0"?>\n<rss version="2.0"><channel><pubDate>Mon, 27 Apr 2026 00:00:00 -0400</pubDate>${items.join('')}</channel></rss>`;

describe('[R119] what can be seen of a feed', () => {
  test('of real samples: papers and abstracts', () => {
    expect(feedSummary(fixture('feeds/arxiv-rss2-cs_ai-2026-04-27.xml'), 'xml')).toMatchObject({
      items: expect.any(Number),
      builtAt: new Date('2026-04-27T04:00:00Z'),
    });
    expect(feedSummary(fixture('hf-daily-api-2026-06-12.json'), 'json')).toMatchObject({ items: 30, texts: 30 });
    expect(feedSummary(fixture('feeds/arxiv-atom-empty.xml'), 'xml')).toMatchObject({ items: 0, total: 0 });
    expect(feedSummary(fixture('feeds/arxiv-atom-2025-10-oldflavour-2.xml'), 'xml')).toMatchObject({ items: 2, texts: 2 });
    expect(feedSummary(fixture('feeds/fp-utf-16be-bom.xml'), 'xml')).toMatchObject({ items: expect.any(Number) });
  });

  test('texts that are missing, and the order of items, which is nothing new', () => {
    expect(of(rss(item(1), item(2, ''), item(3, '<description> </description>')))).toMatchObject({ items: 3, texts: 1 });
    const names = (text: string) => Object(of(text)).names;
    expect(names(rss(item(1), item(2)))).toBe(names(rss(item(2), item(1))));
    expect(names(rss(item(1), item(2)))).not.toBe(names(rss(item(1), item(3))));
  });

  test.each([
    ['{"messages":[{"status":"no posts found"}],"collection":[]}', 0],
    ['{"messages":[{"status":"no posts found"}]}', 0],
    ['{"meta":{"count":412},"results":[{"id":"W1"},{"id":"W2"}],"group_by":[]}', 2],
    ['[]', 0],
  ])('%s', (text, items) => {
    expect(of(text, 'json')).toMatchObject({ items });
  });

  test.each([
    ['<html><body>Down for maintenance</body></html>', 'it answered with <html>, which is no feed'],
    [
      rss(item(1), item(2), item(3)).replaceAll('item', 'paper'),
      'it has no items, but 3 elements <paper>, which feeds do not have',
    ],
    ['Down for maintenance', 'it answered with no feed'],
    [rss(item(1), item(2)).slice(0, -20), 'its answer ends in the middle'],
    [rss(item(1)).slice(0, -6), 'its answer ends in the middle'],
    ['', 'it answered with no feed'],
  ])('no feed: %s', (text, says) => expect(of(text)).toBe(says));

  test.each([
    ['[{"paper":{"id":"1"}},{"pa', 'its answer ends in the middle'],
    ['<html></html>', 'it answered with no JSON'],
    ['{"error":"moved"}', 'it answered with no list of papers'],
    ['null', 'it answered with no list of papers'],
  ])('no list: %s', (text, says) => expect(of(text, 'json')).toBe(says));

  // Work that grows with the square of these lengths would go on past the limit of a test.
  test('a long answer is looked at in time', () => {
    expect(of(rss(...Array.from({ length: 20_000 }, (_, n) => item(n))))).toMatchObject({ items: 20_000 });
    of(`<rss>${'<item '.repeat(200_000)}</rss>`);
    of(`${'<!-- '.repeat(300_000)}`);
    of(`<?${' '.repeat(2_000_000)}`);
  });
});
