import { describe, expect, it } from 'vitest';
import { engine, memoryStores, paperOf, type Step, utc8 } from '../fakes/engine.ts';

const EDITION = '2026-03-19';
const READERS = [1, 2];
const MINUTE = 60_000;
/** Every so many moments the first crash comes: an odd number, so that it comes before calls and after them. */
const EVERY = process.env.WHOLE ? 1 : 11;

/** What stops a process: nothing catches it, and nothing runs after it. */
class Crash extends Error {}

/**
 * Counts every awaited call of digest, send and feedback, and stops the process at the given ones: at the even moments
 * before the call is made, at the odd ones after it took effect and before its answer arrived. Dead lanes stay dead.
 */
function crashesAt(plan: readonly number[]) {
  let moments = 0;
  let dead = false;
  const names: string[] = [];
  const pass = (name: string) => {
    if (dead) throw new Crash();
    if (!plan.includes(moments++)) return;
    names.push(name);
    dead = true;
    throw new Crash(name);
  };
  const step: Step = async (name, call) => {
    pass(`before ${name}`);
    const answer = await call();
    pass(`after ${name}`);
    return answer;
  };
  const survive = async (work: () => Promise<unknown>) => {
    await work().catch((error: unknown) => {
      if (!(error instanceof Crash)) throw error;
    });
    dead = false;
  };
  return { step, survive, names, count: () => moments };
}

/**
 * What surrounds the crashes: whether SES's events arrive, how often each trigger fires (ticks, messages, events), and the reader
 * whom SES refuses, if it refuses one.
 */
type Weather = { events: 'arriving' | 'lost'; fires: 1 | 2; refuses?: number };

/** The whole life of an edition, with crashes; afterwards the schedule and the queues carry on. */
async function live(plan: readonly number[], { events, fires, refuses }: Weather) {
  const crash = crashesAt(plan);
  const e = engine(memoryStores(), crash.step);
  e.world.papers = [paperOf(0)];
  for (const n of READERS) await e.join(n, utc8);
  const refused = { outcome: { kind: 'refused', code: 'MessageRejected' } } as const;
  e.world.answer = ({ to }) => (to === `reader-${refuses}@example.org` ? refused : {});
  const repeat = async (work: () => Promise<unknown>) => {
    for (let n = 0; n < fires; n++) await crash.survive(work);
  };
  let closed = 0;
  for (let round = 0; round < 3 + plan.length && closed < 2; round++) {
    await repeat(e.tick);
    e.world.queue = e.world.queue.flatMap((message) => Array(fires).fill(message));
    while (e.world.queue.length) await crash.survive(e.drain);
    e.world.events = events === 'lost' ? [] : e.world.events.flatMap((event) => Array(fires).fill(event));
    while (e.world.events.length) await crash.survive(e.learn);
    e.after(16 * MINUTE);
    // One more round after the close: nothing may stir any more.
    if ((await e.editions.dispatches(EDITION)).some(({ state }) => state === 'CLOSED')) closed++;
  }
  const copies = Map.groupBy(e.world.journal, ({ to }) => to);
  return {
    moments: crash.count(),
    names: crash.names,
    most: Math.max(0, ...[...copies.values()].map(({ length }) => length)),
    accounts: await e.accounts(EDITION),
  };
}

/** Lives one schedule of crashes and throws when a promise is broken. Returns how many moments it had. */
async function check(plan: readonly number[], weather: Weather, seen: { schedules: number; unknown: number }) {
  const { moments, names, most, accounts } = await live(plan, weather);
  const { SENT, REJECTED, SKIPPED, UNKNOWN, audience, state } = accounts;
  // A plain comparison: fifty thousand calls of `expect` would take longer than the schedules.
  const kept = most <= 1 && state === 'CLOSED' && audience === READERS.length && SENT + REJECTED + SKIPPED + UNKNOWN === audience;
  if (!kept) throw new Error(`Crashed ${names.join(', then ')}: ${most} copies, ${JSON.stringify(accounts)}`);
  seen.schedules++;
  seen.unknown += UNKNOWN;
  return moments;
}

describe('[R39][R87] crashes before or after any awaited call, up to two in a run', () => {
  it.each<Weather & { apart: number }>([
    { events: 'arriving', fires: 1, apart: Number.POSITIVE_INFINITY },
    { events: 'lost', fires: 1, apart: Number.POSITIVE_INFINITY },
    { events: 'arriving', fires: 2, apart: 60 },
    { events: 'lost', fires: 2, apart: 60 },
    { events: 'lost', fires: 1, apart: 10, refuses: 1 },
    { events: 'lost', fires: 1, apart: 10, refuses: 2 },
  ])(
    'leave at most one copy and full accounts (events $events, each trigger fired $fires times, SES refuses $refuses)',
    async ({ apart, ...weather }) => {
      const seen = { schedules: 0, unknown: 0 };
      const moments = await check([], weather, seen);
      expect(moments).toBeGreaterThan(100);
      for (let first = 0; first < moments; first += EVERY) {
        const left = await check([first], weather, seen);
        // What comes before a second crash is decided by the first, so its moments are counted anew each time.
        const last = Math.min(left, first + 1 + apart);
        for (let second = first + 1; second < last; second++) await check([first, second], weather, seen);
      }
      console.log(
        `${seen.schedules} schedules of up to two crashes, the first at every ${EVERY}. moment, ${apart === Number.POSITIVE_INFINITY ? 'every pair' : `every pair up to ${apart} moments apart`} ` +
          `(events ${weather.events}, each trigger fired ${weather.fires} times): ` +
          `${seen.unknown} copies UNKNOWN, 0 doubled / 0 lost`,
      );
      if (weather.events === 'lost') expect(seen.unknown).toBeGreaterThan(0);
    },
    300_000,
  );
});
