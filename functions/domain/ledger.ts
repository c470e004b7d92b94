import * as z from 'zod/mini';
import type { Edition, Tally } from './edition.ts';
import { type Reader, type SkipReason, wasAway } from './reader.ts';
import { addDays, daysOf, dueBefore, localDay, localWeek, type Preferences } from './schedule.ts';

/**
 * One reader's copy of one edition, whatever dispatches come: the row is the reader's and the edition's. `dispatch` is the due
 * instant of the dispatch that has it. No row: nobody has tried. `PENDING`: a claim was given back because SES accepted nothing for
 * certain, or an operator asked to resend it. `CLAIMED` until `lease`: a worker is at it. The other four are final, but for two
 * things: an event from SES turns UNKNOWN into SENT, and another dispatch may take what was skipped as `moved`. `detail` is SES's
 * message id when SENT, else the reason.
 */
export const ledgerRow = z.object({
  edition: z.string(),
  readerId: z.string(),
  dispatch: z.optional(z.iso.datetime()),
  state: z.enum(['PENDING', 'CLAIMED', 'SENT', 'REJECTED', 'SKIPPED', 'UNKNOWN']),
  attempt: z.int().check(z.positive()),
  at: z.iso.datetime(),
  lease: z.optional(z.iso.datetime()),
  detail: z.optional(z.string()),
});
export type LedgerRow = z.infer<typeof ledgerRow>;

/** How a copy ended, and why. */
export type CopyEnd = { state: 'SENT' | 'REJECTED' | 'SKIPPED' | 'UNKNOWN'; detail: string };

/** Which copy. */
export type Copy = { edition: string; readerId: string };

/** A worker's right to try one copy for a dispatch, fenced by its attempt number: a later attempt makes it void. */
export type Claim = Copy & { dispatch: string; attempt: number; lease: Date };

/** How long a claim holds, ms: SES's 10 s timeout six times over, so a slow worker is not robbed while it still works. */
export const LEASE_MS = 60_000;

/** The reason of a copy that was not this reader's to get then: they changed their wish, or had mail that day. Its papers stay owed. */
export const MOVED = 'moved';

/** The reason of a copy whose reader pauses. */
const PAUSED: SkipReason = 'paused';

/** The reason of a copy whose papers came with the copy of a later edition. */
export const cameWith = (edition: string): string => `${WITH}${edition}`;
const WITH = 'with ';

/** The edition whose copy brought the papers, where that is the reason. */
export const carrierOf = (reason: string): string | undefined =>
  reason.startsWith(WITH) ? reason.slice(WITH.length) : undefined;

/**
 * Whether a dispatch may try a copy that stands so: nobody has, a claim was given back, or another dispatch found that the
 * copy was not due then.
 */
export const isOpenTo = (dispatch: string, row: LedgerRow | undefined): boolean =>
  !row || row.state === 'PENDING' || (row.state === 'SKIPPED' && row.detail === MOVED && row.dispatch !== dispatch);

/**
 * Counts the final states of a batch of a dispatch, or undefined while a copy of it has not ended. A copy that another dispatch
 * has counts there, and as skipped here.
 */
export function tallyOf(dispatch: string, readerIds: readonly string[], rows: ReadonlyMap<string, LedgerRow>): Tally | undefined {
  const tally: Tally = { SENT: 0, REJECTED: 0, SKIPPED: 0, UNKNOWN: 0 };
  for (const readerId of readerIds) {
    const row = rows.get(readerId);
    if (!row) return undefined;
    const state = row.dispatch === dispatch || row.dispatch === undefined ? row.state : 'SKIPPED';
    if (state === 'PENDING' || state === 'CLAIMED') return undefined;
    tally[state]++;
    if (state === 'SKIPPED' && row.detail === PAUSED) tally.paused = (tally.paused ?? 0) + 1;
  }
  return tally;
}

/** How far back a copy may draw on days that were missed. */
export const OWED_DAYS = 14;

/** How many days before an edition its reader's rows are read from: a week's edition accounts for seven days. */
export const HISTORY_DAYS = OWED_DAYS + 7;

/** A copy as it is due: the edition's last day, its due instant, and the fortnight's days that have an edition, newest first. */
export type DueCopy = { edition: string; day: string; due: Date; recent: Edition['recent'] };

/** The reader of a copy: their wish, when their subscription began, and when they were away. */
export type OwedReader = Pick<Reader, 'preferences' | 'since' | 'gaps'>;

/**
 * The days whose papers a copy brings, newest first, given the reader's rows of the last `HISTORY_DAYS`: those that no other copy
 * accounts for. `beyond` are those of them that are not the edition's own: a dispatch was missed, or the reader changed their wish.
 * Empty when nothing is owed, or when the reader has mail on this local day already (in this local week, both times weekly): then
 * the next copy brings them. Days when the reader was away are not owed.
 */
export function owed(copy: DueCopy, reader: OwedReader, rows: readonly LedgerRow[]): { days: string[]; beyond: string[] } {
  const { preferences } = reader;
  if (!preferences) return { days: [], beyond: [] };
  const byEdition = new Map(rows.filter(({ edition }) => edition !== copy.edition).map((row) => [row.edition, row]));
  const others = [...byEdition.values()];
  if (hasMail(copy, preferences, others)) return { days: [], beyond: [] };
  const accounted = new Set(others.filter((row) => accounts(row, byEdition)).flatMap(({ edition }) => daysOf(edition) ?? []));
  const own = new Set(daysOf(copy.edition));
  const days = copy.recent.filter(({ day, end }) => {
    if (accounted.has(day) || day > copy.day || day <= addDays(copy.day, -OWED_DAYS)) return false;
    if (own.has(day)) return true;
    // Never before its close: the close time may have changed since.
    const due = dueBefore(copy.due, daysBetween(day, copy.day), preferences);
    return !wasAway(reader, new Date(Math.max(due.getTime(), Date.parse(end))));
  });
  const names = days.map(({ day }) => day);
  return { days: names, beyond: names.filter((day) => !own.has(day)) };
}

/** Whether the reader has other mail on the local day of a copy (in its local week, both times weekly). */
export const hasMail = (
  { edition, due }: Pick<DueCopy, 'edition' | 'due'>,
  preferences: Preferences,
  rows: readonly LedgerRow[],
): boolean => rows.some((row) => row.edition !== edition && mailed(row) && sameTime(row, due, preferences));

/** Whether a copy reached the reader's mailbox, or may yet. */
const mailed = ({ state }: LedgerRow) => state === 'SENT' || state === 'UNKNOWN' || state === 'CLAIMED';

/** Whether a copy accounts for its days: it was or may be sent, or has a reason that does not leave them to another copy. */
function accounts({ state, detail = '' }: LedgerRow, rows: ReadonlyMap<string, LedgerRow>): boolean {
  if (state === 'PENDING' || (state === 'SKIPPED' && LEFT_OPEN.has(detail))) return false;
  const carrier = state === 'SKIPPED' ? carrierOf(detail) : undefined;
  if (carrier === undefined) return true;
  const row = rows.get(carrier);
  return row !== undefined && accounts(row, rows);
}

/** Reasons that leave the papers to another copy. Who unsubscribed and comes back is owed nothing from before, unless they undid it. */
const LEFT_OPEN = new Set([MOVED, 'unsubscribed']);

function sameTime({ edition, dispatch }: LedgerRow, due: Date, { frequency, zone }: Preferences): boolean {
  if (!dispatch) return false;
  const period = frequency === 'weekly' && edition.endsWith('-week') ? localWeek : localDay;
  return period(new Date(dispatch), zone) === period(due, zone);
}

const daysBetween = (day: string, later: string) => Math.round((Date.parse(later) - Date.parse(day)) / 86_400_000);
