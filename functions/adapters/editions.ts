import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { KEPT_DAYS } from '../contract/retention.ts';
import { OPEN_INDEX } from '../contract/tables.ts';
import {
  type Amendment,
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

/** All days are one partition and all weeks another, each in the order of time: the list of past editions reads from the end. */
const PARTITION = { daily: 'DAY', weekly: 'WEEK' } as const;

/**
 * Editions, their dispatches and the counts of their batches. Reads by key are strongly consistent. The counts of a batch expire
 * after `ledgerDays`, as the ledger rows do; the dispatch keeps their sum.
 */
export function editionsStore(client: DynamoDBDocumentClient, tableName: string, ledgerDays: number = KEPT_DAYS.ledger) {
  const rows = table(client, tableName);
  const editionKey = (id: string) => ({ pk: id.endsWith('-week') ? PARTITION.weekly : PARTITION.daily, sk: id });
  const dispatchKey = ({ edition, due }: DispatchId) => ({ pk: `DISPATCH#${edition}`, sk: due });
  const batchPartition = ({ edition, due }: DispatchId) => `BATCH#${edition}#${due}`;
  const open = `#${OPEN_INDEX.partition}`;

  /** Puts a row unless one is there, and returns the row that is there afterwards: the first put wins. */
  async function putFirst<T extends object>(key: Key, row: T, schema: z.ZodMiniType<T>, more: object = {}): Promise<T> {
    if (await rows.put({ ...key, ...row, ...more }, { if: 'attribute_not_exists(pk)' })) return row;
    const winner = await rows.get(key, schema);
    if (!winner) throw new Error(`the row ${key.pk} ${key.sk} was there a moment ago and is gone`);
    return winner;
  }

  /** Editions of one frequency with days from `from` to `to`, newest first. Pages are read as they are needed. */
  const newestFirst = (frequency: Edition['frequency'], from = '', to = '') =>
    rows.query('pk = :pk AND sk BETWEEN :from AND :to', { pk: PARTITION[frequency], from, to: `${to}${END}` }, edition, {
      newestFirst: true,
      pageSize: 100,
    });

  return {
    get: (id: string): Promise<Edition | undefined> => rows.get(editionKey(id), edition),

    /** The commit point of an edition: the first put wins, and every caller gets the edition that won. */
    make: (candidate: Edition): Promise<Edition> => putFirst(editionKey(candidate.id), candidate, edition),

    /** Changes an edition after its close. False if somebody has changed it since `was` was read. Its files stay as they are. */
    amend: (was: Edition, { note = '', dropped = [], papers, title }: Amendment): Promise<boolean> =>
      rows.update(editionKey(was.id), 'SET note = :note, dropped = :dropped, papers = :papers, title = :title, amended = :next', {
        if: was.amended ? 'amended = :amended' : 'attribute_exists(papers) AND attribute_not_exists(amended)',
        values: {
          ...{ note, dropped, papers, title, next: (was.amended ?? 0) + 1 },
          ...(was.amended && { amended: was.amended }),
        },
      }),

    /** The edition of the day that closed last, with or without papers. */
    async lastDay(): Promise<Edition | undefined> {
      return (await all(newestFirst('daily'), 1))[0];
    },

    /** The newest editions with days from `from` on, with or without papers, newest first. */
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
    addDispatch: (candidate: Dispatch): Promise<Dispatch> =>
      putFirst(dispatchKey(candidate), candidate, dispatch, candidate.state === 'OPEN' ? { [OPEN_INDEX.partition]: 'OPEN' } : {}),

    /** The dispatches of an edition in the order they were due. */
    dispatches: (id: string): Promise<Dispatch[]> => all(rows.query('pk = :pk', { pk: `DISPATCH#${id}` }, dispatch)),

    /** The open dispatches. From an index: one may appear a moment late. */
    async open(): Promise<DispatchId[]> {
      const found = await all(rows.query(`${open} = :open`, { open: 'OPEN' }, openRow, { index: OPEN_INDEX.name }));
      return found.map(({ pk, sk }) => ({ edition: pk.slice('DISPATCH#'.length), due: sk }));
    },

    /** Notes when batches of a dispatch were last queued. */
    async enqueued(id: DispatchId, at: Date): Promise<void> {
      const write = { if: 'attribute_exists(pk)', values: { at: at.toISOString() } };
      await rows.update(dispatchKey(id), 'SET enqueuedAt = :at', write);
    },

    /** Lets copies of a dispatch be sent until `until`. Nothing happens if it is closed, or expires then or later anyway. */
    async extend(id: DispatchId, until: Date): Promise<void> {
      await rows.update(dispatchKey(id), 'SET expiresAt = :until', {
        if: '#state = :open AND expiresAt < :until',
        values: { open: 'OPEN', until: until.toISOString() },
      });
    },

    /** Records the counts of a batch whose copies have all ended. */
    async finishBatch(id: DispatchId, batch: number, counts: Tally, at: Date): Promise<void> {
      const key = { pk: batchPartition(id), sk: String(batch).padStart(5, '0') };
      await rows.put({ ...key, batch, tally: counts, ...expires(at, ledgerDays * 86_400) });
    },

    /** The counts of finished batches, by batch. */
    async finishedBatches(id: DispatchId): Promise<Map<number, Tally>> {
      const finished = await all(rows.query('pk = :pk', { pk: batchPartition(id) }, batchRow));
      return new Map(finished.map(({ batch, tally }) => [batch, tally]));
    },

    /** Closes a dispatch with its counts. False if it was closed before. */
    close: (id: DispatchId, counts: Tally, at: Date): Promise<boolean> =>
      rows.update(dispatchKey(id), `SET #state = :closed, tally = :tally, closedAt = :at REMOVE ${open}`, {
        if: '#state = :open',
        values: { closed: 'CLOSED', open: 'OPEN', tally: counts, at: at.toISOString() },
      }),

    /**
     * Opens a dispatch again, closed or not, because an operator has copies resent, and notes that. Throws if there is no such
     * dispatch.
     */
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

/** The sentences of a model about papers, in the editions table: so a close that is repeated does not ask and pay again. */
export function summaryStore(client: DynamoDBDocumentClient, tableName: string) {
  const rows = table(client, tableName);
  const key = (name: string) => ({ pk: `SUMMARY#${name}`, sk: 'SUMMARY' });

  return {
    /** The sentences that are kept under these names. */
    async get(names: readonly string[]): Promise<Map<string, string>> {
      const found = await rows.batchGet(names.map(key), summaryRow);
      return new Map(found.map(({ pk, text }) => [pk.slice('SUMMARY#'.length), text]));
    },

    async put(name: string, text: string, at: Date): Promise<void> {
      await rows.put({ ...key(name), text, ...expires(at, SUMMARIES_KEPT_S) });
    },
  };
}
