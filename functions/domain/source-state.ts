import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';

/** A page of a source as it was put last: hashes of its items and of their names. */
const page = z.object({ content: z.string(), names: z.string() });

/** A batch of papers: of a day, or as a feed showed it at an instant. `texts` counts those with an abstract. */
const batch = z.object({ of: z.string(), items: z.int(), texts: z.int() });
type Batch = z.infer<typeof batch>;

/**
 * What is known of a source. `complete`: the last day of which everything was fetched, of a source that is asked by days. `gap`: days
 * that its feed may have shown while nobody looked, still to be asked for. `asked`: when a day was last asked for that is not complete.
 * `newAt`: when it last had something new; `emptyAt`: when it last said that it has nothing. `notBefore`: it asked to be left alone.
 */
export const sourceState = z.object({
  name: z.string(),
  since: z.iso.datetime(),
  checkedAt: z.iso.datetime(),
  succeededAt: z.iso.datetime().optional(),
  failingSince: z.iso.datetime().optional(),
  failure: z.string().optional(),
  notBefore: z.iso.datetime().optional(),
  /** When its feed was made that was seen last, if it says so. */
  builtAt: z.iso.datetime().optional(),
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  pages: z.record(z.string(), page).default({}),
  complete: z.iso.date().optional(),
  asked: z.record(z.string(), z.iso.datetime()).default({}),
  gap: z.object({ from: z.iso.date(), to: z.iso.date() }).optional(),
  newAt: z.iso.datetime().optional(),
  emptyAt: z.iso.datetime().optional(),
  batches: z.array(batch).default([]),
  /** The weekdays on which it has something, if it has such days. */
  weekdays: z.array(z.int()).optional(),
  /** How it was found when it was asked last. */
  health: z.object({ state: z.enum(['fresh', 'quiet', 'stale', 'thin', 'failing']), says: z.string() }).optional(),
});
export type SourceState = z.infer<typeof sourceState>;

/**
 * How a source is. `fresh`: it had something new within a day. `quiet`: it has not, and that is as it should be. `stale`: it has not,
 * although it should. `thin`: what came is much less than usual, or without texts. `failing`: it gives no answer.
 */
export type Health = { state: 'fresh' | 'quiet' | 'stale' | 'thin' | 'failing'; says: string };

/** The name under which a publisher's own uploads stand beside the sources. */
export const UPLOADS = 'uploads';

/** What is expected of a source, as its kind says, or of uploads, as their publisher says. */
export type Rhythm = { weekdays: readonly number[]; zone: string; hour: number; withinHours: number };

const HOUR_MS = 3_600_000;
/** A source fails when it gave no answer for so long: one bad hour is nobody's business. */
const FAILING_MS = 3 * HOUR_MS;
/** The longest that a source may say itself that it has nothing, ms: over a holiday and two weekends. */
const SAYS_NOTHING_MS = 6 * 24 * HOUR_MS;
/** Batches that tell what is usual. */
const USUAL = 5;

/** How a source is at `now`, in words for the operator. */
export function healthOf(state: SourceState, rhythm: Rhythm, now: Date): Health {
  const { since, failingSince, failure = '', newAt, emptyAt, batches, gap } = state;
  const age = (at: string) => now.getTime() - Date.parse(at);
  if (failingSince && age(failingSince) >= FAILING_MS)
    return { state: 'failing', says: `no answer since ${minute(failingSince)}: ${failure}` };
  const thin = thinness(batches);
  if (thin) return { state: 'thin', says: thin };
  const heard = newAt ?? since;
  const filling = gap ? `; days from ${gap.from} to ${gap.to} are still to be fetched` : '';
  const said = newAt
    ? `last new papers ${minute(newAt)}${filling}`
    : `nothing since it was first asked, ${minute(since)}${filling}`;
  const due = lastExpected(rhythm, now);
  if (heard >= due.toISOString())
    return newAt && age(newAt) < 24 * HOUR_MS ? { state: 'fresh', says: said } : { state: 'quiet', says: said };
  // The feed was made anew and is empty: a holiday, which nobody here needs to know.
  if (emptyAt && emptyAt >= due.toISOString() && age(heard) < SAYS_NOTHING_MS)
    return { state: 'quiet', says: `${said}; it says itself that it has none` };
  return { state: 'stale', says: `${said}; more was due by ${minute(deadline(rhythm, due).toISOString())}` };
}

/** All that is judged: sources, and uploads where their publisher says when they come. */
export const watched = (sources: readonly { name: string; rhythm: Rhythm }[], uploads: Rhythm | undefined) =>
  uploads ? [...sources, { name: UPLOADS, rhythm: uploads }] : sources;

/** A source as a table shows it: how it is, when it was asked last, and why the last request gave nothing. */
export type SourceRow = {
  name: string;
  asked: string;
  failure?: string | undefined;
  says: string;
  state: Health['state'] | 'new';
};

/** What is known of these sources. */
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

/** A source that was not asked for so long is named no more, ms. */
const NAMED_MS = 48 * HOUR_MS;

/** Why nothing has come: the sources have nothing, or what was due of one has not come. Undefined where none is asked. */
export function whyNothing(states: readonly SourceState[], now: Date): 'quiet' | 'late' | undefined {
  const asked = states.filter(({ checkedAt }) => now.getTime() - Date.parse(checkedAt) < NAMED_MS);
  if (asked.length === 0) return undefined;
  return asked.some(({ health }) => health?.state === 'stale' || health?.state === 'failing') ? 'late' : 'quiet';
}

/** What the last batch is without, measured by those before. */
function thinness(batches: readonly Batch[]): string | undefined {
  const [last] = batches.slice(-1);
  const before = batches.slice(0, -1);
  if (!last) return undefined;
  const { items, texts } = last;
  if (items >= 3 && texts * 2 < items && before.some((one) => one.texts * 2 >= one.items))
    return `no abstracts in ${items - texts} of ${items} papers of its last batch`;
  const sizes = before.map((one) => one.items).sort((a, b) => a - b);
  const usual = sizes[Math.floor(sizes.length / 2)] ?? 0;
  return sizes.length >= USUAL && items * 3 < usual ? `its last batch has ${items} papers, and ${usual} are usual` : undefined;
}

/** Enters a batch, or what has become of one that is there. */
export const withBatch = (batches: readonly Batch[], one: Batch): Batch[] =>
  [...batches.filter(({ of }) => of !== one.of), one].sort((a, b) => (a.of < b.of ? -1 : 1)).slice(-11);

/** The last instant from which on something new should have been seen by now. */
function lastExpected({ weekdays, zone, hour, withinHours }: Rhythm, now: Date): Date {
  const latest = new Date(now.getTime() - withinHours * HOUR_MS);
  if (weekdays.length === 0) return latest;
  const local = Temporal.Instant.fromEpochMilliseconds(latest.getTime()).toZonedDateTimeISO(zone);
  for (let day = local.toPlainDate(); ; day = day.subtract({ days: 1 })) {
    const at = day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from({ hour }) });
    if (weekdays.includes(day.dayOfWeek) && at.epochMilliseconds <= latest.getTime()) return new Date(at.epochMilliseconds);
  }
}

/** When what was to come from an instant on is late. */
const deadline = ({ weekdays, withinHours }: Rhythm, due: Date) =>
  new Date(due.getTime() + (weekdays.length > 0 ? withinHours : 0) * HOUR_MS);

const minute = (at: string) => `${at.slice(0, 16).replace('T', ' ')} UTC`;
