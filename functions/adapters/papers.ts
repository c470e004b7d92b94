import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import * as z from 'zod';
import { NEWS_INDEX } from '../contract/tables.ts';
import { conflict, isNews, mergeStored, type Paper, type StoredPaper, storedPaper } from '../domain/paper.ts';
import { receiptRows } from './receipts.ts';
import { all, backoff, SYSTEM, table, type World } from './table.ts';

/** What saving a paper did. */
export type Saved = 'new' | 'updated' | 'unchanged';

/** Papers read together: each has at most three aliases, and a batch read takes 100 keys. */
const PAPERS_PER_READ = 33;
/** Batches saved at once, and writers in each: together fewer than the 50 connections an SDK client opens. */
const BATCHES = 4;
const WRITERS = 8;
const ATTEMPTS = 10;

/** A day's news is spread over this many shards, the partitions of the index. */
const SHARDS = 4;
const SHARDS_AT_ONCE = 8;
const DAY_MS = 86_400_000;

const anyRow = z.looseObject({ pk: z.string() });
const pointer = z.object({ mergedInto: z.string() });
type Row = { paper: StoredPaper } | { mergedInto: string };
type Rows = Map<string, Row>;

/**
 * The papers table. Every alias of a paper has a row: the smallest one holds the paper, the others point to it. All writes are
 * conditional on what was read. Workers may race, and a crash may come between any two writes: saving the same papers again ends
 * in the same table.
 */
export function papersStore(client: DynamoDBDocumentClient, tableName: string, world: World = SYSTEM) {
  const papers = table(client, tableName, world);
  const key = (id: string) => ({ pk: `PAPER#${id}`, sk: 'PAPER' });

  /** The rows of these aliases, and of everything they point to. */
  async function read(ids: readonly string[]): Promise<Rows> {
    const rows: Rows = new Map();
    const asked = new Set<string>();
    for (let wanted = [...new Set(ids)]; wanted.length > 0; ) {
      for (const id of wanted) asked.add(id);
      for (const row of await papers.batchGet(wanted.map(key), anyRow))
        rows.set(row.pk.slice('PAPER#'.length), 'mergedInto' in row ? pointer.parse(row) : { paper: storedPaper.parse(row) });
      wanted = [...new Set(Array.from(rows.values(), (row) => ('mergedInto' in row ? row.mergedInto : '')))].filter(
        (id) => id !== '' && !asked.has(id),
      );
    }
    return rows;
  }

  /** Writes a row if it still is as it was `read`, or still absent. */
  const put = (id: string, row: object, read: StoredPaper | undefined) =>
    papers.put(
      { ...key(id), ...row },
      read ? { if: 'rev = :rev', values: { rev: read.rev } } : { if: 'attribute_not_exists(pk)' },
    );

  /** Writes what `merge` decided. False if another worker changed a row first: then read again. */
  async function write({ paper, before, absorbed, absent }: Merge): Promise<boolean> {
    const changed = !before || !isDeepStrictEqual({ ...paper, rev: 0 }, { ...before, rev: 0 });
    if (changed && !(await put(paper.id, { ...paper, rev: (before?.rev ?? 0) + 1, ...newsKey(paper) }, before))) return false;
    for (const other of absorbed) if (!(await put(other.id, { mergedInto: paper.id }, other))) return false;
    for (const alias of absent) if (!(await put(alias, { mergedInto: paper.id }, undefined))) return false;
    return true;
  }

  async function save(incoming: Paper, newsOf: string | undefined, known: Rows): Promise<Saved> {
    let outcome: Saved | undefined;
    let rows = known;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const merged = merge(incoming, rows, world.now().toISOString(), newsOf);
      // An attempt that lost a race half-way may have written the paper itself: its outcome counts.
      if (outcome === undefined || outcome === 'unchanged') outcome = outcomeOf(merged);
      if (await write(merged)) return outcome;
      await world.sleep(backoff(attempt, world.random));
      rows = await read(incoming.ids);
    }
    throw new Error(`${incoming.id} was not saved in ${ATTEMPTS} tries: other workers keep changing it`);
  }

  /** The ids of papers in one shard of the index `news`. */
  async function inShard(shard: string, from: Date, to: Date): Promise<string[]> {
    const condition = `#${NEWS_INDEX.partition} = :shard AND #${NEWS_INDEX.sort} BETWEEN :from AND :to`;
    const values = { shard, from: from.toISOString(), to: to.toISOString() };
    const found = await all(papers.query(condition, values, anyRow, { index: NEWS_INDEX.name }));
    return found.map(({ pk }) => pk.slice('PAPER#'.length));
  }

  return {
    ...receiptRows(client, tableName),

    /**
     * Saves papers. Returns what saving each did, in their order. With `newsOf`, the id of an upload, a paper that was never news
     * becomes news of it now, if `isNews` says so.
     */
    async save(incoming: readonly Paper[], { newsOf }: { newsOf?: string | undefined }): Promise<Saved[]> {
      const batches: Paper[][] = [];
      for (let at = 0; at < incoming.length; at += PAPERS_PER_READ) batches.push(incoming.slice(at, at + PAPERS_PER_READ));
      const saveBatch = async (batch: Paper[]) => {
        const rows = await read(batch.flatMap(({ ids }) => ids));
        return pMap(batch, (paper) => save(paper, newsOf, rows), { concurrency: WRITERS });
      };
      return (await pMap(batches, saveBatch, { concurrency: BATCHES })).flat();
    },

    /** Papers by id, strongly consistent. Instead of a paper that was merged comes the one it was merged into, once. */
    async getMany(ids: readonly string[]): Promise<StoredPaper[]> {
      const rows = await read(ids);
      const found = ids.flatMap((id) => follow(id, rows) ?? []);
      return [...new Map(found.map((paper) => [paper.id, paper])).values()];
    },

    /** The ids of papers that became news in `start <= newsAt < end`. The index is eventually consistent: ask late. */
    async newsBetween(start: Date, end: Date): Promise<string[]> {
      if (end <= start) return [];
      const last = new Date(end.getTime() - 1);
      const days: string[] = [];
      for (let at = Date.parse(dayOf(start)); at <= last.getTime(); at += DAY_MS) days.push(dayOf(new Date(at)));
      const shards = days.flatMap((day) => Array.from({ length: SHARDS }, (_, shard) => `${day}#${shard}`));
      const found = await pMap(shards, (shard) => inShard(shard, start, last), { concurrency: SHARDS_AT_ONCE });
      return found.flat().sort();
    },

    /**
     * Takes back that a paper is news of this upload, if it became so at `since` or later. The paper stays known, and may become
     * news again. False if it is not news of this upload, or not any more.
     */
    withdrawNews: (id: string, upload: string, since: Date): Promise<boolean> =>
      papers.update(key(id), `REMOVE #${NEWS_INDEX.sort}, newsOf, #${NEWS_INDEX.partition} ADD rev :one`, {
        if: `newsOf = :upload AND #${NEWS_INDEX.sort} >= :since`,
        values: { upload, since: since.toISOString(), one: 1 },
      }),
  };
}

const dayOf = (at: Date) => at.toISOString().slice(0, 10);

/** The index attributes of a paper that is news. */
function newsKey({ id, newsAt }: Pick<StoredPaper, 'id' | 'newsAt'>): object {
  if (!newsAt) return {};
  const shard = (createHash('sha256').update(id).digest()[0] ?? 0) % SHARDS;
  return { [NEWS_INDEX.partition]: `${newsAt.slice(0, 10)}#${shard}` };
}

/** What to write: the paper as it will be, its row as it was read, the papers it absorbs, the aliases without a row. */
type Merge = { paper: StoredPaper; before: StoredPaper | undefined; absorbed: StoredPaper[]; absent: string[] };

/**
 * Merges a paper with every stored paper that shares an alias with it. If their arXiv ids differ, the incoming one loses that alias
 * instead.
 */
function merge(incoming: Paper, rows: Rows, now: string, newsOf: string | undefined): Merge {
  const group: StoredPaper[] = [];
  const ids: string[] = [];
  for (const alias of incoming.ids) {
    const holder = follow(alias, rows);
    if (holder && conflict([...incoming.ids, ...group.flatMap((paper) => paper.ids)], holder.ids)) continue;
    ids.push(alias);
    if (holder && !group.some(({ id }) => id === holder.id)) group.push(holder);
  }
  const alone: StoredPaper = {
    ...incoming,
    ids,
    id: ids[0] ?? incoming.id,
    firstSeenAt: now,
    ...(newsOf && isNews(incoming) ? { newsAt: now, newsOf } : {}),
    rev: 1,
  };
  const paper = group.reduce(mergeStored, alone);
  return {
    paper,
    before: group.find(({ id }) => id === paper.id),
    absorbed: group.filter(({ id }) => id !== paper.id),
    absent: ids.filter((alias) => alias !== paper.id && !rows.has(alias)),
  };
}

function outcomeOf({ paper, before, absorbed }: Merge): Saved {
  if (!before && absorbed.length === 0) return 'new';
  return absorbed.length === 0 && isDeepStrictEqual({ ...paper, rev: 0 }, { ...before, rev: 0 }) ? 'unchanged' : 'updated';
}

/** The paper that an alias points to. Each pointer names a smaller id, so the loop ends. */
function follow(alias: string, rows: Rows): StoredPaper | undefined {
  let row = rows.get(alias);
  while (row && 'mergedInto' in row) row = rows.get(row.mergedInto);
  return row?.paper;
}
