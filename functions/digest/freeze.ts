import type { Edition, Parts, PrintedPaper } from '../domain/edition.ts';
import type { Choices } from '../domain/editor.ts';
import type { StoredPaper } from '../domain/paper.ts';
import { dueBefore, editionId, lastDue, localDay, parseSlot, slotOf, type Window } from '../domain/schedule.ts';
import { compose, print, type RenderDigest, SHOWN } from './compose.ts';
import type { Summarise } from './summarise.ts';

/** After so long without anybody coming to it, ms, a slot that is empty is forgotten. */
const IDLE_MS = 14 * 24 * 3_600_000;

/** How late an edition may come, ms: after it, it is not frozen (the next one covers its window) and not sent any more. */
const EXPIRY_MS = { daily: 12 * 3_600_000, weekly: 36 * 3_600_000 };

export type FreezePorts = {
  papers: {
    newsBetween(start: Date, end: Date): Promise<string[]>;
    getMany(ids: readonly string[]): Promise<StoredPaper[]>;
  };
  readers: {
    slots(): Promise<{ slot: string; since: string; usedAt: string }[]>;
    retire(slot: string, before: Date): Promise<boolean>;
    inSlot(slot: string): AsyncIterable<{ readerId: string; slotSince: string; pausedUntil?: string | undefined }>;
  };
  editions: {
    get(id: string): Promise<Edition | undefined>;
    served(slots: readonly string[]): Promise<Map<string, Date>>;
    advance(slot: string, until: Date): Promise<boolean>;
    freeze(candidate: Edition): Promise<Edition>;
    publish(house: { id: string; title: string; papers: number; windowEnd: string }): Promise<void>;
  };
  votes: { count(papers: readonly { id: string; ids: readonly string[] }[]): Promise<ReadonlyMap<string, number>> };
  /** Says what papers are about, where a model is to: of those it tells nothing, their own abstracts do. */
  summarise: Summarise;
  editor: { choices(day: string): Promise<Choices> };
  files: {
    keepPapers(id: string, papers: readonly PrintedPaper[]): Promise<string>;
    keepParts(id: string, parts: Parts): Promise<string>;
    keepAudience(id: string, readerIds: readonly string[]): Promise<string>;
  };
  render(model: Parameters<RenderDigest>[0], edition: string): ReturnType<RenderDigest>;
  house: { zone: string; hour: number };
};

/** A window that is due, and the slots whose readers it serves; `idle` are those that nobody has come to lately. */
type Due = Window & { slots: string[]; idle: string[]; house: boolean };

/**
 * The windows due at `now`, slots that share one together. A window runs from where its slot was served last, so windows
 * tile time: after an outage one longer window catches up, on time for the next morning when this one is long gone. A new
 * slot's first window ends at the first due instant after somebody came to it and begins at the one before; so does that of a
 * slot that was forgotten and is used again, however far it had been served. A slot that cannot be read is told to `unreadable`,
 * and left out.
 */
export async function dueWindows(
  ports: FreezePorts,
  now: Date,
  unreadable: (slot: string, error: unknown) => void,
): Promise<Due[]> {
  const house = slotOf({ frequency: 'daily', weekday: 1, ...ports.house });
  const inUse = await ports.readers.slots();
  const uses = new Map(inUse.map(({ slot, since, usedAt }) => [slot, { since: new Date(since), usedAt: new Date(usedAt) }]));
  const slots = [...new Set([house, ...uses.keys()])];
  const served = await ports.editions.served(slots);
  const due = new Map<string, Due>();
  for (const slot of slots) {
    try {
      const { frequency, first } = parseSlot(slot);
      const end = lastDue(slot, now);
      const use = uses.get(slot);
      const begin = first?.start ?? (use && slot !== house ? lastDue(slot, use.since) : undefined);
      const start = latest(served.get(slot), begin) ?? dueBefore(slot, end);
      const tooEarly = start >= end || (!served.has(slot) && first && end < first.end);
      if (tooEarly || now.getTime() - end.getTime() >= EXPIRY_MS[frequency]) continue;
      const window: Window = { frequency, start, end };
      const shared = due.get(editionId(window)) ?? { ...window, slots: [], idle: [], house: false };
      shared.slots.push(slot);
      if (use && now.getTime() - use.usedAt.getTime() > IDLE_MS) shared.idle.push(slot);
      due.set(editionId(window), { ...shared, house: shared.house || slot === house });
    } catch (error) {
      unreadable(slot, error);
    }
  }
  return [...due.values()];
}

const latest = (...dates: (Date | undefined)[]): Date | undefined =>
  dates.reduce((late, date) => (date && (!late || date > late) ? date : late), undefined);

/**
 * Freezes one window: papers, rendered parts and audience go to the store under their content hash, then one conditional
 * put of the edition names them. A crash before the put leaves only unnamed objects; after it, every retry finds the same
 * edition. The editor's pins, drops and note of the day (in the house's zone) are read once, here, like the votes of readers so
 * far, and stay in the edition.
 * Undefined when the window has no news: nothing is sent, and its slots advance all the same.
 */
export async function freeze(ports: FreezePorts, due: Due, now: Date): Promise<Edition | undefined> {
  const id = editionId(due);
  const edition = (await ports.editions.get(id)) ?? (await freezeAnew(ports, due, id, now));
  if (edition?.house) await ports.editions.publish(edition);
  // A slot that came into use too late for the audience of this window is advanced too: its first window starts here.
  for (const slot of due.slots) await ports.editions.advance(slot, due.end);
  // Each move of a reader makes a slot of its own. Without this the list that every tick reads would only ever grow.
  for (const slot of due.idle)
    if (await isEmpty(ports, slot)) await ports.readers.retire(slot, new Date(now.getTime() - IDLE_MS));
  return edition;
}

async function isEmpty({ readers }: FreezePorts, slot: string): Promise<boolean> {
  for await (const _ of readers.inSlot(slot)) return false;
  return true;
}

async function freezeAnew(ports: FreezePorts, due: Due, id: string, now: Date): Promise<Edition | undefined> {
  const choices = await ports.editor.choices(localDay(due.end, ports.house.zone));
  const news = await ports.papers.getMany(await ports.papers.newsBetween(due.start, due.end));
  const ranked = print(news, due.end, choices, await ports.votes.count(news));
  const summed = new Set(news.flatMap(({ id, summary }) => (summary ? [id] : [])));
  const told = await ports.summarise(ranked.slice(0, SHOWN[due.frequency].cards).filter(({ id }) => !summed.has(id)));
  const papers = ranked.map((paper) => ({ ...paper, tldr: told.get(paper.id) ?? paper.tldr }));
  const [lead] = papers;
  if (!lead) return undefined;
  const parts = await compose(papers, due.frequency, (model) => ports.render(model, id), choices.note);
  const audience = await audienceOf(ports, due);
  return ports.editions.freeze({
    id,
    frequency: due.frequency,
    windowStart: due.start.toISOString(),
    windowEnd: due.end.toISOString(),
    state: 'OPEN',
    slots: due.slots,
    house: due.house,
    title: lead.title,
    papers: papers.length,
    note: choices.note,
    audience: audience.length,
    papersKey: await ports.files.keepPapers(id, papers),
    partsKey: await ports.files.keepParts(id, parts),
    audienceKey: await ports.files.keepAudience(id, audience),
    frozenAt: now.toISOString(),
    expiresAt: new Date(due.end.getTime() + EXPIRY_MS[due.frequency]).toISOString(),
  });
}

/** Who was in these slots before the window ended and is not pausing, in a stable order. */
async function audienceOf({ readers }: FreezePorts, { slots, end }: Due): Promise<string[]> {
  const ids = new Set<string>();
  const limit = end.toISOString();
  for (const slot of slots) {
    for await (const { readerId, slotSince, pausedUntil } of readers.inSlot(slot)) {
      if (slotSince < limit && !(pausedUntil && pausedUntil > limit)) ids.add(readerId);
    }
  }
  return [...ids].sort();
}
