import pMap from 'p-map';
import { type Dispatch, type DispatchId, type Edition, EXPIRY_MS } from '../domain/edition.ts';
import { whyEmpty } from '../domain/empty-day.ts';
import { carrierOf, type LedgerRow } from '../domain/ledger.ts';
import { NOTHING_FOR_YOU, type Reader, wasAway } from '../domain/reader.ts';
import { addDays, type CloseTime, daysOf, dueOf, lastDue, localDay } from '../domain/schedule.ts';

/** Days that a history covers. */
const DAYS = 30;

export type HistoryPorts = {
  editions: {
    newest(frequency: Edition['frequency'], limit: number, from: string): Promise<Edition[]>;
    dispatch(id: DispatchId): Promise<Dispatch | undefined>;
  };
  ledger: { history(readerId: string, from: string): Promise<LedgerRow[]> };
};

/** What became of one edition for one reader. An edition without papers has an empty title. */
export type HistoryEntry = Pick<Edition, 'day' | 'frequency' | 'title'> & {
  edition: string;
  /** When the copy reached its state, or, without papers, when a mail said so. */
  at?: string | undefined;
  /** When the edition was or is due to this reader. */
  due: string | undefined;
  /** `NONE` if the ledger has no row. */
  state: LedgerRow['state'] | 'NONE';
  reason: string;
  /** The reason in words for the operator. */
  says: string;
  /** Why the edition has no papers. */
  whyEmpty?: string;
};

/** What an operator reads if the ledger has no row. */
const WORDS_WITHOUT_ROW = {
  empty: 'no edition: nothing new had come',
  'sources-quiet': 'no edition: the sources had nothing new',
  'sources-late': 'no edition: what was due from the sources had not come',
  'not-due-yet': 'it is not due yet',
  'not-subscribed': 'the reader was not subscribed yet',
  away: 'the reader was away then: pausing, or unsubscribed for a while',
  unsubscribed: 'the reader had unsubscribed',
  suppressed: 'mails to this reader had been stopped',
  waiting: 'it is being sent, or the next tick sends it',
  missed: 'it was too late to send it; its papers come with the next copy, if that is within two weeks',
  'no-dispatch':
    'nothing was sent at that time, or the reader wanted mail at another; its papers come with the next copy, if that is within two weeks',
  'other-wish': 'it was not due then: the reader wanted mail at another time; its papers come with another copy',
};

/** What an operator reads for a row that is SKIPPED. */
const SKIPPED: Record<string, string> = {
  erased: 'the reader had been erased',
  pending: 'the subscription was not confirmed',
  unsubscribed: WORDS_WITHOUT_ROW.unsubscribed,
  suppressed: WORDS_WITHOUT_ROW.suppressed,
  moved:
    'it was not due then: the reader had changed when they want mail, or had mail that day; its papers come with another copy',
  paused: 'the reader was pausing',
  away: WORDS_WITHOUT_ROW.away,
  expired: 'it could not be sent in time; its papers come with the next copy, if that is within two weeks',
  unreadable: "the reader's row cannot be read",
  [NOTHING_FOR_YOU]: 'nothing in it was for this reader, who wants only what is',
};

/** Every reason why a copy was not sent, except those that SES gives. */
export const REASONS = [...Object.keys(WORDS_WITHOUT_ROW), ...Object.keys(SKIPPED), 'with'];

/**
 * The last 30 days of one reader, newest first: each edition they got, and each that was due by their present preferences, with
 * why they did not get it. Takes one query of the ledger, two of the editions, and a read of the dispatch for each edition
 * without a row.
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
  const entries = await pMap(
    editions,
    async (edition) => {
      const row = rows.get(edition.id);
      const due = dueTo(reader, edition, closeTime);
      const { id, day, frequency, title } = edition;
      if (edition.state === 'EMPTY') return due && { day, frequency, title, ...ofNothing(edition, row, due) };
      if (row) return { day, frequency, title, ...ofRow(row, due, rows) };
      if (!due) return undefined;
      const entry = { edition: id, day, frequency, title, due: due.toISOString(), state: 'NONE' as const };
      const week = history.find((one) => one.state === 'SENT' && daysOf(one.edition)?.includes(edition.id));
      if (week) return { ...entry, ...withMailOf(week.edition) };
      const reason = await reasonOf(ports, reader, edition, due, now);
      return { ...entry, reason, says: WORDS_WITHOUT_ROW[reason] };
    },
    { concurrency: 8 },
  );
  return entries.filter((entry) => entry !== undefined);
}

/** When an edition is due to a reader by their present preferences. Undefined if it is not. */
function dueTo({ preferences }: Reader, { day, frequency }: Edition, closeTime: CloseTime): Date | undefined {
  if (preferences?.frequency !== frequency) return undefined;
  const due = dueOf(day, preferences, closeTime);
  return lastDue(preferences, due).getTime() === due.getTime() ? due : undefined;
}

const withMailOf = (edition: string) => ({ reason: 'with', says: `its papers came with the mail of ${edition}` });

async function reasonOf(
  { editions }: HistoryPorts,
  { status, since = '', gaps, unsubscribedAt = '', suppressed }: Reader,
  edition: Edition,
  due: Date,
  now: Date,
): Promise<keyof typeof WORDS_WITHOUT_ROW> {
  const at = due.toISOString();
  if (due > now) return 'not-due-yet';
  if (!since || at <= since) return 'not-subscribed';
  if (wasAway({ since, gaps }, due)) return 'away';
  if (status === 'unsubscribed' && unsubscribedAt <= at) return 'unsubscribed';
  if (suppressed && suppressed.at <= at) return 'suppressed';
  // Too late for a dispatch, as `makeDispatch` decides.
  const expires = due.getTime() + EXPIRY_MS[edition.frequency];
  if (Date.parse(edition.madeAt) >= expires) return 'missed';
  const dispatch = await editions.dispatch({ edition: edition.id, due: at });
  if (dispatch?.state === 'CLOSED') return 'other-wish';
  if (dispatch?.state === 'OPEN') return 'waiting';
  if (dispatch) return 'missed';
  return now.getTime() < expires ? 'waiting' : 'no-dispatch';
}

/** The entry of a day without papers. Its row, if there is one, is of the mail that said so. */
function ofNothing(edition: Edition, row: LedgerRow | undefined, due: Date) {
  const reason: keyof typeof WORDS_WITHOUT_ROW = edition.missing ? `sources-${edition.missing}` : 'empty';
  const told = row?.state === 'SENT' ? { at: row.at } : {};
  const entry = {
    edition: edition.id,
    due: due.toISOString(),
    state: 'NONE' as const,
    reason,
    whyEmpty: whyEmpty(edition),
    ...told,
  };
  return {
    ...entry,
    says: `${WORDS_WITHOUT_ROW[reason]}${row ? `; the mail that tells so: ${row.state} ${row.detail ?? ''}` : ''}`.trim(),
  };
}

function ofRow(row: LedgerRow, present: Date | undefined, rows: ReadonlyMap<string, LedgerRow>) {
  const { edition, state, dispatch, detail = '' } = row;
  return { edition, due: dispatch ?? present?.toISOString(), at: row.at, state, ...stateInWords(state, detail, rows) };
}

function stateInWords(
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
      if (rows.get(carrier)?.state === 'SENT') return withMailOf(carrier);
      return { reason: 'with', says: `its papers were to come with the mail of ${carrier}: see there` };
    }
  }
}
