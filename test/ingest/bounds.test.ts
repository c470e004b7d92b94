import { spawn } from 'node:child_process';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { parseFeed } from '../../functions/ingest/parse-feed.ts';
import { feed, parse, UPLOADED } from './pages.ts';

const MB = 1024 * 1024;

/** A file too long to be written down: `unit` again and again, `megabytes` of it. */
type Long = { head: string; unit: string; megabytes: number; tail?: string };

/** Parses a file in a process of its own with so little memory, in pieces as S3 gives them. `seconds` are of the processor. */
async function parseApart({ head, unit, megabytes, tail = '' }: Long, memory = 512) {
  const parser = new URL('../../functions/ingest/parse-feed.ts', import.meta.url);
  const script = `import { parseFeed } from ${JSON.stringify(parser.href)};
    async function* pieces() {
      yield Buffer.from(${JSON.stringify(head)});
      const piece = Buffer.from(${JSON.stringify(unit)}.repeat(${Math.ceil((64 * 1024) / unit.length)}));
      for (let left = ${megabytes * MB}; left > 0; left -= piece.length) yield piece;
      yield Buffer.from(${JSON.stringify(tail)});
    }
    const before = process.cpuUsage();
    const { outcome, reason, papers, rejected } = await parseFeed(pieces(), { name: 'feeds/x', uploadedAt: new Date(0) });
    const { user, system } = process.cpuUsage(before);
    const seconds = (user + system) / 1e6;
    process.stdout.write(JSON.stringify({ outcome, reason, ids: papers.map(({ id }) => id), rejected, seconds }));`;
  const child = spawn(process.execPath, [`--max-old-space-size=${memory}`, '--input-type=module', '-e', script]);
  child.stderr.resume();
  let out = '';
  for await (const chunk of child.stdout) out += chunk;
  if (out === '') throw new Error('the process died');
  return JSON.parse(out);
}

const RIS = 'TY  - JOUR\nTI  - A\nDO  - 10.1234/first\nER  - \nTY  - JOUR\nTI  - B\nDO  - 10.1234/x\nAB  - ';
const BIB = '@article{a, title={A}, doi={10.1234/first}}\n@article{b, title={B}, doi={10.1234/x}, abstract={';
const LISTING = '\\\\\narXiv:2401.00001\nTitle: A\n\\\\\nWe show it.\n\\\\\n\\\\\narXiv:2401.00002\nTitle: B\n\\\\\n';
const PAGE = '[1] arXiv:2401.00001 [pdf, other]\nTitle: A\n[2] arXiv:2401.00002 [pdf, other]\nTitle: B\nAuthors: Ann Lee\n';
const TAILS = {
  ris: '\nER  - \nTY  - JOUR\nTI  - C\nDO  - 10.1234/last\nER  - \n',
  bib: '}\n}\n@article{c, title={C}, doi={10.1234/last}}\n',
  listing: '\n\\\\\n\\\\\narXiv:2401.00003\nTitle: C\n\\\\\n',
  page: '\n[3] arXiv:2401.00003 [pdf, other]\nTitle: C\n',
};
const DOIS = ['doi:10.1234/first', 'doi:10.1234/last'];
const IDS = ['arxiv:2401.00001', 'arxiv:2401.00003'];

describe('a record longer than any other', () => {
  it.each<[string, Long, string[], number]>([
    ['one line in RIS', { head: RIS, unit: 'a', megabytes: 60, tail: TAILS.ris }, DOIS, 2],
    ['one line in BibTeX', { head: BIB, unit: 'a', megabytes: 60, tail: TAILS.bib }, DOIS, 2],
    ['one line in a listing', { head: LISTING, unit: 'a', megabytes: 60, tail: TAILS.listing }, IDS, 2],
    ['many lines in RIS', { head: RIS, unit: 'a\n', megabytes: 20, tail: TAILS.ris }, DOIS, 15],
    ['many lines in BibTeX', { head: BIB, unit: 'a\n', megabytes: 20, tail: TAILS.bib }, DOIS, 15],
    ['many lines in a listing', { head: LISTING, unit: 'a\n', megabytes: 20, tail: TAILS.listing }, IDS, 15],
    ['many lines in a page of arXiv', { head: PAGE, unit: 'a\n', megabytes: 20, tail: TAILS.page }, IDS, 15],
    [
      'one item in JSON',
      {
        head: '[{"title":"A","doi":"10.1234/first"},{"title":"B","doi":"10.1234/x","y":"',
        unit: 'a',
        megabytes: 20,
        tail: '"}]',
      },
      ['doi:10.1234/first'],
      15,
    ],
  ])('%s is set aside, in little time and memory', async (_, file, ids, limit) => {
    const { seconds, ...read } = await parseApart(file);
    expect(read).toMatchObject({
      outcome: 'accepted',
      ids,
      rejected: [{ reason: expect.stringMatching(/^an? .* of more than 8 MB/) }],
    });
    expect(seconds).toBeLessThan(limit);
  });
});

describe('a page or a mail of too many lines', () => {
  it.each<[string, Long]>([
    ['a page of a line a letter', { head: 'Daily Papers\n', unit: 'a\n', megabytes: 15 }],
    ['a mail of empty lines', { head: 'From: a@example.org\nSubject: b\nReceived: c\n\n', unit: '\n', megabytes: 15 }],
  ])('%s is refused', async (_, file) => {
    const { outcome, reason } = await parseApart(file);
    expect({ outcome, reason }).toEqual({
      outcome: 'refused',
      reason: 'It was not read to its end: it has more than 400000 lines.',
    });
  });
});

describe('what makes much of little', () => {
  /** Definitions that double: the last of 25 would be 32 MB. */
  const doubling = ['@string{a0 = "x"}', ...Array.from({ length: 25 }, (_, i) => `@string{a${i + 1} = a${i} # a${i}}`)].join(
    '\n',
  );

  it('macros of BibTeX that double are set aside, and cost no other entry', async () => {
    const good = (key: string) => `@article{${key}, title = {On ${key}}, doi = {10.1234/${key}}, journal = jrnl}`;
    const bomb = '@article{bomb, title = a25, author = {Ann Lee}}';
    const text = ['@string{jrnl = "A Journal"}', good('one'), doubling, bomb, good('two')].join('\n');
    const { papers, rejected } = await parse(text);
    expect(papers.map(({ id }) => id)).toEqual(['doi:10.1234/one', 'doi:10.1234/two']);
    expect(new Set(rejected.map(({ reason }) => reason))).toContain('its macros expand to more text than allowed');
  });

  it('macros within their bounds are what they stand for', async () => {
    const text = `${doubling.split('\n').slice(0, 8).join('\n')}\n@article{a, title = a6 # { end}, doi = {10.1234/a}}`;
    expect((await parse(text)).papers).toMatchObject([{ title: `${'x'.repeat(64)} end` }]);
  });

  it('the positions of words that OpenAlex gives take no more than themselves', async () => {
    const work = (n: number, index: object) => ({
      id: `https://openalex.org/W${n}`,
      title: `T${n}`,
      abstract_inverted_index: index,
    });
    const works = Array.from({ length: 3_000 }, (_, n) => work(n, { a: [99_999] }));
    const long = work(9_000, { ['w'.repeat(100_000)]: Array.from({ length: 90_000 }, (_, n) => n) });
    const small = work(9_001, { show: [1], We: [0], 'it.': [2] });
    const before = process.cpuUsage();
    const { papers } = await parse(JSON.stringify({ results: [...works, long, small] }));
    const { user, system } = process.cpuUsage(before);
    expect(papers).toHaveLength(3_002);
    expect(papers[0]!.abstract).toBe('a');
    expect(papers.at(-1)!.abstract).toBe('We show it.');
    expect((user + system) / 1e6).toBeLessThan(3);
  });
});

describe('what a grammar throws', () => {
  const nested = Array.from({ length: 300 }, (_, i) => `Content-Type: multipart/mixed; boundary="b${i}"\n\n--b${i}\n`).join('');
  const mail = `From: a@example.org\nSubject: b\nMIME-Version: 1.0\n${nested}`;

  it('refuses the file, in words', async () =>
    expect(await parse(mail)).toMatchObject({
      format: 'mail',
      outcome: 'refused',
      papers: [],
      reason: expect.stringMatching(/^It was not read to its end: .*nesting depth.*\.$/),
    }));

  it('costs the other files of an archive nothing', async () => {
    const atom = new Uint8Array(feed('arxiv-atom-2025-10-oldflavour-2.xml'));
    const { outcome, papers, reason } = await parse(zipSync({ 'a.xml': atom, 'b.eml': strToU8(mail), 'c.xml': atom }));
    expect({ outcome, n: papers.length }).toEqual({ outcome: 'accepted', n: 2 });
    expect(reason).toContain('b.eml was not read to its end: ');
  });

  it('is no fault of the file when the stream failed', async () => {
    async function* bytes() {
      yield Buffer.from('TY  - JOUR\nTI  - A\nDO  - 10.1234/a\nER  - \n');
      throw new Error('the connection was lost');
    }
    await expect(parseFeed(bytes(), { name: 'feeds/x', uploadedAt: UPLOADED })).rejects.toThrow('the connection was lost');
  });
});
