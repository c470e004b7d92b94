import { BatchGetCommand, type DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { papersStore } from '../../functions/adapters/papers.ts';
import type { World } from '../../functions/adapters/table.ts';
import { aliases, type Paper, pageOf } from '../../functions/domain/paper.ts';
import type { Receipt } from '../../functions/domain/receipt.ts';
import { noNews } from '../../functions/domain/standing.ts';
import { startTables } from '../fakes/tables.ts';

const tables = await startTables();
afterAll(() => tables.stop());
let table: string;

const NEWS = { newsOf: 'upload' };
const ARCHIVE = {};
const T0 = new Date('2026-03-18T07:00:00.000Z');

/** A world whose waits take no time and whose clock the test moves. */
const world = (now = T0): World => ({ now: () => now, sleep: async () => {}, random: () => 0.5 });
const at = (now: Date, client: DynamoDBDocumentClient = tables.client) => papersStore(client, table, world(now));
const store = (client?: DynamoDBDocumentClient) => at(T0, client);

function record(title: string, over: Partial<Paper> & { arxiv?: string; doi?: string } = {}): Paper {
  const { arxiv, doi, ...rest } = over;
  const ids = aliases({ arxiv, doi, title });
  const abstract = rest.abstract ?? 'An abstract.';
  return {
    id: ids[0]!,
    ids,
    title,
    abstract,
    authors: [],
    url: pageOf(ids) ?? 'https://search.example',
    links: [],
    position: 0,
    source: 'test',
    original: { title, abstract },
    ...rest,
  };
}

/** The whole table, sorted by key; revisions left out where they only count tries. */
async function dump({ rev = true } = {}) {
  const { Items = [] } = await tables.client.send(new ScanCommand({ TableName: table, ConsistentRead: true }));
  const rows = Items.map((item) => (rev ? item : { ...item, rev: undefined }));
  return rows.sort((a, b) => (String(a['pk']) < String(b['pk']) ? -1 : 1));
}

/** The client, with something done before some commands are sent. */
function tapped(before: (command: unknown) => Promise<unknown> | unknown): DynamoDBDocumentClient {
  return new Proxy(tables.client, {
    get: (target, name) =>
      name === 'send'
        ? async (command: Parameters<DynamoDBDocumentClient['send']>[0]) => {
            const answer = await before(command);
            return answer ?? target.send(command);
          }
        : Reflect.get(target, name),
  });
}

async function fresh() {
  table = (await tables.fresh()).papers;
}

describe('saving', () => {
  beforeAll(fresh);

  it('tells new, unchanged and updated apart, and [R1] the same upload again changes no byte', async () => {
    const records = [record('A', { arxiv: '2603.00001' }), record('B'), record('C', { doi: '10.1000/c' })];
    expect(await store().save(records, NEWS)).toEqual(['new', 'new', 'new']);
    const before = await dump();
    expect(await at(new Date('2026-03-19T00:00:00Z')).save(records, NEWS)).toEqual(['unchanged', 'unchanged', 'unchanged']);
    expect(await dump()).toEqual(before);
    expect(await store().save([record('B', { upvotes: 3 })], NEWS)).toEqual(['updated']);
  });

  it('does not write what did not change', async () => {
    let writes = 0;
    await store(tapped((command) => void (command instanceof PutCommand && writes++))).save(
      [record('A', { arxiv: '2603.00001' })],
      NEWS,
    );
    expect(writes).toBe(0);
  });
});

describe('aliases', () => {
  beforeAll(fresh);

  it('a paper known by its title becomes the one with the arXiv id, and stays as old as it was', async () => {
    await store().save([record('Known By Title', { upvotes: 7 })], NEWS);
    const later = at(new Date('2026-03-20T07:00:00Z'));
    expect(await later.save([record('known by title', { arxiv: '2603.00002' })], NEWS)).toEqual(['updated']);
    const [byOldId] = await later.getMany([record('Known By Title').id]);
    expect(byOldId).toMatchObject({
      id: 'arxiv:2603.00002',
      upvotes: 7,
      firstSeenAt: T0.toISOString(),
      newsAt: T0.toISOString(),
    });
    const pointer = (await dump()).find(({ pk }) => pk === `PAPER#${record('Known By Title').id}`);
    expect(pointer).toEqual({ pk: `PAPER#${record('Known By Title').id}`, sk: 'PAPER', mergedInto: 'arxiv:2603.00002' });
    expect(await later.newsBetween(T0, new Date('2026-03-21T00:00:00Z'))).toEqual(['arxiv:2603.00002']);
  });

  it('a record that names two stored papers makes them one', async () => {
    await store().save(
      [record('Published Version', { doi: '10.1000/x' }), record('Preprint Version', { arxiv: '2603.00003' })],
      ARCHIVE,
    );
    expect(await store().save([record('Preprint Version', { arxiv: '2603.00003', doi: '10.1000/X' })], ARCHIVE)).toEqual([
      'updated',
    ]);
    const both = await store().getMany(['doi:10.1000/x', 'arxiv:2603.00003', record('Published Version').id]);
    expect(both.map(({ id }) => id)).toEqual(['arxiv:2603.00003']);
  });

  it('two arXiv ids never merge: the second does not share the title', async () => {
    expect(await store().save([record('Introduction', { arxiv: '2603.00004' })], NEWS)).toEqual(['new']);
    expect(await store().save([record('Introduction', { arxiv: '2603.00005' })], NEWS)).toEqual(['new']);
    const papers = await store().getMany(['arxiv:2603.00004', 'arxiv:2603.00005']);
    expect(papers.map(({ id, ids }) => [id, ids.length])).toEqual([
      ['arxiv:2603.00004', 2],
      ['arxiv:2603.00005', 1],
    ]);
  });
});

describe('any order of the same records', () => {
  it('gives the same table [R27]', async () => {
    const records = [
      record('Title', { upvotes: 2, abstract: 'Long abstract.' }),
      record('Title', { arxiv: '2603.00001', upvotes: 5 }),
      record('Other Title', { arxiv: '2603.00001', doi: '10.1000/x' }),
      record('Third', { doi: '10.1000/x', comments: 4 }),
    ];
    const orders = records.flatMap((a) =>
      records
        .filter((b) => b !== a)
        .flatMap((b) =>
          records.filter((c) => c !== a && c !== b).map((c) => [a, b, c, ...records.filter((d) => ![a, b, c].includes(d))]),
        ),
    );
    const papers = new Set<string>();
    for (const order of orders) {
      await fresh();
      for (const one of order) await store().save([one], NEWS);
      const [paper, ...more] = await store().getMany(records.flatMap(({ ids }) => ids));
      expect(more).toEqual([]);
      papers.add(JSON.stringify({ ...paper, rev: 0 }, Object.keys(paper!).sort()));
    }
    expect(papers.size).toBe(1);
  });

  it('also when workers race for it', async () => {
    await fresh();
    const racers = Array.from({ length: 12 }, (_, i) =>
      record('Race', { upvotes: i, ...(i % 3 === 0 ? { arxiv: '2603.00009' } : {}) }),
    );
    const outcomes = await Promise.all(racers.map((one) => store().save([one], NEWS)));
    expect(outcomes.flat()).toContain('new');
    const papers = await store().getMany(racers.flatMap(({ ids }) => ids));
    expect(papers).toMatchObject([{ id: 'arxiv:2603.00009', upvotes: 11 }]);
    expect(await dump()).toHaveLength(2);
  });
});

it('[R13] a crash at any write converges once the upload is taken in again', async () => {
  const uploads = [
    [record('One'), record('Two', { doi: '10.1000/two' })],
    [record('One', { arxiv: '2603.00001' }), record('Two', { arxiv: '2603.00002', doi: '10.1000/two' })],
  ];
  await fresh();
  for (const upload of uploads) await store().save(upload, NEWS);
  const whole = await dump({ rev: false });
  for (let crashAt = 1; ; crashAt += 1) {
    await fresh();
    let writes = 0;
    let crashed = false;
    const fragile = tapped((command) => {
      if (!(command instanceof PutCommand)) return undefined;
      writes += 1;
      if (writes !== crashAt) return undefined;
      crashed = true;
      throw new Error('the process dies');
    });
    for (const upload of uploads) {
      await store(fragile)
        .save(upload, NEWS)
        .catch(() => store().save(upload, NEWS));
    }
    expect(await dump({ rev: false })).toEqual(whole);
    if (!crashed) break;
  }
});

describe('news', () => {
  beforeAll(fresh);

  it('is what arrives under feeds/, once, also for a paper known from an archive', async () => {
    const known = record('From The Archive', { arxiv: '2603.00001' });
    await store().save([known], ARCHIVE);
    expect(await store().newsBetween(T0, new Date('2026-03-30T00:00:00Z'))).toEqual([]);
    const noon = new Date('2026-03-18T12:00:00.000Z');
    expect(await at(noon).save([known], NEWS)).toEqual(['updated']);
    expect(await at(new Date('2026-03-19T12:00:00Z')).save([known], NEWS)).toEqual(['unchanged']);
    expect(await store().newsBetween(noon, new Date(noon.getTime() + 1))).toEqual([known.id]);
    expect(await store().newsBetween(new Date(noon.getTime() - 1), noon)).toEqual([]);
    expect(await store().newsBetween(noon, noon)).toEqual([]);
  });

  it.each([[{ announced: 'replace' as const }], [{ withdrawn: true as const }], [{ correction: true as const }]])(
    'is no replaced version, withdrawn paper or correction: %j; what came before as news stays so',
    async (standing) => {
      const stands = Object.keys(standing).join('');
      const old = record(`An Old Paper ${stands}`);
      expect(await store().save([{ ...old, ...standing }], NEWS)).toEqual(['new']);
      const fresh = record(`A Fresh Paper ${stands}`);
      await store().save([fresh], NEWS);
      await at(new Date('2026-03-19T12:00:00Z')).save([{ ...fresh, ...standing }], NEWS);
      const found = await store().getMany([old.id, fresh.id]);
      expect(found.map(({ newsAt }) => newsAt)).toEqual([undefined, T0.toISOString()]);
      expect(found.map((paper) => noNews(paper) !== undefined)).toEqual([true, stands !== 'announced']);
    },
  );

  it('[R21] a day is spread over partitions, and found across days and pages', async () => {
    const many = Array.from({ length: 250 }, (_, i) => record(`Paper ${i}`, { arxiv: `2603.1${String(i).padStart(4, '0')}` }));
    const eve = new Date('2026-04-01T23:59:59.999Z');
    await at(eve).save(many.slice(0, 125), NEWS);
    await at(new Date('2026-04-02T00:00:00.000Z')).save(many.slice(125), NEWS);
    const found = await store().newsBetween(eve, new Date('2026-04-02T00:00:00.001Z'));
    expect(found).toEqual(many.map(({ id }) => id).sort());
    const partitions = new Set(
      (await dump()).flatMap((row) =>
        'newsDay' in row && String(row['newsDay']).startsWith('2026-04-02') ? [row['newsDay']] : [],
      ),
    );
    expect(partitions.size).toBe(4);
    expect(await store().getMany(found)).toHaveLength(250);
  });
});

it('[R17] asks again for keys that DynamoDB left unread, waiting longer each time, and gives up in the end', async () => {
  await fresh();
  const one = record('Throttled');
  await store().save([one], NEWS);
  const waits: number[] = [];
  let refusals = 3;
  const throttled = tapped((command) =>
    command instanceof BatchGetCommand && refusals-- > 0
      ? { Responses: {}, UnprocessedKeys: command.input.RequestItems }
      : undefined,
  );
  const patient = papersStore(throttled, table, { ...world(), sleep: async (ms) => void waits.push(ms) });
  expect(await patient.getMany([one.id])).toHaveLength(1);
  expect(waits).toEqual([100, 200, 400]);
  refusals = Number.POSITIVE_INFINITY;
  await expect(patient.getMany([one.id])).rejects.toThrow('left 1 keys unread');
});

describe('receipts', () => {
  beforeAll(fresh);
  const receipt = (n: number, over: Partial<Receipt> = {}): Receipt => ({
    id: `2026-03-18T07:00:0${n}.000Z#0055`,
    key: `feeds/${n}.txt`,
    eTag: 'e',
    outcome: 'accepted',
    format: 'page-text',
    counts: { new: n, updated: 0, unchanged: 0, duplicates: 0, rejected: 0, shortened: 0 },
    rejected: [],
    reasons: {},
    durationMs: 5,
    ...over,
  });

  it('the first of an upload stays; the last come first', async () => {
    expect(await store().putReceipt(receipt(1))).toEqual(receipt(1));
    expect(
      await store().putReceipt(receipt(1, { durationMs: 9, counts: { ...receipt(1).counts, new: 0, unchanged: 1 } })),
    ).toEqual(receipt(1));
    for (const n of [3, 2]) await store().putReceipt(receipt(n));
    expect((await store().receipts(2)).map(({ key }) => key)).toEqual(['feeds/3.txt', 'feeds/2.txt']);
  });

  it('are found by when their files came, the end not included', async () => {
    const between = (from: number, to: number) =>
      store().receiptsBetween(...([from, to].map((s) => new Date(`2026-03-18T07:00:0${s}.000Z`)) as [Date, Date]));
    expect((await between(1, 3)).map(({ key }) => key)).toEqual(['feeds/1.txt', 'feeds/2.txt']);
    expect(await between(4, 9)).toEqual([]);
  });
});
