import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kept, print } from '../../functions/digest/print.ts';
import { REFERENCE_FORMATS, REFERENCES, type ReferenceFormat, writeReferences } from '../../functions/domain/references.ts';
import { parseFeed } from '../../functions/ingest/parse-feed.ts';
import { paper } from '../subscribe/site.ts';

const AT = new Date('2026-06-12T08:00:00Z');

async function read(text: string, format: ReferenceFormat) {
  const parsed = await parseFeed(Readable.from([Buffer.from(text)]), {
    name: `edition.${REFERENCES[format].ending}`,
    uploadedAt: AT,
  });
  if (parsed.outcome === 'refused') throw new Error(parsed.reason);
  return parsed.papers;
}

test.each(REFERENCE_FORMATS)('what is written as %s is read again with the same ids and titles', async (format) => {
  const parsed = await parseFeed(createReadStream('test/fixtures/hf-daily-api-2026-06-12.json'), {
    name: 'hf.json',
    uploadedAt: AT,
  });
  if (parsed.outcome === 'refused') throw new Error(parsed.reason);
  const at = AT.toISOString();
  const papers = print(
    parsed.papers.map((one) => kept({ ...one, firstSeenAt: at, newsAt: at, rev: 1 })),
    AT,
    undefined,
    undefined,
    'daily',
  );
  expect(papers.length).toBeGreaterThan(20);
  const again = await read(writeReferences(format, 'Friday, 12 June 2026', papers), format);
  expect(again.map(({ id, title }) => ({ id, title }))).toEqual(papers.map(({ id, title }) => ({ id, title })));
});

const HOSTILE = [
  'A } brace that closes, and { one that opens',
  'title = {x}, author = {y}',
  'On 100% of C_1 & #2 ~ costs',
  'A\nER  - \nTY  - JOUR\nTI  - Another',
  'Read ](javascript:alert(1)) or [this](https://evil.example/)',
  '<script>alert(1)</script> <https://evil.example/>',
  '# Not a heading `code` *bold* | cell |',
  '@misc{key, title = {Stolen}}',
  '1. Not a list',
  '"Quoted", and, commas; too',
];

test.each(REFERENCE_FORMATS)('[R29] no title breaks %s: each paper stays one paper', async (format) => {
  const papers = HOSTILE.map((title, n) => ({
    ...paper,
    ...{ title, abstract: title, authors: [title, 'Ada Lovelace'], tldr: title, venue: title, keywords: [title] },
    ...{ id: `arxiv:2603.000${n + 10}`, ids: [`arxiv:2603.000${n + 10}`], url: `https://arxiv.org/abs/2603.000${n + 10}` },
  }));
  const again = await read(writeReferences(format, HOSTILE[4]!, papers), format);
  // From running text our own reader drops what is an element, so a title that is nothing else is not read from Markdown.
  const readable = papers.filter(({ title }) => format !== 'md' || !title.startsWith('<script>'));
  expect(again.map(({ id }) => id)).toEqual(readable.map(({ id }) => id));
});

test('[R29] BibTeX has balanced braces, RIS no line that a text made, Markdown no link but its own, whatever texts hold', () => {
  const text = fc.string({ unit: fc.constantFrom('{', '}', '\\', '\n', '"', ']', '(', '<', 'a', '@', ' ', '\u2028', '$', '`') });
  fc.assert(
    fc.property(text, text, (title, name) => {
      const hostile = { ...paper, title, abstract: title, authors: [name], venue: name, tldr: title };
      const bib = writeReferences('bibtex', title, [hostile]);
      let depth = 0;
      for (const sign of bib) {
        depth += sign === '{' ? 1 : sign === '}' ? -1 : 0;
        expect(depth).toBeGreaterThanOrEqual(0);
      }
      expect(depth).toBe(0);
      const lines = writeReferences('ris', title, [hostile]).split('\n');
      expect(lines.filter((one) => one && !/^[A-Z][A-Z0-9] {2}- /.test(one))).toEqual([]);
      expect(lines.filter((one) => /^(?:TY|ER)/.test(one))).toHaveLength(2);
      const plain = writeReferences('md', title, [hostile]).replace(/\\[\s\S]/g, '');
      expect(plain.match(/\]\(|<|`/g) ?? []).toEqual(['](']);
    }),
  );
});
