import pMap from 'p-map';
import { type Dispatch, type Edition, sumOf, type Tally } from '../domain/edition.ts';

/** Editions whose dispatches are read together. */
const AT_ONCE = 16;

/** An edition with its dispatches, and their sums: frozen readers, and the copies of dispatches that have closed. */
export type Overview = Edition & { dispatches: Dispatch[]; audience: number; tally: Tally };

export type RecentPorts = {
  editions: {
    newest(frequency: Edition['frequency'], limit: number, from?: string): Promise<Edition[]>;
    dispatches(id: string): Promise<Dispatch[]>;
  };
};

/** The editions of the last days and weeks, newest first; days without papers are among them. */
export async function recentEditions({ editions }: RecentPorts, limit: number): Promise<Overview[]> {
  const [days, weeks] = await Promise.all([editions.newest('daily', limit), editions.newest('weekly', limit)]);
  const [oldest] = days.slice(-1);
  const recent = [...days, ...weeks.filter(({ day }) => day >= (oldest?.day ?? ''))].sort((a, b) => (a.id < b.id ? 1 : -1));
  return pMap(recent, async (edition) => overviewOf(edition, await editions.dispatches(edition.id)), { concurrency: AT_ONCE });
}

const overviewOf = (edition: Edition, dispatches: Dispatch[]): Overview => ({
  ...edition,
  dispatches,
  audience: audienceOf(dispatches),
  tally: sumOf(dispatches.flatMap(({ tally }) => tally ?? [])),
});

/** Readers of dispatches. Of a missed one nobody was frozen: they count where their copy comes. */
export const audienceOf = (dispatches: readonly Dispatch[]) =>
  dispatches.reduce((sum, { state, audience }) => sum + (state === 'MISSED' ? 0 : audience), 0);
