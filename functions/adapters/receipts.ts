import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type RangeTally, type Receipt, rangeTally, receipt } from '../domain/receipt.ts';
import { all, expires, table } from './table.ts';

/** How long the counts of ranges are kept, s. */
const RANGES_KEPT_S = 90 * 86_400;
const rangeRow = rangeTally.extend({ range: z.int() });

/** Receipts of feed files: part of the papers table, sorted by upload. */
export function receiptRows(client: DynamoDBDocumentClient, tableName: string) {
  const rows = table(client, tableName);
  const key = (id: string) => ({ pk: 'RECEIPT', sk: id });
  const one = (id: string): Promise<Receipt | undefined> => rows.get(key(id), receipt);

  return {
    /** The receipt of this upload. */
    receipt: one,

    /**
     * Keeps a receipt unless its upload has a final one, and returns the one that counts. One with `tries`, which says that no try
     * succeeded, is not final. A receipt that says that the file is gone replaces none: the file was there when the other was made.
     */
    async putReceipt(made: Receipt): Promise<Receipt> {
      const isGone = made.outcome === 'skipped' && made.ranges === undefined;
      const condition = isGone
        ? { if: 'attribute_not_exists(pk)' }
        : {
            if: 'attribute_not_exists(pk) OR outcome = :reading OR attribute_exists(tries)',
            values: { reading: 'reading' },
          };
      if (await rows.put({ ...key(made.id), ...made }, condition)) return made;
      const before = await one(made.id);
      if (!before) throw new Error(`the receipt of ${made.id} was there a moment ago and is gone`);
      return before;
    },

    /** Keeps the counts of a range unless it has final ones. */
    async putRange(id: string, range: number, counts: RangeTally): Promise<void> {
      const uploaded = new Date(id.slice(0, id.indexOf('#')));
      const row = { pk: `RANGES#${id}`, sk: String(range).padStart(6, '0'), range, ...counts };
      await rows.put(
        { ...row, ...expires(uploaded, RANGES_KEPT_S) },
        { if: 'attribute_not_exists(pk) OR attribute_exists(tries)' },
      );
    },

    /** The counts of the ranges that are done or were given up, in their order. */
    async ranges(id: string): Promise<Map<number, RangeTally>> {
      const done = await all(rows.query('pk = :pk', { pk: `RANGES#${id}` }, rangeRow));
      return new Map(done.map(({ range, ...counts }) => [range, counts]));
    },

    /** The last receipts, newest first, of uploads whose ids begin with `prefix`. Every id begins with the year. */
    receipts(limit: number, prefix = '2'): Promise<Receipt[]> {
      const values = { pk: 'RECEIPT', prefix };
      const newest = { newestFirst: true, pageSize: limit };
      return all(rows.query('pk = :pk AND begins_with(sk, :prefix)', values, receipt, newest), limit);
    },

    /** The receipts of uploads in `start <= at < end`: their ids begin with the instant. */
    receiptsBetween(start: Date, end: Date): Promise<Receipt[]> {
      const values = { pk: 'RECEIPT', start: start.toISOString(), end: end.toISOString() };
      return all(rows.query('pk = :pk AND sk BETWEEN :start AND :end', values, receipt, { stale: true }));
    },

    /** Adds to the number of papers on a receipt whose news was taken back. */
    async noteWithdrawn(id: string, papers: number): Promise<void> {
      const noted = await rows.update(key(id), 'ADD withdrawn :papers', { if: 'attribute_exists(pk)', values: { papers } });
      if (!noted) throw new Error(`there is no receipt of ${id}`);
    },
  };
}
