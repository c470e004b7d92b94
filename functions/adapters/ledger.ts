import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { KEPT_DAYS } from '../contract/retention.ts';
import { CLAIM_MS, type Claim, type CopyEnd, type CopyKey, type LedgerRow, ledgerRow } from '../domain/ledger.ts';
import { all, expires, table } from './table.ts';

const DAY_S = 86_400;
const stateRow = z.object({ state: z.string() });

/** Ends a copy. */
const END = 'SET #state = :state, #at = :at, detail = :detail REMOVE claimedUntil';
/** Offers a copy to the next attempt. */
const OFFER = 'SET #state = :state REMOVE claimedUntil, detail';

/**
 * The ledger: one row for each reader and edition. Every change is conditional on the state before it. The rows of a reader are
 * in one partition, in the order of days. All reads are strongly consistent. Rows expire after `days`, long after their dispatch.
 */
export function ledgerStore(client: DynamoDBDocumentClient, tableName: string, days: number = KEPT_DAYS.ledger) {
  const rows = table(client, tableName);
  const key = ({ edition, readerId }: CopyKey) => ({ pk: `LEDGER#${readerId}`, sk: edition });

  /** Writes a row if it still is as it was `seen`. */
  function put(row: LedgerRow, seen: Pick<LedgerRow, 'state' | 'attempt'> | undefined, at: Date): Promise<boolean> {
    const asSeen = seen
      ? { if: '#state = :seen AND attempt = :attempt', values: { seen: seen.state, attempt: seen.attempt } }
      : { if: 'attribute_not_exists(pk)' };
    return rows.put({ ...key(row), ...row, ...expires(at, days * DAY_S) }, asSeen);
  }

  /** Changes a row that is in state `from`, in the same attempt; false if it is not. */
  function change(copy: CopyKey & { attempt: number }, from: LedgerRow['state'], expression: string, values: object) {
    return rows.update(key(copy), expression, {
      if: '#state = :from AND attempt = :attempt',
      values: { ...values, from, attempt: copy.attempt },
    });
  }

  const offer = (copy: CopyKey & { attempt: number }, from: LedgerRow['state']) =>
    change(copy, from, OFFER, { state: 'PENDING' });

  return {
    /** The rows of these readers of one edition, by reader. */
    async rows(edition: string, readerIds: readonly string[]): Promise<Map<string, LedgerRow>> {
      const keys = readerIds.map((readerId) => key({ edition, readerId }));
      const found = await rows.batchGet(keys, ledgerRow);
      return new Map(found.map((row) => [row.readerId, row]));
    },

    /** A reader's rows of the editions from this day on, in the order of days. */
    history: (readerId: string, from: string): Promise<LedgerRow[]> =>
      all(rows.query('pk = :pk AND sk >= :from', { pk: `LEDGER#${readerId}`, from }, ledgerRow)),

    /** Claims a copy for a dispatch, if its row still is as it was `seen`. Undefined if another worker was faster. */
    async claim(copy: CopyKey & { dispatch: string }, seen: LedgerRow | undefined, now: Date): Promise<Claim | undefined> {
      const { edition, readerId, dispatch } = copy;
      const claimedUntil = new Date(now.getTime() + CLAIM_MS);
      const claim: Claim = { edition, readerId, dispatch, attempt: (seen?.attempt ?? 0) + 1, claimedUntil };
      const row: LedgerRow = { ...claim, state: 'CLAIMED', at: now.toISOString(), claimedUntil: claimedUntil.toISOString() };
      return (await put(row, seen, now)) ? claim : undefined;
    },

    /** Ends a claimed copy. False if the claim is not valid any more: an event or a tick has ended the copy. */
    end: (claim: CopyKey & Pick<Claim, 'attempt'>, { state, detail }: CopyEnd, at: Date): Promise<boolean> =>
      change(claim, 'CLAIMED', END, { state, detail, at: at.toISOString() }),

    /** Releases a claim, because SES certainly accepted nothing. The attempt number stays, so that earlier claims stay void. */
    release: (claim: CopyKey & Pick<Claim, 'attempt'>): Promise<boolean> => offer(claim, 'CLAIMED'),

    /** Offers an UNKNOWN copy to the next attempt: its reader may get two. Only an operator decides that. */
    reopen: (copy: CopyKey & Pick<Claim, 'attempt'>): Promise<boolean> => offer(copy, 'UNKNOWN'),

    /**
     * Ends a copy that is not claimed, if its row still is as it was `seen`: SKIPPED because its dispatch expired, or because its
     * papers come with another copy. A worker that read the row before can then not claim it.
     */
    skip(copy: CopyKey & { dispatch?: string }, seen: LedgerRow | undefined, reason: string, at: Date): Promise<boolean> {
      const row: LedgerRow = {
        edition: copy.edition,
        readerId: copy.readerId,
        dispatch: copy.dispatch ?? seen?.dispatch,
        state: 'SKIPPED',
        attempt: (seen?.attempt ?? 0) + 1,
        at: at.toISOString(),
        detail: reason,
      };
      return put(row, seen, at);
    },

    /**
     * Ends a copy as SENT, because SES says that it took it. False if that is known, or the copy is not ours. Reads first: nearly
     * always it is known, and a write whose condition fails costs five times as much as this read.
     */
    async confirm(copy: CopyKey, messageId: string, at: Date): Promise<boolean> {
      const row = await rows.get(key(copy), stateRow);
      if (!['CLAIMED', 'UNKNOWN', 'PENDING'].includes(row?.state ?? '')) return false;
      return rows.update(key(copy), END, {
        if: '#state IN (:claimed, :unknown, :pending)',
        values: {
          ...{ claimed: 'CLAIMED', unknown: 'UNKNOWN', pending: 'PENDING' },
          ...{ state: 'SENT', detail: messageId, at: at.toISOString() },
        },
      });
    },
  };
}

/** Claims of letters, in the editions table: each letter is handed to SES at most once. */
export function lettersStore(client: DynamoDBDocumentClient, tableName: string) {
  const rows = table(client, tableName);
  const key = (letter: string) => ({ pk: `LETTER#${letter}`, sk: 'LETTER' });

  return {
    /**
     * Claims a letter. False if it was ever claimed: it went out, or nobody can tell whether it did. The row does not say whose
     * letter it is. It is kept a quarter: SQS keeps a message for 14 days at most, so none can come back after its claim has
     * expired.
     */
    claim(letter: string, at: Date): Promise<boolean> {
      const row = { ...key(letter), state: 'CLAIMED', at: at.toISOString(), ...expires(at, KEPT_DAYS.letters * DAY_S) };
      return rows.put(row, { if: 'attribute_not_exists(pk)' });
    },

    /** Releases a claim, because SES certainly accepted nothing. */
    release: (letter: string): Promise<boolean> =>
      rows.delete(key(letter), { if: '#state = :claimed', values: { claimed: 'CLAIMED' } }),

    /** Records how a claimed letter ended. */
    async record(letter: string, state: 'SENT' | 'REJECTED' | 'UNKNOWN', detail: string): Promise<void> {
      await rows.update(key(letter), 'SET #state = :state, detail = :detail', { values: { state, detail } });
    },
  };
}
