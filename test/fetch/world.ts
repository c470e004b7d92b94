import { sources } from '../../functions/contract/sources.ts';
import type { SourceState } from '../../functions/domain/source-state.ts';
import { type FetchPorts, fetchSources, type Report } from '../../functions/fetch/fetch-sources.ts';

export type Answer = Awaited<ReturnType<FetchPorts['get']>>;
export type Get = (url: URL, asked: Parameters<FetchPorts['get']>[1], at: Date) => Answer;
export const HOUR = 3_600_000;

/** An object that FETCH put. */
type Put = { key: string; text: string; listedOn: string | undefined; at: Date };

/** FETCH with a clock of its own: sources, servers that answer as `get` says, and what became of it. */
export function world(named: string, begin: string, get: Get) {
  let now = Date.parse(begin);
  let claimed = 0;
  const states = new Map<string, SourceState>();
  const puts: Put[] = [];
  const requests: { url: URL; at: number; asked: Parameters<FetchPorts['get']>[1] }[] = [];
  const ports: FetchPorts = {
    prefix: 'feeds/',
    now: () => new Date(now),
    sleep: async (ms) => {
      now += ms;
    },
    async get(address, asked) {
      const url = new URL(address);
      requests.push({ url, at: now, asked });
      const answer = get(url, asked, new Date(now));
      now += 700;
      return answer;
    },
    async putObject(key, bytes, listedOn) {
      puts.push({ key, text: new TextDecoder().decode(bytes), listedOn, at: new Date(now) });
    },
    store: {
      states: async () => structuredClone([...states.values()]),
      put: async (state) => void states.set(state.name, structuredClone(state)),
      async claim(at, until) {
        if (claimed > at.getTime()) return false;
        claimed = until.getTime();
        return true;
      },
      release: async (from) => {
        claimed = from.getTime();
      },
    },
  };
  return {
    ports,
    states,
    puts,
    requests,
    sources: sources.parse(named),
    at: (instant: string | number) => {
      now = typeof instant === 'number' ? instant : Date.parse(instant);
    },
    now: () => now,
    /** A run, which has to come to its end. */
    async run(): Promise<Report> {
      const report = await fetchSources(ports, sources.parse(named));
      if (report === 'busy') throw new Error('somebody else is fetching');
      return report;
    },
  };
}

export const fetched = (text: string, more: { etag?: string; lastModified?: string } = {}): Answer => ({
  outcome: 'fetched',
  bytes: Buffer.from(text),
  ...more,
});

type Paper = { id: string; text?: boolean };
export const rss = (papers: readonly Paper[], builtAt: Date | undefined): string => {
  const items = papers.map(
    ({ id, text = true }) => `<item><guid>${id}</guid>${text ? `<description>About ${id}</description>` : ''}</item>`,
  );
  const built = builtAt ? `<lastBuildDate>${builtAt.toUTCString()}</lastBuildDate>` : '';
  return `<rss version="2.0"><channel><title>t</title>${built}${items.join('')}</channel></rss>`;
};
export const atom = (papers: readonly Paper[], total: number): string =>
  `<feed xmlns="http://www.w3.org/2005/Atom"><opensearch:totalResults>${total}</opensearch:totalResults>${papers.map(({ id }) => `<entry><id>${id}</id><summary>About ${id}</summary></entry>`).join('')}</feed>`;
export const daily = (papers: readonly Paper[], votes = 0): string =>
  JSON.stringify(
    papers.map(({ id, text = true }) => ({ paper: { id, upvotes: votes, ...(text ? { summary: `About ${id}` } : {}) } })),
  );
