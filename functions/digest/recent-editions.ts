import pMap from 'p-map';
import { type Dispatch, type Edition, isPrinted, type Printed, sumOf, type Tally } from '../domain/edition.ts';
import { addDays } from '../domain/schedule.ts';
import { type GatherPorts, papersOf } from './close.ts';

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

/** Readers by what they get. Those who pause are in `paused` alone. */
export type ReaderCounts = { daily: number; weekly: number; paused: number };

/**
 * Counts readers from dispatches: those of the last day whose hours have all come, and of the seven weeks that end on it or up to six days
 * before. Undefined while there is no such day with papers. Readers who came later are not in it.
 */
export function countReaders(recent: readonly Overview[]): ReaderCounts | undefined {
  const [, ...over] = recent.filter(({ frequency }) => frequency === 'daily');
  const last = over.find(isPrinted);
  if (!last) return undefined;
  const weeks = recent.filter(({ frequency, day }) => frequency === 'weekly' && day <= last.day && day > addDays(last.day, -7));
  const pausedIn = (editions: readonly Overview[]) => editions.reduce((sum, { tally }) => sum + (tally.paused ?? 0), 0);
  const countsIn = (editions: readonly Overview[]) =>
    editions.flatMap(({ dispatches }) => dispatches).reduce((sum, { audience }) => sum + audience, 0) - pausedIn(editions);
  return { daily: countsIn([last]), weekly: countsIn(weeks), paused: pausedIn([last, ...weeks]) };
}

/** Papers that are named of an edition with votes. */
const MOST_VOTED = 3;

export type VotedPorts = Pick<GatherPorts, 'files' | 'votes'>;

/** An edition, how many good picks its papers have, and the papers with most. */
export type Voted = { edition: Printed; votes: number; papers: { title: string; votes: number }[] };

/** The votes, as they are now, on the papers of the first `most` days among these editions that have papers. */
export async function votesOn(ports: VotedPorts, editions: readonly Edition[], most: number): Promise<Voted[]> {
  const days = editions.filter(isPrinted).filter(({ frequency }) => frequency === 'daily');
  return pMap(
    days.slice(0, most),
    async (edition) => {
      const { papers, votes } = await papersOf(ports, [edition]);
      const voted = papers.map(({ id, title }) => ({ title, votes: votes[id] ?? 0 })).filter((paper) => paper.votes > 0);
      voted.sort((a, b) => b.votes - a.votes);
      return { edition, votes: voted.reduce((sum, paper) => sum + paper.votes, 0), papers: voted.slice(0, MOST_VOTED) };
    },
    { concurrency: 2 },
  );
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
