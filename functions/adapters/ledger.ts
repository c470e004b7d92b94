import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { KEPT_DAYS } from '../contract/retention.ts';
import { type Claim, type Copy, type CopyEnd, LEASE_MS, type LedgerRow, ledgerRow } from '../domain/ledger.ts';
import { all, expires, table } from './table.ts';

const DAY_S = 86_400;
const stateRow = z.object({ state: z.string() });

/** What ends a copy. */
const END = 'SET #state = :state, #at = :at, detail = :detail REMOVE lease';
/** What offers a copy to the next attempt. */
const OFFER = 'SET #state = :state REMOVE lease, detail';

/**
 * The ledger: one row a reader and edition, every change conditional on the state it leaves. The rows of a reader lie together, in
 * the order of days. All reads are strongly consistent. Rows go by themselves after `days`, long after their dispatch has expired.
 */
export function ledgerStore(client: DynamoDBDocumentClient, tableName: string, days: number = KEPT_DAYS.ledger) {
  const rows = table(client, tableName);
  const key = ({ edition, readerId }: Copy) => ({ pk: `LEDGER#${readerId}`, sk: edition });

  /** Writes a row if it stands as it was `seen`. */
  function put(row: LedgerRow, seen: Pick<LedgerRow, 'state' | 'attempt'> | undefined, at: Date): Promise<boolean> {
    const asSeen = seen
      ? { if: '#state = :seen AND attempt = :attempt', values: { seen: seen.state, attempt: seen.attempt } }
      : { if: 'attribute_not_exists(pk)' };
    return rows.put({ ...key(row), ...row, ...expires(at, days * DAY_S) }, asSeen);
  }

  /** Changes a row that stands in this state and attempt; false when it does not. */
  function change(copy: Copy & { attempt: number }, from: LedgerRow['state'], expression: string, values: object) {
    return rows.update(key(copy), expression, {
      if: '#state = :from AND attempt = :attempt',
      values: { ...values, from, attempt: copy.attempt },
    });
  }

  const offer = (copy: Copy & { attempt: number }, from: LedgerRow['state']) => change(copy, from, OFFER, { state: 'PENDING' });

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

    /** Claims a copy for a dispatch, if its row stands as it was `seen`. Undefined when somebody else was faster. */
    async claim(copy: Copy & { dispatch: string }, seen: LedgerRow | undefined, now: Date): Promise<Claim | undefined> {
      const { edition, readerId, dispatch } = copy;
      const lease = new Date(now.getTime() + LEASE_MS);
      const claim: Claim = { edition, readerId, dispatch, attempt: (seen?.attempt ?? 0) + 1, lease };
      const row: LedgerRow = { ...claim, state: 'CLAIMED', at: now.toISOString(), lease: lease.toISOString() };
      return (await put(row, seen, now)) ? claim : undefined;
    },

    /** Ends a claim. False when it is no longer valid: an event or a tick has decided the copy meanwhile. */
    settle: (claim: Copy & Pick<Claim, 'attempt'>, { state, detail }: CopyEnd, at: Date): Promise<boolean> =>
      change(claim, 'CLAIMED', END, { state, detail, at: at.toISOString() }),

    /** Gives a claim back, because SES accepted nothing for certain. The attempt number stays, and fences. */
    release: (claim: Copy & Pick<Claim, 'attempt'>): Promise<boolean> => offer(claim, 'CLAIMED'),

    /** Offers an UNKNOWN copy to the next attempt: its reader may get a second one. Only an operator decides that. */
    reopen: (copy: Copy & Pick<Claim, 'attempt'>): Promise<boolean> => offer(copy, 'UNKNOWN'),

    /**
     * Ends a copy that nobody holds, if its row stands as it was `seen`: SKIPPED by expiry, or because its papers come with another
     * copy. It also fences a worker that would claim it later.
     */
    skip(copy: Copy & { dispatch?: string }, seen: LedgerRow | undefined, reason: string, at: Date): Promise<boolean> {
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
     * SES says that it took this copy: what was claimed, unknown or offered again is SENT. False when that is known, or the
     * copy is not ours. Nearly always it is known, and a refused write costs five times what this read does.
     */
    async confirm(copy: Copy, messageId: string, at: Date): Promise<boolean> {
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
     * Claims a letter. False when anybody ever did: it went out, or nobody can tell whether it did. It does not say whose it was. Rows
     * are kept a quarter: SQS forgets a message after 14 days at most, so none can come back later than its claim.
     */
    claim(letter: string, at: Date): Promise<boolean> {
      const row = { ...key(letter), state: 'CLAIMED', at: at.toISOString(), ...expires(at, KEPT_DAYS.letters * DAY_S) };
      return rows.put(row, { if: 'attribute_not_exists(pk)' });
    },

    /** Gives a claim back, because SES accepted nothing for certain. */
    release: (letter: string): Promise<boolean> =>
      rows.delete(key(letter), { if: '#state = :claimed', values: { claimed: 'CLAIMED' } }),

    /** Writes down how a claimed letter ended. */
    async record(letter: string, state: 'SENT' | 'REJECTED' | 'UNKNOWN', detail: string): Promise<void> {
      await rows.update(key(letter), 'SET #state = :state, detail = :detail', { values: { state, detail } });
    },
  };
}
