import { batchesOf, type Dispatch, type DispatchId, type Tally } from '../domain/edition.ts';

/** What `resumeSending` needs. */
export type ResumePorts = {
  control: { paused(): Promise<string | undefined>; resume(reason: string, at: Date): Promise<void> };
  editions: {
    open(): Promise<DispatchId[]>;
    dispatch(id: DispatchId): Promise<Dispatch | undefined>;
    finishedBatches(id: DispatchId): Promise<ReadonlyMap<number, Tally>>;
  };
  enqueue(messages: (DispatchId & { batch: number })[]): Promise<void>;
  sleep(ms: number): Promise<void>;
};

/** A worker remembers a pause for two seconds. A batch that reached it sooner would wait for the next tick. */
const REMEMBERED_MS = 2_100;

/**
 * Starts sending again, and queues the unfinished batches of open dispatches. `before`: why it was paused, undefined if it was
 * not. `queued`: how many batches were queued.
 */
export async function resumeSending(
  { control, editions, enqueue, sleep }: ResumePorts,
  reason: string,
  now: Date,
): Promise<{ before: string | undefined; queued: number }> {
  const before = await control.paused();
  await control.resume(reason, now);
  let queued = 0;
  if (before === undefined) return { before, queued };
  await sleep(REMEMBERED_MS);
  for (const id of await editions.open()) {
    const dispatch = await editions.dispatch(id);
    if (!dispatch || dispatch.expiresAt <= now.toISOString()) continue;
    const finished = await editions.finishedBatches(id);
    const batches = Array.from({ length: batchesOf(dispatch.audience) }, (_, batch) => batch).filter((n) => !finished.has(n));
    await enqueue(batches.map((batch) => ({ ...id, batch })));
    queued += batches.length;
  }
  return { before, queued };
}
