import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { changePreferences, confirm, undoUnsubscribe, unsubscribe } from '../../functions/domain/consent.ts';
import type { PrintedPaper } from '../../functions/domain/edition.ts';
import type { CloseTime, Preferences } from '../../functions/domain/schedule.ts';
import { engine, memoryStores, paperOf, readerIdOf } from '../fakes/engine.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 2, 18, 12);

/** Days in which things happen, and quiet days after them in which all that is owed must come. */
const BUSY_DAYS = 15;
const DAYS = BUSY_DAYS + 9;

type Act =
  | { kind: 'change'; to: Preferences }
  | { kind: 'pause'; days: number }
  | { kind: 'resume' | 'leave' | 'undo' }
  | { kind: 'return'; to: Preferences };
type Timed = { minute: number; act: Act; indexLags: boolean };
type Span = { from: number; hours: number };
/** A life: what readers do, when DIGEST or SEND are out, when the close time changes. Minutes count from the start, days from 0. */
export type Life = {
  closeTime: CloseTime;
  moves: { minute: number; to: CloseTime } | undefined;
  readers: { joins: number; first: Preferences; acts: Timed[] }[];
  digestOut: Span[];
  sendOut: Span[];
  emptyDays: number[];
  papers: { minute: number; late: number }[];
};

const HOUSES: CloseTime[] = [
  { zone: 'UTC', hour: 5 },
  { zone: 'Europe/Berlin', hour: 2 },
  { zone: 'Australia/Sydney', hour: 5 },
  { zone: 'Pacific/Kiritimati', hour: 23 },
];
const zone = fc.constantFrom('Pacific/Auckland', 'Pacific/Honolulu', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'UTC');
const wish = (frequency: fc.Arbitrary<Preferences['frequency']>): fc.Arbitrary<Preferences> =>
  fc.record({ frequency, weekday: fc.integer({ min: 1, max: 7 }), hour: fc.integer({ min: 0, max: 23 }), zone });
const busyMinute = fc.integer({ min: 60, max: BUSY_DAYS * 24 * 60 });

const readerArbitrary = fc
  .constantFrom(fc.constant('daily' as const), fc.constantFrom('daily' as const, 'weekly' as const))
  .chain((frequency) =>
    fc.record({
      joins: fc.integer({ min: 0, max: 3 * 24 * 60 }),
      first: wish(frequency),
      acts: fc.array(
        fc.record({
          minute: busyMinute,
          act: fc.oneof(
            { weight: 6, arbitrary: fc.record({ kind: fc.constant('change' as const), to: wish(frequency) }) },
            { weight: 1, arbitrary: fc.record({ kind: fc.constant('pause' as const), days: fc.integer({ min: 1, max: 5 }) }) },
            { weight: 1, arbitrary: fc.constant({ kind: 'resume' as const }) },
            { weight: 1, arbitrary: fc.constant({ kind: 'leave' as const }) },
            { weight: 1, arbitrary: fc.constant({ kind: 'undo' as const }) },
            { weight: 1, arbitrary: fc.record({ kind: fc.constant('return' as const), to: wish(frequency) }) },
          ),
          indexLags: fc.boolean(),
        }),
        { maxLength: 45 },
      ),
    }),
  );

/** From the second hour on: the first tick of all says where the first edition begins. */
const spans = (longest: number) =>
  fc.array(fc.record({ from: fc.integer({ min: 1, max: (BUSY_DAYS - 5) * 24 }), hours: fc.integer({ min: 1, max: longest }) }), {
    maxLength: 2,
  });

/** Lives without outages (`longest` 0), or with outages of up to so many hours. */
export const lives = (longest: number): fc.Arbitrary<Life> =>
  fc.record({
    closeTime: fc.constantFrom(...HOUSES),
    moves:
      longest > 0
        ? fc.option(fc.record({ minute: busyMinute, to: fc.constantFrom(...HOUSES) }), { nil: undefined })
        : fc.constant(undefined),
    readers: fc.array(readerArbitrary, { minLength: 3, maxLength: 6 }),
    digestOut: longest > 0 ? spans(longest) : fc.constant([]),
    sendOut: longest > 0 ? spans(longest) : fc.constant([]),
    emptyDays: fc.uniqueArray(fc.integer({ min: 0, max: DAYS }), { maxLength: 3 }),
    papers: fc.array(fc.record({ minute: fc.integer({ min: 0, max: 24 * 60 - 1 }), late: fc.integer({ min: 0, max: 50 }) }), {
      minLength: 1,
      maxLength: 3,
    }),
  });

/** What one reader's mailbox and ledger hold at the end. Times in ms. */
type Lived = {
  mails: { at: number; due: number; zone: string; edition: string; papers: number[]; onWeb: string[] }[];
  /** The times in which they wanted mail: from joining or coming back to leaving, and from `pause` to its end none. */
  active: { from: number; to: number }[];
  paused: { from: number; to: number }[];
  everWeekly: boolean;
  rows: { edition: string; state: string; detail?: string | undefined }[];
};

/** Lives a life hour by hour. `papers` are when each became news; `editions` which papers each day holds and when it closed. */
export async function live(life: Life) {
  const stores = memoryStores();
  const e = engine(stores);
  e.moveCloseTime(life.closeTime);
  const memory = stores.readers as typeof stores.readers & { lag(behind: boolean): void };
  const papers: { newsAt: number; seenAt: number }[] = [];
  for (let day = 0; day < DAYS; day++) {
    if (life.emptyDays.includes(day)) continue;
    for (const { minute, late } of life.papers) {
      const newsAt = START + day * DAY + minute * MINUTE;
      papers.push({ newsAt, seenAt: newsAt + late * MINUTE });
    }
  }
  const stored = papers.map(({ newsAt }, n) => paperOf(n, { newsAt: new Date(newsAt).toISOString(), listedOn: undefined }));

  const lived: Lived[] = life.readers.map(() => ({ mails: [], active: [], paused: [], everWeekly: false, rows: [] }));
  const timeline: { at: number; run: () => Promise<void> }[] = [];
  const put = (at: number, run: () => Promise<void>) => timeline.push({ at, run });
  const zoneAt: { at: number; zone: string }[][] = life.readers.map(() => []);

  for (const [n, { joins, first, acts }] of life.readers.entries()) {
    const me = lived[n]!;
    const wants = (to: Preferences, at: number) => {
      zoneAt[n]!.push({ at, zone: to.zone });
      if (to.frequency === 'weekly') me.everWeekly = true;
    };
    const isOn = () => me.active.at(-1)?.to === Number.POSITIVE_INFINITY;
    const endPause = (at: number) => {
      const last = me.paused.at(-1);
      if (last && last.to > at) last.to = at;
    };
    const begin = START + joins * MINUTE;
    put(begin, async () => {
      await e.join(n, first, new Date(begin).toISOString());
      wants(first, begin);
      me.active.push({ from: begin, to: Number.POSITIVE_INFINITY });
    });
    const does = (at: number, act: Act) => async () => {
      const reader = await e.readers.get(readerIdOf(n));
      const when = new Date(at);
      if (!reader?.preferences) return;
      const save = async (next: typeof reader | undefined) => void (next && (await e.readers.save(next)));
      const pausedUntil =
        reader.pausedUntil && reader.pausedUntil > when.toISOString() ? new Date(reader.pausedUntil) : undefined;
      switch (act.kind) {
        case 'change':
          if (!isOn()) return;
          wants(act.to, at);
          return save(changePreferences(reader, reader.generation, { ...act.to, pausedUntil }, when).next);
        case 'pause':
        case 'resume': {
          if (!isOn()) return;
          const until = act.kind === 'pause' ? new Date(at + act.days * DAY) : undefined;
          if (until && pausedUntil) me.paused.at(-1)!.to = until.getTime();
          else if (until) me.paused.push({ from: at, to: until.getTime() });
          else endPause(at);
          return save(changePreferences(reader, reader.generation, { ...reader.preferences, pausedUntil: until }, when).next);
        }
        case 'leave':
          if (!isOn()) return;
          me.active.at(-1)!.to = at;
          return save(unsubscribe(reader, reader.generation, when).next);
        case 'undo': {
          const { outcome, next } = undoUnsubscribe(reader, reader.generation, false, when);
          if (outcome === 'restored') me.active.at(-1)!.to = Number.POSITIVE_INFINITY;
          return save(next);
        }
        case 'return':
          if (isOn()) return;
          endPause(at);
          me.active.push({ from: at, to: Number.POSITIVE_INFINITY });
          wants(act.to, at);
          return save(confirm({ ...reader, requested: act.to }, reader.generation, when).next);
      }
    };
    for (const { minute, act, indexLags } of acts) {
      const at = begin + minute * MINUTE;
      if (at > START + BUSY_DAYS * DAY) continue;
      put(at, async () => {
        if (indexLags) memory.lag(true);
        await does(at, act)();
      });
    }
    // In the end all are there, so that what is owed can come.
    const last = START + BUSY_DAYS * DAY + n;
    put(last, does(last, { kind: 'return', to: { frequency: 'daily', weekday: 1, hour: 8, zone: 'Europe/Berlin' } }));
    put(last + 1, does(last + 1, { kind: 'resume' }));
  }
  if (life.moves) put(START + life.moves.minute * MINUTE, async () => e.moveCloseTime(life.moves!.to));

  const out = (of: Span[], at: number) =>
    of.some(({ from, hours }) => at >= START + from * HOUR && at < START + (from + hours) * HOUR);
  for (let hour = 0; hour < DAYS * 24; hour++) {
    const at = START + hour * HOUR + 2 * MINUTE;
    put(at, async () => {
      e.world.papers = stored.filter((_, n) => papers[n]!.seenAt <= at);
      if (!out(life.digestOut, at)) {
        await e.tick();
        memory.lag(false);
      }
      if (!out(life.sendOut, at)) await e.drain();
    });
  }
  for (const { at, run } of timeline.sort((a, b) => a.at - b.at)) {
    e.world.now = new Date(at);
    await run();
  }

  for (const mail of e.world.journal) {
    const n = Number(mail.tags.reader!.slice('reader'.length));
    const row = (await e.ledger.rows(mail.tags.edition!, [mail.tags.reader!])).get(mail.tags.reader!);
    const titles = mail.text.split('\n').flatMap((line) => /^Paper number (\d+)$/.exec(line)?.[1] ?? []);
    const due = Date.parse(row!.dispatch!);
    const { zone = 'UTC' } = zoneAt[n]!.filter(({ at }) => at <= mail.at).at(-1) ?? {};
    lived[n]!.mails.push({
      at: mail.at,
      due,
      zone,
      edition: mail.tags.edition!,
      papers: titles.map(Number),
      onWeb: onWeb(mail.text),
    });
  }
  for (const [n, me] of lived.entries()) me.rows = await e.ledger.history(readerIdOf(n), '');
  const editions = await Promise.all(
    (await e.editions.printed('daily', 1000)).map(async (edition) => {
      const printed: PrintedPaper[] = JSON.parse(e.world.files.get(edition.files.papers)!);
      return {
        id: edition.id,
        start: Date.parse(edition.start),
        end: Date.parse(edition.end),
        papers: printed.map(({ id }) => Number(id.slice('title:'.length))),
      };
    }),
  );
  return {
    lived,
    papers,
    editions: editions.reverse(),
    audited: await audited(e),
    closeTime: life.moves ? ('moves' as const) : ('stays' as const),
  };
}

/** The days on whose pages a mail says that the papers are which it has no room for. */
function onWeb(text: string): string[] {
  const [, rest = ''] = /\d+ more papers? on the web:([\s\S]*?)(?:\n\n|$)/.exec(text) ?? [];
  const pages = [...rest.matchAll(/\/editions\/(\d{4}-\d\d-\d\d)(-week)?/g)];
  return pages.flatMap(([, day, week]) => Array.from({ length: week ? 7 : 1 }, (_, i) => next(day!, -i)));
}

/** Dispatches whose states do not sum to their audience. */
async function audited(e: ReturnType<typeof engine>): Promise<string[]> {
  const wrong: string[] = [];
  const all = [...(await e.editions.printed('daily', 1000)), ...(await e.editions.printed('weekly', 1000))];
  for (const { id } of all)
    for (const { due, state, audience, tally } of await e.editions.dispatches(id)) {
      const sum = tally && tally.SENT + tally.REJECTED + tally.SKIPPED + tally.UNKNOWN;
      if (state === 'CLOSED' && sum !== audience) wrong.push(`${id} ${due}: ${sum} of ${audience}`);
    }
  return wrong;
}

/** The local date of an instant, by a clock of our own. */
const dateIn = (zone: string, at: number) =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString();

/**
 * No copy is due later than this after its edition closed, ms: a day and what clocks may shift. An edition that closed by the hour
 * of the close time before it changed is due by the new one, up to a day later.
 */
const LATEST_DUE = { stays: 27 * HOUR, moves: 51 * HOUR };

/** After so long without mail, ms, older days are not owed any more. */
const FORGOTTEN = 12 * DAY;

/**
 * What is wrong with a life, in words; empty when nothing is. Knows nothing of wishes' due instants, dispatches or the rules of what
 * is owed: a day was certainly owed to who wanted mail from its edition's close for longer than any copy of it may be due, and
 * certainly not to who wanted none in all that time.
 */
export function faultsOf({ lived, papers, editions, audited, closeTime }: Awaited<ReturnType<typeof live>>): string[] {
  const faults = [...audited];
  const end = START + DAYS * DAY;
  const times = new Map<number, number>();
  for (const { papers: inIt, end: closed, id } of editions)
    for (const n of inIt) {
      times.set(n, (times.get(n) ?? 0) + 1);
      if (papers[n]!.newsAt >= closed) faults.push(`paper ${n} stands in ${id}, which closed before it came`);
    }
  const lastClose = Math.max(0, ...editions.map((one) => one.end));
  papers.forEach(({ newsAt, seenAt }, n) => {
    const count = times.get(n) ?? 0;
    if (count > 1) faults.push(`paper ${n} stands in ${count} editions`);
    if (count === 0 && seenAt < lastClose - 2 * DAY && newsAt > START + DAY) faults.push(`paper ${n} stands in no edition`);
  });

  lived.forEach(({ mails, active, paused, everWeekly, rows }, n) => {
    const got = new Map<number, string>();
    mails.forEach((mail, i) => {
      for (const paper of mail.papers) {
        if (got.has(paper)) faults.push(`reader ${n} got paper ${paper} with ${got.get(paper)} and ${mail.edition}`);
        got.set(paper, mail.edition);
      }
      if (editions.some((one) => one.id === mail.edition && one.end > mail.at))
        faults.push(`reader ${n} got ${mail.edition} before its close`);
      const before = mails[i - 1];
      if (before && dateIn(mail.zone, before.due) === dateIn(mail.zone, mail.due))
        faults.push(`reader ${n} got ${before.edition} and ${mail.edition} on one day in ${mail.zone}`);
    });
    for (const { id, end: closed, papers: inIt } of editions) {
      // A weekly reader's copy comes up to a week later.
      const until = closed + LATEST_DUE[closeTime] + (everWeekly ? 7 * DAY : 0);
      const wanted =
        active.some(({ from, to }) => from <= closed && to >= until) &&
        !paused.some(({ from, to }) => from < until && to > closed);
      const unwanted =
        !active.some(({ from, to }) => from < until && to > closed) ||
        paused.some(({ from, to }) => from <= closed && to >= until);
      const has = inIt.filter((paper) => got.has(paper)).length;
      const led = mails.some(({ onWeb }) => onWeb.includes(id));
      const hadMail = mails.some(({ at }) => at >= closed && at < closed + FORGOTTEN);
      if (wanted && hadMail && until + 8 * DAY < end && has < inIt.length && !led)
        faults.push(
          `reader ${n} never got ${inIt.length - has} papers of ${id}: ${JSON.stringify(rows.find((row) => row.edition === id))}`,
        );
      if (unwanted && !everWeekly && has > 0) faults.push(`reader ${n} got ${id}, of a day on which they wanted no mail`);
    }
  });
  return faults;
}

const next = (day: string, days: number) => Temporal.PlainDate.from(day).add({ days }).toString();
