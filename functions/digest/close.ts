import { type Edition, isPrinted, type Parts, type Printed, type PrintedPaper } from '../domain/edition.ts';
import type { Choices } from '../domain/editor.ts';
import { type Features, featuresOf } from '../domain/interests/features.ts';
import type { Lexicon } from '../domain/interests/lexicon.ts';
import { OWED_DAYS } from '../domain/ledger.ts';
import { isNews, type StoredPaper } from '../domain/paper.ts';
import { type Receipt, revisedIn } from '../domain/receipt.ts';
import { addDays, type CloseTime, closeOf, editionId, endsWeek, lastClosed } from '../domain/schedule.ts';
import { select } from '../domain/selection.ts';
import { emptiness, type SourceState } from '../domain/source-state.ts';
import { choosable, compose, type RenderParts } from './compose.ts';
import { kept, MOST_PAPERS, print } from './print.ts';
import type { Summarise } from './summarise.ts';

/**
 * How long before a close news is looked for once more, ms: the index of news lags, and a write may begin before a close and end
 * after it.
 */
const LATE_MS = 3_600_000;

/** Papers read together: they may be large, and only what an edition keeps of them is held. */
const READ = 100;

/** Papers of a day whose votes a week counts anew: only those that a mail shows in full can be voted on. */
const VOTED_ON = 50;

export type ClosePorts = {
  papers: {
    newsBetween(start: Date, end: Date): Promise<string[]>;
    getMany(ids: readonly string[]): Promise<StoredPaper[]>;
    receiptsBetween(start: Date, end: Date): Promise<Receipt[]>;
  };
  editions: {
    get(id: string): Promise<Edition | undefined>;
    make(candidate: Edition): Promise<Edition>;
    lastDay(): Promise<Edition | undefined>;
    printed(frequency: Edition['frequency'], limit: number, from?: string, to?: string): Promise<Printed[]>;
  };
  votes: { count(papers: readonly { id: string; ids: readonly string[] }[]): Promise<ReadonlyMap<string, number>> };
  /** Asks the model, if one is set, for one-sentence summaries. Papers without an answer keep a sentence of their abstract. */
  summarise: Summarise;
  editor: { choices(day: string): Promise<Choices> };
  /** What is known of the sources that FETCH asks, if it asks any. */
  sources: { states(): Promise<SourceState[]> };
  files: {
    keepPapers(id: string, papers: readonly PrintedPaper[]): Promise<string>;
    keepParts(id: string, parts: Parts): Promise<string>;
    keepFeatures(id: string, features: Features): Promise<string>;
    papers(edition: Printed): Promise<PrintedPaper[]>;
    /** As it closed: with those that an editor dropped since. */
    allPapers(edition: Printed): Promise<PrintedPaper[]>;
  };
  /** Words and how rare they are. */
  lexicon: { read(): Promise<Lexicon> };
  render: RenderParts;
  closeTime: CloseTime;
};

/**
 * Closes every day that is due to close, in order: after an outage each missed day gets its own edition, of its own news. Returns
 * the editions that this call made or found made by another.
 */
export async function closeDays(ports: ClosePorts, now: Date): Promise<Edition[]> {
  const closed: Edition[] = [];
  const today = lastClosed(now, ports.closeTime);
  for (let last = await ports.editions.lastDay(); ; last = closed.at(-1)) {
    const day = last ? addDays(last.day, 1) : today;
    if (day > today && !(await closesEarly(ports, day, today, now))) return closed;
    closed.push(await closeDay(ports, day, last, now));
    if (endsWeek(day)) await weekTo(ports, day, now);
  }
}

/** True if the editor closed the next day early. Only the day after the last one due may close early, so days close in order. */
const closesEarly = async ({ editor }: ClosePorts, day: string, today: string, now: Date): Promise<boolean> =>
  day === addDays(today, 1) && ((await editor.choices(day)).closesAt ?? '~') <= now.toISOString();

/**
 * Closes one day. Papers and parts go to the store under their content hash, then one conditional put of the edition names them. A
 * crash before the put leaves only unnamed objects; after it, every retry finds the same edition. The editor's pins, drops and
 * note are read once, here. Readers have not voted yet: they vote on papers of editions.
 */
async function closeDay(ports: ClosePorts, day: string, last: Edition | undefined, now: Date): Promise<Edition> {
  const { start, end, choices, news, withSummary, allAuthors, revised } = await gatherDay(ports, day, last);
  const ranked = print(news, end, choices);
  const { front, lists } = select(ranked.map(choosable), 'daily', end);
  const shown = new Set([...front, ...lists.flatMap((list) => list.papers)].map(({ id }) => id));
  const withoutSummary = ranked.filter(({ id, edited }) => shown.has(id) && !withSummary.has(id) && edited?.tldr === undefined);
  const summaries = await ports.summarise(withoutSummary);
  const papers = ranked.slice(0, MOST_PAPERS).map((paper) => ({ ...paper, tldr: summaries.get(paper.id) ?? paper.tldr }));
  const features = featuresOf(
    papers.map((paper) => ({ ...paper, authors: allAuthors.get(paper.id) ?? paper.authors })),
    await ports.lexicon.read(),
  );
  const about = { day, frequency: 'daily', start, end, note: choices.note, revised, total: ranked.length } as const;
  return make(ports, about, papers, { votes: {}, features }, now);
}

export type GatherPorts = Pick<ClosePorts, 'papers' | 'editor' | 'closeTime'> & {
  editions: Pick<ClosePorts['editions'], 'printed'>;
  files: Pick<ClosePorts['files'], 'papers' | 'allPapers'>;
};

/**
 * What the edition of a day is made of, so far if it has not closed yet: its span, the editor's choices, its news as an edition keeps
 * it, those of them that their feed summed up, all authors of those that have many, and how many revised papers came.
 * `last` is the day before, if that has an edition.
 */
export async function gatherDay(ports: GatherPorts, day: string, last: Edition | undefined) {
  const planned = closeOf(day, ports.closeTime);
  const start = last ? new Date(last.end) : closeOf(addDays(day, -1), ports.closeTime);
  // Days follow one another also where the close time moved to an hour or zone that is earlier.
  const choices = await ports.editor.choices(day);
  const early = new Date(choices.closesAt ?? planned);
  const end = new Date(Math.max(Math.min(planned.getTime(), early.getTime()), start.getTime()));
  const [news, receipts] = await Promise.all([
    newsOf(ports, start, end, last !== undefined),
    ports.papers.receiptsBetween(start, end),
  ]);
  return {
    start,
    end,
    choices,
    news: news.papers,
    withSummary: news.withSummary,
    allAuthors: news.allAuthors,
    revised: revisedIn(receipts) || undefined,
  };
}

/**
 * The papers that became news before `end` and are in no edition yet, as an edition keeps them. `withSummary`: the ids of those whose
 * feed has a summary. `allAuthors`: the authors, by paper, of those that have more than an edition keeps. `again`: looks once more for
 * late news of the day before.
 */
async function newsOf(ports: GatherPorts, start: Date, end: Date, again: boolean) {
  const from = again ? new Date(start.getTime() - LATE_MS) : start;
  const ids = await ports.papers.newsBetween(from, end);
  const withSummary = new Set<string>();
  const allAuthors = new Map<string, string[]>();
  const papers: (ReturnType<typeof kept> & { late: boolean })[] = [];
  for (let i = 0; i < ids.length; i += READ) {
    for (const paper of await ports.papers.getMany(ids.slice(i, i + READ))) {
      // It may have been withdrawn since it became news.
      if (!isNews(paper)) continue;
      if (paper.summary) withSummary.add(paper.id);
      const printed = kept(paper);
      if (printed.moreAuthors > 0) allAuthors.set(paper.id, findable(paper.authors));
      papers.push({ ...printed, late: (paper.newsAt ?? '') < start.toISOString() });
    }
  }
  if (!papers.some(({ late }) => late)) return { papers, withSummary, allAuthors };
  const before = new Set<string>();
  for (const edition of await ports.editions.printed('daily', 2))
    if (new Date(edition.end) > from)
      for (const { ids } of await ports.files.allPapers(edition)) for (const id of ids) before.add(id);
  return { papers: papers.filter(({ late, ids }) => !late || !ids.some((id) => before.has(id))), withSummary, allAuthors };
}

/** The authors by whom readers find a paper: of thousands, the first and the last. */
const findable = (authors: readonly string[]) =>
  authors.length > FINDABLE.first + FINDABLE.last
    ? [...authors.slice(0, FINDABLE.first), ...authors.slice(-FINDABLE.last)]
    : [...authors];
const FINDABLE = { first: 100, last: 10 };

/**
 * The week's edition to a day that has closed: the papers of its seven days, ranked anew with the votes of readers until now. Made
 * when it is first asked for. Undefined while the day is open.
 */
export async function weekTo(ports: ClosePorts, day: string, now: Date): Promise<Edition | undefined> {
  const known = await ports.editions.get(editionId(day, 'weekly'));
  if (known) return known;
  const last = await ports.editions.get(day);
  if (!last) return undefined;
  const days = await ports.editions.printed('daily', 7, addDays(day, -6), day);
  const { papers, votes } = await papersOf(ports, days);
  const end = new Date(last.end);
  const ranked = rankedWeek(papers, end, votes);
  const start = new Date(days.at(-1)?.start ?? last.start);
  return make(
    ports,
    { day, frequency: 'weekly', start, end, note: last.note, revised: revisedOn(days), total: ranked.length },
    ranked.slice(0, MOST_PAPERS),
    { votes },
    now,
  );
}

/** How many revised papers came on these days. */
const revisedOn = (days: readonly Edition[]) => days.reduce((sum, { revised = 0 }) => sum + revised, 0) || undefined;

/** What counting votes on the papers of closed days needs of the world. */
export type VotedPorts = Pick<GatherPorts, 'files'> & Pick<ClosePorts, 'votes'>;

/** The papers of days that have closed, and how many readers voted for them until now. */
export async function papersOf({ files, votes }: VotedPorts, days: readonly Printed[]) {
  const papers: PrintedPaper[] = [];
  const counts: Record<string, number> = {};
  for (const one of days) {
    const ofDay = await files.papers(one);
    for (const paper of ofDay) papers.push({ ...paper, day: one.day });
    for (const [id, count] of await votes.count(ofDay.slice(0, VOTED_ON))) if (count > 0) counts[id] = count;
  }
  return { papers, votes: counts };
}

/** Papers of a week's days, ranked anew at its close. */
export const rankedWeek = (papers: readonly PrintedPaper[], end: Date, votes: Readonly<Record<string, number>>): PrintedPaper[] =>
  print(papers, end, undefined, new Map(papers.map(({ id, readers = 0 }) => [id, votes[id] ?? readers])), 'weekly');

type About = Pick<Edition, 'day' | 'frequency' | 'note' | 'revised'> & { start: Date; end: Date; total: number };

/** Keeps the files of an edition, then writes its row. Without papers the row says so, and has the frame of a mail that says it. */
async function make(
  { editions, files, render, sources }: ClosePorts,
  { day, frequency, note, revised, total, ...span }: About,
  papers: readonly PrintedPaper[],
  { votes, features }: { votes: Record<string, number>; features?: Features },
  now: Date,
): Promise<Edition> {
  const id = editionId(day, frequency);
  const [lead] = papers;
  const earlier = await editions.printed('daily', OWED_DAYS - 1, addDays(day, 1 - OWED_DAYS), addDays(day, -1));
  const printedToday = frequency === 'daily' ? lead !== undefined : isPrinted(await editions.get(day));
  const edition: Edition = {
    id,
    day,
    frequency,
    state: lead ? 'CLOSED' : 'EMPTY',
    start: span.start.toISOString(),
    end: span.end.toISOString(),
    title: lead?.title ?? '',
    papers: papers.length,
    leftOut: total - papers.length,
    note,
    revised,
    recent: [...(printedToday ? [{ day, end: span.end.toISOString() }] : []), ...earlier.map(({ day, end }) => ({ day, end }))],
    madeAt: now.toISOString(),
  };
  if (!lead) {
    const notice = await files.keepParts(id, { ...compose(edition, [], render), votes: {} });
    return editions.make({ ...edition, notice, ...emptiness(day, await sources.states(), now) });
  }
  // The copies of a week are put together from the parts of its days.
  const parts = { ...compose(edition, frequency === 'daily' ? papers : [], render), votes };
  const [papersKey, partsKey, featuresKey] = await Promise.all([
    files.keepPapers(id, papers),
    files.keepParts(id, parts),
    features && files.keepFeatures(id, features),
  ]);
  return editions.make({ ...edition, files: { papers: papersKey, parts: partsKey, features: featuresKey } });
}
