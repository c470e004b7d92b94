import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Entry } from '../../functions/ingest/formats/format.ts';
import { xmlFormats } from '../../functions/ingest/formats/xml/formats.ts';
import { parse } from './pages.ts';

const item = (n: number, inside = '') =>
  `<item>\n<title>Paper ${n} on graphs</title>\n<link>https://doi.org/10.1234/${n}</link>\n${inside}\n</item>\n`;
const rss = (...items: string[]) => `<rss><channel>\n${items.join('')}</channel></rss>`;
const outcome = async (xml: string) => {
  const { papers, rejected } = await parse(xml);
  return { papers: papers.map(({ id }) => id), rejected };
};
const ids = (...numbers: number[]) => numbers.map((n) => `doi:10.1234/${n}`);

describe('XML with faults', () => {
  test.each([
    ['a tag that nothing opens', item(2, '</b>')],
    ['a tag that is not closed', '<item><title>Paper 2</title><link>\n</item>\n'],
    ['a name that is none', item(2, '<1>x</1>')],
    ['a tag with an end of its own', '<item><title>Paper 2</title></itemx>\n</item>\n'],
  ])('[R15] %s costs its record and no other, and is told with its line', async (_, broken) => {
    const { papers, rejected } = await outcome(rss(item(1), broken, item(3), item(4)));
    expect(papers).toEqual(ids(1, 3, 4));
    expect(rejected).toEqual([{ at: 'line 7', reason: expect.stringMatching(/^the XML of this record is broken: [\w -]+$/) }]);
  });

  it('[R15] a record that nothing ends is told, and hides no other', async () => {
    const { papers, rejected } = await outcome(rss(item(1), '<item><title>A</title>\n', item(2), item(3)));
    expect(papers).toEqual(ids(1, 2, 3));
    expect(rejected.map(({ at }) => at)).toEqual(['line 7']);
  });

  test.each([
    ['p < 0.05 and <n> is small', 'p < 0.05 and <n> is small'],
    ['one<br>two<br>three', 'one two three'],
    ['<p>one<p>two & three', 'one two & three'],
  ])('text that should have been escaped is read as text: %s', async (written, read) => {
    const { papers, rejected } = await parse(rss(item(1, `<description>${written}</description>`), item(2)));
    expect(rejected).toEqual([]);
    expect(papers.map(({ abstract }) => abstract.replace(/\s+/g, ' '))).toEqual([read, '']);
  });

  it('what a comment or a CDATA section hides is no record', async () => {
    const hidden = `<!-- ${item(7)}${item(8)} --><description><![CDATA[ ${item(9)} ]]></description>`;
    expect(await outcome(rss(item(1), `<!-- ${item(5)} -->`, item(2, hidden), item(3)))).toEqual({
      papers: ids(1, 2, 3),
      rejected: [],
    });
  });

  it.each(['<!--', '<![CDATA['])('[R23] a million tags after %s are passed over in seconds', async (open) => {
    const before = process.cpuUsage();
    const { papers } = await parse(rss(item(1), `${open}${'<item>'.repeat(1_000_000)}`));
    expect(papers).toHaveLength(1);
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(3);
  });
});

describe('XML in pieces', () => {
  const format = xmlFormats.find(({ name }) => name === 'rss');
  const whole = rss(item(1), item(2, '</b>'), '<item/>', item(3, '<!-- <item> -->'), item(4)).replaceAll('item', 'r:item');

  async function entries(pieces: Iterable<string>): Promise<Entry[]> {
    if (!format || !('parse' in format)) throw new Error('there is no format of this name');
    async function* text() {
      yield* pieces;
    }
    const found: Entry[] = [];
    for await (const entry of format.parse(text())) found.push(entry);
    return found;
  }

  it('wherever it is cut, it gives the same records at the same lines', async () => {
    const expected = await entries([whole]);
    expect(expected.map((entry) => ('at' in entry ? entry.at : entry))).toEqual([2, 7, 12, 12, 17].map((n) => `line ${n}`));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(whole.length)), async (places) => {
        const cuts = [0, ...places.sort((a, b) => a - b), whole.length];
        expect(await entries(cuts.slice(1).map((end, i) => whole.slice(cuts[i], end)))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});
