import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { KEPT_DAYS } from '../contract/retention.ts';
import { OPEN_INDEX } from '../contract/tables.ts';
import {
  type Dispatch,
  type DispatchId,
  dispatch,
  type Edition,
  edition,
  isPrinted,
  type Printed,
  type Tally,
  tally,
} from '../domain/edition.ts';
import { all, expires, type Key, table } from './table.ts';

const batchRow = z.object({ batch: z.int(), tally });
const openRow = z.object({ pk: z.string(), sk: z.string() });
const summaryRow = z.object({ pk: z.string(), text: z.string() });

/** Sorts after every date. */
const END = '~';

/** Days and weeks each in the order of time, in one partition: the archive reads it from its end. */
const PARTITION = { daily: 'DAY', weekly: 'WEEK' } as const;

/**
 * Editions, their dispatches and the dispatches' batches. Reads by key are strongly consistent. The accounts of a batch go by
 * themselves after `ledgerDays`, as the rows do which they count; the dispatch keeps their sum.
 */
export function editionsStore(client: DynamoDBDocumentClient, tableName: string, ledgerDays: number = KEPT_DAYS.ledger) {
  const rows = table(client, tableName);
  const editionKey = (id: string) => ({ pk: id.endsWith('-week') ? PARTITION.weekly : PARTITION.daily, sk: id });
  const dispatchKey = ({ edition, due }: DispatchId) => ({ pk: `DISPATCH#${edition}`, sk: due });
  const batchPartition = ({ edition, due }: DispatchId) => `BATCH#${edition}#${due}`;
  const open = `#${OPEN_INDEX.partition}`;

  /** Puts a row that is not there yet, and answers what is there afterwards: the first put wins. */
  async function putFirst<T extends object>(key: Key, row: T, schema: z.ZodMiniType<T>, more: object = {}): Promise<T> {
    if (await rows.put({ ...key, ...row, ...more }, { if: 'attribute_not_exists(pk)' })) return row;
    const winner = await rows.get(key, schema);
    if (!winner) throw new Error(`the row ${key.pk} ${key.sk} was made by somebody and is gone`);
    return winner;
  }

  /** Editions of one kind with days from `from` to `to`, newest first, until the reader has enough. */
  const newestFirst = (frequency: Edition['frequency'], from = '', to = '') =>
    rows.query('pk = :pk AND sk BETWEEN :from AND :to', { pk: PARTITION[frequency], from, to: `${to}${END}` }, edition, {
      newestFirst: true,
      pageSize: 100,
    });

  return {
    get: (id: string): Promise<Edition | undefined> => rows.get(editionKey(id), edition),

    /** The commit point of an edition: the first put wins, and every caller gets the edition that won. */
    make: (candidate: Edition): Promise<Edition> => putFirst(editionKey(candidate.id), candidate, edition),

    /** The day that closed last, with or without papers. */
    async lastDay(): Promise<Edition | undefined> {
      return (await all(newestFirst('daily'), 1))[0];
    },

    /** The newest editions from a day on, with or without papers, newest first. */
    newest: (frequency: Edition['frequency'], limit: number, from?: string): Promise<Edition[]> =>
      all(newestFirst(frequency, from), limit),

    /** The newest editions with papers whose days lie from `from` to `to`, both included, newest first. */
    async printed(frequency: Edition['frequency'], limit: number, from?: string, to?: string): Promise<Printed[]> {
      const found: Printed[] = [];
      for await (const one of newestFirst(frequency, from, to)) {
        if (isPrinted(one)) found.push(one);
        if (found.length === limit) break;
      }
      return found;
    },

    dispatch: (id: DispatchId): Promise<Dispatch | undefined> => rows.get(dispatchKey(id), dispatch),

    /** The commit point of a dispatch: the first put wins, and every caller gets the dispatch that won. */
    freeze: (candidate: Dispatch): Promise<Dispatch> =>
      putFirst(dispatchKey(candidate), candidate, dispatch, candidate.state === 'OPEN' ? { [OPEN_INDEX.partition]: 'OPEN' } : {}),

    /** The dispatches of an edition in the order they were due. */
    dispatches: (id: string): Promise<Dispatch[]> => all(rows.query('pk = :pk', { pk: `DISPATCH#${id}` }, dispatch)),

    /** The dispatches whose accounts are open. From an index: one may appear a moment late. */
    async open(): Promise<DispatchId[]> {
      const found = await all(rows.query(`${open} = :open`, { open: 'OPEN' }, openRow, { index: OPEN_INDEX.name }));
      return found.map(({ pk, sk }) => ({ edition: pk.slice('DISPATCH#'.length), due: sk }));
    },

    /** Notes when a dispatch's batches were last put into the queue. */
    async enqueued(id: DispatchId, at: Date): Promise<void> {
      const write = { if: 'attribute_exists(pk)', values: { at: at.toISOString() } };
      await rows.update(dispatchKey(id), 'SET enqueuedAt = :at', write);
    },

    /** Gives a parked dispatch longer to be sent. Nothing happens when it is closed or has that long already. */
    async extend(id: DispatchId, until: Date): Promise<void> {
      await rows.update(dispatchKey(id), 'SET expiresAt = :until', {
        if: '#state = :open AND expiresAt < :until',
        values: { open: 'OPEN', until: until.toISOString() },
      });
    },

    /** Records the accounts of a batch all of whose copies have ended. */
    async finishBatch(id: DispatchId, batch: number, counts: Tally, at: Date): Promise<void> {
      const key = { pk: batchPartition(id), sk: String(batch).padStart(5, '0') };
      await rows.put({ ...key, batch, tally: counts, ...expires(at, ledgerDays * 86_400) });
    },

    /** Accounts of the batches that are finished. */
    async finishedBatches(id: DispatchId): Promise<Map<number, Tally>> {
      const finished = await all(rows.query('pk = :pk', { pk: batchPartition(id) }, batchRow));
      return new Map(finished.map(({ batch, tally }) => [batch, tally]));
    },

    /** Closes a dispatch with its accounts. False when it was closed before. */
    close: (id: DispatchId, counts: Tally, at: Date): Promise<boolean> =>
      rows.update(dispatchKey(id), `SET #state = :closed, tally = :tally, closedAt = :at REMOVE ${open}`, {
        if: '#state = :open',
        values: { closed: 'CLOSED', open: 'OPEN', tally: counts, at: at.toISOString() },
      }),

    /** Opens a dispatch again, closed or not, for copies that an operator wants resent, and notes it. Throws when there is none. */
    async reopen(id: DispatchId, { at, copies }: { at: Date; copies: number }): Promise<void> {
      const done = await rows.update(
        dispatchKey(id),
        `SET #state = :open, ${open} = :open, resent = list_append(if_not_exists(resent, :none), :resent) REMOVE tally, closedAt`,
        {
          if: 'attribute_exists(audienceKey)',
          values: { open: 'OPEN', none: [], resent: [{ at: at.toISOString(), copies }] },
        },
      );
      if (!done) throw new Error(`there is no dispatch of ${id.edition} at ${id.due}`);
    },
  };
}

/** How long summaries stay, s: beyond the longest window that may hold the paper. */
const SUMMARIES_KEPT_S = 30 * 86_400;

/** What a model has said of papers, in the editions table: a close that is tried again asks and pays once. */
export function summaryStore(client: DynamoDBDocumentClient, tableName: string) {
  const rows = table(client, tableName);
  const key = (name: string) => ({ pk: `SUMMARY#${name}`, sk: 'SUMMARY' });

  return {
    /** What is known under these names. */
    async get(names: readonly string[]): Promise<Map<string, string>> {
      const found = await rows.batchGet(names.map(key), summaryRow);
      return new Map(found.map(({ pk, text }) => [pk.slice('SUMMARY#'.length), text]));
    },

    async put(name: string, text: string, at: Date): Promise<void> {
      await rows.put({ ...key(name), text, ...expires(at, SUMMARIES_KEPT_S) });
    },
  };
}
