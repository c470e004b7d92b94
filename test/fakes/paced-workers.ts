import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { rateLimiter } from '../../functions/adapters/control.ts';
import { virtualTime } from './virtual-time.ts';

/** Mails that one worker has in flight, as in SEND. */
const LANES = 8;

/**
 * Runs workers that never run out of mails, in virtual time. Each has eight mails in flight, and each mail takes `mailMs`.
 * Returns the most mails that were begun in any second, wherever it starts, and the mean a second.
 */
export async function pacedWorkers(
  client: DynamoDBDocumentClient,
  table: string,
  run: { rate: number; workers: number; mailMs: number; seconds: number },
) {
  const time = virtualTime();
  const until = time.now().getTime() + run.seconds * 1000;
  const sent: number[] = [];
  const work = Array.from({ length: run.workers }, () => rateLimiter(client, table, time)).flatMap((limiter) =>
    Array.from({ length: LANES }, () =>
      time.run(async () => {
        for (;;) {
          await limiter.take(run.rate);
          if (time.now().getTime() >= until) return;
          sent.push(time.now().getTime());
          await time.sleep(run.mailMs);
        }
      }),
    ),
  );
  await Promise.all(work);
  sent.sort((a, b) => a - b);
  let most = 0;
  for (let first = 0, next = 0; first < sent.length; first++) {
    while (next < sent.length && sent[next]! < sent[first]! + 1000) next++;
    most = Math.max(most, next - first);
  }
  return { most, perSecond: (sent.length - 1) / ((sent.at(-1)! - sent[0]!) / 1000) };
}
