import { daysAfter } from '../domain/calendar.ts';
import { type Health, healthOf, type Rhythm, type SourceState, withBatch } from '../domain/source-state.ts';
import { look, type Sight } from './look.ts';

/** A source, as `contract/sources.ts` makes it. */
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
  settlesDays?: number;
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
    lease(now: Date, until: Date): Promise<boolean>;
    release(from: Date): Promise<void>;
  };
};

/**
 * What a run did with a source: the objects it put, why it got nothing, and how the source is. `skipped`: its server asked to be left
 * alone until later.
 */
type Fetched = { name: string; objects: string[]; requests: number; skipped: boolean; failure: string | undefined } & Health;

/** What a run did, and the sources at which something of our own went wrong. */
export type Report = { fetched: Fetched[]; failed: { name: string; error: unknown }[] };

/** How long a run begins new requests, ms, and how long nobody else may fetch meanwhile: it covers a last request. */
const RUN_MS = 8 * 60_000;
const LEASE_MS = RUN_MS + 2 * 60_000;
/** Requests for one source in a run, about: what is left of a long gap comes with the next. */
const MOST_REQUESTS = 60;
/** Pages of one day: a day with more is a source that means everything. */
const MOST_PAGES = 40;
/** Days before yesterday that may still get papers are asked for no more often, ms. */
const ASKED_AGAIN_MS = 6 * 3_600_000;
const HOUR_MS = 3_600_000;
/** A feed that can be asked for single days is made anew every day; an hour more or less is daylight saving. */
const MADE_EVERY_HOURS = 36;

/** A run is under way already, or died a few minutes ago. */
export const BUSY = 'busy';

/**
 * Asks each source once for what it has, puts answers that differ from the last as they are under `feeds/`, and keeps how far it got.
 * What fails is tried by the next run, or by a later one if the server says so; days that were missed are asked for until they are
 * there. The object is put before the state is kept, so a run that dies is repeated and costs nothing but an object that INGEST knows.
 */
export async function fetchSources(ports: FetchPorts, sources: readonly Source[]): Promise<Report | typeof BUSY> {
  const started = ports.now();
  if (!(await ports.store.lease(started, new Date(started.getTime() + LEASE_MS)))) return BUSY;
  const report: Report = { fetched: [], failed: [] };
  try {
    const states = new Map((await ports.store.states()).map((state) => [state.name, state]));
    const asking = { ...ports, ask: politely(ports), over: () => ports.now().getTime() - started.getTime() > RUN_MS };
    // Who waited longest comes first, so that a long gap of one source takes nothing from the others.
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

type Asking = FetchPorts & {
  over: () => boolean;
  ask: (source: Source, address: string, asked?: Omit<Asked, 'hosts'>) => Promise<Answer>;
};

/** Asks no kind of server faster than it allows, and none again in this run that wants to be left alone. */
function politely({ get, now, sleep }: FetchPorts): Asking['ask'] {
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

/** Why a source gave nothing this time. */
class Failed {
  readonly says: string;
  readonly waitMs: number;
  constructor(says: string, waitMs = 0) {
    this.says = says;
    this.waitMs = waitMs;
  }
}

async function fetchSource(ports: Asking, source: Source, before: SourceState | undefined): Promise<Fetched> {
  const now = ports.now();
  const at = now.toISOString();
  const state: SourceState = structuredClone(
    before ?? { name: source.name, since: at, checkedAt: at, pages: {}, asked: {}, batches: [] },
  );
  const work: Work = { ports, source, state, objects: [], requests: 0 };
  const skipped = state.notBefore !== undefined && state.notBefore > at;
  if (!skipped) {
    const end = (await fetchFeed(work)) ?? (await fetchDays(work));
    const failed = end instanceof Failed ? end : undefined;
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

type Work = { ports: Asking; source: Source; state: SourceState; objects: string[]; requests: number };

/** Looks at the feed, and notes the days that it may have shown since it was last seen. */
async function fetchFeed(work: Work): Promise<Failed | undefined> {
  const { ports, source, state } = work;
  if (!source.feed) return undefined;
  const { etag, lastModified, succeededAt, builtAt } = state;
  work.requests += 1;
  const answer = await ports.ask(source, source.feed, { etag, lastModified });
  if (answer.outcome === 'later' || answer.outcome === 'refused') return failedBy(answer);
  const now = ports.now();
  const at = now.toISOString();
  if (answer.outcome === 'fetched') {
    const sight = look(answer.bytes, source.ext);
    if (typeof sight === 'string') return new Failed(sight);
    if (await keep(work, 'feed', answer.bytes, sight, undefined))
      state.batches = withBatch(state.batches, { of: at, ...sizeOf(sight) });
    if (sight.items === 0) state.emptyAt = (sight.builtAt ?? now).toISOString();
    Object.assign(state, { etag: answer.etag, lastModified: answer.lastModified, builtAt: sight.builtAt?.toISOString() });
  }
  state.succeededAt = at;
  // A feed that says when it was made tells of batches that we did not see, and of those that it did not show.
  const told = builtAt !== undefined && state.builtAt !== undefined;
  const [last, next, most] = told ? [builtAt, state.builtAt, MADE_EVERY_HOURS] : [succeededAt, at, source.holdsHours ?? 0];
  if (source.day && last && next && Date.parse(next) - Date.parse(last) > most * HOUR_MS) {
    const reach = daysAfter(dayOf(last), -(source.reachesBackDays ?? 0));
    const [, from] = [reach, dayOf(state.since)].sort();
    const [begun] = [state.gap?.from ?? from, from].sort();
    state.gap = { from: begun ?? reach, to: dayOf(at) };
  }
  return undefined;
}

/** Asks for the days that are missing, the oldest first: those of a gap, or all since the last that is complete. */
async function fetchDays(work: Work): Promise<Failed | 'more' | undefined> {
  const { ports, source, state } = work;
  if (!source.day) return undefined;
  const full = () => work.requests >= MOST_REQUESTS || ports.over();
  if (source.feed) {
    while (state.gap) {
      if (full()) return 'more';
      const failed = await fetchDay(work, source.day, state.gap.from);
      if (failed) return failed;
      const from = daysAfter(state.gap.from, 1);
      forget(state, from);
      state.gap = from > state.gap.to ? undefined : { ...state.gap, from };
    }
    return undefined;
  }
  const now = ports.now().getTime();
  const today = dayOf(ports.now().toISOString());
  const settles = source.settlesDays ?? 0;
  state.complete ??= daysAfter(today, -2);
  for (let day = daysAfter(state.complete, 1); day <= today; day = daysAfter(day, 1)) {
    const asked = state.asked[day];
    if (asked && day < daysAfter(today, -1) && now - Date.parse(asked) < ASKED_AGAIN_MS) continue;
    if (full()) return 'more';
    const failed = await fetchDay(work, source.day, day);
    if (failed) return failed;
    state.asked[day] = ports.now().toISOString();
    if (daysAfter(day, settles) >= today || day !== daysAfter(state.complete, 1)) continue;
    state.complete = day;
    forget(state, daysAfter(day, 1));
  }
  state.succeededAt = ports.now().toISOString();
  return undefined;
}

/** Forgets what was noted of days before this one. */
function forget(state: SourceState, day: string): void {
  for (const page of Object.keys(state.pages)) if (page !== 'feed' && page.slice(0, 10) < day) delete state.pages[page];
  for (const asked of Object.keys(state.asked)) if (asked < day) delete state.asked[asked];
}

/** Asks for all pages of a day. */
async function fetchDay(
  work: Work,
  address: (day: string, done: number) => string,
  day: string,
): Promise<Failed | 'more' | undefined> {
  const { ports, source, state } = work;
  const all = { items: 0, texts: 0 };
  let fresh = false;
  for (let pages = 0; ; pages++) {
    if (pages >= MOST_PAGES) return new Failed(`${day} has more than ${all.items} papers: name a narrower source`);
    if (ports.over()) return 'more';
    work.requests += 1;
    const answer = await ports.ask(source, address(day, all.items));
    if (answer.outcome === 'unchanged') return new Failed('it answered 304 to a question without a condition');
    if (answer.outcome !== 'fetched') return failedBy(answer);
    const sight = look(answer.bytes, source.ext);
    if (typeof sight === 'string') return new Failed(sight);
    if (await keep(work, all.items === 0 ? day : `${day}-${all.items}`, answer.bytes, sight, day)) fresh = true;
    all.items += sight.items;
    all.texts += sight.texts;
    const more =
      sight.total === undefined ? sight.items >= (source.perPage ?? Number.POSITIVE_INFINITY) : all.items < sight.total;
    if (more && sight.items === 0) return new Failed(`it answered for ${day} with ${all.items} of ${sight.total} papers`);
    if (!more) break;
  }
  // A day that is not over has a part of its papers.
  if (fresh && !source.feed && day < dayOf(ports.now().toISOString()))
    state.batches = withBatch(state.batches, { of: day, ...all });
  return undefined;
}

const sizeOf = ({ items, texts }: Sight) => ({ items, texts });

/** Puts an answer under `feeds/` unless it is the one that was put last, or holds nothing. True when it names other papers. */
async function keep(
  { ports, source, state, objects }: Work,
  page: string,
  bytes: Uint8Array,
  sight: Sight,
  day: string | undefined,
) {
  const last = state.pages[page];
  if (sight.items === 0 || last?.content === sight.content) return false;
  const at = ports.now().toISOString();
  const asked = page === 'feed' || page === dayOf(at) ? '' : `.${page}`;
  const key = `${ports.prefix}${source.folder}/${at.slice(0, 16).replace(':', '')}${asked}.${source.ext}`;
  await ports.putObject(key, bytes, day);
  objects.push(key);
  const fresh = last?.names !== sight.names;
  if (fresh) state.newAt = at;
  state.pages[page] = { content: sight.content, names: sight.names };
  return fresh;
}

const failedBy = ({ says, ...answer }: { says: string; waitMs?: number | undefined }) => new Failed(says, answer.waitMs);

const dayOf = (at: string) => at.slice(0, 10);
