import * as z from 'zod/mini';
import type { Edition, Tally } from './edition.ts';
import { type Reader, type SkipReason, wasAway } from './reader.ts';
import { addDays, daysOf, dueBefore, localDay, localWeek, type Preferences } from './schedule.ts';

/**
 * What became of one reader's copy of one edition. Without a row, no worker has tried it. A reader has one row for an edition,
 * even if several dispatches have them in their audience.
 */
export const ledgerRow = z.object({
  edition: z.string(),
  readerId: z.string(),
  /** The due instant of the dispatch that tried it last. */
  dispatch: z.optional(z.iso.datetime()),
  /**
   * `PENDING`: SES certainly accepted nothing, or an operator asked to resend it; it can be claimed again. `CLAIMED`: a worker
   * has it until `claimedUntil`. The others are final, with two exceptions: an event from SES turns UNKNOWN into SENT, and another
   * dispatch may claim a copy that was skipped as `moved`.
   */
  state: z.enum(['PENDING', 'CLAIMED', 'SENT', 'REJECTED', 'SKIPPED', 'UNKNOWN']),
  attempt: z.int().check(z.positive()),
  at: z.iso.datetime(),
  claimedUntil: z.optional(z.iso.datetime()),
  /** SES's message id if SENT, else the reason. */
  detail: z.optional(z.string()),
});
export type LedgerRow = z.infer<typeof ledgerRow>;

/** The final state of a copy. `detail` is as in the row. */
export type CopyEnd = { state: 'SENT' | 'REJECTED' | 'SKIPPED' | 'UNKNOWN'; detail: string };

export type CopyKey = { edition: string; readerId: string };

/** A worker's right to send one copy for a dispatch. A claim with a later attempt number makes it void. */
export type Claim = CopyKey & { dispatch: string; attempt: number; claimedUntil: Date };

/** How long a claim holds, ms: six times SES's 10 s timeout, so that a slow worker keeps its claim while it works. */
export const CLAIM_MS = 60_000;

/**
 * The reason of a copy that was not due: its reader had changed their wish, or had mail that day. Its papers stay owed. It is stored
 * in ledger rows, so it keeps its name. A departure that is called `moved` is another thing: a changed address.
 */
export const MOVED = 'moved';

/** The reason of a copy that could not be sent before its dispatch expired. Its papers stay owed. */
export const EXPIRED = 'expired';

/** The reason of a copy whose reader pauses. */
const PAUSED: SkipReason = 'paused';

/** The reason of a copy whose papers came with the copy of another edition. */
export const cameWith = (edition: string): string => `${CARRIER_PREFIX}${edition}`;
const CARRIER_PREFIX = 'with ';

/** The edition whose copy brought the papers, if that is the reason. */
export const carrierOf = (reason: string): string | undefined =>
  reason.startsWith(CARRIER_PREFIX) ? reason.slice(CARRIER_PREFIX.length) : undefined;

/**
 * True if a dispatch may claim a copy with this row: it has none, it is PENDING, or another dispatch found that the copy was not
 * due then.
 */
export const isOpenTo = (dispatch: string, row: LedgerRow | undefined): boolean =>
  !row || row.state === 'PENDING' || (row.state === 'SKIPPED' && row.detail === MOVED && row.dispatch !== dispatch);

/**
 * Counts the final states of a batch. Undefined while one of its copies is not final. A copy that another dispatch has claimed
 * counts as skipped here.
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

/** How many days back a copy may bring papers that its reader missed. */
export const OWED_DAYS = 14;

/**
 * How many days back SEND reads a reader's rows: those a copy may draw on, and seven more, since a week's row accounts for seven
 * days.
 */
export const HISTORY_DAYS = OWED_DAYS + 7;

/**
 * A copy that is due: the edition and its last day, the due instant, and the last fortnight's days with an edition, newest first.
 */
export type DueCopy = { edition: string; day: string; due: Date; recent: Edition['recent'] };

/** What `owed` needs of a reader: their preferences, when their subscription began, and when they were away. */
export type OwedReader = Pick<Reader, 'preferences' | 'since' | 'gaps'>;

/**
 * The days whose papers a copy brings, newest first: those that no other copy accounts for. `beyond` are the days among them that
 * are not the edition's own, because a dispatch was missed or the reader changed their wish. `rows` are the reader's of the last
 * `HISTORY_DAYS`. Empty if nothing is owed, or if the reader has had mail on this local day (in this local week, if both copies
 * are weekly): then the next copy brings these papers. Days when the reader was away are not owed.
 */
export function owed(copy: DueCopy, reader: OwedReader, rows: readonly LedgerRow[]): { days: string[]; beyond: string[] } {
  const { preferences } = reader;
  if (!preferences) return { days: [], beyond: [] };
  const byEdition = new Map(rows.filter(({ edition }) => edition !== copy.edition).map((row) => [row.edition, row]));
  const others = [...byEdition.values()];
  if (hasMail(copy, preferences, others)) return { days: [], beyond: [] };
  const accounted = new Set(
    others.filter((row) => accountsForDays(row, byEdition)).flatMap(({ edition }) => daysOf(edition) ?? []),
  );
  const own = new Set(daysOf(copy.edition));
  const days = copy.recent.filter(({ day, end }) => {
    if (accounted.has(day) || day > copy.day || day <= addDays(copy.day, -OWED_DAYS)) return false;
    if (own.has(day)) return true;
    // A day is never due before its close. The close time may have changed since.
    const due = dueBefore(copy.due, daysBetween(day, copy.day), preferences);
    return !wasAway(reader, new Date(Math.max(due.getTime(), Date.parse(end))));
  });
  const names = days.map(({ day }) => day);
  return { days: names, beyond: names.filter((day) => !own.has(day)) };
}

/** True if the reader has other mail on the local day of a copy (in its local week, if both are weekly). */
export const hasMail = (
  { edition, due }: Pick<DueCopy, 'edition' | 'due'>,
  preferences: Preferences,
  rows: readonly LedgerRow[],
): boolean => rows.some((row) => row.edition !== edition && mayHaveSent(row) && isSamePeriod(row, due, preferences));

/** True if a copy was sent, or may have been or may yet be. */
const mayHaveSent = ({ state }: LedgerRow) => state === 'SENT' || state === 'UNKNOWN' || state === 'CLAIMED';

/** True if no other copy should bring this one's days: it was or may be sent, or its reason is not in `STILL_OWED`. */
function accountsForDays({ state, detail = '' }: LedgerRow, rows: ReadonlyMap<string, LedgerRow>): boolean {
  if (state === 'PENDING' || (state === 'SKIPPED' && STILL_OWED.has(detail))) return false;
  const carrier = state === 'SKIPPED' ? carrierOf(detail) : undefined;
  if (carrier === undefined) return true;
  const row = rows.get(carrier);
  return row !== undefined && accountsForDays(row, rows);
}

/**
 * Reasons after which the papers stay owed. After `unsubscribed` that matters only if the reader undoes it: one who signs up
 * again was away.
 */
const STILL_OWED = new Set([MOVED, EXPIRED, 'unsubscribed']);

function isSamePeriod({ edition, dispatch }: LedgerRow, due: Date, { frequency, zone }: Preferences): boolean {
  if (!dispatch) return false;
  const period = frequency === 'weekly' && edition.endsWith('-week') ? localWeek : localDay;
  return period(new Date(dispatch), zone) === period(due, zone);
}

const daysBetween = (day: string, later: string) => Math.round((Date.parse(later) - Date.parse(day)) / 86_400_000);
