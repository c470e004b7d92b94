import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { papersStore } from '../../functions/adapters/papers.ts';
import { aliases, type Paper, pageOf } from '../../functions/domain/paper.ts';

type Row = Record<string, unknown>;

/** A table in memory that keeps the two conditions which the papers table is written on. What it holds was copied. */
function memoryTable() {
  const rows = new Map<string, Row>();
  const send = async (command: unknown) => {
    if (command instanceof BatchGetCommand) {
      const [[table, { Keys = [] }] = ['', {}]] = Object.entries(command.input.RequestItems ?? {});
      return { Responses: { [table]: Keys.flatMap((key) => structuredClone(rows.get(String(key['pk']))) ?? []) } };
    }
    if (!(command instanceof PutCommand)) throw new Error('a command that this table does not know');
    const { Item = {}, ConditionExpression, ExpressionAttributeValues } = command.input;
    const before = rows.get(String(Item['pk']));
    const holds =
      ConditionExpression === 'attribute_not_exists(pk)' ? !before : before?.['rev'] === ExpressionAttributeValues?.[':rev'];
    if (!holds) throw new ConditionalCheckFailedException({ message: 'the condition does not hold', $metadata: {} });
    rows.set(String(Item['pk']), structuredClone(Item));
    return {};
  };
  return { rows, client: { send } as unknown as DynamoDBDocumentClient };
}

/** Four papers as the world knows them: some have an arXiv id, some a DOI, some changed their title on the way to print. */
const WORLD = [
  { arxiv: '2603.00001', doi: '10.1000/abc.1', titles: ['Attention Is Enough', 'Attention is enough.'] },
  { arxiv: 'hep-th/9901001', doi: '10.1000/abc.2', titles: ['Large N', 'The Large N Limit'] },
  { arxiv: undefined, doi: '10.1101/2024.01.02.5', titles: ['Cells: a Study', 'Cells — A study'] },
  { arxiv: '2603.00004', doi: undefined, titles: ['Naïve Nets', 'Naive nets'] },
];
const SPELLINGS = ['', 'arXiv:', 'https://arxiv.org/abs/', 'http://export.arxiv.org/pdf/', '10.48550/arXiv.', 'oai:arXiv.org:'];

/** A record of one of them, as some feed has it: with some of its names, in some spelling, with some of its facts. */
const record: fc.Arbitrary<Paper> = fc
  .record({
    paper: fc.constantFrom(...WORLD),
    title: fc.nat(1),
    names: fc.subarray(['arxiv', 'doi'] as const),
    spelling: fc.constantFrom(...SPELLINGS),
    version: fc.constantFrom('', 'v1', 'v12'),
    capitals: fc.boolean(),
    abstract: fc.constantFrom('', 'Short.', 'A longer abstract.', 'Another abstract.'),
    upvotes: fc.option(fc.nat(50), { nil: undefined }),
    authors: fc.subarray(['A. Lee', 'B. Xu', 'C. Dee']),
    source: fc.constantFrom('page-text', 'arxiv-atom', 'crossref'),
    listedOn: fc.option(fc.constantFrom('2026-03-17', '2026-03-18'), { nil: undefined }),
  })
  .map(({ paper, title: which, names, spelling, version, capitals, abstract, upvotes, authors, source, listedOn }) => {
    const title = paper.titles[which]!;
    const arxiv = names.includes('arxiv') && paper.arxiv ? `${spelling}${paper.arxiv}${version}` : undefined;
    const doi = names.includes('doi') ? (capitals ? paper.doi?.toUpperCase() : paper.doi) : undefined;
    const ids = aliases({ arxiv, doi, title });
    return {
      id: ids[0]!,
      ids,
      title,
      abstract,
      authors,
      url: pageOf(ids) ?? 'https://search.example',
      links: [],
      position: 0,
      source,
      original: { title, abstract },
      ...(upvotes === undefined ? {} : { upvotes }),
      ...(listedOn === undefined ? {} : { listedOn }),
    };
  });

/** The table after these uploads, each a list of records; revisions count tries, so they are left out. */
async function tableAfter(uploads: readonly (readonly Paper[])[]): Promise<Row[]> {
  const { rows, client } = memoryTable();
  const now = new Date('2026-03-18T07:00:00Z');
  const { save } = papersStore(client, 'papers', { now: () => now, sleep: async () => {}, random: () => 0.5 });
  for (const upload of uploads) await save(upload, { newsOf: 'upload' });
  // An alias may point to one that points on: what counts is the paper it leads to.
  const led = [...rows.values()].map((row) => {
    let end = row;
    while ('mergedInto' in end) end = rows.get(`PAPER#${end['mergedInto']}`)!;
    return row === end ? { ...row, rev: undefined } : { pk: row['pk'], leadsTo: end['id'] };
  });
  return led.sort((a: Row, b: Row) => (String(a['pk']) < String(b['pk']) ? -1 : 1));
}

it(
  '[R27] any order of the same uploads gives the same table, and no two papers of the world become one',
  () =>
    fc.assert(
      fc.asyncProperty(
        fc
          .array(fc.array(record, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 5 })
          .chain((uploads) => fc.tuple(fc.constant(uploads), fc.shuffledSubarray(uploads, { minLength: uploads.length }))),
        async ([uploads, shuffled]) => {
          const table = await tableAfter(uploads);
          expect(await tableAfter(shuffled)).toEqual(table);
          // Each upload again changes nothing.
          expect(await tableAfter([...uploads, ...shuffled])).toEqual(table);
          const papers = table.filter((row) => !('leadsTo' in row));
          expect(
            papers.every(
              ({ ids }) =>
                WORLD.filter(({ arxiv, doi }) =>
                  [`arxiv:${arxiv}`, `doi:${doi}`].some((id) => JSON.stringify(ids).includes(`"${id}"`)),
                ).length <= 1,
            ),
          ).toBe(true);
        },
      ),
      { numRuns: 25 },
    ),
  60_000,
);
