import pMap from 'p-map';
import { type Dispatch, type Edition, sumOf, type Tally } from '../domain/edition.ts';

/** Editions whose dispatches are read at once. */
const AT_ONCE = 16;

/** An edition with its dispatches. `audience`: their frozen readers; `tally`: the copies of those that have closed. */
export type Overview = Edition & { dispatches: Dispatch[]; audience: number; tally: Tally };

export type RecentPorts = {
  editions: {
    newest(frequency: Edition['frequency'], limit: number, from?: string): Promise<Edition[]>;
    dispatches(id: string): Promise<Dispatch[]>;
  };
};

/** The last `limit` days and the weeks that end with one of them, newest first. Days without papers are included. */
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

/** How many readers these dispatches have. Those of a missed one count with the dispatch that brings their next copy. */
export const audienceOf = (dispatches: readonly Dispatch[]) =>
  dispatches.reduce((sum, { state, audience }) => sum + (state === 'MISSED' ? 0 : audience), 0);
