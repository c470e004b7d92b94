import { addDays } from '../domain/schedule.ts';
import { type Health, healthOf, lastExpected, type Rhythm, type SourceState, withBatch } from '../domain/source-state.ts';
import { type FeedSummary, feedSummary } from './feed-summary.ts';

/** A source, as `contract/sources.ts` makes it; its fields are described there. */
export type Source = {
  name: string;
  folder: string;
  ext: 'xml' | 'json';
  hosts: readonly string[];
  paceMs: number;
  feed?: string;
  holdsHours?: number;
  day?: (day: string, done: number) => string;
  perPage?: number;
  lateDays?: number;
  reachesBackDays?: number;
  rhythm: Rhythm;
};

type Asked = { hosts: readonly string[]; etag?: string | undefined; lastModified?: string | undefined };
type Answer =
  | { outcome: 'fetched'; bytes: Uint8Array; etag?: string | undefined; lastModified?: string | undefined }
  | { outcome: 'unchanged' }
  | { outcome: 'later'; says: string; waitMs?: number | undefined }
  | { outcome: 'refused'; says: string };

/** What FETCH needs of the world. */
export type FetchPorts = {
  prefix: string;
  now: () => Date;
  sleep: (ms: number) => Promise<unknown>;
  get: (address: string, asked: Asked) => Promise<Answer>;
  /** Puts an answer where feeds are uploaded; `listedOn` is the day that was asked for. */
  putObject: (key: string, bytes: Uint8Array, listedOn: string | undefined) => Promise<void>;
  store: {
    states(): Promise<SourceState[]>;
    put(state: SourceState): Promise<void>;
    claim(now: Date, until: Date): Promise<boolean>;
    release(from: Date): Promise<void>;
  };
};

/**
 * The result of a run for one source: the objects put, why it failed, and its health. `skipped`: its server asked for a pause that is
 * not over.
 */
type Fetched = { name: string; objects: string[]; requests: number; skipped: boolean; failure: string | undefined } & Health;

/** The results of a run; `failed` are sources for which our own code or AWS threw. */
export type Report = { fetched: Fetched[]; failed: { name: string; error: unknown }[] };

/** How long a run begins new requests, ms; and how long no other run may fetch, ms, which covers the last request. */
const RUN_MS = 8 * 60_000;
const CLAIM_MS = RUN_MS + 2 * 60_000;
/** Requests for one source in a run, about. The next run goes on with the rest of a long gap. */
const MOST_REQUESTS = 60;
/** Pages of one day at most. A source with more is too broad. */
const MOST_PAGES = 40;
/** The least time between two requests for a day before yesterday, ms. */
const ASKED_AGAIN_MS = 6 * 3_600_000;
const HOUR_MS = 3_600_000;
/** How long the hashes of a gap's pages are kept, days, so that the next gap puts none of them again. */
const PAGES_KEPT_DAYS = 14;
/**
 * A feed that was made later than this after the last one skipped a day, hours. Such feeds are made daily; daylight saving shifts
 * them.
 */
const MADE_EVERY_HOURS = 36;

/** Returned if another run is fetching, or died a few minutes ago. */
export const BUSY = 'busy';

/**
 * Asks each source for its latest papers and for missed days, puts changed answers under `feeds/` as they are, and stores how far it
 * got. The next run repeats what failed, or a later one if the server asks for a pause. The object is put before the state is stored,
 * so a run that dies is repeated; INGEST then only gets an object that it knows.
 */
export async function fetchSources(ports: FetchPorts, sources: readonly Source[]): Promise<Report | typeof BUSY> {
  const started = ports.now();
  if (!(await ports.store.claim(started, new Date(started.getTime() + CLAIM_MS)))) return BUSY;
  const report: Report = { fetched: [], failed: [] };
  try {
    const states = new Map((await ports.store.states()).map((state) => [state.name, state]));
    const asking = { ...ports, ask: pacedRequests(ports), timeIsUp: () => ports.now().getTime() - started.getTime() > RUN_MS };
    // The source that waited longest comes first, so that a long gap of one source does not delay the others.
    const waited = ({ name }: Source) => states.get(name)?.checkedAt ?? '';
    for (const source of [...sources].sort((a, b) => (waited(a) < waited(b) ? -1 : 1))) {
      try {
        report.fetched.push(await fetchSource(asking, source, states.get(source.name)));
      } catch (error) {
        report.failed.push({ name: source.name, error });
      }
    }
  } finally {
    const pause = Math.max(0, ...sources.map(({ paceMs }) => paceMs));
    await ports.store.release(new Date(ports.now().getTime() + pause));
  }
  return report;
}

type RunPorts = FetchPorts & {
  timeIsUp: () => boolean;
  ask: (source: Source, address: string, asked?: Omit<Asked, 'hosts'>) => Promise<Answer>;
};

/** Makes requests no faster than each server allows. A server that asks for a pause gets no more requests in this run. */
function pacedRequests({ get, now, sleep }: FetchPorts): RunPorts['ask'] {
  const last = new Map<string, number>();
  const busy = new Map<string, Answer>();
  return async ({ hosts, paceMs }, address, asked = {}) => {
    const server = hosts[0] ?? '';
    const told = busy.get(server);
    if (told) return told;
    const wait = (last.get(server) ?? Number.NEGATIVE_INFINITY) + paceMs - now().getTime();
    if (wait > 0) await sleep(wait);
    const answer = await get(address, { hosts, ...asked });
    last.set(server, now().getTime());
    if (answer.outcome === 'later') busy.set(server, answer);
    return answer;
  };
}

/** Why a source gave no papers in this run. `waitMs`: the pause that its server asks for, ms. */
class FetchFailure {
  readonly says: string;
  readonly waitMs: number;
  constructor(says: string, waitMs = 0) {
    this.says = says;
    this.waitMs = waitMs;
  }
}

async function fetchSource(ports: RunPorts, source: Source, before: SourceState | undefined): Promise<Fetched> {
  const now = ports.now();
  const at = now.toISOString();
  const state: SourceState = structuredClone(
    before ?? { name: source.name, since: at, checkedAt: at, pages: {}, asked: {}, batches: [] },
  );
  const work: SourceRun = { ports, source, state, objects: [], requests: 0 };
  const skipped = state.notBefore !== undefined && state.notBefore > at;
  if (!skipped) {
    const end = (await fetchFeed(work)) ?? (await fetchDays(work));
    const failed = end instanceof FetchFailure ? end : undefined;
    state.checkedAt = at;
    state.notBefore = failed?.waitMs ? new Date(ports.now().getTime() + failed.waitMs).toISOString() : undefined;
    state.failure = failed?.says;
    state.failingSince = failed && (before?.failingSince ?? at);
    state.weekdays = [...source.rhythm.weekdays];
    state.health = healthOf(state, source.rhythm, now);
    await ports.store.put(state);
  }
  const { objects, requests } = work;
  return { name: source.name, objects, requests, skipped, failure: state.failure, ...healthOf(state, source.rhythm, now) };
}

type SourceRun = { ports: RunPorts; source: Source; state: SourceState; objects: string[]; requests: number };

/** Asks for the feed, and stores as a gap the days whose batches it may have shown unseen. */
async function fetchFeed(work: SourceRun): Promise<FetchFailure | undefined> {
  const { ports, source, state } = work;
  if (!source.feed) return undefined;
  const { etag, lastModified, succeededAt, builtAt } = state;
  work.requests += 1;
  const answer = await ports.ask(source, source.feed, { etag, lastModified });
  if (answer.outcome === 'later' || answer.outcome === 'refused') return failureOf(answer);
  const now = ports.now();
  const at = now.toISOString();
  if (answer.outcome === 'fetched') {
    const summary = feedSummary(answer.bytes, source.ext);
    if (typeof summary === 'string') return new FetchFailure(summary);
    if (await putIfChanged(work, 'feed', answer.bytes, summary, undefined))
      state.batches = withBatch(state.batches, { of: at, ...sizeOf(summary) });
    if (summary.items === 0) state.emptyAt = (summary.builtAt ?? now).toISOString();
    Object.assign(state, { etag: answer.etag, lastModified: answer.lastModified, builtAt: summary.builtAt?.toISOString() });
  }
  state.succeededAt = at;
  // The times at which a feed was made show missed batches. Without them, the times at which it was seen must do.
  const told = builtAt !== undefined && state.builtAt !== undefined;
  const [last, next, most] = told ? [builtAt, state.builtAt, MADE_EVERY_HOURS] : [succeededAt, at, source.holdsHours ?? 0];
  if (last && next && Date.parse(next) - Date.parse(last) > most * HOUR_MS) noteGap(work, last, at);
  // A feed that was made today may still show an older batch, or none. So what is late is asked for, once.
  const due = lastExpected(source.rhythm, now).toISOString();
  const { newAt = state.since, filledAt = '' } = state;
  if (!state.gap && newAt < due && filledAt < due) noteGap(work, newAt, at);
  return undefined;
}

/** Stores as a gap the days of what may have been announced between two instants. */
function noteGap({ source, state }: SourceRun, last: string, at: string): void {
  if (!source.day) return;
  const reach = addDays(dayOf(last), -(source.reachesBackDays ?? 0));
  const [, from] = [reach, dayOf(state.since)].sort();
  const [begun] = [state.gap?.from ?? from, from].sort();
  state.gap = { from: begun ?? reach, to: dayOf(at) };
}

/** Asks for the missing days, the oldest first. `more`: some are left for the next run. */
async function fetchDays(work: SourceRun): Promise<FetchFailure | 'more' | undefined> {
  const { day } = work.source;
  if (!day) return undefined;
  return work.source.feed ? fetchGap(work, day) : fetchLatestDays(work, day);
}

type AddressOf = (day: string, done: number) => string;

const isFull = ({ ports, requests }: SourceRun) => requests >= MOST_REQUESTS || ports.timeIsUp();

/** Asks for the days of a gap in what the feed showed. */
async function fetchGap(work: SourceRun, addressOf: AddressOf): Promise<FetchFailure | 'more' | undefined> {
  const { ports, state } = work;
  const { gap } = state;
  if (!gap) return undefined;
  // A server may say for some minutes that it has nothing. So a day without papers is asked for again by the next run.
  let again = false;
  for (let day = gap.from; day <= gap.to; day = addDays(day, 1)) {
    if (isFull(work)) return 'more';
    const end = await fetchDay(work, addressOf, day);
    if (end instanceof FetchFailure || end === 'more') return end;
    again ||= end === 'none' && state.asked[day] === undefined;
    if (end === 'none') state.asked[day] ??= ports.now().toISOString();
    if (again) continue;
    state.gap = { ...gap, from: addDays(day, 1) };
    // The next gap may reach back to these days.
    forgetBefore(state, addDays(day, -PAGES_KEPT_DAYS));
  }
  if (!again) Object.assign(state, { gap: undefined, asked: {}, filledAt: ports.now().toISOString() });
  return undefined;
}

/** Asks a source without a feed for the days since the last complete one. */
async function fetchLatestDays(work: SourceRun, addressOf: AddressOf): Promise<FetchFailure | 'more' | undefined> {
  const { ports, source, state } = work;
  const now = ports.now().getTime();
  const today = dayOf(ports.now().toISOString());
  const lateDays = source.lateDays ?? 0;
  state.complete ??= addDays(today, -2);
  for (let day = addDays(state.complete, 1); day <= today; day = addDays(day, 1)) {
    const asked = state.asked[day];
    if (asked && day < addDays(today, -1) && now - Date.parse(asked) < ASKED_AGAIN_MS) continue;
    if (isFull(work)) return 'more';
    const end = await fetchDay(work, addressOf, day);
    if (end instanceof FetchFailure || end === 'more') return end;
    state.asked[day] = ports.now().toISOString();
    if (addDays(day, lateDays) >= today || day !== addDays(state.complete, 1)) continue;
    state.complete = day;
    forgetBefore(state, addDays(day, 1));
  }
  state.succeededAt = ports.now().toISOString();
  return undefined;
}

/** Deletes what the state holds about days before this one. */
function forgetBefore(state: SourceState, day: string): void {
  for (const page of Object.keys(state.pages)) if (page !== 'feed' && page.slice(0, 10) < day) delete state.pages[page];
  for (const asked of Object.keys(state.asked)) if (asked < day) delete state.asked[asked];
}

/** Asks for all pages of a day. `more`: the time is up, and the next run asks again. `none`: the day has no papers. */
async function fetchDay(work: SourceRun, addressOf: AddressOf, day: string): Promise<FetchFailure | 'more' | 'none' | undefined> {
  const { ports, source, state } = work;
  const all = { items: 0, texts: 0 };
  let fresh = false;
  for (let pages = 0; ; pages++) {
    if (pages >= MOST_PAGES) return new FetchFailure(`${day} has more than ${all.items} papers: name a narrower source`);
    if (ports.timeIsUp()) return 'more';
    work.requests += 1;
    const answer = await ports.ask(source, addressOf(day, all.items));
    if (answer.outcome === 'unchanged') return new FetchFailure('it answered 304 to a request without a condition');
    if (answer.outcome !== 'fetched') return failureOf(answer);
    const summary = feedSummary(answer.bytes, source.ext);
    if (typeof summary === 'string') return new FetchFailure(summary);
    if (await putIfChanged(work, all.items === 0 ? day : `${day}-${all.items}`, answer.bytes, summary, day)) fresh = true;
    all.items += summary.items;
    all.texts += summary.texts;
    const more =
      summary.total === undefined ? summary.items >= (source.perPage ?? Number.POSITIVE_INFINITY) : all.items < summary.total;
    if (more && summary.items === 0)
      return new FetchFailure(`it answered for ${day} with ${all.items} of ${summary.total} papers`);
    if (!more) break;
  }
  // Today has only a part of its papers, so it does not count as a batch.
  if (fresh && !source.feed && day < dayOf(ports.now().toISOString()))
    state.batches = withBatch(state.batches, { of: day, ...all });
  return all.items === 0 ? 'none' : undefined;
}

const sizeOf = ({ items, texts }: FeedSummary) => ({ items, texts });

/**
 * Puts an answer under `feeds/` unless it is empty or the same as the last one. Returns true if it names other papers than the
 * last.
 */
async function putIfChanged(
  { ports, source, state, objects }: SourceRun,
  page: string,
  bytes: Uint8Array,
  summary: FeedSummary,
  day: string | undefined,
) {
  const last = state.pages[page];
  if (summary.items === 0 || last?.content === summary.content) return false;
  const at = ports.now().toISOString();
  const asked = page === 'feed' || page === dayOf(at) ? '' : `.${page}`;
  const key = `${ports.prefix}${source.folder}/${at.slice(0, 16).replace(':', '')}${asked}.${source.ext}`;
  await ports.putObject(key, bytes, day);
  objects.push(key);
  const fresh = last?.names !== summary.names;
  // A gap may have papers that the feed showed before, so it does not tell that the source is well.
  if (fresh && (page === 'feed' || !source.feed)) state.newAt = at;
  state.pages[page] = { content: summary.content, names: summary.names };
  return fresh;
}

const failureOf = ({ says, ...answer }: { says: string; waitMs?: number | undefined }) => new FetchFailure(says, answer.waitMs);

const dayOf = (at: string) => at.slice(0, 10);
