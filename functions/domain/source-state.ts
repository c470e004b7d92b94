import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import type { Edition } from './edition.ts';

/** A page of a source as it was last uploaded: hashes of its items and of their names. */
const page = z.object({ content: z.string(), names: z.string() });

/** A batch of papers: of a day, or what a feed showed at an instant. `texts` counts those with an abstract. */
const batch = z.object({ of: z.string(), items: z.int(), texts: z.int() });
type Batch = z.infer<typeof batch>;

/** What FETCH knows of a source. */
export const sourceState = z.object({
  name: z.string(),
  since: z.iso.datetime(),
  checkedAt: z.iso.datetime(),
  succeededAt: z.iso.datetime().optional(),
  failingSince: z.iso.datetime().optional(),
  failure: z.string().optional(),
  /** It asked not to be asked before. */
  notBefore: z.iso.datetime().optional(),
  /** When its last feed was made, if the feed says so. */
  builtAt: z.iso.datetime().optional(),
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  pages: z.record(z.string(), page).default({}),
  /** The last day that was fetched completely, of a source that is asked by days. */
  complete: z.iso.date().optional(),
  /** When each day that is not complete was last asked for; of a gap, when a day had nothing. */
  asked: z.record(z.string(), z.iso.datetime()).default({}),
  /** Days that its feed may have shown while FETCH did not run; they are still to be asked for. */
  gap: z.object({ from: z.iso.date(), to: z.iso.date() }).optional(),
  /** When the last gap was asked for completely. */
  filledAt: z.iso.datetime().optional(),
  /** When it last had something new, and when it last said that it has nothing. */
  newAt: z.iso.datetime().optional(),
  emptyAt: z.iso.datetime().optional(),
  batches: z.array(batch).default([]),
  /** The weekdays on which it has something, if it has such days. */
  weekdays: z.array(z.int()).optional(),
  /** Its health when it was last asked. */
  health: z.object({ state: z.enum(['fresh', 'quiet', 'stale', 'thin', 'failing']), says: z.string() }).optional(),
});
export type SourceState = z.infer<typeof sourceState>;

/**
 * The health of a source. `fresh`: it had something new within a day. `quiet`: it had nothing new, and nothing was expected.
 * `stale`: it had nothing new although something was expected. `thin`: its last batch is much smaller than usual, or has no
 * abstracts. `failing`: it gives no feed. `says` is for the operator.
 */
export type Health = { state: 'fresh' | 'quiet' | 'stale' | 'thin' | 'failing'; says: string };

/** True if an alarm rings for a source in this state. */
export const isAmiss = (state: SourceRow['state']): boolean => state === 'stale' || state === 'thin' || state === 'failing';

/** The name of the publisher's own uploads among the sources. */
export const UPLOADS = 'uploads';

/**
 * When something new is expected: of a source by its kind, of uploads as their publisher says. See `Source` in
 * contract/sources.ts.
 */
export type Rhythm = { weekdays: readonly number[]; zone: string; hour: number; withinHours: number };

const HOUR_MS = 3_600_000;
/** How long a source must give no feed to count as failing, ms. */
const FAILING_MS = 3 * HOUR_MS;
/** How long a source may say that it has nothing before it is stale, ms: a holiday and two weekends. */
const MOST_EMPTY_MS = 6 * 24 * HOUR_MS;
/** How many earlier batches are needed to tell the usual size. */
const BATCHES_TO_TELL = 5;

/** Judges a source at `now`. */
export function healthOf(state: SourceState, rhythm: Rhythm, now: Date): Health {
  const { since, failingSince, failure = '', newAt, emptyAt, batches, gap } = state;
  const age = (at: string) => now.getTime() - Date.parse(at);
  if (failingSince && age(failingSince) >= FAILING_MS)
    return { state: 'failing', says: `no feed since ${minute(failingSince)}: ${failure}` };
  const thin = whyThin(batches);
  if (thin) return { state: 'thin', says: thin };
  const lastNew = newAt ?? since;
  const filling = gap ? `; days from ${gap.from} to ${gap.to} are still to be fetched` : '';
  const said = newAt
    ? `last new papers ${minute(newAt)}${filling}`
    : `nothing since it was first asked, ${minute(since)}${filling}`;
  const due = lastExpected(rhythm, now);
  if (lastNew >= due.toISOString())
    return newAt && age(newAt) < 24 * HOUR_MS ? { state: 'fresh', says: said } : { state: 'quiet', says: said };
  // The feed was made anew and is empty, as on a holiday.
  if (emptyAt && emptyAt >= due.toISOString() && age(lastNew) < MOST_EMPTY_MS)
    return { state: 'quiet', says: `${said}; it says itself that it has none` };
  return { state: 'stale', says: `${said}; more was due by ${minute(deadline(rhythm, due).toISOString())}` };
}

/** All that is judged: the sources, and uploads if their publisher says when they come. */
export const watched = (sources: readonly { name: string; rhythm: Rhythm }[], uploads: Rhythm | undefined) =>
  uploads ? [...sources, { name: UPLOADS, rhythm: uploads }] : sources;

/** A source as a row of a table: its health, when it was last asked, and why the last request failed. */
export type SourceRow = {
  name: string;
  asked: string;
  failure?: string | undefined;
  says: string;
  state: Health['state'] | 'new';
};

/** The rows of these sources. */
export function sourceRows(
  named: readonly { name: string; rhythm: Rhythm }[],
  states: readonly SourceState[],
  now: Date,
): SourceRow[] {
  const known = new Map(states.map((state) => [state.name, state]));
  return named.map(({ name, rhythm }) => {
    const state = known.get(name);
    if (!state) return { name, state: 'new', asked: 'never', says: 'it was not looked at yet' };
    return { name, asked: minute(state.checkedAt), failure: state.failure, ...healthOf(state, rhythm, now) };
  });
}

/** How long after its last request a source counts as removed from `--sources`, ms. */
const REMOVED_AFTER_MS = 48 * HOUR_MS;

/** Why nothing has come: the sources have nothing (`quiet`), or one of them is `late`. Undefined if no source is asked. */
function whyNothing(states: readonly SourceState[], now: Date): 'quiet' | 'late' | undefined {
  const asked = states.filter(({ checkedAt }) => now.getTime() - Date.parse(checkedAt) < REMOVED_AFTER_MS);
  if (asked.length === 0) return undefined;
  return asked.some(({ health }) => health?.state === 'stale' || health?.state === 'failing') ? 'late' : 'quiet';
}

/** The names of the kinds of source that rest on some weekdays, by the word before the colon. */
const NAMES: Record<string, string> = {
  arxiv: 'arXiv',
  hf: 'Hugging Face',
  biorxiv: 'bioRxiv',
  medrxiv: 'medRxiv',
};

/**
 * Why a day that closes now is empty, as its edition keeps it. `resting` names all sources, if every one of them has nothing on
 * this weekday.
 */
export function emptiness(day: string, states: readonly SourceState[], now: Date): Pick<Edition, 'missing' | 'resting'> {
  const missing = whyNothing(states, now);
  const weekday = Temporal.PlainDate.from(day).dayOfWeek;
  const resting = new Set<string>();
  for (const { name, weekdays } of states) {
    const known = NAMES[name.slice(0, Math.max(0, name.indexOf(':')))];
    // This source may have papers on such a weekday.
    if (!known || !weekdays || weekdays.length === 0 || weekdays.includes(weekday)) return { missing };
    resting.add(known);
  }
  return missing === 'quiet' && resting.size > 0 ? { missing, resting: [...resting].sort() } : { missing };
}

/** Why the last batch is thin, compared with those before; undefined if it is not. */
function whyThin(batches: readonly Batch[]): string | undefined {
  const [last] = batches.slice(-1);
  const before = batches.slice(0, -1);
  if (!last) return undefined;
  const { items, texts } = last;
  if (items >= 3 && texts * 2 < items && before.some((one) => one.texts * 2 >= one.items))
    return `no abstracts in ${items - texts} of ${items} papers of its last batch`;
  const sizes = before.map((one) => one.items).sort((a, b) => a - b);
  const usual = sizes[Math.floor(sizes.length / 2)] ?? 0;
  return sizes.length >= BATCHES_TO_TELL && items * 3 < usual
    ? `its last batch has ${items} papers, and ${usual} are usual`
    : undefined;
}

/** Adds a batch, or replaces the one with the same `of`. */
export const withBatch = (batches: readonly Batch[], one: Batch): Batch[] =>
  [...batches.filter(({ of }) => of !== one.of), one].sort((a, b) => (a.of < b.of ? -1 : 1)).slice(-11);

/** The latest instant such that something new since then should have been seen by `now`. */
export function lastExpected({ weekdays, zone, hour, withinHours }: Rhythm, now: Date): Date {
  const latest = new Date(now.getTime() - withinHours * HOUR_MS);
  if (weekdays.length === 0) return latest;
  const local = Temporal.Instant.fromEpochMilliseconds(latest.getTime()).toZonedDateTimeISO(zone);
  for (let day = local.toPlainDate(); ; day = day.subtract({ days: 1 })) {
    const at = day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from({ hour }) });
    if (weekdays.includes(day.dayOfWeek) && at.epochMilliseconds <= latest.getTime()) return new Date(at.epochMilliseconds);
  }
}

/** When what is expected from an instant on is late. */
const deadline = ({ weekdays, withinHours }: Rhythm, due: Date) =>
  new Date(due.getTime() + (weekdays.length > 0 ? withinHours : 0) * HOUR_MS);

const minute = (at: string) => `${at.slice(0, 16).replace('T', ' ')} UTC`;
