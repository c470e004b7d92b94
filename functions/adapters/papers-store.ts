import { isDeepStrictEqual } from 'node:util';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import * as z from 'zod';
import { conflict, isNews, mergeStored, type Paper, type StoredPaper, storedPaper } from '../domain/paper.ts';
import { backoff, batchGet, SYSTEM, type World } from './batch-get.ts';
import { succeeds } from './dynamo.ts';
import { newsKey, newsRows } from './news-rows.ts';
import { receiptRows } from './receipt-rows.ts';

/** What saving a record did. */
export type Saved = 'new' | 'updated' | 'unchanged';

/** Records read together: each has at most three aliases, and a batch read takes 100 keys. */
const RECORDS_PER_READ = 33;
/** Batches at work, and writers in each: fewer than the 50 connections an SDK client opens. */
const BATCHES = 4;
const WRITERS = 8;
const ATTEMPTS = 10;

const pointer = z.object({ mergedInto: z.string() });
type Row = { paper: StoredPaper } | { mergedInto: string };
type Rows = Map<string, Row>;

/**
 * The papers table. Every alias of a paper has a row: the smallest one holds the paper, the others point to it. All
 * writes are conditional on what was read, so workers may race and a crash may fall between any two writes: saving the
 * same records again ends in the same table.
 */
export function papersStore(client: DynamoDBDocumentClient, table: string, world: World = SYSTEM) {
  const key = (id: string) => ({ pk: `PAPER#${id}`, sk: 'PAPER' });

  /** The rows of these aliases, and of everything they point to. */
  async function read(ids: readonly string[]): Promise<Rows> {
    const rows: Rows = new Map();
    const asked = new Set<string>();
    for (let wanted = [...new Set(ids)]; wanted.length > 0; ) {
      for (const id of wanted) asked.add(id);
      for (const item of await batchGet(client, table, wanted.map(key), world)) {
        const { pk } = z.object({ pk: z.string() }).parse(item);
        rows.set(pk.slice('PAPER#'.length), 'mergedInto' in item ? pointer.parse(item) : { paper: storedPaper.parse(item) });
      }
      wanted = [...new Set(Array.from(rows.values(), (row) => ('mergedInto' in row ? row.mergedInto : '')))].filter(
        (id) => id !== '' && !asked.has(id),
      );
    }
    return rows;
  }

  const put = (id: string, item: object, read: StoredPaper | undefined) =>
    succeeds(
      client.send(
        new PutCommand({
          TableName: table,
          Item: { ...key(id), ...item },
          ConditionExpression: read ? 'rev = :rev' : 'attribute_not_exists(pk)',
          ...(read ? { ExpressionAttributeValues: { ':rev': read.rev } } : {}),
        }),
      ),
    );

  /** Writes what `join` decided. False when another worker was faster somewhere: read again. */
  async function write({ paper, before, absorbed, absent }: Join): Promise<boolean> {
    const changed = !before || !isDeepStrictEqual({ ...paper, rev: 0 }, { ...before, rev: 0 });
    if (changed && !(await put(paper.id, { ...paper, rev: (before?.rev ?? 0) + 1, ...newsKey(paper) }, before))) return false;
    for (const other of absorbed) if (!(await put(other.id, { mergedInto: paper.id }, other))) return false;
    for (const alias of absent) if (!(await put(alias, { mergedInto: paper.id }, undefined))) return false;
    return true;
  }

  async function save(record: Paper, newsOf: string | undefined, known: Rows): Promise<Saved> {
    let outcome: Saved | undefined;
    let rows = known;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const joined = join(record, rows, world.now().toISOString(), newsOf);
      // A try that was beaten half way may have written the paper itself: its verdict stands.
      if (outcome === undefined || outcome === 'unchanged') outcome = verdict(joined);
      if (await write(joined)) return outcome;
      await world.sleep(backoff(attempt, world.random));
      rows = await read(record.ids);
    }
    throw new Error(`gave up on ${record.id} after ${ATTEMPTS} tries: other workers keep changing it`);
  }

  return {
    ...receiptRows(client, table),
    ...newsRows(client, table),

    /**
     * Saves records, and tells what each did, in their order. With `newsOf`, an upload, a paper that was never news becomes
     * news of it now, unless it is none by its own standing.
     */
    async save(records: readonly Paper[], { newsOf }: { newsOf?: string | undefined }): Promise<Saved[]> {
      const batches: Paper[][] = [];
      for (let at = 0; at < records.length; at += RECORDS_PER_READ) batches.push(records.slice(at, at + RECORDS_PER_READ));
      const saveBatch = async (batch: Paper[]) => {
        const rows = await read(batch.flatMap(({ ids }) => ids));
        return pMap(batch, (record) => save(record, newsOf, rows), { concurrency: WRITERS });
      };
      return (await pMap(batches, saveBatch, { concurrency: BATCHES })).flat();
    },

    /** Papers by id, strongly consistent. A paper that has been merged meanwhile comes as the one it became, once. */
    async getMany(ids: readonly string[]): Promise<StoredPaper[]> {
      const rows = await read(ids);
      const papers = ids.flatMap((id) => follow(id, rows) ?? []);
      return [...new Map(papers.map((paper) => [paper.id, paper])).values()];
    },
  };
}

/** What saving comes to: the paper as it will be, its row as read, the papers it absorbs, the aliases without a row. */
type Join = { paper: StoredPaper; before: StoredPaper | undefined; absorbed: StoredPaper[]; absent: string[] };

/** Joins a record with every stored paper it shares an alias with, unless their arXiv ids differ: then that alias is not shared. */
function join(record: Paper, rows: Rows, now: string, newsOf: string | undefined): Join {
  const group: StoredPaper[] = [];
  const ids: string[] = [];
  for (const alias of record.ids) {
    const holder = follow(alias, rows);
    if (holder && conflict([...record.ids, ...group.flatMap((paper) => paper.ids)], holder.ids)) continue;
    ids.push(alias);
    if (holder && !group.some(({ id }) => id === holder.id)) group.push(holder);
  }
  const incoming: StoredPaper = {
    ...record,
    ids,
    id: ids[0] ?? record.id,
    firstSeenAt: now,
    ...(newsOf && isNews(record) ? { newsAt: now, newsOf } : {}),
    rev: 1,
  };
  const paper = group.reduce(mergeStored, incoming);
  return {
    paper,
    before: group.find(({ id }) => id === paper.id),
    absorbed: group.filter(({ id }) => id !== paper.id),
    absent: ids.filter((alias) => alias !== paper.id && !rows.has(alias)),
  };
}

function verdict({ paper, before, absorbed }: Join): Saved {
  if (!before && absorbed.length === 0) return 'new';
  return absorbed.length === 0 && isDeepStrictEqual({ ...paper, rev: 0 }, { ...before, rev: 0 }) ? 'unchanged' : 'updated';
}

/** The paper an alias leads to. Pointers lead to ever smaller ids, so they end. */
function follow(alias: string, rows: Rows): StoredPaper | undefined {
  let row = rows.get(alias);
  while (row && 'mergedInto' in row) row = rows.get(row.mergedInto);
  return row?.paper;
}
