import pMap from 'p-map';
import { type Dispatch, type DispatchId, type Edition, EXPIRY_MS, isPrinted } from '../domain/edition.ts';
import { dayDueAt, editionId, lastDue, type Preferences, parseWish, tellsEmptyDays } from '../domain/schedule.ts';
import { type ClosePorts, weekTo } from './close.ts';

/** A wish without readers is retired when it was last used this long ago, ms. */
const IDLE_MS = 14 * 24 * 3_600_000;

/** Wishes whose readers are read at once. */
const AT_ONCE = 8;

export type DispatchPorts = ClosePorts & {
  readers: {
    wishes(): Promise<{ wish: string; usedAt: string }[]>;
    retireWish(wish: string, before: Date): Promise<boolean>;
    withWish(wish: string): AsyncIterable<{ readerId: string; since: string }>;
  };
  editions: { dispatches(edition: string): Promise<Dispatch[]>; addDispatch(candidate: Dispatch): Promise<Dispatch> };
  files: { keepAudience(id: DispatchId, readerIds: readonly string[]): Promise<string> };
};

/** An edition that is due to the readers of some wishes at one instant. */
export type DueEdition = DispatchId & {
  day: string;
  frequency: Preferences['frequency'];
  wishes: { wish: string; usedAt: string }[];
};

/**
 * The editions that are due at `now` by the wishes in use, dispatched or not, earliest first. Days in `closedDays` have closed in
 * this tick: after an outage their earlier due instants are included. `failed` is called for a wish that cannot be parsed.
 */
export async function dueEditions(
  { readers, closeTime }: DispatchPorts,
  now: Date,
  closedDays: ReadonlySet<string>,
  failed: (what: string, error: unknown) => void,
): Promise<DueEdition[]> {
  const due = new Map<string, DueEdition>();
  for (const one of await readers.wishes()) {
    const wanted = preferencesOf(one.wish, failed);
    if (!wanted) continue;
    let at = lastDue(wanted, now);
    let day = dayDueAt(at, wanted, closeTime);
    do {
      const id = { edition: editionId(day, wanted.frequency), due: at.toISOString() };
      const key = `${id.edition} ${id.due}`;
      const known = due.get(key) ?? { ...id, day, frequency: wanted.frequency, wishes: [] };
      known.wishes.push(one);
      due.set(key, known);
      at = lastDue(wanted, new Date(at.getTime() - 1));
      day = dayDueAt(at, wanted, closeTime);
    } while (closedDays.has(day));
  }
  return [...due.values()].sort((a, b) => (a.due < b.due ? -1 : 1));
}

function preferencesOf(wish: string, failed: (what: string, error: unknown) => void): Preferences | undefined {
  try {
    return parseWish(wish);
  } catch (error) {
    failed(`the wish ${wish}`, error);
    return undefined;
  }
}

/**
 * Returns a function that says if an edition has been dispatched for a due instant. It reads the dispatches of an edition once.
 */
export function dispatchedAlready({ editions }: DispatchPorts) {
  const asked = new Map<string, Promise<Set<string>>>();
  return async ({ edition, due }: DispatchId): Promise<boolean> => {
    const known = asked.get(edition) ?? editions.dispatches(edition).then((all) => new Set(all.map((one) => one.due)));
    asked.set(edition, known);
    return (await known).has(due);
  };
}

/**
 * Makes the dispatch of an edition at its due instant, with its audience, by one conditional put. Undefined while the edition is
 * not closed, or if it has no papers and no reader wants to be told so. If it is too late to send, the dispatch is recorded as
 * MISSED: the next copy of its readers brings these papers too.
 */
export async function makeDispatch(ports: DispatchPorts, due: DueEdition, now: Date): Promise<Dispatch | undefined> {
  const edition = await editionDue(ports, due, now);
  if (!edition) return undefined;
  const printed = isPrinted(edition);
  const wishes = printed ? due.wishes : due.wishes.filter(({ wish }) => edition.notice && tellsEmptyDays(wish));
  if (wishes.length === 0) return undefined;
  const id = { edition: edition.id, due: due.due };
  const expiresAt = new Date(Date.parse(due.due) + EXPIRY_MS[due.frequency]);
  const late = now >= expiresAt;
  if (late && !printed) return undefined;
  const { audience, joined } = await audienceOf(ports, { ...due, wishes }, spanOf(edition), now);
  const made = { ...id, audience: audience.length, joined, madeAt: now.toISOString(), expiresAt: expiresAt.toISOString() };
  if (audience.length === 0) return ports.editions.addDispatch({ ...made, state: 'CLOSED', tally: NO_COPIES });
  if (late) return ports.editions.addDispatch({ ...made, state: 'MISSED' });
  return ports.editions.addDispatch({ ...made, state: 'OPEN', audienceKey: await ports.files.keepAudience(id, audience) });
}

const NO_COPIES = { SENT: 0, REJECTED: 0, SKIPPED: 0, UNKNOWN: 0 };

const editionDue = (ports: DispatchPorts, { edition, day, frequency }: DueEdition, now: Date): Promise<Edition | undefined> =>
  frequency === 'daily' ? ports.editions.get(edition) : weekTo(ports, day, now);

const DAY_MS = 24 * 3_600_000;

/** How long before a copy of this edition the copy before it was due, ms. */
const spanOf = ({ frequency, end, recent: [, before] }: Edition): number =>
  frequency === 'weekly' ? 7 * DAY_MS : before ? Date.parse(end) - Date.parse(before.end) : DAY_MS;

/**
 * The readers whose subscription had begun by `due`, in a stable order. Paused readers are included: SEND skips their copies. `joined`
 * counts those whose subscription began less than `span` ms before.
 */
async function audienceOf(
  { readers }: DispatchPorts,
  { wishes, due }: DueEdition,
  span: number,
  now: Date,
): Promise<{ audience: string[]; joined: number }> {
  const before = new Date(Date.parse(due) - span).toISOString();
  const joined = new Set<string>();
  const idle = new Date(now.getTime() - IDLE_MS);
  const found = await pMap(
    wishes,
    async ({ wish, usedAt }) => {
      const ids: string[] = [];
      let anybody = false;
      for await (const { readerId, since } of readers.withWish(wish)) {
        anybody = true;
        if (since < due) ids.push(readerId);
        if (since < due && since >= before) joined.add(readerId);
      }
      // Without this, the list that every tick reads would only grow.
      if (!anybody && new Date(usedAt) < idle) await readers.retireWish(wish, idle);
      return ids;
    },
    { concurrency: AT_ONCE },
  );
  return { audience: [...new Set(found.flat())].sort(), joined: joined.size };
}
