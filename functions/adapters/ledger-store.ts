import { type DynamoDBDocumentClient, GetCommand, PutCommand, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { KEPT_DAYS } from '../contract/retention.ts';
import { TTL_ATTRIBUTE } from '../contract/tables.ts';
import { type Claim, type Copy, LEASE_MS, type LedgerRow, ledgerRow, type Settlement } from '../domain/ledger.ts';
import { batchGet } from './batch-get.ts';
import { succeeds } from './dynamo.ts';

/**
 * The ledger: one row a reader and edition, every change conditional on the state it leaves. The rows of a reader lie together, in
 * the order of days. All reads are strongly consistent. Rows go by themselves after `days`, long after their dispatch has expired.
 */
export function ledgerStore(client: DynamoDBDocumentClient, table: string, days: number = KEPT_DAYS.ledger) {
  const key = ({ edition, readerId }: Copy) => ({ pk: `LEDGER#${readerId}`, sk: edition });
  const ttl = (at: Date) => Math.floor(at.getTime() / 1000) + days * 86_400;

  /** The condition that a row stands as it was seen, and its values. */
  function asSeen(seen: Pick<LedgerRow, 'state' | 'attempt'> | undefined) {
    if (!seen) return { ConditionExpression: 'attribute_not_exists(pk)' };
    return {
      ConditionExpression: '#state = :seen AND attempt = :attempt',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':seen': seen.state, ':attempt': seen.attempt },
    };
  }

  /** Changes a row that stands in one of these states; false when it does not. */
  function change(copy: Copy, from: { states: LedgerRow['state'][]; attempt?: number }, set: string, values: object) {
    const states = Object.fromEntries(from.states.map((state, i) => [`:from${i}`, state]));
    const condition = `#state IN (${Object.keys(states).join(', ')})`;
    const fenced = from.attempt === undefined ? condition : `${condition} AND attempt = :attempt`;
    return succeeds(
      client.send(
        new UpdateCommand({
          TableName: table,
          Key: key(copy),
          UpdateExpression: set,
          ConditionExpression: fenced,
          ExpressionAttributeNames: { '#state': 'state', ...(set.includes('#at') && { '#at': 'at' }) },
          ExpressionAttributeValues: {
            ...states,
            ...values,
            ...(from.attempt === undefined ? {} : { ':attempt': from.attempt }),
          },
        }),
      ),
    );
  }

  const END = 'SET #state = :state, #at = :at, detail = :detail REMOVE lease';
  const ending = ({ state, detail }: Settlement, at: Date) => ({ ':state': state, ':at': at.toISOString(), ':detail': detail });
  const offer = (copy: Copy & { attempt: number }, from: LedgerRow['state']) =>
    change(copy, { states: [from], attempt: copy.attempt }, 'SET #state = :pending REMOVE lease, detail', {
      ':pending': 'PENDING',
    });

  return {
    /** The rows of these readers of one edition, by reader. */
    async rows(edition: string, readerIds: readonly string[]): Promise<Map<string, LedgerRow>> {
      const keys = readerIds.map((readerId) => key({ edition, readerId }));
      const rows = z.array(ledgerRow).parse(await batchGet(client, table, keys));
      return new Map(rows.map((row) => [row.readerId, row]));
    },

    /** A reader's rows of the editions from this day on, in the order of days. */
    async history(readerId: string, from: string): Promise<LedgerRow[]> {
      const query = {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND sk >= :from',
        ExpressionAttributeValues: { ':pk': key({ edition: '', readerId }).pk, ':from': from },
      };
      const rows: LedgerRow[] = [];
      for await (const { Items } of paginateQuery({ client }, query)) rows.push(...z.array(ledgerRow).parse(Items ?? []));
      return rows;
    },

    /** Claims a copy for a dispatch, if its row stands as it was `seen`. Undefined when somebody else was faster. */
    async claim(copy: Copy & { dispatch: string }, seen: LedgerRow | undefined, now: Date): Promise<Claim | undefined> {
      const { edition, readerId, dispatch } = copy;
      const lease = new Date(now.getTime() + LEASE_MS);
      const claim: Claim = { edition, readerId, dispatch, attempt: (seen?.attempt ?? 0) + 1, lease };
      const row: LedgerRow = { ...claim, state: 'CLAIMED', at: now.toISOString(), lease: lease.toISOString() };
      const put = new PutCommand({
        TableName: table,
        Item: { ...key(copy), ...row, [TTL_ATTRIBUTE]: ttl(now) },
        ...asSeen(seen),
      });
      return (await succeeds(client.send(put))) ? claim : undefined;
    },

    /** Ends a claim. False when it is no longer valid: an event or a tick has decided the copy meanwhile. */
    settle: (claim: Copy & Pick<Claim, 'attempt'>, end: Settlement, at: Date): Promise<boolean> =>
      change(claim, { states: ['CLAIMED'], attempt: claim.attempt }, END, ending(end, at)),

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
      const put = new PutCommand({ TableName: table, Item: { ...key(copy), ...row, [TTL_ATTRIBUTE]: ttl(at) }, ...asSeen(seen) });
      return succeeds(client.send(put));
    },

    /**
     * SES says that it took this copy: what was claimed, unknown or offered again is SENT. False when that is known, or the
     * copy is not ours. Nearly always it is known, and a refused write costs five times what this read does.
     */
    async confirm(copy: Copy, messageId: string, at: Date): Promise<boolean> {
      const { Item } = await client.send(new GetCommand({ TableName: table, Key: key(copy), ConsistentRead: true }));
      if (!['CLAIMED', 'UNKNOWN', 'PENDING'].includes(Item?.state)) return false;
      return change(copy, { states: ['CLAIMED', 'UNKNOWN', 'PENDING'] }, END, ending({ state: 'SENT', detail: messageId }, at));
    },
  };
}
