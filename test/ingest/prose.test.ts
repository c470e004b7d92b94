import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Pair, parse, seed } from './pages.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** This project's own texts and code, and the documents of its dependencies: people's prose of all kinds. */
const prose = [
  ...globSync(['README.md', 'LICENSE', 'docs/*.md', 'functions/**/*.ts', 'infra/**/*.ts', '*.json'], { cwd: root }),
  ...globSync('node_modules/*/{README,CHANGELOG,LICENSE}*', { cwd: root }).sort().slice(0, 250),
];

describe('[R16] what is no list of papers', () => {
  it(`none of ${prose.length} documents is taken for one`, async () => {
    expect(prose.length).toBeGreaterThan(100);
    const taken: string[] = [];
    for (const name of prose) {
      const { outcome, reason, format } = await parse(readFileSync(`${root}/${name}`));
      if (outcome === 'accepted') taken.push(`${name}: ${format}`);
      else expect(reason).toMatch(/\.$/);
    }
    expect(taken).toEqual([]);
  });

  it('a log of queries is no table, a list of films no list of papers, a schema no paper', async () => {
    const log = 'DEBUG: GET https://api.example/papers?fields=abstract,title,url,authors\nDEBUG: 200, ok, 3 ms\n';
    for (const text of [
      log,
      'title,year,director\nAlien,1979,Scott\n',
      '{"$schema":"http://json-schema.org/draft-07/schema#","title":"A schema","type":"object"}',
      '{"status":"ok","errors":[]}',
    ])
      expect(await parse(text)).toMatchObject({ outcome: 'refused', papers: [] });
    expect(await parse('[{"title":"Alien","year":1979},{"title":"Aliens","year":1986}]')).toMatchObject({
      outcome: 'refused',
      reason: expect.stringMatching(/^None of its 2 records is a paper; the first: no paper: /),
    });
  });
});

it('a page without a header, a day or blank lines is still a list of papers', async () => {
  const pairs: Pair[] = seed().slice(0, 20);
  for (const gap of ['\n', '\n\n'])
    expect((await parse(pairs.flatMap(({ title, abstract }) => [title, abstract]).join(gap))).papers).toHaveLength(20);
});
