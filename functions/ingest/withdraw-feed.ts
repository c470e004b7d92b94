import pMap from 'p-map';
import type { StoredPaper } from '../domain/paper.ts';

/** What `withdrawFeed` needs of the world. */
export type WithdrawPorts = {
  papers: {
    newsBetween(start: Date, end: Date): Promise<string[]>;
    getMany(ids: readonly string[]): Promise<StoredPaper[]>;
    withdrawNews(id: string, upload: string, since: Date): Promise<boolean>;
    noteWithdrawn(id: string, papers: number): Promise<void>;
  };
  editions: { lastDay(): Promise<{ end: string } | undefined> };
};

/**
 * `withdrawn`: papers that are no longer news. `kept`: papers in a closed edition, which stay. `overtaken`: an edition closed
 * meanwhile and may hold some.
 */
export type Withdrawn = { withdrawn: number; kept: number; overtaken: boolean };

/**
 * Withdraws the news of an upload, by the id of its receipt, as far as it came after the last edition closed. Older news was mailed
 * or is about to be; withdrawing it could bring it to readers twice.
 */
export async function withdrawFeed({ papers, editions }: WithdrawPorts, id: string, now: Date): Promise<Withdrawn> {
  const lastClose = async () => new Date((await editions.lastDay())?.end ?? 0);
  const closed = await lastClose();
  const uploaded = new Date(id.slice(0, id.indexOf('#')));
  const news = await papers.getMany(await papers.newsBetween(uploaded, new Date(now.getTime() + 1)));
  const own = news.filter(({ newsOf }) => newsOf === id);
  const results = await pMap(own, (paper) => papers.withdrawNews(paper.id, id, closed), { concurrency: 8 });
  const withdrawn = results.filter(Boolean).length;
  if (withdrawn > 0) await papers.noteWithdrawn(id, withdrawn);
  return { withdrawn, kept: own.length - withdrawn, overtaken: (await lastClose()) > closed };
}
