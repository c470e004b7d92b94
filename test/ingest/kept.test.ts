import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { kept } from '../../functions/digest/print.ts';
import { printedPaper } from '../../functions/domain/edition.ts';
import { type Every, isNews, merge, paper, storedPaper } from '../../functions/domain/paper.ts';
import { noNews, standing } from '../../functions/domain/standing.ts';
import { venueOf } from '../../functions/domain/venue.ts';
import { formatNamed } from '../../functions/ingest/formats/detect.ts';
import type { RawRecord } from '../../functions/ingest/formats/format.ts';
import { toPaper } from '../../functions/ingest/to-paper.ts';
import { parse } from './pages.ts';

const RECORD: Every<RawRecord> & RawRecord = {
  title: 'On lists',
  abstract: 'We show it.',
  summary: 'Lists, in short.',
  authors: ['Ann Lee'],
  arxiv: '2603.00001',
  doi: '10.5555/x',
  url: 'https://example.org/p',
  page: 'https://example.org/q',
  links: [{ kind: 'code', url: 'https://github.com/a/b' }],
  pdf: 'https://example.org/p.pdf',
  discussion: 'https://huggingface.co/papers/2603.00001',
  upvotes: 7,
  comments: 3,
  stars: 1200,
  organisation: 'Institute of Lists',
  note: '8 pages, see https://lists.github.io/',
  venue: 'Journal of Lists',
  place: 'Hall of Lists',
  keywords: ['reading'],
  categories: ['cs.CL'],
  announced: 'cross',
  said: ['Retracted Publication', 'Erratum'],
  listed: '2026-03-18',
  published: '2026-03-17',
  remarks: [],
  type: 'article',
  loose: false,
  foreign: undefined,
  shown: true,
};

const PRINTED = {
  id: 'arxiv:2603.00001',
  ids: ['arxiv:2603.00001', 'doi:10.5555/x', 'title:2d58ad8cd26dcb0ec6ff6c6b64c6b9d4'],
  title: 'On lists',
  abstract: 'We show it.',
  tldr: 'Lists, in short.',
  authors: ['Ann Lee'],
  moreAuthors: 0,
  url: 'https://arxiv.org/abs/2603.00001',
  links: [
    { kind: 'code', url: 'https://github.com/a/b' },
    { kind: 'project', url: 'https://lists.github.io/' },
  ],
  pdf: 'https://arxiv.org/pdf/2603.00001',
  discussion: 'https://huggingface.co/papers/2603.00001',
  upvotes: 7,
  comments: 3,
  stars: 1200,
  organisation: 'Institute of Lists',
  note: '8 pages, see https://lists.github.io/',
  venue: 'Journal of Lists',
  keywords: ['reading'],
  categories: ['cs.CL'],
  announced: 'cross',
  withdrawn: true,
  correction: true,
  listedOn: '2026-03-18',
  publishedOn: '2026-03-17',
  position: undefined,
  found: '',
  subject: 'language',
  substance: 0.5,
  since: '2026-03-18',
  source: 'Hugging Face',
};

describe('a field goes from the feed to the printed paper', () => {
  it('through cleaning, merging, the store and the edition', () => {
    const made = toPaper(RECORD, { format: formatNamed('hf-api'), uploadedAt: new Date('2026-03-18T06:00:00Z'), position: 4 });
    if (!('paper' in made)) throw new Error(made.reason);
    const bare = paper.parse({
      ...PRINTED,
      position: 4,
      links: [],
      source: 'hf-api',
      original: { title: '', abstract: '' },
      abstract: '',
    });
    const other = { id: bare.id, ids: bare.ids, title: '', abstract: '', authors: [], url: '', links: [], position: 0 };
    const joined = merge({ ...other, source: '', original: bare.original }, made.paper);
    const stored = storedPaper.parse({ ...joined, firstSeenAt: '2026-03-18T06:00:00Z', rev: 1 });
    expect(printedPaper.parse({ ...kept(stored), id: PRINTED.id })).toEqual({ ...PRINTED, ids: stored.ids });
  });

  it('as the table in docs/feeds.md has it: every member of the three types, and no other', () => {
    const rows = readFileSync('docs/feeds.md', 'utf8').matchAll(/^\| (`[^|]+)\|([^|]+)\|([^|]+)\|/gm);
    const columns: string[][] = [[], [], []];
    for (const [, ...cells] of rows)
      for (const [i, cell] of cells.entries()) columns[i]!.push(...Array.from(cell.matchAll(/`(\w+)`/g), ([, name]) => name!));
    const [fed, stored, printed] = columns.map((names) => [...new Set(names)].sort());
    const without = (keys: string[], ...own: string[]) => keys.filter((key) => !own.includes(key)).sort();
    expect(fed).toEqual(Object.keys(RECORD).sort());
    expect(stored).toEqual(without(Object.keys(paper.shape), 'position', 'source', 'original'));
    expect(printed).toEqual(
      without(Object.keys(PRINTED), 'moreAuthors', 'position', 'since', 'source', 'found', 'subject', 'substance'),
    );
    expect(Object.keys(printedPaper.shape).sort()).toEqual(
      [...Object.keys(PRINTED), 'pin', 'readers', 'day', 'edited', 'suggested'].sort(),
    );
  });
});

describe('the examples of docs/feeds.md', () => {
  const blocks = [...readFileSync('docs/feeds.md', 'utf8').matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)];
  const example = (kind: string) => parse(blocks.find(([, name]) => name === kind)![2]!);

  it('are read as they say', async () => {
    const { papers, rejected, remarks } = await example('json');
    expect({ rejected, remarks }).toEqual({ rejected: [], remarks: {} });
    expect(papers).toMatchObject([
      {
        ...{ ids: ['arxiv:2603.00001', 'doi:10.5555/x', expect.any(String)], title: 'On Lists', authors: ['Ann Lee', 'Bo Xu'] },
        ...{ pdf: 'https://example.org/on-lists.pdf', publishedOn: '2026-03-17', listedOn: '2026-03-18', venue: 'ICML 2026' },
        ...{ keywords: ['lists'], categories: ['cs.CL'], upvotes: 12, stars: 340, organisation: 'Institute of Lists' },
        ...{ links: [{ kind: 'code', url: 'https://github.com/example/lists' }], note: '8 pages', announced: 'new' },
      },
    ]);
    expect((await example('csv')).papers).toMatchObject([{ id: 'arxiv:2603.00001', authors: ['Ann Lee', 'Bo Xu'] }]);
    expect((await example('markdown')).papers.map(({ title }) => title)).toEqual(['On Lists', 'More on Lists']);
    expect((await example('text')).sought).toHaveLength(3);
  });
});

const arxiv = (inner: string) =>
  `<rss version="2.0" xmlns:arxiv="http://arxiv.org/schemas/atom"><channel><link>http://rss.arxiv.org/rss/cs.CL</link><item><title>On lists</title><link>https://arxiv.org/abs/2603.00001</link><guid>oai:arXiv.org:2603.00001v2</guid>${inner}</item></channel></rss>`;
const entry = (inner: string) =>
  `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"><link href="http://arxiv.org/api/x"/><entry><id>http://arxiv.org/abs/2603.00001v1</id><title>On lists</title><summary>We show it.</summary>${inner}</entry></feed>`;

describe('what a source says of a paper is kept', () => {
  it.each<[string, string, object]>([
    [
      'RSS of arXiv',
      arxiv('<category>cs.CL</category><category>cs.LG</category><arxiv:announce_type>replace-cross</arxiv:announce_type>'),
      { announced: 'replace', categories: ['cs.CL', 'cs.LG'] },
    ],
    [
      'its text',
      arxiv('<description>arXiv:2603.00001v1 Announce Type: new \nAbstract: We show it.</description>'),
      { announced: 'new' },
    ],
    [
      "arXiv's API",
      entry('<arxiv:comment>8 pages, accepted to ICML 2026</arxiv:comment><category term="cs.CL"/>'),
      { note: '8 pages, accepted to ICML 2026', venue: 'ICML 2026', categories: ['cs.CL'] },
    ],
    [
      'its journal',
      entry('<arxiv:journal_ref>Phys. Rev. D 76, 013009 (2007)</arxiv:journal_ref>'),
      { venue: 'Phys. Rev. D 76, 013009 (2007)' },
    ],
    [
      'the snapshot',
      '{"id":"2603.00001","submitter":"A","title":"On lists","comments":"5 pages","journal-ref":null,"categories":"cs.CL hep-th math.AG","authors_parsed":[["Lee","Ann",""]]}',
      { note: '5 pages', categories: ['cs.CL', 'hep-th', 'math.AG'] },
    ],
    [
      'Hugging Face',
      '[{"paper":{"id":"2603.00001","title":"On lists","githubRepo":"https://github.com/a/b","githubStars":12,"organization":{"name":"iol","fullname":"Institute of Lists"}}}]',
      { stars: 12, organisation: 'Institute of Lists', discussion: 'https://huggingface.co/papers/2603.00001' },
    ],
    [
      'a page of Hugging Face',
      'Daily Papers\nSubmitted by\nann\n7\nOn lists and how machines read them\nInstitute of Lists\n· 3 authors\nSubmitted by\nbo\n9\nOn rings of lists and what they hold\n· 2 authors\n',
      { organisation: 'Institute of Lists', upvotes: 7 },
    ],
    [
      'OpenAlex',
      '{"id":"https://openalex.org/W1","title":"On lists","doi":"https://doi.org/10.5555/x","is_retracted":true,"primary_location":{"source":{"display_name":"Journal of Lists"},"pdf_url":"https://example.org/x.pdf"},"keywords":[{"display_name":"Parsing"}]}',
      { withdrawn: true, venue: 'Journal of Lists', pdf: 'https://example.org/x.pdf', keywords: ['Parsing'] },
    ],
    [
      'Crossref: a notice',
      '{"message-type":"work","message":{"DOI":"10.5555/x","title":["On lists"],"update-to":[{"type":"correction"}],"container-title":["Journal of Lists"]}}',
      { correction: true, venue: 'Journal of Lists' },
    ],
    [
      'Crossref: what was retracted',
      '{"message-type":"work","message":{"DOI":"10.5555/x","title":["On lists"],"updated-by":[{"type":"retraction"}]}}',
      { withdrawn: true },
    ],
    [
      'PubMed',
      'PMID- 1\nTI  - On lists.\nPT  - Journal Article\nPT  - Retracted Publication\nJT  - Journal of Lists\nAB  - We show it.\nFAU - Lee, Ann\n',
      { withdrawn: true, venue: 'Journal of Lists' },
    ],
    [
      'Semantic Scholar',
      '{"data":[{"paperId":"0123456789012345678901234567890123456789","title":"On lists","venue":"ICML","openAccessPdf":{"url":"https://example.org/x.pdf"}}]}',
      { venue: 'ICML', pdf: 'https://example.org/x.pdf' },
    ],
    [
      'OpenReview',
      '{"notes":[{"id":"Ab0cdEfGh","forum":"Ab0cdEfGh","content":{"title":{"value":"On lists"},"abstract":{"value":"We show it."},"authors":{"value":["Ann Lee"]},"venue":{"value":"ICLR 2025 Conference Withdrawn Submission"}}}]}',
      { discussion: 'https://openreview.net/forum?id=Ab0cdEfGh', withdrawn: true },
    ],
    ['a comment of somebody', '[{"title":"On lists","doi":"10.5555/x","comments":"Ask Bo on Monday"}]', { note: undefined }],
    [
      'keywords beside marks',
      '[{"title":"On lists","doi":"10.5555/x","keywords":["parsing","--","to-read"]}]',
      { keywords: ['parsing'] },
    ],
  ])('%s', async (_, file, holds) => {
    const [found] = (await parse(file)).papers;
    expect({ ...Object.fromEntries(Object.keys(holds).map((key) => [key, undefined])), ...found }).toMatchObject(holds);
  });
});

describe('what is no news', () => {
  const said = (title: string, abstract = '', note = '') => noNews(standing({ title, abstract, note, said: [] })) ?? 'news';
  it.each<string[]>([
    ['Retraction Note: On lists'],
    ['RETRACTED ARTICLE: On lists'],
    ['[Retracted] On lists'],
    ['WITHDRAWN: On lists'],
    ['Author Correction: On lists'],
    ['Publisher’s Erratum on lists'],
    ['Correction to: On lists'],
    ['Correction to “On lists”'],
    ['Erratum to On lists [J. Lists 7, 1 (2025)]'],
    ['Corrigendum: On lists'],
    ['Expression of Concern: On lists'],
    ['On lists', 'This paper has been withdrawn by the authors due to a crucial error in equation 3.'],
    ['On lists', 'The authors have withdrawn this manuscript.'],
    ['On lists', 'We show it.', 'Withdrawn due to an error in Lemma 2'],
    ['On lists', 'We show it.', '8 pages. This paper has been withdrawn by the author'],
  ])('%s %s %s', (title = '', abstract, note) => expect(said(title, abstract, note)).toMatch(/no news/));

  it.each<string[]>([
    ['Correction of errors in lists'],
    ['Corrections to scaling in lists'],
    ['Error correction: lists that mend themselves'],
    ['Retractions of spheres'],
    ['Retracted papers and who cites them'],
    ['Withdrawal of lists by their readers'],
    ['On lists', 'This paper studies how retracted articles are cited.'],
    ['On lists', 'We show it.', 'Withdrawn from ICLR, now at TMLR'],
    ['On lists', 'We show it.', 'v2: corrected typos'],
  ])('but this is: %s %s %s', (title = '', abstract, note) => expect(said(title, abstract, note)).toBe('news'));

  it('a paper that one feed announces as new, or merely lists, is news whatever another calls it', () => {
    const one = paper.parse({
      ...PRINTED,
      position: 4,
      withdrawn: undefined,
      correction: undefined,
      original: { title: '', abstract: '' },
    });
    const as = (announced: 'new' | 'cross' | 'replace' | undefined) => ({ ...one, announced });
    const both = (a: Parameters<typeof as>[0], b: Parameters<typeof as>[0]) => isNews(merge(as(a), as(b)));
    expect([both('new', 'replace'), both(undefined, 'replace'), both('replace', 'cross'), both('replace', 'replace')]).toEqual([
      ...[true, true, true, false],
    ]);
  });
});

describe('the venue', () => {
  it.each([
    [['Journal of Lists'], '', 'Journal of Lists'],
    [[], 'Accepted at ICML 2026', 'ICML 2026'],
    [[], '8 pages, accepted for publication in Physical Review D', 'Physical Review D'],
    [[], 'To appear in Graphs and Combinatorics', 'Graphs and Combinatorics'],
    [[], 'Accepted as a spotlight paper at NeurIPS 2026 and presented there', 'NeurIPS 2026'],
    [[], 'CVPR 2026 (Oral), 9 pages', 'CVPR 2026'],
    [[], 'Accepted by the 28th International Joint Conference on Artificial Intelligence (IJCAI-2019)', 'IJCAI-2019'],
    [[], 'Accepted at the Workshop on Maps (oral)', 'Workshop on Maps'],
    [['Vol. 9, no 2-4, April 2007, pp. 123-138'], '', undefined],
    [[], '8 pages, accepted at a workshop', undefined],
    [[], 'Submitted to Nature', undefined],
    [['arXiv preprint arXiv:2603.00001'], '', undefined],
    [['Submitted to ICLR 2027'], '', undefined],
    [['https://example.org/j'], '', undefined],
  ])('%j %s', (stated, note, venue) => expect(venueOf(stated, note)).toBe(venue));
});
