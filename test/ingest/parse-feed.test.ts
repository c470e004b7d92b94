import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paper } from '../../functions/domain/paper.ts';
import { parseFeed } from '../../functions/ingest/parse-feed.ts';
import { fixture, HEADER, parse, UPLOADED } from './pages.ts';

const api = fixture('hf-daily-api-2026-06-12.json').toString();
const elements: unknown[] = JSON.parse(api);

describe('api/daily_papers', () => {
  it('takes all of a full answer', async () => {
    const { format, outcome, papers, rejected, listedOn } = await parse(api);
    expect({ format, outcome, n: papers.length, rejected, listedOn }).toEqual({
      format: 'hf-api',
      outcome: 'accepted',
      n: 30,
      rejected: [],
      listedOn: '2026-06-12',
    });
    expect(papers[0]).toMatchObject({
      id: 'arxiv:2606.00467',
      authors: ['Etienne Casanova', 'Rafal Kocielnik', 'R. Michael Alvarez'],
      upvotes: 0,
      comments: 2,
      listedOn: '2026-06-12',
      publishedOn: '2026-05-30',
      url: 'https://arxiv.org/abs/2606.00467',
    });
    expect(papers[0]!.keywords).toContain('toxicity detection');
    expect(papers[0]!.summary).toMatch(/^Large language models exhibit/);
    expect(papers.filter(({ links }) => links.some(({ kind }) => kind === 'code'))).not.toHaveLength(0);
    expect(papers.filter(({ links }) => links.some(({ kind }) => kind === 'project'))).not.toHaveLength(0);
    for (const made of papers) expect(paper.parse(made)).toEqual(made);
  });

  it('takes a trimmed answer: title outside, summary inside', async () => {
    const { papers } = await parse(fixture('hf-daily-api-minimal.json'));
    expect(papers.map(({ id, title, upvotes, authors }) => ({ id, title: title.slice(0, 12), upvotes, authors }))).toEqual([
      { id: 'arxiv:2607.22682', title: 'A Vocabulary', upvotes: 1, authors: [] },
      { id: 'arxiv:2607.22639', title: 'TRACE: Busin', upvotes: 0, authors: [] },
    ]);
  });

  it('[R15] sets bad elements aside with their place, and keeps the others', async () => {
    const [good] = elements;
    const list = [
      good,
      7,
      { title: 'no paper' },
      { paper: { id: '2607.00001' } },
      { paper: { id: 5, title: 'T', upvotes: 'many', authors: 'x', submittedOnDailyAt: '2026-06-12' } },
    ];
    const { papers, rejected } = await parse(JSON.stringify(list).replace('7,', '{"broken": },'));
    expect(papers.map(({ id }) => id)).toEqual(['arxiv:2606.00467', expect.stringMatching(/^title:/)]);
    expect(papers[1]).not.toHaveProperty('upvotes');
    expect(rejected.map(({ at, reason }) => `${at}: ${reason.replace(/\d+/g, 'N')}`)).toEqual([
      'item 2: not valid JSON, at character N; N characters were not read',
      'item 3: no paper: it has no id or link of a paper, and no authors with an abstract or a venue',
      'item 4: a record without a title',
    ]);
  });

  it('[R11] keeps the complete records of a file that was cut short', async () => {
    const { papers, rejected } = await parse(api.slice(0, api.length / 2));
    expect(papers.length).toBeGreaterThan(10);
    expect(rejected).toEqual([
      { at: `item ${papers.length + 1}`, reason: expect.stringContaining('the file ends in the middle of this item') },
    ]);
  });

  it('[R18] merges the same paper within a file: most upvotes, one duplicate', async () => {
    const twice = [
      { paper: { id: '2607.00001', title: 'T', summary: 'Long enough.', upvotes: 3 } },
      { paper: { id: 'arXiv:2607.00001v2', title: 'T!', summary: 'Long.', upvotes: 5 } },
    ];
    const { papers, duplicates } = await parse(JSON.stringify(twice));
    expect(duplicates).toBe(1);
    expect(papers).toMatchObject([{ id: 'arxiv:2607.00001', abstract: 'Long enough.', upvotes: 5 }]);
  });

  it('never merges two arXiv ids, however alike the titles', async () => {
    const alike = ['2607.00001', '2607.00002'].map((id) => ({ paper: { id, title: 'Introduction' } }));
    const { papers, duplicates } = await parse(JSON.stringify(alike));
    expect({ ids: papers.map(({ id }) => id), duplicates }).toEqual({
      ids: ['arxiv:2607.00001', 'arxiv:2607.00002'],
      duplicates: 0,
    });
  });

  it('[R23] [R24] deep nesting, huge numbers and __proto__ harm nothing', async () => {
    const deep = `[{"paper":{"id":"2607.00001","title":"T","x":${'['.repeat(100_000)}${']'.repeat(100_000)},"upvotes":1e400,"__proto__":{"polluted":true}}}]`;
    const { papers, rejected } = await parse(deep);
    expect(papers.length + rejected.length).toBe(1);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(papers[0]?.upvotes).toBeUndefined();
  });

  it('[R19] shortens what would not fit a table item, with a mark, and counts it', async () => {
    const giant = {
      paper: {
        id: '2607.00001',
        title: '全'.repeat(5_000),
        summary: '文'.repeat(500_000),
        ai_summary: '文'.repeat(50_000),
        authors: Array.from({ length: 5_000 }, (_, i) => ({ name: `作者作者作者 者者者${'甲乙'[i % 2]}` })),
        ai_keywords: Array.from({ length: 500 }, () => '字'.repeat(5_000)),
        githubRepo: `https://github.com/${'a'.repeat(9_000)}`,
      },
    };
    const { papers, shortened } = await parse(JSON.stringify([giant]));
    expect(shortened).toBe(1);
    expect(papers[0]!.abstract).toMatch(/文 \[…\]$/);
    expect(papers[0]!.authors.at(-1)).toMatch(/^and \d+ more$/);
    expect(Buffer.byteLength(JSON.stringify(papers[0]))).toBeLessThan(400_000);
  });

  it('keeps 2,832 authors', async () => {
    const crowd = {
      paper: {
        id: '2607.00001',
        title: 'T',
        authors: Array.from({ length: 2_832 }, (_, i) => ({ name: `A. Author${'abc'[i % 3]}` })),
      },
    };
    expect((await parse(JSON.stringify([crowd]))).papers[0]!.authors).toHaveLength(2_832);
  });
});

describe('what is no feed', () => {
  it('[R5] no bytes', async () =>
    expect(await parse('')).toMatchObject({ format: null, outcome: 'refused', reason: 'The file has no bytes.' }));

  it.each([
    ['gzip in gzip', gzipSync(gzipSync('x')), 'gzip data inside another archive'],
    ['bzip2', Buffer.from('425a68393141', 'hex'), 'bzip2 data'],
    ['PDF', '%PDF-1.7\n', 'a PDF'],
    ['[R22] an entity bomb', '<!DOCTYPE x [<!ENTITY a "1">]><x>&a;</x>', 'XML with a document type'],
    ['HTML', '<!doctype html><html><title>503</title></html>', 'an HTML page'],
    ['a list of feeds', '<opml version="2.0"><body/></opml>', 'an OPML list of feeds'],
    ['another JSON', '{"status": "ok", "count": 3}', 'JSON without titles'],
    ['JSON Lines', '{"id":"1"}\n{"id":"2"}\n', 'JSON Lines without titles'],
    ['another table', 'Key,Year,Url\n1,2,U', 'a table without a column of titles'],
    ['LFS', 'version https://git-lfs.github.com/spec/v1\noid sha256:1', 'a Git LFS pointer'],
    ['zeros', new Uint8Array(5_000), 'text without titles'],
    ['noise', Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * 7919) % 251)), 'binary data'],
    ['prose', 'Just a note to myself.\nBuy milk.', 'text without titles'],
  ])('[R16] %s is refused in one plain sentence', async (_, content, look) => {
    const { outcome, reason, papers } = await parse(content);
    expect({ outcome, papers }).toEqual({ outcome: 'refused', papers: [] });
    expect(reason).toContain(`This looks like ${look}`);
  });

  it('[R10] a file beyond the limit is refused without reading on', async () => {
    let read = 0;
    async function* endless() {
      yield Buffer.from('[{"paper":{"title":"T"}},');
      for (;;) {
        read += 1;
        yield Buffer.alloc(1 << 20, ' ');
      }
    }
    const { outcome, reason } = await parseFeed(endless(), { name: 'feeds/x', uploadedAt: UPLOADED });
    expect({ outcome, reason }).toEqual({
      outcome: 'refused',
      reason: expect.stringMatching(/^The file is larger than 64 MB.*Split it into several files, or upload it as JSON Lines/),
    });
    expect(read).toBeLessThan(70);
  });
});

describe('[R25] bytes', () => {
  it('in any pieces give the same papers', async () => {
    const bytes = fixture('synthetic-seedshape-hardwrapped.txt');
    const whole = await parse(bytes);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9_000 }), async (size) => {
        async function* pieces() {
          for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
        }
        expect(await parseFeed(pieces(), { name: 'feeds/page.txt', uploadedAt: UPLOADED })).toEqual(whole);
      }),
      { numRuns: 10 },
    );
  });

  it('Latin-1 that says nothing of it reads as Latin-1', async () => {
    const page = [...HEADER, 'A naïve Erdős'.replace('ő', 'ö'), 'Die Größe der Überraschung wächst. '.repeat(10).trim()].join(
      '\n\n',
    );
    const { papers } = await parse(Buffer.from(page, 'latin1'));
    expect(papers).toMatchObject([{ title: 'A naïve Erdös', abstract: expect.stringContaining('Größe der Überraschung') }]);
  });

  it('[R20] that are no UTF-8 cost their character, not the file', async () => {
    const bytes = Buffer.concat([
      Buffer.from([...HEADER, 'Título válido de un artículo', 'Un resumen '].join('\n\n')),
      Buffer.from([0xff, 0x00]),
      Buffer.from('que sigue. Otra frase más larga.'),
    ]);
    const { papers } = await parse(bytes);
    expect(papers).toMatchObject([
      { title: 'Título válido de un artículo', abstract: expect.stringMatching(/^Un resumen .?que sigue/) },
    ]);
  });

  it.each(['hf-daily-api-minimal.json', 'synthetic-seedshape-hardwrapped.txt'])(
    'flipped anywhere in %s: no crash, no silent loss',
    async (name) => {
      const bytes = fixture(name);
      const records = (await parse(bytes)).papers.length;
      await fc.assert(
        fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
          const flipped = Uint8Array.from(bytes);
          flipped[at] = flipped[at]! ^ flip;
          const { outcome, reason, papers, rejected, duplicates } = await parse(flipped);
          if (outcome !== 'accepted') expect(reason).toBeTruthy();
          else expect(papers.length + rejected.length + duplicates).toBeGreaterThanOrEqual(records - 1);
        }),
        { numRuns: 60 },
      );
    },
  );

  it('of any kind never throw', () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 400 }),
          fc.json().map((json) => Buffer.from(`[${json}, {"paper":${json}}]`)),
        ),
        async (bytes) => {
          const { outcome, reason } = await parse(bytes);
          if (outcome !== 'accepted') expect(reason).toMatch(/\.$/);
        },
      ),
    ));
});
