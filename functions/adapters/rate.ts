import { type DynamoDBDocumentClient, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { TTL_ATTRIBUTE } from '../contract/tables.ts';
import { isConditionFailed } from './dynamo.ts';

type Clock = { now: () => Date; sleep: (ms: number) => Promise<void> };

const counter = z.object({ taken: z.int() });

/**
 * Leave to send, shared by every worker of every function through one counter a second in the editions table. A second is
 * cut into as many places as mails may go in it, and each place has its moment: places are handed out in order and waited
 * for, so mails are spread evenly and no span of a second, wherever it starts, holds more than its share.
 */
export function rateLimiter(client: DynamoDBDocumentClient, table: string, clock: Clock) {
  let mine = { second: -1, next: 0, end: 0 };

  async function update(second: number, input: Partial<UpdateCommandInput>): Promise<number | undefined> {
    const command = new UpdateCommand({
      TableName: table,
      Key: { pk: `RATE#${second}`, sk: 'RATE' },
      ExpressionAttributeNames: { '#ttl': TTL_ATTRIBUTE },
      ReturnValues: 'UPDATED_NEW',
      ...input,
      ExpressionAttributeValues: { ...input.ExpressionAttributeValues, ':ttl': second + 3600 },
    });
    try {
      return counter.parse((await client.send(command)).Attributes).taken;
    } catch (error) {
      if (isConditionFailed(error)) return undefined;
      throw error;
    }
  }

  /** Takes up to `want` places of this second that have not gone by yet; none when the second is full. */
  async function reserve(second: number, from: number, want: number, limit: number): Promise<{ next: number; end: number }> {
    if (from >= limit) return { next: limit, end: limit };
    const end = Math.min(from + want, limit);
    const jumped = await update(second, {
      UpdateExpression: 'SET taken = :end, #ttl = :ttl',
      ConditionExpression: 'attribute_not_exists(taken) OR taken <= :from',
      ExpressionAttributeValues: { ':end': end, ':from': from },
    });
    if (jumped !== undefined) return { next: from, end };
    for (let k = want; k >= 1; k = Math.floor(k / 2)) {
      const taken = await update(second, {
        UpdateExpression: 'SET #ttl = :ttl ADD taken :k',
        ConditionExpression: 'taken <= :room',
        ExpressionAttributeValues: { ':k': k, ':room': limit - k },
      });
      if (taken !== undefined) return { next: taken - k, end: taken };
    }
    return { next: limit, end: limit };
  }

  return {
    /** Waits for the moment of one more mail at `ratePerSecond` (SES's MaxSendRate) over all workers. */
    async take(ratePerSecond: number): Promise<void> {
      const limit = Math.max(1, Math.floor(ratePerSecond * 0.95));
      const spacing = 1000 / limit;
      for (;;) {
        const now = clock.now().getTime();
        while (mine.next < mine.end) {
          const wait = mine.second * 1000 + mine.next++ * spacing - now;
          // A place that went by while this worker was busy is lost: using it now would crowd the ones after it.
          if (wait < -spacing) continue;
          if (wait > 0) await clock.sleep(wait);
          return;
        }
        // A quarter second's worth at a time: small enough to share between workers, large enough to keep the counter cheap.
        const want = Math.ceil(limit / 4);
        const second = Math.floor(now / 1000);
        mine = { second, ...(await reserve(second, Math.ceil((now % 1000) / spacing), want, limit)) };
        if (mine.next >= mine.end) mine = { second: second + 1, ...(await reserve(second + 1, 0, want, limit)) };
        if (mine.next >= mine.end) await clock.sleep(1000 - (now % 1000));
      }
    },
  };
}
