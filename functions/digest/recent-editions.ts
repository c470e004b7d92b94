import pMap from 'p-map';
import { type Dispatch, type Edition, isPrinted, type Printed, sumOf, type Tally } from '../domain/edition.ts';
import { papersOf, type VotedPorts } from './close.ts';

export type { VotedPorts };

/** Editions whose dispatches are read at once. */
const AT_ONCE = 16;

/** An edition with its dispatches. `audience`: their readers; `tally`: the copies of those that have closed. */
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

/** Papers that are named of an edition with votes. */
const MOST_VOTED = 3;

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
