import { type DynamoDBDocumentClient, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { TTL_ATTRIBUTE } from '../contract/tables.ts';
import { isConditionFailed } from './dynamo.ts';

type Clock = { now: () => Date; sleep: (ms: number) => Promise<void> };

/** One counter serves so long, ms, and hands out as many places as may be mailed in a second less: 96 % of the rate. */
const PERIOD_MS = 25_000;
const PLACES = (ratePerSecond: number) => Math.max(1, Math.floor((ratePerSecond * (PERIOD_MS - 1000)) / 1000));

/**
 * How late a place may be used, ms. At 96 % of a rate R any R + 1 places span 1,041 ms, so that mails which are up to 40 ms
 * late are still at most R in any second.
 */
const LATE_MS = 40;

/** Places a worker takes at once: as many as it has mails in flight, at most a quarter second's worth. Each taking is one write. */
const most = (ratePerSecond: number) => Math.min(8, Math.ceil(ratePerSecond / 4));

const counter = z.object({ taken: z.int() });

/**
 * Leave to send, shared by every worker of every function through one counter in the editions table. Time is cut into
 * places, each with its moment; they are handed out in order and waited for, so mails are spread evenly and no span of a
 * second, wherever it starts, holds more than SES allows.
 */
export function rateLimiter(client: DynamoDBDocumentClient, table: string, clock: Clock) {
  let mine = { period: -1, next: 0, end: 0 };
  let last: Promise<unknown> = Promise.resolve();

  async function update(period: number, input: Partial<UpdateCommandInput>): Promise<number | undefined> {
    const command = new UpdateCommand({
      TableName: table,
      Key: { pk: `RATE#${period}`, sk: 'RATE' },
      ExpressionAttributeNames: { '#ttl': TTL_ATTRIBUTE },
      ReturnValues: 'UPDATED_NEW',
      ...input,
      ExpressionAttributeValues: { ...input.ExpressionAttributeValues, ':ttl': (period * PERIOD_MS) / 1000 + 3600 },
    });
    try {
      return counter.parse((await client.send(command)).Attributes).taken;
    } catch (error) {
      if (isConditionFailed(error)) return undefined;
      throw error;
    }
  }

  /** Takes up to `want` places of this period, none before `from`; none at all when it is full. */
  async function reserve(period: number, from: number, want: number, places: number): Promise<typeof mine> {
    if (from >= places) return { period, next: 0, end: 0 };
    const end = Math.min(from + want, places);
    const jumped = await update(period, {
      UpdateExpression: 'SET taken = :end, #ttl = :ttl',
      ConditionExpression: 'attribute_not_exists(taken) OR taken <= :from',
      ExpressionAttributeValues: { ':end': end, ':from': from },
    });
    if (jumped !== undefined) return { period, next: from, end };
    for (let k = want; k >= 1; k = Math.floor(k / 2)) {
      const taken = await update(period, {
        UpdateExpression: 'SET #ttl = :ttl ADD taken :k',
        ConditionExpression: 'taken <= :room',
        ExpressionAttributeValues: { ':k': k, ':room': places - k },
      });
      if (taken !== undefined) return { period, next: taken - k, end: taken };
    }
    return { period, next: 0, end: 0 };
  }

  /** The moment, ms, of this worker's next place. */
  async function place(ratePerSecond: number): Promise<number> {
    const places = PLACES(ratePerSecond);
    const spacing = PERIOD_MS / places;
    /** The first place of a period that is not before `time`. */
    const first = (period: number, time: number) => Math.max(0, Math.ceil((time - period * PERIOD_MS) / spacing));
    const now = clock.now().getTime();
    mine.next = Math.max(mine.next, first(mine.period, now - LATE_MS));
    for (let period = Math.floor(now / PERIOD_MS); mine.next >= mine.end; period++) {
      mine = await reserve(period, first(period, now), most(ratePerSecond), places);
    }
    return mine.period * PERIOD_MS + mine.next++ * spacing;
  }

  return {
    /** Waits for the moment of one more mail at `ratePerSecond` (SES's MaxSendRate) over all workers. */
    async take(ratePerSecond: number): Promise<void> {
      for (;;) {
        // One at a time: two that found no place left would take places twice, and lose the first ones.
        const turn = last.then(() => place(ratePerSecond));
        last = turn.catch(() => {});
        const moment = await turn;
        const wait = moment - clock.now().getTime();
        if (wait > 0) await clock.sleep(wait);
        if (clock.now().getTime() - moment <= LATE_MS) return;
      }
    },
  };
}
