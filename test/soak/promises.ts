import { MOVED } from '../../functions/domain/ledger.ts';
import { daysOf, localDay } from '../../functions/domain/schedule.ts';
import { historyOf } from '../../functions/subscribe/history.ts';

import { type Deed, untrue } from './words.ts';
import type { soakWorld } from './world.ts';

/** What a reader did, for what may then be asked of their mails. */
export type Diary = {
  readerId: string;
  /** In the order of time. */
  deeds: Deed[];
  /** Neither left nor paused: no day may fall between two copies. */
  steady: boolean;
  /** Mails that SES had taken when a withdrawal was acknowledged. */
  leftAfter: number | undefined;
};

type World = Awaited<ReturnType<typeof soakWorld>>;

/** One sentence for each promise that was broken, with the reader and the edition; and how often readers are told what. */
export async function broken(
  world: World,
  diaries: ReadonlyMap<string, Diary>,
  zones: readonly string[],
): Promise<{ faults: string[]; told: Record<string, number> }> {
  const { e, stores } = world;
  const faults: string[] = [];
  const days = await stores.editions.printed('daily', 1000);
  const printed = new Set(days.map(({ day }) => day));
  // A day without papers has the copies that tell of it.
  const all = await Promise.all((['daily', 'weekly'] as const).map((frequency) => stores.editions.newest(frequency, 1000)));
  for (const { id } of all.flat()) {
    const { SENT, REJECTED, SKIPPED, UNKNOWN, audience, state } = await e.accounts(id);
    if (SENT + REJECTED + SKIPPED + UNKNOWN !== audience || state !== 'CLOSED')
      faults.push(`[3] ${id} is ${state}: ${SENT} + ${REJECTED} + ${SKIPPED} + ${UNKNOWN} of ${audience}`);
  }

  const sent = Map.groupBy(
    e.world.journal.map((mail, copy) => ({ ...mail, copy, zone: zones[copy] ?? 'UTC' })),
    ({ tags }) => tags.reader ?? '',
  );
  for (const [reader, copies] of sent) {
    const ids = copies.map(({ tags }) => tags.edition);
    if (new Set(ids).size < ids.length) faults.push(`[2] ${reader} got an edition twice`);
    const papers = copies.filter(({ subject }) => !/^(?:No papers|Nothing for you)/.test(subject));
    const titles = papers.flatMap(({ text }) => text.split('\n\n')[0]?.split('\n') ?? []);
    if (new Set(titles).size < titles.length) faults.push(`[8] ${reader} got a paper twice`);
    const rows = new Map((await stores.ledger.history(reader, '')).map((row) => [row.edition, row]));
    const dateIn = (zone: string, edition = '') => localDay(new Date(rows.get(edition)?.dispatch ?? 0), zone);
    for (const [n, { tags, zone }] of copies.entries()) {
      const before = copies[n - 1]?.tags.edition;
      if (before && dateIn(zone, tags.edition) <= dateIn(zone, before))
        faults.push(`[8] ${reader} got two editions on one day: ${before}, ${tags.edition}`);
    }
    const { leftAfter } = diaries.get(reader) ?? {};
    const late = copies.find(({ copy }) => leftAfter !== undefined && copy >= leftAfter);
    if (late) faults.push(`[4] ${reader} got ${late.tags.edition} after leaving`);
  }
  // What readers are told of each of the last 30 days, against what they did and what SES took.
  const told: Record<string, number> = {};
  for (const [readerId, diary] of diaries) {
    const reader = await stores.readers.get(readerId);
    if (!reader) continue;
    const got = new Set((sent.get(readerId) ?? []).map(({ tags }) => tags.edition));
    for (const fate of await historyOf(stores, reader, e.closeTime(), e.world.now)) {
      told[fate.reason] = (told[fate.reason] ?? 0) + 1;
      const why = await untrue(world, fate, diary, got);
      if (why) faults.push(`[14] ${readerId} is told of ${fate.edition}, due ${fate.due}: ${fate.state} ${why}`);
    }
  }
  for (const [reader, { steady }] of diaries) {
    if (!steady) continue;
    const rows = (await stores.ledger.history(reader, '')).filter(({ detail }) => detail !== MOVED);
    const accounted = new Set(rows.flatMap(({ edition }) => daysOf(edition) ?? []));
    const [first = ''] = rows[0] ? [rows[0].edition.slice(0, 10)] : [];
    // A mail that tells of a day without papers brings none: the next edition that has some does.
    const brought = rows.filter(({ edition }) => daysOf(edition)?.some((day) => printed.has(day)));
    const last = brought.at(-1)?.edition.slice(0, 10) ?? '';
    for (const day of printed)
      if (day > first && day < last && !accounted.has(day))
        faults.push(`[8] ${reader} misses ${day}, with no reason in the ledger`);
  }
  return { faults, told };
}
