import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { reputationDays, type SendingStats } from '../domain/reputation.ts';
import { expires, table } from './table.ts';

const SENDING = { pk: 'CONTROL', sk: 'SENDING' };
const sending = z.object({ paused: z.boolean(), reason: z.string(), at: z.iso.datetime() });
const tally = z.object({ sent: z._default(z.int(), 0), bounces: z._default(z.int(), 0), complaints: z._default(z.int(), 0) });

/** How long the counts of a day are kept, s: a quarter. */
const KEPT_S = 90 * 86_400;

/**
 * The switch that pauses all digests, and the counts of mails, bounces and complaints that decide over it. In the editions table;
 * reads are strongly consistent.
 */
export function controlStore(client: DynamoDBDocumentClient, tableName: string) {
  const rows = table(client, tableName);
  const dayKey = (day: string) => ({ pk: `REPUTATION#${day}`, sk: 'REPUTATION' });
  const set = async (paused: boolean, reason: string, at: Date) => {
    await rows.put({ ...SENDING, paused, reason, at: at.toISOString() });
  };

  return {
    /** Why sending is paused, or undefined if it is not. */
    async paused(): Promise<string | undefined> {
      const state = await rows.get(SENDING, sending);
      return state?.paused ? state.reason : undefined;
    },
    pause: (reason: string, at: Date) => set(true, reason, at),
    resume: (reason: string, at: Date) => set(false, reason, at),

    /** Adds to the counts of a day. */
    async count(kind: keyof SendingStats, n: number, at: Date): Promise<void> {
      const values = { n, ...expires(at, KEPT_S) };
      await rows.update(dayKey(at.toISOString().slice(0, 10)), `SET #ttl = :ttl ADD #${kind} :n`, { values });
    },

    /** The sums of the last days. */
    async record(at: Date): Promise<SendingStats> {
      const total: SendingStats = { sent: 0, bounces: 0, complaints: 0 };
      for (const day of reputationDays(at)) {
        const counts = await rows.get(dayKey(day), tally);
        total.sent += counts?.sent ?? 0;
        total.bounces += counts?.bounces ?? 0;
        total.complaints += counts?.complaints ?? 0;
      }
      return total;
    },
  };
}

type Clock = { now: () => Date; sleep: (ms: number) => Promise<void> };

/**
 * How long one counter serves, ms. It hands out as many places as SES takes mails in a second less than that: 96 % of the rate.
 */
const PERIOD_MS = 25_000;
const placesOfPeriod = (ratePerSecond: number) => Math.max(1, Math.floor((ratePerSecond * (PERIOD_MS - 1000)) / 1000));

/**
 * How late a place may be used, ms. At 96 % of a rate R, any R + 1 places span 1,041 ms. So even if mails are up to 40 ms late,
 * no second holds more than R of them.
 */
const LATE_MS = 40;

/** Places that a worker takes in one write: one for each mail in flight, and no more than those of a quarter of a second. */
const mostAtOnce = (ratePerSecond: number) => Math.min(8, Math.ceil(ratePerSecond / 4));

const counter = z.object({ taken: z.int() });

/**
 * Keeps all workers of all functions together within SES's rate, by one counter in the editions table. Time is cut into places,
 * each with its moment. They are handed out in order, and each mail waits for its moment: so mails are spread evenly, and no
 * second, wherever it starts, holds more than SES allows.
 */
export function rateLimiter(client: DynamoDBDocumentClient, tableName: string, clock: Clock) {
  const rows = table(client, tableName);
  let reserved = { period: -1, next: 0, end: 0 };
  let last: Promise<unknown> = Promise.resolve();

  /** How many places of a period are taken after this update; undefined if its condition did not hold. */
  async function update(period: number, expression: string, condition: string, values: object): Promise<number | undefined> {
    const ttl = (period * PERIOD_MS) / 1000 + 3600;
    const row = await rows.updated(
      { pk: `RATE#${period}`, sk: 'RATE' },
      expression,
      { if: condition, values: { ...values, ttl } },
      counter,
    );
    return row?.taken;
  }

  /** Takes up to `want` places of this period, none before `from`; none at all if it is full. */
  async function reserve(period: number, from: number, want: number, places: number): Promise<typeof reserved> {
    if (from >= places) return { period, next: 0, end: 0 };
    const end = Math.min(from + want, places);
    const notBeyond = 'attribute_not_exists(taken) OR taken <= :from';
    const jumped = await update(period, 'SET taken = :end, #ttl = :ttl', notBeyond, { end, from });
    if (jumped !== undefined) return { period, next: from, end };
    for (let k = want; k >= 1; k = Math.floor(k / 2)) {
      const taken = await update(period, 'SET #ttl = :ttl ADD taken :k', 'taken <= :room', { k, room: places - k });
      if (taken !== undefined) return { period, next: taken - k, end: taken };
    }
    return { period, next: 0, end: 0 };
  }

  /** The moment, ms, of this worker's next place. */
  async function place(ratePerSecond: number): Promise<number> {
    const places = placesOfPeriod(ratePerSecond);
    const spacing = PERIOD_MS / places;
    /** The first place of a period that is not before `time`. */
    const first = (period: number, time: number) => Math.max(0, Math.ceil((time - period * PERIOD_MS) / spacing));
    const now = clock.now().getTime();
    reserved.next = Math.max(reserved.next, first(reserved.period, now - LATE_MS));
    for (let period = Math.floor(now / PERIOD_MS); reserved.next >= reserved.end; period++) {
      reserved = await reserve(period, first(period, now), mostAtOnce(ratePerSecond), places);
    }
    return reserved.period * PERIOD_MS + reserved.next++ * spacing;
  }

  return {
    /** Waits for the moment of one more mail at `ratePerSecond` (SES's MaxSendRate) over all workers. */
    async take(ratePerSecond: number): Promise<void> {
      for (;;) {
        // One at a time: two calls that find no place left would both reserve some, and lose those of the first.
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
