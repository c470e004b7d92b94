import { setTimeout as sleep } from 'node:timers/promises';
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Keys of one request: DynamoDB's limit. */
const PER_REQUEST = 100;
/** Seven waits from 50 ms on, doubled: 6 s in all, then the message returns to its queue. */
const ATTEMPTS = 8;

/** Time, waiting and chance. Tests bring their own. */
export type World = { now: () => Date; sleep: (ms: number) => Promise<void>; random: () => number };
export const SYSTEM: World = { now: () => new Date(), sleep: (ms) => sleep(ms), random: Math.random };

/** How long to wait before try `attempt` (from 1), in milliseconds: doubled each time, with full jitter. */
export const backoff = (attempt: number, random: () => number) => random() * 50 * 2 ** attempt;

export type Key = { pk: string; sk: string };

/** Reads items by key, strongly consistent, in no order; absent ones are left out. What DynamoDB leaves unprocessed is asked again. */
export async function batchGet(
  client: DynamoDBDocumentClient,
  table: string,
  keys: readonly Key[],
  { sleep, random }: Pick<World, 'sleep' | 'random'> = SYSTEM,
): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  for (let start = 0; start < keys.length; start += PER_REQUEST) {
    let pending: Record<string, unknown>[] = keys.slice(start, start + PER_REQUEST);
    for (let attempt = 1; pending.length > 0; attempt += 1) {
      if (attempt > ATTEMPTS) throw new Error(`DynamoDB left ${pending.length} keys unread after ${ATTEMPTS} tries`);
      if (attempt > 1) await sleep(backoff(attempt, random));
      const { Responses, UnprocessedKeys } = await client.send(
        new BatchGetCommand({ RequestItems: { [table]: { Keys: pending, ConsistentRead: true } } }),
      );
      items.push(...(Responses?.[table] ?? []));
      pending = UnprocessedKeys?.[table]?.Keys ?? [];
    }
  }
  return items;
}
