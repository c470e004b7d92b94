import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { TTL_ATTRIBUTE } from '../contract/tables.ts';
import { type Record, reputationDays } from '../domain/reputation.ts';

const SENDING = { pk: 'CONTROL', sk: 'SENDING' };
const sending = z.object({ paused: z.boolean(), reason: z.string(), at: z.iso.datetime() });
const tally = z.object({ sent: z._default(z.int(), 0), bounces: z._default(z.int(), 0), complaints: z._default(z.int(), 0) });

/** A quarter, s. */
const KEPT_S = 90 * 86_400;

/** The switch that stops all sending, and the counts that throw it. In the editions table; reads are strongly consistent. */
export function controlStore(client: DynamoDBDocumentClient, table: string) {
  async function read<T>(key: { pk: string; sk: string }, schema: z.ZodMiniType<T>): Promise<T | undefined> {
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
    return Item && schema.parse(Item);
  }
  const dayKey = (day: string) => ({ pk: `REPUTATION#${day}`, sk: 'REPUTATION' });
  const set = async (paused: boolean, reason: string, at: Date) => {
    await client.send(new PutCommand({ TableName: table, Item: { ...SENDING, paused, reason, at: at.toISOString() } }));
  };

  return {
    /** Why sending is stopped, or undefined when it is not. */
    async paused(): Promise<string | undefined> {
      const state = await read(SENDING, sending);
      return state?.paused ? state.reason : undefined;
    },
    pause: (reason: string, at: Date) => set(true, reason, at),
    resume: (reason: string, at: Date) => set(false, reason, at),

    /** Adds to the counts of a day. */
    async count(kind: keyof Record, n: number, at: Date): Promise<void> {
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: dayKey(at.toISOString().slice(0, 10)),
          UpdateExpression: 'SET #ttl = :ttl ADD #kind :n',
          ExpressionAttributeNames: { '#kind': kind, '#ttl': TTL_ATTRIBUTE },
          ExpressionAttributeValues: { ':n': n, ':ttl': Math.floor(at.getTime() / 1000) + KEPT_S },
        }),
      );
    },

    /** The counts of the last days. */
    async record(at: Date): Promise<Record> {
      const total: Record = { sent: 0, bounces: 0, complaints: 0 };
      for (const day of reputationDays(at)) {
        const { sent, bounces, complaints } = tally.parse((await read(dayKey(day), tally)) ?? {});
        total.sent += sent;
        total.bounces += bounces;
        total.complaints += complaints;
      }
      return total;
    },
  };
}
