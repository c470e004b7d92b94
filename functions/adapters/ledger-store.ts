import { type DynamoDBDocumentClient, GetCommand, PutCommand, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { KEPT_DAYS } from '../contract/retention.ts';
import { TTL_ATTRIBUTE } from '../contract/tables.ts';
import { type Claim, type Copy, LEASE_MS, type LedgerRow, ledgerRow, type Settlement } from '../domain/ledger.ts';
import { succeeds } from './dynamo.ts';

/**
 * The ledger: one row a copy, every change conditional on the state it leaves. All reads are strongly consistent. Rows go by
 * themselves after `days`, long after their edition has expired and nothing asks for them.
 */
export function ledgerStore(client: DynamoDBDocumentClient, table: string, days: number = KEPT_DAYS.ledger) {
  const partition = (edition: string, batch: number) => `LEDGER#${edition}#${batch}`;
  const key = ({ edition, batch, readerId }: Copy) => ({ pk: partition(edition, batch), sk: readerId });
  const ttl = (at: Date) => Math.floor(at.getTime() / 1000) + days * 86_400;

  /** Moves a copy to its end when `condition` holds; false when it does not. `reached` is the condition's own values. */
  function end(copy: Copy, { state, detail }: Settlement, at: Date, condition: string, reached: Record<string, unknown>) {
    return succeeds(
      client.send(
        new UpdateCommand({
          TableName: table,
          Key: key(copy),
          UpdateExpression:
            'SET #state = :state, #at = :at, detail = :detail, readerId = :reader, attempt = if_not_exists(attempt, :one), #ttl = if_not_exists(#ttl, :ttl) REMOVE lease',
          ConditionExpression: condition,
          ExpressionAttributeNames: { '#state': 'state', '#at': 'at', '#ttl': TTL_ATTRIBUTE },
          ExpressionAttributeValues: {
            ':state': state,
            ':at': at.toISOString(),
            ':detail': detail,
            ':reader': copy.readerId,
            ':one': 1,
            ':ttl': ttl(at),
            ...reached,
          },
        }),
      ),
    );
  }

  /** Makes a copy PENDING that stands in `from` by this very attempt; false when it does not. */
  function offer(copy: Copy & Pick<Claim, 'attempt'>, from: LedgerRow['state']): Promise<boolean> {
    return succeeds(
      client.send(
        new UpdateCommand({
          TableName: table,
          Key: key(copy),
          UpdateExpression: 'SET #state = :pending REMOVE lease, detail',
          ConditionExpression: '#state = :from AND attempt = :attempt',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: { ':pending': 'PENDING', ':from': from, ':attempt': copy.attempt },
        }),
      ),
    );
  }

  return {
    /** Every row of a batch, by reader. */
    async rows(edition: string, batch: number): Promise<Map<string, LedgerRow>> {
      const rows = new Map<string, LedgerRow>();
      const query = {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': partition(edition, batch) },
      };
      for await (const { Items } of paginateQuery({ client }, query)) {
        for (const row of (Items ?? []).map((item) => ledgerRow.parse(item))) rows.set(row.readerId, row);
      }
      return rows;
    },

    /** Claims a copy nobody has tried (`previous` 0) or whose claim was given back. Undefined when somebody else has it. */
    async claim(copy: Copy, previous: number, now: Date): Promise<Claim | undefined> {
      const claim = { ...copy, attempt: previous + 1, lease: new Date(now.getTime() + LEASE_MS) };
      const won = await succeeds(
        client.send(
          new PutCommand({
            TableName: table,
            Item: {
              ...key(copy),
              readerId: copy.readerId,
              state: 'CLAIMED',
              attempt: claim.attempt,
              at: now.toISOString(),
              lease: claim.lease.toISOString(),
              [TTL_ATTRIBUTE]: ttl(now),
            },
            ...(previous === 0
              ? { ConditionExpression: 'attribute_not_exists(pk)' }
              : {
                  ConditionExpression: '#state = :pending AND attempt = :previous',
                  ExpressionAttributeNames: { '#state': 'state' },
                  ExpressionAttributeValues: { ':pending': 'PENDING', ':previous': previous },
                }),
          }),
        ),
      );
      return won ? claim : undefined;
    },

    /** Ends a claim. False when it is no longer valid: an event or a tick has decided the copy meanwhile. */
    settle(claim: Copy & Pick<Claim, 'attempt'>, settlement: Settlement, at: Date): Promise<boolean> {
      return end(claim, settlement, at, '#state = :claimed AND attempt = :attempt', {
        ':claimed': 'CLAIMED',
        ':attempt': claim.attempt,
      });
    },

    /** Gives a claim back, because SES accepted nothing for certain. The attempt number stays, and fences. */
    release: (claim: Copy & Pick<Claim, 'attempt'>) => offer(claim, 'CLAIMED'),

    /** Offers an UNKNOWN copy to the next attempt: its reader may get a second one. Only an operator decides that. */
    reopen: (copy: Copy & Pick<Claim, 'attempt'>) => offer(copy, 'UNKNOWN'),

    /** Ends a copy that nobody holds: SKIPPED by expiry. It also fences a worker that would claim it later. */
    skip(copy: Copy, reason: string, at: Date): Promise<boolean> {
      return end(copy, { state: 'SKIPPED', detail: reason }, at, 'attribute_not_exists(pk) OR #state = :pending', {
        ':pending': 'PENDING',
      });
    },

    /**
     * SES says that it took this copy: what was claimed, unknown or offered again is SENT. False when that is known, or the
     * copy is not ours. Nearly always it is known, and a refused write costs five times what this read does.
     */
    async confirm(copy: Copy, messageId: string, at: Date): Promise<boolean> {
      const { Item } = await client.send(new GetCommand({ TableName: table, Key: key(copy), ConsistentRead: true }));
      if (!['CLAIMED', 'UNKNOWN', 'PENDING'].includes(Item?.state)) return false;
      return end(copy, { state: 'SENT', detail: messageId }, at, '#state IN (:claimed, :unknown, :pending)', {
        ':claimed': 'CLAIMED',
        ':unknown': 'UNKNOWN',
        ':pending': 'PENDING',
      });
    },
  };
}
