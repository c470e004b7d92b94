import { papersStore } from '../../functions/adapters/papers.ts';
import { takeFeedback } from '../../functions/feedback/take-feedback.ts';
import { startTables } from '../fakes/tables.ts';
import { fullDay } from './edition.ts';
import { cpu, progress } from './measure.ts';
import { countCapacity, sendWorld, type Usage } from './world.ts';

type Units = { reads: number; writes: number };

/** What the code asked of DynamoDB, in the units it bills, and the CPU it used, ms: each figure for one of what its name says. */
export type Counts = {
  tick: Units;
  dispatch: Units;
  mail: Units & { cpuMs: number };
  event: Units;
  newPaper: Units;
  printedPaper: Units;
};

const FEW = 100;
const MANY = 500;
const WARM_UP = 4;
const HOURS = { few: 5, many: 6, none: 7 };

/** Runs DIGEST, SEND, FEEDBACK and the papers' store as they are, on stand-ins that count. About ten seconds. */
export async function counted(): Promise<Counts> {
  const papers = await ofPapers();
  const world = await sendWorld({ counting: true });
  try {
    progress('an edition, its mails and their events');
    const wish = (hour: number) => ({ frequency: 'daily', weekday: 1, zone: 'UTC', hour }) as const;
    await world.join(wish(WARM_UP), 10_000, 10_000 + MANY);
    await world.join(wish(HOURS.few), 0, FEW);
    await world.join(wish(HOURS.many), 1_000, 1_000 + MANY);
    const taken = (before: Usage) => ({ reads: world.usage.read - before.read, writes: world.usage.write - before.write });
    const edition = async (hour: number) => {
      const before = { ...world.usage };
      world.setClock(`2026-03-19T0${hour}:02:00.000Z`);
      const [made] = (await world.tick()).dispatched;
      if (!made) throw new Error('nobody was due');
      const begun = cpu();
      for (let message = world.queue.shift(); message; message = world.queue.shift()) await world.deliver(message, message.batch);
      const cpuMs = (cpu() - begun) / 1000;
      await world.tick();
      return { ...made, cpuMs, ...taken(before) };
    };
    await edition(WARM_UP);
    const few = await edition(HOURS.few);
    const many = await edition(HOURS.many);

    const readerIds = await world.files.batch({ audienceKey: `${many.edition} ${many.due}` }, 0);
    const ports = { ledger: world.stores.ledger, readers: world.stores.readers, control: world.control, now: world.now };
    const beforeEvents = { ...world.usage };
    for (const reader of readerIds) {
      const tags = { edition: [many.edition], reader: [reader] };
      await takeFeedback(ports, { eventType: 'Send', mail: { messageId: 'm', tags } });
    }
    const events = taken(beforeEvents);

    world.setClock(`2026-03-19T0${HOURS.none}:17:00.000Z`);
    await world.tick();
    const beforeTick = { ...world.usage };
    await world.tick();
    const tick = taken(beforeTick);

    const mail = slope(few, many, MANY - FEW);
    const rest = (all: number, each: number, ticks: number) => Math.max(0, all - FEW * each - 2 * ticks);
    return {
      tick,
      // Without its mails and its two ticks; its row enters and leaves the index of open dispatches, which the stand-in does not count.
      dispatch: { reads: rest(few.reads, mail.reads, tick.reads), writes: rest(few.writes, mail.writes, tick.writes) + 2 },
      mail: { ...mail, cpuMs: many.cpuMs / MANY },
      event: { reads: events.reads / readerIds.length, writes: events.writes / readerIds.length },
      ...papers,
    };
  } finally {
    world.stop();
    progress();
  }
}

const slope = (few: Units, many: Units, n: number): Units => ({
  reads: (many.reads - few.reads) / n,
  writes: (many.writes - few.writes) / n,
});

/** What a paper costs that is new, and what each edition pays for each paper it prints. */
async function ofPapers(): Promise<Pick<Counts, 'newPaper' | 'printedPaper'>> {
  progress('papers');
  const tables = await startTables();
  const { papers: table } = await tables.fresh();
  const usage: Usage = { read: 0, write: 0, calls: 0 };
  countCapacity(tables.client, usage);
  const store = papersStore(tables.client, table);
  const { papers } = await fullDay();
  await store.save(papers, { newsOf: 'feed' });
  const saved = { ...usage };
  const now = Date.now();
  const ids = await store.newsBetween(new Date(now - 3_600_000), new Date(now + 3_600_000));
  await store.getMany(ids);
  await tables.stop();
  if (ids.length !== papers.length) throw new Error(`${ids.length} of ${papers.length} papers were found again`);
  const n = papers.length;
  return {
    // Its row enters the index of news, which the stand-in does not count.
    newPaper: { reads: saved.read / n, writes: saved.write / n + 1 },
    printedPaper: { reads: (usage.read - saved.read) / n, writes: 0 },
  };
}
