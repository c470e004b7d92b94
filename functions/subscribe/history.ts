import pMap from 'p-map';
import { type Dispatch, type DispatchId, type Edition, EXPIRY_MS } from '../domain/edition.ts';
import { whyEmpty } from '../domain/empty-day.ts';
import { carrierOf, type LedgerRow } from '../domain/ledger.ts';
import { NOTHING_FOR_YOU, type Reader, wasAway } from '../domain/reader.ts';
import { addDays, type CloseTime, daysOf, dueOf, lastDue, localDay } from '../domain/schedule.ts';

/** How far back it looks, days. */
const DAYS = 30;

export type HistoryPorts = {
  editions: {
    newest(frequency: Edition['frequency'], limit: number, from: string): Promise<Edition[]>;
    dispatch(id: DispatchId): Promise<Dispatch | undefined>;
  };
  ledger: { history(readerId: string, from: string): Promise<LedgerRow[]> };
};

/**
 * What became of one edition for one reader: `NONE` where the ledger has no row. `due` is when it was or is due to them, `at` when its
 * copy came to its end. `says` is for the operator. An edition without papers has no title; `none` says why, and `at` is when a mail told so.
 */
export type HistoryEntry = Pick<Edition, 'day' | 'frequency' | 'title'> & {
  edition: string;
  at?: string | undefined;
  due: string | undefined;
  state: LedgerRow['state'] | 'NONE';
  reason: string;
  says: string;
  none?: string;
};

/** Where the ledger has no row. */
const WITHOUT = {
  empty: 'no edition: nothing new had come',
  quiet: 'no edition: the sources had nothing new',
  late: 'no edition: what was due from the sources had not come',
  later: 'it is not due yet',
  'not-subscribed': 'the reader was not subscribed yet',
  away: 'the reader was away then: pausing, or unsubscribed for a while',
  unsubscribed: 'the reader had unsubscribed',
  suppressed: 'mails to this reader had been stopped',
  waiting: 'it is being sent, or the next tick sends it',
  missed: 'it was too late to send it; for two weeks its papers come with the next copy',
  'no-dispatch':
    'nothing was sent at that time, or the reader wanted mail at another; for two weeks its papers come with the next copy',
  'other-wish': 'it was not due then: the reader wanted mail at another time; its papers come with another copy',
};

/** Where it has one. */
const SKIPPED: Record<string, string> = {
  erased: 'the reader had been erased',
  pending: 'the subscription was not confirmed',
  unsubscribed: WITHOUT.unsubscribed,
  suppressed: WITHOUT.suppressed,
  moved:
    'it was not due then: the reader had changed when they want mail, or had mail that day; its papers come with another copy',
  paused: 'the reader was pausing',
  away: WITHOUT.away,
  expired: 'it could not be sent in time',
  unreadable: "the reader's row cannot be read",
  [NOTHING_FOR_YOU]: 'nothing in it was for this reader, who wants only what is',
};

/** Every reason for which a copy was not sent, but for those that SES gives. */
export const REASONS = [...Object.keys(WITHOUT), ...Object.keys(SKIPPED), 'with'];

/**
 * The last 30 days of one reader, newest first: each edition that they got, or that they would have got by their present wish, and
 * why not. One query of the ledger, two of the editions, and a read of the dispatch for each edition without a row.
 */
export async function historyOf(ports: HistoryPorts, reader: Reader, closeTime: CloseTime, now: Date): Promise<HistoryEntry[]> {
  const from = addDays(localDay(now, closeTime.zone), -DAYS);
  const [history, days, weeks] = await Promise.all([
    ports.ledger.history(reader.readerId, from),
    ports.editions.newest('daily', DAYS + 2, from),
    ports.editions.newest('weekly', DAYS + 2, from),
  ]);
  const rows = new Map(history.map((row) => [row.edition, row]));
  const editions = [...days, ...weeks].sort((a, b) => (a.id < b.id ? 1 : -1));
  const fates = await pMap(
    editions,
    async (edition) => {
      const row = rows.get(edition.id);
      const due = dueTo(reader, edition, closeTime);
      const { id, day, frequency, title } = edition;
      if (edition.state === 'EMPTY') return due && { day, frequency, title, ...ofNothing(edition, row, due) };
      if (row) return { day, frequency, title, ...ofRow(row, due, rows) };
      if (!due) return undefined;
      const fate = { edition: id, day, frequency, title, due: due.toISOString(), state: 'NONE' as const };
      const week = history.find((one) => one.state === 'SENT' && daysOf(one.edition)?.includes(edition.id));
      if (week) return { ...fate, ...cameWith(week.edition) };
      const reason = await reasonOf(ports, reader, edition, due, now);
      return { ...fate, reason, says: WITHOUT[reason] };
    },
    { concurrency: 8 },
  );
  return fates.filter((fate) => fate !== undefined);
}

/** When an edition is due to a reader by their present wish. */
function dueTo({ preferences }: Reader, { day, frequency }: Edition, closeTime: CloseTime): Date | undefined {
  if (preferences?.frequency !== frequency) return undefined;
  const due = dueOf(day, preferences, closeTime);
  return lastDue(preferences, due).getTime() === due.getTime() ? due : undefined;
}

const cameWith = (edition: string) => ({ reason: 'with', says: `its papers came with the mail of ${edition}` });

async function reasonOf(
  { editions }: HistoryPorts,
  { status, since = '', gaps, unsubscribedAt = '', suppressed }: Reader,
  edition: Edition,
  due: Date,
  now: Date,
): Promise<keyof typeof WITHOUT> {
  const at = due.toISOString();
  if (due > now) return 'later';
  if (!since || at <= since) return 'not-subscribed';
  if (wasAway({ since, gaps }, due)) return 'away';
  if (status === 'unsubscribed' && unsubscribedAt <= at) return 'unsubscribed';
  if (suppressed && suppressed.at <= at) return 'suppressed';
  const dispatch = await editions.dispatch({ edition: edition.id, due: at });
  if (dispatch?.state === 'CLOSED') return 'other-wish';
  if (dispatch?.state === 'OPEN') return 'waiting';
  if (dispatch) return 'missed';
  return now.getTime() < due.getTime() + EXPIRY_MS[edition.frequency] ? 'waiting' : 'no-dispatch';
}

/** Of a day without papers: its row, if there is one, is that of a mail that told so. */
function ofNothing(edition: Edition, row: LedgerRow | undefined, due: Date) {
  const reason: keyof typeof WITHOUT = edition.missing ?? 'empty';
  const told = row?.state === 'SENT' ? { at: row.at } : {};
  const fate = { edition: edition.id, due: due.toISOString(), state: 'NONE' as const, reason, none: whyEmpty(edition), ...told };
  return { ...fate, says: `${WITHOUT[reason]}${row ? `; the mail that tells so: ${row.state} ${row.detail ?? ''}` : ''}`.trim() };
}

function ofRow(row: LedgerRow, present: Date | undefined, rows: ReadonlyMap<string, LedgerRow>) {
  const { edition, state, dispatch, detail = '' } = row;
  return { edition, due: dispatch ?? present?.toISOString(), at: row.at, state, ...told(state, detail, rows) };
}

function told(
  state: LedgerRow['state'],
  detail: string,
  rows: ReadonlyMap<string, LedgerRow>,
): Pick<HistoryEntry, 'reason' | 'says'> {
  switch (state) {
    case 'SENT':
      return { reason: 'sent', says: `sent; SES calls it ${detail}` };
    case 'REJECTED':
      return { reason: detail, says: `SES refused this copy: ${detail}` };
    case 'UNKNOWN':
      return { reason: detail, says: 'SES broke off while it answered: it may have arrived' };
    case 'CLAIMED':
      return { reason: 'waiting', says: 'it is being sent at this moment' };
    case 'PENDING':
      return { reason: 'waiting', says: 'SES did not take it yet; it is tried again' };
    case 'SKIPPED': {
      const carrier = carrierOf(detail);
      if (carrier === undefined) return { reason: detail, says: SKIPPED[detail] ?? detail };
      if (rows.get(carrier)?.state === 'SENT') return cameWith(carrier);
      return { reason: 'with', says: `its papers were to come with the mail of ${carrier}: see there` };
    }
  }
}
